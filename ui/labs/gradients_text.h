// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/gradient_results.h"

#include <QString>

namespace ui {

QString gradientId(const solvers::GradientMethod& method); ///< also the id of its series
QString gradientName(const solvers::GradientMethod& method); ///< "Backprop through solver"
QString shortGradientName(const solvers::GradientMethod& method); ///< "Backprop", for legends
/// With what the job tells it: "Checkpointed, 5 points"
QString gradientName(const solvers::GradientMethod& method, const GradientJob& job);

/// Name of component k of the state in the page's letters: z, or z with an index.
QString stateName(std::size_t k, std::size_t dim, bool rich);

/// The formula of a problem and of the loss, one a line, as rich text; and for speech.
QString lossFormula(const GradientJob& job, bool rich);
/// The right-hand side in the page's letters: dz/dt = ...
QString fieldFormula(const solvers::Problem& problem, bool rich);

QString bytesText(double bytes); ///< "640 B", "1.2 kB"

} // namespace ui
