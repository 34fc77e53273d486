// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_settings.h"

#include "solvers/json_text.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;
using solvers::PlanePoint;

constexpr int kVersion = 1;
constexpr std::array kInputs { "ellipse", "circle", "grid", "random", "single" };
constexpr int kOnEllipse = 6;
constexpr int kOnCircle = 8;
constexpr int kRandom = 6;
constexpr int kGridSide = 3;

/// The shape of the inputs about the origin, within about 1.5.
std::vector<PlanePoint> shapeOf(DepthInputs inputs, std::uint64_t seed)
{
    std::vector<PlanePoint> points;
    const auto ring = [&points](int count, double width, double first) {
        for (int i = 0; i < count; ++i) {
            const double angle = first + 2.0 * std::numbers::pi * i / count;
            points.push_back({ width * std::cos(angle), std::sin(angle) });
        }
    };
    if (inputs == DepthInputs::Ellipse) {
        ring(kOnEllipse, 1.55, std::numbers::pi / kOnEllipse);
    } else if (inputs == DepthInputs::Circle) {
        ring(kOnCircle, 1.0, 0.0);
    } else if (inputs == DepthInputs::Grid) {
        for (int row = 0; row < kGridSide; ++row)
            for (int column = 0; column < kGridSide; ++column)
                points.push_back({ column - 1.0, 1.0 - row });
    } else {
        nn::Random random(nn::streamSeed(seed, "depth-inputs"));
        for (int i = 0; i < kRandom; ++i) {
            const double x = random.uniform(-1.5, 1.5);
            points.push_back({ x, random.uniform(-1.2, 1.2) });
        }
    }
    return points;
}

Json pointsOf(const PlanePoint& point)
{
    return { point.x, point.y };
}

nn::DepthStack stackOf(const Json& json)
{
    nn::DepthStack stack;
    stack.field = json.at("field").get<std::string>();
    if (stack.hasLayers()) {
        stack.weights = json.at("weights").get<std::vector<double>>();
    } else {
        stack.weights.clear();
        stack.problem = solvers::problemFromJson(json.at("problem").dump());
        const auto* listed = solvers::findProblem(json.at("catalogue").get<std::string>());
        if (listed != nullptr && listed->rhs == stack.problem.rhs)
            stack.problem = *listed;
    }
    stack.blocks = json.at("blocks").get<int>();
    stack.depth = json.at("depth").get<double>();
    stack.ownWeights = json.at("own_weights").get<bool>();
    stack.seed = json.at("seed").get<std::uint64_t>();
    stack.spread = json.at("spread").get<double>();
    if (const std::string fault = stack.fault(); !fault.empty())
        throw std::runtime_error(fault);
    return stack;
}

Json sweepToJson(const nn::ResidualSweepOptions& sweep)
{
    return { { "width", sweep.width }, { "points", sweep.points }, { "steps", sweep.steps },
        { "rate", sweep.rate }, { "seed", sweep.seed } };
}

nn::ResidualSweepOptions sweepOf(const Json& json)
{
    nn::ResidualSweepOptions sweep;
    sweep.width = json.at("width").get<int>();
    sweep.points = json.at("points").get<int>();
    sweep.steps = json.at("steps").get<long>();
    sweep.rate = json.at("rate").get<double>();
    sweep.seed = json.at("seed").get<std::uint64_t>();
    if (const std::string fault = sweep.fault(); !fault.empty())
        throw std::runtime_error(fault);
    return sweep;
}

} // namespace

const solvers::Method& DepthSettings::method() const
{
    return solvers::methodById(solver);
}

std::vector<PlanePoint> DepthSettings::points() const
{
    if (inputs == DepthInputs::Single)
        return { single };
    std::vector<PlanePoint> points = shapeOf(inputs, inputSeed);
    // About the start of a problem; of the fields of layers a little to the right of the centre.
    const bool layers = stack.hasLayers();
    const PlanePoint centre { layers ? 0.15 : stack.problem.y0.at(0),
        layers ? 0.0 : stack.problem.y0.at(1) };
    const double scale = layers ? 1.0 : 0.4;
    for (PlanePoint& point : points)
        point = { centre.x + scale * point.x, centre.y + scale * point.y };
    return points;
}

int DepthSettings::highlighted() const
{
    return std::clamp(highlight, 0, static_cast<int>(points().size()) - 1);
}

