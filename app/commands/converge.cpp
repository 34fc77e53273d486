// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/method_options.h"
#include "app/commands/problem_options.h"
#include "solvers/analysis/solution_io.h"
#include "solvers/analysis/work_precision.h"
#include "solvers/json_text.h"
#include "solvers/problems/problem_file.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>

namespace app {

namespace {

using Json = nlohmann::ordered_json;

/// method: of the reference; nullptr: the exact solution
std::string referenceText(const solvers::Method* method)
{
    return method == nullptr ? "exact solution"
                             : "reference, " + std::string(method->name) + " at 1e-12";
}

struct ConvergeCommand {
    ProblemOptions problem;
    MethodOptions methods;
    std::string steps;
    std::string tolerances;
    solvers::SolveOptions options;
    std::string csv;
    bool json = false;
};

/// What was measured: fixed steps of every method, tolerances of those with error control.
struct Studies {
    std::vector<solvers::Convergence> fixed;
    std::vector<solvers::WorkPrecision> adaptive;
};

Json toJson(const solvers::Convergence& convergence)
{
    Json points = Json::array();
    for (const auto& point : convergence.points)
        points.push_back({ { "step", point.step }, { "error", solvers::finiteOrNull(point.error) },
            { "order", solvers::finiteOrNull(point.order) }, { "limited", point.limited },
            { "nfe", point.report.counters.nfe },
            { "status", std::string(solvers::name(point.report.status)) },
            { "seconds", point.seconds } });
    return { { "solver", convergence.method->id }, { "order", convergence.method->order() },
        { "observed_order", solvers::finiteOrNull(convergence.observedOrder) },
        { "reference", convergence.reference == nullptr ? "exact" : convergence.reference->id },
        { "points", points } };
}

Json toJson(const solvers::WorkPrecision& work)
{
    Json points = Json::array();
    for (const auto& point : work.points)
        points.push_back(
            { { "tolerance", point.setting }, { "error", solvers::finiteOrNull(point.error) },
                { "limited", point.limited }, { "nfe", point.report.counters.nfe },
                { "status", std::string(solvers::name(point.report.status)) },
                { "seconds", point.seconds } });
    return { { "solver", work.method->id }, { "order", work.method->order() },
        { "reference", work.reference == nullptr ? "exact" : work.reference->id },
        { "points", points } };
}

std::string cell(double value)
{
    return std::isfinite(value) ? solvers::shortestNumber(value) : std::string();
}

/// The column of tolerances is there where some were asked for.
std::string toCsv(const Studies& studies, bool tolerances)
{
    std::string text = tolerances ? "solver,step,tolerance,error,order,limited,nfe,status\n"
                                  : "solver,step,error,order,limited,nfe,status\n";
    for (const auto& work : studies.adaptive)
        for (const auto& point : work.points)
            text += std::string(work.method->id) + ",," + cell(point.setting) + ','
                + cell(point.error) + ",," + (point.limited ? "1" : "0") + ','
                + std::to_string(point.report.counters.nfe) + ','
                + std::string(solvers::name(point.report.status)) + '\n';
    for (const auto& convergence : studies.fixed)
        for (const auto& point : convergence.points)
            text += std::string(convergence.method->id) + ',' + cell(point.step) + ','
                + (tolerances ? "," : "") + cell(point.error) + ',' + cell(point.order) + ','
                + (point.limited ? "1" : "0") + ',' + std::to_string(point.report.counters.nfe)
                + ',' + std::string(solvers::name(point.report.status)) + '\n';
    return text;
}

void print(const std::vector<solvers::Convergence>& all)
{
    char text[160];
    for (const auto& convergence : all) {
        std::snprintf(text, sizeof text, "%s: order %d, observed %.3f (against the %s)\n",
            std::string(convergence.method->id).c_str(), convergence.method->order(),
            convergence.observedOrder, referenceText(convergence.reference).c_str());
        std::cout << text;
        for (const auto& point : convergence.points) {
            std::snprintf(text, sizeof text, "  h = %-12.6g error %-14.6e order %-8s NFE %ld%s\n",
                point.step, point.error,
                std::isfinite(point.order) ? std::to_string(point.order).substr(0, 5).c_str() : "-",
                point.report.counters.nfe,
                !point.report.reachedEnd() ? "  not reached"
                    : point.limited        ? "  limited by rounding or the reference"
                                           : "");
            std::cout << text;
        }
    }
}

void print(const solvers::WorkPrecision& work)
{
    char text[160];
    std::snprintf(text, sizeof text, "%s: error control (against the %s)\n",
        std::string(work.method->id).c_str(), referenceText(work.reference).c_str());
    std::cout << text;
    for (const auto& point : work.points) {
        std::snprintf(text, sizeof text, "  tol = %-10.4g error %-14.6e NFE %ld%s\n", point.setting,
            point.error, point.report.counters.nfe,
            !point.report.reachedEnd() ? "  not reached"
                : point.limited        ? "  limited by rounding or the reference"
                                       : "");
        std::cout << text;
    }
}

std::vector<double> positiveNumbers(
    const std::string& option, const std::string& list, const std::string& what)
{
    const auto numbers = parseNumbers(option, list);
    for (const double number : numbers)
        if (!(number > 0.0) || !std::isfinite(number))
            throw UsageError(option + ": every " + what + " must be above 0, got "
                + solvers::shortestNumber(number));
    return numbers;
}

Studies measure(ConvergeCommand& call, const solvers::Problem& problem)
{
    Studies studies;
    const auto methods = call.methods.chosen();
    if (!call.steps.empty()) {
        const auto steps = positiveNumbers("--steps", call.steps, "step size");
        for (const auto* method : methods)
            studies.fixed.push_back(
                solvers::measureConvergence(problem, *method, steps, call.options));
    }
    if (!call.tolerances.empty()) {
        const auto tolerances = positiveNumbers("--tolerances", call.tolerances, "tolerance");
        const auto isFixed = [](const auto* method) { return !method->adaptive(); };
        const auto fixed = std::find_if(methods.begin(), methods.end(), isFixed);
        if (call.steps.empty() && fixed != methods.end())
            throw UsageError("--tolerances: " + std::string((*fixed)->id)
                + " takes fixed steps only; give --steps as well");
        solvers::SolveOptions options = call.options;
        options.adaptive = true;
        const auto reference = solvers::endReference(problem);
        for (const auto* method : methods)
            if (method->adaptive())
                studies.adaptive.push_back(solvers::measureWorkPrecision(
                    problem, *method, tolerances, options, reference));
    }
    return studies;
}

void refuseUnreached(
    const solvers::Method& method, const std::string& setting, const solvers::SolveReport& report)
{
    if (!report.reachedEnd())
        throw std::runtime_error(std::string(method.id) + ", " + setting + ": " + report.message());
}

int converge(ConvergeCommand& call)
{
    const solvers::Problem problem = call.problem.problem();
    if (call.steps.empty() && call.tolerances.empty())
        throw UsageError("--steps is required, or --tolerances for methods with error control");
    if (call.json && call.csv == "-")
        throw UsageError("--csv: - and --json cannot both take standard output");
    const Studies studies = measure(call, problem);
    if (!call.csv.empty())
        writeText(call.csv, toCsv(studies, !call.tolerances.empty()));
    if (call.json) {
        Json document { { "problem", solvers::parseJson(solvers::problemToJson(problem)) } };
        for (const auto& convergence : studies.fixed)
            document["convergence"].push_back(toJson(convergence));
        for (const auto& work : studies.adaptive)
            document["work_precision"].push_back(toJson(work));
        std::cout << document.dump(2) << '\n';
    } else if (call.csv != "-") {
        print(studies.fixed);
        for (const auto& work : studies.adaptive)
            print(work);
    }
    for (const auto& convergence : studies.fixed)
        for (const auto& point : convergence.points)
            refuseUnreached(
                *convergence.method, "h = " + solvers::shortestNumber(point.step), point.report);
    for (const auto& work : studies.adaptive)
        for (const auto& point : work.points)
            refuseUnreached(
                *work.method, "tol = " + solvers::shortestNumber(point.setting), point.report);
    return kSuccess;
}

} // namespace

void addConverge(CommandLine& line)
{
    auto* command
        = line.root.add_subcommand("converge", "Observed order: error for several step sizes");
    auto call = std::make_shared<ConvergeCommand>();
    call->problem.add(*command);
    call->methods.add(*command);
    command->add_option("--steps", call->steps, "Step sizes H,H,...");
    command->add_option("--tolerances", call->tolerances,
        "Tolerances T,T,... (rtol = atol) for the solvers with error control");
    call->options.maxSteps = 100'000'000;
    command->add_option("--max-steps", call->options.maxSteps, "Most steps of one solve")
        ->capture_default_str()
        ->check(wholeNumber(1, std::numeric_limits<long>::max()));
    command->add_option("--csv", call->csv, "Table (- for standard output)");
    command->add_flag("--json", call->json, "One JSON document on standard output");
    command->callback([&line, call] { line.work = [call] { return converge(*call); }; });
}

} // namespace app
