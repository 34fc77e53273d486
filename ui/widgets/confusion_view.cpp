// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confusion_view.h"

#include "ui/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kClasses = nn::kDigitClasses;
constexpr int kCellHeight = 22;
constexpr int kLeast = 28; ///< width of a cell
constexpr int kMost = 48;
constexpr int kLabels = 24; ///< of the rows, at the left
constexpr int kErrors = 60; ///< column of the errors, at the right
constexpr int kHead = 20; ///< of the columns

} // namespace

ConfusionView::ConfusionView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("train_confusion"));
    setAccessibleName(tr("Confusion matrix"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void ConfusionView::setMatrix(const nn::ConfusionMatrix& matrix)
{
    m_matrix = matrix;
    describe();
    update();
}

void ConfusionView::clear()
{
    m_matrix = {};
    m_label = m_predicted = -1;
    describe();
    update();
}

void ConfusionView::choose(int label, int predicted)
{
    const bool there = label >= 0 && label < kClasses && predicted >= 0 && predicted < kClasses;
    m_label = there ? label : -1;
    m_predicted = there ? predicted : -1;
    update();
}

QSize ConfusionView::sizeHint() const
{
    return { kLabels + kClasses * kMost + kErrors, kHead + kClasses * kCellHeight };
}

QSize ConfusionView::minimumSizeHint() const
{
    return { kLabels + kClasses * kLeast + kErrors, kHead + kClasses * kCellHeight };
}

QRect ConfusionView::cell(int label, int predicted) const
{
    const int size = std::clamp((width() - kLabels - kErrors) / kClasses, kLeast, kMost);
    return { kLabels + predicted * size, kHead + label * kCellHeight, size, kCellHeight };
}

bool ConfusionView::cellAt(const QPoint& position, int& label, int& predicted) const
{
    for (label = 0; label < kClasses; ++label)
        for (predicted = 0; predicted < kClasses; ++predicted)
            if (cell(label, predicted).contains(position))
                return true;
    return false;
}

void ConfusionView::describe()
{
    if (m_matrix.total() == 0)
        return setAccessibleDescription(tr("Empty until the first test"));
    long most = 0;
    int label = 0;
    int predicted = 0;
    for (int i = 0; i < kClasses; ++i)
        for (int k = 0; k < kClasses; ++k)
            if (i != k && m_matrix.count(i, k) > most) {
                most = m_matrix.count(i, k);
                label = i;
                predicted = k;
            }
    setAccessibleDescription(most == 0
            ? tr("All %1 digits right").arg(m_matrix.total())
            : tr("%1 of %2 digits wrong; most often a %3 taken for a %4, %5 times")
                  .arg(m_matrix.wrong())
                  .arg(m_matrix.total())
                  .arg(label)
                  .arg(predicted)
                  .arg(most));
}

void ConfusionView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLabels(painter);
    for (int label = 0; label < kClasses; ++label)
        for (int predicted = 0; predicted < kClasses; ++predicted)
            paintCell(painter, label, predicted);
    if (m_label >= 0) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.tokens().accent, 2.0));
        painter.drawRect(cell(m_label, m_predicted).adjusted(1, 1, -1, -1));
    }
}

void ConfusionView::paintLabels(QPainter& painter) const
{
    const Tokens& tokens = m_theme.tokens();
    painter.setFont(m_theme.font(TextSize::Tick, QFont::DemiBold));
    for (int digit = 0; digit < kClasses; ++digit) {
        painter.setPen(tokens.text);
        const QRect column = cell(0, digit);
        painter.drawText(QRect(column.left(), 0, column.width(), kHead), Qt::AlignCenter,
            QString::number(digit));
        const QRect row = cell(digit, 0);
        painter.drawText(
            QRect(0, row.top(), kLabels, row.height()), Qt::AlignCenter, QString::number(digit));
    }
    painter.setFont(m_theme.font(TextSize::Tick));
    for (int digit = 0; digit < kClasses; ++digit) {
        const double error = m_matrix.error(digit);
        if (std::isnan(error))
            continue;
        const QRect row = cell(digit, 0);
        painter.setPen(tokens.text2);
        const QRect last = cell(digit, kClasses - 1);
        painter.drawText(QRect(last.right() + 1, row.top(), kErrors, row.height()),
            Qt::AlignRight | Qt::AlignVCenter,
            QStringLiteral("%1 %").arg(100.0 * error, 0, 'f', error < 0.0995 ? 2 : 1));
    }
    painter.setPen(tokens.text3);
    const QRect last = cell(0, kClasses - 1);
    painter.drawText(
        QRect(last.right() + 1, 0, kErrors, kHead), Qt::AlignRight | Qt::AlignVCenter, tr("error"));
}

void ConfusionView::paintCell(QPainter& painter, int label, int predicted) const
{
    const Tokens& tokens = m_theme.tokens();
    const QRect place = cell(label, predicted);
    const long count = m_matrix.count(label, predicted);
    const long all = m_matrix.total(label);
    const bool right = label == predicted;
    painter.setPen(tokens.grid);
    painter.setBrush(tokens.surface);
    painter.drawRect(place);
    if (count == 0)
        return;
    // A few mistakes among thousands shall be seen: square root, errors full at a tenth.
    const double share = static_cast<double>(count) / static_cast<double>(std::max(1L, all));
    const double strength = right ? share : std::min(1.0, std::sqrt(10.0 * share));
    QColor fill = right ? tokens.accent : tokens.error;
    const double cover = 0.10 + (right ? 0.75 : 0.65) * strength;
    fill.setAlphaF(static_cast<float>(cover));
    painter.fillRect(place.adjusted(1, 1, 0, 0), fill);
    painter.setPen(cover > 0.72 ? tokens.onAccent : tokens.text); // enough contrast on either
    painter.setFont(m_theme.font(TextSize::Tick));
    painter.drawText(place, Qt::AlignCenter, QString::number(count));
}

void ConfusionView::chooseByUser(int label, int predicted)
{
    choose(label, predicted);
    emit cellChosen(label, predicted);
}

void ConfusionView::mousePressEvent(QMouseEvent* event)
{
    int label = 0;
    int predicted = 0;
    if (event->button() == Qt::LeftButton && cellAt(event->pos(), label, predicted))
        chooseByUser(label, predicted);
}

void ConfusionView::keyPressEvent(QKeyEvent* event)
{
    int label = std::max(0, m_label);
    int predicted = std::max(0, m_predicted);
    switch (event->key()) {
    case Qt::Key_Left:
        --predicted;
        break;
    case Qt::Key_Right:
        ++predicted;
        break;
    case Qt::Key_Up:
        --label;
        break;
    case Qt::Key_Down:
        ++label;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    chooseByUser(std::clamp(label, 0, kClasses - 1), std::clamp(predicted, 0, kClasses - 1));
}

bool ConfusionView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    int label = 0;
    int predicted = 0;
    if (cellAt(help->pos(), label, predicted))
        QToolTip::showText(help->globalPos(),
            tr("%1 of %2 digits %3 taken for a %4\nClick to see them.")
                .arg(m_matrix.count(label, predicted))
                .arg(m_matrix.total(label))
                .arg(label)
                .arg(predicted),
            this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace ui
