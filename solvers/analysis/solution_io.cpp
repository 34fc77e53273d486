// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/solution_io.h"

#include "solvers/analysis/solution_rows.h"
#include "solvers/json_text.h"
#include "solvers/npz.h"
#include "solvers/problems/problem_file.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace solvers {

namespace {

using Json = nlohmann::ordered_json;

Json statesToJson(Rows& rows, std::size_t dim)
{
    Json states = Json::array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto state = rows.state(i);
        Json entry = Json::array();
        for (std::size_t k = 0; k < dim; ++k)
            entry.push_back(state.empty() ? Json(nullptr) : finiteOrNull(state[k]));
        states.push_back(std::move(entry));
    }
    return states;
}

Json solutionToJson(const Problem& problem, const Solution& solution,
    const std::optional<std::vector<double>>& samples)
{
    const SolveOptions& options = solution.options;
    const SolveReport& report = solution.report;
    Rows rows(problem, solution, samples);
    Json json;
    json["solver"] = solution.method->id;
    json["order"] = solution.method->order();
    json["step"] = options.adaptive ? Json(nullptr) : Json(options.step);
    json["rtol"] = options.adaptive ? Json(options.rtol) : Json(nullptr);
    json["atol"] = options.adaptive ? Json(options.atol) : Json(nullptr);
    json["t"] = Json::array();
    for (std::size_t i = 0; i < rows.size(); ++i)
        json["t"].push_back(finiteOrNull(rows.time(i)));
    json["y"] = statesToJson(rows, solution.dim);
    json["end_error"] = finiteOrNull(solution.endError);
    json["max_error"] = finiteOrNull(solution.maxError);
    json["nfe"] = report.counters.nfe;
    json["njac"] = report.counters.njac;
    json["accepted"] = report.accepted;
    json["rejected"] = report.rejected;
    json["seconds"] = solution.seconds;
    json["status"] = name(report.status);
    if (const std::string message = report.message(); !message.empty())
        json["message"] = message;
    if (std::isfinite(report.stiffAt))
        json["stiff_at"] = report.stiffAt;
    json["events"] = Json::array();
    for (const auto& event : solution.events)
        json["events"].push_back({ { "t", event.t }, { "y", event.y } });
    return json;
}

/// ",0.5", or "," alone for an unknown number
void appendCell(std::string& text, double value)
{
    text += ',';
    if (std::isfinite(value))
        text += shortestNumber(value);
}

void appendCsv(std::string& text, const Problem& problem, const Solution& solution,
    const std::optional<std::vector<double>>& samples)
{
    Rows rows(problem, solution, samples);
    const auto exact = makeExactSolution(problem);
    const std::size_t n = solution.dim;
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    Vector<double> truth(static_cast<Index>(n));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto state = rows.state(i);
        text += solution.method->id;
        appendCell(text, rows.time(i));
        for (std::size_t k = 0; k < n; ++k)
            appendCell(text, state.empty() ? unknown : state[k]);
        if (problem.hasExact()) {
            truth.setConstant(unknown);
            if (exact)
                exact->evaluate(rows.time(i), view(truth));
            for (const double value : truth)
                appendCell(text, value);
            appendCell(
                text, state.empty() ? unknown : maxDifference(state.data(), truth.data(), n));
        }
        text += '\n';
    }
}

/// One solution's arrays; prefix: before their names.
void addArrays(std::vector<NumpyArray>& arrays, const std::string& prefix, const Problem& problem,
    const Solution& solution, const std::optional<std::vector<double>>& samples)
{
    Rows rows(problem, solution, samples);
    const auto exact = makeExactSolution(problem);
    const std::size_t n = solution.dim;
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> t;
    std::vector<double> y;
    std::vector<double> truth;
    std::vector<double> error;
    Vector<double> known = Vector<double>::Constant(static_cast<Index>(n), unknown);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        t.push_back(rows.time(i));
        const auto state = rows.state(i);
        for (std::size_t k = 0; k < n; ++k)
            y.push_back(state.empty() ? unknown : state[k]);
        if (exact)
            exact->evaluate(rows.time(i), view(known));
        truth.insert(truth.end(), known.begin(), known.end());
        error.push_back(maxDifference(y.data() + i * n, known.data(), n));
    }
    const auto count = static_cast<std::int64_t>(t.size());
    const std::vector<std::int64_t> states { count, static_cast<std::int64_t>(n) };
    arrays.push_back(numpyArray<double>(prefix + "t", { count }, t));
    arrays.push_back(numpyArray<double>(prefix + "y", states, y));
    if (problem.hasExact()) {
        arrays.push_back(numpyArray<double>(prefix + "exact", states, truth));
        arrays.push_back(numpyArray<double>(prefix + "error", { count }, error));
    }
    const SolveReport& report = solution.report;
    for (const auto& [name, value] : { std::pair("nfe", report.counters.nfe),
             std::pair("accepted", report.accepted), std::pair("rejected", report.rejected) })
        arrays.push_back(numpyArray<std::int64_t>(
            prefix + name, {}, std::array { static_cast<std::int64_t>(value) }));
}

} // namespace

std::string shortestNumber(double value)
{
    std::array<char, 32> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return { text.data(), end };
}

std::vector<double> sampleTimes(const Problem& problem, std::size_t count)
{
    if (count < 2)
        throw std::invalid_argument("the number of samples must be at least 2");
    std::vector<double> times(count);
    for (std::size_t i = 0; i < count; ++i)
        times[i] = problem.t0
            + (problem.t1 - problem.t0) * (static_cast<double>(i) / static_cast<double>(count - 1));
    times.back() = problem.t1;
    return times;
}

std::string solutionsToJson(const Problem& problem, std::span<const Solution> solutions,
    const std::optional<std::vector<double>>& samples)
{
    Json json;
    json["problem"] = parseJson(problemToJson(problem));
    json["solutions"] = Json::array();
    for (const auto& solution : solutions)
        json["solutions"].push_back(solutionToJson(problem, solution, samples));
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string solutionsToCsv(const Problem& problem, std::span<const Solution> solutions,
    const std::optional<std::vector<double>>& samples)
{
    std::string text = "solver,t";
    const auto header = [&](const char* name) {
        for (std::size_t i = 1; i <= problem.dim(); ++i)
            text.append(",").append(name).append(std::to_string(i));
    };
    header("y");
    if (problem.hasExact()) {
        header("exact");
        text += ",error";
    }
    text += '\n';
    for (const auto& solution : solutions)
        appendCsv(text, problem, solution, samples);
    return text;
}

std::string solutionsRecipe(
    const Problem& problem, std::span<const Solution> solutions, std::string_view version)
{
    Json json { { "problem", parseJson(problemToJson(problem)) }, { "solutions", Json::array() },
        { "version", version } };
    for (const auto& solution : solutions) {
        Json entry = solutionToJson(problem, solution, std::vector<double> {});
        for (const char* numbers : { "t", "y", "events", "seconds" })
            entry.erase(numbers);
        json["solutions"].push_back(std::move(entry));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string solutionsToNpz(const Problem& problem, std::span<const Solution> solutions,
    const std::optional<std::vector<double>>& samples, std::string_view version)
{
    std::vector<NumpyArray> arrays;
    for (const auto& solution : solutions)
        addArrays(arrays, solutions.size() == 1 ? "" : std::string(solution.method->id) + ".",
            problem, solution, samples);
    arrays.push_back(numpyText("recipe", solutionsRecipe(problem, solutions, version)));
    return npzBytes(arrays);
}

} // namespace solvers
