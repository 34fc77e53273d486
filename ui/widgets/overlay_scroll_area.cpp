// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/overlay_scroll_area.h"

#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

OverlayScrollArea::OverlayScrollArea(QWidget* parent)
    : QScrollArea(parent)
    , m_bar(new QScrollBar(Qt::Vertical, this))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // still the model of the one on show
    setFocusPolicy(Qt::NoFocus);
    QScrollBar* own = verticalScrollBar();
    connect(own, &QScrollBar::valueChanged, m_bar, &QScrollBar::setValue);
    connect(m_bar, &QScrollBar::valueChanged, own, &QScrollBar::setValue);
    connect(own, &QScrollBar::rangeChanged, this, &OverlayScrollArea::place);
    place();
}

void OverlayScrollArea::setColumn(QVBoxLayout* column)
{
    constexpr int kScrollBarRoom = 12;
    QWidget* content = column->parentWidget();
    setWidget(content); // which fills the ground of both
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, column, [column](int, int maximum) {
        column->setContentsMargins(0, 0, maximum > 0 ? kScrollBarRoom : 0, 0);
    });
}

void OverlayScrollArea::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    place();
}

void OverlayScrollArea::place()
{
    const QScrollBar* own = verticalScrollBar();
    m_bar->setRange(own->minimum(), own->maximum());
    m_bar->setPageStep(own->pageStep());
    m_bar->setSingleStep(own->singleStep());
    m_bar->setValue(own->value());
    const int extent = m_bar->sizeHint().width();
    m_bar->setGeometry(width() - extent, 0, extent, height());
    m_bar->setVisible(own->maximum() > own->minimum());
    m_bar->raise();
}

} // namespace ui
