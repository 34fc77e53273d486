// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_stability_view.h"

#include "ui/labs/solve_stability_chart.h"
#include "ui/labs/solve_stability_model.h"
#include "ui/labs/solve_stability_steps.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/widgets/results_table.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr int kColumnWidth = 332; // at least, of the cards at the right
constexpr int kSizesHeight = 180; // of their chart, at least
constexpr std::size_t kMostPoints = 2000; // of a curve of sizes
constexpr std::size_t kMostMarkers = 40;
constexpr double kDecadesShown = 1e10; // between the largest and the smallest size on show

double norm(const SampledCurve& curve, std::size_t i)
{
    double sum = 0.0;
    for (std::size_t k = 0; k < curve.dim; ++k)
        sum = std::hypot(sum, curve.y[i * curve.dim + k]);
    return sum;
}

PlotCurve sizeCurve(
    const QString& id, const QString& name, const SampledCurve& samples, std::size_t points)
{
    PlotCurve curve(id, name, seriesStyle(id));
    const std::size_t every = 1 + points / kMostPoints;
    std::vector<double> t;
    std::vector<double> size;
    for (std::size_t i = 0; i < points; i += every) {
        t.push_back(samples.t[i]);
        size.push_back(norm(samples, i));
    }
    curve.markerEvery = static_cast<int>(1 + t.size() / kMostMarkers);
    curve.replace(std::move(t), std::move(size));
    return curve;
}

} // namespace

SolveStabilityView::SolveStabilityView(Theme& theme, QWidget* parent)
    : SolveView(parent)
    , m_theme(theme)
    , m_time(std::numeric_limits<double>::quiet_NaN())
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(buildPlane(), 3);
    row->addWidget(buildColumn(), 2);
    connect(m_chart, &SolveStabilityChart::stepChosen, this, &SolveStabilityView::chooseStep);
    connect(m_chart, &SolveStabilityChart::dragFinished, this, &SolveStabilityView::show);
    connect(m_stepForm, &SolveStabilitySteps::stepChosen, this, &SolveStabilityView::chooseStep);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (current.isValid())
                emit seriesChosen(m_model->seriesOf(current.row()));
        });
    for (PlotView* plot : { m_plot, m_sizes }) {
        connect(plot, &PlotView::spaceTapped, this, &SolveView::playToggled);
        connect(plot, &PlotView::legendToggled, this, [this](const QString& curve, bool visible) {
            if (visible)
                emit seriesChosen(curve.section(QLatin1Char('/'), 0, 0));
        });
    }
    connect(m_sizes, &PlotView::crosshairMoved, this, &SolveView::timeChosen);
    connect(&theme, &Theme::changed, this, &SolveStabilityView::show);
}

SolveStabilityView::~SolveStabilityView()
{
    shutdown();
}

void SolveStabilityView::shutdown()
{
    delete m_run; // stops and joins
    m_run = nullptr;
}

QWidget* SolveStabilityView::buildPlane()
{
    auto* card = new Card(m_theme, {}, this);
    m_plot = new PlotView(m_theme, card);
    m_plot->setObjectName(QStringLiteral("solve_chart_stability"));
    m_plot->setTitle(tr("Regions of absolute stability"));
    m_plot->setMinimumSize(260, 180);
    m_chart = new SolveStabilityChart(m_theme, m_plot, this);
    m_caption = makeLabel(m_theme, {}, 13, TextColor::Text, false, card);
    m_caption->setObjectName(QStringLiteral("solve_stability_caption"));
    m_caption->setTextFormat(Qt::RichText);
    m_caption->setWordWrap(true);
    m_caption->setContentsMargins(16, 8, 16, 10);
    m_caption->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    card->contentLayout()->addWidget(m_plot, 1);
    auto* line = new QFrame(card);
    line->setFrameStyle(QFrame::HLine | QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    card->contentLayout()->addWidget(line);
    card->contentLayout()->addWidget(m_caption);
    return card;
}

QWidget* SolveStabilityView::buildColumn()
{
    auto* area = new OverlayScrollArea(this);
    area->setMinimumWidth(kColumnWidth);
    auto* content = new QWidget(area);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);

    auto* steps = new Card(m_theme, tr("Step size"), content);
    m_stepForm = new SolveStabilitySteps(m_theme, steps);
    steps->contentLayout()->addWidget(m_stepForm);
    column->addWidget(steps);

    m_tableCard = new Card(m_theme, tr("Eigenvalues"), content);
    m_model = new SolveStabilityModel(m_theme, this);
    m_table = new ResultsTable(m_theme, m_tableCard);
    m_table->setObjectName(QStringLiteral("solve_stability_table"));
    m_table->setAccessibleName(tr("Stability of each method"));
    m_table->setModel(m_model);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_tableCard->contentLayout()->addWidget(m_table);
    column->addWidget(m_tableCard);

    auto* sizes = new Card(m_theme, tr("Size of the numerical solution"), content);
    m_sizes = new PlotView(m_theme, sizes, PlotView::Size::Card);
    m_sizes->setObjectName(QStringLiteral("solve_chart_stability_size"));
    m_sizes->setTitle(tr("Size of the numerical solution"));
    m_sizes->setMinimumSize(260, kSizesHeight);
    sizes->contentLayout()->addWidget(m_sizes);
    column->addWidget(sizes, 1);
    area->setWidget(content);
    return area;
}

