// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/training_worker.h"

#include "nn/data/mnist.h"
#include "nn/runs/kept_run.h"

#include <exception>
#include <optional>
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

    void tested(const nn::TestAnswers& answers) override { m_answers = answers; }

    void kept(const nn::KeptPoint& point) override
    {
        add(true, [&](TrainingUpdate& update) {
            update.keptChanged = true;
            if (!m_answers.images.empty())
                update.answers = TestAnswered { std::exchange(m_answers, {}), images(),
                    TrainingWorker::tr("epoch %1").arg(point.epoch) };
        });
    }

    void rewound(const nn::KeptPoint& point) override
    {
        add(true, [&](TrainingUpdate& update) {
            update.rewound = point;
            update.keptChanged = true;
            update.answers.reset();
            std::erase_if(
                update.steps, [&](const nn::TrainingStep& step) { return step.step > point.step; });
            std::erase_if(update.epochs,
                [&](const nn::TrainingEpoch& epoch) { return epoch.epoch > point.epoch; });
        });
    }

    void probed(const nn::TrainingProbe& probe) override
    {
        ProbePicture picture = m_projector.picture(probe, *images());
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

    const std::shared_ptr<const nn::ImageSet>& images()
    {
        if (!m_images) {
            const nn::TrainingOptions& options = m_worker.m_options;
            m_images = std::make_shared<const nn::ImageSet>(nn::loadMnist(nn::Split::Test,
                options.dataDirectory.empty() ? nn::shippedMnist() : options.dataDirectory));
        }
        return m_images;
    }

    TrainingWorker& m_worker;
    QElapsedTimer m_sinceSignal;
    std::shared_ptr<const nn::ImageSet> m_images;
    nn::TestAnswers m_answers; ///< of the test whose epoch has not ended yet
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
    std::optional<nn::KeptRun> kept; // a run of the queue has its folder already
    if (m_options.runFolder.empty())
        kept.emplace(nn::RunStore(), m_options);
    const auto training = std::make_shared<nn::Training>(kept ? kept->options() : m_options);
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