nn::DepthJob DepthSettings::job() const
{
    return { stack, { &method(), adaptive, tolerance }, points() };
}

nn::DepthStack withField(nn::DepthStack stack, const std::string& id)
{
    stack.field.clear();
    stack.weights.clear();
    stack.problem = {};
    if (const nn::DepthFieldInfo* info = nn::findDepthField(id)) {
        stack.field = id;
        stack.weights = info->weights;
    } else if (const solvers::Problem* problem = id.empty() ? nullptr : solvers::findProblem(id)) {
        stack.problem = *problem;
    } else {
        stack.problem.rhs = { "y2", "-sin(y1) - 0.3*y2" };
        stack.problem.y0 = { 1.0, 0.0 };
    }
    return stack;
}

std::vector<double> reshuffledWeights(const nn::DepthFieldInfo& field, std::uint64_t seed)
{
    nn::Random random(nn::streamSeed(seed, "depth-reshuffle"));
    std::vector<double> weights;
    for (std::size_t i = 0; i < field.weights.size(); ++i) {
        const bool bias = i + 2 >= field.weights.size();
        weights.push_back(std::round(100.0 * (bias ? 0.2 : 0.9) * random.normal()) / 100.0);
    }
    return weights;
}

std::vector<const solvers::Problem*> planeProblems()
{
    std::vector<const solvers::Problem*> planes;
    for (const solvers::Problem& problem : solvers::problems())
        if (problem.dim() == 2 && problem.event.empty() && !problem.stiff)
            planes.push_back(&problem);
    return planes;
}

std::string depthSettingsToJson(const DepthSettings& settings)
{
    const nn::DepthStack& stack = settings.stack;
    Json json { { "version", kVersion }, { "field", stack.field } };
    if (stack.hasLayers()) {
        json["weights"] = stack.weights;
    } else {
        json["problem"] = solvers::parseJson(solvers::problemToJson(stack.problem));
        json["catalogue"] = stack.problem.id;
    }
    json["blocks"] = stack.blocks;
    json["depth"] = stack.depth;
    json["own_weights"] = stack.ownWeights;
    json["seed"] = stack.seed;
    json["spread"] = stack.spread;
    json["solver"] = settings.solver;
    json["adaptive"] = settings.adaptive;
    json["tolerance"] = settings.tolerance;
    json["inputs"] = kInputs[static_cast<std::size_t>(settings.inputs)];
    json["single"] = pointsOf(settings.single);
    json["input_seed"] = settings.inputSeed;
    json["highlight"] = settings.highlight;
    json["show_field"] = settings.showField;
    json["show_discrepancy"] = settings.showDiscrepancy;
    json["sweep"] = sweepToJson(settings.sweep);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

DepthSettings depthSettingsFromJson(std::string_view text)
{
    try {
        const Json json = solvers::parseJson(text);
        if (json.at("version").get<int>() != kVersion)
            throw std::runtime_error("settings of another version");
        DepthSettings settings;
        settings.stack = stackOf(json);
        settings.solver = json.at("solver").get<std::string>();
        settings.adaptive = json.at("adaptive").get<bool>();
        settings.tolerance = json.at("tolerance").get<double>();
        const auto inputs = json.at("inputs").get<std::string>();
        const auto found = std::find(kInputs.begin(), kInputs.end(), inputs);
        if (found == kInputs.end())
            throw std::runtime_error("unknown inputs '" + inputs + "'");
        settings.inputs = static_cast<DepthInputs>(found - kInputs.begin());
        settings.single
            = { json.at("single").at(0).get<double>(), json.at("single").at(1).get<double>() };
        settings.inputSeed = json.at("input_seed").get<std::uint64_t>();
        settings.highlight = json.at("highlight").get<int>();
        settings.showField = json.at("show_field").get<bool>();
        settings.showDiscrepancy = json.at("show_discrepancy").get<bool>();
        settings.sweep = sweepOf(json.at("sweep"));
        if (!(settings.tolerance > 0.0 && settings.tolerance < 1.0))
            throw std::runtime_error("tolerance must be above 0 and below 1");
        if (const std::string fault = settings.job().solver.fault(); !fault.empty())
            throw std::runtime_error(fault);
        return settings;
    } catch (const Json::exception& error) {
        throw std::runtime_error(std::string("not the settings of this page: ") + error.what());
    }
}

} // namespace ui
