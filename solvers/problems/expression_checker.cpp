// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/expression_checker.h"

#include "solvers/names.h"

#include <algorithm>
#include <utility>

namespace solvers {

namespace {

constexpr std::size_t kLongest = 10'000; // muParser itself gives up at 20 000
constexpr std::size_t kDeepest = 200;
constexpr std::size_t kMostListed = 30; // valid names in a message

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool continues(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

const ExpressionFunction* findFunction(std::string_view name)
{
    for (const auto& function : expressionFunctions())
        if (function.name == name)
            return &function;
    return nullptr;
}

bool isConstant(std::string_view name)
{
    const auto constants = expressionConstants();
    return std::any_of(
        constants.begin(), constants.end(), [&](const auto& c) { return c.name == name; });
}

std::string quoted(std::string_view text)
{
    std::string result("'");
    return result.append(text).append("'");
}

std::string plural(int count)
{
    return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

} // namespace

ExpressionChecker::ExpressionChecker(
    std::string_view text, const std::vector<std::string>& variables)
    : m_text(text)
    , m_variables(variables)
    , m_brackets(1)
{
}

std::optional<ExpressionError> ExpressionChecker::run()
{
    if (m_text.size() > kLongest) {
        fail({ Kind::End, 0, m_text.substr(0, 1) },
            std::string("the expression is longer than ") + std::to_string(kLongest)
                + " characters");
        return m_error;
    }
    while (read()) {
        const bool more = m_expectOperand ? operand() : afterOperand();
        if (!more)
            break;
        m_formula += m_token.text;
        m_before = m_token;
    }
    return m_error;
}

bool ExpressionChecker::fail(const Token& at, std::string message, std::string suggestion)
{
    ExpressionError error;
    error.message = std::move(message);
    error.suggestion = std::move(suggestion);
    const std::string_view before = m_text.substr(0, at.begin);
    error.position = characters(before);
    error.length = characters(at.text);
    error.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t lineStart = before.rfind('\n');
    error.column = 1
        + static_cast<int>(characters(
            lineStart == std::string_view::npos ? before : before.substr(lineStart + 1)));
    m_error = std::move(error);
    return false;
}

char ExpressionChecker::nextVisible() const
{
    std::size_t i = m_position;
    while (i < m_text.size() && isBlank(m_text[i]))
        ++i;
    return i < m_text.size() ? m_text[i] : '\0';
}

bool ExpressionChecker::operand()
{
    const bool sign = m_token.text == "-" || m_token.text == "+";
    if (sign && m_afterSign)
        return fail(m_token, "two signs in a row; put brackets around the second and its operand");
    m_afterSign = sign;
    if (sign)
        return true;
    switch (m_token.kind) {
    case Kind::Number:
        m_expectOperand = false;
        return true;
    case Kind::Name:
        return name();
    case Kind::Open:
        return openBracket({});
    case Kind::Close:
        if (m_before.kind == Kind::Open && !m_brackets.back().function.text.empty()) {
            m_brackets.back().arguments = 0;
            return close();
        }
        if (m_before.kind == Kind::Open)
            return fail({ Kind::Open, m_before.begin,
                            m_text.substr(m_before.begin, m_token.begin + 1 - m_before.begin) },
                "there is nothing between the brackets");
        if (m_brackets.size() == 1)
            return close();
        return missingOperand();
    default:
        return missingOperand();
    }
}

bool ExpressionChecker::missingOperand()
{
    if (m_before.kind == Kind::End)
        return fail(
            m_token, std::string("the expression cannot begin with ") + quoted(m_token.text));
    return fail(m_token,
        std::string("something is missing between ") + quoted(m_before.text) + " and "
            + quoted(m_token.text));
}

bool ExpressionChecker::name()
{
    const std::string_view text = m_token.text;
    const bool call = nextVisible() == '(';
    if (const ExpressionFunction* function = findFunction(text)) {
        if (!call)
            return fail(m_token,
                std::string("the function ") + quoted(text) + " needs its "
                    + (function->most == 1 ? "argument" : "arguments")
                    + " in brackets: " + std::string(text) + "(...)");
        return true; // its bracket comes next
    }
    if (isConstant(text)
        || std::find(m_variables.begin(), m_variables.end(), text) != m_variables.end()) {
        m_expectOperand = false;
        return true;
    }
    std::vector<std::string> valid;
    if (!call) {
        valid = m_variables;
        for (const auto& constant : expressionConstants())
            valid.emplace_back(constant.name);
    }
    if (call || closestNames(text, valid).empty()) {
        std::vector<std::string> functions;
        for (const auto& function : expressionFunctions())
            functions.emplace_back(function.name);
        if (call || !closestNames(text, functions).empty())
            valid = std::move(functions);
    }
    const auto near = closestNames(text, valid);
    const std::string shown(text.substr(0, 60));
    if (near.empty() && valid.size() > kMostListed) {
        valid.resize(kMostListed);
        valid.emplace_back("...");
    }
    return fail(m_token, unknownName(call ? "function" : "name", shown, valid),
        near.empty() ? std::string() : near.front());
}

bool ExpressionChecker::openBracket(const Token& function)
{
    if (m_brackets.size() > kDeepest)
        return fail(m_token,
            std::string("brackets are nested more than ") + std::to_string(kDeepest) + " deep");
    Bracket bracket;
    bracket.opener = m_token;
    bracket.function = m_before.kind == Kind::Name ? m_before : function;
    m_brackets.push_back(bracket);
    m_expectOperand = true;
    return true;
}

bool ExpressionChecker::afterOperand()
{
    switch (m_token.kind) {
    case Kind::Operator:
        m_expectOperand = true;
        return true;
    case Kind::Question:
        ++m_brackets.back().questions;
        m_brackets.back().question = m_token;
        m_expectOperand = true;
        return true;
    case Kind::Colon:
        return colon();
    case Kind::Comma:
        return comma();
    case Kind::Close:
        return close();
    default:
        return missingOperator();
    }
}

bool ExpressionChecker::missingOperator()
{
    if (m_token.kind == Kind::Open && m_before.kind == Kind::Name)
        return fail(m_token,
            quoted(m_before.text) + " is not a function; a product is written "
                + std::string(m_before.text) + "*(...)",
            "*(");
    const bool product = m_token.kind != Kind::Number;
    return fail(m_token,
        std::string("an operator is missing between ") + quoted(m_before.text.substr(0, 30))
            + " and " + quoted(m_token.text.substr(0, 30)),
        product ? std::string("*").append(m_token.text) : std::string());
}

bool ExpressionChecker::colon()
{
    if (m_brackets.back().questions == 0)
        return fail(m_token, "':' without a '?' before it; a choice is written c ? a : b");
    --m_brackets.back().questions;
    m_expectOperand = true;
    return true;
}

bool ExpressionChecker::comma()
{
    Bracket& bracket = m_brackets.back();
    if (bracket.questions > 0)
        return fail(bracket.question, "'?' without a ':' after it; a choice is written c ? a : b");
    if (!bracket.function.text.empty()) {
        ++bracket.arguments;
        m_expectOperand = true;
        return true;
    }
    const std::size_t after = m_token.begin + 1;
    const bool decimal = m_before.kind == Kind::Number && after < m_text.size()
        && isDigit(m_text[after]) && m_before.begin + m_before.text.size() == m_token.begin;
    return fail(m_token,
        decimal ? "too many values: decimals are written with a point, not a comma"
                : "too many values: an expression has one, a comma separates two",
        decimal ? "." : "");
}

bool ExpressionChecker::close()
{
    if (m_brackets.size() == 1)
        return fail(m_token, "')' closes a bracket that was never opened");
    const Bracket bracket = m_brackets.back();
    m_brackets.pop_back();
    m_expectOperand = false;
    if (bracket.questions > 0)
        return fail(bracket.question, "'?' without a ':' after it; a choice is written c ? a : b");
    if (bracket.function.text.empty())
        return true;
    const ExpressionFunction& function = *findFunction(bracket.function.text);
    const bool tooMany = function.most > 0 && bracket.arguments > function.most;
    if (bracket.arguments >= function.fewest && !tooMany)
        return true;
    return fail(bracket.function,
        std::string(function.name) + " takes " + (function.most == 0 ? "at least " : "")
            + plural(function.fewest) + ", found " + std::to_string(bracket.arguments));
}

bool ExpressionChecker::unmatchedOpener()
{
    return fail(m_brackets.back().opener, "the bracket '(' is never closed");
}

bool ExpressionChecker::end()
{
    if (m_before.kind == Kind::End) {
        m_token = { Kind::End, 0, {} };
        return fail(m_token, "the expression is empty");
    }
    const bool opened = m_brackets.size() > 1;
    if (m_expectOperand) {
        if (opened && (m_before.kind == Kind::Open || m_before.kind == Kind::Comma))
            return unmatchedOpener();
        return fail(m_before,
            std::string("the expression is incomplete: something is missing after ")
                + quoted(m_before.text));
    }
    if (opened)
        return unmatchedOpener();
    if (m_brackets.back().questions > 0)
        return fail(m_brackets.back().question,
            "'?' without a ':' after it; a choice is written c ? a : b");
    return false;
}

} // namespace solvers
