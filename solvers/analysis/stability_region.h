// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/stability.h"

#include <atomic>

namespace solvers {

/// The set of z with |R(z)| <= 1, for drawing.
struct StabilityRegion {
    using Line = std::vector<std::complex<double>>;

    /// Closed lines, the last point followed by the first; a point is in the region where it lies
    /// within an odd number of them. Parts of kFarOut stand for infinity.
    std::vector<Line> loops;
    std::vector<Line> boundary; ///< |R(z)| = 1: closed lines repeat their first point
    /// Smallest box with sides parallel to the axes around the boundary; all 0 without one.
    double left = 0.0;
    double right = 0.0;
    double bottom = 0.0;
    double top = 0.0;
    bool bounded = true; ///< the region itself; false for what is A-stable or nearly

    static constexpr double kFarOut = 1e4;

    bool contains(std::complex<double> z) const; ///< by the loops; z within kFarOut
};

/// By marching squares on 160 x 160 cells over the boundary's own box, found on |Re z|, |Im z|
/// <= 40; what is smaller than a cell, 1/160 of the box, may be missed. Every point of the
/// boundary is found by bisection, to 1e-7 of a cell. A conservative method gets a piece of the
/// imaginary axis and no loops. Takes up to a second; stop: ends early with an empty region.
StabilityRegion stabilityRegion(
    const StabilityFunction& function, const std::atomic<bool>* stop = nullptr);

} // namespace solvers
