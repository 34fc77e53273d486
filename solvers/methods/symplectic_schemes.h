// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace solvers {

/// A splitting scheme for q' = f_q(p), p' = f_p(q): for i = 0, 1, ... in turn
/// p += kick_i h f_p(q), q += drift_i h f_q(p); a last kick without a drift ends a symmetric one.
/// Hairer, Lubich & Wanner, Geometric Numerical Integration, 2nd ed., sec. VI.3 and V.3.
struct SymplecticScheme {
    std::string_view id;
    int order;
    std::span<const double> kick;
    std::span<const double> drift;
    static constexpr int embeddedOrder = 0;

    /// The last kick's f_p serves the first one of the next step.
    constexpr bool endsInKick() const { return kick.size() > drift.size(); }
    /// Evaluations of f a step
    constexpr int stages() const { return 2 * static_cast<int>(drift.size()); }
};

/// Kicks and drifts sum to 1; a scheme that ends in a kick reads the same from both ends.
constexpr bool isConsistent(const SymplecticScheme& scheme)
{
    const auto near = [](double x, double y) { return (x > y ? x - y : y - x) < 1e-14; };
    const std::size_t kicks = scheme.kick.size();
    const std::size_t drifts = scheme.drift.size();
    double sumOfKicks = 0.0;
    double sumOfDrifts = 0.0;
    for (std::size_t i = 0; i < kicks; ++i) {
        sumOfKicks += scheme.kick[i];
        if (scheme.endsInKick() && !near(scheme.kick[i], scheme.kick[kicks - 1 - i]))
            return false;
    }
    for (std::size_t i = 0; i < drifts; ++i) {
        sumOfDrifts += scheme.drift[i];
        if (scheme.endsInKick() && !near(scheme.drift[i], scheme.drift[drifts - 1 - i]))
            return false;
    }
    return drifts > 0 && (kicks == drifts || kicks == drifts + 1) && near(sumOfKicks, 1.0)
        && near(sumOfDrifts, 1.0);
}

namespace schemes {

extern const SymplecticScheme symplecticEuler;
extern const SymplecticScheme verlet;
extern const SymplecticScheme yoshida4;
extern const SymplecticScheme yoshida6;

} // namespace schemes

} // namespace solvers
