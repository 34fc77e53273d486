// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/sensitivity.h"

#include "solvers/names.h"
#include "solvers/sensitivity/adjoint.h"
#include "solvers/sensitivity/backprop.h"
#include "solvers/sensitivity/checkpointed.h"
#include "solvers/sensitivity/finite_differences.h"
#include "solvers/sensitivity/forward_sensitivity.h"
#include "solvers/sensitivity/interpolated_adjoint.h"
#include "solvers/sensitivity/reversible_adjoint.h"

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace solvers {

namespace {

const std::array kGradientMethods {
    GradientMethod { "backprop", "Backpropagation",
        "Reverse mode through the solver's steps: exact for the discrete solution." },
    GradientMethod { "adjoint", "Adjoint",
        "Equations (1) and (2) with z integrated backwards too: constant memory.", true },
    GradientMethod { "adjoint-stored", "Adjoint, stored states",
        "Equations (1) and (2) with z restarted from the stored state at every step.", true },
    GradientMethod { "adjoint-seminorm", "Adjoint, seminorm",
        "The adjoint whose error control leaves dL/dtheta out; for adaptive solvers.", true },
    GradientMethod { "adjoint-interpolated", "Adjoint, interpolated",
        "Equations (1) and (2) with z from the interpolant of the forward solve.", true },
    GradientMethod { "checkpointed", "Checkpointed",
        "Backpropagation that keeps a few states and takes the steps between them again." },
    GradientMethod { "checkpointed-uniform", "Checkpointed, uniform",
        "Backpropagation that keeps evenly spread states and takes every step again once." },
    GradientMethod { "reversible", "Reversible",
        "Backpropagation that undoes reversible steps: exact, at constant memory.", false, true },
    GradientMethod { "forward", "Forward sensitivities",
        "The variational equations, solved with z: exact, at a product for every parameter.", false,
        false, true },
    GradientMethod { "finite-differences", "Central differences",
        "Two solves for every parameter and nothing of f but its values.", false, false, true },
};

/// Throws where these options and this method make no solve.
void check(const SolveOptions& options, const Method& method)
{
    if (const std::string trouble = options.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
    if (options.adaptive && !method.adaptive())
        throw std::invalid_argument("solver '" + std::string(method.id)
            + "' has no error estimate; give a step size instead of tolerances");
}

} // namespace

std::span<const GradientMethod> gradientMethods()
{
    return kGradientMethods;
}

const GradientMethod& gradientMethodById(std::string_view id)
{
    std::vector<std::string> ids;
    for (const auto& method : kGradientMethods) {
        if (method.id == id)
            return method;
        ids.emplace_back(method.id);
    }
    throw std::invalid_argument(unknownName("gradient method", id, ids));
}

template <typename Scalar>
std::unique_ptr<Sensitivity<Scalar>> makeSensitivity(const GradientMethod& gradient,
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
{
    check(options, method);
    const bool checkpointed
        = gradient.id == "checkpointed" || gradient.id == "checkpointed-uniform";
    if (gradient.id == "backprop" || checkpointed)
        if (const std::string trouble = reversalProblem(gradient.id, method); !trouble.empty())
            throw std::invalid_argument(trouble);
    if (gradient.id == "reversible" && options.adaptive)
        throw std::invalid_argument(
            "reversible takes fixed steps; give a step size instead of tolerances");
    if (gradient.id == "backprop")
        return std::make_unique<Backprop<Scalar>>(method, options, more);
    if (checkpointed)
        return std::make_unique<Checkpointed<Scalar>>(method, options, more,
            gradient.id == "checkpointed" ? CheckpointSchedule::Binomial
                                          : CheckpointSchedule::Uniform);
    if (gradient.id == "reversible")
        return std::make_unique<ReversibleAdjoint<Scalar>>(method, options, more);
    if (gradient.id == "forward")
        return std::make_unique<ForwardSensitivity<Scalar>>(method, options, more);
    if (gradient.id == "finite-differences")
        return std::make_unique<FiniteDifferences<Scalar>>(method, options, more);
    SensitivityOptions forAdjoint = more;
    if (!forAdjoint.backward)
        forAdjoint.backward = options;
    check(*forAdjoint.backward, more.backwardMethod ? *more.backwardMethod : method);
    forAdjoint.backward->quadratureErrorControl = gradient.id != "adjoint-seminorm";
    if (gradient.id == "adjoint-interpolated")
        return std::make_unique<InterpolatedAdjoint<Scalar>>(method, options, forAdjoint);
    const auto state = gradient.id == "adjoint-stored" ? Adjoint<Scalar>::State::Stored
                                                       : Adjoint<Scalar>::State::Backsolved;
    return std::make_unique<Adjoint<Scalar>>(method, options, state, forAdjoint);
}

template std::unique_ptr<Sensitivity<float>> makeSensitivity<float>(
    const GradientMethod&, const Method&, const SolveOptions&, const SensitivityOptions&);
template std::unique_ptr<Sensitivity<double>> makeSensitivity<double>(
    const GradientMethod&, const Method&, const SolveOptions&, const SensitivityOptions&);

} // namespace solvers
