// SPDX-License-Identifier: GPL-3.0-or-later
// The views of the Solve page: which one is on show, what it is fed, what stands around it.
#include "ui/labs/solve_lab.h"

#include "ui/labs/plot_tools.h"
#include "ui/labs/solve_analysis_view.h"
#include "ui/labs/solve_results_model.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_trajectory_view.h"
#include "ui/labs/solve_transport.h"
#include "ui/labs/solve_view.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/section.h"
#include "ui/widgets/segmented_tools.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

/// The order of the tabs, whatever the order in which views come.
const QStringList kTabOrder { QStringLiteral("trajectory"), QStringLiteral("error"),
    QStringLiteral("step-size"), QStringLiteral("phase"), QStringLiteral("convergence"),
    QStringLiteral("work-precision"), QStringLiteral("stability"), QStringLiteral("invariants") };

/// Place of a tab in that order; one that is not listed goes last.
qsizetype rankOf(const QString& tab)
{
    const auto rank = kTabOrder.indexOf(tab);
    return rank < 0 ? kTabOrder.size() : rank;
}

/// Takes everything out of a layout; the widgets live on, hidden.
void empty(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QWidget* widget = item->widget())
            widget->hide();
        delete item;
    }
}

} // namespace

void SolveLab::addView(SolveView* view, const QList<std::pair<QString, QString>>& tabs)
{
    m_stack->addWidget(view);
    for (const auto& [id, title] : tabs) {
        const QStringList before = this->tabs();
        const auto comesBefore
            = [&id](const QString& other) { return rankOf(other) <= rankOf(id); };
        const auto index = static_cast<int>(std::ranges::count_if(before, comesBefore));
        m_header->tabs()->insertTab(index, title);
        m_header->tabs()->setTabData(index, id);
        m_viewOfTab.insert(id, view);
    }
    m_viewSections.insert(view, view->addSections([this](const QString& key, const QString& title) {
        Section* section = addSection(key, title);
        section->hide();
        return section;
    }));
    const auto whenShown = [this, view](auto action) {
        return [this, view, action](auto... values) {
            if (view == m_view)
                action(values...);
        };
    };
    connect(view, &SolveView::arrangementChanged, this, whenShown([this] {
        arrangeView();
        if (m_results)
            showFollowed();
        showStatus();
    }));
    connect(view, &SolveView::statusTextChanged, this, whenShown([this] {
        showStatus();
        emit commandsChanged();
    }));
    connect(view, &SolveView::timeChosen, this,
        whenShown([this](double time) { m_transport->setTime(time); }));
    connect(view, &SolveView::attemptChosen, this, whenShown([this](int index) {
        m_transport->stopPlaying();
        m_transport->setIndex(index);
    }));
    connect(view, &SolveView::playToggled, this, whenShown([this] { m_transport->togglePlay(); }));
    connect(view, &SolveView::seriesChosen, this,
        whenShown([this](const QString& series) { selectSeries(series); }));
    connect(
        view, &SolveView::tabWanted, this, whenShown([this](const QString& tab) { showTab(tab); }));
    connect(view, &SolveView::exportWanted, this,
        whenShown([this](PlotView* plot) { openExport(plot); }));
    connect(
        view, &SolveView::stepChosen, this, whenShown([this](const QString& series, double step) {
            if (SolverRow* row = m_solvers->row(series.toStdString()))
                row->setStep(step);
        }));
}

QStringList SolveLab::tabs() const
{
    QStringList ids;
    for (int i = 0; i < m_header->tabs()->count(); ++i)
        ids << m_header->tabs()->tabData(i).toString();
    return ids;
}

bool SolveLab::isBusy() const
{
    return !m_results || isSolving() || m_view->isBusy();
}

QString SolveLab::shownTab() const
{
    return m_view == m_trajectory && m_trajectory->stepThrough() ? QStringLiteral("step-through")
        : m_view == m_analysis && m_analysis->showsFour()        ? QStringLiteral("all-four")
                                                                 : currentTab();
}

QString SolveLab::currentTab() const
{
    return m_header->tabs()->tabData(m_header->tabs()->currentIndex()).toString();
}

bool SolveLab::showTab(const QString& id)
{
    if (id == QLatin1String("step-through")) { // a state of the Trajectory view
        m_trajectory->setStepThrough(true);
        return showTab(QStringLiteral("trajectory"));
    }
    if (id == QLatin1String("all-four")) {
        m_analysis->showFour();
        return showTab(QStringLiteral("convergence"));
    }
    const auto index = tabs().indexOf(id);
    if (index < 0)
        return false;
    m_header->tabs()->setTabVisible(static_cast<int>(index), true);
    m_header->tabs()->setCurrentIndex(static_cast<int>(index));
    return true;
}

/// Hides what the problem has nothing for; not under the user's eyes.
void SolveLab::offerTabs()
{
    const QStringList ids = tabs();
    for (int i = 0; i < ids.size(); ++i)
        m_header->tabs()->setTabVisible(i,
            i == m_header->tabs()->currentIndex()
                || m_viewOfTab.value(ids[i])->offersTab(ids[i], m_problem));
}

void SolveLab::switchView()
{
    SolveView* next = m_viewOfTab.value(currentTab());
    if (m_view != nullptr && m_view != next) {
        m_transport->stopPlaying();
        for (Section* section : std::as_const(m_viewSections[m_view]))
            section->hide();
    }
    m_view = next;
    m_view->setPart(currentTab());
    m_stack->setCurrentWidget(m_view);
    for (Section* section : std::as_const(m_viewSections[m_view]))
        section->show();
    for (Section* section : std::as_const(m_solverSections))
        section->setVisible(m_view->usesSolverSections());
    offerTabs();
    arrangeView();
    feedView();
    showReadiness();
    showStatus();
}

void SolveLab::arrangeView()
{
    // A tool or the table with the focus would lose it, since it is hidden for a moment.
    QWidget* focused = QApplication::focusWidget();
    if (focused != nullptr && !isAncestorOf(focused))
        focused = nullptr;
    m_transport->setVisible(m_view->hasTransport());
    empty(m_lowerPart);
    QWidget* lower = m_view->hasResultsTable() ? m_resultsCard : m_view->lowerPart();
    if (lower != nullptr) {
        m_lowerPart->addWidget(lower);
        lower->show();
    }
    empty(m_viewTools);
    const QList<QWidget*> tools = m_view->tools();
    for (QWidget* tool : tools) {
        m_viewTools->addWidget(tool);
        tool->show();
    }
    m_viewTools->parentWidget()->setVisible(!tools.isEmpty());
    m_component->setVisible(m_view->hasComponents() && m_problem.dim() > 1);
    m_tools->widget()->setVisible(m_view->hasPlotTools());
    if (focused != nullptr && focused->isVisible())
        focused->setFocus();
    m_tools->setPlots(m_view->plots());
    emit commandsChanged();
}

/// Everything that the view on show must know, which it may have missed while it was not.
void SolveLab::feedView()
{
    m_view->setComponent(m_component->currentData().toInt());
    if (!m_results)
        return;
    m_view->setResults(m_results);
    showFollowed();
    m_view->setSelected(m_model->seriesOf(m_sorted->mapToSource(m_table->currentIndex()).row()));
}

} // namespace ui
