// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_run.h"

#include "nn/training/recipe.h"
#include "ui/labs/train_settings.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kTick = 250; ///< ms
constexpr qint64 kProbeInterval = 2000; ///< ms between two looks at the sample digits
constexpr int kKeptPoints = 24; ///< ends of epochs that can be gone back to
constexpr double kNotable = 0.1; ///< relative change of the NFE between epochs that is logged

} // namespace

TrainRun::TrainRun(QObject* parent)
    : QObject(parent)
    , m_clock(new QTimer(this))
{
    m_clock->setInterval(kTick);
    connect(m_clock, &QTimer::timeout, this, &TrainRun::tick);
}

TrainRun::~TrainRun()
{
    shutdown();
}

void TrainRun::shutdown()
{
    m_clock->stop();
    if (m_worker)
        disconnect(m_worker.get(), nullptr, this, nullptr);
    m_worker.reset(); // stops and waits
    m_state = State::Idle;
}

std::filesystem::path TrainRun::runFolder() const
{
    return m_progress.started() ? m_progress.start()->options.runFolder : std::filesystem::path();
}

double TrainRun::elapsedSeconds() const
{
    qint64 elapsed = m_elapsed;
    if (m_stretch.isValid())
        elapsed += m_stretch.elapsed();
    return static_cast<double>(elapsed) / 1000.0;
}

double TrainRun::ageSeconds() const
{
    return m_age.isValid() ? static_cast<double>(m_age.elapsed()) / 1000.0 : 0.0;
}

std::shared_ptr<const nn::Training> TrainRun::training() const
{
    if (m_worker)
        if (auto training = m_worker->training())
            return training;
    return m_last;
}

void TrainRun::start(const nn::TrainingOptions& options)
{
    if (isOpen())
        return;
    m_options = options;
    m_options.lowPriority = true; // a run on all cores must not delay the window
    m_options.keptPoints = kKeptPoints;
    m_progress = {};
    m_lastForward = 0.0;
    m_elapsed = 0;
    m_age.start();
    m_stretch.start();
    m_sinceProbe.start();
    m_worker = std::make_unique<TrainingWorker>(m_options);
    connect(m_worker.get(), &TrainingWorker::updated, this, &TrainRun::takeUpdates);
    connect(m_worker.get(), &TrainingWorker::ended, this, &TrainRun::finish);
    m_worker->control().setEvaluation(m_evaluation);
    m_worker->start();
    m_clock->start();
    setState(State::Starting);
    emit logged(tr("Run started: %1, %2 %3, batch %4, seed %5")
                    .arg(modelText(options.model), QString::fromStdString(options.optimizer),
                        settingText(options.learningRate))
                    .arg(options.batch)
                    .arg(options.seed));
    if (nn::recipeOf(options) != nn::recipes().front().id)
        emit logged(tr("Recipe: %1").arg(QString::fromStdString(nn::recipeText(options))));
    if (options.regularisation.any())
        emit logged(tr("Regularisation: %1").arg(regularisationText(options.regularisation)));
}

void TrainRun::setPaused(bool paused)
{
    if (!m_worker || m_state == State::Stopping || paused == (m_state == State::Paused))
        return;
    m_worker->control().setPaused(paused);
    if (paused) {
        m_elapsed += m_stretch.elapsed();
        m_stretch.invalidate();
        requestProbe(); // what stays on show shall belong to the weights as they stand
    } else {
        m_stretch.start();
    }
    setState(paused ? State::Paused : m_progress.started() ? State::Running : State::Starting);
    emit logged(paused ? tr("Paused at step %1").arg(m_progress.steps()) : tr("Resumed"));
}

void TrainRun::stepOnce()
{
    if (!m_worker || m_state != State::Paused)
        return;
    m_worker->control().stepOnce();
    requestProbe(); // comes after the step
}

void TrainRun::rewind(long step)
{
    const std::vector<nn::KeptPoint> points = keptPoints();
    if (m_worker && m_state != State::Stopping
        && std::ranges::find(points, step, &nn::KeptPoint::step) != points.end())
        m_worker->control().rewind(step);
}

std::vector<nn::KeptPoint> TrainRun::keptPoints() const
{
    const auto run = training();
    return run ? run->keptPoints() : std::vector<nn::KeptPoint>();
}

void TrainRun::setEvaluation(const std::optional<nn::ModelConfig>& solve, const QString& text)
{
    if (solve == m_evaluation)
        return;
    m_evaluation = solve;
    if (!m_worker)
        return;
    m_worker->control().setEvaluation(solve);
    emit logged(tr("Solver of the tests from the next one on: %1").arg(text));
}

void TrainRun::requestProbe()
{
    if (!m_worker)
        return;
    m_sinceProbe.restart();
    m_worker->control().requestProbe();
}

void TrainRun::stop()
{
    if (!m_worker || m_state == State::Stopping)
        return;
    m_worker->control().stop();
    setState(State::Stopping);
}

