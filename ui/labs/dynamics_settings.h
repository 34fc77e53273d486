// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics_file.h"
#include "ui/labs/settings_undo.h"
#include "ui/workers/dynamics_job.h"

#include <string_view>

namespace ui {

/// Everything that the inspector of the view Learned dynamics holds, as a value.
struct DynamicsSettings {
    static constexpr const char* kTyped = "typed";
    static constexpr const char* kCurve = "curve";
    static constexpr const char* kSeries = "series";

    std::string trajectory = "spiral"; ///< id of a problem, or one of the above
    std::vector<std::string> rhs { "y2", "-y1 - 0.1*y2" }; ///< typed
    std::vector<double> start { 2.0, 0.0 };
    std::vector<std::array<double, 2>> curve; ///< drawn
    std::string file; ///< series, UTF-8
    double end = 25.0;
    int samples = nn::SampleOptions().samples;
    double noise = 0.0;
    int depth = nn::FieldOptions().depth;
    int width = nn::FieldOptions().width;
    std::string activation = "relu"; ///< of the spiral, as y^3
    bool cube = true;
    std::string solver = nn::DynamicsOptions().solver;
    bool adaptive = nn::DynamicsOptions().adaptive;
    double step = nn::DynamicsOptions().step;
    double tolerance = nn::DynamicsOptions().rtol;
    std::string gradient = nn::DynamicsOptions().gradient;
    std::string optimizer = nn::DynamicsOptions().optimizer;
    double rate = nn::DynamicsOptions().learningRate;
    int steps = static_cast<int>(nn::DynamicsOptions().steps);
    double seed = 1.0; ///< whole, below 2^53
    int mode = 0; ///< short pieces, growing pieces, multiple shooting
    int pieces = nn::DynamicsOptions().pieces;
    int horizon = nn::DynamicsOptions().horizon;
    int segments = 50;
    bool kineticOn = false;
    double kinetic = 1e-3;
    bool jacobianOn = false;
    double jacobian = 1e-3;
    bool steerOn = false;
    double steer = 0.5;
    int budget = 40; ///< evaluations; 0: no line

    bool isListed() const; ///< a problem of the list
    /// Of the list or typed; of other trajectories one without expressions.
    solvers::Problem problem() const;
    DynamicsSource source() const;
    nn::Regularisation terms() const;
    nn::DynamicsOptions options() const;
    bool operator==(const DynamicsSettings&) const = default;
};

/// With the trajectory of that id, and what suits it.
DynamicsSettings withTrajectory(DynamicsSettings settings, const std::string& id);

/// With the problem and field of a file of a learned field.
DynamicsSettings withFile(DynamicsSettings settings, const nn::DynamicsFile& file);

/// As JSON, and back. The reverse throws std::runtime_error or std::invalid_argument with a
/// sentence for whatever dynamicsSettingsToJson() does not write.
std::string dynamicsSettingsToJson(const DynamicsSettings& settings);
DynamicsSettings dynamicsSettingsFromJson(std::string_view json);

/// For SettingsUndo.
SettingsChange describeChange(const DynamicsSettings& before, const DynamicsSettings& after);

} // namespace ui
