// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_settings.h"
#include "ui/plots/plot_export.h"

#include <QString>
#include <QStringList>

namespace ui {

QString fieldName(const nn::DepthStack& stack); ///< "Two-layer field, tanh"
QString fieldFormula(const nn::DepthStack& stack); ///< rich text: dh/dt = ...
QString plainFieldFormula(const nn::DepthStack& stack); ///< for speech and files
QString weightsText(const nn::DepthStack& stack); ///< "W1 = [...]<br>W2 = ..., b = ..."; rich
QStringList weightNames(const nn::DepthFieldInfo& field); ///< "W1 row 1, column 2", ...

QString pointText(const solvers::PlanePoint& point); ///< "(−0.50, 0.83)"
QString countWord(int count); ///< "three", from 13 on "13"
/// "Three Euler steps", or "Five steps, adaptive", of the chart's legend.
QString stepsName(const nn::DepthStudy& study, int highlight);
QString shortMethodName(const solvers::Method& method); ///< "RK4"

/// The words in a block, from top to bottom: its layers, or the stages of the method; rich text, in
/// which "%1" is the index of the state that the block starts from.
QStringList blockRows(const nn::DepthStudy& study);
/// The paragraph below the diagram, rich text: what a block computes, and how the layers and the
/// solver compare.
QString blockText(const nn::DepthStudy& study);
QString statusOf(const nn::DepthStudy& study, int highlight); ///< of the status bar

PlotRecipe recipeOf(const nn::DepthJob& job);
QString captionOf(const nn::DepthJob& job);
PlotRecipe recipeOf(const nn::ResidualSweepOptions& options);
QString captionOf(const nn::ResidualSweepOptions& options);

} // namespace ui
