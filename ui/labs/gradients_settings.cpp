// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_settings.h"

#include "solvers/json_text.h"
#include "solvers/methods/methods.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/problem_settings.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr const char* kLinearField = "adjoint-example";
constexpr double kSteps = 200.0; // of a problem without a step of its own
constexpr std::size_t kMostStates = 64;
constexpr std::array<std::string_view, 4> kTicked { "backprop", "adjoint", "checkpointed-uniform",
    "finite-differences" };

/// The largest of 1, 2, 5 times a power of ten that is not above x.
double roundDown(double x)
{
    const double power = std::pow(10.0, std::floor(std::log10(x)));
    for (const double digit : { 5.0, 2.0 })
        if (digit * power <= x * (1.0 + 1e-12))
            return digit * power;
    return power;
}

Json toJson(const GradientSolver& solver)
{
    return { { "solver", solver.id }, { "adaptive", solver.adaptive }, { "step", solver.step },
        { "tolerance", solver.tolerance } };
}

void checkPositive(double number, const char* field)
{
    if (!(number > 0.0) || !std::isfinite(number))
        throw std::runtime_error(std::string(field) + ": expected a positive number");
}

GradientSolver solverFrom(const Json& json)
{
    GradientSolver solver { json.at("solver").get<std::string>(), json.at("adaptive").get<bool>(),
        json.at("step").get<double>(), json.at("tolerance").get<double>() };
    if (solver.adaptive && !solvers::methodById(solver.id).adaptive())
        throw std::runtime_error(solver.id + ": has no error estimate");
    checkPositive(solver.step, "step");
    checkPositive(solver.tolerance, "tolerance");
    return solver;
}

void read(const Json& json, GradientsSettings& settings)
{
    if (json.at("version").get<int>() != kVersion)
        throw std::runtime_error("settings of another version");
    settings.problem = problemFromSettings(json);
    settings.target = json.at("target").get<std::vector<double>>();
    for (const Json& row : json.at("observations"))
        settings.observations.push_back(
            { row.at("t").get<double>(), row.at("target").get<std::vector<double>>() });
    settings.forward = solverFrom(json.at("forward"));
    settings.sameBackward = json.at("same_backward").get<bool>();
    settings.backward = solverFrom(json.at("backward"));
    settings.methods = json.at("methods").get<std::vector<std::string>>();
    for (const std::string& id : settings.methods)
        solvers::gradientMethodById(id); // throws
    settings.checkpoints = json.at("checkpoints").get<int>();
    settings.difference = json.at("difference").get<double>();
    checkPositive(settings.checkpoints, "checkpoints");
    checkPositive(settings.difference, "difference");
    if (const QString text = settings.problemText(); !text.isEmpty())
        throw std::runtime_error(text.toStdString());
}

} // namespace

solvers::SolveOptions GradientSolver::options() const
{
    solvers::SolveOptions options;
    options.adaptive = adaptive;
    options.step = step;
    options.rtol = tolerance;
    options.atol = tolerance;
    return options;
}

GradientsSettings GradientsSettings::defaults()
{
    GradientsSettings settings;
    for (const solvers::GradientMethod& method : solvers::gradientMethods())
        if (std::ranges::find(kTicked, method.id) != kTicked.end())
            settings.methods.emplace_back(method.id);
    if (settings.methods.size() < kTicked.size())
        settings.methods.insert(settings.methods.begin() + 2, "checkpointed");
    settings.setProblem(solvers::problemById(kLinearField));
    return settings;
}

void GradientsSettings::setProblem(const solvers::Problem& next)
{
    problem = next;
    observations.clear();
    const bool linearField = next.id == kLinearField;
    target = linearField ? std::vector<double> { 40.0 } : next.y0;
    const double span = std::abs(next.t1 - next.t0);
    forward = {};
    forward.step = linearField ? 0.05 : roundDown((span > 0.0 ? span : 1.0) / kSteps);
    if (next.stiff) { // explicit fixed steps would not come through
        forward.id = "kvaerno5";
        forward.adaptive = true;
    }
    sameBackward = true;
    backward = forward;
}

GradientJob GradientsSettings::job() const
{
    GradientJob job;
    job.problem = problem;
    job.times = { problem.t0 };
    const auto dim = static_cast<solvers::Index>(problem.dim());
    job.targets.resize(dim, static_cast<solvers::Index>(observations.size()) + 1);
    solvers::Index column = 0;
    for (const GradientObservation& seen : observations) {
        job.times.push_back(seen.t);
        job.targets.col(column++) = solvers::ConstVectorView<double>(seen.target.data(), dim);
    }
    job.times.push_back(problem.t1);
    job.targets.col(column) = solvers::ConstVectorView<double>(target.data(), dim);
    job.method = &solvers::methodById(forward.id);
    job.solve = forward.options();
    job.backward = job.solve;
    if (!sameBackward) {
        job.backwardMethod = &solvers::methodById(backward.id);
        job.backward = backward.options();
    }
    for (const solvers::GradientMethod& method : solvers::gradientMethods())
        if (std::ranges::find(methods, method.id) != methods.end())
            job.methods.push_back(&method);
    job.checkpoints = checkpoints;
    job.difference = difference;
    return job;
}