void SolveStabilityView::setResults(std::shared_ptr<const SolveResults> results)
{
    m_results = std::move(results);
    const solvers::Problem& problem = m_results->job.problem;
    const auto [first, last] = std::minmax(problem.t0, problem.t1);
    if (m_time < first || m_time > last)
        m_time = std::numeric_limits<double>::quiet_NaN(); // of another problem
    const QString dragged = m_chart->draggedSeries();
    const double ahead = m_chosen.value(dragged);
    m_chosen.clear();
    if (!dragged.isEmpty())
        m_chosen.insert(dragged, ahead); // the pointer is further by now
    show();
    showSizes();
    analyse();
}

void SolveStabilityView::setFollowed(const QString& series)
{
    if (m_followed == series)
        return;
    m_followed = series;
    analyse();
}

void SolveStabilityView::setSelected(const QString& series)
{
    m_selected = series;
    for (PlotCurve curve : std::vector<PlotCurve>(m_sizes->curves()))
        if (const bool bold = curve.id == series; bold != curve.bold) {
            curve.bold = bold;
            m_sizes->setCurve(std::move(curve));
        }
}

void SolveStabilityView::setTime(double time)
{
    m_sizes->setCrosshairX(std::isfinite(time) ? std::optional(time) : std::nullopt);
    std::vector<PlotNote> notes;
    if (std::isfinite(time)) // where the Jacobian is taken
        notes.push_back({ time, std::numeric_limits<double>::quiet_NaN(),
            QStringLiteral("<i>t</i>"), PlotNote::Kind::Plain });
    m_sizes->setNotes(std::move(notes));
    if (time == m_time || (std::isnan(time) && std::isnan(m_time)))
        return;
    m_time = time;
    analyse();
}

QString SolveStabilityView::statusText() const
{
    return stabilityStatus(m_picture);
}

void SolveStabilityView::chooseStep(const QString& series, double step)
{
    if (m_chosen.value(series) == step)
        return;
    m_chosen.insert(series, step);
    show();
    emit stepChosen(series, step);
}

void SolveStabilityView::analyse()
{
    if (!m_results)
        return;
    if (m_run) {
        m_outdated = true;
        return;
    }
    m_outdated = false;
    StabilityJob job;
    job.results = m_results;
    job.time = std::isfinite(m_time) ? m_time : m_results->job.problem.t0;
    job.followed = m_followed.toStdString();
    for (const StabilityRow& row : m_picture.rows)
        if (!m_regions.contains(row.method))
            job.regions.push_back(row.method);
    m_run = new StabilityRun(std::move(job), this);
    connect(m_run, &StabilityRun::finished, this, &SolveStabilityView::takeAnalysis);
    m_run->start();
}

void SolveStabilityView::takeAnalysis(const std::shared_ptr<const StabilityAnalysis>& analysis)
{
    // Its thread has done its work; joining it takes no time.
    m_run->deleteLater();
    m_run = nullptr;
    m_regions.insert(analysis->regions.begin(), analysis->regions.end());
    m_analysis = analysis;
    show();
    if (m_outdated)
        analyse();
}

void SolveStabilityView::show()
{
    if (!m_results)
        return;
    m_picture = stabilityPicture(*m_results, m_analysis.get(), m_regions, m_chosen);
    const solvers::Problem& problem = m_results->job.problem;
    m_chart->show(m_picture);
    m_stepForm->show(m_picture, std::abs(problem.t1 - problem.t0));
    m_model->show(m_picture);
    if (!m_chart->isDragging()) // another line of text would move the plane under the pointer
        m_caption->setText(withMathItalics(m_theme, stabilityCaption(m_picture)));
    showTitle();
    emit statusTextChanged();
}

void SolveStabilityView::showTitle()
{
    if (!m_picture.analysed)
        return m_tableCard->setTitle(tr("Eigenvalues"));
    const QString values = eigenvaluesText(m_picture);
    m_tableCard->setTitle(m_picture.eigenvalues.empty() ? tr("No eigenvalues")
            : values.isEmpty() ? tr("Worst of %1 eigenvalues").arg(m_picture.eigenvalues.size())
                               : tr("At λ = %1").arg(values));
}

void SolveStabilityView::showSizes()
{
    std::vector<PlotCurve> curves;
    const bool exact = m_results->job.reference == ReferenceKind::Exact;
    const SampledCurve& reference = m_results->reference;
    if (!reference.isEmpty()) {
        curves.push_back(sizeCurve(exact ? QStringLiteral("exact") : QStringLiteral("reference"),
            exact ? tr("Exact") : tr("Reference"), reference, reference.t.size()));
        curves.back().markers = false;
    }
    for (const MethodResult& result : m_results->methods) {
        if (result.curve.isEmpty())
            continue;
        const QString series = methodId(*result.solution.method);
        curves.push_back(sizeCurve(series, methodName(*result.solution.method), result.curve,
            result.meaningfulTimes().size()));
        curves.back().bold = series == m_selected;
        curves.back().setsRange = !result.failed();
    }
    double largest = 0.0;
    for (const PlotCurve& curve : curves)
        if (curve.samples && curve.setsRange)
            largest = std::max(largest, curve.samples->yBounds.largestPositive);
    PlotAxis x;
    x.title = QStringLiteral("<i>t</i>");
    PlotAxis y;
    y.title = QStringLiteral("‖<i>y</i><sub>n</sub>‖");
    y.logarithmic = true;
    for (const PlotCurve& curve : curves) // a zero crossing is no reason to show 10⁻¹⁶
        if (curve.samples && curve.setsRange
            && curve.samples->yBounds.smallestPositive < largest / kDecadesShown)
            y.lower = largest / kDecadesShown;
    m_sizes->setAxis(PlotView::AxisId::X, x);
    m_sizes->setAxis(PlotView::AxisId::Y, y);
    m_sizes->setCurves(std::move(curves));
    m_sizes->setCrosshairSteps(reference.t);
}

} // namespace ui
