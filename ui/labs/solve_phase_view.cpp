// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the phase portrait; what the user does to trajectories is in solve_phase_launch.
#include "ui/labs/solve_phase_view.h"

#include "ui/labs/solve_phase_form.h"
#include "ui/labs/solve_phase_model.h"
#include "ui/labs/solve_phase_text.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/results_table.h"

#include <QItemSelectionModel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr double kMargin = 0.5; // of the reference solution's size, at each end
constexpr double kEqualUpTo = 2.5; // ratio of the two sizes that still get one scale
constexpr double kMoved = 0.005; // of the window: less asks for nothing new
constexpr double kArrowRoom = 33.0; // pixels from arrow to arrow
constexpr int kRangeDelay = 150; // ms
constexpr int kTableRows = 5;

struct Extent {
    double lower = HUGE_VAL;
    double upper = -HUGE_VAL;

    void add(double value)
    {
        if (!std::isfinite(value))
            return;
        lower = std::min(lower, value);
        upper = std::max(upper, value);
    }
    void add(const SampledCurve& curve, std::size_t component)
    {
        for (std::size_t i = 0; i < curve.t.size(); ++i)
            add(curve.y[i * curve.dim + component]);
    }
};

/// Range of a component over the reference solution, or over the methods where there is none.
Extent extentOf(const SolveResults& results, std::size_t component)
{
    Extent extent;
    extent.add(results.job.problem.y0[component]);
    extent.add(results.reference, component);
    if (results.reference.isEmpty())
        for (const MethodResult& method : results.methods)
            if (!method.failed())
                extent.add(method.curve, component);
    const double middle = (extent.lower + extent.upper) / 2;
    if (extent.upper - extent.lower < 1e-3 * std::max(1e-3, std::abs(middle))) {
        extent.add(middle - std::max(1.0, std::abs(middle)));
        extent.add(middle + std::max(1.0, std::abs(middle)));
    }
    return extent;
}

bool moved(const solvers::PlaneWindow& a, const solvers::PlaneWindow& b, bool alongY)
{
    const auto differ
        = [](double x, double y, double size) { return std::abs(x - y) > kMoved * size; };
    return differ(a.lower.x, b.lower.x, b.width()) || differ(a.upper.x, b.upper.x, b.width())
        || (alongY
            && (differ(a.lower.y, b.lower.y, b.height())
                || differ(a.upper.y, b.upper.y, b.height())));
}

} // namespace

SolvePhaseView::SolvePhaseView(Theme& theme, QWidget* parent)
    : SolveView(parent)
    , m_theme(theme)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(kRangeDelay);
    connect(m_timer, &QTimer::timeout, this, &SolvePhaseView::rangesMoved);
    buildChart();
    buildTable();
    connectMouse();
}

SolvePhaseView::~SolvePhaseView()
{
    shutdown();
}

void SolvePhaseView::buildChart()
{
    m_card = new Card(m_theme, {}, this);
    m_plot = new PlotView(m_theme, m_card);
    m_plot->setObjectName(QStringLiteral("solve_chart_phase"));
    m_plot->setTitle(tr("Phase portrait"));
    m_plot->setMinimumSize(260, 180);
    m_plot->setBareWithoutData(true);
    m_card->contentLayout()->addWidget(m_plot);
    m_chart = new SolvePhaseChart(m_theme, m_plot, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    connect(m_plot, &PlotView::rangesChanged, m_timer, qOverload<>(&QTimer::start));
    m_clear = makeButton(m_theme, ButtonKind::Plain, tr("Clear"), QStringLiteral("trash"), this);
    m_clear->setObjectName(QStringLiteral("solve_phase_clear"));
    m_clear->setToolTip(tr("Clear\nRemoves all trajectories."));
    m_clear->hide();
    connect(m_clear, &QPushButton::clicked, this, &SolvePhaseView::clear);
}

void SolvePhaseView::buildTable()
{
    m_tableCard = new Card(m_theme, tr("Trajectories"), this);
    m_tableCard->hide();
    m_tableCard->addHeaderWidget(
        makeLabel(m_theme, tr("Click in the plane to launch; drag a start point to move it"), 12,
            TextColor::Text2, false, m_tableCard));
    const auto button = [this](const QString& text, const QString& icon, const QString& name,
                            const QString& hint) {
        QPushButton* made = makeButton(m_theme, ButtonKind::Small, text, icon, m_tableCard);
        made->setObjectName(name);
        made->setToolTip(hint);
        m_tableCard->addHeaderWidget(made);
        return made;
    };
    QPushButton* copy = button(tr("Copy"), QStringLiteral("copy"),
        QStringLiteral("solve_phase_copy"), tr("The table, tab separated, to the clipboard"));
    QPushButton* csv = button(tr("CSV"), QStringLiteral("download"),
        QStringLiteral("solve_phase_csv"), tr("The table with all digits as a CSV file"));
    m_model = new SolvePhaseModel(m_theme, this);
    m_table = new ResultsTable(m_theme, m_tableCard);
    m_table->setObjectName(QStringLiteral("solve_phase_table"));
    m_table->setAccessibleName(tr("Trajectories"));
    m_table->setVisibleRows(kTableRows);
    // One height for any number: the plane must not move under the pointer.
    m_table->setFixedHeight((kTableRows + 1) * metrics::kTableRowHeight + 2);
    m_table->setModel(m_model);
    m_tableCard->contentLayout()->addWidget(m_table);
    connect(copy, &QPushButton::clicked, m_table, &ResultsTable::copyAll);
    connect(csv, &QPushButton::clicked, this, &SolvePhaseView::saveCsv);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (!m_filling)
                select(m_model->numberOf(current.row()));
        });
}

