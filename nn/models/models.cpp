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
    for (const ModelInfo& model : kModels) {
        if (model.id == id)
            return model;
        ids.emplace_back(model.id);
    }
    throw std::invalid_argument(solvers::unknownName("model", id, ids));
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

void addForward(PassCounters& counters, const OdeBlockReport& report)
{
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
