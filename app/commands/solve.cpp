// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/method_options.h"
#include "app/commands/problem_options.h"
#include "app/window.h"
#include "solvers/analysis/solution_io.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>

namespace app {

namespace {

struct SolveCommand {
    const CLI::App* command = nullptr;
    ProblemOptions problem;
    MethodOptions methods;
    solvers::SolveOptions options;
    std::string sampleAt;
    std::size_t samples = 0;
    std::string csv;
    std::string plot;
    bool json = false;

    bool given(const char* name) const { return command->count(name) > 0; }
};

/// Tolerances make an embedded method adaptive, a step size makes it fixed; with both, embedded
/// methods take the tolerances and the others the step.
solvers::SolveOptions optionsFor(const SolveCommand& call, const solvers::Method& method)
{
    solvers::SolveOptions options = call.options;
    const bool step = call.given("--step");
    const bool tolerances = call.given("--rtol") || call.given("--atol");
    options.adaptive = method.adaptive() && (tolerances || !step);
    if (!options.adaptive && !step)
        throw UsageError("--step: missing; solver '" + std::string(method.id)
            + "' takes fixed steps, give --step H");
    return options;
}

std::optional<std::vector<double>> sampleTimes(
    const SolveCommand& call, const solvers::Problem& problem)
{
    if (call.given("--samples"))
        return solvers::sampleTimes(problem, call.samples);
    if (!call.given("--sample-at"))
        return std::nullopt;
    auto times = parseNumbers("--sample-at", call.sampleAt);
    const double low = std::min(problem.t0, problem.t1);
    const double high = std::max(problem.t0, problem.t1);
    for (const double t : times)
        if (!(t >= low && t <= high))
            throw UsageError("--sample-at: " + solvers::shortestNumber(t) + " lies outside "
                + solvers::shortestNumber(low) + " to " + solvers::shortestNumber(high));
    return times;
}

std::string number(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return std::isfinite(value) ? text : "-";
}

void printSummary(const std::vector<solvers::Solution>& solutions)
{
    for (const auto& solution : solutions) {
        std::cout << solution.method->id << ": t = " << number(solution.report.tReached) << ", y =";
        for (std::size_t i = 0; i < solution.dim; ++i)
            std::cout << (i > 0 ? ", " : " ") << number(solution.state(solution.size() - 1)[i]);
        if (std::isfinite(solution.endError))
            std::cout << "; error " << number(solution.endError) << ", largest "
                      << number(solution.maxError);
        std::cout << "; " << solution.report.counters.nfe << " evaluations, "
                  << solution.report.accepted << " steps";
        if (solution.options.adaptive)
            std::cout << " and " << solution.report.rejected << " rejected";
        std::cout << '\n';
    }
}

int solve(SolveCommand& call)
{
    const solvers::Problem problem = call.problem.problem();
    const auto methods = call.methods.chosen();
    const auto samples = sampleTimes(call, problem);
    if (call.json && call.csv == "-")
        throw UsageError("--csv: - and --json cannot both take standard output");
    if (!call.plot.empty())
        checkPlotName(call.plot);
    std::vector<solvers::Solution> solutions;
    for (const auto* method : methods)
        solutions.push_back(solvers::solve(problem, *method, optionsFor(call, *method)));

    if (!call.csv.empty())
        writeText(call.csv, solvers::solutionsToCsv(problem, solutions, samples));
    if (!call.plot.empty())
        plotTrajectories(call.plot, problem, solutions);
    if (call.json)
        std::cout << solvers::solutionsToJson(problem, solutions, samples);
    else if (call.csv != "-")
        printSummary(solutions);

    // What was reached has been written; the first failure decides the exit status.
    for (const auto& solution : solutions)
        if (!solution.report.reachedEnd())
            throw std::runtime_error(
                std::string(solution.method->id) + ": " + solution.report.message());
    return kSuccess;
}

} // namespace

void addSolve(CommandLine& line)
{
    auto* command = line.root.add_subcommand("solve", "Solve an initial value problem");
    auto call = std::make_shared<SolveCommand>();
    call->command = command;
    call->problem.add(*command);
    call->methods.add(*command);
    command->add_option("--step", call->options.step, "Fixed step size")->check(positiveNumber());
    command->add_option("--rtol", call->options.rtol, "Relative tolerance of embedded methods")
        ->capture_default_str()
        ->check(tolerance());
    command->add_option("--atol", call->options.atol, "Absolute tolerance of embedded methods")
        ->capture_default_str()
        ->check(tolerance());
    command->add_option("--max-steps", call->options.maxSteps, "Accepted and rejected together")
        ->capture_default_str()
        ->check(wholeNumber(1, std::numeric_limits<long>::max()));
    auto* at = command->add_option("--sample-at", call->sampleAt, "Output at these times, T,T,...");
    command->add_option("--samples", call->samples, "Output at N times at equal distances")
        ->excludes(at)
        ->check(wholeNumber(2));
    command->add_option("--csv", call->csv, "Table of states (- for standard output)");
    command->add_flag("--json", call->json, "One JSON document on standard output");
    command->add_option("--plot", call->plot, "Picture of the trajectories: .png, .svg or .pdf");
    command->callback([&line, call] { line.work = [call] { return solve(*call); }; });
}

} // namespace app