QList<QWidget*> SolvePhaseView::tools()
{
    return { m_clear };
}

QWidget* SolvePhaseView::lowerPart()
{
    return m_tableCard;
}

QList<Section*> SolvePhaseView::addSections(const SectionFactory& add)
{
    m_form = new SolvePhaseForm(m_theme, add, this);
    connect(m_form, &SolvePhaseForm::shownChanged, this, &SolvePhaseView::showShown);
    connect(m_form, &SolvePhaseForm::contentChanged, this, [this] {
        request(Due::AllLaunches);
        request(Due::Portrait);
    });
    connect(m_form, &SolvePhaseForm::axesChanged, this, &SolvePhaseView::resetPlane);
    return m_form->sections();
}

void SolvePhaseView::setResults(std::shared_ptr<const SolveResults> results)
{
    m_solution = std::move(results);
    m_chart->setSolutions(m_solution);
    const solvers::Problem& next = m_solution->job.problem;
    if (m_problem && *m_problem == next)
        return;
    const bool other = !m_problem || m_problem->rhs != next.rhs;
    const bool elsewhere
        = other || m_problem->y0 != next.y0 || m_problem->t0 != next.t0 || m_problem->t1 != next.t1;
    if (other) {
        m_launches.clear();
        m_trajectories.clear();
        m_form->setProblem(next);
        m_launches.push_back({ 1, next.y0, false, &m_form->method(), m_form->options() });
        m_selected = 1;
    } else {
        for (PhaseLaunch& each : m_launches)
            if (each.start == m_problem->y0)
                each.start = next.y0;
    }
    m_problem = next;
    m_invariant.reset();
    if (!next.invariants.empty() && next.dim() == 2)
        m_invariant = solvers::makeStateFunction(next, { next.invariants.front().expression });
    if (elsewhere)
        return resetPlane();
    dropRun();
    request(Due::AllLaunches);
    request(Due::Portrait);
}

void SolvePhaseView::resetPlane()
{
    dropRun();
    const auto ranged = [this](std::size_t component, double& lower, double& upper) {
        const Extent extent = extentOf(*m_solution, component);
        const double size = extent.upper - extent.lower;
        lower = extent.lower - kMargin * size;
        upper = extent.upper + kMargin * size;
    };
    ranged(m_form->x(), m_home.lower.x, m_home.upper.x);
    ranged(m_form->y(), m_home.lower.y, m_home.upper.y);
    const double ratio = m_home.width() / m_home.height();
    m_equal = m_problem->dim() == 2 && ratio < kEqualUpTo && ratio > 1.0 / kEqualUpTo;
    m_axesDue = true;
    request(Due::AllLaunches);
    request(Due::Portrait);
}

/// What the chart shows; before new axes are there, what it will show.
solvers::PlaneWindow SolvePhaseView::windowOnScreen() const
{
    if (!m_axesDue) {
        const PlotRanges ranges = m_plot->ranges();
        return { { ranges.x.lower, ranges.y.lower }, { ranges.x.upper, ranges.y.upper } };
    }
    const QRectF area = m_plot->map().area();
    if (!m_equal || area.width() <= 1.0 || area.height() <= 1.0)
        return m_home;
    const double perPixel
        = std::max(m_home.width() / area.width(), m_home.height() / area.height());
    return m_home.united({ { (m_home.lower.x + m_home.upper.x - perPixel * area.width()) / 2,
                               (m_home.lower.y + m_home.upper.y - perPixel * area.height()) / 2 },
        { (m_home.lower.x + m_home.upper.x + perPixel * area.width()) / 2,
            (m_home.lower.y + m_home.upper.y + perPixel * area.height()) / 2 } });
}

