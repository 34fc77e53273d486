// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/solve_analysis_view.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/workers/analysis_worker.h"

#include <QLabel>
#include <QTabBar>

/// The Solve page and its analysis tabs. open() before each test.
class SolveAnalysisPage : public SolvePage {
public:
    using SolvePage::SolvePage;

    ui::PlotView* plot(const char* id) const
    {
        return part<ui::PlotView>(QStringLiteral("solve_chart_") + QLatin1String(id));
    }

    QLabel* reason(const char* id) const
    {
        return part<QLabel>(QStringLiteral("solve_reason_") + QLatin1String(id));
    }

    ui::SolveAnalysisView* view() const { return lab().findChild<ui::SolveAnalysisView*>(); }

    /// A click on the tab, as the user does.
    void clickTab(const QString& id)
    {
        auto* tabs = part<QTabBar>("solve_tabs");
        const auto index = static_cast<int>(lab().tabs().indexOf(id));
        QVERIFY(index >= 0 && tabs->isTabVisible(index));
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(index).center());
        QCOMPARE(lab().currentTab(), id);
    }

    void waitForStudy()
    {
        QTRY_VERIFY_WITH_TIMEOUT(
            view()->study() && view()->study()->of == lab().results() && !view()->isBusy(), 60'000);
    }

    void tick(const char* solver)
    {
        const int before = solved();
        lab().findChild<ui::SolverList*>()->add(solvers::methodById(solver))->setTicked(true);
        waitForResult(before);
    }

    void pick(const char* problem)
    {
        const int before = solved();
        lab().setProblem(solvers::problemById(problem));
        waitForResult(before);
    }
};
