// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

#include <atomic>
#include <functional>

namespace ui {

/// Solves the problem with every requested method, makes the reference and measures the errors.
/// A method that cannot be used says so in its result; the others go on.
///
/// progress: called after each method; stop: may be set by another thread, the results are then
/// incomplete and say so. Throws std::invalid_argument for an unusable problem.
SolveResults runSolveJob(const SolveJob& job, const std::atomic<bool>& stop,
    const std::function<void(int done, int total)>& progress);

} // namespace ui
