// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/dynamics_settings.h"

#include "solvers/json_text.h"
#include "solvers/problems/catalogue.h"
#include "ui/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

/// visit(key, what it is called after "Undo", whether it is typed or dragged, member) for each of
/// them. What a choice of the trajectory changes too comes after it.
template <typename Visit>
void forEachSetting(Visit&& visit)
{
    using S = DynamicsSettings;
    visit("trajectory", QT_TRANSLATE_NOOP("Separatrix", "trajectory"), false, &S::trajectory);
    visit("rhs", QT_TRANSLATE_NOOP("Separatrix", "expressions"), true, &S::rhs);
    visit("start", QT_TRANSLATE_NOOP("Separatrix", "start values"), true, &S::start);
    visit("curve", QT_TRANSLATE_NOOP("Separatrix", "drawn curve"), false, &S::curve);
    visit("file", QT_TRANSLATE_NOOP("Separatrix", "file of the series"), false, &S::file);
    visit("end", QT_TRANSLATE_NOOP("Separatrix", "end t"), true, &S::end);
    visit("samples", QT_TRANSLATE_NOOP("Separatrix", "samples"), true, &S::samples);
    visit("noise", QT_TRANSLATE_NOOP("Separatrix", "noise"), true, &S::noise);
    visit("depth", QT_TRANSLATE_NOOP("Separatrix", "hidden layers"), true, &S::depth);
    visit("width", QT_TRANSLATE_NOOP("Separatrix", "width"), true, &S::width);
    visit("activation", QT_TRANSLATE_NOOP("Separatrix", "activation"), false, &S::activation);
    visit("cube", QT_TRANSLATE_NOOP("Separatrix", "y³"), false, &S::cube);
    visit("solver", QT_TRANSLATE_NOOP("Separatrix", "solver"), false, &S::solver);
    visit("adaptive", QT_TRANSLATE_NOOP("Separatrix", "step control"), false, &S::adaptive);
    visit("step", QT_TRANSLATE_NOOP("Separatrix", "step h"), true, &S::step);
    visit("tolerance", QT_TRANSLATE_NOOP("Separatrix", "tolerance"), true, &S::tolerance);
    visit("gradient", QT_TRANSLATE_NOOP("Separatrix", "gradient"), false, &S::gradient);
    visit("optimizer", QT_TRANSLATE_NOOP("Separatrix", "optimiser"), false, &S::optimizer);
    visit("rate", QT_TRANSLATE_NOOP("Separatrix", "learning rate"), true, &S::rate);
    visit("steps", QT_TRANSLATE_NOOP("Separatrix", "steps"), true, &S::steps);
    visit("seed", QT_TRANSLATE_NOOP("Separatrix", "seed"), true, &S::seed);
    visit("mode", QT_TRANSLATE_NOOP("Separatrix", "pieces to learn from"), false, &S::mode);
    visit("pieces", QT_TRANSLATE_NOOP("Separatrix", "pieces"), true, &S::pieces);
    visit("horizon", QT_TRANSLATE_NOOP("Separatrix", "horizon"), true, &S::horizon);
    visit("segments", QT_TRANSLATE_NOOP("Separatrix", "segments"), true, &S::segments);
    visit("kinetic_on", QT_TRANSLATE_NOOP("Separatrix", "kinetic term"), false, &S::kineticOn);
    visit("kinetic", QT_TRANSLATE_NOOP("Separatrix", "weight of the kinetic term"), true,
        &S::kinetic);
    visit("jacobian_on", QT_TRANSLATE_NOOP("Separatrix", "Jacobian term"), false, &S::jacobianOn);
    visit("jacobian", QT_TRANSLATE_NOOP("Separatrix", "weight of the Jacobian term"), true,
        &S::jacobian);
    visit("steer_on", QT_TRANSLATE_NOOP("Separatrix", "STEER"), false, &S::steerOn);
    visit("steer", QT_TRANSLATE_NOOP("Separatrix", "share of STEER"), true, &S::steer);
    visit("budget", QT_TRANSLATE_NOOP("Separatrix", "budget"), true, &S::budget);
}

/// How the page names it: as an id of the list, as typed, or not at all.
std::string trajectoryOf(const solvers::Problem& wanted)
{
    const auto same = [&](const solvers::Problem& problem) {
        return problem.rhs == wanted.rhs && problem.y0 == wanted.y0 && problem.t0 == wanted.t0
            && std::ranges::equal(problem.parameters, wanted.parameters, {},
                &solvers::ProblemParameter::value, &solvers::ProblemParameter::value);
    };
    if (same(nn::spiralProblem()))
        return nn::spiralProblem().id;
    for (const solvers::Problem& problem : solvers::problems())
        if (same(problem))
            return problem.id;
    const bool plain = wanted.parameters.empty() && wanted.definitions.empty() && wanted.t0 == 0.0;
    return plain ? DynamicsSettings::kTyped : "";
}

} // namespace

