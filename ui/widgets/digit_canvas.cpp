// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/digit_canvas.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointingDevice>
#include <QTabletEvent>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kCell = 15; ///< px a pixel
constexpr std::size_t kMostUndo = 100;

/// Distance of p from the segment a-b.
double distanceTo(const QPointF& p, const QPointF& a, const QPointF& b)
{
    const QPointF along = b - a;
    const double length = QPointF::dotProduct(along, along);
    const double t
        = length > 0.0 ? std::clamp(QPointF::dotProduct(p - a, along) / length, 0.0, 1.0) : 0.0;
    const QPointF off = p - (a + t * along);
    return std::hypot(off.x(), off.y());
}

QColor mixed(const QColor& ground, const QColor& ink, float share)
{
    const auto part = [share](int from, int to) {
        return static_cast<int>(std::lround(from + static_cast<double>(share) * (to - from)));
    };
    return { part(ground.red(), ink.red()), part(ground.green(), ink.green()),
        part(ground.blue(), ink.blue()) };
}

} // namespace

DigitCanvas::DigitCanvas(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setCell(kCell);
    setCursor(Qt::CrossCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Canvas for a digit, 28 by 28 pixels"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    changed();
}

void DigitCanvas::setCell(int side)
{
    setFixedSize(kSide * side, kSide * side);
}

QSize DigitCanvas::sizeHint() const
{
    return minimumSize();
}

bool DigitCanvas::isEmpty() const
{
    return std::all_of(m_ink.begin(), m_ink.end(), [](float ink) { return ink <= 0.0F; });
}

void DigitCanvas::setInk(const std::vector<float>& ink)
{
    if (ink.size() != m_ink.size())
        return;
    remember();
    std::transform(ink.begin(), ink.end(), m_ink.begin(),
        [](float value) { return std::isfinite(value) ? std::clamp(value, 0.0F, 1.0F) : 0.0F; });
    changed();
}

void DigitCanvas::clear()
{
    if (isEmpty())
        return;
    remember();
    m_ink.fill(0.0F);
    changed();
}

void DigitCanvas::undo()
{
    if (m_before.empty() || m_drawing)
        return;
    m_ink = m_before.back();
    m_before.pop_back();
    changed();
}

void DigitCanvas::remember()
{
    if (m_before.size() == kMostUndo)
        m_before.erase(m_before.begin());
    m_before.push_back(m_ink);
}

QPointF DigitCanvas::toPixels(const QPointF& position) const
{
    return position * (static_cast<double>(kSide) / width());
}

void DigitCanvas::begin(const QPointF& position, bool erase, double width)
{
    m_drawing = true;
    m_cellShown = false;
    m_strokeErases = erase;
    remember();
    m_last = toPixels(position);
    drawSegment(m_last, m_last, width);
}

void DigitCanvas::go(const QPointF& position, double width)
{
    if (!m_drawing)
        return;
    const QPointF next = toPixels(position);
    drawSegment(m_last, next, width);
    m_last = next;
}

void DigitCanvas::end()
{
    if (!m_drawing)
        return;
    m_drawing = false;
    emit strokeEnded();
}

void DigitCanvas::drawSegment(const QPointF& from, const QPointF& to, double width)
{
    const double radius = (m_strokeErases ? 1.5 : 1.0) * width / 2.0;
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide; ++column) {
            // Share of the pixel that lies under the line, as good as one distance can tell.
            const auto cover = static_cast<float>(std::clamp(
                radius + 0.5 - distanceTo({ column + 0.5, row + 0.5 }, from, to), 0.0, 1.0));
            float& ink = m_ink[static_cast<std::size_t>(row * kSide + column)];
            ink = m_strokeErases ? std::min(ink, 1.0F - cover) : std::max(ink, cover);
        }
    changed();
}

void DigitCanvas::changed()
{
    const auto inked
        = std::count_if(m_ink.begin(), m_ink.end(), [](float ink) { return ink >= 0.5F; });
    setAccessibleDescription(
        inked > 0 ? tr("%1 of 784 pixels inked").arg(inked) : tr("Nothing drawn"));
    update();
    emit inkChanged();
}

void DigitCanvas::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = m_theme.tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    const double cell = static_cast<double>(width()) / kSide;
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide; ++column) {
            const float ink = m_ink[static_cast<std::size_t>(row * kSide + column)];
            if (ink > 0.0F)
                painter.fillRect(QRectF(column * cell, row * cell, cell, cell),
                    mixed(tokens.surface, tokens.text, ink));
        }
    if (isEmpty()) {
        painter.setPen(tokens.text3);
        painter.setFont(m_theme.font(TextSize::Body));
        painter.drawText(rect(), Qt::AlignCenter, tr("Draw a digit from 0 to 9"));
    }
    if (hasFocus() && m_cellShown) {
        painter.setPen(QPen(tokens.accent, 2.0));
        painter.drawRect(QRectF(m_cell.x() * cell, m_cell.y() * cell, cell, cell));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? tokens.accent : tokens.outline, 1.0));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void DigitCanvas::mousePressEvent(QMouseEvent* event)
{
    if (m_drawing || (event->button() != Qt::LeftButton && event->button() != Qt::RightButton))
        return;
    begin(event->position(), m_erasing || event->button() == Qt::RightButton, m_penWidth);
}

void DigitCanvas::mouseMoveEvent(QMouseEvent* event)
{
    go(event->position(), m_penWidth);
}

void DigitCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if ((event->buttons() & (Qt::LeftButton | Qt::RightButton)) == Qt::NoButton)
        end();
}

void DigitCanvas::tabletEvent(QTabletEvent* event)
{
    const double width = m_penWidth * (0.5 + event->pressure());
    const bool eraser = event->pointerType() == QPointingDevice::PointerType::Eraser;
    if (event->type() == QEvent::TabletPress)
        begin(event->position(), m_erasing || eraser, width);
    else if (event->type() == QEvent::TabletMove)
        go(event->position(), width);
    else if (event->type() == QEvent::TabletRelease)
        end();
    event->accept();
}

void DigitCanvas::inkCell(float value)
{
    remember();
    m_ink[static_cast<std::size_t>(m_cell.y() * kSide + m_cell.x())] = value;
    changed();
    emit strokeEnded();
}

void DigitCanvas::keyPressEvent(QKeyEvent* event)
{
    QPoint step;
    switch (event->key()) {
    case Qt::Key_Left:
        step = { -1, 0 };
        break;
    case Qt::Key_Right:
        step = { 1, 0 };
        break;
    case Qt::Key_Up:
        step = { 0, -1 };
        break;
    case Qt::Key_Down:
        step = { 0, 1 };
        break;
    case Qt::Key_Space:
        return inkCell(1.0F);
    case Qt::Key_Delete:
        return inkCell(0.0F);
    default:
        return QWidget::keyPressEvent(event);
    }
    m_cell.setX(std::clamp(m_cell.x() + step.x(), 0, kSide - 1));
    m_cell.setY(std::clamp(m_cell.y() + step.y(), 0, kSide - 1));
    m_cellShown = true;
    update();
}

void DigitCanvas::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void DigitCanvas::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_cellShown = false;
    update();
}

} // namespace ui
