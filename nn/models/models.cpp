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
    ModelInfo {
        "resnet", "ResNet", "Convolutional stem, six residual blocks, linear head.", false, "" },
    ModelInfo { "rknet", "RK-Net",
        "Convolutional stem, an ODE block differentiated through the solver's steps, linear head.",
        true, "backprop" },
    ModelInfo { "odenet", "ODE-Net",
        "Convolutional stem, an ODE block differentiated by the adjoint equations, linear head.",
        true, "adjoint" },
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
        if (!modelById(model).hasOdeBlock)
            return {};
        return odeBlockOptions(*this).problem();
    } catch (const std::invalid_argument& trouble) {
        return trouble.what();
    }
}

void addForward(PassCounters& counters, const solvers::SolveReport& report)
{
    counters.nfeForward += report.counters.nfe;
    addFailure(counters, report);
}

void addBackward(PassCounters& counters, const solvers::SolveReport& report)
{
    counters.nfeBackward += report.counters.nvjp;
    counters.nfeAgain += std::max(0L, report.counters.nfe - report.counters.nvjp);
    addFailure(counters, report);
}

template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelConfig& config)
{
    return std::make_unique<Network<Scalar>>(config);
}

template std::unique_ptr<Model<float>> makeModel(const ModelConfig&);
template std::unique_ptr<Model<double>> makeModel(const ModelConfig&);

} // namespace nn
