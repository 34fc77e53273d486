// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution_io.h"
#include "solvers/problems/catalogue.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

/// What tests of written solutions share.
namespace written {

using namespace solvers;
using Json = nlohmann::ordered_json;
using Strings = std::vector<std::string>;

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

inline SolveOptions fixed(double step)
{
    SolveOptions options;
    options.step = step;
    return options;
}

inline SolveOptions adaptive(double rtol, double atol)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = rtol;
    options.atol = atol;
    return options;
}

inline Problem shortHarmonic()
{
    Problem problem = problemById("harmonic");
    problem.t1 = 1.0;
    return problem;
}

inline Json documentOf(const Problem& problem, const std::vector<Solution>& solutions,
    const std::optional<std::vector<double>>& samples = std::nullopt)
{
    return Json::parse(solutionsToJson(problem, solutions, samples));
}

inline Strings split(const std::string& text, char separator)
{
    Strings parts(1);
    for (const char c : text)
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

/// Lines and cells; the last line ends, too.
inline std::vector<Strings> cellsOf(const std::string& csv)
{
    std::vector<Strings> rows;
    for (const auto& line : split(csv, '\n'))
        rows.push_back(split(line, ','));
    if (rows.back() != Strings { "" })
        throw std::runtime_error("the last line has no end");
    rows.pop_back();
    return rows;
}

inline double number(const std::string& cell)
{
    return cell.empty() ? kNan : std::strtod(cell.c_str(), nullptr);
}

} // namespace written
