// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

/// A formula as a tree: its value by C++ and its text with as few brackets as the grammar of
/// expressions allows, so that a wrong precedence or association shows in the value.
class ExpressionTree {
public:
    double value(const std::vector<double>& variables) const
    {
        std::array<double, 3> x {};
        for (std::size_t i = 0; i < m_children.size(); ++i)
            x[i] = m_children[i]->value(variables);
        return m_symbol == "number"  ? m_number
            : m_symbol == "variable" ? variables[m_variable]
                                     : apply(m_symbol, x[0], x[1], x[2]);
    }

    std::string text(const std::vector<std::string>& names) const
    {
        if (m_symbol == "number")
            return std::to_string(static_cast<int>(m_number));
        if (m_symbol == "variable")
            return names[m_variable];
        const auto child = [&](std::size_t i, int weakest) {
            const std::string inner = m_children[i]->text(names);
            return m_children[i]->strength() < weakest ? "(" + inner + ")" : inner;
        };
        const int own = strength();
        if (m_symbol == "min" || m_symbol == "abs") {
            std::string list = m_symbol + "(" + child(0, 0);
            return list + (m_symbol == "min" ? ", " + child(1, 0) : "") + ")";
        }
        if (m_symbol == "negative")
            return "-" + child(0, kPower);
        if (m_symbol == "?")
            return child(0, own + 1) + " ? " + child(1, own) + " : " + child(2, own);
        const bool fromRight = m_symbol == "^";
        return child(0, fromRight ? own + 1 : own) + m_symbol + child(1, fromRight ? own : own + 1);
    }

private:
    friend class RandomExpressions;
    static constexpr int kPower = 8;

    /// How tightly the outermost operation binds
    int strength() const
    {
        static const std::map<std::string, int> strengths { { "?", 1 }, { "||", 2 }, { "&&", 3 },
            { "<", 4 }, { "<=", 4 }, { "==", 4 }, { "!=", 4 }, { "+", 5 }, { "-", 5 }, { "*", 6 },
            { "/", 6 }, { "negative", 6 }, { "^", kPower } };
        const auto found = strengths.find(m_symbol);
        // A sign inside of a product or behind another operator is put in brackets.
        return found == strengths.end() ? 9 : m_symbol == "negative" ? 5 : found->second;
    }

    static double apply(const std::string& symbol, double x, double y, double z)
    {
        const std::map<std::string, double> results { { "+", x + y }, { "-", x - y },
            { "*", x * y }, { "/", x / y }, { "^", std::pow(x, y) }, { "negative", -x },
            { "<", x < y }, { "<=", x <= y }, { "==", x == y }, { "!=", x != y },
            { "&&", x != 0 && y != 0 }, { "||", x != 0 || y != 0 }, { "?", x != 0 ? y : z },
            { "min", std::min(x, y) }, { "abs", std::abs(x) } };
        return results.at(symbol);
    }

    std::string m_symbol;
    double m_number = 0.0;
    std::size_t m_variable = 0;
    std::vector<std::unique_ptr<ExpressionTree>> m_children;
};

/// The same trees from the same seed everywhere.
class RandomExpressions {
public:
    explicit RandomExpressions(unsigned seed)
        : m_engine(seed)
    {
    }

    /// Numbers 0 to 9 and three variables at the leaves
    std::unique_ptr<ExpressionTree> tree(int depth)
    {
        auto result = std::make_unique<ExpressionTree>();
        if (depth == 0 || pick(6) == 0) {
            result->m_symbol = pick(2) == 0 ? "number" : "variable";
            result->m_number = static_cast<double>(pick(10));
            result->m_variable = pick(3);
            return result;
        }
        static const std::vector<std::string> symbols { "+", "-", "*", "/", "+", "-", "*", "/", "^",
            "^", "negative", "<", "<=", "==", "!=", "&&", "||", "?", "min", "abs" };
        result->m_symbol = symbols[pick(symbols.size())];
        const bool one = result->m_symbol == "negative" || result->m_symbol == "abs";
        const int count = one ? 1 : result->m_symbol == "?" ? 3 : 2;
        for (int i = 0; i < count; ++i)
            result->m_children.push_back(
                result->m_symbol == "^" && i == 1 ? exponent(depth) : tree(depth - 1));
        return result;
    }

private:
    /// Small, or a tower of powers: 2^3^2
    std::unique_ptr<ExpressionTree> exponent(int depth)
    {
        auto result = std::make_unique<ExpressionTree>();
        result->m_symbol = "number";
        result->m_number = static_cast<double>(pick(4));
        if (depth < 2 || pick(3) != 0)
            return result;
        auto power = std::make_unique<ExpressionTree>();
        power->m_symbol = "^";
        power->m_children.push_back(std::move(result));
        power->m_children.push_back(exponent(depth - 1));
        return power;
    }

    std::size_t pick(std::size_t count) { return m_engine() % count; }

    std::mt19937 m_engine;
};
