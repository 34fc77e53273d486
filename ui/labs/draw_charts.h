// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/digit_reading.h"

#include <QObject>

#include <vector>

class QWidget;

namespace ui {

class PlotView;
class Theme;

/// The charts of a drawn digit: hidden state through depth among test digits, class
/// probabilities, size of the state and adjoint along depth.
/// Object names: draw_chart_hidden, _shares, _norm and _adjoint.
class DrawCharts final : public QObject {
    Q_OBJECT
public:
    /// The views belong to `parent`, which outlives this; they are placed by the caller.
    DrawCharts(Theme& theme, QWidget* parent);

    const std::vector<PlotView*>& views() const { return m_views; }
    PlotView* hidden() const { return m_views[0]; }
    void clear(); ///< bare axes
    void setDim(bool dim); ///< out of date
    void setReading(const DigitReading& reading, int lossClass); ///< -1: the predicted class
    void setCloud(std::shared_ptr<const DigitCloud> cloud); ///< may be null

private:
    enum Chart { Hidden, Shares, Norm, Adjoint };

    PlotView* view(Chart chart) const { return m_views[static_cast<std::size_t>(chart)]; }
    void addChart(const char* name, const QString& title, const QString& x, const QString& y);
    void drawHidden();
    void drawShares();
    void drawNorms(int lossClass);

    Theme& m_theme;
    QWidget* m_parent;
    std::vector<PlotView*> m_views;
    DigitReading m_reading;
    bool m_hasReading = false;
    std::shared_ptr<const DigitCloud> m_cloud;
};

} // namespace ui
