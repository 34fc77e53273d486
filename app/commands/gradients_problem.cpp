// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/gradients_problem.h"

#include "app/command_line.h"
#include "solvers/analysis/solution_io.h"
#include "solvers/json_text.h"
#include "solvers/problems/differentiable_problem.h"
#include "solvers/problems/problem_file.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <iostream>
#include <limits>

namespace app {

namespace {

using Json = nlohmann::ordered_json;
using solvers::Index;

constexpr std::array kOptions { "--target", "--observe", "--restart", "--backward-solver",
    "--backward-step", "--backward-rtol", "--backward-atol", "--checkpoints", "--difference-step",
    "--max-steps", "--problem", "--problem-file", "--rhs", "--y0", "--t0", "--t1", "--exact",
    "--parameter" };

struct ProblemRow {
    const solvers::GradientMethod* method = nullptr;
    solvers::LossGradient gradient;
};

Json array(Eigen::Ref<const Eigen::VectorXd> values)
{
    Json list = Json::array();
    for (const double value : values)
        list.push_back(solvers::finiteOrNull(value));
    return list;
}

Json toJson(const solvers::Problem& problem, const solvers::GradientTask& task, bool observed,
    const ProblemRow& row, const ProblemRow& first)
{
    const solvers::LossGradient& found = row.gradient;
    Json record { { "method", row.method->id }, { "solver", task.method->id } };
    record["step"] = task.solve.adaptive ? Json() : Json(task.solve.step);
    if (task.solve.adaptive)
        record.update(Json { { "rtol", task.solve.rtol }, { "atol", task.solve.atol } });
    record["status"] = std::string(solvers::name(found.status));
    record["loss"] = solvers::finiteOrNull(found.loss);
    if (found.trouble.empty()) {
        Json parameters = Json::object();
        for (std::size_t i = 0; i < problem.parameters.size(); ++i)
            parameters[problem.parameters[i].name]
                = solvers::finiteOrNull(found.parameters[Index(i)]);
        record["gradients"] = { { "parameters", parameters }, { "y0", array(found.z0) },
            { "t0", solvers::finiteOrNull(found.times[0]) },
            { "t1",
                observed ? Json() : solvers::finiteOrNull(found.times[found.times.size() - 1]) } };
        if (observed)
            record["gradients"]["observe"] = array(found.times.tail(found.times.size() - 1));
        record["relative_difference"]
            = solvers::finiteOrNull(solvers::relativeDifference(found, first.gradient));
    } else {
        record["trouble"] = found.trouble;
    }
    const auto& there = found.forward.counters;
    const auto& back = found.backward.counters;
    record["nfe"] = there.nfe + back.nfe;
    record["nvjp"] = there.nvjp + back.nvjp;
    record["njvp"] = there.njvp + back.njvp;
    record["nfe_forward"] = there.nfe;
    record["nfe_backward"] = back.nfe;
    record["steps"] = found.forward.accepted;
    record["steps_backward"] = found.backward.accepted;
    record["peak_bytes"] = found.peakBytes;
    record["drift"] = solvers::finiteOrNull(found.drift);
    if (!found.note.empty())
        record["note"] = found.note;
    record["seconds"] = found.seconds;
    return record;
}

/// Parameters, initial values and times, each on a line, one column a method
void print(const solvers::Problem& problem, bool observed, const std::vector<ProblemRow>& rows)
{
    std::printf("loss %.15g\n%-22s", rows.front().gradient.loss, "");
    for (const ProblemRow& row : rows)
        std::printf(" %22.*s", static_cast<int>(row.method->id.size()), row.method->id.data());
    std::vector<std::string> names;
    for (const auto& parameter : problem.parameters)
        names.push_back("dL/d" + parameter.name);
    for (const auto& name : solvers::initialNames(problem.dim()))
        names.push_back("dL/d" + name);
    const Index times = rows.front().gradient.times.size();
    for (Index k = 0; k < times; ++k)
        names.push_back(k == 0 ? "dL/dt0"
                : observed     ? "dL/dobserve" + std::to_string(k)
                               : "dL/dt1");
    std::printf("\n");
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::printf("%-22s", names[i].c_str());
        for (const ProblemRow& row : rows)
            if (row.gradient.trouble.empty())
                std::printf(" %22.15g", row.gradient.joined()[Index(i)]);
            else
                std::printf(" %22s", "-");
        std::printf("\n");
    }
    const auto line = [&](const char* what, auto number) {
        std::printf("%-22s", what);
        for (const ProblemRow& row : rows)
            std::printf(" %22s", number(row).c_str());
        std::printf("\n");
    };
    const auto& first = rows.front().gradient;
    line("relative difference", [&](const ProblemRow& row) {
        return row.gradient.trouble.empty() && first.trouble.empty()
            ? solvers::shortestNumber(solvers::relativeDifference(row.gradient, first))
            : std::string("-");
    });
    const auto sum = [](const ProblemRow& row, long solvers::Counters::*count) {
        return std::to_string(row.gradient.forward.counters.*count) + " + "
            + std::to_string(row.gradient.backward.counters.*count);
    };
    line("f, forward + back",
        [&](const ProblemRow& row) { return sum(row, &solvers::Counters::nfe); });
    line("vjp, forward + back",
        [&](const ProblemRow& row) { return sum(row, &solvers::Counters::nvjp); });
    line("jvp, forward + back",
        [&](const ProblemRow& row) { return sum(row, &solvers::Counters::njvp); });
    line(
        "peak bytes", [](const ProblemRow& row) { return std::to_string(row.gradient.peakBytes); });
    line("seconds",
        [](const ProblemRow& row) { return solvers::shortestNumber(row.gradient.seconds); });
    std::fflush(stdout);
}

} // namespace

