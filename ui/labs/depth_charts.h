// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/residual_sweep.h"
#include "ui/labs/depth_settings.h"

#include <QObject>

#include <memory>

namespace ui {

class PlotView;
class Theme;
struct CrosshairBox;
struct PlotCurve;

/// The plane of the Depth page: field, inputs, steps, flow, discrepancy.
class DepthPlaneChart final : public QObject {
    Q_OBJECT
public:
    DepthPlaneChart(Theme& theme, PlotView* view, QObject* parent = nullptr);

    void setStudy(std::shared_ptr<const nn::DepthStudy> study, const DepthSettings& settings);
    void setBlock(int block); ///< its step is drawn bold; -1: none

signals:
    void inputMoved(const solvers::PlanePoint& point); ///< the single input, dragged
    void inputReleased();

private:
    void show();
    void showField();
    void showLabels();
    CrosshairBox crosshairBox(double x) const;
    std::vector<std::size_t> order() const; ///< of the inputs, the highlighted one last
    void addSteps(std::vector<PlotCurve>& curves) const;
    void addFlows(std::vector<PlotCurve>& curves) const;

    Theme& m_theme;
    PlotView* m_view;
    std::shared_ptr<const nn::DepthStudy> m_study;
    DepthSettings m_settings;
    int m_block = -1;
};

/// Discrepancy against the number of blocks.
class DepthSweepChart final : public QObject {
    Q_OBJECT
public:
    DepthSweepChart(Theme& theme, PlotView* view, QObject* parent = nullptr);

    void setStudy(const std::shared_ptr<const nn::DepthStudy>& study);

signals:
    void blocksChosen(int blocks); ///< by a click

private:
    PlotView* m_view;
};

/// Training error against depth, and training loss of the deepest networks; of `results`, which may
/// be incomplete.
void showResidualSweep(PlotView& errors, PlotView& losses, const nn::ResidualSweepResult& results);

} // namespace ui
