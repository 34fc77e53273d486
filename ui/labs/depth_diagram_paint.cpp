// SPDX-License-Identifier: GPL-3.0-or-later
// How the diagram of the blocks is drawn.
#include "ui/labs/depth_diagram_sizes.h"
#include "ui/plots/rich_text.h"
#include "ui/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace ui {

namespace {

constexpr double kHead = 7.0; // of an arrow
constexpr double kHeadWidth = 3.5; // half of it
constexpr double kFrameMargin = 12.0; // beside the boxes
constexpr double kNameGap = 10.0;
constexpr double kSideLabel = 42.0; // room for "identity"

void paintText(QPainter& painter, const QString& rich, const PlotFont& font, const QRectF& box,
    Qt::Alignment alignment, const QColor& color)
{
    const RichText text(rich);
    const QFontMetricsF metrics(font.text);
    const double width = text.width(font);
    double x = box.left();
    if (alignment & Qt::AlignHCenter)
        x = box.center().x() - width / 2;
    else if (alignment & Qt::AlignRight)
        x = box.right() - width;
    const double y = box.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    painter.setPen(color);
    text.paint(painter, { x, y }, font);
}

void paintArrow(QPainter& painter, const QPointF& from, const QPointF& tip, const QColor& color,
    double width = 1.4)
{
    const QPointF way = tip - from;
    const double length = std::hypot(way.x(), way.y());
    if (length < 1.0)
        return;
    const QPointF along = way / length;
    const QPointF across(-along.y(), along.x());
    const double head = std::min(kHead, length);
    painter.setPen(QPen(color, width));
    painter.drawLine(from, tip - head * along);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF {
        tip, tip - head * along + kHeadWidth * across, tip - head * along - kHeadWidth * across });
}

void paintBox(QPainter& painter, const QRectF& box, const QColor& edge, const QColor& fill)
{
    painter.setPen(QPen(edge, 1.2));
    painter.setBrush(fill);
    painter.drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);
}

} // namespace

void DepthDiagram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Sizes s = sizes();
    const Tokens& tokens = m_theme.tokens();
    for (const Part& part : m_parts) {
        switch (part.kind) {
        case Part::Kind::State:
            paintState(painter, part);
            break;
        case Part::Kind::Block:
            paintBlock(painter, part, s);
            break;
        case Part::Kind::Short:
            paintShort(painter, part, s);
            break;
        case Part::Kind::More:
            paintText(painter, tr("… %1 more …").arg(part.index),
                PlotFont(m_theme, TextSize::Small),
                QRectF(s.centre - s.boxWidth, part.box.top(), 2 * s.boxWidth, part.box.height()),
                Qt::AlignHCenter, tokens.text2);
            break;
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(tokens.accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics::kControlRadius,
            metrics::kControlRadius);
    }
}

void DepthDiagram::paintState(QPainter& painter, const Part& part) const
{
    const Sizes s = sizes();
    paintText(painter, stateText(part.index), PlotFont(m_theme, TextSize::Small, QFont::DemiBold),
        QRectF(s.centre - s.boxWidth, part.box.top(), 2 * s.boxWidth, part.box.height()),
        Qt::AlignHCenter, m_theme.tokens().text);
}

void DepthDiagram::paintNames(QPainter& painter, const QRectF& frame, int block) const
{
    const Tokens& tokens = m_theme.tokens();
    const PlotFont bold(m_theme, TextSize::Small, QFont::DemiBold);
    const PlotFont small(m_theme, TextSize::Tick);
    const double line = 1.5 * bold.text.pixelSize();
    const QRectF side(0.0, frame.center().y() - line, frame.left() - kNameGap, line);
    paintText(painter, tr("Block %1").arg(block + 1), bold, side, Qt::AlignRight, tokens.text);
    const QString theta = m_model.ownWeights ? QStringLiteral("<i>θ</i><sub>%1</sub>").arg(block)
        : m_model.weights                    ? QStringLiteral("<i>θ</i>")
                                             : QStringLiteral("<i>t</i>");
    paintText(painter, QStringLiteral("<i>f</i>(<i>h</i><sub>%1</sub>, %2)").arg(block).arg(theta),
        small, side.translated(0.0, line), Qt::AlignRight, tokens.text2);
}

