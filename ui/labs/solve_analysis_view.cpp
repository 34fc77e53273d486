// SPDX-License-Identifier: GPL-3.0-or-later
// Cards, tools and parts; runs and what is shown of them stand in solve_analysis_runs.cpp.
#include "ui/labs/solve_analysis_view.h"

#include "ui/labs/solve_chart.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/workers/analysis_worker.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kColumns = 2;
constexpr std::array kTimeParts { SolveAnalysisView::Error, SolveAnalysisView::StepSize,
    SolveAnalysisView::Invariants };

bool isOfTime(SolveAnalysisView::Part part)
{
    return std::ranges::find(kTimeParts, part) != kTimeParts.end();
}

} // namespace

SolveAnalysisView::SolveAnalysisView(Theme& theme, QWidget* parent)
    : SolveView(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
    , m_busyTimer(new QTimer(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(metrics::kCardGap);
    m_busyTimer->setSingleShot(true);
    m_busyTimer->setInterval(200);
    connect(m_busyTimer, &QTimer::timeout, this, &SolveView::statusTextChanged);
    for (int part = 0; part < PartCount; ++part)
        makeCard(static_cast<Part>(part));
    makeTools();
    arrange();
}

SolveAnalysisView::~SolveAnalysisView()
{
    shutdown();
}

QList<std::pair<QString, QString>> SolveAnalysisView::tabs()
{
    return { { QStringLiteral("error"), tr("Error") },
        { QStringLiteral("step-size"), tr("Step size") },
        { QStringLiteral("convergence"), tr("Convergence") },
        { QStringLiteral("work-precision"), tr("Work–precision") },
        { QStringLiteral("invariants"), tr("Invariants") } };
}

void SolveAnalysisView::makeCard(Part part)
{
    const auto [id, title] = tabs()[part];
    Chart& chart = m_charts[part];
    chart.card = new Card(m_theme, title, this);
    chart.plot = new PlotView(m_theme, chart.card);
    chart.plot->setObjectName(QStringLiteral("solve_chart_") + id);
    chart.plot->setTitle(title);
    chart.plot->setMinimumSize(260, 180);
    chart.plot->setBareWithoutData(true);
    chart.plot->setCrosshairEnabled(isOfTime(part));
    chart.reason = makeLabel(m_theme, {}, 13, TextColor::Text2, false, chart.card);
    chart.reason->setObjectName(QStringLiteral("solve_reason_") + id);
    chart.reason->setWordWrap(true);
    chart.reason->setAlignment(Qt::AlignCenter);
    chart.reason->setMargin(24);
    chart.reason->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    chart.remark = makeLabel(m_theme, {}, 12, TextColor::Text2, false, chart.card);
    chart.remark->setObjectName(QStringLiteral("solve_remark_") + id);
    chart.remark->setWordWrap(true);
    chart.remark->setContentsMargins(12, 0, 12, 8);
    QVBoxLayout* column = chart.card->contentLayout();
    column->addWidget(chart.plot, 1);
    column->addWidget(chart.reason, 1);
    column->addWidget(chart.remark);
    chart.reason->hide();
    chart.remark->hide();

    chart.enlarge = makeIconButton(m_theme, QStringLiteral("fit"), tr("Enlarge %1").arg(title),
        tr("Enlarge\nEsc returns to all four."), chart.card);
    chart.enlarge->setObjectName(QStringLiteral("solve_enlarge_") + id);
    QToolButton* save = makeIconButton(m_theme, QStringLiteral("export"),
        tr("Export %1").arg(title), tr("Export\nThis chart as PNG, SVG or PDF."), chart.card);
    save->setObjectName(QStringLiteral("solve_export_") + id);
    for (QToolButton* button : { chart.enlarge, save }) {
        button->setFixedSize(24, 24);
        button->setAutoRaise(true);
        chart.card->addHeaderWidget(button);
    }
    connect(chart.enlarge, &QToolButton::clicked, this, [this, part] { enlarge(part); });
    connect(
        save, &QToolButton::clicked, this, [this, plot = chart.plot] { emit exportWanted(plot); });
    connect(chart.plot, &PlotView::legendToggled, this,
        [this, plot = chart.plot](const QString& curve, bool visible) {
            toggleCompanions(plot, curve, visible);
            if (visible)
                emit seriesChosen(SolveChart::seriesOfCurve(curve));
        });
    if (isOfTime(part)) {
        connect(chart.plot, &PlotView::crosshairMoved, this, &SolveView::timeChosen);
        connect(chart.plot, &PlotView::spaceTapped, this, &SolveView::playToggled);
    }
}

void SolveAnalysisView::makeTools()
{
    m_allFour = new QCheckBox(tr("&All four"), this);
    m_allFour->setObjectName(QStringLiteral("solve_all_four"));
    m_allFour->setAccessibleName(tr("All four"));
    m_allFour->setToolTip(
        tr("All four\nError, step size, convergence and work–precision beside each other."));
    connect(m_allFour, &QCheckBox::toggled, this, &SolveAnalysisView::setFour);
    m_againstTime = new QCheckBox(tr("Against &time"), this);
    m_againstTime->setObjectName(QStringLiteral("solve_work_axis"));
    m_againstTime->setAccessibleName(tr("Against time"));
    m_againstTime->setToolTip(
        tr("Against time\nThe time of a solve instead of the evaluations of f (NFE)."));
    connect(m_againstTime, &QCheckBox::toggled, this, [this] { show(WorkPrecision); });
    m_invariant = new ComboBox(this);
    m_invariant->setObjectName(QStringLiteral("solve_invariant"));
    m_invariant->setAccessibleName(tr("Invariant on show"));
    m_invariant->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_invariant->setToolTip(tr("Which quantity the chart follows"));
    connect(m_invariant, &QComboBox::activated, this, [this] { show(Invariants); });
    for (QWidget* tool : { static_cast<QWidget*>(m_allFour), static_cast<QWidget*>(m_againstTime),
             static_cast<QWidget*>(m_invariant) })
        tool->hide();
}

bool SolveAnalysisView::showsFour() const
{
    return m_allFour->isChecked() && m_part != Invariants;
}

bool SolveAnalysisView::isShown(Part part) const
{
    return showsFour() ? part != Invariants : part == m_part;
}

void SolveAnalysisView::setPart(const QString& tab)
{
    for (int part = 0; part < PartCount; ++part)
        if (tabs()[part].first == tab)
            m_part = static_cast<Part>(part);
    m_enlarged = false;
    arrange();
    showAll();
    startRuns();
}

void SolveAnalysisView::setFour(bool four)
{
    m_enlarged = false;
    for (const Part part : kTimeParts) // its box has no room in a small chart
        m_charts[part].plot->setCrosshairEnabled(!four || part == Invariants);
    arrange();
    showAll();
    startRuns();
    emit arrangementChanged();
    emit statusTextChanged();
}

/// From the four to one of them and back.
void SolveAnalysisView::enlarge(Part part)
{
    const bool four = showsFour();
    if (four)
        emit tabWanted(tabs()[part].first); // calls setPart()
    m_allFour->setChecked(!four); // calls setFour()
    m_enlarged = four;
    arrange();
    emit arrangementChanged();
}

void SolveAnalysisView::arrange()
{
    const bool four = showsFour();
    for (int i = 0; i < kColumns; ++i) {
        m_grid->setRowStretch(i, four || i == 0 ? 1 : 0);
        m_grid->setColumnStretch(i, four || i == 0 ? 1 : 0);
    }
    for (int i = 0; i < PartCount; ++i) {
        const auto part = static_cast<Part>(i);
        Chart& chart = m_charts[part];
        m_grid->removeWidget(chart.card);
        chart.card->setVisible(isShown(part));
        if (isShown(part))
            m_grid->addWidget(chart.card, four ? i / kColumns : 0, four ? i % kColumns : 0);
        const bool header = four || m_enlarged;
        chart.card->setTitle(!header  ? QString()
                : part == Convergence ? tr("Convergence: observed order in the legend")
                                      : tabs()[i].second);
        chart.enlarge->setIcon(
            m_theme.icon(m_enlarged ? QStringLiteral("close") : QStringLiteral("fit")));
        chart.enlarge->setToolTip(
            m_enlarged ? tr("All four (Esc)") : tr("Enlarge\nEsc returns to all four."));
    }
}

void SolveAnalysisView::setFollowed(const QString& series)
{
    if (!m_results)
        return;
    std::vector<double> times = m_results->reference.t;
    for (const MethodResult& result : m_results->methods)
        if (methodId(*result.solution.method) == series)
            times = result.meaningfulTimes();
    std::sort(times.begin(), times.end());
    for (const Part part : kTimeParts)
        m_charts[part].plot->setCrosshairSteps(times);
}

void SolveAnalysisView::setSelected(const QString& series)
{
    m_selected = series;
    for (const Chart& chart : m_charts)
        for (PlotCurve curve : std::vector<PlotCurve>(chart.plot->curves())) {
            const bool bold = !series.isEmpty() && curve.id == series;
            if (bold != curve.bold) {
                curve.bold = bold;
                chart.plot->setCurve(std::move(curve));
            }
        }
}

void SolveAnalysisView::setTime(double time)
{
    const auto at = std::isfinite(time) ? std::optional(time) : std::nullopt;
    for (const Part part : kTimeParts) {
        m_charts[part].plot->setCrosshairX(at);
        if (m_playing && at)
            m_charts[part].plot->setDrawnUpTo(at);
    }
}

void SolveAnalysisView::setPlaying(bool playing)
{
    m_playing = playing;
    for (const Part part : kTimeParts) {
        PlotView* plot = m_charts[part].plot;
        plot->setCrosshairFollowsMouse(!playing);
        plot->setDrawnUpTo(playing ? plot->crosshairX() : std::nullopt);
    }
}

std::vector<PlotView*> SolveAnalysisView::plots() const
{
    std::vector<PlotView*> shown;
    for (int part = 0; part < PartCount; ++part)
        if (isShown(static_cast<Part>(part)))
            shown.push_back(m_charts[static_cast<std::size_t>(part)].plot);
    return shown;
}

QList<QWidget*> SolveAnalysisView::tools()
{
    QList<QWidget*> shown;
    if (m_part == Invariants && m_invariant->count() > 1)
        shown << m_invariant;
    if (m_part == WorkPrecision && !showsFour())
        shown << m_againstTime;
    if (m_part != Invariants)
        shown << m_allFour;
    return shown;
}

bool SolveAnalysisView::hasTransport() const
{
    return !showsFour() && isOfTime(m_part);
}

bool SolveAnalysisView::offersTab(const QString& tab, const solvers::Problem& problem) const
{
    return tab != tabs()[Invariants].first || !problem.invariants.empty();
}

void SolveAnalysisView::showFour(bool four)
{
    m_allFour->setChecked(four);
}

} // namespace ui
