// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/expression.h"

#include "solvers/problems/expression_checker.h"
#include "solvers/problems/expression_powers.h"

#include <muParser.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace solvers {

namespace {

constexpr ExpressionFunction one(
    std::string_view name, double (*function)(double), double (*slope)(double, double))
{
    return { name, 1, 1, function, nullptr, nullptr, slope };
}

constexpr ExpressionFunction two(std::string_view name, double (*function)(double, double),
    std::array<double, 2> (*slopes)(double, double, double))
{
    return { name, 2, 2, nullptr, function, nullptr, nullptr, slopes };
}

double sign(double x)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}

double smallest(const double* values, int count)
{
    return *std::min_element(values, values + count);
}
double largest(const double* values, int count)
{
    return *std::max_element(values, values + count);
}

/// Right also for a negative x and a whole y, and at x = 0.
std::array<double, 2> powerSlopes(double x, double y, double value)
{
    const double byX = y == 0.0 ? 0.0 : y * std::pow(x, y - 1.0);
    return { byX, x == 0.0 && y > 0.0 ? 0.0 : value * std::log(x) };
}

std::array<double, 2> angleSlopes(double y, double x, double)
{
    const double square = x * x + y * y;
    return { x / square, -y / square };
}

// A function's values and its derivative, which often is cheap by the value.
const std::array kFunctions {
    one(
        "sin", [](double x) { return std::sin(x); }, [](double x, double) { return std::cos(x); }),
    one(
        "cos", [](double x) { return std::cos(x); }, [](double x, double) { return -std::sin(x); }),
    one(
        "tan", [](double x) { return std::tan(x); }, [](double, double v) { return 1.0 + v * v; }),
    one(
        "asin", [](double x) { return std::asin(x); },
        [](double x, double) { return 1.0 / std::sqrt((1.0 - x) * (1.0 + x)); }),
    one(
        "acos", [](double x) { return std::acos(x); },
        [](double x, double) { return -1.0 / std::sqrt((1.0 - x) * (1.0 + x)); }),
    one(
        "atan", [](double x) { return std::atan(x); },
        [](double x, double) { return 1.0 / (1.0 + x * x); }),
    two(
        "atan2", [](double y, double x) { return std::atan2(y, x); }, angleSlopes),
    one(
        "sinh", [](double x) { return std::sinh(x); },
        [](double x, double) { return std::cosh(x); }),
    one(
        "cosh", [](double x) { return std::cosh(x); },
        [](double x, double) { return std::sinh(x); }),
    one(
        "tanh", [](double x) { return std::tanh(x); },
        [](double, double v) { return (1.0 - v) * (1.0 + v); }),
    one(
        "asinh", [](double x) { return std::asinh(x); },
        [](double x, double) { return 1.0 / std::hypot(1.0, x); }),
    one(
        "acosh", [](double x) { return std::acosh(x); },
        [](double x, double) { return 1.0 / (std::sqrt(x - 1.0) * std::sqrt(x + 1.0)); }),
    one(
        "atanh", [](double x) { return std::atanh(x); },
        [](double x, double) { return 1.0 / ((1.0 - x) * (1.0 + x)); }),
    one(
        "exp", [](double x) { return std::exp(x); }, [](double, double v) { return v; }),
    one(
        "ln", [](double x) { return std::log(x); }, [](double x, double) { return 1.0 / x; }),
    one(
        "log", [](double x) { return std::log(x); }, [](double x, double) { return 1.0 / x; }),
    one(
        "log10", [](double x) { return std::log10(x); },
        [](double x, double) { return 1.0 / (x * std::numbers::ln10); }),
    one(
        "sqrt", [](double x) { return std::sqrt(x); }, [](double, double v) { return 0.5 / v; }),
    one(
        "abs", [](double x) { return std::abs(x); }, [](double x, double) { return sign(x); }),
    one("sign", sign, nullptr),
    two(
        "pow", [](double x, double y) { return std::pow(x, y); }, powerSlopes),
    ExpressionFunction { "min", 2, 0, nullptr, nullptr, smallest },
    ExpressionFunction { "max", 2, 0, nullptr, nullptr, largest },
};

