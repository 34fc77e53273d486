// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_phase_model.h"

#include "solvers/analysis/solution_io.h"
#include "ui/labs/solve_phase_text.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <cmath>

namespace ui {

namespace {

constexpr int kPeriodDigits = 5;
constexpr double kRounding = 1e-13; // an invariant below that is 0

} // namespace

SolvePhaseModel::SolvePhaseModel(Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void SolvePhaseModel::setTrajectories(
    std::vector<PhaseTrajectory> trajectories, std::shared_ptr<const PhaseResults> results)
{
    beginResetModel();
    m_trajectories = std::move(trajectories);
    m_results = std::move(results);
    endResetModel();
}

int SolvePhaseModel::rowOf(int number) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (numberOf(row) == number)
            return row;
    return -1;
}

int SolvePhaseModel::numberOf(int row) const
{
    return row < 0 || row >= rowCount()
        ? 0
        : m_trajectories[static_cast<std::size_t>(row)].launch.number;
}

int SolvePhaseModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_trajectories.size());
}

int SolvePhaseModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : hasInvariant() ? Period + 1 : Period - 1;
}

bool SolvePhaseModel::hasInvariant() const
{
    return m_results && !m_results->job.problem.invariants.empty();
}

SolvePhaseModel::Column SolvePhaseModel::columnAt(int section) const
{
    return static_cast<Column>(!hasInvariant() && section == Invariant ? Period : section);
}

QString SolvePhaseModel::text(const PhaseTrajectory& trajectory, Column column) const
{
    const PhaseLaunch& launch = trajectory.launch;
    switch (column) {
    case Number:
        return QString::number(launch.number);
    case Start: {
        const PhaseJob& job = m_results->job;
        if (job.x == job.y)
            return resultText(launch.start[job.x]);
        return QStringLiteral("(%1, %2)")
            .arg(resultText(launch.start[job.x]), resultText(launch.start[job.y]));
    }
    case Solver:
        return QStringLiteral("%1, %2").arg(
            methodName(*launch.method), settingLabel(launch.options, false));
    case Type:
        return trajectoryKind(trajectory, *m_results);
    case Invariant:
        return resultText(std::abs(trajectory.invariant) < kRounding ? 0.0 : trajectory.invariant);
    case Drift:
        return resultText(trajectory.drift, 3);
    case Period:
        return resultText(trajectory.period, kPeriodDigits);
    }
    return {};
}

QVariant SolvePhaseModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PhaseTrajectory& trajectory = m_trajectories[static_cast<std::size_t>(index.row())];
    const Column column = columnAt(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(trajectory, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (column == Number ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
        return column == Type && trajectory.kind == solvers::OrbitKind::Fails
            ? QVariant(QBrush(m_theme.tokens().error))
            : QVariant();
    case Qt::ToolTipRole:
        return trajectory.trouble.empty() ? QVariant() : fromCore(trajectory.trouble);
    case SeriesRole:
        return column == Number
            ? QVariant(QStringLiteral("trajectory/%1").arg(trajectory.launch.number))
            : QVariant();
    case RichRole:
        return column == Solver && !trajectory.launch.options.adaptive ? withMathItalics(m_theme,
                   QStringLiteral("%1, %2").arg(methodName(*trajectory.launch.method),
                       settingLabel(trajectory.launch.options, true)))
                                                                       : QString();
    default:
        return {};
    }
}

QVariant SolvePhaseModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount() || !m_results)
        return {};
    const Column column = columnAt(section);
    const PhaseJob& job = m_results->job;
    const bool rich = role == RichRole;
    const auto title = [&]() -> QString {
        const std::size_t dim = job.problem.dim();
        const QString invariant = invariantName(job.problem);
        const QString symbol = rich ? QStringLiteral("<i>I</i>") : QStringLiteral("I");
        switch (column) {
        case Number:
            return tr("Trajectory");
        case Start:
            return dim == 1
                ? tr("Start")
                : tr("Start (%1, %2)")
                      .arg(componentName(job.x, dim, rich), componentName(job.y, dim, rich));
        case Solver:
            return tr("Solver");
        case Type:
            return tr("Type");
        case Invariant:
            return invariant.size() > 1 ? QStringLiteral("%1 %2").arg(invariant, symbol) : symbol;
        case Drift:
            return tr("max |Δ%1|").arg(symbol);
        case Period:
            return tr("Period");
        }
        return {};
    };
    switch (role) {
    case Qt::DisplayRole:
        return title();
    case RichRole:
        return column == Start || column == Invariant || column == Drift
            ? QVariant(withMathItalics(m_theme, title()))
            : QVariant();
    case Qt::ToolTipRole:
        if (column == Invariant)
            return tr("%1 at the start; the exact solution keeps it")
                .arg(fromCore(job.problem.invariants.front().name));
        if (column == Drift)
            return tr("Largest change of it over the steps");
        return {};
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            Qt::AlignVCenter | (column == Number ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

QString SolvePhaseModel::asCsv() const
{
    if (!m_results)
        return {};
    QStringList header { QStringLiteral("trajectory") };
    for (const std::string& name : solvers::initialNames(m_results->job.problem.dim()))
        header << fromCore(name);
    header << QStringLiteral("solver,step,tolerance,backward,type,invariant,max_drift,period");
    QStringList lines { header.join(QLatin1Char(',')) };
    for (const PhaseTrajectory& each : m_trajectories) {
        const solvers::SolveOptions& options = each.launch.options;
        QStringList cells { QString::number(each.launch.number) };
        for (const double value : each.launch.start)
            cells << csvNumber(value);
        cells << methodId(*each.launch.method)
              << (options.adaptive ? QString() : csvNumber(options.step))
              << (options.adaptive ? csvNumber(options.rtol) : QString())
              << QString::number(each.launch.backward ? 1 : 0) << trajectoryKind(each, *m_results)
              << csvNumber(each.invariant) << csvNumber(each.drift) << csvNumber(each.period);
        lines << cells.join(QLatin1Char(','));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace ui
