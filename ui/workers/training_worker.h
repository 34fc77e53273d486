// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "ui/workers/probe_picture.h"

#include <QElapsedTimer>
#include <QMutex>
#include <QString>
#include <QThread>

#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// What a network answered on each digit of a test set.
struct TestAnswered {
    nn::TestAnswers answers;
    std::shared_ptr<const nn::ImageSet> images; ///< that the answers' indices refer to
    QString origin; ///< "epoch 3", "weights.safetensors"
};

/// What a run has reported since the last look, in order within each kind.
struct TrainingUpdate {
    std::optional<nn::TrainingStart> start;
    std::vector<nn::TrainingStep> steps;
    std::vector<nn::TrainingEpoch> epochs;
    std::optional<ProbePicture> probe; ///< the newest
    std::optional<TestAnswered> answers; ///< the newest
    bool keptChanged = false; ///< Training::keptPoints() has others than before
    /// The run has gone back there before it said the rest: later steps and epochs do not hold.
    std::optional<nn::KeptPoint> rewound;
};

/// How a run ended.
struct TrainingOutcome {
    enum class Kind { Finished, Stopped, Diverged, Failed };

    Kind kind = Kind::Failed;
    QString message; ///< for the user; why, for Diverged and Failed
    double bestTestError = 1.0;
    bool tested = false; ///< bestTestError was measured
    long steps = 0;
    double seconds = 0.0;
};

/// One training run in its own thread. Constructed, started and destroyed in the GUI thread.
///
/// Reports gather behind a lock; updated() says at most every 40 ms (at once for epochs and
/// probes) that there is something to take(), so a slow receiver never meets a queue. Commands
/// go through control(), at any time. Every started run ends in exactly one ended(), after its
/// last updated(); the destructor stops it and waits.
class TrainingWorker final : public QThread {
    Q_OBJECT
public:
    explicit TrainingWorker(nn::TrainingOptions options, QObject* parent = nullptr);
    ~TrainingWorker() override;

    nn::TrainingControl& control() { return m_control; }
    TrainingUpdate take(); ///< what has gathered; from any thread
    /// The run's weights, to be saved at any time; null until it has read its data.
    std::shared_ptr<const nn::Training> training() const;

signals:
    void updated();
    void ended(const ui::TrainingOutcome& outcome);

protected:
    void run() override;

private:
    class Gatherer;

    TrainingOutcome train();

    nn::TrainingOptions m_options;
    nn::TrainingControl m_control;
    mutable QMutex m_mutex; ///< guards what follows
    std::shared_ptr<nn::Training> m_training;
    TrainingUpdate m_gathered;
};

} // namespace ui
