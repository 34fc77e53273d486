// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/problem_options.h"
#include "solvers/analysis/convergence.h"
#include "solvers/analysis/solution_io.h"
#include "solvers/problems/problem_file.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>

namespace app {

namespace {

using Json = nlohmann::ordered_json;

struct ConvergeCommand {
    ProblemOptions problem;
    std::string methods;
    std::string steps;
    solvers::SolveOptions options;
    std::string csv;
    bool json = false;
};

Json finiteOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json toJson(const solvers::Convergence& convergence)
{
    Json points = Json::array();
    for (const auto& point : convergence.points)
        points.push_back({ { "step", point.step }, { "error", finiteOrNull(point.error) },
            { "order", finiteOrNull(point.order) }, { "limited", point.limited },
            { "nfe", point.report.counters.nfe },
            { "status", std::string(solvers::name(point.report.status)) },
            { "seconds", point.seconds } });
    return { { "solver", convergence.method->id }, { "order", convergence.method->order() },
        { "observed_order", finiteOrNull(convergence.observedOrder) },
        { "reference", convergence.exact ? "exact" : convergence.reference->id },
        { "points", points } };
}

std::string cell(double value)
{
    return std::isfinite(value) ? solvers::shortestNumber(value) : std::string();
}

std::string toCsv(const std::vector<solvers::Convergence>& all)
{
    std::string text = "solver,step,error,order,limited,nfe,status\n";
    for (const auto& convergence : all)
        for (const auto& point : convergence.points)
            text += std::string(convergence.method->id) + ',' + cell(point.step) + ','
                + cell(point.error) + ',' + cell(point.order) + ',' + (point.limited ? "1" : "0")
                + ',' + std::to_string(point.report.counters.nfe) + ','
                + std::string(solvers::name(point.report.status)) + '\n';
    return text;
}

void print(const std::vector<solvers::Convergence>& all)
{
    char text[160];
    for (const auto& convergence : all) {
        std::snprintf(text, sizeof text, "%s: order %d, observed %.3f (against the %s)\n",
            std::string(convergence.method->id).c_str(), convergence.method->order(),
            convergence.observedOrder,
            convergence.exact
                ? "exact solution"
                : ("reference, " + std::string(convergence.reference->name) + " at 1e-12").c_str());
        std::cout << text;
        for (const auto& point : convergence.points) {
            std::snprintf(text, sizeof text, "  h = %-12.6g error %-14.6e order %-8s NFE %ld%s\n",
                point.step, point.error,
                std::isfinite(point.order) ? std::to_string(point.order).substr(0, 5).c_str() : "-",
                point.report.counters.nfe,
                !point.report.reachedEnd() ? "  not reached"
                    : point.limited        ? "  limited by rounding"
                                           : "");
            std::cout << text;
        }
    }
}

int converge(const ConvergeCommand& call)
{
    const solvers::Problem problem = call.problem.problem();
    const auto steps = parseNumbers("--steps", call.steps);
    for (const double step : steps)
        if (!(step > 0.0) || !std::isfinite(step))
            throw UsageError(
                "--steps: every step size must be above 0, got " + solvers::shortestNumber(step));
    if (call.json && call.csv == "-")
        throw UsageError("--csv: - and --json cannot both take standard output");
    std::vector<solvers::Convergence> all;
    for (const auto* method : chosenMethods(call.methods))
        all.push_back(solvers::measureConvergence(problem, *method, steps, call.options));
    if (!call.csv.empty())
        writeText(call.csv, toCsv(all));
    if (call.json) {
        Json document { { "problem", Json::parse(solvers::problemToJson(problem)) } };
        for (const auto& convergence : all)
            document["convergence"].push_back(toJson(convergence));
        std::cout << document.dump(2) << '\n';
    } else if (call.csv != "-") {
        print(all);
    }
    for (const auto& convergence : all)
        for (const auto& point : convergence.points)
            if (!point.report.reachedEnd())
                throw std::runtime_error(std::string(convergence.method->id) + ", h = "
                    + solvers::shortestNumber(point.step) + ": " + point.report.message());
    return kSuccess;
}

} // namespace

void addConverge(CommandLine& line)
{
    auto* command
        = line.root.add_subcommand("converge", "Observed order: error for several step sizes");
    auto call = std::make_shared<ConvergeCommand>();
    call->problem.add(*command);
    command->add_option("--solver", call->methods, "NAME[,NAME...]: see separatrix list solvers")
        ->required();
    command->add_option("--steps", call->steps, "Step sizes H,H,...")->required();
    call->options.maxSteps = 100'000'000;
    command->add_option("--max-steps", call->options.maxSteps, "Most steps of one solve")
        ->capture_default_str()
        ->check(wholeNumber(1, std::numeric_limits<long>::max()));
    command->add_option("--csv", call->csv, "Table (- for standard output)");
    command->add_flag("--json", call->json, "One JSON document on standard output");
    command->callback([&line, call] { line.work = [call] { return converge(*call); }; });
}

} // namespace app
