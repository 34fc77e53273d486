// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/depth_study.h"
#include "nn/depth/residual_sweep.h"
#include "ui/labs/settings_undo.h"

#include <string>
#include <string_view>
#include <vector>

namespace ui {

/// Where the inputs of the Depth page lie.
enum class DepthInputs { Ellipse, Circle, Grid, Random, Single };

/// Everything that decides what the Depth page computes and marks, as a value.
struct DepthSettings {
    nn::DepthStack stack;
    std::string solver = "euler"; ///< explicit Runge-Kutta
    bool adaptive = false;
    double tolerance = 1e-3;
    DepthInputs inputs = DepthInputs::Ellipse;
    solvers::PlanePoint single { 0.15, 1.0 }; ///< the point of DepthInputs::Single
    std::uint64_t inputSeed = 1; ///< of DepthInputs::Random
    int highlight = 1; ///< index of the input whose states are spelled out
    bool showField = true;
    bool showDiscrepancy = true;
    nn::ResidualSweepOptions sweep; ///< of "Why residual"

    const solvers::Method& method() const;
    std::vector<solvers::PlanePoint> points() const;
    int highlighted() const; ///< highlight, within the points
    nn::DepthJob job() const;
    bool operator==(const DepthSettings&) const = default;
};

/// Another field with the weights, or the problem, that it starts with. id: of the registry of
/// fields, of a catalogue problem, or empty for typed expressions.
nn::DepthStack withField(nn::DepthStack stack, const std::string& id);

/// Weights drawn with a seed: normal, as large as those of the registry.
std::vector<double> reshuffledWeights(const nn::DepthFieldInfo& field, std::uint64_t seed);

/// Problems of the catalogue that are fields of the plane.
std::vector<const solvers::Problem*> planeProblems();

/// As JSON, and back. The reverse throws std::runtime_error or std::invalid_argument
/// with a sentence for whatever depthSettingsToJson() does not write.
std::string depthSettingsToJson(const DepthSettings& settings);
DepthSettings depthSettingsFromJson(std::string_view json);

/// For SettingsUndo.
SettingsChange describeChange(const DepthSettings& before, const DepthSettings& after);

} // namespace ui
