// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics_measure.h"
#include "nn/dynamics/trajectory_loss.h"
#include "nn/training/training.h"

#include <nlohmann/json_fwd.hpp>

namespace nn {

/// Everything that decides how a field is learned.
struct DynamicsOptions {
    FieldOptions field; ///< its dim is the data's
    std::string solver = "dopri5";
    bool adaptive = true;
    double step = 0.05; ///< fixed steps, in units of the data's time
    double rtol = 1e-4;
    double atol = 1e-5; ///< of states scaled to deviation 1, but with y^3 as they are
    std::string gradient = "adjoint";
    std::string optimizer = "adam";
    /// Falls to a thousandth of it along half a cosine; of growing pieces, with their length too
    double learningRate = 2e-2;
    long steps = 2000;
    int pieces = 100; ///< random pieces of the trajectory in a batch
    int horizon = 5; ///< samples of a piece; noisy data need longer ones
    bool grow = false; ///< pieces grow from the horizon to all of the data over most of the run
    int shooting = 0; ///< > 0: so many joined pieces cover the data, with starts that are learned
    double continuity = 1.0; ///< multiple shooting: weight of the jumps between pieces
    Regularisation regularisation;
    long measureEvery = 25; ///< steps
    std::uint64_t seed = 1;
    /// Weights to start from, of readDynamicsFile(): its field and scaling hold; empty: random
    std::filesystem::path init;
    std::filesystem::path log; ///< run record, JSON lines
    std::filesystem::path save; ///< weights, written at the end

    std::string problem() const; ///< empty if usable, else a sentence naming the option
};

/// What the window and the command line start from for this data: y^3 and ReLU where it is the
/// spiral.
DynamicsOptions defaultDynamics(const TrajectoryData& data);

/// The options as a run record and a file's description hold them.
nlohmann::ordered_json toJson(const DynamicsOptions& options);

/// Commands to a run, safe from any thread: those of a training (stop, pause, rate), and these.
class DynamicsControl final : public TrainingControl {
public:
    void setRegularisation(const Regularisation& terms); ///< at the next step; unusable: ignored
    /// What was set since the last call, if anything.
    std::optional<Regularisation> takeRegularisation();

private:
    std::mutex m_termsMutex;
    std::optional<Regularisation> m_terms;
};

struct DynamicsStep {
    long step = 0; ///< from 1
    PieceLoss loss; ///< of the batch, before the update, in scaled states
    int horizon = 0; ///< samples that a piece spans
    double seconds = 0.0; ///< since the run started, pauses left out
};

/// Receives what happens, in the thread of the run; nothing here may block.
class DynamicsObserver {
public:
    virtual ~DynamicsObserver() = default;
    virtual void stepped(const DynamicsStep&) { }
    virtual void measured(const DynamicsMeasure&) { }
};

struct DynamicsEnd {
    TrainingStatus status = TrainingStatus::Finished;
    std::string message; ///< why, for Diverged
    long steps = 0;
    double seconds = 0.0;
    DynamicsMeasure last; ///< of the weights that are left
};

/// Learns the right-hand side of y' = f(y) from a sampled trajectory: Chen, Rubanova, Bettencourt &
/// Duvenaud, NeurIPS 2018, arXiv:1806.07366; multiple shooting after Bock (1983).
///
/// run() works in the calling thread, reports to the observer, writes the files named in the
/// options. Same build and seed give the same bits. A solve that fails or a loss that is not
/// finite ends it as Diverged with the weights of the last measure. Throws std::invalid_argument
/// for unusable options or data, std::runtime_error for unwritable files.
class Dynamics {
public:
    Dynamics(DynamicsOptions options, TrajectoryData data);
    ~Dynamics();

    DynamicsEnd run(DynamicsControl& control, DynamicsObserver& observer);

    const DynamicsOptions& options() const;
    const TrajectoryData& data() const;
    const DynamicsField<double>& field() const;
    const StateScaling& scaling() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace nn
