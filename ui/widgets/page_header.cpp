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
    const QString text = button->text();
    const int full = button->sizeHint().width();
    button->setText({});
    m_shrinking.push_back({ button, text, full - button->sizeHint().width() });
    button->setText(text);
    button->setAccessibleName(text);
    addTool(button);
}

/// Changes nothing that is right already: every change asks for a layout, and so for this again.
void PageHeader::fit()
{
    int tools = m_tools->sizeHint().width(); // with every text
    std::vector<const Shrinking*> shown;
    for (const Shrinking& one : m_shrinking)
        if (!one.button->isHidden()) {
            shown.push_back(&one);
            tools += one.button->text().isEmpty() ? one.saves : 0;
        }
    const int roomy = m_viewTabs->roomyWidth() + metrics::kPageMargin;
    // What gives way: the text of the last tool, then some room of the tabs, then the other texts.
    std::size_t shrunk = 0;
    bool compact = false;
    const auto lacks = [&] {
        return (compact ? roomy - kSavedByTab * m_tabs->count() : roomy) + tools > width();
    };
    while (lacks() && (shrunk < shown.size() || !compact)) {
        if (shrunk < shown.size() && (shrunk == 0 || compact))
            tools -= shown[shown.size() - ++shrunk]->saves;
        else
            compact = true;
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const QString text = i + shrunk < shown.size() ? shown[i]->text : QString();
        if (shown[i]->button->text() != text)
            shown[i]->button->setText(text);
    }
    m_viewTabs->setCompact(compact);
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
