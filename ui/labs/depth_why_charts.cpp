// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of "Why residual".
#include "ui/labs/depth_charts.h"
#include "ui/plots/plot_view.h"
#include "ui/text.h"

namespace ui {

namespace {

/// Plain networks are the grey of the perceptron, residual ones the ResNet's orange.
PlotCurve curveOf(bool residual, const QString& name)
{
    return PlotCurve(residual ? QStringLiteral("residual") : QStringLiteral("plain"), name,
        seriesStyle(residual ? u"resnet" : u"mlp"));
}

} // namespace

void showResidualSweep(PlotView& errors, PlotView& losses, const nn::ResidualSweepResult& results)
{
    PlotAxis depth;
    depth.title = tr("weight layers");
    depth.integers = true;
    depth.padding = 0.04;
    PlotAxis error;
    error.title = tr("training error (%)");
    error.padding = 0.06;
    PlotAxis step;
    step.title = tr("step of the optimiser");
    step.integers = true;
    PlotAxis loss;
    loss.title = tr("mean cross-entropy");
    loss.logarithmic = true;
    loss.padding = 0.04;
    errors.setAxis(PlotView::AxisId::X, depth);
    errors.setAxis(PlotView::AxisId::Y, error);
    losses.setAxis(PlotView::AxisId::X, step);
    losses.setAxis(PlotView::AxisId::Y, loss);
    std::vector<PlotCurve> errorCurves;
    std::vector<PlotCurve> lossCurves;
    std::vector<double> layers;
    for (const bool residual : { false, true }) {
        std::vector<double> x, y;
        const nn::ResidualSweepRun* deepest = nullptr;
        for (const nn::ResidualSweepRun& run : results.runs) {
            if (run.residual != residual)
                continue;
            x.push_back(nn::ResidualSweepOptions::layersOf(run.blocks));
            y.push_back(100.0 * run.error);
            deepest = &run;
        }
        layers = x;
        PlotCurve curve = curveOf(residual, residual ? tr("Residual") : tr("Plain"));
        curve.replace(std::move(x), std::move(y));
        errorCurves.push_back(std::move(curve));
        if (deepest == nullptr)
            continue;
        PlotCurve history = curveOf(residual,
            (residual ? tr("Residual, %1 layers") : tr("Plain, %1 layers"))
                .arg(nn::ResidualSweepOptions::layersOf(deepest->blocks)));
        std::vector<double> steps(deepest->loss.size());
        for (std::size_t i = 0; i < steps.size(); ++i)
            steps[i] = static_cast<double>(i);
        history.replace(std::move(steps), deepest->loss);
        history.markers = false;
        history.style.width = 1.6;
        lossCurves.push_back(std::move(history));
    }
    errors.setCurves(std::move(errorCurves));
    errors.setCrosshairSteps(std::move(layers));
    losses.setCurves(std::move(lossCurves));
}

} // namespace ui
