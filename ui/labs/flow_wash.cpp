// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/flow_wash.h"

#include <QImage>
#include <QPainter>

#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr double kFaint = 0.10; ///< opacity of the wash where the model is undecided
constexpr double kStrong = 0.26; ///< and where it is sure

/// The probabilities as an image: the colour says the class, its strength how sure the model is.
QImage washOf(const FlowPicture& picture, bool dark)
{
    const int nodes = picture.nodes;
    QImage image(nodes, nodes, QImage::Format_ARGB32);
    for (int j = 0; j < nodes; ++j)
        for (int i = 0; i < nodes; ++i) {
            const auto p
                = static_cast<double>(picture.probability[static_cast<std::size_t>(j * nodes + i)]);
            QColor color = twoClassStyle(p > 0.5 ? 1 : 0).color(dark);
            const double sure = std::isfinite(p) ? std::abs(2.0 * p - 1.0) : 0.0;
            color.setAlphaF(static_cast<float>(kFaint + (kStrong - kFaint) * sure));
            image.setPixelColor(i, nodes - 1 - j, color);
        }
    return image;
}

} // namespace

QString flowWashId()
{
    return QStringLiteral("wash");
}

PlotLayer flowWashLayer(std::shared_ptr<const FlowPicture> picture)
{
    auto light = std::make_shared<const QImage>(washOf(*picture, false));
    auto dark = std::make_shared<const QImage>(washOf(*picture, true));
    return { flowWashId(), PlotLayer::Place::BehindCurves,
        [picture = std::move(picture), light = std::move(light), dark = std::move(dark)](
            QPainter& painter, const PlotDrawing& drawing) {
            const QRectF& window = picture->washed;
            const double half = window.width() / (2 * (picture->nodes - 1)); // pixels about nodes
            const QPointF upper = drawing.map.toPixel(window.left() - half, window.bottom() + half);
            const QPointF lower = drawing.map.toPixel(window.right() + half, window.top() - half);
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(QRectF(upper, lower), drawing.tokens.dark ? *dark : *light);
        } };
}

} // namespace ui
