// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of the article at one click.
#include "ui/labs/solve_lab.h"

#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_trajectory_view.h"
#include "ui/labs/solve_transport.h"
#include "ui/widgets/combo_box.h"

#include "solvers/problems/catalogue.h"

namespace ui {

namespace {

constexpr const char* kArticle = "article";

} // namespace

/// The problem, steps and reference of Figure 2.
void SolveLab::showArticle(bool stepThrough)
{
    m_transport->stopPlaying();
    restoreDefaults();
    setProblem(solvers::problemById(kArticle));
    m_reference->selectData(static_cast<int>(ReferenceKind::Exact));
    m_trajectory->setStepThrough(stepThrough);
    showTab(QStringLiteral("trajectory"));
    execute(Command::FitView);
}

void SolveLab::showTangentLine()
{
    showArticle(true);
    m_solvers->row("rk4")->setTicked(false);
    solve();
    connect(
        this, &SolveLab::solved, this,
        [this] {
            if (m_results->job.problem.id == kArticle) // else the user has gone on meanwhile
                m_transport->first();
        },
        Qt::SingleShotConnection);
}

void SolveLab::showEulerAndRungeKutta()
{
    showArticle(false);
    solve();
}

} // namespace ui
