// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"

#include "solvers/methods/diagonally_implicit.h"
#include "solvers/methods/fully_implicit.h"
#include "solvers/methods/implicit_tableaus.h"
#include "solvers/methods/multistep.h"
#include "solvers/methods/quadratures_as_states.h"
#include "solvers/methods/rosenbrock.h"
#include "solvers/methods/rosenbrock_tableaus.h"
#include "solvers/methods/runge_kutta.h"
#include "solvers/methods/symplectic.h"
#include "solvers/methods/tableaus.h"
#include "solvers/names.h"

#include <array>
#include <stdexcept>
#include <vector>

namespace solvers {

namespace {

const std::array kMethods {
    Method { "euler", "Euler", "Euler 1768", &tableaus::euler },
    Method { "midpoint", "Midpoint", "Runge 1895", &tableaus::midpoint },
    Method { "heun", "Heun", "Heun 1900", &tableaus::heun },
    Method { "ralston", "Ralston", "Ralston 1962", &tableaus::ralston },
    Method { "kutta3", "Kutta 3", "Kutta 1901", &tableaus::kutta3 },
    Method { "ssprk3", "SSP Runge–Kutta 3", "Shu & Osher 1988", &tableaus::ssprk3 },
    Method { "rk4", "Runge–Kutta 4", "Kutta 1901", &tableaus::rk4 },
    Method { "rk4-38", "Runge–Kutta 3/8", "Kutta 1901, 3/8 rule", &tableaus::rk438 },
    Method { "heun-euler", "Heun–Euler", "Heun 1900, Euler embedded", &tableaus::heunEuler },
    Method { "fehlberg12", "Fehlberg 1(2)", "Fehlberg 1969", &tableaus::fehlberg12 },
    Method { "bosh3", "Bogacki–Shampine", "Bogacki & Shampine 1989", &tableaus::bosh3 },
    Method { "rkf45", "Fehlberg 4(5)", "Fehlberg 1969", &tableaus::rkf45 },
    Method { "cash-karp", "Cash–Karp", "Cash & Karp 1990", &tableaus::cashKarp },
    Method { "dopri5", "Dormand–Prince", "Dormand & Prince 1980", &tableaus::dopri5 },
    Method { "tsit5", "Tsitouras", "Tsitouras 2011", &tableaus::tsit5 },
    Method { "dop853", "DOP853", "Dormand & Prince 1981; Hairer, Nørsett & Wanner 1993",
        &tableaus::dop853 },
    Method { "ab1", "Adams–Bashforth 1", "Bashforth & Adams 1883", &formulas::ab1 },
    Method { "ab2", "Adams–Bashforth 2", "Bashforth & Adams 1883", &formulas::ab2 },
    Method { "ab3", "Adams–Bashforth 3", "Bashforth & Adams 1883", &formulas::ab3 },
    Method { "ab4", "Adams–Bashforth 4", "Bashforth & Adams 1883", &formulas::ab4 },
    Method { "ab5", "Adams–Bashforth 5", "Bashforth & Adams 1883", &formulas::ab5 },
    Method { "abm2", "Adams–Moulton 2, PECE", "Moulton 1926", &formulas::abm2 },
    Method { "abm3", "Adams–Moulton 3, PECE", "Moulton 1926", &formulas::abm3 },
    Method { "abm4", "Adams–Moulton 4, PECE", "Moulton 1926", &formulas::abm4 },
    Method { "abm5", "Adams–Moulton 5, PECE", "Moulton 1926", &formulas::abm5 },
    Method { "leapfrog", "Leapfrog", "Nyström 1925, explicit midpoint rule", &formulas::leapfrog },
    Method { "symplectic-euler", "Symplectic Euler", "Hairer, Lubich & Wanner 2006, VI.3",
        &schemes::symplecticEuler, Stability::Conditional, true },
    Method { "verlet", "Störmer–Verlet", "Störmer 1907, Verlet 1967", &schemes::verlet,
        Stability::Conditional, true },
    Method { "yoshida4", "Forest–Ruth, Yoshida 4", "Forest & Ruth 1990, Yoshida 1990",
        &schemes::yoshida4, Stability::Conditional, true },
    Method { "yoshida6", "Yoshida 6", "Yoshida 1990, solution A", &schemes::yoshida6,
        Stability::Conditional, true },
    Method { "alf", "Asynchronous leapfrog", "Mutze 2013, Zhuang et al. 2021", &schemes::alf },
    Method { "reversible-heun", "Reversible Heun", "Kidger et al. 2021", &schemes::reversibleHeun },
    Method { "bdf1", "BDF 1", "Curtiss & Hirschfelder 1952", &bdf::bdf1, Stability::LStable },
    Method { "bdf2", "BDF 2", "Curtiss & Hirschfelder 1952", &bdf::bdf2, Stability::LStable },
    Method { "bdf3", "BDF 3", "Gear 1971", &bdf::bdf3 },
    Method { "bdf4", "BDF 4", "Gear 1971", &bdf::bdf4 },
    Method { "bdf5", "BDF 5", "Gear 1971", &bdf::bdf5 },
    Method { "bdf6", "BDF 6", "Gear 1971", &bdf::bdf6 },
    Method { "backward-euler", "Backward Euler", "Hairer & Wanner 1996, IV.1",
        &tableaus::backwardEuler, Stability::LStable },
    Method { "trapezoid", "Trapezoidal rule", "Crank & Nicolson 1947", &tableaus::trapezoid,
        Stability::AStable },
    Method { "implicit-midpoint", "Implicit midpoint", "Butcher 1964, Gauss with one stage",
        &tableaus::implicitMidpoint, Stability::AStable, true },
    Method { "sdirk2", "SDIRK 2", "Alexander 1977; Ellsiepen 1999", &tableaus::sdirk2,
        Stability::LStable },
    Method { "tr-bdf2", "TR-BDF2", "Bank et al. 1985; Hosea & Shampine 1996", &tableaus::trBdf2,
        Stability::LStable },
    Method { "kvaerno3", "Kværnø 3", "Kværnø 2004", &tableaus::kvaerno3, Stability::LStable },
    Method { "kvaerno5", "Kværnø 5", "Kværnø 2004", &tableaus::kvaerno5, Stability::LStable },
    Method { "gauss2", "Gauss 4", "Hammer & Hollingsworth 1955", &tableaus::gauss2,
        Stability::AStable, true },
    Method { "gauss3", "Gauss 6", "Butcher 1964", &tableaus::gauss3, Stability::AStable, true },
    Method { "radau-iia2", "Radau IIA 3", "Hairer & Wanner 1996, IV.5", &tableaus::radauIIA2,
        Stability::LStable },
    Method { "radau-iia3", "Radau IIA 5", "Hairer & Wanner 1996, RADAU5", &tableaus::radauIIA3,
        Stability::LStable },
    Method { "rosenbrock23", "Rosenbrock 2(3)", "Shampine & Reichelt 1997", &tableaus::rosenbrock23,
        Stability::LStable },
    Method { "ros3p", "ROS3P", "Lang & Verwer 2001", &tableaus::ros3p, Stability::AStable },
    Method {
        "rodas4", "RODAS 4", "Hairer & Wanner 1996, RODAS", &tableaus::rodas4, Stability::LStable },
};

} // namespace

std::span<const Method> methods()
{
    return kMethods;
}

const Method* findMethod(std::string_view id)
{
    for (const auto& method : kMethods)
        if (method.id == id)
            return &method;
    return nullptr;
}

const Method& methodById(std::string_view id)
{
    if (const Method* method = findMethod(id))
        return *method;
    std::vector<std::string> ids;
    for (const auto& method : kMethods)
        ids.emplace_back(method.id);
    throw std::invalid_argument(unknownName("solver", id, ids));
}

int Method::order() const
{
    return std::visit([](const auto* family) { return family->order; }, data);
}

int Method::embeddedOrder() const
{
    return std::visit([](const auto* family) { return family->embeddedOrder; }, data);
}

int Method::stages() const
{
    return std::visit([](const auto* family) { return family->stages(); }, data);
}

bool Method::fsal() const
{
    const ButcherTableau* table = tableau();
    return table && table->fsal();
}

std::string Method::problem(Index dim) const
{
    if (std::holds_alternative<const SymplecticScheme*>(data))
        return symplecticProblem(dim, 0);
    return {};
}

const ButcherTableau* Method::tableau() const
{
    const auto* const* table = std::get_if<const ButcherTableau*>(&data);
    return table ? *table : nullptr;
}

const ImplicitTableau* Method::implicitTableau() const
{
    const auto* const* table = std::get_if<const ImplicitTableau*>(&data);
    return table ? *table : nullptr;
}

namespace {

/// One overload for each family of MethodData.
template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const ButcherTableau& table)
{
    return std::make_unique<RungeKutta<Scalar>>(table);
}

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const MultistepFormula& formula)
{
    return std::make_unique<Multistep<Scalar>>(formula);
}

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const SymplecticScheme& scheme)
{
    return std::make_unique<Symplectic<Scalar>>(scheme);
}

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const ReversibleScheme& scheme)
{
    return std::make_unique<Reversible<Scalar>>(scheme);
}

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const ImplicitTableau& table)
{
    if (table.singlyDiagonal())
        return std::make_unique<DiagonallyImplicit<Scalar>>(table);
    return std::make_unique<FullyImplicit<Scalar>>(table);
}

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const RosenbrockTableau& table)
{
    return std::make_unique<QuadraturesAsStates<Scalar>>(
        std::make_unique<Rosenbrock<Scalar>>(table));
}

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const BdfFormula& formula)
{
    return std::make_unique<QuadraturesAsStates<Scalar>>(std::make_unique<Bdf<Scalar>>(formula));
}

} // namespace

template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> makeStepper(const Method& method)
{
    return std::visit([](const auto* family) { return engine<Scalar>(*family); }, method.data);
}

template std::unique_ptr<Stepper<float>> makeStepper<float>(const Method&);
template std::unique_ptr<Stepper<double>> makeStepper<double>(const Method&);

} // namespace solvers
