// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <span>
#include <string>
#include <string_view>

namespace nn {

/// One row of the registry of recipes: a named set of what a run does beside descending.
struct RecipeInfo {
    std::string_view id; ///< as on the command line and in records
    std::string_view name; ///< as on screen
    std::string_view summary;
    std::string_view augmentation;
    std::string_view schedule;
    std::string_view average;
    double labelSmoothing;
    double weightDecay;
    std::string_view optimizer; ///< what the recipe was chosen with
    double learningRate; ///< the same
    int batch; ///< the same
};

std::span<const RecipeInfo> recipes(); ///< the first one: plain, the article's
const RecipeInfo& recipeById(std::string_view id); ///< throws std::invalid_argument, closest ids

/// Overwrites all that the recipe names, optimiser, learning rate and batch included.
void applyRecipe(const RecipeInfo& recipe, TrainingOptions& options);

/// The id of the recipe that these options follow, whatever their optimiser, learning rate and
/// batch; "custom" where there is none.
std::string_view recipeOf(const TrainingOptions& options);

/// "plain", or "strong (augmentation affine, schedule one-cycle, ...)": what is not plain.
std::string recipeText(const TrainingOptions& options);

} // namespace nn
