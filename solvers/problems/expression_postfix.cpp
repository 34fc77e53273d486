// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/expression_postfix.h"

#include "solvers/problems/expression_powers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace solvers {

namespace {

using Kind = PostfixStep::Kind;

struct OperatorSymbol {
    std::string_view text;
    BinaryOperator operation;
    int precedence;
};

/// Longer ones before those with which they begin.
constexpr std::array kOperators {
    OperatorSymbol { "||", BinaryOperator::Or, 1 },
    OperatorSymbol { "&&", BinaryOperator::And, 2 },
    OperatorSymbol { "<=", BinaryOperator::LessEqual, 4 },
    OperatorSymbol { ">=", BinaryOperator::GreaterEqual, 4 },
    OperatorSymbol { "!=", BinaryOperator::NotEqual, 4 },
    OperatorSymbol { "==", BinaryOperator::Equal, 4 },
    OperatorSymbol { "<", BinaryOperator::Less, 4 },
    OperatorSymbol { ">", BinaryOperator::Greater, 4 },
    OperatorSymbol { "+", BinaryOperator::Add, 5 },
    OperatorSymbol { "-", BinaryOperator::Subtract, 5 },
    OperatorSymbol { "*", BinaryOperator::Multiply, 6 },
    OperatorSymbol { "/", BinaryOperator::Divide, 6 },
    OperatorSymbol { "^", BinaryOperator::Power, 7 },
};
constexpr int kSignPrecedence = 6;

constexpr ExpressionFunction kNegative { "-", 1, 1, [](double x) { return -x; }, nullptr, nullptr,
    [](double, double) { return -1.0; } };

/// The second to fourth power of a variable. In brackets it is another product: fastPowers().
constexpr std::array kVariablePowers {
    ExpressionFunction { "^2", 1, 1, [](double x) { return x * x; }, nullptr, nullptr,
        [](double x, double) { return 2.0 * x; } },
    ExpressionFunction { "^3", 1, 1, [](double x) { return x * x * x; }, nullptr, nullptr,
        [](double x, double) { return 3.0 * x * x; } },
    ExpressionFunction { "^4", 1, 1, [](double x) { return x * x * x * x; }, nullptr, nullptr,
        [](double x, double) { return 4.0 * x * x * x; } },
};

const ExpressionFunction& functionCalled(std::string_view name)
{
    for (const auto& power : fastPowers())
        if (power.function.name == name)
            return power.function;
    return *std::ranges::find(expressionFunctions(), name, &ExpressionFunction::name);
}

/// Of two constants; there && and || take a number between -1 and 1 for false.
double applyToConstants(BinaryOperator operation, double x, double y)
{
    const auto whole = [](double value) { return std::abs(value) < 1.0 ? 0.0 : value; };
    if (operation == BinaryOperator::And || operation == BinaryOperator::Or)
        return apply(operation, whole(x), whole(y));
    return apply(operation, x, y);
}

/// Appends steps and shortens what can be said shorter.
class PostfixSteps {
public:
    void addNumber(double value) { m_steps.push_back({ .kind = Kind::Number, .number = value }); }
    void addVariable(std::size_t index)
    {
        m_steps.push_back({ .kind = Kind::Variable, .variable = index, .factor = 1.0 });
    }
    void addMark(Kind kind) { m_steps.push_back({ .kind = kind }); }

    void addCall(const ExpressionFunction& function, int arguments)
    {
        const auto constant = [](const PostfixStep& step) { return step.kind == Kind::Number; };
        if (function.many == nullptr
            && std::all_of(m_steps.end() - arguments, m_steps.end(), constant)) {
            const double last = m_steps.back().number;
            if (function.one != nullptr) {
                m_steps.back().number = function.one(last);
            } else {
                m_steps.pop_back();
                m_steps.back().number = function.two(m_steps.back().number, last);
            }
            return;
        }
        m_steps.push_back({ .kind = Kind::Call, .function = &function, .arguments = arguments });
    }

    void addBinary(BinaryOperator operation)
    {
        const PostfixStep& right = m_steps.back();
        PostfixStep& left = m_steps[m_steps.size() - 2];
        if (left.kind == Kind::Number && right.kind == Kind::Number) {
            left.number = applyToConstants(operation, left.number, right.number);
            m_steps.pop_back();
        } else if (!shorten(operation, left, right)) {
            m_steps.push_back({ .kind = Kind::Binary, .operation = operation });
        }
    }

