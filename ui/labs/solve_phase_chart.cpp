// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_phase_chart.h"

#include "ui/labs/solve_phase_layers.h"
#include "ui/labs/solve_phase_text.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ui {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kNullclineWidth = 1.6;
constexpr double kSeparatrixWidth = 2.0;
constexpr double kLinePadding = 0.1; // of f(y), above and below
constexpr QLatin1StringView kTrajectory("trajectory/");

SeriesStyle inkOf(QStringView series, double width)
{
    SeriesStyle style = seriesStyle(series);
    style.marker = Marker::None;
    style.width = width;
    return style;
}

SeriesStyle tokenStyle(QColor Tokens::*token, Marker marker, double width = 1.2)
{
    return { lightTokens().*token, darkTokens().*token, marker, width };
}

/// Lines that never set the range, with gaps between them.
PlotCurve linesOf(const QString& id, const QString& name, const SeriesStyle& style,
    const std::vector<solvers::PlaneLine>& lines)
{
    PlotCurve curve(id, name, style);
    std::vector<double> xs;
    std::vector<double> ys;
    for (const solvers::PlaneLine& line : lines) {
        for (const solvers::PlanePoint& point : line) {
            xs.push_back(point.x);
            ys.push_back(point.y);
        }
        xs.push_back(kNan);
        ys.push_back(kNan);
    }
    curve.replace(std::move(xs), std::move(ys));
    curve.markers = false;
    curve.setsRange = false;
    return curve;
}

/// How a kind of equilibrium is marked: filled where neighbours stay, hollow where they go.
PlotCurve markOf(solvers::EquilibriumKind kind)
{
    using Kind = solvers::EquilibriumKind;
    PlotCurve curve;
    curve.id = QStringLiteral("equilibria/%1").arg(fromCore(solvers::name(kind)));
    curve.name = kindName(kind, false);
    if (kind == Kind::Saddle)
        curve.style = tokenStyle(&Tokens::error, Marker::Cross);
    else if (kind == Kind::NonHyperbolic)
        curve.style = tokenStyle(&Tokens::warn, Marker::Diamond);
    else
        curve.style
            = tokenStyle(solvers::isStable(kind) ? &Tokens::ok : &Tokens::error, Marker::Circle);
    curve.hollow = curve.hollowInLegend = kind != Kind::Saddle && !solvers::isStable(kind);
    curve.line = false;
    curve.setsRange = false;
    return curve;
}

PlotCurve markOf(solvers::LineStability stability)
{
    using Stability = solvers::LineStability;
    PlotCurve curve;
    const bool stable = stability == Stability::Stable;
    curve.id = stable                      ? QStringLiteral("equilibria/stable")
        : stability == Stability::Unstable ? QStringLiteral("equilibria/unstable")
                                           : QStringLiteral("equilibria/half-stable");
    curve.name = stable                    ? SolvePhaseChart::tr("Stable")
        : stability == Stability::Unstable ? SolvePhaseChart::tr("Unstable")
                                           : SolvePhaseChart::tr("Half-stable");
    curve.style = stability == Stability::HalfStable
        ? tokenStyle(&Tokens::warn, Marker::Diamond)
        : tokenStyle(stable ? &Tokens::ok : &Tokens::error, Marker::Circle);
    curve.hollow = curve.hollowInLegend = !stable;
    curve.line = false;
    curve.setsRange = false;
    return curve;
}

/// Puts a point on the curve of its mark, which is added when it is the first of its kind.
class Marks {
public:
    void add(PlotCurve mark, double x, double y)
    {
        auto known = std::ranges::find(m_curves, mark.id, &PlotCurve::id);
        if (known == m_curves.end()) {
            m_curves.push_back(std::move(mark));
            m_points.emplace_back();
            known = std::prev(m_curves.end());
        }
        auto& [xs, ys] = m_points[static_cast<std::size_t>(known - m_curves.begin())];
        xs.push_back(x);
        ys.push_back(y);
    }

    void moveTo(std::vector<PlotCurve>& curves)
    {
        for (std::size_t i = 0; i < m_curves.size(); ++i) {
            m_curves[i].replace(std::move(m_points[i].first), std::move(m_points[i].second));
            curves.push_back(std::move(m_curves[i]));
        }
    }

private:
    std::vector<PlotCurve> m_curves;
    std::vector<std::pair<std::vector<double>, std::vector<double>>> m_points;
};

PlotCurve lineOf(const QString& id, const solvers::PlaneLine& line, const SeriesStyle& style)
{
    PlotCurve curve = linesOf(id, {}, style, { line });
    curve.lineOnTop = true;
    return curve;
}

} // namespace

