// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QLayout>
#include <QScrollArea>
#include <QSet>

namespace ui {

namespace {

class VisualOrder {
public:
    void add(QWidget* widget)
    {
        if (widget == nullptr || m_seen.contains(widget))
            return;
        m_seen.insert(widget);
        // A widget with a proxy, such as the line of a spin box, moves with it.
        if ((widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr)
            m_order << widget;
        if (const auto* area = qobject_cast<QScrollArea*>(widget))
            add(area->widget());
        add(widget->layout());
        for (QObject* child : widget->children()) // what no layout places
            if (child->isWidgetType() && !static_cast<QWidget*>(child)->isWindow())
                add(static_cast<QWidget*>(child));
    }
    const QList<QWidget*>& widgets() const { return m_order; }

private:
    void add(const QLayout* layout)
    {
        for (int i = 0; layout != nullptr && i < layout->count(); ++i) {
            QLayoutItem* item = layout->itemAt(i);
            add(item->widget());
            add(item->layout());
        }
    }

    QList<QWidget*> m_order;
    QSet<QWidget*> m_seen;
};

} // namespace

void setVisualTabOrder(const QList<QWidget*>& parts)
{
    VisualOrder order;
    for (QWidget* part : parts)
        order.add(part);
    for (qsizetype i = 1; i < order.widgets().size(); ++i)
        QWidget::setTabOrder(order.widgets()[i - 1], order.widgets()[i]);
}

} // namespace ui
