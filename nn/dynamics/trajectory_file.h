// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics.h"

namespace nn {

/// What a learned field and its trajectories were made by: {"problem", "samples", "noise",
/// "beyond", "seed"} where the data are those of a problem, always {"data": name, "dynamics":
/// toJson(options), "version"}. One line.
std::string dynamicsRecipe(const DynamicsOptions& options, const TrajectoryData& data);

/// # recipe: ..., then t,y1,...[,true1,...],learned1,...: a row for each time of the data and
/// beyond. y is what was observed, also what was held back of a series; true stands there for a
/// problem's data. Cells that there is no number for are empty. The recipe's problem is opened by
/// readProblemFile().
std::string trajectoriesToCsv(
    const TrajectoryData& data, const DynamicsMeasure& measure, std::string_view recipe);

/// The bytes of an .npz file: t (rows), y, true and learned (rows x states) as in the table, NaN
/// for empty cells; seen, the number of rows of the data; of two states grid and field (points x
/// 2), the learned slopes; recipe, a text.
std::string trajectoriesToNpz(
    const TrajectoryData& data, const DynamicsMeasure& measure, std::string_view recipe);

/// As the suffix says, .csv or .npz, whole or not at all. Throws std::invalid_argument for another
/// suffix, std::runtime_error("FILE: ...").
void writeTrajectories(const std::filesystem::path& file, const TrajectoryData& data,
    const DynamicsMeasure& measure, std::string_view recipe);

} // namespace nn
