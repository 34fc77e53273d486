// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/schedule.h"

#include "solvers/registry.h"

#include <array>
#include <cmath>
#include <numbers>

namespace nn {

namespace {

/// From `from` at 0 to `to` at 1 along half a period of a cosine.
double halfWave(double from, double to, double fraction)
{
    return to + (from - to) / 2.0 * (1.0 + std::cos(std::numbers::pi * fraction));
}

double constant(double step, double steps)
{
    (void)step;
    (void)steps;
    return 1.0;
}

/// Loshchilov & Hutter, ICLR 2017, arXiv:1608.03983, without restarts.
double cosine(double step, double steps)
{
    return halfWave(1.0, 0.0, step / steps);
}

/// Smith & Topin, arXiv:1708.07120, in the form and with the numbers of PyTorch's OneCycleLR: up
/// from 1/25 over 30 % of the steps, then down to 1/250000.
double oneCycle(double step, double steps)
{
    constexpr double kFirst = 1.0 / 25.0;
    constexpr double kLast = kFirst / 1e4;
    const double peak = 0.3 * steps - 1.0;
    if (step <= peak)
        return halfWave(kFirst, 1.0, step / peak);
    return halfWave(1.0, kLast, (step - peak) / (steps - 1.0 - peak));
}

constexpr std::array kSchedules {
    ScheduleInfo { "constant", "Constant", "the learning rate throughout", constant },
    ScheduleInfo { "cosine", "Cosine", "from the learning rate to 0", cosine },
    ScheduleInfo { "one-cycle", "One cycle",
        "from 1/25 up to the learning rate over 30 % of the steps, then down to almost 0",
        oneCycle },
};

} // namespace

std::span<const ScheduleInfo> schedules()
{
    return kSchedules;
}

const ScheduleInfo& scheduleById(std::string_view id)
{
    return solvers::rowById(kSchedules, id, "schedule");
}

} // namespace nn
