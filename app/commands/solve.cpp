// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/method_options.h"
#include "app/commands/problem_options.h"
#include "app/window.h"
#include "solvers/analysis/solution_io.h"
#include "solvers/problems/problem_file.h"

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
    std::string atol;
    std::string controller;
    std::string norm;
    std::string sampleAt;
    std::size_t samples = 0;
    std::string csv;
    std::string npz;
    bool recipe = false;
    std::string plot;
    bool json = false;

    bool given(const char* name) const { return command->count(name) > 0; }
};

/// Tolerances make an embedded method adaptive, a step size makes it fixed; with both, embedded
/// methods take the tolerances and the others the step.
solvers::SolveOptions optionsFor(
    const SolveCommand& call, solvers::SolveOptions options, const solvers::Method& method)
{
    const bool step = call.given("--step");
    const bool tolerances = call.given("--rtol") || call.given("--atol");
    options.adaptive = method.adaptive() && (tolerances || !step);
    if (!options.adaptive && !step)
        throw UsageError("--step: missing; solver '" + std::string(method.id)
            + "' takes fixed steps, give --step H");
    return options;
}

/// One number for all components or, for the norm 'component', one for each.
void setAbsoluteTolerances(
    const SolveCommand& call, std::size_t dim, solvers::SolveOptions& options)
{
    if (!call.given("--atol"))
        return;
    const auto values = parseNumbers("--atol", call.atol);
    for (const double value : values)
        if (!(value >= 0.0))
            throw UsageError("--atol: must be 0 or above, got " + solvers::shortestNumber(value));
    options.atol = values.front();
    if (values.size() == 1)
        return;
    if (options.norm != solvers::ErrorNorm::Component)
        throw UsageError("--atol: several tolerances need --norm component");
    if (values.size() != dim)
        throw UsageError("--atol: expected 1 number or " + std::to_string(dim) + ", got "
            + std::to_string(values.size()));
    options.componentAtol = values;
}

/// The options of error control that are names or lists
solvers::SolveOptions controlOptions(const SolveCommand& call, std::size_t dim)
{
    solvers::SolveOptions options = call.options;
    const auto chosen = [](const char* option, const auto& choose) {
        try {
            return choose();
        } catch (const std::invalid_argument& error) {
            throw UsageError(std::string(option) + ": " + error.what());
        }
    };
    if (call.given("--controller"))
        options.controller
            = chosen("--controller", [&call] { return solvers::controllerById(call.controller); });
    if (call.given("--norm"))
        options.norm = chosen("--norm", [&call] { return solvers::errorNormById(call.norm); });
    if (options.minStep > options.maxStep)
        throw UsageError("--min-step: must not be above --max-step, "
            + solvers::shortestNumber(options.maxStep));
    setAbsoluteTolerances(call, dim, options);
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
        if (!solution.events.empty())
            std::cout << "; " << solution.events.size()
                      << (solution.events.size() == 1 ? " event" : " events")
                      << ", the last at t = " << number(solution.events.back().t);
        std::cout << '\n';
    }
}

/// Hints, which never decide the exit status
void printNotes(const std::vector<solvers::Solution>& solutions)
{
    for (const auto& solution : solutions)
        if (const std::string note = solution.report.note(); !note.empty())
            std::cerr << "note: " << solution.method->id << ": " << note << '\n';
}

void writeTables(const SolveCommand& call, const solvers::Problem& problem,
    const std::vector<solvers::Solution>& solutions,
    const std::optional<std::vector<double>>& samples)
{
    if (!call.csv.empty()) {
        std::string text;
        if (call.recipe)
            text.append(solvers::kRecipeLine)
                .append(solvers::solutionsRecipe(problem, solutions, SEPARATRIX_VERSION))
                .append("\n");
        writeText(call.csv, text + solvers::solutionsToCsv(problem, solutions, samples));
    }
    if (!call.npz.empty())
        writeText(
            call.npz, solvers::solutionsToNpz(problem, solutions, samples, SEPARATRIX_VERSION));
}

