// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "small_data_set.h"

#include <functional>
#include <utility>
#include <vector>

// Training runs on a few digits, and all that they say.

inline constexpr int kTrain = 24;
inline constexpr int kTest = 8;
inline constexpr int kBatch = 8;
inline constexpr long kPerEpoch = kTrain / kBatch;

inline const SmallDataSet& data()
{
    static const SmallDataSet set(kTrain, kTest);
    return set;
}

inline nn::TrainingOptions optionsFor(const char* model, long steps, int threads = 2)
{
    nn::TrainingOptions options;
    options.model.model = model;
    options.dataDirectory = data().folder();
    options.batch = kBatch;
    options.steps = steps;
    options.threads = threads;
    options.seed = 7;
    return options;
}

/// What a run said, and its weights as the bytes of a model file.
struct Outcome {
    nn::TrainingEnd end;
    std::vector<nn::TrainingStart> starts;
    std::vector<nn::TrainingStep> steps;
    std::vector<nn::TrainingEpoch> epochs;
    int ends = 0;
    std::string weights;

    std::vector<double> losses() const
    {
        std::vector<double> result;
        for (const nn::TrainingStep& step : steps)
            result.push_back(step.loss);
        return result;
    }
};

using AfterStep = std::function<void(const nn::TrainingStep&, nn::TrainingControl&)>;

class Recorder final : public nn::TrainingObserver {
public:
    Recorder(Outcome& outcome, nn::TrainingControl& control, AfterStep after)
        : m_outcome(outcome)
        , m_control(control)
        , m_after(std::move(after))
    {
    }
    void started(const nn::TrainingStart& start) override { m_outcome.starts.push_back(start); }
    void stepped(const nn::TrainingStep& step) override
    {
        m_outcome.steps.push_back(step);
        if (m_after)
            m_after(step, m_control);
    }
    void epochEnded(const nn::TrainingEpoch& epoch) override { m_outcome.epochs.push_back(epoch); }
    void probed(const nn::TrainingProbe&) override
    {
        if (m_afterProbe)
            m_afterProbe();
    }
    void ended(const nn::TrainingEnd&) override { ++m_outcome.ends; }

    void onProbe(std::function<void()> call) { m_afterProbe = std::move(call); }

private:
    Outcome& m_outcome;
    nn::TrainingControl& m_control;
    AfterStep m_after;
    std::function<void()> m_afterProbe;
};

inline std::string savedWeights(const nn::Training& run)
{
    const auto file = data().file("weights.safetensors");
    run.saveModel(file);
    return bytesOf(file);
}

inline Outcome train(const nn::TrainingOptions& options, const AfterStep& after = {})
{
    Outcome outcome;
    nn::TrainingControl control;
    Recorder recorder(outcome, control, after);
    nn::Training run(options);
    outcome.end = run.run(control, recorder);
    outcome.weights = savedWeights(run);
    return outcome;
}
