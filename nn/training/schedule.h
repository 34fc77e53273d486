// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace nn {

/// One row of the registry of learning-rate schedules.
struct ScheduleInfo {
    std::string_view id; ///< as on the command line and in files
    std::string_view name; ///< as on screen
    std::string_view summary;
    /// What the learning rate of the run is multiplied by at one of its steps.
    /// 0 <= step < steps: both counted over the whole run, so that nothing else has to be kept.
    double (*factor)(double step, double steps);
};

std::span<const ScheduleInfo> schedules();
const ScheduleInfo& scheduleById(std::string_view id); ///< throws std::invalid_argument

} // namespace nn
