// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/batches.h"
#include "nn/training/batch_step.h"
#include "nn/training/checkpoint.h"
#include "nn/training/run_clock.h"
#include "nn/training/run_log.h"
#include "nn/training/training.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace nn {

/// A model that one thread trains while others may want a copy.
struct SharedModel {
    std::unique_ptr<Model<float>> model;
    mutable std::mutex mutex; ///< held while the numbers change and while they are copied

    ParameterStore<float> parameters() const; ///< a copy
    void save(const std::filesystem::path& file) const;
};

/// One call of Training::run(): everything that lives only while it does.
class TrainingRun {
public:
    /// Loads data and start weights; throws as Training::run().
    TrainingRun(const TrainingOptions& options, SharedModel& shared, TrainingControl& control,
        TrainingObserver& observer);

    TrainingEnd run();

private:
    void loadData();
    void loadWeights();
    void announce();
    TrainingStatus loop();
    bool waitForStep(); ///< false: stopped
    void takeChanges();
    std::optional<TrainingStatus> step(); ///< set: the run ends with it
    void recordStep(const BatchResult& result, std::size_t images, double seconds);
    std::optional<TrainingStatus> endEpoch();
    /// An error that is not to be had ends the run as endEpoch() says.
    std::optional<TrainingStatus> test(const ImageSet& images, EvaluationReport& report);
    void recordEpoch(const EvaluationReport& test, const EvaluationReport& validation);
    TrainingStatus diverge(const std::string& what, long step);
    void sendProbe();
    void saveCheckpoint();
    TrainingEnd finish(TrainingStatus status);
    void record(const RunEvent& event);

    long totalSteps() const;
    int threads() const;
    int epochOf(long step) const; ///< 1-based, of a 1-based step

    TrainingOptions m_options; ///< with changes made since the start
    SharedModel& m_shared;
    TrainingControl& m_control;
    TrainingObserver& m_observer;

    ImageSet m_train;
    ImageSet m_test;
    ImageSet m_validation; ///< held out of the training set; may be empty
    std::vector<long> m_probeImages;
    Workspace<float> m_probeWork;
    std::optional<Batches> m_batches;
    std::optional<BatchStep<float>> m_batchStep;
    std::unique_ptr<Optimizer<float>> m_optimizer;
    std::optional<RunLogWriter> m_log;

    RunPosition m_position;
    RunClock m_clock;
    RateMeter m_rate;
    double m_trainSeconds = 0.0;
    double m_lastCheckpoint = 0.0;
    std::vector<float> m_previous; ///< all numbers of the model before the last update
    bool m_hasPrevious = false;
    std::string m_message; ///< why the run diverged
};

} // namespace nn
