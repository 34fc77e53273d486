// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"

#include <QImage>

#include <cmath>

namespace plot_test {

inline constexpr QSize kSize(600, 400);

inline ui::PlotCurve line(const QString& id, std::vector<double> xs, std::vector<double> ys)
{
    ui::PlotCurve curve(id, id, ui::seriesStyle(u"euler"));
    curve.markers = false;
    curve.replace(std::move(xs), std::move(ys));
    return curve;
}

/// The colour of line() in the light theme.
inline QColor ink()
{
    return ui::seriesStyle(u"euler").light;
}

inline int inkPixels(const QImage& image, const QRect& within, const QColor& color)
{
    int count = 0;
    for (int y = within.top(); y <= within.bottom(); ++y)
        for (int x = within.left(); x <= within.right(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const int distance = std::abs(pixel.red() - color.red())
                + std::abs(pixel.green() - color.green()) + std::abs(pixel.blue() - color.blue());
            count += distance < 60 ? 1 : 0;
        }
    return count;
}

} // namespace plot_test
