// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/problem_options.h"
#include "app/commands/training_output.h"
#include "nn/dynamics/trajectory_file.h"
#include "solvers/json_text.h"
#include "solvers/problems/problem_file.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>

#include <unistd.h>

namespace app {

namespace {

using Json = nlohmann::ordered_json;

struct Options {
    nn::DynamicsOptions dynamics;
    nn::SampleOptions samples;
    ProblemOptions problem;
    std::string series;
    double holdout = 0.25;
    std::string inputs;
    std::string trajectories;
    bool json = false;
};

/// Adds up what the steps cost and draws progress on a terminal.
class Progress final : public nn::DynamicsObserver {
public:
    explicit Progress(long steps)
        : m_steps(steps)
        , m_terminal(isatty(STDERR_FILENO) != 0)
    {
    }
    void stepped(const nn::DynamicsStep& step) override
    {
        m_loss = step.loss.data;
        m_forward += step.loss.forward.counters.nfe;
        m_backward += step.loss.backward.counters.nfe;
        m_done = step.step;
    }
    void measured(const nn::DynamicsMeasure& measure) override
    {
        if (m_terminal)
            std::fprintf(stderr, "\r\033[Kstep %ld of %ld, loss %.4g, mean error %.4g",
                measure.step, m_steps, m_loss, measure.error);
    }
    void finish() const
    {
        if (m_terminal)
            std::fputs("\r\033[K", stderr);
    }
    double loss() const { return m_loss; }
    double forward() const { return mean(m_forward); }
    double backward() const { return mean(m_backward); }

private:
    double mean(long sum) const
    {
        return m_done > 0 ? static_cast<double>(sum) / static_cast<double>(m_done) : 0.0;
    }

