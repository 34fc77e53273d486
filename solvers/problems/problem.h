// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <memory>
#include <string>
#include <vector>

namespace solvers {

/// A constant of a problem that the user may change.
struct ProblemParameter {
    std::string name;
    double value = 0.0;
    double smallest = 0.0; ///< range of a slider; equal ends: none is offered
    double largest = 0.0;

    bool operator==(const ProblemParameter&) const = default;
};

/// An initial value problem y' = f(t, y), y(t0) = y0 on [t0, t1] as a value: what the catalogue
/// lists, a problem file holds and the window edits. Expressions are in muParser's grammar with
/// t, y (one equation) or y1 ... yn, and the parameters' names.
struct Problem {
    std::string id; ///< catalogue id, empty for the user's own
    std::string name;
    std::vector<std::string> rhs; ///< n expressions
    std::vector<double> y0; ///< n numbers
    double t0 = 0.0;
    double t1 = 1.0; ///< may lie before t0
    std::vector<std::string> exact {}; ///< n expressions in t (y(t) = ...), or none
    std::vector<ProblemParameter> parameters {};
    bool stiff = false;
    std::string formula {}; ///< for the screen, rich text; empty: the expressions themselves
    std::string exactFormula {}; ///< the same for the exact solution

    std::size_t dim() const { return rhs.size(); }
    bool hasExact() const { return !exact.empty(); }

    /// Empty if sizes agree, numbers are finite and every expression is valid; else a sentence
    /// naming the field, e.g. "rhs[2], column 5: unknown function 'sn'; did you mean sin?"
    std::string problem() const;

    bool operator==(const Problem&) const = default;
};

/// "y" for one equation, else "y1" ... "yn"
std::vector<std::string> stateNames(std::size_t dim);

/// Names that right-hand sides may use: states, t, parameters, in this order.
std::vector<std::string> rhsNames(const Problem& problem);

/// Names that exact solutions may use: t, parameters, in this order.
std::vector<std::string> exactNames(const Problem& problem);

/// The right-hand side of a problem, with its parameters as they stand. Throws
/// std::invalid_argument with problem.problem() where that is not empty.
std::unique_ptr<OdeSystem<double>> makeSystem(const Problem& problem);

/// The exact solution y(t) as a function.
class ExactSolution {
public:
    virtual ~ExactSolution() = default;
    virtual void evaluate(double t, VectorView<double> y) const = 0;
};

/// nullptr where the problem has none, or one that does not pass through (t0, y0): it belongs
/// to other initial values. Throws as makeSystem().
std::unique_ptr<ExactSolution> makeExactSolution(const Problem& problem);

/// Empty if the exact solution is absent or passes through (t0, y0), else a sentence:
/// "exact[1]: the exact solution is 0.5 at t = 0, not 0.6; no error is computed".
std::string exactSolutionNote(const Problem& problem);

} // namespace solvers