void ProblemGradients::add(CLI::App& command)
{
    m_command = &command;
    m_problem.add(command);
    command.add_option("--target", m_target,
        "The loss is the mean of (y - target)^2: V[,V...] at t1, or one state for each time of "
        "--observe: V[,V...];V[,V...]");
    command.add_option("--observe", m_observe, "Times of the targets: T[,T...]; else t1");
    command.add_option("--restart", m_restart,
        "Times at which an adjoint sets y back to the forward solution: T[,T...]");
    command.add_option("--backward-solver", m_backwardSolver,
        "Solver of the adjoint equations; else that of the forward solve");
    auto* step = command.add_option("--backward-step", m_backwardStep, "Its fixed step size")
                     ->check(positiveNumber());
    command.add_option("--backward-rtol", m_backwardRtol, "Its relative tolerance")
        ->check(tolerance())
        ->excludes(step);
    command.add_option("--backward-atol", m_backwardAtol, "Its absolute tolerance")
        ->check(tolerance())
        ->excludes(step);
    command
        .add_option("--checkpoints", m_checkpoints,
            "States that checkpointed keeps (0: about the logarithm of the steps)")
        ->check(wholeNumber(0, 1'000'000'000));
    command
        .add_option(
            "--difference-step", m_difference, "Step of finite-differences relative to max(1, |p|)")
        ->check(positiveNumber());
    command.add_option("--max-steps", m_maxSteps, "Most steps of one solve")
        ->capture_default_str()
        ->check(wholeNumber(1, std::numeric_limits<long>::max()));
}

std::string ProblemGradients::given() const
{
    for (const char* option : kOptions)
        if (m_command->count(option) > 0)
            return option;
    return {};
}

void ProblemGradients::setSolver(solvers::GradientTask& task) const
{
    const auto value
        = [&](const char* option) { return m_command->get_option(option)->as<double>(); };
    const auto given = [&](const char* option) { return m_command->count(option) > 0; };
    if (!given("--solver"))
        throw UsageError("--solver: missing; a problem needs --solver NAME with --step or --rtol");
    const auto chosen = chosenMethods(m_command->get_option("--solver")->as<std::string>());
    if (chosen.size() != 1)
        throw UsageError("--solver: expected one solver, got " + std::to_string(chosen.size()));
    task.method = chosen.front();
    task.solve.maxSteps = m_maxSteps;
    if (given("--rtol") || given("--atol")) {
        task.solve.adaptive = true;
        task.solve.rtol = value(given("--rtol") ? "--rtol" : "--atol");
        task.solve.atol = value(given("--atol") ? "--atol" : "--rtol");
    } else if (given("--step")) {
        task.solve.step = value("--step");
    } else if (task.method->adaptive()) {
        task.solve.adaptive = true;
    } else {
        throw UsageError("--step: missing; solver '" + std::string(task.method->id)
            + "' takes fixed steps, give --step H");
    }
}

void ProblemGradients::setBackwardSolver(solvers::GradientTask& task) const
{
    const auto given = [&](const char* option) { return m_command->count(option) > 0; };
    const bool tolerances = given("--backward-rtol") || given("--backward-atol");
    if (given("--backward-solver")) {
        const auto chosen = chosenMethods(m_backwardSolver);
        if (chosen.size() != 1)
            throw UsageError("--backward-solver: expected one solver");
        task.more.backwardMethod = chosen.front();
    }
    if (!given("--backward-solver") && !given("--backward-step") && !tolerances)
        return;
    task.more.backward = task.solve;
    if (given("--backward-step")) {
        task.more.backward->adaptive = false;
        task.more.backward->step = m_backwardStep;
    } else if (tolerances) {
        task.more.backward->adaptive = true;
        task.more.backward->rtol = given("--backward-rtol") ? m_backwardRtol : m_backwardAtol;
        task.more.backward->atol = given("--backward-atol") ? m_backwardAtol : m_backwardRtol;
    }
}

void ProblemGradients::setLoss(const solvers::Problem& problem, solvers::GradientTask& task) const
{
    if (m_target.empty())
        throw UsageError("--target: missing; the loss is the mean of (y - target)^2, give the "
                         "target as V[,V...]");
    task.times = { problem.t0 };
    if (m_observe.empty())
        task.times.push_back(problem.t1);
    else
        for (const double t : parseNumbers("--observe", m_observe))
            task.times.push_back(t);
    std::vector<std::string> states;
    std::size_t start = 0;
    for (std::size_t end = 0; end != std::string::npos; start = end + 1) {
        end = m_target.find(';', start);
        states.push_back(m_target.substr(start, end - start));
    }
    if (states.size() != task.times.size() - 1)
        throw UsageError("--target: expected " + std::to_string(task.times.size() - 1)
            + " states, one for each observed time and ';' between them, got "
            + std::to_string(states.size()));
    solvers::Matrix<double> targets(static_cast<Index>(problem.dim()), Index(states.size()));
    for (std::size_t k = 0; k < states.size(); ++k) {
        const auto numbers = parseNumbers("--target", states[k]);
        if (numbers.size() != problem.dim())
            throw UsageError("--target: state " + std::to_string(k + 1) + " has "
                + std::to_string(numbers.size()) + " numbers, the problem "
                + std::to_string(problem.dim()));
        targets.col(Index(k))
            = Eigen::Map<const Eigen::VectorXd>(numbers.data(), static_cast<Index>(numbers.size()));
    }
    task.loss = solvers::meanSquaredLoss(std::move(targets));
    if (!m_restart.empty())
        task.restarts = parseNumbers("--restart", m_restart);
}

solvers::GradientTask ProblemGradients::task(const solvers::Problem& problem) const
{
    solvers::GradientTask task;
    task.z0 = Eigen::Map<const Eigen::VectorXd>(
        problem.y0.data(), static_cast<Index>(problem.y0.size()));
    setLoss(problem, task);
    setSolver(task);
    setBackwardSolver(task);
    task.more.checkpoints = m_checkpoints;
    task.more.difference = m_difference;
    return task;
}

int ProblemGradients::run(const std::vector<std::string>& methods, bool json) const
{
    const solvers::Problem problem = m_problem.problem();
    solvers::GradientTask task = this->task(problem);
    const auto f = solvers::makeDifferentiableSystem(problem);
    const bool observed = !m_observe.empty();
    std::vector<ProblemRow> rows;
    for (const std::string& id : methods) {
        task.gradient = &solvers::gradientMethodById(id);
        try {
            rows.push_back({ task.gradient, solvers::lossGradient(*f, task) });
        } catch (const std::invalid_argument& error) {
            throw UsageError("--method: " + std::string(error.what()));
        }
    }
    if (json) {
        Json document { { "problem", solvers::parseJson(solvers::problemToJson(problem)) },
            { "loss", solvers::finiteOrNull(rows.front().gradient.loss) },
            { "methods", Json::array() } };
        for (const ProblemRow& row : rows)
            document["methods"].push_back(toJson(problem, task, observed, row, rows.front()));
        std::cout << document.dump(2) << '\n';
    } else {
        print(problem, observed, rows);
    }
    for (const ProblemRow& row : rows)
        if (!row.gradient.note.empty())
            std::cerr << row.method->id << ": " << row.gradient.note << '\n';
    for (const ProblemRow& row : rows)
        if (!row.gradient.trouble.empty())
            throw std::runtime_error(std::string(row.method->id) + ": " + row.gradient.trouble);
    return kSuccess;
}

} // namespace app
