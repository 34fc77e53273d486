// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/phase_plane.h"

#include <complex>
#include <string_view>

namespace solvers {

/// What the eigenvalues of the linearisation say; Strogatz, Nonlinear Dynamics and Chaos (1994),
/// sec. 5.2 and 6.3. Star: equal eigenvalues with every direction an eigenvector; degenerate:
/// with one only.
enum class EquilibriumKind {
    StableNode,
    UnstableNode,
    StableSpiral,
    UnstableSpiral,
    StableStar,
    UnstableStar,
    StableDegenerate,
    UnstableDegenerate,
    Saddle,
    Centre, ///< imaginary eigenvalues, and orbits about it that close
    NonHyperbolic ///< an eigenvalue without a real part, and no centre: not settled by it
};

/// "stable node", "centre", "non-hyperbolic", ...
std::string_view name(EquilibriumKind kind);

/// Of the kinds on the plane: whether neighbouring solutions stay (centre) or come in.
bool isStable(EquilibriumKind kind);

struct Equilibrium {
    PlanePoint at;
    std::array<std::complex<double>, 2> eigenvalues; ///< larger real, then imaginary part first
    std::array<PlanePoint, 2> eigenvectors; ///< of length 1; of real eigenvalues only, else 0
    EquilibriumKind kind = EquilibriumKind::NonHyperbolic;
};

/// Sorts a linearisation by its eigenvalues; parts below 1e-7 of the largest entry count as 0.
/// Imaginary eigenvalues give Centre, which only a look at the orbits confirms. A matrix without
/// an entry above `negligible` is 0.
Equilibrium linearised(
    const PlanePoint& at, const std::array<std::array<double, 2>, 2>& a, double negligible = 0.0);

struct EquilibriumSearch {
    std::vector<Equilibrium> points; ///< from left to right, then from below
    bool continuum = false; ///< there is a curve of equilibria as well, which is left out
};

/// The equilibria in a window: damped Newton iterations from a grid of starts and from the cells
/// where both slopes change sign. Two closer than 1e-6 of the window count as one.
/// stop: ends it early, the result is then partial.
EquilibriumSearch findEquilibria(
    PhasePlane& plane, const PlaneWindow& window, const std::atomic<bool>& stop);

enum class LineStability { Stable, Unstable, HalfStable };

/// An equilibrium of one equation y' = f(y).
struct LineEquilibrium {
    double y = 0.0;
    double derivative = 0.0; ///< f'(y), its eigenvalue
    LineStability stability = LineStability::HalfStable; ///< by the signs of f on both sides
};

/// y' = f(t, y) of one equation at a fixed t: the phase line; Strogatz, chapter 2.
struct PhaseLine {
    std::vector<double> y; ///< ascending
    std::vector<double> slope; ///< f at y; may be not finite
    std::vector<LineEquilibrium> equilibria; ///< ascending
};

/// Throws std::invalid_argument for an unusable problem, another dimension than 1, or unless
/// lower < upper and points >= 2.
PhaseLine phaseLine(const Problem& problem, double t, double lower, double upper, int points,
    const std::atomic<bool>& stop);

} // namespace solvers
