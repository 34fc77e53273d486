// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"

#include <array>

/// Explicit Runge-Kutta coefficients; sources stand beside the numbers in tableaus*.cpp.
namespace solvers::tableaus {

extern const ButcherTableau euler;
extern const ButcherTableau midpoint;
extern const ButcherTableau heun;
extern const ButcherTableau ralston;
extern const ButcherTableau kutta3;
extern const ButcherTableau ssprk3;
extern const ButcherTableau rk4;
extern const ButcherTableau rk438;

extern const ButcherTableau heunEuler;
extern const ButcherTableau fehlberg12;
extern const ButcherTableau bosh3;
extern const ButcherTableau rkf45;
extern const ButcherTableau cashKarp;
extern const ButcherTableau dopri5;
extern const ButcherTableau tsit5;
extern const ButcherTableau dop853;

/// a - b, where a paper prints b - bHat
template <std::size_t N>
constexpr std::array<double, N> difference(
    const std::array<double, N>& a, const std::array<double, N>& b)
{
    std::array<double, N> result {};
    for (std::size_t i = 0; i < N; ++i)
        result[i] = a[i] - b[i];
    return result;
}

} // namespace solvers::tableaus
