// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of the analysis views and what their charts show of them.
#include "ui/labs/solve_analysis_charts.h"
#include "ui/labs/solve_analysis_view.h"
#include "ui/labs/solve_chart.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_text.h"

#include <QCheckBox>
#include <QLabel>
#include <QTimer>

#include <algorithm>
#include <set>
#include <utility>

namespace ui {

namespace {

const QString kRejected = QStringLiteral("/rejected");
const QString kSlopes = QStringLiteral("slopes");

/// The box of a chart whose curves are points: what has a point at x.
CrosshairBox pointBox(const PlotView& plot, double x)
{
    CrosshairBox box;
    box.title
        = QStringLiteral("%1 = %2").arg(plot.axis(PlotView::AxisId::X).title, resultText(x, 4));
    for (const PlotCurve& curve : plot.curves()) {
        if (!curve.visible || !curve.samples)
            continue;
        const auto& xs = curve.samples->x;
        const auto at = std::ranges::find(xs, x);
        if (at != xs.end())
            box.rows.push_back({ curve.id, curve.shortName,
                resultText(curve.samples->y[static_cast<std::size_t>(at - xs.begin())]), {} });
    }
    return box;
}

} // namespace

void SolveAnalysisView::setResults(std::shared_ptr<const SolveResults> results)
{
    if (m_results != results) {
        for (Analysis* analysis : { &m_study, &m_drift })
            endRun(*analysis);
        m_results = std::move(results);
        showInvariants();
        showAll();
    }
    startRuns();
}

void SolveAnalysisView::startRuns()
{
    if (!m_results || !isVisible())
        return;
    const bool study = isShown(Convergence) || isShown(WorkPrecision);
    if (study && reasonWithoutError(*m_results).isEmpty())
        startRun(AnalysisKind::Study, m_study);
    else
        endRun(m_study);
    if (isShown(Invariants) && !m_results->job.problem.invariants.empty())
        startRun(AnalysisKind::Drift, m_drift);
    else
        endRun(m_drift);
}

void SolveAnalysisView::startRun(AnalysisKind kind, Analysis& analysis)
{
    const bool done = analysis.results && analysis.results->of == m_results;
    if (analysis.run != nullptr || done || analysis.cancelled == m_results)
        return;
    analysis.done = 0;
    analysis.total = static_cast<int>(m_results->methods.size());
    analysis.run = new AnalysisRun(m_results, kind, this);
    connect(analysis.run, &AnalysisRun::progressed, this, [this, &analysis](int methods, int all) {
        analysis.done = methods;
        analysis.total = all;
        emit statusTextChanged();
    });
    connect(analysis.run, &AnalysisRun::finished, this,
        [this, &analysis](const std::shared_ptr<const AnalysisResults>& results) {
            endRun(analysis);
            analysis.results = results;
            showAll();
            emit statusTextChanged();
        });
    analysis.run->start();
    m_busyTimer->start();
    showAll();
    emit statusTextChanged(); // it can be cancelled now
}

void SolveAnalysisView::endRun(Analysis& analysis)
{
    if (analysis.run == nullptr)
        return;
    analysis.run->abandon();
    analysis.run = nullptr;
    if (!isBusy())
        m_busyTimer->stop();
    emit statusTextChanged();
}

void SolveAnalysisView::showEvent(QShowEvent* event)
{
    SolveView::showEvent(event);
    startRuns();
}

void SolveAnalysisView::hideEvent(QHideEvent* event)
{
    SolveView::hideEvent(event);
    for (Analysis* analysis : { &m_study, &m_drift })
        endRun(*analysis);
}

void SolveAnalysisView::shutdown()
{
    m_busyTimer->stop();
    m_study.run = nullptr;
    m_drift.run = nullptr;
    qDeleteAll(findChildren<AnalysisRun*>(QString(), Qt::FindDirectChildrenOnly)); // they join
}

bool SolveAnalysisView::isBusy() const
{
    return m_study.run != nullptr || m_drift.run != nullptr;
}

bool SolveAnalysisView::canCancel() const
{
    return isBusy() || m_enlarged;
}

void SolveAnalysisView::cancel()
{
    if (!isBusy())
        return m_enlarged ? enlarge(m_part) : void();
    for (Analysis* analysis : { &m_study, &m_drift })
        if (analysis->run != nullptr) {
            analysis->cancelled = m_results;
            endRun(*analysis);
        }
    showAll();
}

QString SolveAnalysisView::progressText() const
{
    if (!isBusy() || m_busyTimer->isActive())
        return {};
    const Analysis& running = m_study.run != nullptr ? m_study : m_drift;
    return tr("Measuring… %1 %").arg(running.total > 0 ? 100 * running.done / running.total : 0);
}

QString SolveAnalysisView::statusText() const
{
    const bool order = m_part == Convergence || showsFour();
    const bool known = m_study.results && m_study.results->of == m_results;
    return order && known && !m_study.results->convergence.empty()
        ? observedOrderNote(*m_study.results)
        : QString();
}

void SolveAnalysisView::showInvariants()
{
    const QString before = m_invariant->currentText();
    m_invariant->clear();
    for (const auto& invariant : m_results->job.problem.invariants)
        m_invariant->addItem(fromCore(invariant.name));
    m_invariant->setCurrentIndex(std::max(0, m_invariant->findText(before)));
    emit arrangementChanged();
}

void SolveAnalysisView::showAll()
{
    for (int part = 0; part < PartCount; ++part)
        if (isShown(static_cast<Part>(part)))
            show(static_cast<Part>(part));
}

QString SolveAnalysisView::reasonWithoutAnalysis(const Analysis& analysis) const
{
    if (analysis.cancelled == m_results)
        return tr("Cancelled. Solve (Ctrl+R) measures again.");
    return tr("Measuring…");
}

AnalysisChart SolveAnalysisView::chartOf(Part part) const
{
    const bool brief = showsFour();
    const auto current
        = [this](const Analysis& a) { return a.results && a.results->of == m_results; };
    AnalysisChart chart;
    switch (part) {
    case Error:
        return errorChart(*m_results, brief);
    case StepSize:
        return stepSizeChart(*m_results, brief);
    case Convergence:
    case WorkPrecision:
        chart.reason = reasonWithoutError(*m_results);
        if (!chart.reason.isEmpty())
            return chart;
        if (!current(m_study)) {
            chart.reason = reasonWithoutAnalysis(m_study);
            return chart;
        }
        return part == Convergence
            ? convergenceChart(*m_study.results, brief)
            : workPrecisionChart(*m_study.results, m_againstTime->isChecked(), brief);
    case Invariants:
        if (!m_results->job.problem.invariants.empty() && !current(m_drift)) {
            chart.reason = reasonWithoutAnalysis(m_drift);
            return chart;
        }
        if (!current(m_drift)) { // says that the problem has none
            AnalysisResults none;
            none.of = m_results;
            return driftChart(none, 0);
        }
        return driftChart(
            *m_drift.results, static_cast<std::size_t>(std::max(0, m_invariant->currentIndex())));
    case PartCount:
        break;
    }
    return chart;
}

void SolveAnalysisView::show(Part part)
{
    if (!m_results)
        return;
    const Chart& shown = m_charts[part];
    PlotView* plot = shown.plot;
    const Analysis& analysis = part == Invariants ? m_drift : m_study;
    // Old curves stay at 35 % until the new ones come.
    const bool waits = analysis.run != nullptr && part != Error && part != StepSize
        && !plot->curves().empty() && (!analysis.results || analysis.results->of != m_results);
    plot->setCurvesDim(waits);
    if (waits)
        return;
    AnalysisChart chart = chartOf(part);
    shown.reason->setText(chart.reason);
    shown.reason->setVisible(!chart.reason.isEmpty());
    plot->setVisible(chart.reason.isEmpty());
    shown.remark->setText(chart.remark);
    shown.remark->setVisible(chart.reason.isEmpty() && !chart.remark.isEmpty());
    plot->removeLayer(kSlopes);
    plot->setAxis(PlotView::AxisId::X, chart.x);
    plot->setAxis(PlotView::AxisId::Y, chart.y);
    for (PlotCurve& curve : chart.curves)
        curve.bold = !m_selected.isEmpty() && curve.id == m_selected;
    plot->setCurves(std::move(chart.curves));
    plot->setNotes(std::move(chart.notes));
    for (PlotLayer& layer : chart.layers)
        plot->setLayer(std::move(layer));
    if (part != Convergence && part != WorkPrecision)
        return;
    std::set<double> xs;
    for (const PlotCurve& curve : plot->curves())
        if (curve.samples)
            xs.insert(curve.samples->x.begin(), curve.samples->x.end());
    plot->setCrosshairSteps({ xs.begin(), xs.end() });
    plot->setCrosshairProvider([plot](double x) { return pointBox(*plot, x); });
}

void SolveAnalysisView::toggleCompanions(PlotView* plot, const QString& curve, bool visible)
{
    QStringList companions;
    for (const PlotCurve& other : plot->curves()) {
        const bool samePeer = curve.endsWith(kRejected) && other.id.endsWith(kRejected);
        if (other.id != curve && (samePeer || other.id.startsWith(curve + QLatin1Char('/'))))
            companions << other.id;
    }
    for (const QString& companion : std::as_const(companions))
        plot->setCurveVisible(companion, visible);
}

} // namespace ui
