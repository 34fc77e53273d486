// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/trial.h"
#include "ui/workers/run_library.h"

#include <QString>

namespace ui {

QString modelNameOf(const LibraryRun& run); ///< "ODE-Net"
QString runName(const LibraryRun& run);
bool isOfPlane(const LibraryRun& run); ///< learned points of the plane, not digits
QString statusText(nn::RunStatus status); ///< "finished", in the user's language
/// "finished, 20 epochs, least test error 0.55 %".
QString runSummary(const LibraryRun& run);
QString percent(double share, int decimals = 2); ///< "0.55", without the sign; "–" for NaN
/// "0.55 ± 0.04", of one number without its deviation; "–" for none.
QString spreadText(const nn::Spread& spread, int decimals);
QString countText(double count); ///< "0.22 M", "50 892"
QString megabytes(double bytes); ///< "312 MB"
/// How a key of the configuration is called on the page: "learning rate" of "lr".
QString keyText(const std::string& key);
/// The keys in which runs differ, named; seeds and threads alone are no difference of settings.
QStringList differingSettings(const std::vector<const LibraryRun*>& runs);
std::vector<nn::ConfigDifference> differencesOf(const std::vector<const LibraryRun*>& runs);
/// "Adam, learning rate 0.001, batch 32"
QString optimiserText(const nn::TrainingOptions& options);
/// "MNIST, 60 000 + 10 000"
QString dataText(const nn::TrainingOptions& options);
/// "RK4, h = 0.5, T = 2", "–" for a model without a solver.
QString solverText(const nn::ModelConfig& config);

} // namespace ui
