// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/multistep_formulas.h"

#include <array>

namespace solvers::formulas {

namespace {

// clang-format off
// Bashforth & Adams 1883; HNW I, (III.1.5). f_n first.
constexpr std::array b1{1};
constexpr std::array b2{3, -1};
constexpr std::array b3{23, -16, 5};
constexpr std::array b4{55, -59, 37, -9};
constexpr std::array b5{1901, -2774, 2616, -1274, 251};
// Moulton 1926; HNW I, (III.1.9). f_{n+1} first.
constexpr std::array m2{1, 1};
constexpr std::array m3{5, 8, -1};
constexpr std::array m4{9, 19, -5, 1};
constexpr std::array m5{251, 646, -264, 106, -19};
// Nystroem 1925, the explicit midpoint rule; HNW I, (III.1.13').
constexpr std::array n2{2};

constexpr MultistepFormula ab1_{"ab1", 1, 0, {b1, 1}};
constexpr MultistepFormula ab2_{"ab2", 2, 0, {b2, 2}};
constexpr MultistepFormula ab3_{"ab3", 3, 0, {b3, 12}};
constexpr MultistepFormula ab4_{"ab4", 4, 0, {b4, 24}};
constexpr MultistepFormula ab5_{"ab5", 5, 0, {b5, 720}};
constexpr MultistepFormula abm2_{"abm2", 2, 0, {b2, 2}, {m2, 2}};
constexpr MultistepFormula abm3_{"abm3", 3, 0, {b3, 12}, {m3, 12}};
constexpr MultistepFormula abm4_{"abm4", 4, 0, {b4, 24}, {m4, 24}};
constexpr MultistepFormula abm5_{"abm5", 5, 0, {b5, 720}, {m5, 720}};
constexpr MultistepFormula leapfrog_{"leapfrog", 2, 1, {n2, 1}};
// clang-format on

static_assert(isConsistent(ab1_) && isConsistent(ab2_) && isConsistent(ab3_) && isConsistent(ab4_)
    && isConsistent(ab5_));
static_assert(isConsistent(abm2_) && isConsistent(abm3_) && isConsistent(abm4_)
    && isConsistent(abm5_) && isConsistent(leapfrog_));

} // namespace

constinit const MultistepFormula ab1 = ab1_;
constinit const MultistepFormula ab2 = ab2_;
constinit const MultistepFormula ab3 = ab3_;
constinit const MultistepFormula ab4 = ab4_;
constinit const MultistepFormula ab5 = ab5_;
constinit const MultistepFormula abm2 = abm2_;
constinit const MultistepFormula abm3 = abm3_;
constinit const MultistepFormula abm4 = abm4_;
constinit const MultistepFormula abm5 = abm5_;
constinit const MultistepFormula leapfrog = leapfrog_;

} // namespace solvers::formulas
