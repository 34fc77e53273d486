// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_view.h"

#include "ui/labs/solve_step_caption.h"
#include "ui/labs/solve_step_chart.h"
#include "ui/labs/solve_step_overview.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/card.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kLeastHeight = 140; // of a chart in the smallest window below a banner
constexpr double kSameTime = 1e-9; // of a step: times closer than that are one

} // namespace

SolveStepView::SolveStepView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_overview(new StepOverview(theme, this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(metrics::kCardGap);
    m_grid->setRowStretch(0, 1);
    m_grid->setColumnStretch(0, 1);
    m_sides = { makeSide(theme, 0, QStringLiteral("left")),
        makeSide(theme, 1, QStringLiteral("right")) };
    showSecond(false);
    m_overview->hide();
    m_overview->plot()->installEventFilter(this);
    connect(m_overview, &StepOverview::timeChosen, this, &SolveStepView::chooseTime);
    connect(m_overview->plot(), &PlotView::spaceTapped, this, &SolveStepView::playToggled);
}

SolveStepView::~SolveStepView()
{
    shutdown();
}

void SolveStepView::shutdown()
{
    delete m_run; // stops and joins
    m_run = nullptr;
    m_lookAgain = false;
}

SolveStepView::Side SolveStepView::makeSide(Theme& theme, int column, const QString& name)
{
    Side side;
    side.card = new Card(theme, tr("Step"), this);
    auto* plot = new PlotView(theme, side.card);
    plot->setObjectName(QStringLiteral("solve_chart_step_") + name);
    plot->setMinimumSize(260, kLeastHeight);
    plot->installEventFilter(this);
    side.card->contentLayout()->addWidget(plot);
    side.chart = new SolveStepChart(theme, plot, this);
    side.caption = new StepCaption(theme, QStringLiteral("solve_step_caption_") + name, this);
    side.caption->setAccessibleName(tr("Numbers of the step"));
    m_grid->addWidget(side.card, 0, column);
    m_grid->addWidget(side.caption, 1, column);
    connect(plot, &PlotView::spaceTapped, this, &SolveStepView::playToggled);
    return side;
}

void SolveStepView::showSecond(bool shown)
{
    m_sides[1].card->setVisible(shown);
    m_sides[1].caption->setVisible(shown);
    m_grid->setColumnStretch(1, shown ? 1 : 0);
    m_grid->setHorizontalSpacing(shown ? metrics::kCardGap : 0);
}

void SolveStepView::setResults(std::shared_ptr<const SolveResults> results)
{
    if (results == m_results)
        return;
    if (m_run != nullptr)
        m_run->abandon();
    m_run = nullptr;
    m_lookAgain = false;
    m_results = std::move(results);
    m_component = std::min(m_component, m_results->job.problem.dim() - 1);
    m_overview->setComponent(static_cast<int>(m_component));
    m_overview->setResults(m_results);
    chooseMethods();
}

void SolveStepView::setComponent(int component)
{
    m_component = static_cast<std::size_t>(std::max(0, component));
    if (m_results)
        m_component = std::min(m_component, m_results->job.problem.dim() - 1);
    m_overview->setComponent(static_cast<int>(m_component));
    look();
}

void SolveStepView::setFollowed(const QString& series)
{
    if (m_followed == series)
        return;
    m_followed = series;
    chooseMethods();
}

void SolveStepView::chooseMethods()
{
    if (!m_results)
        return;
    const std::size_t before = plots().size();
    for (Side& side : m_sides)
        side.method.reset();
    const auto usable = [this](std::size_t i) {
        const MethodResult& result = m_results->methods[i];
        return result.refusal.empty() && result.solution.size() > 0;
    };
    const auto id
        = [this](std::size_t i) { return methodId(*m_results->methods[i].solution.method); };
    for (std::size_t i = 0; i < m_results->methods.size(); ++i)
        if (usable(i) && id(i) == m_followed)
            m_sides[0].method = i;
    for (std::size_t i = 0; i < m_results->methods.size(); ++i) {
        if (!usable(i))
            continue;
        if (!m_sides[0].method)
            m_sides[0].method = i;
        else if (!m_sides[1].method && i != m_sides[0].method
            && solvers::hasStages(*m_results->methods[i].solution.method))
            m_sides[1].method = i;
    }
    for (std::size_t s = 0; s < m_sides.size(); ++s) {
        m_walks[s] = m_sides[s].method ? walkOf(*m_sides[s].method) : Walk {};
        m_sides[s].chart->clear();
        m_sides[s].caption->clear();
    }
    showSecond(m_sides[1].method.has_value() && !m_walks[1].empty());
    m_index = std::min(m_index, walk().empty() ? 0 : walk().size() - 1);
    if (plots().size() != before)
        emit plotsChanged();
    look();
}

SolveStepView::Walk SolveStepView::walkOf(std::size_t method) const
{
    const MethodResult& result = m_results->methods[method];
    const std::size_t last = result.meaningfulTimes().size();
    return solvers::stepAttempts(result.solution, last > 0 ? last - 1 : 0);
}

std::vector<double> SolveStepView::attemptTimes() const
{
    std::vector<double> times;
    for (const solvers::StepAttempt& attempt : walk())
        times.push_back(attempt.t);
    return times;
}

std::vector<PlotView*> SolveStepView::plots() const
{
    std::vector<PlotView*> shown { m_sides[0].chart->view() };
    if (m_sides[1].method && !m_walks[1].empty())
        shown.push_back(m_sides[1].chart->view());
    return shown;
}

void SolveStepView::setAttempt(int index)
{
    if (walk().empty())
        return;
    m_index = std::min(static_cast<std::size_t>(std::max(0, index)), walk().size() - 1);
    look();
}

std::size_t SolveStepView::partner(double time) const
{
    const Walk& steps = m_walks[1];
    std::size_t found = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double ahead = (steps[i].t - time) * (steps[i].step < 0.0 ? -1.0 : 1.0);
        if (!steps[i].rejected && ahead <= kSameTime * std::abs(steps[i].step))
            found = i;
    }
    return found;
}

