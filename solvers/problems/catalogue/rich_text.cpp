// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/rich_text.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace solvers::catalogue {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array kGreek {
    Pair { "alpha", "α" },
    Pair { "beta", "β" },
    Pair { "gamma", "γ" },
    Pair { "delta", "δ" },
    Pair { "eps", "ε" },
    Pair { "zeta", "ζ" },
    Pair { "theta", "θ" },
    Pair { "kappa", "κ" },
    Pair { "lambda", "λ" },
    Pair { "mu", "μ" },
    Pair { "pi", "π" },
    Pair { "rho", "ρ" },
    Pair { "sigma", "σ" },
    Pair { "tau", "τ" },
    Pair { "phi", "φ" },
    Pair { "omega", "ω" },
    Pair { "Omega", "Ω" },
    Pair { "Delta", "Δ" },
    Pair { "Sigma", "Σ" },
};

constexpr std::array kSigns {
    Pair { "'", "′" },
    Pair { "-", "−" },
    Pair { "*", "·" },
    Pair { ", ", ", &nbsp; " },
    Pair { "\n", "<br>" },
    Pair { "<=", "≤" },
    Pair { ">=", "≥" },
    Pair { "<", "&lt;" },
    Pair { ">", "&gt;" },
};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

class Typesetter {
public:
    explicit Typesetter(std::string_view line)
        : m_rest(line)
    {
    }

    std::string run()
    {
        while (!m_rest.empty()) {
            if (isLetter(m_rest.front()))
                word();
            else if (m_rest.front() == '^' || m_rest.front() == '_')
                script();
            else
                sign();
        }
        return m_text;
    }

private:
    std::string_view take(std::size_t length)
    {
        const std::string_view taken = m_rest.substr(0, length);
        m_rest.remove_prefix(taken.size());
        return taken;
    }

    template <typename Test>
    std::string_view takeWhile(Test test)
    {
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), test);
        return take(static_cast<std::size_t>(end - m_rest.begin()));
    }

    void word()
    {
        const std::string_view letters = takeWhile(isLetter);
        const auto greek = std::find_if(
            kGreek.begin(), kGreek.end(), [&](const Pair& pair) { return pair.first == letters; });
        if (letters.size() > 1 && greek == kGreek.end()) {
            m_text += letters;
            return;
        }
        m_text.append("<i>").append(greek == kGreek.end() ? letters : greek->second).append("</i>");
        if (const std::string_view digits = takeWhile(isDigit); !digits.empty())
            m_text.append("<sub>").append(digits).append("</sub>");
    }

    /// ^2, ^x, ^lambda or ^{...}; the same with _
    void script()
    {
        const char* tag = take(1) == "^" ? "sup>" : "sub>";
        std::string_view inner;
        if (m_rest.starts_with('{')) {
            const std::size_t end = m_rest.find('}');
            assert(end != std::string_view::npos);
            inner = take(end + 1).substr(1, end - 1);
        } else {
            inner = isDigit(m_rest.front()) ? takeWhile(isDigit) : takeWhile(isLetter);
        }
        m_text.append("<").append(tag).append(rich(inner)).append("</").append(tag);
    }

    void sign()
    {
        for (const auto& [typed, shown] : kSigns) {
            if (m_rest.starts_with(typed)) {
                take(typed.size());
                m_text += shown;
                return;
            }
        }
        m_text += take(1);
    }

    std::string_view m_rest;
    std::string m_text;
};

} // namespace

std::string rich(std::string_view line)
{
    return Typesetter(line).run();
}

} // namespace solvers::catalogue
