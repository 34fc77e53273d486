// SPDX-License-Identifier: GPL-3.0-or-later
// The views of the Gradients page: which one is on show, what it is fed, its tools.
#include "ui/labs/gradients_lab.h"

#include "solvers/problems/catalogue.h"
#include "ui/labs/gradients_view.h"
#include "ui/labs/plot_tools.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"
#include "ui/widgets/segmented_tools.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>

#include <utility>

namespace ui {

void GradientsLab::addView(GradientsView* view)
{
    m_stack->addWidget(view);
    m_views << view;
    const int index = m_header->tabs()->addTab(view->title());
    m_header->tabs()->setTabData(index, view->id());
    const auto whenShown = [this, view](auto action) {
        return [this, view, action](auto... values) {
            if (view == m_view)
                action(values...);
        };
    };
    connect(view, &GradientsView::arrangementChanged, this, whenShown([this] { arrangeView(); }));
    connect(view, &GradientsView::statusTextChanged, this, whenShown([this] {
        showStatus();
        emit commandsChanged();
    }));
    connect(view, &GradientsView::exportWanted, this,
        whenShown([this](PlotView* plot) { openExport(plot); }));
    connect(view, &GradientsView::saveWanted, this,
        whenShown([this](const QString& suggested, const QString& text) {
            saveText(suggested, tr("Tables (*.csv *.tex);;All files (*)"), text);
        }));
    connect(view, &GradientsView::problemWanted, this,
        whenShown([this](const std::string& id) { setProblem(solvers::problemById(id)); }));
}

QStringList GradientsLab::tabs() const
{
    QStringList ids;
    for (const GradientsView* view : m_views)
        ids << view->id();
    return ids;
}

bool GradientsLab::showTab(const QString& id)
{
    const auto index = tabs().indexOf(id);
    if (index >= 0)
        m_header->tabs()->setCurrentIndex(static_cast<int>(index));
    return index >= 0;
}

QString GradientsLab::shownTab() const
{
    return m_view->id();
}

void GradientsLab::switchView()
{
    const int index = m_header->tabs()->currentIndex();
    if (index < 0 || index >= m_views.size())
        return;
    m_view = m_views[index];
    m_stack->setCurrentWidget(m_view);
    for (Section* section : std::as_const(m_settingSections))
        section->setEnabled(m_view->usesSettings());
    arrangeView();
    if (m_results)
        m_view->setResults(m_results);
    showReadiness();
    showStatus();
}

void GradientsLab::arrangeView()
{
    while (QLayoutItem* item = m_viewTools->takeAt(0)) {
        item->widget()->hide();
        delete item;
    }
    const QList<QWidget*> tools = m_view->tools();
    for (QWidget* tool : tools) {
        m_viewTools->addWidget(tool);
        tool->show();
    }
    m_viewTools->parentWidget()->setVisible(!tools.isEmpty());
    m_tools->setPlots(m_view->plots());
    m_tools->widget()->setVisible(!m_view->plots().empty());
    emit commandsChanged();
}

} // namespace ui
