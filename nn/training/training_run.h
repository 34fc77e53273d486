// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/augmentation.h"
#include "nn/data/batches.h"
#include "nn/training/batch_step.h"
#include "nn/training/checkpoint.h"
#include "nn/training/kept_points.h"
#include "nn/training/run_clock.h"
#include "nn/training/run_files.h"
#include "nn/training/training.h"
#include "nn/training/weight_average.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace nn {

/// A model that one thread trains while others may want a copy.
struct SharedModel {
    std::unique_ptr<Model<float>> model;
    std::unique_ptr<Model<float>> averaged; ///< of the steps so far; null: nothing is averaged
    mutable std::mutex mutex; ///< held while the numbers change and while they are copied
    long step = 0; ///< that the numbers belong to
    KeptPoints kept;

    std::map<std::string, std::string> recipe {}; ///< lines for the files made of it

    /// What the run amounts to: the averaged weights where there are any.
    const Model<float>& result() const { return averaged ? *averaged : *model; }
    void startAverage(); ///< at the present weights
    ModelWeights weights() const; ///< of the result, now; safe from any thread
    std::unique_ptr<Model<float>> copy() const; ///< a model with them
    void save(const std::filesystem::path& file) const; ///< the result
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
    void takeEvaluation();
    void takeRegularisation();
    DepthTerms terms() const; ///< of the next step
    void keepPoint(double testError);
    void rewind(long step);
    const Model<float>& evaluationModel(); ///< with the present weights
    std::optional<TrainingStatus> step(); ///< set: the run ends with it
    bool update(); ///< by the last gradient; false: a number is not finite now
    void recordStep(const BatchResult& result, std::size_t images, double seconds);
    /// Batch normalisation's running statistics, of the averaged weights.
    void refreshStatistics();
    std::optional<TrainingStatus> endEpoch();
    /// An error that is not to be had ends the run as endEpoch() says.
    std::optional<TrainingStatus> test(const ImageSet& images, EvaluationReport& report);
    void recordEpoch(const EvaluationReport& test, const EvaluationReport& validation);
    TrainingStatus failSolve(const std::string& why, long step);
    TrainingStatus diverge(const std::string& what, long step);
    void sendProbe();
    void saveCheckpoint(const std::filesystem::path& file);
    TrainingEnd finish(TrainingStatus status);

    long totalSteps() const;
    int threads() const;
    int epochOf(long step) const; ///< 1-based, of a 1-based step

    TrainingOptions m_options; ///< with changes made since the start
    SharedModel& m_shared;
    TrainingControl& m_control;
    TrainingObserver& m_observer;
    RunFiles m_files;

    ImageSet m_train;
    ImageSet m_test;
    ImageSet m_validation; ///< held out of the training set; may be empty
    std::vector<long> m_probeImages;
    Workspace<float> m_probeWork;
    std::unique_ptr<Model<float>> m_evaluationModel; ///< null: tests use the one that is trained
    std::optional<Batches> m_batches;
    std::optional<BatchStep<float>> m_batchStep;
    std::unique_ptr<Optimizer<float>> m_optimizer;
    std::optional<Augmentation> m_augmentation;
    std::optional<WeightAverage> m_average; ///< of m_shared.averaged

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
