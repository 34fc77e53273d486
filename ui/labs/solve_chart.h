// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/solve_results.h"

#include <QObject>

namespace ui {

class Theme;

/// The Trajectory chart: turns results into curves, crosshair box and remarks.
/// Curve ids: "exact" (or "reference") and the ids of the methods; with all components on show
/// those of component k from the second on end in "/K".
class SolveChart final : public QObject {
    Q_OBJECT
public:
    SolveChart(Theme& theme, PlotView* view, QObject* parent = nullptr);

    static constexpr int kAllComponents = -1;

    void setResults(std::shared_ptr<const SolveResults> results);
    void setComponent(int component); ///< from 0, or kAllComponents
    int component() const { return m_component; }
    /// Bold curve of the row selected in the table; empty for none.
    void setSelected(const QString& series);
    void setFollowed(const QString& series); ///< the crosshair snaps to its steps
    static QString seriesOfCurve(const QString& curveId); ///< without the component

private:
    void show();
    std::vector<std::size_t> shownComponents() const;
    void addReference(std::vector<PlotCurve>& curves) const;
    PlotCurve eventMarks(const MethodResult& result, std::size_t component) const;
    PlotCurve methodCurve(const MethodResult& result, std::size_t component) const;
    void showAxes(const std::vector<PlotCurve>& curves);
    void showFailures();
    CrosshairBox crosshairBox(double t) const;
    std::vector<double> followedTimes() const;
    QString referenceName() const;

    Theme& m_theme;
    PlotView* m_view;
    std::shared_ptr<const SolveResults> m_results;
    int m_component = 0;
    double m_height = 0.0; ///< of the chart without what grew past the limit
    QString m_selected;
    QString m_followed;
};

} // namespace ui