    long m_steps;
    bool m_terminal;
    double m_loss = std::numeric_limits<double>::quiet_NaN();
    long m_forward = 0;
    long m_backward = 0;
    long m_done = 0;
};

nn::TrajectoryData trajectory(const Options& options, const CLI::App& command)
{
    if (options.series.empty()) {
        if (command.count("--holdout") > 0)
            throw UsageError("--holdout: belongs to --series; --beyond says how far a problem's "
                             "truth goes on");
        return nn::sampleProblem(options.problem.problem(), options.samples);
    }
    for (const char* option : { "--problem", "--problem-file", "--rhs", "--samples", "--noise",
             "--beyond", "--y0", "--t0", "--t1", "--exact", "--parameter" })
        if (command.count(option) > 0)
            throw UsageError(
                std::string(option) + ": the data come from --series; leave one of the two out");
    return nn::readTrajectoryCsv(options.series, options.holdout);
}

/// What the command line says, over what suits the data.
nn::DynamicsOptions settings(
    const Options& given, const CLI::App& command, const nn::TrajectoryData& data)
{
    nn::DynamicsOptions options = given.dynamics;
    const nn::DynamicsOptions fitting = nn::defaultDynamics(data);
    options.field.dim = fitting.field.dim;
    options.field.cube = fitting.field.cube;
    if (command.count("--activation") == 0)
        options.field.activation = fitting.field.activation;
    if (!given.inputs.empty()) {
        if (given.inputs != "plain" && given.inputs != "cube")
            throw UsageError("--inputs: expected plain or cube, got '" + given.inputs + "'");
        options.field.cube = given.inputs == "cube";
    }
    const bool tolerances = command.count("--rtol") > 0 || command.count("--atol") > 0;
    const solvers::Method& method = *chosenMethods(options.solver).front();
    options.adaptive = command.count("--step") == 0 && (tolerances || method.adaptive());
    if (!options.adaptive && command.count("--step") == 0)
        throw UsageError("--step: missing; solver '" + options.solver + "' takes fixed steps");
    if (command.count("--rtol") > 0 && command.count("--atol") == 0)
        options.atol = options.rtol;
    if (const std::string trouble = options.problem(); !trouble.empty())
        throw UsageError("dynamics: " + trouble);
    if (const auto suffix = std::filesystem::path(given.trajectories).extension();
        !given.trajectories.empty() && suffix != ".csv" && suffix != ".npz")
        throw UsageError("--trajectories: expected a name that ends with .csv or .npz, got '"
            + given.trajectories + "'");
    if (options.save == "-")
        throw UsageError("--save: expected a file, got '-'");
    if (options.log == "-" && given.json)
        throw UsageError("--log: - and --json cannot both take standard output");
    return options;
}

Json toJson(const nn::Dynamics& run, const nn::DynamicsEnd& end, const Progress& progress)
{
    const nn::TrajectoryData& data = run.data();
    Json document { { "data",
        { { "name", data.name }, { "states", data.dim() }, { "samples", data.samples() },
            { "t0", data.times.front() }, { "t1", data.times.back() } } } };
    if (data.problem)
        document["problem"] = solvers::parseJson(solvers::problemToJson(*data.problem));
    document["config"] = nn::toJson(run.options());
    document["parameters"] = run.field().parameters().trainableCount();
    document["status"] = std::string(nn::name(end.status));
    document["steps"] = end.steps;
    document["seconds"] = end.seconds;
    document["loss"] = solvers::finiteOrNull(progress.loss());
    document["error"] = solvers::finiteOrNull(end.last.error);
    document["error_beyond"] = solvers::finiteOrNull(end.last.errorBeyond);
    document["field_error"] = solvers::finiteOrNull(end.last.fieldError);
    document["nfe_forward_mean"] = progress.forward();
    document["nfe_backward_mean"] = progress.backward();
    document["t"] = end.last.times;
    document["y"] = Json::array();
    for (Eigen::Index k = 0; k < end.last.states.cols(); ++k) {
        const double* const y = end.last.states.col(k).data();
        document["y"].push_back(std::vector<double>(y, y + data.dim()));
    }
    return document;
}

void print(const nn::Dynamics& run, const nn::DynamicsEnd& end, const Progress& progress)
{
    const nn::TrajectoryData& data = run.data();
    std::printf("%s: %ld samples of %ld states, %ld weights\n", data.name.c_str(),
        static_cast<long>(data.samples()), static_cast<long>(data.dim()),
        static_cast<long>(run.field().parameters().trainableCount()));
    std::printf("%s after %ld steps, %.1f s, NFE %.1f + %.1f a step\n",
        std::string(nn::name(end.status)).c_str(), end.steps, end.seconds, progress.forward(),
        progress.backward());
    std::printf("mean error %.4g", end.last.error);
    if (!std::isnan(end.last.errorBeyond))
        std::printf(", beyond the data %.4g", end.last.errorBeyond);
    if (!std::isnan(end.last.fieldError))
        std::printf(", of the field %.2f %%", 100.0 * end.last.fieldError);
    std::printf("\n");
    std::fflush(stdout);
}

int dynamics(Options& options, const CLI::App& command)
{
    options.samples.seed = options.dynamics.seed;
    nn::TrajectoryData samples = trajectory(options, command);
    const nn::DynamicsOptions wanted = settings(options, command, samples);
    nn::Dynamics run(wanted, std::move(samples));
    nn::DynamicsControl control;
    Progress progress(wanted.steps);
    const InterruptWatch watch(control);
    const nn::DynamicsEnd end = run.run(control, progress);
    progress.finish();
    if (!options.trajectories.empty())
        nn::writeTrajectories(options.trajectories, run.data(), end.last,
            nn::dynamicsRecipe(run.options(), run.data()));
    if (options.json)
        std::cout << toJson(run, end, progress).dump(2) << '\n';
    else if (wanted.log != "-")
        print(run, end, progress);
    if (end.status == nn::TrainingStatus::Diverged)
        throw std::runtime_error("dynamics: " + end.message);
    return InterruptWatch::interrupted() ? kInterrupted : kSuccess;
}

void addData(CLI::App& command, Options& options)
{
    options.problem.alsoKnow(nn::spiralProblem());
    options.problem.add(command);
    command.get_option("--problem")
        ->description("spiral, or a catalogue problem: see separatrix list problems");
    command.add_option("--series", options.series,
        "Time series to learn from instead of a problem, a CSV file with lines t,y1,...,yn");
    command.add_option("--holdout", options.holdout, "Last share of the series that is held back")
        ->capture_default_str()
        ->check(tolerance());
    command.add_option("--samples", options.samples.samples, "Samples of a problem's trajectory")
        ->capture_default_str()
        ->check(wholeNumber(3));
    command
        .add_option("--noise", options.samples.noise,
            "Deviation of the noise on them, as a share of each state's own")
        ->capture_default_str()
        ->check(tolerance());
    command
        .add_option("--beyond", options.samples.beyond,
            "How far extrapolation is judged, in lengths of the interval")
        ->capture_default_str()
        ->check(tolerance());
}

void addField(CLI::App& command, Options& options)
{
    nn::DynamicsOptions& o = options.dynamics;
    command.add_option("--width", o.field.width, "Numbers of a hidden layer")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command.add_option("--depth", o.field.depth, "Hidden layers")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command.add_option("--activation", o.field.activation,
        "tanh, softplus, sine or relu; default: relu for the spiral, else tanh");
    command.add_option(
        "--inputs", options.inputs, "plain (y) or cube (y^3); default: cube for the spiral");
    command.add_option("--solver", o.solver, "See separatrix list solvers")->capture_default_str();
    auto* step = command.add_option("--step", o.step, "Fixed step size")->check(positiveNumber());
    command.add_option("--rtol", o.rtol, "Relative tolerance")
        ->capture_default_str()
        ->check(tolerance())
        ->excludes(step);
    command.add_option("--atol", o.atol, "Absolute tolerance, of scaled states")
        ->capture_default_str()
        ->check(tolerance())
        ->excludes(step);
    command.add_option("--gradient", o.gradient, "See separatrix list gradients")
        ->capture_default_str();
}

void addRun(CLI::App& command, Options& options)
{
    nn::DynamicsOptions& o = options.dynamics;
    command.add_option("--optimizer", o.optimizer, "adam, sgd or rmsprop")->capture_default_str();
    command.add_option("--lr", o.learningRate, "Learning rate at the start")
        ->capture_default_str()
        ->check(positiveNumber());
    command.add_option("--steps", o.steps, "Optimiser steps")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command.add_option("--pieces", o.pieces, "Pieces of the trajectory in a batch")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command.add_option("--horizon", o.horizon, "Samples of a piece; noisy data need longer ones")
        ->capture_default_str()
        ->check(wholeNumber(2));
    auto* grow
        = command.add_flag("--grow", o.grow, "Let pieces grow from the horizon to all of the data");
    command
        .add_option("--shooting", o.shooting,
            "Multiple shooting: so many joined pieces, whose starts are learned too")
        ->check(wholeNumber(2))
        ->excludes(grow);
    command.add_option("--continuity", o.continuity, "Its weight of the jumps between pieces")
        ->capture_default_str()
        ->check(positiveNumber());
    command.add_option("--kinetic", o.regularisation.kinetic, "Weight of the integral of |f|^2")
        ->check(tolerance());
    command
        .add_option("--jacobian", o.regularisation.jacobian,
            "Weight of the integral of |df/dy|^2 (Frobenius norm, Hutchinson's estimate)")
        ->check(tolerance());
    command
        .add_option("--steer", o.regularisation.steer,
            "STEER: times of samples move at random by up to half this share of their gap")
        ->check(tolerance());
    command.add_option("--seed", o.seed, "Fixes every random choice")
        ->capture_default_str()
        ->check(wholeNumber(0, std::numeric_limits<std::uint64_t>::max()));
    command.add_option("--log", o.log, "Run record, JSON lines (- for standard output)");
    command.add_option("--init", o.init,
        "Weights to start from, of --save; their field takes the place of the one chosen");
    command.add_option("--save", o.save, "Weights of the field (.safetensors or .npz)");
    command.add_option("--trajectories", options.trajectories,
        "Data and learned trajectory as a table (.csv) or for numpy (.npz)");
    command.add_flag("--json", options.json, "One JSON document on standard output");
}

} // namespace

void addDynamics(CommandLine& line)
{
    auto* command = line.root.add_subcommand(
        "dynamics", "Learn the right-hand side of an ODE from a sampled trajectory");
    auto options = std::make_shared<Options>();
    addData(*command, *options);
    addField(*command, *options);
    addRun(*command, *options);
    command->footer("Ctrl+C ends the run: what --save and --log promise is written. The exit "
                    "status is 130 then.");
    command->callback([&line, options, command] {
        line.work = [options, command] { return dynamics(*options, *command); };
    });
}

} // namespace app
