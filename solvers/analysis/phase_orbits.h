// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/equilibria.h"
#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"

namespace solvers {

/// How a trajectory is followed through the plane.
struct OrbitOptions {
    const Method* method = nullptr;
    SolveOptions solve; ///< t0 is the start, t1 the end: before it means backwards
    /// Ends it at its first return, at rest or outside the limits, and not at t1 only. For
    /// autonomous systems: of others neither of these means anything.
    bool untilClosed = true;
    std::size_t x = 0; ///< the components that `limits` are about; equal: x alone is looked at
    std::size_t y = 1;
    PlaneWindow limits; ///< outside of it the trajectory has left
    std::vector<bool> angles; ///< components with the period 2 pi; empty: none
    std::vector<PlanePoint> targets; ///< ends within targetRadius of one, once it has left it
    double targetRadius = 0.0; ///< in units of the limits' size
    double longest = 0.0; ///< arc length in units of the limits' size; 0: no limit
    double restShare = 1e-6; ///< of its largest speed: slower is at rest
    double closeShare = 1e-4; ///< of its size: a return this near its start has closed it
};

enum class OrbitKind {
    Open, ///< neither of the others within what it was given
    Closed,
    Rotation, ///< comes back turned by 2 pi in one angle
    LimitCycle, ///< its returns have come to rest, away from the start
    Converges, ///< to an equilibrium, or to one of the targets
    Leaves,
    Fails ///< the method gave up; the report says why
};

struct Orbit {
    std::size_t dim = 0;
    std::vector<double> t; ///< every step
    std::vector<double> y; ///< state i at y[i * dim ...]
    std::vector<double> dydt; ///< as y
    OrbitKind kind = OrbitKind::Open;
    double period; ///< of a closed orbit, a rotation or a limit cycle, > 0; else NaN
    SolveReport report; ///< Stopped also where the orbit was followed far enough

    std::size_t size() const { return t.size(); }
};

/// Follows the solution through (options.solve.t0, y0). A return is the next crossing, in the
/// same direction, of the plane through y0 across f(y0) (a Poincare section; Strogatz, Nonlinear
/// Dynamics and Chaos, sec. 8.7); its time is refined with Dormand-Prince 5(4) at 1e-12, so that
/// the period has the error of the method alone.
/// Throws std::invalid_argument as integrate(), and for components out of range.
/// stop: ends it after the step under way.
Orbit followOrbit(OdeSystem<double>& system, const Vector<double>& y0, const OrbitOptions& options,
    const std::atomic<bool>& stop);

/// The orbit in the plane as a line whose points are at most `spacing` (in units of the window's
/// size) apart: cubic Hermite polynomials between the steps, at most 64 points each.
/// x == y: one equation; the line is (y, 0).
PlaneLine orbitLine(const Orbit& orbit, std::size_t x, std::size_t y, const PlaneWindow& window,
    double spacing = 0.004);

/// One branch of the stable or unstable manifold of a saddle.
struct Separatrix {
    PlaneLine line; ///< from the saddle on
    bool unstable = false; ///< the flow runs away from the saddle
};

/// The four branches of every saddle, from 1e-5 of the window along its eigenvectors with
/// Dormand-Prince 5(4) at 1e-11, until they leave three windows' size or come within 1e-3 of
/// another equilibrium, at most 30 windows long. stop: ends it early.
std::vector<Separatrix> separatrices(PhasePlane& plane, const std::vector<Equilibrium>& equilibria,
    const PlaneWindow& window, const std::atomic<bool>& stop);

/// Pieces of solutions spread over the window: through a grid of columns x rows points, each half
/// a window long to both sides.
std::vector<PlaneLine> streamlines(PhasePlane& plane, const PlaneWindow& window, int columns,
    int rows, const std::atomic<bool>& stop);

} // namespace solvers
