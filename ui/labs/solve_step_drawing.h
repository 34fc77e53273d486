// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"
#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"

#include <QString>

#include <limits>
#include <memory>
#include <mutex>
#include <vector>

namespace ui {

class LabelPlacer;

/// What is drawn over the chart of one step, as a value: points in data coordinates.
struct StepDrawing {
    struct Stage {
        QString label; ///< rich text
        double t = 0.0;
        double y = 0.0;
        double slope = 0.0;
        bool atStart = false; ///< at (t_n, y_n) itself: no marker and no way to it
    };

    double t = 0.0; ///< t_n
    double y = 0.0; ///< y_n
    double tEnd = 0.0;
    double yEnd = std::numeric_limits<double>::quiet_NaN(); ///< y_{n+1}
    double slope = 0.0; ///< f(t_n, y_n)
    QString tangentLabel; ///< with the tangent as a line of its own; empty: without
    std::vector<Stage> stages;
    double localEnd = std::numeric_limits<double>::quiet_NaN(); ///< solution through (t_n, y_n)
    double exactEnd = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::vector<QPointF>> curves; ///< that labels keep off
    QString rejection; ///< empty: accepted
    QString shortRejection; ///< where the whole has no room
    SeriesStyle style; ///< of the method
    SeriesStyle stageStyle;
    QString startLabel, endLabel, localLabel, globalLabel;
    PlotFont font;

    /// Ways to the stages and tangent: behind the curves.
    void paintWays(QPainter& painter, const PlotDrawing& drawing) const;
    /// Slopes, stage points, brackets, labels: over the curves.
    void paintStages(QPainter& painter, const PlotDrawing& drawing) const;

private:
    QLineF tangent(const PlotMap& map) const;
    QPointF endPixel(const PlotMap& map) const;
    QLineF slopeLine(const Stage& stage, const PlotMap& map) const;
    std::vector<QLineF> drops(const PlotMap& map) const;
    void addObstacles(LabelPlacer& placer, const PlotMap& map) const;
    void paintLabels(QPainter& painter, const PlotDrawing& drawing) const;
};

/// Short line segments along f of a problem with one equation, on a grid of the plot area. May
/// paint in several threads, one after the other.
class DirectionField {
public:
    explicit DirectionField(const solvers::Problem& problem);
    void paint(QPainter& painter, const PlotDrawing& drawing) const;

private:
    mutable std::mutex m_mutex; ///< f keeps scratch memory
    std::unique_ptr<solvers::OdeSystem<double>> m_f;
};

} // namespace ui
