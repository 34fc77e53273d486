// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/training.h"

#include "nn/data/random.h"
#include "nn/export/export_model.h"
#include "nn/training/machine.h"
#include "nn/training/options_json.h"
#include "nn/training/training_run.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace nn {

struct Training::State {
    TrainingOptions options;
    SharedModel shared;
};

void SharedModel::startAverage()
{
    if (averaged)
        averaged->parameters() = model->parameters();
}

ModelWeights SharedModel::weights() const
{
    const std::lock_guard lock(mutex);
    return weightsOf(result(), step);
}

std::unique_ptr<Model<float>> SharedModel::copy() const
{
    return makeModel<float>(weights());
}

void SharedModel::save(const std::filesystem::path& file) const
{
    ExportOptions options;
    options.recipe = recipe;
    writeSafetensors(file, exportedTensors(*copy(), options));
}

Training::Training(TrainingOptions options)
    : m_state(std::make_unique<State>())
{
    if (const std::string problem = options.problem(); !problem.empty())
        throw std::invalid_argument(problem);
    Random random(streamSeed(options.seed, "weights"));
    m_state->shared.model = makeModel<float>(options.model);
    m_state->shared.model->initialise(random);
    if (options.average != "none")
        m_state->shared.averaged = makeModel<float>(options.model);
    m_state->shared.startAverage();
    m_state->shared.recipe = modelLines(options);
    m_state->options = std::move(options);
}

Training::~Training() = default;

TrainingEnd Training::run(TrainingControl& control, TrainingObserver& observer)
{
    if (m_state->options.lowPriority)
        lowerThreadPriority(); // before OpenMP's threads are made, which inherit it
    TrainingRun run(m_state->options, m_state->shared, control, observer);
    return run.run();
}

const TrainingOptions& Training::options() const
{
    return m_state->options;
}

ModelWeights Training::weights(std::optional<long> keptStep) const
{
    const SharedModel& shared = m_state->shared;
    if (!keptStep)
        return shared.weights();
    std::vector<float> values = shared.kept.weights(*keptStep);
    if (values.empty())
        throw std::invalid_argument("step " + std::to_string(*keptStep) + " is not kept");
    return { shared.model->config(), std::move(values), *keptStep };
}

std::vector<KeptPoint> Training::keptPoints() const
{
    return m_state->shared.kept.list();
}

void Training::saveModel(const std::filesystem::path& file) const
{
    m_state->shared.save(file);
}

void Training::exportModel(const std::filesystem::path& file) const
{
    ExportOptions options;
    options.recipe = m_state->shared.recipe;
    nn::exportModel(*copyModel(), file, options);
}

std::unique_ptr<Model<float>> Training::copyModel() const
{
    return m_state->shared.copy();
}

} // namespace nn
