// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/recipe.h"

#include "solvers/registry.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace nn {

namespace {

constexpr std::array kRecipes {
    RecipeInfo { "plain", "Plain", "the article's: the images and the learning rate as they are",
        "none", "constant", "none", 0.0, 0.0, "adam", 1e-3, 32 },
    RecipeInfo { "strong", "Strong",
        "moved images, one cycle of the learning rate, averaged weights, weight decay", "affine",
        "one-cycle", "ema", 0.0, 0.01, "adam", 3e-3, 64 },
};

bool follows(const TrainingOptions& options, const RecipeInfo& recipe)
{
    return options.augmentation == recipe.augmentation && options.schedule == recipe.schedule
        && options.average == recipe.average && options.labelSmoothing == recipe.labelSmoothing
        && options.weightDecay == recipe.weightDecay;
}

std::string number(double value)
{
    std::array<char, 40> text {};
    std::snprintf(text.data(), text.size(), "%g", value);
    return text.data();
}

} // namespace

std::span<const RecipeInfo> recipes()
{
    return kRecipes;
}

const RecipeInfo& recipeById(std::string_view id)
{
    return solvers::rowById(kRecipes, id, "recipe");
}

void applyRecipe(const RecipeInfo& recipe, TrainingOptions& options)
{
    options.augmentation = recipe.augmentation;
    options.schedule = recipe.schedule;
    options.average = recipe.average;
    options.labelSmoothing = recipe.labelSmoothing;
    options.weightDecay = recipe.weightDecay;
    options.optimizer = recipe.optimizer;
    options.learningRate = recipe.learningRate;
    options.batch = recipe.batch;
}

std::string_view recipeOf(const TrainingOptions& options)
{
    const auto found = std::ranges::find_if(
        kRecipes, [&options](const RecipeInfo& recipe) { return follows(options, recipe); });
    return found == kRecipes.end() ? std::string_view("custom") : found->id;
}

std::string recipeText(const TrainingOptions& options)
{
    const RecipeInfo& plain = kRecipes.front();
    std::string text;
    const auto add = [&text](const char* what, const std::string& value) {
        text += (text.empty() ? "" : ", ") + std::string(what) + " " + value;
    };
    if (options.augmentation != plain.augmentation)
        add("augmentation", options.augmentation);
    if (options.schedule != plain.schedule)
        add("schedule", options.schedule);
    if (options.average != plain.average)
        add("average", options.average);
    if (options.labelSmoothing > 0.0)
        add("label smoothing", number(options.labelSmoothing));
    if (options.weightDecay > 0.0)
        add("weight decay", number(options.weightDecay));
    return std::string(recipeOf(options)) + (text.empty() ? "" : " (" + text + ")");
}

} // namespace nn
