// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace solvers {

/// A point of the phase plane, or a direction in it; in the units of the two components.
struct PlanePoint {
    double x = 0.0;
    double y = 0.0;

    bool operator==(const PlanePoint&) const = default;
};

using PlaneLine = std::vector<PlanePoint>;

/// An axis-parallel part of the plane, lower < upper in both directions.
struct PlaneWindow {
    PlanePoint lower { -1.0, -1.0 };
    PlanePoint upper { 1.0, 1.0 };

    double width() const { return upper.x - lower.x; }
    double height() const { return upper.y - lower.y; }
    bool usable() const; ///< finite, and lower < upper
    bool contains(const PlanePoint& at) const;
    /// Widened at each end by that share of its size.
    PlaneWindow enlarged(double share) const;
    PlaneWindow united(const PlaneWindow& other) const;
    /// Distance in units of the window's width and height.
    double distance(const PlanePoint& a, const PlanePoint& b) const;

    bool operator==(const PlaneWindow&) const = default;
};

/// Which two components of a problem span the plane, and where the others and time stand still.
struct PlaneSelection {
    std::size_t x = 0;
    std::size_t y = 1;
    std::vector<double> state; ///< dim() numbers; those of x and y play no part
    double t = 0.0;

    bool operator==(const PlaneSelection&) const = default;
};

/// The flow in the plane of two components of y' = f(t, y), the others and t held: an autonomous
/// system of two equations. Of a planar autonomous problem it is the problem itself; of others
/// it is a section through their field, not their flow. Serves one thread at a time.
/// Strogatz, Nonlinear Dynamics and Chaos (1994), chapter 6.
class PhasePlane final : public OdeSystem<double> {
public:
    /// Throws std::invalid_argument for an unusable problem, fewer than two components, equal
    /// ones, or a state of another size.
    PhasePlane(const Problem& problem, PlaneSelection selection);

    const PlaneSelection& selection() const { return m_selection; }

    PlanePoint slope(const PlanePoint& at); ///< (x', y'); not finite where f is not
    /// (i, j): derivative of slope i by coordinate j: the system's own, else central differences
    /// with increments eps^(1/3) max(1, |.|), whose error of 1e-10 lets a centre be told from a
    /// spiral, as the one-sided ones of Newton's method would not.
    std::array<std::array<double, 2>, 2> derivative(const PlanePoint& at);

    Index dim() const override { return 2; }
    void evaluate(double, ConstVectorView<double> y, VectorView<double> dydt) override;

private:
    void place(const PlanePoint& at);

    std::unique_ptr<OdeSystem<double>> m_system;
    PlaneSelection m_selection;
    Vector<double> m_state;
    Vector<double> m_slope;
    Matrix<double> m_dfdy;
    Vector<double> m_dfdt;
};

/// Slopes on a grid of columns x rows points, the middles of equal cells.
struct FieldSample {
    PlanePoint at;
    PlanePoint slope;
};
/// Points without a finite slope are left out. stop: ends it early, the result is then partial.
std::vector<FieldSample> sampleField(PhasePlane& plane, const PlaneWindow& window, int columns,
    int rows, const std::atomic<bool>& stop);

/// Whether f does not change with t, judged at some points about y0 and three times of the
/// interval. Throws std::invalid_argument for an unusable problem.
bool isAutonomous(const Problem& problem);

/// Which components are angles: f has the period 2 pi in them (and is not constant in them),
/// judged at some points about y0. Throws as isAutonomous().
std::vector<bool> angles(const Problem& problem);

} // namespace solvers
