// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/export/onnx_network.h"
#include "solvers/integration/solve_options.h"
#include "solvers/methods/butcher_tableau.h"

#include <functional>

namespace nn::exporting {

/// What one step of a Runge-Kutta method leaves.
struct OnnxStep {
    Value trial; ///< y1
    Value error; ///< y1 - embedded solution, where an estimate is asked for
    Value secondError; ///< of a second estimate; empty: the method has none
    Value lastSlope; ///< the last stage
};

/// Where a step is taken; all floats of the graph.
struct OnnxStepStart {
    Value z;
    Value t; ///< read where the field depends on it
    Value h; ///< signed
    Value firstSlope; ///< f(t, z) if known, else empty
};

/// The nodes of one step of `method` on the field "ode.func". label: begins their names.
/// estimate: the embedded solutions too.
OnnxStep addStep(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const OnnxStepStart& start, bool estimate,
    const std::string& label);

/// z(t1) in fixed steps: a Loop whose body is called after the method, or all steps one after the
/// other. Steps as the engine takes them, the last one cut.
Value addFixedSteps(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const solvers::SolveOptions& options, const Value& z0,
    bool unrolled);

/// z(t1) with error control: a conditional Loop that follows the engine's integrate(), automatic
/// first step, error norm over all samples and I controller. Not a number where the engine would
/// have reported a failure.
Value addAdaptiveSteps(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const solvers::SolveOptions& options, const Value& z0);

} // namespace nn::exporting
