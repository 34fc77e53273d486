// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/draw_charts.h"

#include "ui/plots/plot_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr double kNotable = 0.02; ///< classes that never reach this probability are not drawn

PlotCurve curve(const char* id, const QString& name, const SeriesStyle& style)
{
    return PlotCurve(QLatin1String(id), name, style);
}

} // namespace

DrawCharts::DrawCharts(Theme& theme, QWidget* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_parent(parent)
{
    const QString depth = tr("depth <i>t</i>");
    addChart("hidden", tr("Hidden state through depth"), tr("projection 1"), tr("projection 2"));
    addChart("shares", tr("Class probabilities along depth"), depth, tr("probability"));
    addChart(
        "norm", tr("Size of the state along depth"), depth, QStringLiteral("|<i>z</i>(<i>t</i>)|"));
    addChart("adjoint", tr("Adjoint along depth"), depth, QStringLiteral("|<i>a</i>(<i>t</i>)|"));
    for (const auto chart : { PlotView::AxisId::X, PlotView::AxisId::Y }) {
        PlotAxis axis = view(Hidden)->axis(chart);
        axis.padding = 0.06;
        view(Hidden)->setAxis(chart, axis);
    }
    PlotAxis shares = view(Shares)->axis(PlotView::AxisId::Y);
    shares.lower = 0.0;
    shares.upper = 1.03;
    view(Shares)->setAxis(PlotView::AxisId::Y, shares);
    for (const Chart chart : { Norm, Adjoint }) {
        PlotAxis axis = view(chart)->axis(PlotView::AxisId::Y);
        axis.lower = 0.0;
        axis.padding = 0.1;
        view(chart)->setAxis(PlotView::AxisId::Y, axis);
    }
}

void DrawCharts::addChart(
    const char* name, const QString& title, const QString& x, const QString& y)
{
    auto* view = new PlotView(m_theme, m_parent, PlotView::Size::Card);
    view->setObjectName(QStringLiteral("draw_chart_%1").arg(QLatin1String(name)));
    view->setTitle(title);
    view->setBareWithoutData(true);
    PlotAxis axis;
    axis.title = x;
    view->setAxis(PlotView::AxisId::X, axis);
    axis.title = y;
    view->setAxis(PlotView::AxisId::Y, axis);
    m_views.push_back(view);
}

void DrawCharts::clear()
{
    m_hasReading = false;
    m_reading = {};
    for (PlotView* plot : m_views) {
        plot->clearCurves();
        plot->setNotes({});
    }
    drawHidden();
}

void DrawCharts::setDim(bool dim)
{
    for (PlotView* plot : m_views)
        plot->setCurvesDim(dim);
}

void DrawCharts::setCloud(std::shared_ptr<const DigitCloud> cloud)
{
    m_cloud = std::move(cloud);
    drawHidden();
}

void DrawCharts::setReading(const DigitReading& reading, int lossClass)
{
    m_reading = reading;
    m_hasReading = true;
    setDim(false);
    if (reading.depth.empty()) {
        for (PlotView* plot : m_views) {
            plot->clearCurves();
            plot->setNotes({ { 0.5, 0.5, tr("this network has no depth"), {}, false } });
        }
        return;
    }
    for (PlotView* plot : m_views)
        plot->setNotes({});
    drawHidden();
    drawShares();
    drawNorms(lossClass);
}

void DrawCharts::drawHidden()
{
    std::vector<PlotCurve> curves;
    std::vector<PlotNote> notes;
    const bool placed = m_cloud && m_cloud->plane.size() > 0;
    if (placed) {
        PlotCurve cloud = curve("cloud", tr("test digits at <i>t</i> = <i>T</i>"),
            SeriesStyle { lightTokens().field, darkTokens().field, Marker::Circle, 1.2 });
        cloud.replace(m_cloud->x, m_cloud->y);
        cloud.line = false;
        cloud.markerSize = 2.5;
        curves.push_back(std::move(cloud));
        for (std::size_t digit = 0; digit < m_cloud->meanX.size(); ++digit)
            if (std::isfinite(m_cloud->meanX[digit]))
                notes.push_back({ m_cloud->meanX[digit], m_cloud->meanY[digit],
                    QStringLiteral("<b>%1</b>").arg(digit), {}, false });
    }
    const auto size
        = m_reading.states.empty() ? 0 : static_cast<Eigen::Index>(m_reading.states.front().size());
    if (placed && m_hasReading && size == m_cloud->plane.size()) {
        std::vector<double> x;
        std::vector<double> y;
        for (const std::vector<double>& state : m_reading.states) {
            const auto point = m_cloud->plane.project(
                Eigen::Map<const PrincipalPlane::Rows>(state.data(), 1, size));
            x.push_back(point(0, 0));
            y.push_back(point(0, 1));
        }
        PlotCurve start = curve("start", tr("start of your digit"), seriesStyle(u"rk4"));
        start.replace({ x.front() }, { y.front() });
        start.line = false;
        start.hollow = true;
        start.inLegend = false;
        notes.push_back({ x.back(), y.back(), tr("<i>t</i> = <i>T</i>"), {}, false });
        PlotCurve path
            = curve("path", tr("your digit"), seriesStyle(u"rk4")); // short: it must not fold
        path.replace(std::move(x), std::move(y));
        path.markerSize = 3.5;
        curves.push_back(std::move(path));
        curves.push_back(std::move(start));
    }
    if (m_reading.depth.empty() && m_hasReading)
        return;
    view(Hidden)->setCurves(std::move(curves));
    view(Hidden)->setNotes(std::move(notes));
}

void DrawCharts::drawShares()
{
    std::vector<PlotCurve> curves;
    for (int digit = 0; digit < 10; ++digit) {
        std::vector<double> share;
        for (const auto& all : m_reading.sharesAt)
            share.push_back(all[static_cast<std::size_t>(digit)]);
        if (share.empty() || *std::max_element(share.begin(), share.end()) < kNotable)
            continue;
        PlotCurve drawn(
            QStringLiteral("class-%1").arg(digit), QString::number(digit), digitStyle(digit));
        drawn.replace(m_reading.depth, std::move(share));
        drawn.bold = digit == m_reading.predicted;
        curves.push_back(std::move(drawn));
    }
    view(Shares)->setCurves(std::move(curves));
}

void DrawCharts::drawNorms(int lossClass)
{
    PlotCurve norm = curve("norm", tr("size of the state"), seriesStyle(u"rk4"));
    norm.replace(m_reading.depth, m_reading.norms);
    view(Norm)->setCurves({ norm });
    if (m_reading.adjointDepth.empty()) {
        view(Adjoint)->clearCurves();
        view(Adjoint)->setNotes({ { 0.5, 0.5, tr("this solve has no adjoint"), {}, false } });
        return;
    }
    PlotCurve adjoint = curve("adjoint",
        lossClass < 0 ? tr("adjoint of the loss for the predicted class")
                      : tr("adjoint of the loss for the class %1").arg(lossClass),
        seriesStyle(u"adjoint"));
    adjoint.replace(m_reading.adjointDepth, m_reading.adjointNorms);
    view(Adjoint)->setCurves({ adjoint });
}

} // namespace ui
