// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/dynamics_job.h"

#include "nn/dynamics/dynamics_file.h"

#include <chrono>
#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr std::chrono::milliseconds kUpdateEvery { 40 };

} // namespace

nn::TrajectoryData trajectoryOf(const DynamicsSource& source)
{
    switch (source.kind) {
    case DynamicsSource::Kind::Curve:
        return nn::trajectoryFromCurve(source.curve, source.samples.samples, source.duration);
    case DynamicsSource::Kind::Series:
        return nn::readTrajectoryCsv(source.file.toStdU16String());
    case DynamicsSource::Kind::Problem:
        break;
    }
    return nn::sampleProblem(source.problem, source.samples);
}

namespace {

std::shared_ptr<const nn::DynamicsMeasure> measureOf(
    const QString& file, const nn::TrajectoryData& data)
{
    const nn::DynamicsFile learned = nn::readDynamicsFile(file.toStdU16String(), data.dim());
    nn::DynamicsJudge judge(*learned.field, learned.scaling, data);
    return std::make_shared<const nn::DynamicsMeasure>(judge.measure(0));
}

} // namespace

std::shared_ptr<const DynamicsPicture> makeDynamicsPicture(
    const DynamicsSource& source, const QString& file)
{
    auto picture = std::make_shared<DynamicsPicture>();
    try {
        picture->data = trajectoryOf(source);
        picture->grid = nn::fieldGrid(picture->data);
        const nn::TrajectoryData& data = picture->data;
        picture->path = data.truth;
        picture->pathBeyond = data.beyond;
        if (data.problem) {
            const auto truth = solvers::makeSystem(*data.problem);
            picture->path = nn::smoothPath(data.times, data.truth, *truth);
            picture->pathBeyond = nn::smoothPath(data.beyondTimes, data.beyond, *truth);
            if (picture->grid.count > 0)
                picture->arrows = nn::fieldOn(picture->grid, *truth);
        }
    } catch (const std::exception& error) {
        picture->message = QString::fromStdString(error.what());
    }
    if (file.isEmpty() || !picture->message.isEmpty())
        return picture;
    try {
        picture->loaded = measureOf(file, picture->data);
    } catch (const std::exception& error) {
        picture->trouble = QString::fromStdString(error.what());
    }
    return picture;
}

struct DynamicsRun::Result {
    DynamicsOutcome outcome;
    std::shared_ptr<const nn::Dynamics> dynamics; ///< null: it could not be made
};

/// Gathers in the run's thread what the window takes in its own.
class DynamicsRun::Collector final : public nn::DynamicsObserver {
public:
    explicit Collector(std::function<void()> tell)
        : m_tell(std::move(tell))
    {
    }

    void stepped(const nn::DynamicsStep& step) override
    {
        const std::lock_guard lock(m_mutex);
        m_update.steps.push_back(step);
        announce();
    }
    void measured(const nn::DynamicsMeasure& measure) override
    {
        const std::lock_guard lock(m_mutex);
        m_update.errors.emplace_back(measure.step, measure.error);
        m_update.measure = std::make_shared<const nn::DynamicsMeasure>(measure);
        announce();
    }
    DynamicsUpdate take()
    {
        const std::lock_guard lock(m_mutex);
        m_announced = false;
        return std::exchange(m_update, {});
    }

private:
    void announce()
    {
        const auto now = std::chrono::steady_clock::now();
        if (m_announced || now - m_last < kUpdateEvery)
            return;
        m_announced = true;
        m_last = now;
        m_tell();
    }

    std::mutex m_mutex;
    DynamicsUpdate m_update;
    bool m_announced = false;
    std::chrono::steady_clock::time_point m_last;
    std::function<void()> m_tell;
};

DynamicsRun::DynamicsRun(QObject* parent)
    : QObject(parent)
{
}

DynamicsRun::~DynamicsRun()
{
    shutdown();
}

void DynamicsRun::shutdown()
{
    if (m_control)
        m_control->stop();
    m_job.reset();
    m_collector.reset();
}

void DynamicsRun::start(const DynamicsSource& source, const nn::DynamicsOptions& options)
{
    if (isOpen())
        return;
    m_options = options;
    m_finished.reset();
    m_control = std::make_shared<nn::DynamicsControl>();
    m_collector = std::make_shared<Collector>([this] {
        QMetaObject::invokeMethod(
            this, [this] { deliver(); }, Qt::QueuedConnection);
    });
    auto work
        = [source, options, control = m_control, collector = m_collector](
              const std::atomic<bool>&, const JobRun::Progress&) -> std::shared_ptr<const void> {
        auto result = std::make_shared<Result>();
        try {
            auto dynamics = std::make_shared<nn::Dynamics>(options, trajectoryOf(source));
            result->outcome.end = dynamics->run(*control, *collector);
            result->outcome.trouble = QString::fromStdString(result->outcome.end.message);
            result->dynamics = std::move(dynamics);
        } catch (const std::exception& error) {
            result->outcome.failed = true;
            result->outcome.trouble = QString::fromStdString(error.what());
        }
        return result;
    };
    m_job = std::make_unique<JobRun>(JobRun::Work(std::move(work)));
    connect(m_job.get(), &JobRun::finished, this, &DynamicsRun::finish, Qt::QueuedConnection);
    setState(State::Running);
    m_job->start();
}

void DynamicsRun::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged();
}

void DynamicsRun::setPaused(bool paused)
{
    if (m_state != State::Running && m_state != State::Paused)
        return;
    m_control->setPaused(paused);
    setState(paused ? State::Paused : State::Running);
}

void DynamicsRun::stop()
{
    if (!isOpen())
        return;
    m_control->stop();
    setState(State::Stopping);
}

void DynamicsRun::setRegularisation(const nn::Regularisation& terms)
{
    m_options.regularisation = terms;
    if (isOpen())
        m_control->setRegularisation(terms);
}

void DynamicsRun::setLearningRate(double rate)
{
    if (isOpen())
        m_control->setLearningRate(rate);
}

void DynamicsRun::save(const QString& file) const
{
    nn::writeDynamicsFile(file.toStdU16String(), m_finished->options(), m_finished->scaling(),
        m_finished->field().parameters(), m_finished->data());
}

void DynamicsRun::deliver()
{
    if (!m_collector)
        return;
    const DynamicsUpdate update = m_collector->take();
    if (!update.steps.empty() || update.measure)
        emit updated(update);
}

void DynamicsRun::finish(const std::shared_ptr<const void>& result)
{
    deliver();
    m_collector.reset();
    const auto found = std::static_pointer_cast<const Result>(result);
    m_finished = found->dynamics;
    m_job.reset();
    setState(State::Idle);
    emit ended(found->outcome);
}

} // namespace ui
