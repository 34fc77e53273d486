// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

namespace solvers {

/// A power with a constant exponent that needs no pow(), as a function that only
/// withFastPowers() can call: no name that users may choose begins with '_'.
struct FastPower {
    double exponent;
    const char* name;
    double (*function)(double);
};

std::span<const FastPower> fastPowers();

/// The formula with a call of a fast power for every bracket or function call that is raised to
/// one of their exponents: (y1 + y2)^1.5 is several times as fast as by pow(), and equal up to
/// rounding. Of single variables muParser takes care itself. formula: valid, without blanks.
std::string withFastPowers(const std::string& formula);

} // namespace solvers
