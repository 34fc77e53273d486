// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_charts.h"

#include "ui/labs/train_settings.h"
#include "ui/plots/plot_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kMegabyte = 1e6;
constexpr double kFewEpochs = 4; ///< up to here fractions of an epoch are labelled too
constexpr int kMostMarkers = 14;
constexpr double kBeyond = 1.03; ///< end of the epoch axes, so that the last marker is not cut

/// About a dozen points of a growing curve, which stay where they are until every second goes.
/// phase: of the spacing, so that the markers of two curves that coincide can alternate.
void markSparsely(PlotCurve& curve, const LiveBuffer& points, double phase)
{
    std::vector<double> x;
    std::vector<double> y;
    if (!points.isEmpty()) {
        const double length = points.x().back() - points.x().front();
        const double spacing
            = length > 0.0 ? std::exp2(std::ceil(std::log2(length / kMostMarkers))) : 1.0;
        double next = points.x().front() + phase * spacing;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (points.x()[i] >= next) {
                x.push_back(points.x()[i]);
                y.push_back(points.y()[i]);
                next = (std::floor(points.x()[i] / spacing - phase) + 1.0 + phase) * spacing;
            }
    }
    curve.replaceMarkers(std::move(x), std::move(y));
}

} // namespace

TrainCharts::TrainCharts(Theme& theme, QWidget* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_parent(parent)
    , m_bestError(kNone)
{
    makeCharts();
    m_budget = std::make_unique<BudgetLine>(*view(Evaluations));
    clear();
}

void TrainCharts::setBudget(long evaluations)
{
    m_budgetOf = evaluations;
    m_budget->setBudget(m_hasDepth ? evaluations : 0);
}

void TrainCharts::addChart(
    const char* name, const QString& title, const QString& x, const QString& y)
{
    auto* view = new PlotView(m_theme, m_parent, PlotView::Size::Card);
    view->setObjectName(QStringLiteral("train_chart_%1").arg(QLatin1String(name)));
    view->setTitle(title);
    view->setLive(true);
    view->setBareWithoutData(true);
    PlotAxis axis;
    axis.title = x;
    view->setAxis(PlotView::AxisId::X, axis);
    axis.title = y;
    view->setAxis(PlotView::AxisId::Y, axis);
    m_views.push_back(view);
}

void TrainCharts::makeCharts()
{
    const QString epoch = tr("epoch");
    addChart("loss", tr("Loss"), epoch, tr("loss"));
    addChart("error", tr("Test error"), epoch, tr("test error (%)"));
    addChart("nfe", tr("Function evaluations"), epoch, tr("NFE per pass"));
    addChart("adjoint", tr("Adjoint along depth, by class"), tr("depth <i>t</i>"),
        QStringLiteral("|<i>a</i>(<i>t</i>)|"));
    addChart("hidden", tr("Hidden state, 2-D projection"), tr("projection 1"), tr("projection 2"));
    addChart("time", tr("Time and memory"), epoch, tr("s per epoch"));

    PlotAxis axis;
    axis.title = tr("loss");
    axis.logarithmic = true;
    view(Loss)->setAxis(PlotView::AxisId::Y, axis);
    axis.title = QStringLiteral("|<i>a</i>(<i>t</i>)|");
    view(AdjointNorm)->setAxis(PlotView::AxisId::Y, axis);
    axis = {};
    axis.lower = 0.0;
    axis.padding = 0.1;
    axis.title = tr("test error (%)");
    view(TestError)->setAxis(PlotView::AxisId::Y, axis);
    axis.title = tr("NFE per pass");
    view(Evaluations)->setAxis(PlotView::AxisId::Y, axis);
    axis.title = tr("s per epoch");
    view(TimeAndMemory)->setAxis(PlotView::AxisId::Y, axis);
    axis.title.clear();
    view(TimeAndMemory)->setAxis(PlotView::AxisId::Right, axis);
    axis = {};
    axis.padding = 0.06;
    axis.title = tr("projection 1");
    view(HiddenState)->setAxis(PlotView::AxisId::X, axis);
    axis.title = tr("projection 2");
    view(HiddenState)->setAxis(PlotView::AxisId::Y, axis);
    hideWithClass(view(HiddenState), QStringLiteral("start"));
}

void TrainCharts::hideWithClass(PlotView* plot, const QString& prefix)
{
    connect(plot, &PlotView::legendToggled, this, [plot, prefix](const QString& id, bool visible) {
        plot->setCurveVisible(prefix + id.mid(id.indexOf(QLatin1Char('-'))), visible);
    });
}

void TrainCharts::clear()
{
    for (PlotView* plot : m_views) {
        plot->clearCurves();
        plot->setNotes({});
        plot->fit();
    }
    for (LiveBuffer* buffer : { &m_batchLoss, &m_forward, &m_backward })
        buffer->clear();
    m_smoothing.clear();
    m_epochs.clear();
    m_probe = {};
    m_followed = -1;
    m_bestError = kNone;
    m_axisEnd = 0.0;
    m_budget->setEnd(0.0);
    setEpochAxes(1.0);
}

void TrainCharts::start(const nn::TrainingStart& start)
{
    m_hasDepth = nn::modelById(start.options.model.model).hasOdeBlock;
    clear();
    const auto curve = [](const char* id, const QString& name, const SeriesStyle& style) {
        return PlotCurve(QLatin1String(id), name, style);
    };
    PlotCurve batch = curve("batch", tr("batch"), seriesStyle(u"batch"));
    PlotCurve smoothed = curve("smoothed", smoothedName(), seriesStyle(u"smoothed"));
    batch.markers = smoothed.markers = false;
    view(Loss)->setCurves({ batch, smoothed });
    view(TestError)->setCurves({ curve(
        "test", tr("test, %1 digits").arg(thousands(start.testImages)), twoClassStyle(1)) });
    view(TimeAndMemory)->setCurves({ curve("time", tr("time"), seriesStyle(u"trapezoid")) });

    setBudget(m_budgetOf);
    if (m_hasDepth)
        view(Evaluations)
            ->setCurves({ curve("forward", tr("forward"), seriesStyle(u"odenet")),
                curve("backward", tr("backward"), seriesStyle(u"adjoint")) });
    else
        view(Evaluations)
            ->setNotes({ { 0.5, 0.5, tr("no ODE block, nothing to count"), {}, false } });
}

void TrainCharts::setEpochAxes(double epoch)
{
    const double end = std::max(1.0, std::ceil(epoch));
    if (end == m_axisEnd)
        return;
    m_axisEnd = end;
    for (const Chart chart : { Loss, TestError, Evaluations, TimeAndMemory }) {
        PlotAxis axis = view(chart)->axis(PlotView::AxisId::X);
        axis.lower = 0.0;
        axis.upper = kBeyond * end;
        axis.integers = end > kFewEpochs;
        view(chart)->setAxis(PlotView::AxisId::X, axis);
    }
    if (!m_hasDepth)
        view(Evaluations)
            ->setNotes({ { end / 2.0, 0.5, tr("no ODE block, nothing to count"), {}, false } });
}

void TrainCharts::add(const TrainingUpdate& update)
{
    if (update.start)
        start(*update.start);
    if (update.rewound)
        rewind(*update.rewound);
    if (!update.steps.empty())
        addSteps(update.steps);
    if (!update.epochs.empty())
        addEpochs(update.epochs);
    if (update.probe)
        showProbe(*update.probe);
}

void TrainCharts::addSteps(const std::vector<nn::TrainingStep>& steps)
{
    for (const nn::TrainingStep& step : steps) {
        m_batchLoss.append(step.epoch, step.loss);
        m_smoothing.add(step.epoch, step.loss);
        m_forward.append(step.epoch, step.nfeForward);
        m_backward.append(step.epoch, step.nfeBackward);
    }
    setEpochAxes(steps.back().epoch);
    drawSteps();
}

void TrainCharts::drawSteps()
{
    view(Loss)->replace(QStringLiteral("batch"), m_batchLoss.x(), m_batchLoss.y());
    const LiveBuffer& smoothed = m_smoothing.points(m_smoothingChoice);
    view(Loss)->replace(QStringLiteral("smoothed"), smoothed.x(), smoothed.y());
    if (!m_hasDepth)
        return;
    for (const auto& [id, points] : { std::pair(QStringLiteral("forward"), &m_forward),
             std::pair(QStringLiteral("backward"), &m_backward) }) {
        const PlotCurve* old = view(Evaluations)->curve(id);
        if (!old)
            continue;
        PlotCurve curve = *old;
        curve.replace(points->x(), points->y());
        markSparsely(curve, *points, points == &m_backward ? 0.5 : 0.0);
        view(Evaluations)->setCurve(std::move(curve));
    }
    m_budget->setEnd(m_forward.isEmpty() ? 0.0 : m_axisEnd);
}

double TrainCharts::smoothedLoss() const
{
    return m_smoothing.last(LossSmoothing::usual());
}

QString TrainCharts::smoothedName() const
{
    return tr("smoothed (%1)").arg(LossSmoothing::weight(m_smoothingChoice));
}

void TrainCharts::setSmoothing(int choice)
{
    m_smoothingChoice = choice;
    const PlotCurve* old = view(Loss)->curve(QStringLiteral("smoothed"));
    if (!old)
        return;
    PlotCurve curve = *old;
    curve.name = smoothedName();
    const LiveBuffer& smoothed = m_smoothing.points(choice);
    curve.replace(smoothed.x(), smoothed.y());
    view(Loss)->setCurve(std::move(curve));
}

void TrainCharts::rewind(const nn::KeptPoint& point)
{
    const double epoch = point.epoch;
    for (LiveBuffer* buffer : { &m_batchLoss, &m_forward, &m_backward })
        buffer->cutAfter(epoch);
    m_smoothing.cutAfter(epoch);
    std::erase_if(m_epochs, [&](const nn::TrainingEpoch& one) { return one.epoch > point.epoch; });
    drawSteps();
    drawEpochs();
}

void TrainCharts::addEpochs(const std::vector<nn::TrainingEpoch>& epochs)
{
    m_epochs.insert(m_epochs.end(), epochs.begin(), epochs.end());
    setEpochAxes(m_epochs.back().epoch);
    drawEpochs();
}

void TrainCharts::drawEpochs()
{
    std::vector<double> x;
    std::vector<double> error;
    std::vector<double> seconds;
    std::vector<double> memory;
    PlotNote note;
    for (const nn::TrainingEpoch& epoch : m_epochs) {
        x.push_back(epoch.epoch);
        error.push_back(100.0 * epoch.testError);
        seconds.push_back(epoch.seconds);
        memory.push_back(static_cast<double>(epoch.peakMemoryBytes) / kMegabyte);
        if (!(epoch.testError >= m_bestError) || x.size() == 1) {
            m_bestError = epoch.testError;
            note.x = x.back();
            note.y = error.back();
        }
    }
    m_bestError = x.empty() ? kNone : note.y / 100.0;
    note.below = true; // under the lowest point there is no line
    note.text = tr("best %1 %").arg(note.y, 0, 'f', note.y < 1.0 ? 2 : 1);
    view(TestError)->replace(QStringLiteral("test"), x, error);
    view(TestError)->setNotes(x.empty() ? std::vector<PlotNote>() : std::vector<PlotNote> { note });
    view(TimeAndMemory)->replace(QStringLiteral("time"), x, seconds);
    PlotCurve peak(QStringLiteral("memory"), tr("peak memory (MB, right)"), seriesStyle(u"mlp"));
    peak.dashed = true;
    peak.rightAxis = true;
    peak.replace(std::move(x), std::move(memory));
    view(TimeAndMemory)->setCurve(std::move(peak));
}

double TrainCharts::lastError() const
{
    return m_epochs.empty() ? kNone : m_epochs.back().testError;
}

void TrainCharts::showProbe(const ProbePicture& probe)
{
    m_probe = probe;
    if (m_followed >= static_cast<int>(probe.digits.size()))
        m_followed = -1;
    drawAdjoint();
    drawHidden();
}

void TrainCharts::follow(int digit)
{
    m_followed = digit < static_cast<int>(m_probe.digits.size()) ? digit : -1;
    drawAdjoint();
    drawHidden();
}

} // namespace ui
