// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_phase_text.h"

#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace ui {

namespace {

constexpr int kLongestName = 12; // of an invariant that heads a column
constexpr double kAngleShare = 1e-9; // how near a multiple of pi / 2 is one

QString pointText(const solvers::PlanePoint& at, const PhaseResults& results)
{
    const auto number = [&](double value, std::size_t component) {
        return results.angles[component] ? angleNumber(value) : shortNumber(value);
    };
    return QStringLiteral("(%1, %2)").arg(number(at.x, results.job.x), number(at.y, results.job.y));
}

QString lineKind(solvers::LineStability stability)
{
    switch (stability) {
    case solvers::LineStability::Stable:
        return tr("stable");
    case solvers::LineStability::Unstable:
        return tr("unstable");
    case solvers::LineStability::HalfStable:
        break;
    }
    return tr("half-stable");
}

/// Lines "points: what they are", points of the same sort together.
class Groups {
public:
    void add(const QString& point, const QString& sort)
    {
        const auto known
            = std::ranges::find(m_groups, sort, &std::pair<QString, QStringList>::first);
        if (known != m_groups.end())
            known->second << point;
        else
            m_groups.push_back({ sort, { point } });
    }

    QStringList lines() const
    {
        QStringList lines;
        for (const auto& [sort, points] : m_groups)
            lines << QStringLiteral("%1: %2").arg(points.join(QStringLiteral(", ")), sort);
        return lines;
    }

private:
    std::vector<std::pair<QString, QStringList>> m_groups;
};

} // namespace

QString shortNumber(double value)
{
    const double size = std::abs(value);
    if (size != 0.0 && (size < 1e-3 || size >= 1e4 || !std::isfinite(value)))
        return resultText(value);
    QString text = QString::number(value == 0.0 ? 0.0 : value, 'g', 4);
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString angleNumber(double value)
{
    const double halves = value / (std::numbers::pi / 2);
    const double nearest = std::round(halves);
    if (nearest == 0.0 || std::abs(nearest) > 40.0
        || std::abs(halves - nearest) > kAngleShare * std::abs(nearest))
        return shortNumber(value);
    const auto count = static_cast<int>(std::abs(nearest));
    const bool whole = count % 2 == 0;
    const int factor = whole ? count / 2 : count;
    return (nearest < 0.0 ? QString(QChar(0x2212)) : QString())
        + (factor == 1 ? QString() : QString::number(factor))
        + (whole ? QStringLiteral("π") : QStringLiteral("π/2"));
}

QString kindName(solvers::EquilibriumKind kind, bool lower)
{
    using Kind = solvers::EquilibriumKind;
    const auto text = [](Kind which) {
        switch (which) {
        case Kind::StableNode:
            return tr("Stable node");
        case Kind::UnstableNode:
            return tr("Unstable node");
        case Kind::StableSpiral:
            return tr("Stable spiral");
        case Kind::UnstableSpiral:
            return tr("Unstable spiral");
        case Kind::StableStar:
            return tr("Stable star");
        case Kind::UnstableStar:
            return tr("Unstable star");
        case Kind::StableDegenerate:
            return tr("Stable degenerate node");
        case Kind::UnstableDegenerate:
            return tr("Unstable degenerate node");
        case Kind::Saddle:
            return tr("Saddle");
        case Kind::Centre:
            return tr("Centre");
        case Kind::NonHyperbolic:
            break;
        }
        return tr("Non-hyperbolic");
    }(kind);
    return lower ? text.left(1).toLower() + text.mid(1) : text;
}

QString eigenvalueText(const solvers::Equilibrium& equilibrium, bool rich)
{
    const auto& [first, second] = equilibrium.eigenvalues;
    const QString lambda = rich ? QStringLiteral("<i>λ</i> = ") : QStringLiteral("λ = ");
    if (first.imag() != 0.0) {
        const QString size = shortNumber(std::abs(first.imag()));
        const QString turn
            = size == QLatin1String("1") ? QStringLiteral("i") : size + QStringLiteral("i");
        if (first.real() == 0.0)
            return lambda + QStringLiteral("±") + turn;
        return lambda + shortNumber(first.real()) + QStringLiteral(" ± ") + turn;
    }
    const QString one = shortNumber(first.real());
    const QString other = shortNumber(second.real());
    if (one == other)
        return lambda + one + (one == QLatin1String("0") ? QString() : tr(" twice"));
    if (shortNumber(-second.real()) == one)
        return lambda + QStringLiteral("±") + one;
    return lambda + one + QStringLiteral(", ") + other;
}

QString trajectoryKind(const PhaseTrajectory& trajectory, const PhaseResults& results)
{
    using solvers::OrbitKind;
    const bool backward = trajectory.launch.backward;
    switch (trajectory.kind) {
    case OrbitKind::Closed:
        return std::ranges::find(results.angles, true) != results.angles.end() ? tr("libration")
                                                                               : tr("closed orbit");
    case OrbitKind::Rotation:
        return tr("rotation");
    case OrbitKind::LimitCycle:
        return tr("limit cycle");
    case OrbitKind::Converges:
        return backward ? tr("from an equilibrium") : tr("to an equilibrium");
    case OrbitKind::Leaves:
        return backward ? tr("comes from outside") : tr("leaves");
    case OrbitKind::Fails:
        return tr("stopped");
    case OrbitKind::Open:
        break;
    }
    return tr("open");
}

QString equilibriaText(const PhaseResults& results)
{
    if (!results.portrait)
        return {};
    Groups groups;
    QStringList remarks;
    if (results.portrait->line) {
        for (const solvers::LineEquilibrium& each : results.portrait->line->equilibria)
            groups.add(results.angles[0] ? angleNumber(each.y) : shortNumber(each.y),
                QStringLiteral("%1, <i>λ</i> = %2")
                    .arg(lineKind(each.stability), shortNumber(each.derivative)));
    } else {
        for (const solvers::Equilibrium& each : results.portrait->equilibria.points)
            groups.add(pointText(each.at, results),
                QStringLiteral("%1, %2").arg(
                    kindName(each.kind, true), eigenvalueText(each, true)));
        if (results.portrait->equilibria.continuum)
            remarks << tr("A curve of equilibria.");
    }
    QStringList lines = groups.lines() + remarks;
    lines.replaceInStrings(QStringLiteral(" = "), QStringLiteral("&nbsp;=&nbsp;"));
    lines.replaceInStrings(QStringLiteral(" ± "), QStringLiteral("&nbsp;±&nbsp;"));
    if (lines.isEmpty())
        lines << tr("None in sight.");
    if (!results.autonomous)
        lines << tr("The field changes with time; this is that of <i>t</i>&nbsp;=&nbsp;%1.")
                     .arg(shortNumber(results.job.problem.t0));
    if (results.job.problem.dim() > 2)
        lines << tr("Of the two components on show, the others held at their initial values.");
    return lines.join(QStringLiteral("<br>"));
}

QString invariantName(const solvers::Problem& problem)
{
    if (problem.invariants.empty())
        return {};
    const QString name = fromCore(problem.invariants.front().name);
    if (name.size() > kLongestName || name.contains(QLatin1Char(' ')))
        return QStringLiteral("I");
    return name.left(1).toUpper() + name.mid(1);
}

} // namespace ui
