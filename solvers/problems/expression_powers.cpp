// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/expression_powers.h"

#include "solvers/problems/expression_checker.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace solvers {

namespace {

constexpr FastPower power(double exponent, std::string_view name, double (*function)(double),
    double (*slope)(double, double))
{
    return { exponent, { name, 1, 1, function, nullptr, nullptr, slope } };
}

constexpr std::array kPowers {
    power(
        1.5, "_15", [](double x) { return x * std::sqrt(x); },
        [](double x, double) { return 1.5 * std::sqrt(x); }),
    power(
        2.0, "_2", [](double x) { return x * x; }, [](double x, double) { return 2.0 * x; }),
    power(
        2.5, "_25", [](double x) { return x * x * std::sqrt(x); },
        [](double x, double) { return 2.5 * x * std::sqrt(x); }),
    power(
        3.0, "_3", [](double x) { return x * x * x; },
        [](double x, double) { return 3.0 * x * x; }),
    power(
        4.0, "_4", [](double x) { return (x * x) * (x * x); },
        [](double x, double) { return 4.0 * x * x * x; }),
};

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The length of the number at the start of text; 0: there is none
std::size_t numberLength(std::string_view text, double& value)
{
    const char* end = text.data() + text.size();
    if (text.empty() || text.front() == '-')
        return 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() ? static_cast<std::size_t>(stop - text.data()) : 0;
}

/// Copies a formula from left to right; knows where in the copy the last operand begins.
class PowerWriter {
public:
    explicit PowerWriter(std::string_view formula)
        : m_rest(formula)
    {
    }

    std::string write()
    {
        while (!m_rest.empty())
            if (!power())
                token();
        return m_copy;
    }

private:
    /// "^EXPONENT" behind a bracket, if it is one of ours. In x^2^y the exponent is 2^y.
    bool power()
    {
        if (m_rest.front() != '^' || m_copy.back() != ')')
            return false;
        double exponent = 0.0;
        const std::size_t length = numberLength(m_rest.substr(1), exponent);
        const auto found = std::ranges::find(kPowers, exponent, &FastPower::exponent);
        const std::string_view after = m_rest.substr(1 + length);
        if (length == 0 || found == kPowers.end() || after.starts_with('^'))
            return false;
        const bool call = m_copy[m_operand] != '(';
        m_copy.insert(m_operand, std::string(found->function.name).append(call ? "(" : ""));
        if (call)
            m_copy += ')';
        m_rest = after;
        return true;
    }

    void token()
    {
        double value = 0.0;
        std::size_t length = 1;
        if (const std::size_t digits = numberLength(m_rest, value);
            digits > 0 && !isNameStart(m_rest.front())) {
            length = digits;
            m_operand = m_copy.size();
        } else if (isNamePart(m_rest.front())) {
            while (length < m_rest.size() && isNamePart(m_rest[length]))
                ++length;
            m_operand = m_copy.size();
        } else if (m_rest.front() == '(') {
            const bool call = !m_copy.empty() && isNamePart(m_copy.back());
            m_open.push_back(call ? m_operand : m_copy.size());
        } else if (m_rest.front() == ')') {
            m_operand = m_open.back();
            m_open.pop_back();
        }
        m_copy += m_rest.substr(0, length);
        m_rest.remove_prefix(length);
    }

    /// from_chars also reads "inf" and "nan", with which names may begin.
    static bool isNameStart(char c) { return isNamePart(c) && !(c >= '0' && c <= '9'); }

    std::string_view m_rest;
    std::string m_copy;
    std::size_t m_operand = 0; ///< where the last operand begins in m_copy
    std::vector<std::size_t> m_open; ///< the same for brackets that are still open
};

} // namespace

std::span<const FastPower> fastPowers()
{
    return kPowers;
}

std::string withFastPowers(const std::string& formula)
{
    return PowerWriter(formula).write();
}

std::string checkedFormula(std::string_view text, const std::vector<std::string>& variables)
{
    ExpressionChecker checker(text, variables);
    if (const auto error = checker.run())
        throw std::invalid_argument(error->sentence());
    return withFastPowers(checker.formula());
}

} // namespace solvers
