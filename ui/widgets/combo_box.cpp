// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/combo_box.h"

#include <QAbstractItemView>
#include <QStylePainter>
#include <QWheelEvent>

namespace ui {

ComboBox::ComboBox(QWidget* parent)
    : QComboBox(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(4);
}

bool ComboBox::selectData(const QVariant& wanted)
{
    const int index = findData(wanted);
    if (index >= 0)
        setCurrentIndex(index);
    return index >= 0;
}

void ComboBox::setPrefix(const QString& prefix)
{
    m_prefix = prefix;
    update();
}

void ComboBox::showPopup()
{
    constexpr int margins = 24; // of an entry and its list
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + margins);
    QComboBox::showPopup();
}

void ComboBox::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const int room
        = style()
              ->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this)
              .width()
        - 2;
    const QFontMetrics metrics = fontMetrics();
    if (metrics.horizontalAdvance(m_prefix + option.currentText) <= room)
        option.currentText.prepend(m_prefix);
    else
        option.currentText = metrics.elidedText(option.currentText, Qt::ElideRight, room);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

void ComboBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace ui
