// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/dynamics.h"
#include "nn/training/optimizer.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

/// Why the solver and the gradient method cannot be used like this; or empty.
std::string solverProblem(const DynamicsOptions& options)
{
    try {
        optimizerById(options.optimizer);
        const solvers::Method& method = solvers::methodById(options.solver);
        const solvers::GradientMethod& gradient = solvers::gradientMethodById(options.gradient);
        if (options.adaptive && !method.adaptive())
            return "The solver " + std::string(method.name)
                + " takes fixed steps; give a step instead of tolerances.";
        solvers::SolveOptions solve;
        solve.adaptive = options.adaptive;
        solve.step = options.step;
        solve.rtol = options.rtol;
        solve.atol = options.atol;
        solvers::makeSensitivity<double>(gradient, method, solve); // a pair that cannot be
        return solve.problem();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

} // namespace

std::string DynamicsOptions::problem() const
{
    if (std::string found = field.problem(); !found.empty())
        return found;
    if (std::string found = regularisation.problem(); !found.empty())
        return found;
    if (std::string found = solverProblem(*this); !found.empty())
        return found;
    if (!std::isfinite(learningRate) || learningRate <= 0.0)
        return "The learning rate must be a positive number.";
    if (steps < 1)
        return "The number of steps must be at least 1.";
    if (pieces < 1)
        return "The number of pieces in a batch must be at least 1.";
    if (horizon < 2)
        return "A piece needs at least 2 samples.";
    if (shooting < 0 || shooting == 1)
        return "Multiple shooting needs at least 2 pieces; 0 turns it off.";
    if (shooting > 0 && grow)
        return "Multiple shooting covers all of the data; its pieces cannot grow.";
    if (!std::isfinite(continuity) || continuity <= 0.0)
        return "The weight of the jumps between pieces must be a positive number.";
    if (measureEvery < 1)
        return "The number of steps between two measures must be at least 1.";
    if (!log.empty() && log == save)
        return "The weights would overwrite the run record " + log.string()
            + "; choose another name.";
    return {};
}

DynamicsOptions defaultDynamics(const TrajectoryData& data)
{
    DynamicsOptions options;
    options.field.dim = data.dim();
    if (data.problem && data.problem->id == "spiral") {
        // Linear in y^3: one layer of ReLU can be that field, beyond the data too, where tanh
        // levels off. It finds it in a tenth of the time.
        options.field.cube = true;
        options.field.activation = "relu";
    }
    return options;
}

nlohmann::ordered_json toJson(const DynamicsOptions& options)
{
    nlohmann::ordered_json json { { "model", "dynamics" }, { "states", options.field.dim },
        { "width", options.field.width }, { "depth", options.field.depth },
        { "activation", options.field.activation }, { "cube", options.field.cube },
        { "solver", options.solver }, { "gradient", options.gradient } };
    if (options.adaptive) {
        json["rtol"] = options.rtol;
        json["atol"] = options.atol;
    } else {
        json["step"] = options.step;
    }
    json["optimizer"] = options.optimizer;
    json["lr"] = options.learningRate;
    json["steps"] = options.steps;
    if (options.shooting > 0) {
        json["shooting"] = options.shooting;
        json["continuity"] = options.continuity;
    } else {
        json["pieces"] = options.pieces;
        json["horizon"] = options.horizon;
        json["grow"] = options.grow;
    }
    json["kinetic"] = options.regularisation.kinetic;
    json["jacobian"] = options.regularisation.jacobian;
    json["steer"] = options.regularisation.steer;
    json["seed"] = std::to_string(options.seed); // JSON numbers of many readers have 53 bits
    return json;
}

void DynamicsControl::setRegularisation(const Regularisation& terms)
{
    if (!terms.problem().empty())
        return;
    const std::lock_guard lock(m_termsMutex);
    m_terms = terms;
}

std::optional<Regularisation> DynamicsControl::takeRegularisation()
{
    const std::lock_guard lock(m_termsMutex);
    return std::exchange(m_terms, std::nullopt);
}

} // namespace nn
