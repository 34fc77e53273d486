// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_settings.h"

#include <QWidget>

#include <memory>
#include <vector>

class QLabel;

namespace ui {

class Card;
class DepthDiagram;
class DepthPlaneChart;
class DepthSweepChart;
class PlotView;
class Theme;

/// The cards of the Depth page: the stack as a diagram, the same points in the plane, and the
/// discrepancy against the number of blocks.
class DepthBlocksView final : public QWidget {
    Q_OBJECT
public:
    explicit DepthBlocksView(Theme& theme, QWidget* parent = nullptr);

    /// study: without trouble; settings: those it was made of
    void setStudy(
        const std::shared_ptr<const nn::DepthStudy>& study, const DepthSettings& settings);
    void setStale(bool stale); ///< newer results are on the way, or none can be had
    std::vector<PlotView*> plots() const { return { m_plane, m_sweep }; }

signals:
    void blocksChosen(int blocks);
    void inputMoved(const solvers::PlanePoint& point);
    void gestureEnded();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeDiagramCard();
    QWidget* makePlaneCard();
    QWidget* makeSweepCard();
    void showNote();

    Theme& m_theme;
    std::shared_ptr<const nn::DepthStudy> m_study;
    int m_highlight = 0;
    DepthDiagram* m_diagram = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_note = nullptr;
    Card* m_planeCard = nullptr;
    PlotView* m_plane = nullptr;
    PlotView* m_sweep = nullptr;
    DepthPlaneChart* m_planeChart = nullptr;
    DepthSweepChart* m_sweepChart = nullptr;
};

} // namespace ui
