// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model.h"

#include "nn/models/network.h"
#include "nn/models/ode_options.h"
#include "solvers/names.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace nn {

namespace {

const std::array kModels {
    ModelInfo { "mlp", "MLP", "One hidden layer of 64 units with batch normalisation.", false, "" },
    ModelInfo { "resnet", "ResNet", "Convolutional stem, six residual blocks, linear head.", false,
        "", true },
    ModelInfo { "rknet", "RK-Net",
        "Convolutional stem, an ODE block differentiated through the solver's steps, linear head.",
        true, "backprop", true },
    ModelInfo { "odenet", "ODE-Net",
        "Convolutional stem, an ODE block differentiated by the adjoint equations, linear head.",
        true, "adjoint", true },
    ModelInfo { "noblock", "No block",
        "Convolutional stem and linear head alone: what the blocks of the others add to.", false,
        "" },
};

const std::array kPlaneModels {
    ModelInfo { "plane-mlp", "MLP", "Points of the plane: dense layers.", false, "", false, true },
    ModelInfo { "plane-resnet", "ResNet",
        "Points of the plane: residual blocks of dense layers (steps of h = 1), linear head.",
        false, "", false, true },
    ModelInfo { "plane-odenet", "ODE-Net",
        "Points of the plane: an ODE block with a field of dense layers, linear head; with further "
        "dimensions an augmented ODE-net (Dupont et al. 2019).",
        true, "adjoint", false, true },
};

const std::array kActivations {
    ActivationInfo { "tanh", "tanh", "Smooth and bounded." },
    ActivationInfo { "relu", "ReLU", "max(x, 0); its kinks cost an adaptive solver steps." },
    ActivationInfo { "softplus", "softplus", "log(1 + e^x), the smooth ReLU." },
};

constexpr int kMostWidth = 1024;
constexpr int kMostLayers = 8;
constexpr int kMostExtra = 64;
constexpr int kMostResidualBlocks = 256;

/// Why the sizes of a model of the plane cannot be; empty if they can.
std::string planeProblem(const ModelConfig& config)
{
    const auto outside = [](const char* what, int value, int least, int most) -> std::string {
        if (value >= least && value <= most)
            return {};
        return "The " + std::string(what) + " must be between " + std::to_string(least) + " and "
            + std::to_string(most) + ", not " + std::to_string(value) + ".";
    };
    for (const std::string& found : { outside("width", config.width, 1, kMostWidth),
             outside("number of layers", config.layers, 2, kMostLayers),
             outside("number of further dimensions", config.extra, 0, kMostExtra),
             outside("number of residual blocks", config.blocks, 1, kMostResidualBlocks) })
        if (!found.empty())
            return found;
    activationById(config.activation);
    if (config.extra > 0 && config.model == "plane-mlp")
        return "An MLP has no state that further dimensions could be added to.";
    if (config.timeDependent && config.model != "plane-odenet")
        return "Only an ODE-Net has a time that its field could depend on.";
    return {};
}

const std::array kBlocks {
    BlockInfo { "article", "Article",
        "3 x 3 without padding, then 1 x 1 with padding 1: on the border dz/dt is a constant." },
    BlockInfo { "corrected", "Corrected",
        "3 x 3 with padding 1, twice: every position is convolved as the inner ones are." },
    BlockInfo { "time", "With time",
        "As corrected, with t as one more channel of both convolutions (Chen et al. 2018).", true },
};

void addFailure(PassCounters& counters, const solvers::SolveReport& report)
{
    if (report.reachedEnd() || counters.solverFailed)
        return;
    counters.solverFailed = true;
    counters.message = report.message();
}

} // namespace

std::span<const ModelInfo> models()
{
    return kModels;
}

const ModelInfo& modelById(std::string_view id)
{
    std::vector<std::string> ids;
    for (const auto registry : { models(), planeModels() })
        for (const ModelInfo& model : registry) {
            if (model.id == id)
                return model;
            ids.emplace_back(model.id);
        }
    throw std::invalid_argument(solvers::unknownName("model", id, ids));
}

std::span<const ModelInfo> planeModels()
{
    return kPlaneModels;
}

ModelConfig modelConfig(std::string_view id)
{
    ModelConfig config;
    config.model = modelById(id).id;
    if (modelById(id).ofPlane) {
        config.t1 = 1.0;
        config.step = 0.1;
    }
    return config;
}

std::span<const ActivationInfo> activations()
{
    return kActivations;
}

const ActivationInfo& activationById(std::string_view id)
{
    std::vector<std::string> ids;
    for (const ActivationInfo& activation : kActivations) {
        if (activation.id == id)
            return activation;
        ids.emplace_back(activation.id);
    }
    throw std::invalid_argument(solvers::unknownName("activation", id, ids));
}

std::span<const BlockInfo> blocks()
{
    return kBlocks;
}

const BlockInfo& blockById(std::string_view id)
{
    std::vector<std::string> ids;
    for (const BlockInfo& block : kBlocks) {
        if (block.id == id)
            return block;
        ids.emplace_back(block.id);
    }
    throw std::invalid_argument(solvers::unknownName("block", id, ids));
}

OdeBlockOptions odeBlockOptions(const ModelConfig& config)
{
    OdeBlockOptions options;
    options.method = &solvers::methodById(config.solver);
    options.gradient = &solvers::gradientMethodById(
        config.gradient.empty() ? modelById(config.model).defaultGradient : config.gradient);
    options.solve.t0 = config.t0;
    options.solve.t1 = config.t1;
    options.solve.adaptive = config.adaptive;
    options.solve.step = config.step;
    options.solve.rtol = config.rtol;
    options.solve.atol = config.atol;
    return options;
}

std::string ModelConfig::problem() const
{
    try {
        const ModelInfo& info = modelById(model);
        const BlockInfo& kind = blockById(block);
        if (info.ofPlane)
            if (std::string found = planeProblem(*this); !found.empty())
                return found;
        if (!info.hasBlocks && kind.id != kBlocks.front().id)
            return std::string(info.name) + " has no block whose kind could be '"
                + std::string(kind.id) + "'";
        if (!info.hasOdeBlock)
            return kind.onlyOde ? "the block '" + std::string(kind.id) + "' depends on t, "
                    + std::string(info.name) + " has none; try corrected"
                                : std::string();
        return odeBlockOptions(*this).problem();
    } catch (const std::invalid_argument& trouble) {
        return trouble.what();
    }
}

void addForward(PassCounters& counters, const OdeBlockReport& report, Index samples)
{
    counters.kinetic += report.kinetic * static_cast<double>(samples);
    counters.jacobian += report.jacobian * static_cast<double>(samples);
    counters.nfeForward += report.forward.counters.nfe;
    addFailure(counters, report.forward);
}

void addBackward(PassCounters& counters, const OdeBlockReport& report)
{
    const solvers::Counters& made = report.backward.counters;
    counters.nfeBackward += made.nvjp;
    counters.nfeAgain += std::max(0L, made.nfe - made.nvjp);
    counters.peakBytes = std::max(counters.peakBytes, report.peakBytes);
    addFailure(counters, report.backward);
}

template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelConfig& config)
{
    return std::make_unique<Network<Scalar>>(config);
}

template std::unique_ptr<Model<float>> makeModel(const ModelConfig&);
template std::unique_ptr<Model<double>> makeModel(const ModelConfig&);

} // namespace nn
