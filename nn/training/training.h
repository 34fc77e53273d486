// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/plane_sets.h"
#include "nn/models/model.h"
#include "nn/models/model_weights.h"
#include "nn/training/confusion.h"
#include "nn/training/regularisation.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace nn {

/// Everything that decides a training run.
struct TrainingOptions {
    ModelConfig model;
    std::filesystem::path dataDirectory; ///< empty: the shipped MNIST
    /// Not empty: a set of the plane instead of images; trainImages and testImages are then the
    /// numbers of points (0: the set's own), drawn by the seed
    PlaneSetConfig plane;
    std::string optimizer = "adam";
    double learningRate = 1e-3; ///< what the schedule's factor multiplies
    int batch = 32;
    int epochs = 20;
    long steps = 0; ///< > 0: that many optimiser steps in all, whatever epochs says
    long trainImages = 0; ///< 0: all; else only the first so many
    long testImages = 0; ///< 0: all
    /// The last so many training images are held out: not trained with, tested every epoch
    long validationImages = 0;
    bool shuffled = true; ///< false: file order
    long firstImage = 0; ///< where file order starts
    int threads = 0; ///< 0: all cores
    bool lowPriority = false; ///< give way to others; run()'s thread keeps that afterwards
    std::uint64_t seed = 1;
    int keptPoints = 0; ///< ends of epochs kept in memory, to be gone back to; not in files

    // A recipe, see recipe.h; the start values are the plain one.
    std::string augmentation = "none"; ///< id in augmentations()
    std::string schedule = "constant"; ///< id in schedules(), over all steps of the run
    /// id in averages(); not "none": the averaged weights are tested, saved and the run's result
    std::string average = "none";
    double labelSmoothing = 0.0; ///< 0 <= x < 1, in training only
    double weightDecay = 0.0; ///< at least 0, decoupled: Optimizer::setWeightDecay()
    Regularisation regularisation {}; ///< of the ODE block; only for models that have one

    std::filesystem::path init; ///< start weights, a model file
    std::filesystem::path log; ///< run record, JSON lines
    std::filesystem::path save; ///< model file, written at the end
    std::filesystem::path best; ///< the same, after every epoch with the least error so far
    std::filesystem::path checkpoint; ///< written every checkpointSeconds and at the end
    double checkpointSeconds = 60.0;
    std::filesystem::path resume; ///< a checkpoint to go on from; see resumedOptions()
    /// The checkpoint may be of another solver, step, tolerance, depth or gradient, and the best
    /// epoch is looked for anew
    bool forked = false;
    std::filesystem::path runFolder; ///< all of it is kept there too; see run_folder.h
    int keptEpochs = 20; ///< that many checkpoints of ends of epochs at most are kept there

    std::string problem() const; ///< empty if usable, else a sentence naming the option
};

/// What a plane set and a model of the plane are trained with unless something else is asked for:
/// full training accuracy within seconds.
TrainingOptions planeTrainingOptions(std::string_view set, std::string_view model);

enum class TrainingStatus { Finished, Stopped, Diverged };
std::string_view name(TrainingStatus status); ///< "finished", "stopped", "diverged"

/// Commands to a run, safe from any thread. One control serves one run.
class TrainingControl {
public:
    void stop(); ///< answered within one micro-batch; weights stay as after the last step
    void setPaused(bool paused);
    void setLearningRate(double rate); ///< at the next batch; ignored unless finite and > 0
    void setEpochs(int epochs); ///< at the next batch, ignored below 1; an epoch begun is ended
    void setThreads(int threads); ///< at the next batch; 0: all cores, ignored below
    void setRegularisation(const Regularisation& terms); ///< at the next batch; unusable: ignored
    void requestProbe(); ///< depth trace and sample digits as soon as possible
    void stepOnce(); ///< one batch, then paused again; ignored unless paused
    /// Tests from now on use the solver, steps and tolerances of `solve`, see withSolver();
    /// nothing: those of training. Ignored for a model without an ODE block.
    void setEvaluation(const std::optional<ModelConfig>& solve);
    void rewind(long step); ///< to a kept point, before the next batch; ignored for an unknown one

    bool stopRequested() const { return m_stop.load(std::memory_order_relaxed); }
    const std::atomic<bool>& stopFlag() const { return m_stop; }

    enum class Next { Step, Probe, Stop };
    /// The run calls this between batches: waits while paused and no probe is asked for, which
    /// it takes.
    Next next();
    /// Values set since the last call; unset ones are left as they are.
    void takeChanges(double& rate, int& epochs, int& threads);
    /// What setEvaluation() got since the last call: nothing, or nothing to use, or a solver.
    std::optional<std::optional<ModelConfig>> takeEvaluation();
    std::optional<long> takeRewind();
    std::optional<Regularisation> takeRegularisation(); ///< set since the last call

private:
    std::atomic<bool> m_stop { false };
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_paused = false;
    double m_rate = 0.0; ///< 0: unchanged
    int m_epochs = 0; ///< 0: unchanged
    int m_threads = -1; ///< -1: unchanged
    bool m_probe = false;
    bool m_single = false; ///< one step is to be taken while paused
    std::optional<std::optional<ModelConfig>> m_evaluation;
    std::optional<long> m_rewind;
    std::optional<Regularisation> m_regularisation;
};

