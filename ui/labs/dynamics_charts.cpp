// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/dynamics_charts.h"

#include "ui/labs/solve_phase_layers.h"
#include "ui/series_style.h"
#include "ui/theme.h"

#include <algorithm>
#include <cmath>

namespace ui {

using Eigen::Index;

namespace {

constexpr Index kMostPoints = 400; ///< of states over time
constexpr Index kMostMarkers = 150; ///< of the data in the plane: lines are to be seen between them
constexpr Index kMostOverTime = 60; ///< the same over time
constexpr Index kMostOfLine = 2000; ///< of a trajectory in the plane
constexpr double kPointSize = 2.4; ///< half size of a sample's marker
constexpr Index kMostStates = 2; ///< drawn over time

const SeriesStyle& learnedStyle()
{
    static const SeriesStyle style = seriesStyle(u"odenet");
    return style;
}

SeriesStyle trueStyle()
{
    SeriesStyle style { lightTokens().text2, darkTokens().text2, Marker::None, 1.4 };
    return style;
}

PlotCurve line(const QString& id, const QString& name, const SeriesStyle& style)
{
    PlotCurve curve(id, name, style);
    curve.markers = false;
    return curve;
}

PlotCurve points(const QString& id, const QString& name)
{
    PlotCurve curve(id, name, seriesStyle(u"batch"));
    curve.style.marker = Marker::Circle;
    curve.line = false;
    curve.markerSize = kPointSize;
    return curve;
}

std::shared_ptr<const std::vector<solvers::FieldSample>> arrowsOf(
    const nn::FieldGrid& grid, const solvers::Matrix<double>& slopes)
{
    auto arrows = std::make_shared<std::vector<solvers::FieldSample>>();
    for (Index i = 0; i < slopes.cols(); ++i) {
        const auto at = grid.point(static_cast<int>(i));
        arrows->push_back({ { at[0], at[1] }, { slopes(0, i), slopes(1, i) } });
    }
    return arrows;
}

PlotAxis titled(const QString& title)
{
    PlotAxis axis;
    axis.title = title;
    return axis;
}

QString stateTitle(Index dim, Index i)
{
    return dim == 1 ? QStringLiteral("<i>y</i>")
                    : QStringLiteral("<i>y</i><sub>%1</sub>").arg(i + 1);
}

} // namespace

DynamicsCharts::DynamicsCharts(Theme& theme, QWidget* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_parent(parent)
    , m_learned(make("learned", tr("Learned field"), PlotView::Size::Large))
    , m_true(make("true", tr("True field"), PlotView::Size::Large))
    , m_time(make("time", tr("States over time"), PlotView::Size::Card))
    , m_loss(make("loss", tr("Loss and error"), PlotView::Size::Card))
    , m_nfe(make("nfe", tr("Function evaluations"), PlotView::Size::Card))
{
    m_time->setAxis(PlotView::AxisId::X, titled(tr("time <i>t</i>")));
    m_loss->setAxis(PlotView::AxisId::X, titled(tr("step")));
    m_nfe->setAxis(PlotView::AxisId::X, titled(tr("step")));
    PlotAxis axis = titled(tr("loss, error"));
    axis.logarithmic = true;
    axis.padding = 0.05;
    m_loss->setAxis(PlotView::AxisId::Y, axis);
    axis = titled(tr("NFE per step"));
    axis.lower = 0.0;
    axis.padding = 0.1;
    m_nfe->setAxis(PlotView::AxisId::Y, axis);
    clearCourse();
}

PlotView* DynamicsCharts::make(const char* name, const QString& title, PlotView::Size size)
{
    auto* view = new PlotView(m_theme, m_parent, size);
    view->setObjectName(QStringLiteral("dynamics_chart_%1").arg(QLatin1String(name)));
    view->setTitle(title);
    view->setLive(true);
    view->setBareWithoutData(true);
    return view;
}

void DynamicsCharts::setTrajectory(PlotCurve& curve, const std::vector<double>& times,
    const solvers::Matrix<double>& states, Index from, Index to,
    const solvers::Matrix<double>& path) const
{
    if (states.rows() > 1 && path.cols() > 0)
        return setTrajectory(curve, times, path, 0, path.cols());
    std::vector<double> x;
    std::vector<double> y;
    const Index stride
        = std::max<Index>(1, (to - from) / (curve.line ? kMostOfLine : kMostMarkers));
    const auto add = [&](Index k) {
        x.push_back(states.rows() == 1 ? times[static_cast<std::size_t>(k)] : states(0, k));
        y.push_back(states.rows() == 1 ? states(0, k) : states(1, k));
    };
    for (Index k = from; k < to; k += stride)
        add(k);
    if (to > from && (to - 1 - from) % stride != 0)
        add(to - 1);
    curve.replace(std::move(x), std::move(y));
}

void DynamicsCharts::setPlaneAxes(PlotView* view)
{
    const nn::TrajectoryData& data = m_picture->data;
    const bool scalar = data.dim() == 1;
    PlotAxis x = titled(scalar ? tr("time <i>t</i>") : stateTitle(data.dim(), 0));
    PlotAxis y = titled(scalar ? stateTitle(1, 0) : stateTitle(data.dim(), 1));
    if (m_picture->grid.count > 0) {
        const nn::FieldGrid& grid = m_picture->grid;
        x.lower = grid.low[0];
        x.upper = grid.high[0];
        y.lower = grid.low[1];
        y.upper = grid.high[1];
    } else {
        x.padding = y.padding = 0.08;
    }
    view->setAxis(PlotView::AxisId::X, x);
    view->setAxis(PlotView::AxisId::Y, y);
}

void DynamicsCharts::setPicture(std::shared_ptr<const DynamicsPicture> picture)
{
    m_picture = std::move(picture);
    m_measure.reset();
    for (PlotView* view : { m_learned, m_true, m_time }) {
        view->clearCurves();
        view->removeLayer(phaseFieldId());
        view->setNotes({});
    }
    if (m_picture && m_picture->message.isEmpty()) {
        showPlanes();
        showTime();
    }
    clearCourse();
}

void DynamicsCharts::showPlanes()
{
    const nn::TrajectoryData& data = m_picture->data;
    const bool known = data.problem.has_value();
    m_true->setTitle(known ? tr("True field") : tr("Data"));
    setPlaneAxes(m_learned);
    setPlaneAxes(m_true);
    PlotCurve samples = points(QStringLiteral("data"), tr("data"));
    setTrajectory(samples, data.times, data.states, 0, data.samples());
    PlotCurve through = line(QStringLiteral("true"), known ? tr("true") : tr("data"), trueStyle());
    setTrajectory(through, data.times, data.truth, 0, data.samples(), m_picture->path);
    PlotCurve beyond = line(
        QStringLiteral("true-beyond"), known ? tr("true, beyond") : tr("held back"), trueStyle());
    beyond.dashed = true;
    setTrajectory(
        beyond, data.beyondTimes, data.beyond, 0, data.beyond.cols(), m_picture->pathBeyond);
    m_true->setCurves({ through, beyond });
    PlotCurve learned = line(QStringLiteral("learned"), tr("learned"), learnedStyle());
    PlotCurve more = line(QStringLiteral("learned-beyond"), tr("beyond"), learnedStyle());
    more.dashed = true;
    learned.setsRange = more.setsRange = false;
    m_learned->setCurves({ samples, learned, more });
    if (m_picture->arrows.cols() > 0)
        m_true->setLayer(directionFieldLayer(arrowsOf(m_picture->grid, m_picture->arrows)));
}

void DynamicsCharts::showTime()
{
    const nn::TrajectoryData& data = m_picture->data;
    std::vector<PlotCurve> curves;
    const Index states = std::min(kMostStates, data.dim());
    const Index stride = std::max<Index>(1, data.samples() / kMostOverTime);
    for (Index i = 0; i < states; ++i) {
        const QString title = stateTitle(data.dim(), i);
        PlotCurve samples = points(QStringLiteral("data-%1").arg(i), tr("data"));
        samples.inLegend = i == 0;
        std::vector<double> x;
        std::vector<double> y;
        for (Index k = 0; k < data.samples(); k += stride) {
            x.push_back(data.times[static_cast<std::size_t>(k)]);
            y.push_back(data.states(i, k));
        }
        samples.replace(x, y);
        curves.push_back(samples);
        PlotCurve beyond = line(QStringLiteral("true-%1").arg(i),
            data.problem ? tr("true") : tr("held back"), trueStyle());
        beyond.inLegend = i == 0 && !data.beyondTimes.empty();
        std::vector<double> values(data.beyondTimes.size());
        for (std::size_t k = 0; k < values.size(); ++k)
            values[k] = data.beyond(i, static_cast<Index>(k));
        beyond.replace(data.beyondTimes, values);
        curves.push_back(beyond);
        PlotCurve learned = line(QStringLiteral("learned-%1").arg(i), tr("learned %1").arg(title),
            trajectoryStyle(static_cast<int>(i) + 1));
        learned.setsRange = false;
        curves.push_back(learned);
    }
    m_time->setCurves(std::move(curves));
    PlotAxis y = titled(data.dim() == 1 ? stateTitle(1, 0) : tr("state"));
    y.padding = 0.08;
    m_time->setAxis(PlotView::AxisId::Y, y);
    PlotAxis x = titled(tr("time <i>t</i>"));
    x.lower = data.times.front();
    x.upper = data.beyondTimes.empty() ? data.times.back() : data.beyondTimes.back();
    m_time->setAxis(PlotView::AxisId::X, x);
    if (!data.beyondTimes.empty())
        m_time->setNotes({ { data.times.back(), std::nan(""), tr("data end") } });
}

void DynamicsCharts::setDrawn(const std::vector<std::array<double, 2>>& curve)
{
    std::vector<double> x;
    std::vector<double> y;
    for (const auto& point : curve) {
        x.push_back(point[0]);
        y.push_back(point[1]);
    }
    PlotCurve drawn = line(QStringLiteral("drawn"), tr("drawn"), trueStyle());
    drawn.setsRange = false;
    drawn.replace(std::move(x), std::move(y));
    m_learned->setCurves({ drawn });
    m_learned->removeLayer(phaseFieldId());
}

void DynamicsCharts::clearCourse()
{
    m_losses.clear();
    m_errors.clear();
    m_forward.clear();
    m_backward.clear();
    m_lastStep = 1.0;
    PlotCurve loss = line(QStringLiteral("loss"), tr("loss"), seriesStyle(u"batch"));
    PlotCurve error = line(QStringLiteral("error"), tr("mean error"), learnedStyle());
    m_loss->setCurves({ loss, error });
    PlotCurve forward = line(QStringLiteral("forward"), tr("forward"), trajectoryStyle(1));
    PlotCurve backward = line(QStringLiteral("backward"), tr("backward"), trajectoryStyle(2));
    m_nfe->setCurves({ forward, backward });
    setBudget(m_budget);
}

void DynamicsCharts::setBudget(long evaluations)
{
    m_budget = evaluations;
    if (m_budget <= 0)
        return m_nfe->removeCurve(QStringLiteral("budget"));
    PlotCurve budget = line(QStringLiteral("budget"), tr("budget"),
        { lightTokens().warn, darkTokens().warn, Marker::None, 1.4 });
    budget.dashed = true;
    if (!m_forward.isEmpty())
        budget.replace({ 0.0, m_lastStep }, std::vector<double>(2, static_cast<double>(m_budget)));
    m_nfe->setCurve(budget);
}

void DynamicsCharts::add(const DynamicsUpdate& update)
{
    for (const nn::DynamicsStep& step : update.steps) {
        m_lastStep = static_cast<double>(step.step);
        m_losses.append(m_lastStep, step.loss.loss);
        m_forward.append(m_lastStep, static_cast<double>(step.loss.forward.counters.nfe));
        m_backward.append(m_lastStep, static_cast<double>(step.loss.backward.counters.nfe));
    }
    for (const auto& [step, error] : update.errors)
        if (std::isfinite(error))
            m_errors.append(static_cast<double>(step), error);
    if (update.measure) {
        m_measure = update.measure;
        showLearned();
    }
    showCourse();
}

void DynamicsCharts::showCourse()
{
    m_loss->replace(QStringLiteral("loss"), m_losses.x(), m_losses.y());
    m_loss->replace(QStringLiteral("error"), m_errors.x(), m_errors.y());
    m_nfe->replace(QStringLiteral("forward"), m_forward.x(), m_forward.y());
    m_nfe->replace(QStringLiteral("backward"), m_backward.x(), m_backward.y());
    if (m_budget > 0 && !m_forward.isEmpty())
        m_nfe->replace(QStringLiteral("budget"), { 0.0, m_lastStep },
            std::vector<double>(2, static_cast<double>(m_budget)));
}

void DynamicsCharts::showLearned()
{
    const nn::DynamicsMeasure& measure = *m_measure;
    if (!m_picture)
        return;
    const nn::TrajectoryData& data = m_picture->data;
    const Index reached = measure.states.cols();
    const Index seen = std::min(reached, data.samples());
    PlotCurve part;
    const auto show
        = [&](const QString& id, Index from, Index to, const solvers::Matrix<double>& path) {
              setTrajectory(part, measure.times, measure.states, from, to, path);
              m_learned->replace(id, part.samples->x, part.samples->y);
          };
    show(QStringLiteral("learned"), 0, seen, measure.path);
    show(QStringLiteral("learned-beyond"), std::max<Index>(0, seen - 1), reached,
        measure.pathBeyond);
    if (measure.arrows.cols() > 0)
        m_learned->setLayer(directionFieldLayer(arrowsOf(m_picture->grid, measure.arrows)));
    const Index states = std::min(kMostStates, data.dim());
    const Index stride = std::max<Index>(1, reached / (2 * kMostPoints));
    for (Index i = 0; i < states; ++i) {
        std::vector<double> x;
        std::vector<double> y;
        for (Index k = 0; k < reached; k += stride) {
            x.push_back(measure.times[static_cast<std::size_t>(k)]);
            y.push_back(measure.states(i, k));
        }
        m_time->replace(QStringLiteral("learned-%1").arg(i), std::move(x), std::move(y));
    }
}

} // namespace ui
