// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"
#include "solvers/methods/stepper.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace solvers {

/// One row of the registry of methods: what menus, command line, tests and documents list.
struct Method {
    std::string_view id; ///< as on the command line, in JSON and CSV
    std::string_view name; ///< as on screen
    std::string_view source; ///< paper or book
    const ButcherTableau* tableau;

    int order() const { return tableau->order; }
    int embeddedOrder() const { return tableau->embeddedOrder; }
    int stages() const { return tableau->stages(); }
    bool adaptive() const { return tableau->embedded(); }
    bool fsal() const { return tableau->fsal(); }
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
