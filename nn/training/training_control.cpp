// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/training.h"

#include <cmath>
#include <utility>

namespace nn {

void TrainingControl::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop.store(true);
    }
    m_wake.notify_all();
}

void TrainingControl::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = paused;
        m_single = false;
    }
    m_wake.notify_all();
}

void TrainingControl::setLearningRate(double rate)
{
    const std::lock_guard lock(m_mutex);
    if (std::isfinite(rate) && rate > 0.0)
        m_rate = rate;
}

void TrainingControl::setEpochs(int epochs)
{
    const std::lock_guard lock(m_mutex);
    if (epochs >= 1)
        m_epochs = epochs;
}

void TrainingControl::setThreads(int threads)
{
    const std::lock_guard lock(m_mutex);
    if (threads >= 0)
        m_threads = threads;
}

void TrainingControl::requestProbe()
{
    {
        const std::lock_guard lock(m_mutex);
        m_probe = true;
    }
    m_wake.notify_all();
}

void TrainingControl::stepOnce()
{
    {
        const std::lock_guard lock(m_mutex);
        m_single = m_paused;
    }
    m_wake.notify_all();
}

void TrainingControl::setEvaluation(const std::optional<ModelConfig>& solve)
{
    const std::lock_guard lock(m_mutex);
    m_evaluation = solve;
}

void TrainingControl::rewind(long step)
{
    {
        const std::lock_guard lock(m_mutex);
        m_rewind = step;
        m_probe = true;
    }
    m_wake.notify_all();
}

void TrainingControl::setRegularisation(const Regularisation& terms)
{
    const std::lock_guard lock(m_mutex);
    m_regularisation = terms;
}

std::optional<Regularisation> TrainingControl::takeRegularisation()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_regularisation, {});
}

std::optional<std::optional<ModelConfig>> TrainingControl::takeEvaluation()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_evaluation, {});
}

std::optional<long> TrainingControl::takeRewind()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_rewind, {});
}

TrainingControl::Next TrainingControl::next()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stop || m_probe || m_single || !m_paused; });
    if (m_stop)
        return Next::Stop;
    if (m_rewind) {
        m_probe = false;
        return Next::Probe; // what it looks at is the point gone back to
    }
    if (std::exchange(m_single, false))
        return Next::Step; // before the probe, which shall show what it has changed
    return std::exchange(m_probe, false) ? Next::Probe : Next::Step;
}

void TrainingControl::takeChanges(double& rate, int& epochs, int& threads)
{
    const std::lock_guard lock(m_mutex);
    if (m_rate > 0.0)
        rate = std::exchange(m_rate, 0.0);
    if (m_epochs > 0)
        epochs = std::exchange(m_epochs, 0);
    if (m_threads >= 0)
        threads = std::exchange(m_threads, -1);
}

} // namespace nn
