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

constexpr ExpressionFunction one(std::string_view name, double (*function)(double))
{
    return { name, 1, 1, function };
}

constexpr ExpressionFunction two(std::string_view name, double (*function)(double, double))
{
    return { name, 2, 2, nullptr, function };
}

double smallest(const double* values, int count)
{
    return *std::min_element(values, values + count);
}
double largest(const double* values, int count)
{
    return *std::max_element(values, values + count);
}

const std::array kFunctions {
    one("sin", [](double x) { return std::sin(x); }),
    one("cos", [](double x) { return std::cos(x); }),
    one("tan", [](double x) { return std::tan(x); }),
    one("asin", [](double x) { return std::asin(x); }),
    one("acos", [](double x) { return std::acos(x); }),
    one("atan", [](double x) { return std::atan(x); }),
    two("atan2", [](double y, double x) { return std::atan2(y, x); }),
    one("sinh", [](double x) { return std::sinh(x); }),
    one("cosh", [](double x) { return std::cosh(x); }),
    one("tanh", [](double x) { return std::tanh(x); }),
    one("asinh", [](double x) { return std::asinh(x); }),
    one("acosh", [](double x) { return std::acosh(x); }),
    one("atanh", [](double x) { return std::atanh(x); }),
    one("exp", [](double x) { return std::exp(x); }),
    one("ln", [](double x) { return std::log(x); }),
    one("log", [](double x) { return std::log(x); }),
    one("log10", [](double x) { return std::log10(x); }),
    one("sqrt", [](double x) { return std::sqrt(x); }),
    one("abs", [](double x) { return std::abs(x); }),
    one("sign", [](double x) { return x > 0.0 ? 1.0
                                   : x < 0.0  ? -1.0
                                              : x; }),
    two("pow", [](double x, double y) { return std::pow(x, y); }),
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
    ExpressionChecker checker(text, variables);
    if (const auto error = checker.run())
        throw std::invalid_argument(error->sentence());
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
            parser.DefineFun(power.name, power.function);
        for (const auto& constant : kConstants)
            parser.DefineConst(std::string(constant.name), constant.value);
        // muParser writes to a variable in assignments only, and those were refused.
        for (std::size_t i = 0; i < variables.size(); ++i)
            if (text.find(variables[i]) != std::string_view::npos)
                parser.DefineVar(variables[i], const_cast<double*>(values + i));
        parser.SetExpr(withFastPowers(checker.formula()));
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
