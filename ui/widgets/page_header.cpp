// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QTabBar>

#include <utility>

namespace ui {

namespace {

constexpr int kSavedByTab = 12; // of the room beside its text

} // namespace

/// Tabs that can stand closer together.
class PageHeader::ViewTabs final : public QTabBar {
public:
    using QTabBar::QTabBar;

    int roomyWidth() const
    {
        int width = 0;
        for (int i = 0; i < count(); ++i)
            if (isTabVisible(i))
                width += QTabBar::tabSizeHint(i).width();
        return width;
    }
    void setCompact(bool compact)
    {
        if (std::exchange(m_compact, compact) != compact)
            setElideMode(elideMode()); // lays the tabs out anew
    }

protected:
    QSize tabSizeHint(int index) const override
    {
        return QTabBar::tabSizeHint(index) - QSize(m_compact ? kSavedByTab : 0, 0);
    }

private:
    bool m_compact = false;
};

PageHeader::PageHeader(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_viewTabs(new ViewTabs(this))
    , m_tabs(m_viewTabs)
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

void PageHeader::addShrinkingTool(QPushButton* button)
{
    m_shrinking = button;
    m_shrinkingText = button->text();
    m_shrinkingWidth = button->sizeHint().width();
    button->setAccessibleName(m_shrinkingText);
    addTool(button);
}

/// Changes nothing that is right already: every change asks for a layout, and so for this again.
void PageHeader::fit()
{
    const int roomy = m_viewTabs->roomyWidth() + metrics::kPageMargin;
    int tools = m_tools->sizeHint().width();
    if (m_shrinking != nullptr) {
        tools += m_shrinkingWidth - m_shrinking->sizeHint().width(); // with its text
        const bool lacking = roomy + tools > width();
        if (lacking != m_shrinking->text().isEmpty())
            m_shrinking->setText(lacking ? QString() : m_shrinkingText);
        if (lacking)
            tools += m_shrinking->sizeHint().width() - m_shrinkingWidth;
    }
    m_viewTabs->setCompact(roomy + tools > width());
}

bool PageHeader::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest)
        fit();
    return QWidget::event(event);
}

void PageHeader::resizeEvent(QResizeEvent* event)
{
    fit();
    QWidget::resizeEvent(event);
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
