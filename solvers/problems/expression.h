// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// Why a text is not an expression, and where. Places count characters (Unicode code points).
struct ExpressionError {
    std::string message; ///< "unknown function 'sn'; did you mean sin?"
    std::size_t position = 0; ///< first character at fault, from 0
    std::size_t length = 0; ///< number of characters at fault; 0 only for an empty text
    int line = 1; ///< of position, from 1
    int column = 1; ///< of position within its line, from 1
    std::string suggestion; ///< what to put in place of these characters; empty: nothing to offer

    /// "column 5: MESSAGE", or "line 2, column 5: MESSAGE" below the first line
    std::string sentence() const;

    bool operator==(const ExpressionError&) const = default;
};

/// A function that expressions may call; one of the three pointers is set.
struct ExpressionFunction {
    std::string_view name;
    int fewest; ///< arguments
    int most; ///< arguments; 0: any number from fewest on
    double (*one)(double) = nullptr;
    double (*two)(double, double) = nullptr;
    double (*many)(const double*, int) = nullptr;
    /// d one/dx, given x and one(x); nullptr: 0 everywhere
    double (*slope)(double, double) = nullptr;
    /// The derivatives of two(x, y) by x and by y, given x, y and two(x, y)
    std::array<double, 2> (*slopes)(double, double, double) = nullptr;
};

/// All of them; completion and messages read this list.
std::span<const ExpressionFunction> expressionFunctions();

struct ExpressionConstant {
    std::string_view name;
    double value;
};

/// pi and e
std::span<const ExpressionConstant> expressionConstants();

/// nullopt if text is one expression in these variables, else the first fault in it.
std::optional<ExpressionError> checkExpression(
    std::string_view text, const std::vector<std::string>& variables);

/// Empty if text can name a parameter, else a sentence: it must be a letter followed by
/// letters, digits or '_', and neither a function nor a constant.
std::string nameProblem(std::string_view text);

/// "EXPR;EXPR" in parts, blanks at their ends removed. There is always at least one part.
std::vector<std::string> splitExpressions(std::string_view text);

/// A compiled expression in muParser's grammar: numbers with '.', + - * / ^ (power, from the
/// right), comparisons, && ||, c ? a : b, the functions and constants above; log is natural.
/// A value outside a function's domain gives NaN or infinity, as in C.
class Expression {
public:
    /// values: one number for each variable, read at every evaluate(); must outlive the object.
    /// Throws std::invalid_argument with checkExpression(...)->sentence().
    Expression(
        std::string_view text, const std::vector<std::string>& variables, const double* values);
    ~Expression();
    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;

    double evaluate() const; ///< serves one thread at a time

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace solvers