void SolveStepView::look()
{
    if (!m_results || walk().empty() || isHidden())
        return;
    if (m_run != nullptr) {
        m_lookAgain = true;
        return;
    }
    const solvers::StepAttempt& attempt = walk()[m_index];
    std::vector<StepRequest> requests { { *m_sides[0].method, attempt } };
    if (m_sides[1].method && !m_walks[1].empty())
        requests.push_back({ *m_sides[1].method, m_walks[1][partner(attempt.t)] });
    m_run = new StepRun(m_results, std::move(requests), this);
    connect(m_run, &StepRun::finished, this, &SolveStepView::take);
    m_run->start();
}

void SolveStepView::take(const std::shared_ptr<const StepSights>& sights)
{
    m_run->abandon(); // its thread has done its work
    m_run = nullptr;
    for (std::size_t i = 0; i < sights->size(); ++i)
        if (m_sides[i].method == (*sights)[i].request.method)
            show(m_sides[i], (*sights)[i], m_walks[i]);
    showWindow();
    if (std::exchange(m_lookAgain, false))
        look();
    else
        emit stepShown();
}

void SolveStepView::show(Side& side, const StepSight& sight, const Walk& steps)
{
    const solvers::StepAttempt& attempt = sight.request.attempt;
    const auto at = std::find_if(steps.begin(), steps.end(), [&](const auto& other) {
        return other.from == attempt.from && other.step == attempt.step
            && other.rejected == attempt.rejected;
    });
    const QString title
        = tr("%1: step %2 of %3")
              .arg(methodName(*m_results->methods[sight.request.method].solution.method))
              .arg(at - steps.begin() + 1)
              .arg(steps.size());
    side.card->setTitle(title);
    side.card->setAccessibleName(title);
    side.chart->view()->setTitle(title);
    side.chart->show(*m_results, sight, m_component);
    side.caption->setTexts(stepTexts(*m_results, sight, m_component));
}

void SolveStepView::showWindow()
{
    if (walk().empty())
        return m_overview->clear();
    const solvers::StepAttempt& attempt = walk()[m_index];
    const PlotRange window = m_sides[0].chart->view()->ranges().x;
    const auto& times = m_results->methods[*m_sides[0].method].solution.t;
    m_overview->setWindow(window, attempt.rejected ? attempt.t : times[attempt.from + 1]);
}

void SolveStepView::chooseTime(double time)
{
    std::size_t nearest = 0;
    const auto distance
        = [&](std::size_t i) { return std::abs(walk()[i].t + 0.5 * walk()[i].step - time); };
    for (std::size_t i = 1; i < walk().size(); ++i)
        if (distance(i) < distance(nearest))
            nearest = i;
    if (!walk().empty())
        emit attemptChosen(static_cast<int>(nearest));
}

void SolveStepView::setStale(bool stale)
{
    for (const Side& side : m_sides)
        side.chart->view()->setCurvesDim(stale);
    m_overview->plot()->setCurvesDim(stale);
}

void SolveStepView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_overview->isVisible()) // what the two have together is divided anew
        m_overview->fitInto(height() + m_overview->height());
}

bool SolveStepView::eventFilter(QObject* watched, QEvent* event)
{
    // The arrows walk here, also where a crosshair would take them.
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier)
            return false;
        const auto here = static_cast<int>(m_index);
        const auto last = static_cast<int>(walk().size()) - 1;
        std::optional<int> wanted;
        if (key->key() == Qt::Key_Left)
            wanted = here - 1;
        else if (key->key() == Qt::Key_Right)
            wanted = here + 1;
        else if (key->key() == Qt::Key_Home)
            wanted = 0;
        else if (key->key() == Qt::Key_End)
            wanted = last;
        if (!wanted || last < 0)
            return false;
        event->accept();
        if (event->type() == QEvent::KeyPress)
            emit attemptChosen(std::clamp(*wanted, 0, last));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ui
