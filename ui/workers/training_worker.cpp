// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/training_worker.h"

#include "nn/data/mnist.h"

#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr qint64 kInterval = 40; ///< ms between two signals

} // namespace

/// Collects the reports of the run; works in the training thread.
class TrainingWorker::Gatherer final : public nn::TrainingObserver {
public:
    explicit Gatherer(TrainingWorker& worker)
        : m_worker(worker)
    {
        m_sinceSignal.start();
    }

    void started(const nn::TrainingStart& start) override
    {
        add(true, [&](TrainingUpdate& update) { update.start = start; });
    }

    void stepped(const nn::TrainingStep& step) override
    {
        add(false, [&](TrainingUpdate& update) { update.steps.push_back(step); });
    }

    void epochEnded(const nn::TrainingEpoch& epoch) override
    {
        // Those of a set of the plane may end a thousand times a second.
        add(m_worker.m_options.plane.empty(),
            [&](TrainingUpdate& update) { update.epochs.push_back(epoch); });
    }

    void probed(const nn::TrainingProbe& probe) override
    {
        if (m_images.count == 0) {
            const nn::TrainingOptions& options = m_worker.m_options;
            m_images = nn::loadMnist(nn::Split::Test,
                options.dataDirectory.empty() ? nn::shippedMnist() : options.dataDirectory);
        }
        ProbePicture picture = m_projector.picture(probe, m_images);
        add(true, [&](TrainingUpdate& update) { update.probe = std::move(picture); });
    }

private:
    template <typename Change>
    void add(bool atOnce, const Change& change)
    {
        {
            const QMutexLocker lock(&m_worker.m_mutex);
            change(m_worker.m_gathered);
        }
        if (!atOnce && m_sinceSignal.elapsed() < kInterval)
            return;
        m_sinceSignal.restart();
        emit m_worker.updated();
    }

    TrainingWorker& m_worker;
    QElapsedTimer m_sinceSignal;
    nn::ImageSet m_images;
    ProbeProjector m_projector;
};

TrainingWorker::TrainingWorker(nn::TrainingOptions options, QObject* parent)
    : QThread(parent)
    , m_options(std::move(options))
{
    setObjectName(QStringLiteral("training"));
}

TrainingWorker::~TrainingWorker()
{
    m_control.stop();
    wait();
}

TrainingUpdate TrainingWorker::take()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_gathered, {});
}

std::shared_ptr<const nn::Training> TrainingWorker::training() const
{
    const QMutexLocker lock(&m_mutex);
    return m_training;
}

void TrainingWorker::run()
{
    TrainingOutcome outcome;
    try {
        outcome = train();
    } catch (const std::exception& error) {
        outcome.message = QString::fromUtf8(error.what());
    }
    emit updated();
    emit ended(outcome);
}

TrainingOutcome TrainingWorker::train()
{
    const auto training = std::make_shared<nn::Training>(m_options);
    {
        const QMutexLocker lock(&m_mutex);
        m_training = training;
    }
    Gatherer gatherer(*this);
    const nn::TrainingEnd end = training->run(m_control, gatherer);
    TrainingOutcome outcome;
    outcome.kind = end.status == nn::TrainingStatus::Finished ? TrainingOutcome::Kind::Finished
        : end.status == nn::TrainingStatus::Stopped           ? TrainingOutcome::Kind::Stopped
                                                              : TrainingOutcome::Kind::Diverged;
    outcome.message = QString::fromStdString(end.message);
    outcome.bestTestError = end.bestTestError;
    outcome.tested = end.tested;
    outcome.steps = end.steps;
    outcome.seconds = end.seconds;
    return outcome;
}

} // namespace ui