void TrainRun::change(const nn::TrainingOptions& wanted)
{
    if (!m_worker)
        return;
    nn::TrainingControl& control = m_worker->control();
    if (wanted.learningRate != m_options.learningRate) {
        control.setLearningRate(wanted.learningRate);
        emit logged(
            tr("Learning rate %1 instead of %2 from the next batch on")
                .arg(settingText(wanted.learningRate), settingText(m_options.learningRate)));
        m_options.learningRate = wanted.learningRate;
    }
    if (wanted.epochs != m_options.epochs) {
        control.setEpochs(wanted.epochs);
        emit logged(tr("%1 epochs planned instead of %2").arg(wanted.epochs).arg(m_options.epochs));
        m_options.epochs = wanted.epochs;
        m_progress.setEpochs(wanted.epochs);
    }
    if (wanted.threads != m_options.threads) {
        control.setThreads(wanted.threads);
        emit logged(tr("Threads: %1 instead of %2 from the next batch on")
                        .arg(wanted.threads)
                        .arg(m_options.threads));
        m_options.threads = wanted.threads;
    }
    if (wanted.regularisation != m_options.regularisation) {
        control.setRegularisation(wanted.regularisation);
        emit logged(tr("Regularisation from the next batch on: %1")
                        .arg(regularisationText(wanted.regularisation)));
        m_options.regularisation = wanted.regularisation;
    }
}

void TrainRun::takeUpdates()
{
    if (!m_worker)
        return;
    const TrainingUpdate update = m_worker->take();
    m_progress.add(update);
    if (update.start) {
        m_progress.setEpochs(m_options.epochs); // may have been changed meanwhile
        if (m_state == State::Starting)
            setState(State::Running);
        emit logged(runFolder().empty() ? tr("The run is not kept: its folder cannot be written")
                                        : tr("Kept as %1").arg(fromPath(runFolder().filename())));
    }
    if (update.rewound) {
        m_lastForward = 0.0;
        emit logged(update.rewound->epoch > 0
                ? tr("Went back to the end of epoch %1, step %2")
                      .arg(update.rewound->epoch)
                      .arg(update.rewound->step)
                : tr("Went back to the start, step %1").arg(update.rewound->step));
    }
    if (update.start || !update.steps.empty() || !update.epochs.empty() || update.probe
        || update.rewound || update.keptChanged)
        emit updated(update);
    for (const nn::TrainingEpoch& epoch : update.epochs)
        logEpoch(epoch);
}

void TrainRun::logEpoch(const nn::TrainingEpoch& epoch)
{
    QString line = tr("Epoch %1 done: test error %2, %3")
                       .arg(epoch.epoch)
                       .arg(percentText(epoch.testError), secondsText(epoch.seconds));
    if (m_evaluation && epoch.evaluationNfe > 0.0)
        line += tr(", %1 evaluations of f in the test").arg(epoch.evaluationNfe, 0, 'f', 1);
    if (epoch.best && epoch.epoch > 1)
        line += tr("; best so far");
    emit logged(line);
    const double forward = epoch.nfeForwardMean;
    if (m_lastForward > 0.0 && std::abs(forward - m_lastForward) > kNotable * m_lastForward)
        emit logged((forward > m_lastForward ? tr("Forward NFE rose from %1 to %2")
                                             : tr("Forward NFE fell from %1 to %2"))
                        .arg(m_lastForward, 0, 'f', 1)
                        .arg(forward, 0, 'f', 1));
    m_lastForward = forward;
}

void TrainRun::tick()
{
    takeUpdates(); // what came within 40 ms of the last signal
    if (m_state == State::Running && m_probing && m_sinceProbe.elapsed() >= kProbeInterval)
        requestProbe();
    if (isOpen())
        emit progressed();
}

void TrainRun::finish(const TrainingOutcome& outcome)
{
    takeUpdates();
    m_clock->stop();
    if (m_stretch.isValid())
        m_elapsed += m_stretch.elapsed();
    m_stretch.invalidate();
    if (auto training = m_worker->training(); training && m_progress.started())
        m_last = std::move(training);
    m_worker.reset();
    switch (outcome.kind) {
    case TrainingOutcome::Kind::Finished:
        emit logged(outcome.tested ? tr("Run finished after %1 steps, best test error %2")
                                         .arg(outcome.steps)
                                         .arg(percentText(outcome.bestTestError))
                                   : tr("Run finished after %1 steps").arg(outcome.steps));
        break;
    case TrainingOutcome::Kind::Stopped:
        emit logged(tr("Run stopped at step %1; its weights are kept").arg(outcome.steps));
        break;
    case TrainingOutcome::Kind::Diverged:
        emit logged(tr("Run diverged at step %1: %2").arg(outcome.steps).arg(outcome.message));
        break;
    case TrainingOutcome::Kind::Failed:
        emit logged(tr("Run failed: %1").arg(outcome.message));
        break;
    }
    setState(State::Idle);
    emit ended(outcome);
}

void TrainRun::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged();
}

} // namespace ui
