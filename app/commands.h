// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

#include <array>

namespace app {

void addList(CommandLine& line);
void addSolve(CommandLine& line);
void addConverge(CommandLine& line);
void addGradients(CommandLine& line);
void addTrain(CommandLine& line);
void addDynamics(CommandLine& line);
void addEvaluate(CommandLine& line);
void addRuns(CommandLine& line);
void addPredict(CommandLine& line);
void addExport(CommandLine& line);
void addTable1(CommandLine& line);
void addScreenshot(CommandLine& line);
void addLearn(CommandLine& line);
void addOpen(CommandLine& line);

/// The subcommands, in the order in which --help shows them.
inline constexpr std::array kCommands { addList, addSolve, addConverge, addGradients, addTrain,
    addDynamics, addEvaluate, addPredict, addExport, addRuns, addTable1, addScreenshot, addLearn,
    addOpen };

} // namespace app