bool DynamicsSettings::isListed() const
{
    return trajectory != kTyped && trajectory != kCurve && trajectory != kSeries;
}

solvers::Problem DynamicsSettings::problem() const
{
    solvers::Problem problem;
    if (trajectory == kTyped) {
        problem.name = tr("Typed problem").toStdString();
        problem.rhs = rhs;
        problem.y0 = start;
    } else if (isListed()) {
        problem = nn::dynamicsProblem(trajectory);
    }
    problem.t1 = end;
    problem.endText.clear();
    return problem;
}

DynamicsSource DynamicsSettings::source() const
{
    DynamicsSource source;
    source.samples.samples = samples;
    source.samples.noise = noise;
    source.samples.seed = static_cast<std::uint64_t>(seed);
    if (trajectory == kCurve) {
        source.kind = DynamicsSource::Kind::Curve;
        source.curve = curve;
        source.duration = end;
    } else if (trajectory == kSeries) {
        source.kind = DynamicsSource::Kind::Series;
        source.file = QString::fromStdString(file);
    } else {
        source.problem = problem();
    }
    return source;
}

nn::Regularisation DynamicsSettings::terms() const
{
    return { kineticOn ? kinetic : 0.0, jacobianOn ? jacobian : 0.0, steerOn ? steer : 0.0 };
}

nn::DynamicsOptions DynamicsSettings::options() const
{
    nn::DynamicsOptions options;
    options.field.depth = depth;
    options.field.width = width;
    options.field.activation = activation;
    options.field.cube = cube;
    options.solver = solver;
    options.adaptive = adaptive && solvers::methodById(solver).adaptive();
    options.step = step;
    const double relation = options.atol / options.rtol; // of the defaults
    options.rtol = tolerance;
    options.atol = relation * tolerance;
    options.gradient = gradient;
    options.optimizer = optimizer;
    options.learningRate = rate;
    options.steps = steps;
    options.grow = mode == 1;
    options.shooting = mode == 2 ? segments : 0;
    options.pieces = pieces;
    options.horizon = horizon;
    options.seed = static_cast<std::uint64_t>(seed);
    options.regularisation = terms();
    return options;
}

DynamicsSettings withTrajectory(DynamicsSettings settings, const std::string& id)
{
    settings.trajectory = id;
    settings.cube = id == DynamicsSettings().trajectory;
    settings.activation
        = settings.cube ? DynamicsSettings().activation : nn::FieldOptions().activation;
    if (id == DynamicsSettings::kCurve) {
        settings.end = 10.0;
        settings.samples = 200;
    } else if (settings.isListed()) {
        settings.end = nn::dynamicsProblem(id).t1;
    }
    return settings;
}

DynamicsSettings withFile(DynamicsSettings settings, const nn::DynamicsFile& file)
{
    if (const std::string id = file.problem ? trajectoryOf(*file.problem) : ""; !id.empty()) {
        settings.trajectory = id;
        if (id == DynamicsSettings::kTyped) {
            settings.rhs = file.problem->rhs;
            settings.start = file.problem->y0;
        }
        settings.end = file.problem->t1;
        settings.samples = file.sampling.samples;
        settings.noise = file.sampling.noise;
        settings.seed = static_cast<double>(file.sampling.seed);
    }
    settings.depth = file.options.depth;
    settings.width = file.options.width;
    settings.activation = file.options.activation;
    settings.cube = file.options.cube;
    return settings;
}

std::string dynamicsSettingsToJson(const DynamicsSettings& settings)
{
    Json json { { "version", kVersion } };
    forEachSetting(
        [&](const char* key, const char*, bool, auto member) { json[key] = settings.*member; });
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

DynamicsSettings dynamicsSettingsFromJson(std::string_view text)
{
    try {
        const Json json = solvers::parseJson(text);
        if (json.at("version").get<int>() != kVersion)
            throw std::runtime_error("settings of another version");
        DynamicsSettings settings;
        forEachSetting([&](const char* key, const char*, bool, auto member) {
            json.at(key).get_to(settings.*member);
        });
        settings.mode = std::clamp(settings.mode, 0, 2);
        if (const std::string fault = settings.options().problem(); !fault.empty())
            throw std::runtime_error(fault);
        settings.problem(); // refuses an id that is not known
        return settings;
    } catch (const Json::exception& error) {
        throw std::runtime_error(std::string("not the settings of this page: ") + error.what());
    }
}

SettingsChange describeChange(const DynamicsSettings& before, const DynamicsSettings& after)
{
    SettingsChange change;
    forEachSetting([&](const char* key, const char* text, bool continuous, auto member) {
        if (change.key.isEmpty() && !(before.*member == after.*member))
            change = { QLatin1String(key), tr(text), continuous };
    });
    return change;
}

} // namespace ui
