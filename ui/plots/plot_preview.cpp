// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_preview.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace ui {

PlotPreview::PlotPreview(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("export_preview"));
    setAccessibleName(tr("Preview"));
    setFixedSize(380, 244);
}

void PlotPreview::setImage(const QImage& image)
{
    m_image = image;
    update();
}

void PlotPreview::paintEvent(QPaintEvent*)
{
    constexpr int square = 8;
    const Tokens& tokens = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath edge;
    edge.addRoundedRect(frame, metrics::kControlRadius, metrics::kControlRadius);
    painter.setClipPath(edge);
    painter.fillRect(rect(), tokens.surface);
    for (int y = 0; y < height(); y += square) {
        for (int x = (y / square % 2) * square; x < width(); x += 2 * square)
            painter.fillRect(x, y, square, square, tokens.window);
    }
    if (!m_image.isNull()) {
        QSizeF size = QSizeF(m_image.size()) / devicePixelRatioF();
        if (size.width() > width() || size.height() > height())
            size.scale(QSizeF(rect().size()), Qt::KeepAspectRatio);
        const QPointF corner(0.5 * (width() - size.width()), 0.5 * (height() - size.height()));
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRectF(corner, size), m_image);
    }
    painter.setClipping(false);
    painter.setPen(tokens.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(edge);
}

} // namespace ui
