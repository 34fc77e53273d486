// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include "ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTabBar>

namespace ui {

PageHeader::PageHeader(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(new QTabBar(this))
    , m_tools(new QHBoxLayout)
{
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->setFocusPolicy(Qt::StrongFocus);
    m_tabs->setAccessibleName(tr("Views"));
    m_tools->setSpacing(metrics::kCardGap);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kPageMargin);
    row->addWidget(m_tabs, 1);
    row->addLayout(m_tools);
    setFixedHeight(metrics::kTabBarHeight);
}

void PageHeader::addTool(QWidget* widget)
{
    m_tools->addWidget(widget);
}

void PageHeader::setBusy(bool busy)
{
    if (m_busy == busy)
        return;
    m_busy = busy;
    update();
}

void PageHeader::nextTab(int direction)
{
    const int count = m_tabs->count();
    for (int step = 1; step <= count; ++step) {
        const int index = ((m_tabs->currentIndex() + step * direction) % count + count) % count;
        if (m_tabs->isTabEnabled(index) && m_tabs->isTabVisible(index)) {
            m_tabs->setCurrentIndex(index);
            return;
        }
    }
}

void PageHeader::paintEvent(QPaintEvent*)
{
    if (!m_busy)
        return;
    QPainter painter(this);
    QColor line = m_theme.tokens().accent;
    line.setAlphaF(0.5f);
    painter.fillRect(QRect(0, height() - 2, width(), 2), line);
}

} // namespace ui