    std::vector<PostfixStep> take() { return std::move(m_steps); }

private:
    bool shorten(BinaryOperator operation, PostfixStep& left, const PostfixStep& right)
    {
        switch (operation) {
        case BinaryOperator::Power:
            return left.kind == Kind::Variable && right.kind == Kind::Number
                && raise(left, right.number);
        case BinaryOperator::Add:
            return add(left, right, 1.0);
        case BinaryOperator::Subtract:
            return add(left, right, -1.0);
        case BinaryOperator::Multiply:
            return multiply(left, right);
        case BinaryOperator::Divide:
            if (left.kind != Kind::Scaled || right.kind != Kind::Number || right.number == 0.0)
                return false;
            left.factor /= right.number;
            left.number /= right.number;
            m_steps.pop_back();
            return true;
        default:
            return false;
        }
    }

    bool raise(PostfixStep& variable, double exponent)
    {
        if (exponent == 0.0)
            variable = { .kind = Kind::Number, .number = 1.0 };
        else if (!(exponent == 1.0 || exponent == 2.0 || exponent == 3.0 || exponent == 4.0))
            return false;
        m_steps.pop_back();
        if (exponent > 1.0)
            addCall(kVariablePowers[static_cast<std::size_t>(exponent) - 2], 1);
        return true;
    }

    static bool isLinear(const PostfixStep& step)
    {
        return step.kind == Kind::Variable || step.kind == Kind::Scaled;
    }

    bool add(PostfixStep& left, const PostfixStep& right, double sign)
    {
        const bool same = isLinear(left) && isLinear(right) && left.variable == right.variable;
        const bool constant = (isLinear(left) && right.kind == Kind::Number)
            || (left.kind == Kind::Number && isLinear(right));
        if (!same && !constant)
            return false;
        scaled(left, right, left.factor + sign * right.factor, left.number + sign * right.number);
        return true;
    }

    bool multiply(PostfixStep& left, const PostfixStep& right)
    {
        const bool number = left.kind == Kind::Number || right.kind == Kind::Number;
        if (left.kind == Kind::Variable && right.kind == Kind::Variable
            && left.variable == right.variable)
            return raise(left, 2.0);
        if (!number || !(isLinear(left) || isLinear(right)))
            return false;
        const PostfixStep& linear = isLinear(left) ? left : right;
        const double factor = isLinear(left) ? right.number : left.number;
        if (linear.kind == Kind::Variable) // + 0.0: a factor -0 loses its sign
            scaled(left, right, factor + 0.0, 0.0);
        else
            scaled(left, right, linear.factor * factor, linear.number * factor);
        return true;
    }

    void scaled(PostfixStep& left, const PostfixStep& right, double factor, double number)
    {
        const std::size_t variable = isLinear(left) ? left.variable : right.variable;
        left = { .kind = Kind::Scaled, .variable = variable, .factor = factor, .number = number };
        m_steps.pop_back();
    }

    std::vector<PostfixStep> m_steps;
};

/// Reads a formula from left to right; what still waits for its right operand is on a stack.
class ShuntingYard {
public:
    ShuntingYard(std::string_view formula, const std::vector<std::string>& variables)
        : m_rest(formula)
        , m_variables(variables)
    {
    }

    std::vector<PostfixStep> run()
    {
        while (!m_rest.empty())
            m_rest.remove_prefix(m_expectOperand ? operand() : afterOperand());
        finish();
        return m_steps.take();
    }

private:
    enum class Wait { Binary, Sign, Bracket, Function, If, Else };
    struct Waiting {
        Wait wait;
        const OperatorSymbol* symbol = nullptr;
        const ExpressionFunction* function = nullptr; ///< of a sign: kNegative or none
        int arguments = 1;
    };