void DepthDiagram::paintRows(
    QPainter& painter, const QRectF& frame, int block, const Sizes& s) const
{
    const Tokens& tokens = m_theme.tokens();
    const PlotFont font(m_theme, TextSize::Small);
    QRectF box(s.centre - s.boxWidth / 2, frame.top() + s.padding, s.boxWidth, s.row);
    for (qsizetype i = 0; i < m_model.rows.size(); ++i) {
        const bool activation = m_model.layers && i == 1;
        paintBox(painter, box, activation ? tokens.accent : tokens.outline,
            activation ? tokens.accentWeak : tokens.surface);
        paintText(painter,
            QString(m_model.rows[i]).replace(QLatin1String("%1"), QString::number(block)), font,
            box, Qt::AlignHCenter, tokens.text);
        if (i + 1 < m_model.rows.size())
            paintArrow(painter, { s.centre, box.bottom() }, { s.centre, box.bottom() + s.gap },
                tokens.text2);
        box.translate(0.0, s.row + s.gap);
    }
}

/// The sum below the frame, and the way around the frame to it.
void DepthDiagram::paintSum(
    QPainter& painter, const QRectF& frame, const Part& part, const Sizes& s) const
{
    const Tokens& tokens = m_theme.tokens();
    const QColor& color = m_model.style.color(tokens.dark);
    const double radius = s.plus / 2;
    const QPointF sum(s.centre, frame.bottom() + s.below + radius);
    const double branch = part.box.top() + 0.3 * s.lead;
    paintArrow(painter, { s.centre, part.box.top() }, { s.centre, frame.top() }, tokens.text2);
    paintArrow(painter, { s.centre, frame.bottom() }, sum - QPointF(0.0, radius), tokens.text2);
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF {
        QPointF(s.centre, branch), QPointF(s.around, branch), QPointF(s.around, sum.y()) });
    paintArrow(painter, { s.around, sum.y() }, sum + QPointF(radius, 0.0), color, 1.6);
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(tokens.surface);
    painter.drawEllipse(sum, radius, radius);
    const double arm = 0.5 * radius;
    painter.drawLine(sum - QPointF(arm, 0.0), sum + QPointF(arm, 0.0));
    painter.drawLine(sum - QPointF(0.0, arm), sum + QPointF(0.0, arm));
    painter.setPen(QPen(tokens.text2, 1.4));
    painter.drawLine(sum + QPointF(0.0, radius), QPointF(s.centre, part.box.bottom()));
    if (width() - s.around - 6.0 >= kSideLabel)
        paintText(painter, tr("identity"), PlotFont(m_theme, TextSize::Tick),
            QRectF(s.around + 7.0, frame.top(), kSideLabel, frame.height()), Qt::AlignLeft,
            tokens.text2);
}

void DepthDiagram::paintBlock(QPainter& painter, const Part& part, const Sizes& s) const
{
    const Tokens& tokens = m_theme.tokens();
    const bool lit = part.index == m_highlighted;
    const QRectF frame(s.centre - s.boxWidth / 2 - kFrameMargin, part.box.top() + s.lead,
        s.boxWidth + 2 * kFrameMargin, s.frame);
    QPen edge(lit ? tokens.accent : tokens.border, lit ? 1.6 : 1.2, Qt::DashLine);
    painter.setPen(edge);
    painter.setBrush(lit ? tokens.accentWeak : QColor(Qt::transparent));
    painter.drawRoundedRect(frame, metrics::kControlRadius, metrics::kControlRadius);
    paintSum(painter, frame, part, s);
    paintRows(painter, frame, part.index, s);
    paintNames(painter, frame, part.index);
}

void DepthDiagram::paintShort(QPainter& painter, const Part& part, const Sizes& s) const
{
    const Tokens& tokens = m_theme.tokens();
    const bool lit = part.index == m_highlighted;
    const QRectF box(
        s.centre - s.boxWidth / 2, part.box.top() + 10.0, s.boxWidth, part.box.height() - 14.0);
    paintArrow(painter, { s.centre, part.box.top() }, { s.centre, box.top() }, tokens.text2);
    painter.setPen(QPen(tokens.text2, 1.4));
    painter.drawLine(QPointF(s.centre, box.bottom()), QPointF(s.centre, part.box.bottom()));
    paintBox(painter, box, lit ? tokens.accent : tokens.outline,
        lit ? tokens.accentWeak : tokens.surface);
    paintText(painter, tr("Block %1").arg(part.index + 1),
        PlotFont(m_theme, TextSize::Small, QFont::DemiBold), box, Qt::AlignHCenter, tokens.text);
}

} // namespace ui
