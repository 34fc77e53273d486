// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/runge_kutta.h"
#include "solvers/sensitivity/sensitivity.h"
#include "solvers/sensitivity/step_pullback.h"

#include <vector>

namespace solvers {

/// Where to put the next checkpoint: with `slots` >= 1 states in memory, one of them the start,
/// the number of steps to advance from it so that `steps` >= 2 steps are reversed with the
/// fewest evaluations. Griewank & Walther, revolve, ACM TOMS 26 (2000) 19-45.
long checkpointDistance(long steps, int slots);

/// The steps that the best schedule takes again: r n - C(s + r, s + 1), r the least number with
/// C(s + r, s) >= n; eq. (3) there. Steps of the first sweep and those recorded do not count.
double recomputedSteps(long steps, int slots);

/// Slots for about twice the work of plain backpropagation: 1 + ceil(log2(steps)).
int defaultSlots(long steps);

/// Reverse-mode differentiation of explicit Runge-Kutta steps that keeps a few states and takes
/// the steps between them again: the gradient of Backprop to rounding, at most `slots` states in
/// memory.
///
/// Of adaptive solves the sizes of the accepted steps are kept too; since their number is known
/// at the end only, the first sweep leaves no checkpoint but the start.
template <typename Scalar>
class Checkpointed final : public Sensitivity<Scalar> {
public:
    Checkpointed(
        const Method& method, const SolveOptions& options, const SensitivityOptions& more = {});

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    void setForwardStep(double first) override { m_options.firstStep = first; }
    std::size_t storedBytes() const override;
    std::size_t peakBytes() const override { return m_peak; }

private:
    struct Checkpoint {
        long step;
        Vector<Scalar> state;
    };

    double time(long step) const;
    double stepSize(long step) const;
    void push(long step, ConstVectorView<Scalar> state);
    void planFirstSweep();
    /// From the newest checkpoint to `step`; the result is in m_state.
    void advance(DifferentiableSystem<Scalar>& f, long step, Counters& counters);

    SolveOptions m_options;
    std::stop_token m_stop;
    int m_wantedSlots;
    int m_slots = 1;
    RungeKutta<Scalar> m_stepper;
    StepPullback<Scalar> m_pullback;
    long m_planned = 0; ///< fixed steps of the whole interval
    long m_steps = 0; ///< taken
    std::vector<double> m_times; ///< adaptive only: t0 and after every accepted step
    std::vector<long> m_plan; ///< steps at which the first sweep leaves a checkpoint
    std::vector<Checkpoint> m_pool; ///< the first m_used hold states
    std::size_t m_used = 0;
    std::size_t m_held = 0; ///< bytes of the states and times that are kept now
    std::size_t m_peak = 0;
    Vector<Scalar> m_state;
};

} // namespace solvers
