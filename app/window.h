// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

#include <QSize>

#include <span>
#include <string>

namespace app {

/// Opens the window, with a file if one is named, and returns its exit status. Without a display:
/// one line on standard error that names the commands which need none, and kFailed.
int openWindow(const std::string& file = {});

/// The recipe in a file as text, one JSON object. Throws std::runtime_error("FILE: what").
std::string recipeText(const std::string& file);

/// What a screenshot shows.
struct Screenshot {
    std::string lab = "solve";
    std::string view; ///< tab of the page; empty: the first
    std::string problem; ///< catalogue id for the Solve page; empty: as it opens
    std::vector<std::string> solvers; ///< ticked on the Solve page; empty: those of a first lesson
    std::string lesson; ///< open in the Learn dock; empty: it is closed
    std::string open; ///< file that the window opens, instead of lab, view and problem; or empty
    QSize size { 1440, 900 };
    bool dark = false;
    std::string file; ///< .png
};

/// Draws the window into a file, without a display. Throws std::invalid_argument for a page or
/// a problem that is not there, std::runtime_error("FILE: what").
void takeScreenshot(const Screenshot& shot);

/// Throws UsageError for a file name that says no format of pictures.
void checkPlotName(const std::string& file);

/// Draws what the Trajectory view draws for these requests into a .png, .svg or .pdf file;
/// needs no display. Throws as takeScreenshot().
void plotTrajectories(const std::string& file, const solvers::Problem& problem,
    std::span<const solvers::Solution> solutions);

/// Trains an ODE-Net in the window for so many seconds and prints how long events waited for the
/// event loop meanwhile, as JSON. Works with or without a display.
int measureLatency(double seconds);

} // namespace app
