// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to the trajectories of the phase portrait.
#include "ui/labs/solve_phase_form.h"
#include "ui/labs/solve_phase_model.h"
#include "ui/labs/solve_phase_text.h"
#include "ui/labs/solve_phase_view.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <QShortcut>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr double kNear = 9.0; // pixels from a start point that still take it

} // namespace

void SolvePhaseView::connectMouse()
{
    connect(m_plot, &PlotView::clicked, this,
        [this](double x, double y, Qt::KeyboardModifiers modifiers) {
            if (const int number = startNear(x, y))
                return select(number);
            launch(x, y, modifiers.testFlag(Qt::ShiftModifier));
        });
    m_plot->setDragFilter([this](double x, double y) { return startNear(x, y) != 0; });
    connect(m_plot, &PlotView::dragStarted, this, [this](double x, double y) {
        m_dragged = startNear(x, y);
        select(m_dragged);
    });
    connect(m_plot, &PlotView::dragged, this, &SolvePhaseView::moveStart);
    connect(m_plot, &PlotView::dragEnded, this, [this] { m_dragged = 0; });
    connect(m_plot, &PlotView::hovered, this, &SolvePhaseView::hover);
    for (QWidget* place : { static_cast<QWidget*>(m_plot), static_cast<QWidget*>(m_tableCard) }) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::Key_Delete), place);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, &SolvePhaseView::removeSelected);
    }
}

void SolvePhaseView::launch(double x, double y, bool backward)
{
    if (!m_problem || m_axesDue)
        return;
    PhaseLaunch next { 1, m_problem->y0, backward, &m_form->method(), m_form->options() };
    for (const PhaseLaunch& each : m_launches)
        next.number = std::max(next.number, each.number + 1);
    next.start[m_form->y()] = y;
    next.start[m_form->x()] = x; // of one equation both are the same component
    m_launches.push_back(next);
    m_selected = next.number;
    request(Due::Launches);
}

int SolvePhaseView::startNear(double x, double y) const
{
    if (!m_problem || m_axesDue)
        return 0;
    const PlotMap map = m_plot->map();
    const QPointF at = map.toPixel(x, y);
    const bool flat = m_problem->dim() == 1;
    // The topmost of several is the last one.
    for (auto each = m_launches.rbegin(); each != m_launches.rend(); ++each) {
        const QPointF start
            = map.toPixel(each->start[m_form->x()], flat ? 0.0 : each->start[m_form->y()]);
        if (std::hypot(start.x() - at.x(), start.y() - at.y()) <= kNear)
            return each->number;
    }
    return 0;
}

void SolvePhaseView::moveStart(double x, double y)
{
    const auto moved = std::ranges::find(m_launches, m_dragged, &PhaseLaunch::number);
    if (moved == m_launches.end() || m_axesDue)
        return;
    moved->start[m_form->y()] = y;
    moved->start[m_form->x()] = x;
    request(Due::Launches);
}

void SolvePhaseView::removeSelected()
{
    const auto gone = std::ranges::find(m_launches, m_selected, &PhaseLaunch::number);
    if (gone == m_launches.end())
        return;
    const auto next = m_launches.erase(gone);
    m_trajectories.erase(m_selected);
    if (m_launches.empty())
        m_selected = 0;
    else
        m_selected = next == m_launches.end() ? m_launches.back().number : next->number;
    showTrajectories();
    emit statusTextChanged();
}

void SolvePhaseView::clear()
{
    m_launches.clear();
    m_trajectories.clear();
    m_selected = m_dragged = 0;
    showTrajectories();
    emit statusTextChanged();
}

void SolvePhaseView::select(int number)
{
    if (number == 0 || std::exchange(m_selected, number) == number)
        return;
    m_chart->setTrajectories(trajectories(), m_selected);
    selectRow();
}

void SolvePhaseView::hover(double x, double y)
{
    m_pointer.reset();
    if (std::isfinite(x) && std::isfinite(y))
        m_pointer = solvers::PlanePoint { x, y };
    emit statusTextChanged();
}

QString SolvePhaseView::statusText() const
{
    if (!m_problem)
        return {};
    const auto count = static_cast<int>(m_launches.size());
    QString text = count == 1 ? tr("1 trajectory.") : tr("%1 trajectories.").arg(count);
    if (!m_pointer)
        return text;
    const std::size_t dim = m_problem->dim();
    QStringList values { QStringLiteral("%1 = %2").arg(
        componentName(m_form->x(), dim, false), resultText(m_pointer->x)) };
    if (dim > 1)
        values << QStringLiteral("%1 = %2").arg(
            componentName(m_form->y(), dim, false), resultText(m_pointer->y));
    if (m_invariant) {
        const std::array state { m_pointer->x, m_pointer->y };
        double value = 0.0;
        m_invariant->evaluate(m_problem->t0, { state.data(), 2 }, { &value, 1 });
        if (std::isfinite(value))
            values << QStringLiteral("%1 = %2").arg(invariantName(*m_problem), resultText(value));
    }
    return text + QLatin1Char(' ') + values.join(QStringLiteral(", "));
}

void SolvePhaseView::setFileChooser(std::function<QString(const QString& suggested)> chooser)
{
    m_chooser = std::move(chooser);
}

} // namespace ui
