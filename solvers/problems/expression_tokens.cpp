// SPDX-License-Identifier: GPL-3.0-or-later
// The characters of an expression; its grammar is in expression_checker.cpp.
#include "solvers/problems/expression_checker.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace solvers {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c);
}
bool continues(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string quoted(std::string_view text)
{
    std::string result("'");
    return result.append(text).append("'");
}

/// What is not in the grammar but has an obvious spelling in it.
struct Spelling {
    std::string_view wrong;
    std::string_view right;
};
constexpr std::array kSpellings {
    Spelling { "**", "^" },
    Spelling { "[", "(" },
    Spelling { "]", ")" },
    Spelling { "{", "(" },
    Spelling { "}", ")" },
    Spelling { "\u2212", "-" }, // minus sign
    Spelling { "\u2013", "-" }, // dash
    Spelling { "\u00D7", "*" },
    Spelling { "\u00B7", "*" },
    Spelling { "\u22C5", "*" },
    Spelling { "\u00F7", "/" },
    Spelling { "\u00B2", "^2" },
    Spelling { "\u00B3", "^3" },
    Spelling { "\u03C0", "pi" },
    Spelling { "\u2264", "<=" },
    Spelling { "\u2265", ">=" },
    Spelling { "\u2260", "!=" },
};

} // namespace

bool ExpressionChecker::read()
{
    while (m_position < m_text.size() && isBlank(m_text[m_position]))
        ++m_position;
    m_token = { Kind::End, m_position, {} };
    if (m_position == m_text.size())
        return end();
    const char c = m_text[m_position];
    const std::string_view rest = m_text.substr(m_position);
    if (isDigit(c) || (c == '.' && rest.size() > 1 && isDigit(rest[1])))
        return readNumber();
    std::size_t length = 1;
    if (isNameStart(c)) {
        while (length < rest.size() && isNamePart(rest[length]))
            ++length;
        m_token.kind = Kind::Name;
    } else {
        constexpr std::array<std::string_view, 6> pairs { "<=", ">=", "==", "!=", "&&", "||" };
        constexpr std::string_view singles = "+-*/^<>()?:,";
        if (rest.starts_with("**"))
            return unexpected();
        m_token.kind = c == '(' ? Kind::Open
            : c == ')'          ? Kind::Close
            : c == ','          ? Kind::Comma
            : c == '?'          ? Kind::Question
            : c == ':'          ? Kind::Colon
                                : Kind::Operator;
        if (std::find(pairs.begin(), pairs.end(), rest.substr(0, 2)) != pairs.end())
            length = 2;
        else if (singles.find(c) == std::string_view::npos)
            return unexpected();
    }
    m_token.text = rest.substr(0, length);
    m_position += length;
    return true;
}

bool ExpressionChecker::readNumber()
{
    const std::string_view rest = m_text.substr(m_position);
    double value = 0.0;
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    m_token.kind = Kind::Number;
    m_token.text = rest.substr(0, static_cast<std::size_t>(stop - rest.data()));
    m_position += m_token.text.size();
    if (error == std::errc::result_out_of_range)
        return fail(m_token,
            "the number " + std::string(m_token.text.substr(0, 30))
                + " is outside the range of double precision");
    if (m_position < m_text.size() && m_text[m_position] == '.') {
        m_token.text = { m_token.text.data(), m_token.text.size() + 1 };
        const std::string_view shown = m_token.text.substr(0, 30);
        return fail(m_token, "a number has one decimal point, " + quoted(shown) + " has two");
    }
    return true;
}

bool ExpressionChecker::unexpected()
{
    const std::string_view rest = m_text.substr(m_position);
    std::size_t length = 1;
    while (length < rest.size() && continues(rest[length]) && length < 4)
        ++length;
    m_token.text = rest.substr(0, length);
    for (const auto& [wrong, right] : kSpellings) {
        if (rest.starts_with(wrong)) {
            m_token.text = rest.substr(0, wrong.size());
            return fail(m_token, quoted(wrong) + " is written " + std::string(right) + " here",
                std::string(right));
        }
    }
    const char c = rest.front();
    if (c == '=')
        return fail(m_token,
            "an expression cannot assign with '='; give the right-hand side alone (== compares)");
    if (c == ';')
        return fail(m_token, "';' begins another expression, only one is expected here");
    if (c == '.')
        return fail(m_token, "'.' without a digit after it is not a number");
    if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F)
        return fail(m_token, "an expression cannot contain control characters");
    return fail(m_token, "the character " + quoted(m_token.text) + " has no meaning here");
}

} // namespace solvers