constexpr std::array kConstants {
    ExpressionConstant { "pi", std::numbers::pi },
    ExpressionConstant { "e", std::numbers::e },
};

bool isNameOfVariable(std::string_view text)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !text.empty() && letter(text.front())
        && std::all_of(text.begin(), text.end(),
            [&](char c) { return letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

} // namespace

std::span<const ExpressionFunction> expressionFunctions()
{
    return kFunctions;
}

std::span<const ExpressionConstant> expressionConstants()
{
    return kConstants;
}

struct Expression::Parser {
    mu::Parser parser;
};

std::string ExpressionError::sentence() const
{
    std::string text;
    if (line > 1)
        text.append("line ").append(std::to_string(line)).append(", ");
    return text.append("column ").append(std::to_string(column)).append(": ").append(message);
}

std::string nameProblem(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string quoted("'");
    quoted.append(text.substr(0, longest)).append("'");
    if (!isNameOfVariable(text))
        return quoted + " is not a name; a name is a letter followed by letters, digits or '_'";
    if (text.size() > longest)
        return quoted + "... is longer than " + std::to_string(longest) + " characters";
    for (const auto& function : kFunctions)
        if (function.name == text)
            return quoted + " is a function; choose another name";
    for (const auto& constant : kConstants)
        if (constant.name == text)
            return quoted + " is a constant; choose another name";
    return {};
}

std::vector<std::string> splitExpressions(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(';');
        std::string_view part = text.substr(0, end);
        part.remove_prefix(std::min(part.find_first_not_of(blanks), part.size()));
        part.remove_suffix(part.size() - std::min(part.find_last_not_of(blanks) + 1, part.size()));
        parts.emplace_back(part);
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<ExpressionError> checkExpression(
    std::string_view text, const std::vector<std::string>& variables)
{
    ExpressionChecker checker(text, variables);
    if (auto error = checker.run())
        return error;
    const std::vector<double> values(variables.size(), 0.5);
    try {
        const Expression trial(text, variables, values.data());
    } catch (const std::invalid_argument& refused) {
        ExpressionError error;
        error.message = refused.what();
        error.length = 1;
        return error;
    }
    return std::nullopt;
}

Expression::Expression(
    std::string_view text, const std::vector<std::string>& variables, const double* values)
    : m_parser(std::make_unique<Parser>())
{
    const std::string formula = checkedFormula(text, variables);
    mu::Parser& parser = m_parser->parser;
    try {
        parser.ClearFun();
        parser.ClearConst();
        parser.ClearPostfixOprt();
        for (const auto& function : kFunctions) {
            const std::string name(function.name);
            if (function.one != nullptr)
                parser.DefineFun(name, function.one);
            else if (function.two != nullptr)
                parser.DefineFun(name, function.two);
            else
                parser.DefineFun(name, function.many);
        }
        for (const auto& power : fastPowers())
            parser.DefineFun(std::string(power.function.name), power.function.one);
        for (const auto& constant : kConstants)
            parser.DefineConst(std::string(constant.name), constant.value);
        // muParser writes to a variable in assignments only, and those were refused.
        for (std::size_t i = 0; i < variables.size(); ++i)
            if (text.find(variables[i]) != std::string_view::npos)
                parser.DefineVar(variables[i], const_cast<double*>(values + i));
        parser.SetExpr(formula);
        int count = 0;
        parser.Eval(count); // compiles
        if (count != 1)
            throw std::invalid_argument("too many values: an expression has one");
    } catch (const mu::Parser::exception_type& refused) {
        throw std::invalid_argument("the expression cannot be evaluated: " + refused.GetMsg());
    }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

double Expression::evaluate() const
{
    return m_parser->parser.Eval();
}

} // namespace solvers
