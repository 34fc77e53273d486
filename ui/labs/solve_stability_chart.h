// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_stability_rows.h"
#include "ui/plots/plot_curve.h"

#include <QObject>
#include <QPointF>
#include <QSet>

namespace ui {

class PlotView;
class Theme;

/// The plane of h lambda: regions, rays and marks of a StabilityPicture in a PlotView, and the
/// drags along the rays.
class SolveStabilityChart final : public QObject {
    Q_OBJECT
public:
    SolveStabilityChart(Theme& theme, PlotView* plot, QObject* parent = nullptr);

    void show(const StabilityPicture& picture);
    bool isDragging() const { return m_dragged.has_value(); }
    QString draggedSeries() const { return m_dragged ? m_dragged->series : QString(); }

signals:
    void stepChosen(const QString& series, double step); ///< by a drag, at every move
    void dragFinished();

private:
    struct Handle {
        QString series;
        std::complex<double> direction; ///< of the ray, of modulus 1
        double size; ///< |lambda|
    };
    std::optional<Handle> handleAt(double x, double y) const;
    void drag(double x, double y);
    void showRanges();
    void showCurves();
    PlotCurve boundaryCurve(const StabilityRow& row) const;
    PlotCurve markCurve(const StabilityRow& row, bool stable) const;
    void hide(const QString& series, bool hidden);
    void showLayers();

    Theme& m_theme;
    PlotView* m_plot;
    StabilityPicture m_picture;
    QSet<QString> m_hidden; ///< series, by their legend entries
    std::optional<Handle> m_dragged;
};

} // namespace ui