void SolvePhaseView::rangesMoved()
{
    if (!m_problem || m_axesDue || !m_portrait)
        return;
    if (moved(windowOnScreen(), m_portrait->job.window, m_problem->dim() > 1))
        request(Due::Portrait);
}

PhaseJob SolvePhaseView::job() const
{
    PhaseJob job;
    job.problem = *m_problem;
    job.x = m_form->x();
    job.y = m_form->y();
    job.window = windowOnScreen();
    job.limits = m_home.united(job.window).enlarged(1.0);
    job.portrait = m_portraitDue;
    job.streamlines = m_form->shows(SolvePhaseForm::Show::Streamlines);
    job.past = m_form->shows(SolvePhaseForm::Show::Past);
    job.untilClosed = m_form->untilClosed();
    const QRectF area = m_plot->map().area();
    job.columns = std::clamp(static_cast<int>(area.width() / kArrowRoom), 4, 60);
    job.rows = std::clamp(static_cast<int>(area.height() / kArrowRoom), 4, 40);
    for (const PhaseLaunch& each : m_launches) {
        const auto known = m_trajectories.find(each.number);
        if (m_allLaunchesDue || known == m_trajectories.end() || !(known->second.launch == each))
            job.launches.push_back(each);
    }
    return job;
}

void SolvePhaseView::request(Due due)
{
    m_launchesDue = true;
    m_allLaunchesDue = m_allLaunchesDue || due == Due::AllLaunches;
    m_portraitDue = m_portraitDue || due == Due::Portrait;
    if (m_run == nullptr) // else it follows at once
        startRun();
}

void SolvePhaseView::startRun()
{
    if (m_over || !m_problem || m_run != nullptr)
        return;
    const PhaseJob next = job();
    m_launchesDue = m_allLaunchesDue = m_portraitDue = false;
    m_run = new PhaseRun(next, this);
    connect(m_run, &PhaseRun::finished, this, &SolvePhaseView::takeResults);
    m_run->start();
}

void SolvePhaseView::dropRun()
{
    if (m_run != nullptr)
        m_run->abandon();
    m_run = nullptr;
}

void SolvePhaseView::takeResults(const std::shared_ptr<const PhaseResults>& results)
{
    dropRun(); // its thread has done its work
    if (!results->trouble.empty()) {
        m_form->setEquilibria(fromCore(results->trouble).toHtmlEscaped());
        return;
    }
    m_latest = results;
    for (const PhaseTrajectory& each : results->trajectories)
        m_trajectories[each.launch.number] = each;
    std::erase_if(m_trajectories, [this](const auto& each) {
        return std::ranges::find(m_launches, each.first, &PhaseLaunch::number) == m_launches.end();
    });
    showTrajectories();
    if (results->portrait) {
        m_portrait = results;
        if (std::exchange(m_axesDue, false)) {
            m_plot->fit();
            m_chart->setAxes(*results, m_home, m_equal);
            showShown(); // boxes come and go with the number of equations
        }
        m_chart->setPortrait(results);
        m_form->setEquilibria(equilibriaText(*results));
        m_timer->start(); // the range may have moved meanwhile
    }
    emit statusTextChanged();
    if (m_launchesDue)
        startRun();
}

void SolvePhaseView::showShown()
{
    using Show = SolvePhaseForm::Show;
    m_chart->setShown({ m_form->shows(Show::Field), m_form->shows(Show::Nullclines),
        m_form->shows(Show::Equilibria), m_form->shows(Show::Separatrix),
        m_form->shows(Show::Solutions) });
}

std::vector<PhaseTrajectory> SolvePhaseView::trajectories() const
{
    std::vector<PhaseTrajectory> all;
    for (const auto& [number, trajectory] : m_trajectories)
        all.push_back(trajectory);
    return all;
}

void SolvePhaseView::showTrajectories()
{
    const std::vector<PhaseTrajectory> all = trajectories();
    m_chart->setTrajectories(all, m_selected);
    m_filling = true; // what the reset does to the current row is no choice of the user's
    m_model->setTrajectories(all, m_latest);
    m_filling = false;
    selectRow();
    m_clear->setEnabled(!m_launches.empty());
}

void SolvePhaseView::selectRow()
{
    const int row = m_model->rowOf(m_selected);
    if (row < 0)
        return;
    if (m_table->currentIndex().row() != row)
        m_table->selectRow(row);
    m_table->scrollTo(m_model->index(row, 0));
}

bool SolvePhaseView::isIdle() const
{
    return m_run == nullptr && !m_timer->isActive() && m_problem.has_value();
}

void SolvePhaseView::shutdown()
{
    m_over = true;
    m_timer->stop();
    delete m_run; // stops and joins
    m_run = nullptr;
}

} // namespace ui
