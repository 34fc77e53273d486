// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/flow_charts.h"

#include "ui/labs/flow_wash.h"
#include "ui/plots/plot_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kPointSize = 3.6; ///< half size of a marker
constexpr std::size_t kMostPaths = 150; ///< more would cover the points
constexpr double kStateMargin = 0.06; ///< around the points, a share of their extent

SeriesStyle tokenStyle(QColor Tokens::*token, double width)
{
    return { lightTokens().*token, darkTokens().*token, Marker::None, width };
}

QString classId(int label)
{
    return QStringLiteral("class-%1").arg(label);
}

QString componentTitle(char letter, int component, bool ofTime)
{
    return QStringLiteral("<i>%1</i><sub>%2</sub>%3")
        .arg(QLatin1Char(letter))
        .arg(component + 1)
        .arg(ofTime ? QStringLiteral("(<i>t</i>)") : QString());
}

PlotCurve lineCurve(const QString& id, const QString& name, const SeriesStyle& style)
{
    PlotCurve curve(id, name, style);
    curve.markers = false;
    curve.setsRange = false;
    return curve;
}

} // namespace

FlowCharts::FlowCharts(Theme& theme, QWidget* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_parent(parent)
    , m_lastError(kNone)
{
    const auto plane = [&](const char* name, const QString& title) {
        auto* view = new PlotView(theme, parent);
        view->setObjectName(QStringLiteral("flow_chart_%1").arg(QLatin1String(name)));
        view->setTitle(title);
        view->setEqualAspect(true);
        view->setLive(true);
        view->setBareWithoutData(true);
        return view;
    };
    m_input = plane("input", tr("Input plane with the decision boundary"));
    m_input->setBareWithoutData(false); // points can be painted into it
    m_state = plane("state", tr("The points carried by the flow"));
    makeCard("loss", tr("Loss"), tr("loss"));
    makeCard("error", tr("Test error"), tr("error (%)")); // short: the axis is, too
    makeCard("nfe", tr("Function evaluations"), tr("NFE per pass"));
    m_budget = std::make_unique<BudgetLine>(*m_course.back());
    clearCourse();
}

void FlowCharts::setBudget(long evaluations)
{
    m_budget->setBudget(evaluations);
}

PlotView* FlowCharts::makeCard(const char* name, const QString& title, const QString& y)
{
    auto* view = new PlotView(m_theme, m_parent, PlotView::Size::Card);
    view->setObjectName(QStringLiteral("flow_chart_%1").arg(QLatin1String(name)));
    view->setTitle(title);
    view->setLive(true);
    view->setBareWithoutData(true);
    PlotAxis axis;
    axis.title = tr("step");
    view->setAxis(PlotView::AxisId::X, axis);
    axis.title = y;
    if (m_course.empty()) {
        axis.logarithmic = true;
    } else {
        axis.lower = 0.0;
        axis.padding = 0.1;
    }
    view->setAxis(PlotView::AxisId::Y, axis);
    m_course.push_back(view);
    return view;
}

std::vector<PlotView*> FlowCharts::all() const
{
    std::vector<PlotView*> views { m_input, m_state };
    views.insert(views.end(), m_course.begin(), m_course.end());
    return views;
}

void FlowCharts::setPicture(std::shared_ptr<const FlowPicture> picture, std::size_t depth)
{
    m_picture = std::move(picture);
    if (m_picture->dimensions > 0) {
        m_x = std::min(m_x, m_picture->dimensions - 1);
        m_y = std::min(m_y, m_picture->dimensions - 1);
    }
    m_depth = m_picture->depth.empty() ? 0 : std::min(depth, m_picture->depth.size() - 1);
    showInput();
    showState();
}

PlotCurve FlowCharts::classCurve(int label) const
{
    PlotCurve curve(classId(label), tr("class %1").arg(label), twoClassStyle(label));
    curve.line = false;
    curve.markerSize = kPointSize;
    curve.setsRange = false;
    return curve;
}

PlotCurve FlowCharts::inputCurve(const std::vector<nn::LabelledPoint>& points, int label) const
{
    std::vector<double> x;
    std::vector<double> y;
    for (const nn::LabelledPoint& point : points)
        if (point.label == label) {
            x.push_back(point.x);
            y.push_back(point.y);
        }
    PlotCurve curve = classCurve(label);
    curve.replace(std::move(x), std::move(y));
    return curve;
}

void FlowCharts::setInputAxes(const QRectF& window)
{
    PlotAxis axis;
    axis.lower = window.left();
    axis.upper = window.right();
    axis.title = componentTitle('x', 0, false);
    m_input->setAxis(PlotView::AxisId::X, axis);
    axis.lower = window.top();
    axis.upper = window.bottom();
    axis.title = componentTitle('x', 1, false);
    m_input->setAxis(PlotView::AxisId::Y, axis);
}

void FlowCharts::showInput()
{
    setInputAxes(m_picture->window);
    SeriesStyle ink = seriesStyle(u"exact");
    ink.width = 1.6;
    PlotCurve boundary
        = lineCurve(QStringLiteral("boundary"), QStringLiteral("<i>p</i> = 0.5"), ink);
    std::vector<double> x;
    std::vector<double> y;
    for (const solvers::ContourPiece& piece : m_picture->boundary) {
        x.insert(x.end(), { piece.x0, piece.x1, kNone });
        y.insert(y.end(), { piece.y0, piece.y1, kNone });
    }
    boundary.replace(std::move(x), std::move(y));
    m_input->setCurves(
        { inputCurve(m_picture->points, 0), inputCurve(m_picture->points, 1), boundary });
    m_input->setLayer(flowWashLayer(m_picture));
}

void FlowCharts::setPainted(const std::vector<nn::LabelledPoint>& points)
{
    const QRectF window(-kPaintReach, -kPaintReach, 2.0 * kPaintReach, 2.0 * kPaintReach);
    if (points.empty() || !m_picture || m_picture->window != window) {
        m_picture.reset();
        m_input->clearCurves();
        m_input->removeLayer(flowWashId());
        m_state->clearCurves();
        setInputAxes(window);
    }
    for (const int label : { 0, 1 })
        m_input->setCurve(inputCurve(points, label));
}

std::pair<std::vector<double>, std::vector<double>> FlowCharts::pathPoints() const
{
    std::pair<std::vector<double>, std::vector<double>> line;
    const auto size = static_cast<std::size_t>(m_picture->dimensions);
    const std::size_t every = m_picture->carried.count / kMostPaths + 1;
    for (std::size_t i = 0; i < m_picture->carried.count; i += every) {
        for (std::size_t t = 0; t <= m_depth; ++t) {
            const auto& state = m_picture->carried.states[t];
            line.first.push_back(state[i * size + static_cast<std::size_t>(m_x)]);
            line.second.push_back(state[i * size + static_cast<std::size_t>(m_y)]);
        }
        line.first.push_back(kNone);
        line.second.push_back(kNone);
    }
    return line;
}

std::pair<std::vector<double>, std::vector<double>> FlowCharts::gridPoints() const
{
    std::pair<std::vector<double>, std::vector<double>> line;
    const auto size = static_cast<std::size_t>(m_picture->dimensions);
    const auto& state = m_picture->grid.states[m_depth];
    for (std::size_t i = 0; i < m_picture->grid.count; ++i) {
        line.first.push_back(state[i * size + static_cast<std::size_t>(m_x)]);
        line.second.push_back(state[i * size + static_cast<std::size_t>(m_y)]);
        if ((i + 1) % m_picture->gridNodes == 0) {
            line.first.push_back(kNone);
            line.second.push_back(kNone);
        }
    }
    return line;
}

/// The head's straight line; of a state with more dimensions it is a plane, and not drawn.
PlotCurve FlowCharts::finalBoundary() const
{
    PlotCurve curve
        = lineCurve(QStringLiteral("final"), tr("final boundary"), seriesStyle(u"exact"));
    curve.dashed = true;
    const double size = std::hypot(m_picture->normal[0], m_picture->normal[1]);
    if (m_picture->dimensions != 2 || !(size > 0.0))
        return curve;
    constexpr double kFar = 1e4;
    const double nx = m_picture->normal[0] / size;
    const double ny = m_picture->normal[1] / size;
    const double x = -nx * m_picture->offset / size;
    const double y = -ny * m_picture->offset / size;
    curve.replace({ x - kFar * ny, x + kFar * ny }, { y + kFar * nx, y - kFar * nx });
    return curve;
}

/// Around all that the points come past, so that nothing moves but the points.
void FlowCharts::setStateAxes()
{
    const auto size = static_cast<std::size_t>(m_picture->dimensions);
    for (const bool horizontal : { true, false }) {
        double least = std::numeric_limits<double>::infinity();
        double most = -least;
        const int component = horizontal ? m_x : m_y;
        for (const auto& state : m_picture->carried.states)
            for (std::size_t i = static_cast<std::size_t>(component); i < state.size(); i += size)
                if (std::isfinite(state[i])) {
                    least = std::min(least, state[i]);
                    most = std::max(most, state[i]);
                }
        PlotAxis axis;
        const double margin = std::max(kStateMargin * (most - least), 0.05);
        axis.title = componentTitle('z', component, true);
        axis.lower = least - margin;
        axis.upper = most + margin;
        m_state->setAxis(horizontal ? PlotView::AxisId::X : PlotView::AxisId::Y, axis);
    }
}

void FlowCharts::showState()
{
    if (!m_picture || m_picture->depth.empty()) {
        m_state->clearCurves();
        return;
    }
    setStateAxes();
    PlotCurve grid
        = lineCurve(QStringLiteral("grid"), tr("carried grid"), tokenStyle(&Tokens::border, 1.0));
    grid.inLegend = false;
    grid.visible = m_grid;
    PlotCurve paths = lineCurve(
        QStringLiteral("paths"), tr("path since <i>t</i> = 0"), tokenStyle(&Tokens::field, 1.0));
    paths.visible = m_paths;
    std::vector<PlotCurve> curves { classCurve(0), classCurve(1), paths };
    if (m_picture->dimensions == 2)
        curves.push_back(finalBoundary());
    curves.insert(curves.begin(), grid);
    m_state->setCurves(std::move(curves));
    moveState();
}

void FlowCharts::moveState()
{
    if (!m_picture || m_picture->depth.empty())
        return;
    const auto size = static_cast<std::size_t>(m_picture->dimensions);
    const auto& state = m_picture->carried.states[m_depth];
    for (const int label : { 0, 1 }) {
        std::vector<double> x;
        std::vector<double> y;
        for (std::size_t i = 0; i < m_picture->carried.count; ++i)
            if (m_picture->points[i].label == label) {
                x.push_back(state[i * size + static_cast<std::size_t>(m_x)]);
                y.push_back(state[i * size + static_cast<std::size_t>(m_y)]);
            }
        m_state->replace(classId(label), std::move(x), std::move(y));
    }
    const auto show = [this](const char* id, bool shown, auto points) {
        m_state->setCurveVisible(QLatin1String(id), shown);
        m_state->replace(QLatin1String(id), std::move(points.first), std::move(points.second));
    };
    using Line = std::pair<std::vector<double>, std::vector<double>>;
    show("paths", m_paths, m_paths ? pathPoints() : Line());
    show("grid", m_grid, m_grid ? gridPoints() : Line());
}

void FlowCharts::setDepth(std::size_t index)
{
    if (!m_picture || m_picture->depth.empty())
        return;
    m_depth = std::min(index, m_picture->depth.size() - 1);
    moveState();
}

void FlowCharts::setPathsShown(bool shown)
{
    m_paths = shown;
    moveState();
}

void FlowCharts::setGridShown(bool shown)
{
    m_grid = shown;
    moveState();
}

void FlowCharts::setComponents(int x, int y)
{
    m_x = x;
    m_y = y;
    if (m_picture)
        showState();
}

void FlowCharts::clearCourse()
{
    for (LiveBuffer* buffer : { &m_loss, &m_error, &m_forward, &m_backward })
        buffer->clear();
    m_lastError = kNone;
    const auto line = [](const char* id, const QString& name, QStringView style) {
        PlotCurve curve(QLatin1String(id), name, seriesStyle(style));
        curve.markers = false;
        return curve;
    };
    m_course[0]->setCurves({ line("loss", tr("train"), u"smoothed") });
    m_course[1]->setCurves({ line("error", tr("test"), u"resnet") });
    PlotCurve backward = line("backward", tr("backward"), u"adjoint");
    backward.dashed = true; // lets a forward that coincides be seen
    m_course[2]->setCurves({ line("forward", tr("forward"), u"odenet"), backward });
    m_budget->setEnd(0.0);
    for (PlotView* view : m_course)
        view->fit();
}

void FlowCharts::add(const TrainingUpdate& update)
{
    if (update.start) {
        clearCourse();
        m_stepsPerEpoch = static_cast<double>(update.start->stepsPerEpoch);
    }
    for (const nn::TrainingStep& step : update.steps) {
        const auto at = static_cast<double>(step.step);
        m_loss.append(at, step.loss);
        m_forward.append(at, step.nfeForward);
        m_backward.append(at, step.nfeBackward);
    }
    for (const nn::TrainingEpoch& epoch : update.epochs) {
        m_error.append(m_stepsPerEpoch * epoch.epoch, 100.0 * epoch.testError);
        m_lastError = epoch.testError;
    }
}

void FlowCharts::showCourse()
{
    m_course[0]->replace(QStringLiteral("loss"), m_loss.x(), m_loss.y());
    m_course[1]->replace(QStringLiteral("error"), m_error.x(), m_error.y());
    m_course[2]->replace(QStringLiteral("forward"), m_forward.x(), m_forward.y());
    m_course[2]->replace(QStringLiteral("backward"), m_backward.x(), m_backward.y());
    m_budget->setEnd(m_forward.isEmpty() ? 0.0 : m_forward.x().back());
}

} // namespace ui
