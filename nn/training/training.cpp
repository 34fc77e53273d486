// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/training.h"

#include "nn/data/random.h"
#include "nn/models/model_file.h"
#include "nn/training/machine.h"
#include "nn/training/training_run.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

struct Training::State {
    TrainingOptions options;
    SharedModel shared;
};

ParameterStore<float> SharedModel::parameters() const
{
    const std::lock_guard lock(mutex);
    return model->parameters();
}

void SharedModel::save(const std::filesystem::path& file) const
{
    writeModelFile(file, model->config(), parameters());
}

Training::Training(TrainingOptions options)
    : m_state(std::make_unique<State>())
{
    if (const std::string problem = options.problem(); !problem.empty())
        throw std::invalid_argument(problem);
    Random random(streamSeed(options.seed, "weights"));
    m_state->shared.model = makeModel<float>(options.model);
    m_state->shared.model->initialise(random);
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

void Training::saveModel(const std::filesystem::path& file) const
{
    m_state->shared.save(file);
}

std::unique_ptr<Model<float>> Training::copyModel() const
{
    auto copy = makeModel<float>(m_state->options.model);
    const ParameterStore<float> weights = m_state->shared.parameters();
    std::copy_n(weights.data(), weights.size(), copy->parameters().data());
    return copy;
}

} // namespace nn
