// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/series_style.h"

#include <QWidget>

namespace ui {

class Theme;

/// Line and marker of one series, as in the legend.
class CurveSwatch final : public QWidget {
    Q_OBJECT
public:
    CurveSwatch(Theme& theme, const SeriesStyle& style, QWidget* parent = nullptr);

    void setStyle(const SeriesStyle& style);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    SeriesStyle m_style;
};

} // namespace ui
