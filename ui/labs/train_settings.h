// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>

#include <vector>

class QFileInfo;

namespace ui {

inline constexpr long kMnistTrainImages = 60000;
inline constexpr long kMnistTestImages = 10000;

/// A run that the empty page offers.
struct ReadyStart {
    QString id; ///< for object names
    QString title;
    QString text; ///< one sentence
    nn::TrainingOptions options; ///< with a set of the plane: for the view 2-D flow
};

/// At most three, the first one the page's recommendation. defaults: threads and seed.
std::vector<ReadyStart> readyStarts(const nn::TrainingOptions& defaults);

/// "174 218 parameters, 1875 steps": what a run amounts to, without guesses about the machine.
QString extentText(const nn::TrainingOptions& options);

/// "ODE-Net, Runge–Kutta 4, h = 0.5, adjoint", for the log and the recipe of exports.
QString modelText(const nn::ModelConfig& config);

/// "kinetic 0.01, STEER 0.5" of the terms that are on, or "off".
QString regularisationText(const nn::Regularisation& terms);

/// A whole number with thin spaces between thousands from 10 000 on.
QString thousands(long long number);

/// Settings of the last session in QSettings, group "train"; what is missing or no longer
/// usable there is taken from `defaults`.
void storeTrainSettings(const nn::TrainingOptions& options);
nn::TrainingOptions restoredTrainSettings(const nn::TrainingOptions& defaults);

/// From nn::toJson() in a recipe or a model file; what is of the machine and is not named there,
/// the folder of the data and the threads, is as now. Throws as nn::optionsFromJson().
nn::TrainingOptions trainingOfRecipe(
    const nlohmann::ordered_json& json, const nn::TrainingOptions& now);

bool isModel(const QFileInfo& file); ///< by its name: .safetensors, .npz, .onnx, .py
QString lastWeightsFolder(); ///< where weights were last saved or loaded

} // namespace ui
