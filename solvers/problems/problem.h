// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <memory>
#include <string>
#include <string_view>
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

/// An expression with a name: a definition or an invariant.
struct NamedExpression {
    std::string name;
    std::string expression;

    bool operator==(const NamedExpression&) const = default;
};

/// An initial value problem y' = f(t, y), y(t0) = y0 on [t0, t1] as a value: what the catalogue
/// lists, a problem file holds and the window edits. Expressions are in muParser's grammar;
/// what names they may use say rhsNames(), exactNames() and startNames().
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
    std::string group {}; ///< heading in menus: "Oscillators"; empty for the user's own
    std::vector<NamedExpression> definitions {}; ///< evaluated in this order before the rhs
    std::vector<NamedExpression> invariants {}; ///< constant along every solution
    std::string event {}; ///< an event is a zero of this expression; empty: none
    int eventDirection = 0; ///< +1 rising, -1 falling, 0 either, as t runs from t0 to t1
    std::vector<std::string> eventReset {}; ///< n expressions: the state after the event; or none
    std::vector<std::string> startTexts {}; ///< y0 where it depends on parameters; see setParameter
    std::string endText {}; ///< the same for t1

    std::size_t dim() const { return rhs.size(); }
    /// There are expressions, or the catalogue has the solution in C++: nativeExact().
    bool hasExact() const;

    /// Empty if sizes agree, numbers are finite and every expression is valid; else a sentence
    /// naming the field, e.g. "rhs[2], column 5: unknown function 'sn'; did you mean sin?"
    std::string problem() const;

    /// The part of problem() that does not read expressions: sizes, numbers, names.
    std::string valuesProblem() const;

    /// Sets a parameter; y0 and t1 follow where startTexts and endText tie them to parameters.
    /// Throws std::invalid_argument for an unknown name or a text that is no expression.
    void setParameter(std::string_view parameter, double value);

    bool operator==(const Problem&) const = default;
};

/// "y" for one equation, else "y1" ... "yn"
std::vector<std::string> stateNames(std::size_t dim);

/// Names of the initial values: "y0" for one equation, else "y1_0" ... "yn_0"
std::vector<std::string> initialNames(std::size_t dim);

/// Names that right-hand sides, invariants, events and resets may use: states, t, parameters,
/// definitions, in this order. A definition may use what stands before it.
std::vector<std::string> rhsNames(const Problem& problem);

/// Names that exact solutions may use: t, parameters, t0, initial values, in this order. A
/// parameter that is called like one of the last two hides it.
std::vector<std::string> exactNames(const Problem& problem);

/// Names that startTexts and endText may use: parameters and t0.
std::vector<std::string> startNames(const Problem& problem);

/// The right-hand side of a problem, with its parameters as they stand and an exact Jacobian:
/// the catalogue's, or that of the texts (at kinks and where none is finite: ExpressionProgram).
/// Throws std::invalid_argument with problem.problem() where that is not empty.
std::unique_ptr<OdeSystem<double>> makeSystem(const Problem& problem);

/// Expressions of t and y as a function: invariants, an event, a reset.
class StateFunction {
public:
    virtual ~StateFunction() = default;
    /// values: one for each expression
    virtual void evaluate(double t, ConstVectorView<double> y, VectorView<double> values) = 0;
};

/// texts may use rhsNames(problem). Throws std::invalid_argument for an unusable problem or
/// text. An instance keeps scratch memory and serves one thread at a time.
std::unique_ptr<StateFunction> makeStateFunction(
    const Problem& problem, const std::vector<std::string>& texts);

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
