// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/depth_field.h"
#include "solvers/analysis/phase_plane.h"
#include "solvers/integration/solve_options.h"
#include "solvers/methods/methods.h"

#include <cstdint>

namespace nn {

inline constexpr int kMostBlocks = 64;
inline constexpr double kMostDepth = 1000.0;

/// N residual blocks h + (T/N) f(h, theta) of points of the plane, and the flow dh/dt = f(h, theta)
/// on [0, T] that they follow; as a value.
struct DepthStack {
    std::string field = "two-layer-tanh"; ///< id in the registry; empty: `problem`
    std::vector<double> weights = depthFieldById("two-layer-tanh").weights;
    solvers::Problem problem {}; ///< two equations; t runs from its t0 on; only where no field is
    int blocks = 3; ///< N, 1 to kMostBlocks
    double depth = 3.0; ///< T > 0
    /// Block k has weights of its own, drawn about `weights`; only of a field with layers.
    bool ownWeights = false;
    std::uint64_t seed = 1; ///< of these weights
    double spread = 0.3; ///< their standard deviation, >= 0

    double step() const { return depth / blocks; }
    bool hasLayers() const { return !field.empty(); }
    bool hasOwnWeights() const { return ownWeights && hasLayers(); }
    double start() const { return hasLayers() ? 0.0 : problem.t0; }
    std::vector<double> weightsOf(int block) const; ///< block: from 0; the same for every N
    DepthStack withBlocks(int count) const;

    std::string fault() const; ///< empty if usable, else a sentence for the user
    bool operator==(const DepthStack&) const = default;
};

/// How the blocks are computed: one step of a method each, or as many steps as error control
/// wants, whatever N is.
struct DepthSolver {
    const solvers::Method* method = nullptr; ///< explicit Runge-Kutta
    bool adaptive = false; ///< method->adaptive() only
    double tolerance = 1e-3; ///< relative and absolute

    std::string fault() const; ///< empty if usable, else a sentence for the user
    solvers::SolveOptions options(double t0, double t1, double step) const;
    bool operator==(const DepthSolver&) const = default;
};

/// Throws std::invalid_argument with the fault of one of them, where there is one.
void requireUsable(const DepthStack& stack, const DepthSolver& solver);

/// The right-hand sides of the blocks of one stack. Serves one thread.
class BlockFields {
public:
    explicit BlockFields(const DepthStack& stack); ///< throws std::invalid_argument with fault()
    ~BlockFields();

    solvers::OdeSystem<double>& of(int block); ///< dim() 2

private:
    struct Field;
    std::vector<std::unique_ptr<Field>> m_fields; ///< one where all blocks share it
};

/// f of a block on a grid of columns x rows points, the middles of equal cells. Points without a
/// finite slope are left out.
std::vector<solvers::FieldSample> sampleBlockField(
    const DepthStack& stack, int block, const solvers::PlaneWindow& window, int columns, int rows);

} // namespace nn
