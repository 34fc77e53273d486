// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/expression.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// A power with a constant exponent that needs no pow(), as a function that only
/// withFastPowers() can call: no name that users may choose begins with '_'.
struct FastPower {
    double exponent;
    ExpressionFunction function;
};

std::span<const FastPower> fastPowers();

/// The formula with a call of a fast power for every bracket or function call that is raised to
/// one of their exponents: (y1 + y2)^1.5 is several times as fast as by pow(), and equal up to
/// rounding. Of single variables muParser takes care itself. formula: valid, without blanks.
std::string withFastPowers(const std::string& formula);

/// What muParser is to read for a text: without blanks and withFastPowers(). Throws
/// std::invalid_argument with checkExpression(...)->sentence().
std::string checkedFormula(std::string_view text, const std::vector<std::string>& variables);

} // namespace solvers
