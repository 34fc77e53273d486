// SPDX-License-Identifier: GPL-3.0-or-later
// One step of a run (gradient, update, average, report), and the average's statistics.
#include "nn/training/schedule.h"
#include "nn/training/training_run.h"

#include <algorithm>
#include <cmath>

namespace nn {

namespace {

/// Batches that decide a running mean and variance: with momentum 0.1 all but 0.1 % of them.
constexpr int kStatisticsBatches = 64;

} // namespace

std::optional<TrainingStatus> TrainingRun::step()
{
    const double begin = m_clock.seconds();
    const std::span<const int> indices = m_batches->batch(m_position.step);
    const BatchTreatment treatment { m_augmentation->warps(m_position.step, indices.size()),
        m_options.labelSmoothing, terms() };
    const BatchResult result
        = m_batchStep->gradient(m_train, indices, &m_control.stopFlag(), treatment);
    if (result.stopped)
        return TrainingStatus::Stopped;
    if (!result.problem.empty())
        return failSolve(result.problem, m_position.step + 1);
    if (!std::isfinite(result.loss + result.kinetic + result.jacobian))
        return diverge("The loss is not finite.", m_position.step + 1);
    const bool finite = update();
    recordStep(result, indices.size(), m_clock.seconds() - begin);
    if (!finite)
        return diverge("A weight is not finite.", m_position.step);
    return {};
}

bool TrainingRun::update()
{
    const long steps = totalSteps();
    const double factor
        = scheduleById(m_options.schedule)
              .factor(static_cast<double>(m_position.step), static_cast<double>(steps));
    ParameterStore<float>& weights = m_shared.model->parameters();
    const std::lock_guard lock(m_shared.mutex);
    const bool finite = m_batchStep->apply(
        *m_optimizer, weights, m_options.learningRate * factor, m_previous.data());
    m_hasPrevious = true;
    m_shared.step = ++m_position.step;
    if (m_average) // also of what is not finite, which diverge() takes back together
        m_average->add(
            { weights.data(), static_cast<std::size_t>(weights.size()) }, m_position.step, steps);
    return finite;
}

void TrainingRun::recordStep(const BatchResult& result, std::size_t images, double seconds)
{
    EpochSums& epoch = m_position.epoch;
    ++epoch.batches;
    epoch.loss += result.loss;
    epoch.nfeForward += result.nfeForward;
    epoch.nfeBackward += result.nfeBackward;
    epoch.seconds += seconds;
    m_trainSeconds += seconds;
    m_rate.add(m_trainSeconds, static_cast<long>(images));
    m_position.seconds = m_clock.seconds();

    const TrainingStep done { m_position.step,
        static_cast<double>(m_position.step) / m_batches->perEpoch(), result.loss,
        result.nfeForward, result.nfeBackward, m_rate.rate(), m_position.seconds, result.kinetic,
        result.jacobian };
    m_files.record(
        RunStep { done.step, epochOf(done.step), done.loss, std::llround(done.nfeForward),
            std::llround(done.nfeBackward), done.imagesPerSecond, done.seconds });
    m_observer.stepped(done);
}

void TrainingRun::refreshStatistics()
{
    // Those of the training run belong to its own weights, not to their average. They are formed
    // as training forms them, from where it stands, so that a resumed run gets the same ones.
    if (!m_average || m_average->count() == 0)
        return;
    ParameterStore<float>& averaged = m_average->store();
    const auto isBuffer = [](const ParameterInfo& tensor) { return !tensor.trainable; };
    if (std::ranges::none_of(averaged.tensors(), isBuffer))
        return;
    const auto adopt = [&](const float* source, bool add) {
        const std::lock_guard lock(m_shared.mutex);
        for (const ParameterInfo& tensor : averaged.tensors())
            for (Index i = tensor.offset; !tensor.trainable && i < tensor.offset + tensor.size; ++i)
                *averaged.data(i) = source[i] + (add ? *averaged.data(i) : 0.0F);
    };
    adopt(m_shared.model->parameters().data(), false);
    BatchStep<float> pass(*m_shared.averaged, threads());
    std::vector<int> indices(static_cast<std::size_t>(std::min(m_options.batch, m_train.count)));
    for (int first = 0, batch = 0; batch < kStatisticsBatches; ++batch) {
        for (int& index : indices)
            index = first++ % m_train.count;
        first %= m_train.count;
        pass.gradient(m_train, indices);
        adopt(pass.gradientSum().data(), true);
    }
}

} // namespace nn