    /// Both return the number of characters they have read.
    std::size_t operand()
    {
        const char c = m_rest.front();
        if (c == '(') {
            m_waiting.push_back({ .wait = Wait::Bracket });
            return 1;
        }
        if (c == '+' || c == '-') {
            m_waiting.push_back(
                { .wait = Wait::Sign, .function = c == '-' ? &kNegative : nullptr });
            return 1;
        }
        if (c == '.' || (c >= '0' && c <= '9')) {
            double value = 0.0;
            const auto end
                = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), value).ptr;
            m_steps.addNumber(value);
            m_expectOperand = false;
            return static_cast<std::size_t>(end - m_rest.data());
        }
        return name();
    }

    std::size_t name()
    {
        const std::size_t length
            = std::min(m_rest.find_first_of("+-*/^<>=!&|()?:,"), m_rest.size());
        const std::string_view text = m_rest.substr(0, length);
        if (length < m_rest.size() && m_rest[length] == '(') {
            m_waiting.push_back({ .wait = Wait::Function, .function = &functionCalled(text) });
            return length;
        }
        m_expectOperand = false;
        const auto constants = expressionConstants();
        const auto constant = std::ranges::find(constants, text, &ExpressionConstant::name);
        if (constant != constants.end())
            m_steps.addNumber(constant->value);
        else
            m_steps.addVariable(static_cast<std::size_t>(
                std::ranges::find(m_variables, text) - m_variables.begin()));
        return length;
    }

    std::size_t afterOperand()
    {
        const char c = m_rest.front();
        if (c == ')') {
            close();
            return 1;
        }
        m_expectOperand = true;
        if (c == ',') {
            finish();
            ++m_waiting.back().arguments;
        } else if (c == '?') {
            applyDownTo(nullptr);
            m_steps.addMark(Kind::If);
            m_waiting.push_back({ .wait = Wait::If });
        } else if (c == ':') {
            finish();
            m_steps.addMark(Kind::Else);
            m_waiting.push_back({ .wait = Wait::Else });
        } else {
            const auto symbol = std::ranges::find_if(
                kOperators, [&](const auto& s) { return m_rest.starts_with(s.text); });
            applyDownTo(&*symbol);
            m_waiting.push_back({ .wait = Wait::Binary, .symbol = &*symbol });
            return symbol->text.size();
        }
        return 1;
    }

    void close()
    {
        finish();
        const int arguments = m_waiting.back().arguments;
        m_waiting.pop_back();
        if (m_waiting.empty() || m_waiting.back().wait != Wait::Function)
            return;
        m_steps.addCall(*m_waiting.back().function, arguments);
        m_waiting.pop_back();
    }

    /// Whether a waiting operator goes before the next one; nullptr: '?', the weakest.
    static bool goesFirst(const Waiting& waiting, const OperatorSymbol* next)
    {
        if (next == nullptr)
            return true;
        if (waiting.wait == Wait::Sign)
            return kSignPrecedence >= next->precedence;
        if (next->operation == BinaryOperator::Power)
            return false;
        return waiting.symbol->precedence >= next->precedence;
    }

    void applyDownTo(const OperatorSymbol* next)
    {
        while (!m_waiting.empty()
            && (m_waiting.back().wait == Wait::Binary || m_waiting.back().wait == Wait::Sign)
            && goesFirst(m_waiting.back(), next))
            applyLast();
    }

    void applyLast()
    {
        const Waiting last = m_waiting.back();
        m_waiting.pop_back();
        if (last.wait == Wait::Binary)
            m_steps.addBinary(last.symbol->operation);
        else if (last.function != nullptr)
            m_steps.addCall(*last.function, 1);
    }

    /// All that waits since the last open bracket or '?' without ':'
    void finish()
    {
        applyDownTo(nullptr);
        while (!m_waiting.empty() && m_waiting.back().wait == Wait::Else) {
            m_steps.addMark(Kind::EndIf);
            m_waiting.resize(m_waiting.size() - 2); // and its If
            applyDownTo(nullptr);
        }
    }

    std::string_view m_rest;
    const std::vector<std::string>& m_variables;
    bool m_expectOperand = true;
    std::vector<Waiting> m_waiting;
    PostfixSteps m_steps;
};

} // namespace

double apply(BinaryOperator operation, double x, double y)
{
    switch (operation) {
    case BinaryOperator::Or:
        return x != 0.0 || y != 0.0 ? 1.0 : 0.0;
    case BinaryOperator::And:
        return x != 0.0 && y != 0.0 ? 1.0 : 0.0;
    case BinaryOperator::Less:
        return x < y ? 1.0 : 0.0;
    case BinaryOperator::Greater:
        return x > y ? 1.0 : 0.0;
    case BinaryOperator::LessEqual:
        return x <= y ? 1.0 : 0.0;
    case BinaryOperator::GreaterEqual:
        return x >= y ? 1.0 : 0.0;
    case BinaryOperator::NotEqual:
        return x != y ? 1.0 : 0.0;
    case BinaryOperator::Equal:
        return x == y ? 1.0 : 0.0;
    case BinaryOperator::Add:
        return x + y;
    case BinaryOperator::Subtract:
        return x - y;
    case BinaryOperator::Multiply:
        return x * y;
    case BinaryOperator::Divide:
        return x / y;
    case BinaryOperator::Power:
        return std::pow(x, y);
    }
    return 0.0;
}

std::vector<PostfixStep> postfixSteps(
    std::string_view text, const std::vector<std::string>& variables)
{
    const std::string formula = checkedFormula(text, variables);
    return ShuntingYard(formula, variables).run();
}

} // namespace solvers