int solve(SolveCommand& call)
{
    const solvers::Problem problem = call.problem.problem();
    const auto methods = call.methods.chosen();
    const auto samples = sampleTimes(call, problem);
    if (call.json && call.csv == "-")
        throw UsageError("--csv: - and --json cannot both take standard output");
    if (call.recipe && call.csv.empty())
        throw UsageError("--recipe: is a line of the table, give --csv FILE");
    if (!call.plot.empty())
        checkPlotName(call.plot);
    const solvers::SolveOptions options = controlOptions(call, problem.dim());
    std::vector<solvers::Solution> solutions;
    for (const auto* method : methods)
        solutions.push_back(solvers::solve(problem, *method, optionsFor(call, options, *method),
            nullptr, samples.value_or(std::vector<double> {})));

    writeTables(call, problem, solutions, samples);
    if (!call.plot.empty())
        plotTrajectories(call.plot, problem, solutions);
    if (call.json)
        std::cout << solvers::solutionsToJson(problem, solutions, samples);
    else if (call.csv != "-")
        printSummary(solutions);

    printNotes(solutions);
    // What was reached has been written; the first failure decides the exit status.
    for (const auto& solution : solutions)
        if (!solution.report.reachedEnd())
            throw std::runtime_error(
                std::string(solution.method->id) + ": " + solution.report.message());
    return kSuccess;
}

/// "i, pi, pid or h211b"
template <typename Rows>
std::string choices(const Rows& rows)
{
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i)
        text.append(i == 0 ? "" : i + 1 < rows.size() ? ", " : " or ").append(rows[i].id);
    return text;
}

void addControl(CLI::App& command, SolveCommand& call)
{
    call.controller = solvers::controllers().front().id;
    call.norm = solvers::errorNorms().front().id;
    command
        .add_option("--controller", call.controller,
            "Step-size controller of embedded methods: " + choices(solvers::controllers()))
        ->capture_default_str();
    command
        .add_option(
            "--norm", call.norm, "Norm of their error estimate: " + choices(solvers::errorNorms()))
        ->capture_default_str();
    command.add_option("--min-step", call.options.minStep, "Their smallest step but for the last")
        ->check(positiveNumber());
    command.add_option("--max-step", call.options.maxStep, "Their largest step")
        ->check(positiveNumber());
    command
        .add_option("--first-step", call.options.firstStep,
            "Their first step; without it, it is chosen from f")
        ->check(positiveNumber());
    command
        .add_option("--event-count", call.options.eventCount,
            "End at the N-th event, status \"event\"; without it the solve goes on to t1")
        ->check(wholeNumber(1));
}

} // namespace

void addSolve(CommandLine& line)
{
    auto* command = line.root.add_subcommand("solve", "Solve an initial value problem");
    auto call = std::make_shared<SolveCommand>();
    call->command = command;
    call->problem.add(*command);
    call->problem.addEvent(*command);
    call->methods.add(*command);
    command->add_option("--step", call->options.step, "Fixed step size")->check(positiveNumber());
    command->add_option("--rtol", call->options.rtol, "Relative tolerance of embedded methods")
        ->capture_default_str()
        ->check(tolerance());
    call->atol = solvers::shortestNumber(call->options.atol);
    command
        ->add_option("--atol", call->atol,
            "Absolute tolerance of embedded methods; with --norm component one for every component,"
            " A,A,...")
        ->capture_default_str();
    command->add_option("--max-steps", call->options.maxSteps, "Accepted and rejected together")
        ->capture_default_str()
        ->check(wholeNumber(1, std::numeric_limits<long>::max()));
    addControl(*command, *call);
    auto* at = command->add_option("--sample-at", call->sampleAt, "Output at these times, T,T,...");
    command->add_option("--samples", call->samples, "Output at N times at equal distances")
        ->excludes(at)
        ->check(wholeNumber(2));
    command->add_option("--csv", call->csv, "Table of states (- for standard output)");
    command->add_flag("--recipe", call->recipe,
        "The table begins with a line '# recipe: {...}' that --problem-file reads again");
    command->add_option(
        "--npz", call->npz, "States for numpy, with the recipe; read again by --problem-file");
    command->add_flag("--json", call->json, "One JSON document on standard output");
    command->add_option("--plot", call->plot, "Picture of the trajectories: .png, .svg or .pdf");
    command->callback([&line, call] { line.work = [call] { return solve(*call); }; });
}

} // namespace app
