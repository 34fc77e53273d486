// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_settings.h"

#include "solvers/analysis/solution_io.h"
#include "solvers/json_text.h"
#include "solvers/methods/tableau_file.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"
#include "ui/labs/problem_settings.h"
#include "ui/labs/solve_exact.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::array kReferences { "exact", "accurate", "none" }; // in the order of ReferenceKind

SolverSetting solverOf(const Json& json)
{
    SolverSetting setting { json.at("solver").get<std::string>(), json.at("ticked").get<bool>(),
        json.at("adaptive").get<bool>(), json.at("step").get<double>(),
        json.at("tolerance").get<double>(), {} };
    if (json.contains("tableau"))
        setting.own.emplace(solvers::tableauFromJson(json.at("tableau").dump()));
    const solvers::Method& method = setting.method(); // throws
    if (setting.adaptive && !method.adaptive())
        throw std::runtime_error(setting.id + ": has no error estimate");
    for (const double number : { setting.step, setting.tolerance })
        if (!(number > 0.0) || !std::isfinite(number))
            throw std::runtime_error(setting.id + ": a step or tolerance must be positive");
    return setting;
}

} // namespace

const solvers::Method& SolverSetting::method() const
{
    return own ? own->method() : solvers::methodById(id);
}

bool SolverSetting::operator==(const SolverSetting& other) const
{
    const auto tableau = [](const SolverSetting& setting) {
        return setting.own ? &setting.own->tableau() : nullptr;
    };
    const auto* mine = tableau(*this);
    const auto* theirs = tableau(other);
    return id == other.id && ticked == other.ticked && adaptive == other.adaptive
        && step == other.step && tolerance == other.tolerance
        && (mine == nullptr) == (theirs == nullptr) && (mine == nullptr || *mine == *theirs);
}

SolveJob SolveSettings::job() const
{
    SolveJob job { problem, {}, reference };
    if (!exactMismatch(problem).empty())
        job.problem.exact.clear();
    for (const SolverSetting& solver : solvers) {
        if (!solver.ticked)
            continue;
        SolveRequest request { &solver.method(), {}, solver.own };
        request.options.adaptive = solver.adaptive;
        request.options.step = solver.step;
        request.options.rtol = solver.tolerance;
        request.options.atol = solver.tolerance;
        request.options.maxSteps = maxSteps;
        job.requests.push_back(request);
    }
    return job;
}

std::string settingsToJson(const SolveSettings& settings)
{
    Json json { { "version", kVersion } };
    json.update(problemAsSettings(settings.problem));
    json["solvers"] = Json::array();
    for (const SolverSetting& solver : settings.solvers) {
        Json row { { "solver", solver.id }, { "ticked", solver.ticked },
            { "adaptive", solver.adaptive }, { "step", solver.step },
            { "tolerance", solver.tolerance } };
        if (solver.own)
            row["tableau"] = solvers::parseJson(solvers::tableauToJson(solver.own->tableau()));
        json["solvers"].push_back(std::move(row));
    }
    json["reference"] = kReferences[static_cast<std::size_t>(settings.reference)];
    json["max_steps"] = settings.maxSteps;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

SolveSettings settingsFromJson(std::string_view text)
{
    try {
        const Json json = solvers::parseJson(text);
        if (json.at("version").get<int>() != kVersion)
            throw std::runtime_error("settings of another version");
        SolveSettings settings;
        settings.problem = problemFromSettings(json);
        for (const Json& solver : json.at("solvers"))
            settings.solvers.push_back(solverOf(solver));
        const auto reference = json.at("reference").get<std::string>();
        const auto found = std::find(kReferences.begin(), kReferences.end(), reference);
        if (found == kReferences.end())
            throw std::runtime_error("unknown reference '" + reference + "'");
        settings.reference = static_cast<ReferenceKind>(found - kReferences.begin());
        settings.maxSteps = json.at("max_steps").get<long>();
        if (settings.maxSteps < 1)
            throw std::runtime_error("max_steps must be positive");
        return settings;
    } catch (const Json::exception& error) {
        throw std::runtime_error(std::string("not the settings of this page: ") + error.what());
    }
}

SolveSettings settingsFromSolutions(const Json& json, const SolveSettings& now)
{
    SolveSettings settings = now;
    try {
        settings.problem = solvers::problemFromJson(json.at("problem").dump());
        for (const solvers::Problem& listed : solvers::problems())
            if (listed.name == settings.problem.name)
                settings.problem = withCatalogueTexts(settings.problem, listed.id);
        settings.reference
            = settings.problem.hasExact() ? ReferenceKind::Exact : ReferenceKind::Accurate;
        for (SolverSetting& solver : settings.solvers)
            solver.ticked = false;
        for (const Json& solution : json.at("solutions")) {
            SolverSetting setting { solution.at("solver").get<std::string>() };
            auto place = std::ranges::find(settings.solvers, setting.id, &SolverSetting::id);
            if (place != settings.solvers.end())
                setting = *place;
            setting.ticked = true;
            setting.adaptive = !solution.at("rtol").is_null();
            setting.method(); // throws where there is none of that id
            if (!setting.adaptive) {
                setting.step = solution.at("step").get<double>();
            } else {
                setting.tolerance = solution.at("rtol").get<double>();
                const double atol = solution.at("atol").get<double>();
                if (atol != setting.tolerance)
                    throw std::runtime_error(setting.id + ": rtol "
                        + solvers::shortestNumber(setting.tolerance) + " and atol "
                        + solvers::shortestNumber(atol)
                        + " differ, and the page has one tolerance for both");
            }
            if (place != settings.solvers.end())
                *place = setting;
            else
                settings.solvers.push_back(setting);
        }
    } catch (const Json::exception& error) {
        throw std::runtime_error(
            std::string("not trajectories of separatrix solve: ") + error.what());
    }
    return settings;
}

} // namespace ui
