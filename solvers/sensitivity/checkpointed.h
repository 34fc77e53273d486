// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"
#include "solvers/sensitivity/step_reversal.h"

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

/// Where checkpoints lie and what is recorded from one of them.
enum class CheckpointSchedule {
    Binomial, ///< revolve: few states, several times as many steps, one step recorded at a time
    Uniform ///< evenly spread: every step is taken again once, a whole stretch is recorded
};

/// States for about as many recorded steps: ceil(sqrt(steps)).
int uniformSlots(long steps);

/// Reverse-mode differentiation of Runge-Kutta steps that keeps a few states and takes the steps
/// between them again: the gradient of Backprop bit for bit (but for an f of t under error control
/// with a method whose last stage is the next first, which sees t with other roundings), at most
/// `slots` states in memory. Method: one without a reversalProblem().
///
/// Of adaptive solves the times of the accepted steps are kept too. Their number is known at the
/// end only: the first sweep of the binomial schedule leaves no checkpoint but the start, that of
/// the uniform one leaves a state every 2^k steps and takes every other one away when its slots
/// are used up, so that more than half of them are in use at the end. By default there are
/// sqrt(steps) of these states within a factor of 1.5.
template <typename Scalar>
class Checkpointed final : public Sensitivity<Scalar> {
public:
    Checkpointed(const Method& method, const SolveOptions& options,
        const SensitivityOptions& more = {},
        CheckpointSchedule schedule = CheckpointSchedule::Binomial);

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
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
    void spread(long step, ConstVectorView<Scalar> state); ///< uniform, of adaptive steps
    /// From the newest checkpoint to `to`, the end of the last step. Those from `recorded` on are
    /// recorded, through metered, which is f with a meter.
    SolveStatus advance(DifferentiableSystem<Scalar>& f, DifferentiableSystem<Scalar>& metered,
        long recorded, long to, Counters& counters);

    SolveOptions m_options;
    CheckpointSchedule m_schedule;
    std::stop_token m_stop;
    int m_wantedSlots;
    int m_slots = 1;
    std::unique_ptr<StepReversal<Scalar>> m_reversal;
    long m_planned = 0; ///< fixed steps of the whole interval
    long m_steps = 0; ///< taken
    std::vector<double> m_times; ///< adaptive only: t0 and after every accepted step
    std::vector<long> m_plan; ///< steps at which the first sweep leaves a checkpoint
    long m_spacing = 1; ///< steps between the checkpoints of spread()
    std::vector<Checkpoint> m_pool; ///< the first m_used hold states
    std::size_t m_used = 0;
    std::size_t m_held = 0; ///< bytes of the states and times that are kept now
    std::size_t m_peak = 0;
    Vector<Scalar> m_state;
};

} // namespace solvers
