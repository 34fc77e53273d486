// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics.h"

#include <functional>
#include <vector>

/// A short run on few samples of the spiral.
inline nn::DynamicsOptions quickOptions()
{
    nn::DynamicsOptions options;
    options.field = { .width = 12, .cube = true };
    options.steps = 12;
    options.pieces = 6;
    options.horizon = 6;
    options.measureEvery = 5;
    return options;
}

inline nn::TrajectoryData quickData(double noise = 0.0)
{
    return nn::sampleProblem(nn::spiralProblem(), { .samples = 120, .noise = noise });
}

class Watcher final : public nn::DynamicsObserver {
public:
    void stepped(const nn::DynamicsStep& step) override
    {
        losses.push_back(step.loss.loss);
        horizons.push_back(step.horizon);
        evaluations.push_back(step.loss.forward.counters.nfe);
        if (onStep)
            onStep(step);
    }
    void measured(const nn::DynamicsMeasure& measure) override { measures.push_back(measure); }

    std::vector<double> losses;
    std::vector<int> horizons;
    std::vector<long> evaluations;
    std::vector<nn::DynamicsMeasure> measures;
    std::function<void(const nn::DynamicsStep&)> onStep;
};

inline nn::DynamicsEnd run(nn::Dynamics& dynamics, Watcher& watcher)
{
    nn::DynamicsControl control;
    return dynamics.run(control, watcher);
}
