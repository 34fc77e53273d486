// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/bdf.h"
#include "solvers/methods/butcher_tableau.h"
#include "solvers/methods/implicit_tableau.h"
#include "solvers/methods/multistep_formulas.h"
#include "solvers/methods/reversible.h"
#include "solvers/methods/rosenbrock_tableau.h"
#include "solvers/methods/stepper.h"
#include "solvers/methods/symplectic_schemes.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace solvers {

/// What a method makes of y' = lambda y with Re lambda <= 0 (Hairer & Wanner, Solving ODEs II,
/// sec. IV.3): stable for small h lambda, for all, or for all and damping at infinity.
enum class Stability { Conditional, AStable, LStable };

/// The coefficients of a method, by family.
using MethodData = std::variant<const ButcherTableau*, const ImplicitTableau*,
    const RosenbrockTableau*, const BdfFormula*, const MultistepFormula*, const SymplecticScheme*,
    const ReversibleScheme*>;

/// One row of the registry of methods: what menus, command line, tests and documents list.
struct Method {
    std::string_view id; ///< as on the command line, in JSON and CSV
    std::string_view name; ///< as on screen
    std::string_view source; ///< paper or book
    MethodData data; ///< the coefficients; their type is the family and chooses the engine
    Stability stability = Stability::Conditional;
    bool symplectic = false;

    int order() const;
    int embeddedOrder() const; ///< 0 without an embedded solution
    int stages() const; ///< of a multistep method: steps
    bool adaptive() const { return embeddedOrder() > 0; }
    bool fsal() const;

    /// Why the method cannot take a system of that many equations, a sentence for the user; empty
    /// if it can.
    std::string problem(Index dim) const;

    /// nullptr unless the method is an explicit Runge-Kutta method
    const ButcherTableau* tableau() const;
    /// nullptr unless the method is an implicit Runge-Kutta method
    const ImplicitTableau* implicitTableau() const;
};

/// All methods, in the order in which they are shown.
std::span<const Method> methods();

/// nullptr where there is none of that id
const Method* findMethod(std::string_view id);

/// Throws std::invalid_argument with the closest ids: "unknown solver 'rk5'; did you mean rk4?"
const Method& methodById(std::string_view id);

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> makeStepper(const Method& method);

} // namespace solvers
