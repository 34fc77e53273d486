// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/train_progress.h"
#include "ui/workers/training_worker.h"

#include <QElapsedTimer>
#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

class QTimer;

namespace ui {

/// Starts, pauses, changes and stops one training run at a time and says what happens. Lives in
/// the GUI thread; the run is a TrainingWorker's.
class TrainRun final : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Starting, Running, Paused, Stopping };

    explicit TrainRun(QObject* parent = nullptr);
    ~TrainRun() override; ///< stops the run and joins its thread

    State state() const { return m_state; }
    bool isOpen() const { return m_state != State::Idle; }
    const nn::TrainingOptions& options() const { return m_options; } ///< of the last run
    const TrainProgress& progress() const { return m_progress; }
    /// Where nn::RunStore keeps the run; empty before its first step and where it is not kept.
    std::filesystem::path runFolder() const;
    double elapsedSeconds() const; ///< since the start, pauses left out
    double ageSeconds() const; ///< since the start
    /// Weights of the run that is open, else of the last one; null before the first.
    std::shared_ptr<const nn::Training> training() const;

    void start(const nn::TrainingOptions& options); ///< ignored while a run is open
    void setPaused(bool paused);
    void stop(); ///< returns at once; ended() follows
    void shutdown(); ///< stops and joins; nothing is said any more
    /// Takes learning rate, epochs, threads and regularisation over into the run where they differ.
    void change(const nn::TrainingOptions& wanted);
    void stepOnce(); ///< one batch and its probe while paused; ignored otherwise
    void rewind(long step); ///< to a kept point; ignored while none is open or for another step
    std::vector<nn::KeptPoint> keptPoints() const; ///< of the run that is open, else of the last
    /// How tests solve the ODE block, from the next one on, also of later runs; nothing: as in
    /// training. text: for the log.
    void setEvaluation(const std::optional<nn::ModelConfig>& solve, const QString& text);
    /// Sample digits as soon as the batch under way is done, paused or not; ignored when idle.
    void requestProbe();
    void setProbing(bool probing) { m_probing = probing; } ///< somebody looks at the digits

signals:
    void stateChanged();
    void updated(const ui::TrainingUpdate& update);
    void progressed(); ///< four times a second while open
    void ended(const ui::TrainingOutcome& outcome);
    void logged(const QString& line);

private:
    void takeUpdates();
    void tick();
    void finish(const TrainingOutcome& outcome);
    void setState(State state);
    void logEpoch(const nn::TrainingEpoch& epoch);

    std::unique_ptr<TrainingWorker> m_worker;
    std::shared_ptr<const nn::Training> m_last;
    nn::TrainingOptions m_options;
    TrainProgress m_progress;
    State m_state = State::Idle;
    QTimer* m_clock;
    QElapsedTimer m_age;
    QElapsedTimer m_stretch; ///< since the last start or resume
    QElapsedTimer m_sinceProbe;
    qint64 m_elapsed = 0; ///< ms in stretches before this one
    std::optional<nn::ModelConfig> m_evaluation;
    double m_lastForward = 0.0;
    bool m_probing = true;
};

} // namespace ui