struct TrainingStart {
    TrainingOptions options;
    Index parameters = 0;
    long trainImages = 0;
    long testImages = 0;
    long stepsPerEpoch = 0;
    long firstStep = 0; ///< steps already done (resumed)
};

struct TrainingStep {
    long step = 0; ///< 1-based over the whole run
    double epoch = 0.0; ///< epochs done, with fraction
    double loss = 0.0; ///< of the batch, before the update, without the terms of regularisation
    double nfeForward = 0.0; ///< mean over micro-batches
    double nfeBackward = 0.0;
    double imagesPerSecond = 0.0; ///< over the last five seconds
    double seconds = 0.0; ///< of training so far, pauses left out
    double kinetic = 0.0; ///< integrals of the terms that are on, without their weights
    double jacobian = 0.0;
};

struct TrainingEpoch {
    int epoch = 0; ///< 1-based
    double trainLoss = 0.0; ///< mean over the epoch's batches
    double testLoss = 0.0;
    double testError = 0.0; ///< fraction
    double validationError = 0.0; ///< of the images held out; NaN: there are none
    double seconds = 0.0; ///< of this epoch, evaluation included
    double trainSeconds = 0.0;
    double evaluationSeconds = 0.0;
    double nfeForwardMean = 0.0;
    double nfeBackwardMean = 0.0;
    long peakMemoryBytes = 0; ///< resident set of the process
    double evaluationNfe = 0.0; ///< mean over micro-batches of the test
    bool best = false; ///< least error so far, of the images held out where there are any
};

/// What the depth charts and the digit tiles show: fixed test images seen by the present weights.
struct TrainingProbe {
    long step = 0;
    std::vector<long> images; ///< indices into the test set
    std::vector<int> labels;
    std::vector<int> predicted;
    std::vector<double> confidence; ///< probability of the predicted class
    DepthTrace trace; ///< of the same images
};

/// A moment of a run that can be gone back to.
struct KeptPoint {
    long step = 0; ///< steps done by then
    int epoch = 0; ///< epochs done
    double testError = 0.0; ///< fraction; NaN before the first test

    bool operator==(const KeptPoint&) const = default;
};

struct TrainingEnd {
    TrainingStatus status = TrainingStatus::Finished;
    std::string message; ///< why, for Diverged; empty else
    double bestTestError = 1.0; ///< 1 also if it was never measured
    bool tested = false; ///< the test error was measured at least once
    long steps = 0;
    double seconds = 0.0;
};

/// Receives what happens, in the training thread; nothing here may block.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void started(const TrainingStart&) { }
    virtual void stepped(const TrainingStep&) { }
    virtual void tested(const TestAnswers&) { } ///< before the epochEnded() that they belong to
    virtual void epochEnded(const TrainingEpoch&) { }
    virtual void kept(const KeptPoint&) { } ///< from now on rewind() can go there
    virtual void rewound(const KeptPoint&) { } ///< what was said of later steps no longer holds
    virtual void probed(const TrainingProbe&) { } ///< only of images
    virtual void ended(const TrainingEnd&) { }
};

/// A training run: owns the model, so that it can be saved while or after it runs.
///
/// run() works in the calling thread (and OpenMP's), reports to the observer, writes the files
/// named in the options and returns how it ended. Same build, seed and thread count give the
/// same bits. Throws std::invalid_argument for unusable options and std::runtime_error for
/// unreadable or unwritable files; a loss that is not finite restores the last good weights.
class Training {
public:
    explicit Training(TrainingOptions options);
    ~Training();

    TrainingEnd run(TrainingControl& control, TrainingObserver& observer);

    const TrainingOptions& options() const;
    /// Writes the present weights as a model file; safe from any thread, also during run().
    void saveModel(const std::filesystem::path& file) const;
    /// The same for other programs, see nn::exportModel(), which says what throws.
    void exportModel(const std::filesystem::path& file) const;
    /// The present weights, or those of a kept point; safe from any thread, also during run().
    /// Throws std::invalid_argument where no point of that step is kept.
    ModelWeights weights(std::optional<long> keptStep = {}) const;
    std::vector<KeptPoint> keptPoints() const; ///< ascending by step; safe from any thread
    /// A model with the present weights; safe from any thread, also during run().
    std::unique_ptr<Model<float>> copyModel() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

struct EvaluationReport {
    long images = 0;
    double loss = 0.0;
    double error = 0.0; ///< fraction
    double nfeMean = 0.0;
    double seconds = 0.0;
    bool stopped = false;
    std::string problem; ///< a solve that failed, with what to try; empty if none did
};

/// Mean loss and error of a model on the images at `indices`, in evaluation mode; logits, if
/// given, receives a number a class and image. threads: 0 for all cores. proceed is called between
/// chunks of at least 64 images; false stops. The result does not depend on threads. After a
/// stop or a failed solve the means are of the images seen. Throws std::invalid_argument.
template <typename Scalar>
EvaluationReport evaluate(const Model<Scalar>& model, const ImageSet& images,
    std::span<const long> indices, int threads,
    std::type_identity_t<std::vector<Scalar>>* logits = nullptr,
    const std::function<bool()>& proceed = {});

/// The options under which a checkpoint was written, with the learning rate and epochs of that
/// moment and `resume` naming it: what a resumed run starts from. Throws std::runtime_error.
TrainingOptions resumedOptions(const std::filesystem::path& checkpoint);

} // namespace nn