QString GradientsSettings::problemText() const
{
    if (problem.t0 == problem.t1)
        return tr("The interval is empty");
    if (problem.parameters.empty())
        return tr("The problem has no parameter to differentiate by; add one");
    const std::size_t dim = problem.dim();
    if (dim > kMostStates)
        return tr("The page takes systems of at most %1 equations").arg(kMostStates);
    const auto needed = [dim](std::size_t is) {
        return is == dim ? QString()
                         : tr("The target needs %1 numbers, one for each component").arg(dim);
    };
    if (const QString text = needed(target.size()); !text.isEmpty())
        return text;
    double before = problem.t0;
    const double direction = problem.t1 > problem.t0 ? 1.0 : -1.0;
    for (const GradientObservation& seen : observations) {
        if (const QString text = needed(seen.target.size()); !text.isEmpty())
            return text;
        if (direction * (seen.t - before) <= 0.0 || direction * (problem.t1 - seen.t) <= 0.0)
            return tr("Observed times must lie between t0 and T, in their order, each once: %1")
                .arg(settingText(seen.t));
        before = seen.t;
    }
    return {};
}

std::vector<const solvers::Problem*> gradientProblems()
{
    const std::string article = solvers::problemById(kLinearField).group;
    std::vector<const solvers::Problem*> offered;
    for (const solvers::Problem& problem : solvers::problems())
        if (!problem.parameters.empty())
            offered.push_back(&problem);
    std::ranges::stable_partition(
        offered, [&](const solvers::Problem* problem) { return problem->group == article; });
    return offered;
}

std::string settingsToJson(const GradientsSettings& settings)
{
    Json json { { "version", kVersion } };
    json.update(problemAsSettings(settings.problem));
    json["target"] = settings.target;
    json["observations"] = Json::array();
    for (const GradientObservation& seen : settings.observations)
        json["observations"].push_back({ { "t", seen.t }, { "target", seen.target } });
    json["forward"] = toJson(settings.forward);
    json["same_backward"] = settings.sameBackward;
    json["backward"] = toJson(settings.backward);
    json["methods"] = settings.methods;
    json["checkpoints"] = settings.checkpoints;
    json["difference"] = settings.difference;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

GradientsSettings gradientsSettingsFromJson(std::string_view text)
{
    try {
        GradientsSettings settings;
        read(solvers::parseJson(text), settings);
        return settings;
    } catch (const Json::exception& error) {
        throw std::runtime_error(std::string("not the settings of this page: ") + error.what());
    }
}

namespace {

using Changes = std::vector<SettingsChange>;

void addSolverChanges(const GradientSolver& was, const GradientSolver& is, const QString& way,
    const QString& key, Changes& changes)
{
    if (was.id != is.id)
        changes.push_back({ key, tr("%1 solver").arg(way) });
    else if (was.adaptive != is.adaptive)
        changes.push_back({ key + QStringLiteral("/mode"), tr("%1 step control").arg(way) });
    else if (was.step != is.step)
        changes.push_back({ key + QStringLiteral("/step"), tr("%1 step").arg(way), true });
    else if (was.tolerance != is.tolerance)
        changes.push_back(
            { key + QStringLiteral("/tolerance"), tr("%1 tolerance").arg(way), true });
}

} // namespace

SettingsChange describeChange(const GradientsSettings& before, const GradientsSettings& after)
{
    Changes changes = problemChanges(before.problem, after.problem);
    if (!changes.empty() && changes.front().key == QLatin1String("problem"))
        return changes.front(); // what goes with a problem follows
    if (before.target != after.target)
        changes.push_back({ QStringLiteral("target"), tr("target"), true });
    if (before.observations != after.observations)
        changes.push_back({ QStringLiteral("observations"), tr("observed times"), true });
    addSolverChanges(
        before.forward, after.forward, tr("forward"), QStringLiteral("forward"), changes);
    if (before.sameBackward != after.sameBackward)
        changes.push_back({ QStringLiteral("same"), tr("backward solver") });
    else
        addSolverChanges(
            before.backward, after.backward, tr("backward"), QStringLiteral("backward"), changes);
    if (before.methods != after.methods)
        changes.push_back({ QStringLiteral("methods"), tr("methods") });
    if (before.checkpoints != after.checkpoints)
        changes.push_back({ QStringLiteral("checkpoints"), tr("checkpoints"), true });
    if (before.difference != after.difference)
        changes.push_back({ QStringLiteral("difference"), tr("step of the differences"), true });
    return changes.size() == 1 ? changes.front()
                               : SettingsChange { QStringLiteral("settings"), tr("settings") };
}

} // namespace ui
