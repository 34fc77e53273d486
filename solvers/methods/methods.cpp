// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"

#include "solvers/methods/runge_kutta.h"
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

const ButcherTableau* Method::tableau() const
{
    const auto* const* table = std::get_if<const ButcherTableau*>(&data);
    return table ? *table : nullptr;
}

namespace {

/// One overload for each family of MethodData.
template <typename Scalar>
std::unique_ptr<Stepper<Scalar>> engine(const ButcherTableau& table)
{
    return std::make_unique<RungeKutta<Scalar>>(table);
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