SolvePhaseChart::SolvePhaseChart(Theme& theme, PlotView* view, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_view(view)
{
    connect(m_view, &PlotView::legendToggled, this, [this](const QString& id, bool visible) {
        if (id.startsWith(kTrajectory))
            toggleTrajectories(visible);
    });
}

/// All trajectories share one entry of the legend.
void SolvePhaseChart::toggleTrajectories(bool visible)
{
    if (std::exchange(m_trajectoriesVisible, visible) == visible)
        return;
    for (const PlotCurve& curve : m_trajectories)
        m_view->setCurveVisible(curve.id, visible);
    showHeads();
}

void SolvePhaseChart::setPortrait(std::shared_ptr<const PhaseResults> results)
{
    m_results = std::move(results);
    showField();
    showLabels();
    show();
}

void SolvePhaseChart::setTrajectories(
    const std::vector<PhaseTrajectory>& trajectories, int selected)
{
    m_trajectories.clear();
    m_backward.clear();
    for (const PhaseTrajectory& each : trajectories) {
        const SeriesStyle style = trajectoryStyle(each.launch.number);
        const QString id = kTrajectory + QString::number(each.launch.number);
        PlotCurve curve = lineOf(id, each.line, style);
        curve.name = tr("Trajectory (%1)").arg(trajectories.size());
        curve.shortName = tr("Trajectory %1").arg(each.launch.number);
        curve.bold = each.launch.number == selected;
        curve.inLegend = m_trajectories.empty();
        curve.markers = true;
        curve.hollow = true;
        curve.setsRange = true; // of one equation: y' = 0 stays in sight
        if (!each.line.empty())
            curve.replaceMarkers({ each.line.front().x }, { each.line.front().y });
        m_trajectories.push_back(std::move(curve));
        m_backward.push_back(each.launch.backward);
    }
    for (const PhaseTrajectory& each : trajectories) {
        if (each.past.empty())
            continue;
        PlotCurve past
            = lineOf(QStringLiteral("%1%2/past").arg(kTrajectory).arg(each.launch.number),
                each.past, trajectoryStyle(each.launch.number));
        past.dashed = true;
        past.inLegend = false;
        m_trajectories.push_back(std::move(past));
    }
    for (PlotCurve& curve : m_trajectories)
        curve.visible = m_trajectoriesVisible;
    showHeads();
    show();
}

void SolvePhaseChart::setSolutions(std::shared_ptr<const SolveResults> results)
{
    m_solutions = std::move(results);
    if (m_shown.solutions)
        show();
}

void SolvePhaseChart::setShown(const Shown& shown)
{
    m_shown = shown;
    showField();
    showLabels();
    show();
}

void SolvePhaseChart::setAxes(
    const PhaseResults& results, const solvers::PlaneWindow& home, bool equal)
{
    const PhaseJob& job = results.job;
    const std::size_t dim = job.problem.dim();
    PlotAxis x;
    x.title = componentName(job.x, dim, true);
    x.lower = home.lower.x;
    x.upper = home.upper.x;
    x.multiplesOfPi = results.angles[job.x];
    PlotAxis y;
    if (dim == 1) {
        y.title = results.autonomous
            ? QStringLiteral("<i>y</i>′ = <i>f</i>(<i>y</i>)")
            : QStringLiteral("<i>y</i>′ = <i>f</i>(%1, <i>y</i>)").arg(shortNumber(job.problem.t0));
        y.padding = kLinePadding;
    } else {
        y.title = componentName(job.y, dim, true);
        y.lower = home.lower.y;
        y.upper = home.upper.y;
        y.multiplesOfPi = results.angles[job.y];
    }
    m_view->setAxis(PlotView::AxisId::X, x);
    m_view->setAxis(PlotView::AxisId::Y, y);
    m_view->setEqualAspect(equal);
}

void SolvePhaseChart::show()
{
    std::vector<PlotCurve> curves;
    addTrajectories(curves);
    if (m_shown.solutions)
        addSolutions(curves);
    if (m_results && m_results->portrait) {
        if (m_results->portrait->line)
            addLine(curves);
        else
            addPlane(curves);
        if (m_shown.equilibria)
            addEquilibria(curves);
    }
    m_view->setCurves(std::move(curves));
}

void SolvePhaseChart::addTrajectories(std::vector<PlotCurve>& curves) const
{
    curves.insert(curves.end(), m_trajectories.begin(), m_trajectories.end());
}

void SolvePhaseChart::addPlane(std::vector<PlotCurve>& curves) const
{
    const PhasePortrait& portrait = *m_results->portrait;
    const PhaseJob& job = m_results->job;
    if (m_shown.separatrix && !portrait.separatrices.empty()) {
        std::vector<solvers::PlaneLine> lines;
        for (const solvers::Separatrix& branch : portrait.separatrices)
            lines.push_back(branch.line);
        curves.push_back(linesOf(QStringLiteral("separatrix"), tr("Separatrix"),
            inkOf(u"exact", kSeparatrixWidth), lines));
    }
    for (const std::size_t k : { std::size_t { 0 }, std::size_t { 1 } }) {
        if (!m_shown.nullclines || portrait.nullclines[k].empty())
            continue;
        PlotCurve curve = linesOf(QStringLiteral("nullcline/%1").arg(k),
            tr("Nullcline %1′ = 0")
                .arg(componentName(k == 0 ? job.x : job.y, job.problem.dim(), true)),
            inkOf(k == 0 ? u"midpoint" : u"trapezoid", kNullclineWidth), portrait.nullclines[k]);
        curve.dashed = k == 0;
        curve.dotted = k == 1;
        curves.push_back(std::move(curve));
    }
    if (!portrait.streamlines.empty()) {
        curves.push_back(linesOf(QStringLiteral("streamlines"), tr("Streamlines"),
            tokenStyle(&Tokens::field, Marker::None, 1.0), portrait.streamlines));
    }
}

void SolvePhaseChart::addLine(std::vector<PlotCurve>& curves) const
{
    const solvers::PhaseLine& line = *m_results->portrait->line;
    PlotCurve curve(QStringLiteral("slope"), QStringLiteral("<i>f</i>(<i>y</i>)"),
        inkOf(u"exact", kSeparatrixWidth));
    curve.replace(line.y, line.slope);
    curve.markers = false;
    curves.push_back(std::move(curve));
}

void SolvePhaseChart::addEquilibria(std::vector<PlotCurve>& curves) const
{
    Marks marks;
    const PhasePortrait& portrait = *m_results->portrait;
    if (portrait.line)
        for (const solvers::LineEquilibrium& each : portrait.line->equilibria)
            marks.add(markOf(each.stability), each.y, 0.0);
    for (const solvers::Equilibrium& each : portrait.equilibria.points)
        marks.add(markOf(each.kind), each.at.x, each.at.y);
    marks.moveTo(curves);
}

void SolvePhaseChart::addSolutions(std::vector<PlotCurve>& curves) const
{
    if (!m_solutions || !m_results || m_results->job.problem != m_solutions->job.problem)
        return;
    for (const MethodResult& result : m_solutions->methods) {
        if (result.failed() || result.curve.isEmpty())
            continue;
        const QString id = methodId(*result.solution.method);
        PlotCurve curve(QStringLiteral("solution/%1").arg(id), methodName(*result.solution.method),
            seriesStyle(id));
        std::vector<double> xs;
        std::vector<double> ys;
        for (std::size_t i = 0; i < result.curve.t.size(); ++i) {
            xs.push_back(result.curve.y[i * result.curve.dim + m_results->job.x]);
            ys.push_back(result.curve.y[i * result.curve.dim + m_results->job.y]);
        }
        curve.replace(std::move(xs), std::move(ys));
        curve.markers = false;
        curve.setsRange = false;
        curves.push_back(std::move(curve));
    }
}

void SolvePhaseChart::showField()
{
    const bool any = m_shown.field && m_results && m_results->portrait;
    if (!any)
        m_view->removeLayer(phaseFieldId());
    else if (m_results->portrait->line)
        m_view->setLayer(phaseLineLayer(m_results));
    else
        m_view->setLayer(phaseFieldLayer(m_results));
}

void SolvePhaseChart::showHeads()
{
    std::vector<PhaseHead> heads;
    if (m_trajectoriesVisible)
        for (std::size_t i = 0; i < m_backward.size(); ++i)
            heads.push_back({ m_trajectories[i].samples, m_trajectories[i].style,
                m_trajectories[i].id.mid(kTrajectory.size()), m_backward[i] });
    m_view->setLayer(phaseHeadsLayer(std::move(heads), m_theme.font(TextSize::Small, QFont::Bold)));
}

/// One of each sort of equilibrium says what it is: the one nearest to the middle, of two as near
/// the right one.
void SolvePhaseChart::showLabels()
{
    std::vector<PhaseLabel> labels;
    if (m_shown.equilibria && m_results && m_results->portrait) {
        const solvers::PlaneWindow& window = m_results->portrait->window;
        const solvers::PlanePoint middle { (window.lower.x + window.upper.x) / 2,
            (window.lower.y + window.upper.y) / 2 };
        std::vector<solvers::Equilibrium> nearest = m_results->portrait->equilibria.points;
        std::ranges::reverse(nearest);
        std::ranges::stable_sort(nearest, {}, [&](const solvers::Equilibrium& each) {
            return std::round(1e6 * window.distance(each.at, middle));
        });
        for (const solvers::Equilibrium& each : nearest) {
            PhaseLabel label { each.at,
                QStringLiteral("%1, %2").arg(kindName(each.kind, true), eigenvalueText(each, true)),
                each.kind == solvers::EquilibriumKind::Saddle };
            if (std::ranges::find(labels, label.text, &PhaseLabel::text) == labels.end())
                labels.push_back(std::move(label));
        }
    }
    m_view->setLayer(phaseLabelsLayer(std::move(labels), m_theme));
}

} // namespace ui
