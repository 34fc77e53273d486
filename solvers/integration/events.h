// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/step_interpolant.h"

#include <array>
#include <functional>
#include <limits>

namespace solvers {

/// Zeros of a function g(t, y) along the solution, and what happens there.
template <typename Scalar>
struct Event {
    std::function<double(double t, ConstVectorView<Scalar> y)> function {}; ///< g; empty: none
    int direction = 0; ///< +1 rising, -1 falling, 0 either, in the direction of integration
    /// Changes the state just after the event; empty: the solution goes on undisturbed.
    std::function<void(double t, VectorView<Scalar> y)> reset {};
    /// Sees every event with the state just before a reset.
    std::function<void(double t, ConstVectorView<Scalar> y)> found {};
};

/// Finds the events within a step: sign changes of g between eight points of the interpolant
/// and the extrema that they suggest, located to rounding.
///
/// A zero of g at the start, or where a reset has left the state, is no event: g gets its sign
/// close behind it. Zeros closer together than an eighth of a step may be missed by twos.
/// Oliveira & Takahashi, ACM TOMS 47 (2020) 5 (the method ITP); Hindmarsh et al., CVODES,
/// "Rootfinding", for the treatment of zeros at the ends.
template <typename Scalar>
class EventFinder {
public:
    EventFinder(const Event<Scalar>& event, Index dim);

    /// The solution starts, or goes on after a reset, from (t, y).
    void start(double t, ConstVectorView<Scalar> y);

    /// Looks over a new step that begins where the last one ended.
    void beginStep(StepInterpolant<Scalar>& step);
    /// The next event of the step: true if there is one, at time() with state().
    bool next();

    double time() const { return m_time; }
    VectorView<Scalar> state() { return view(m_state); }

    /// After beginStep(): the reset before has put the state where the solution at once slides
    /// back into the same event.
    bool stuck() const { return m_stuck; }

private:
    struct Point {
        double theta;
        double value;
    };
    static constexpr std::size_t kMostPoints = 32;

    double valueAt(double theta);
    void append(double theta, double value);
    void sampleStep();
    void sampleExtremum();
    void findFirstSign();
    bool wanted(int before, int after) const;
    void locate(Point a, Point b);
    void found(double theta);

    const Event<Scalar>& m_event;
    StepInterpolant<Scalar>* m_step = nullptr;
    Vector<Scalar> m_state;
    double m_time = 0.0;
    std::array<Point, kMostPoints> m_points {};
    std::size_t m_count = 0;
    std::size_t m_next = 1; ///< the point to be compared with the one before
    double m_value = 0.0; ///< g at the end of the last step
    int m_sign = 0; ///< of g before point m_next; 0: not known
    int m_cameFrom = 0; ///< the side from which the last event was reached
    int m_resetFrom = 0; ///< the same where it was reset just now, else 0
    bool m_fresh = true; ///< the step starts after start(), where a zero is no event
    bool m_stuck = false;
};

} // namespace solvers
