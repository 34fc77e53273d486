// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_results_model.h"

#include "solvers/analysis/solution_io.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <QBrush>
#include <QStringList>

#include <cmath>

namespace ui {

namespace {

constexpr int kColumns = SolveResultsModel::Time + 1;

QString dash()
{
    return QStringLiteral("–");
}

/// 4 significant digits as LaTeX: 1.380 \times 10^{-3}
QString latexNumber(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("--");
    const QString text = QString::number(value, 'g', 4);
    const qsizetype e = text.indexOf(QLatin1Char('e'));
    if (e < 0)
        return QStringLiteral("$%1$").arg(text);
    return QStringLiteral("$%1 \\times 10^{%2}$").arg(text.left(e)).arg(text.mid(e + 1).toInt());
}

QString stepsText(const MethodResult& result)
{
    const solvers::SolveReport& report = result.solution.report;
    return QStringLiteral("%1 / %2").arg(resultText(static_cast<double>(report.accepted), 12),
        result.solution.options.adaptive ? resultText(static_cast<double>(report.rejected), 12)
                                         : dash());
}

} // namespace

QString failureWord(const MethodResult& result)
{
    if (!result.refusal.empty())
        return tr("not usable");
    if (result.reachedEnd() && result.grewPastLimit)
        return tr("diverged");
    return tr("stopped");
}

SolveResultsModel::SolveResultsModel(Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    });
}

void SolveResultsModel::setResults(std::shared_ptr<const SolveResults> results)
{
    beginResetModel();
    m_results = std::move(results);
    endResetModel();
}

QString SolveResultsModel::seriesOf(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    return methodId(*m_results->methods[static_cast<std::size_t>(row)].solution.method);
}

int SolveResultsModel::rowOf(const QString& series) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (seriesOf(row) == series)
            return row;
    return -1;
}

int SolveResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_results ? 0 : static_cast<int>(m_results->methods.size());
}

int SolveResultsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString SolveResultsModel::text(const MethodResult& result, int column) const
{
    const solvers::Solution& solution = result.solution;
    switch (column) {
    case Solver:
        return methodName(*solution.method);
    case Order:
        return orderText(*solution.method, solution.options.adaptive);
    case ObservedOrder:
        return std::isnan(result.observedOrder) ? dash()
                                                : QString::number(result.observedOrder, 'f', 2);
    case Setting:
        return settingLabel(solution.options, false);
    case Nfe:
        return resultText(static_cast<double>(solution.report.counters.nfe), 12);
    case Steps:
        return stepsText(result);
    case EndError:
        return result.failed() ? failureWord(result) : resultText(result.endError);
    case MaxError:
        return resultText(result.maxError);
    case Time:
        return std::isnan(result.seconds) ? dash() : secondsText(result.seconds);
    default:
        return {};
    }
}

QString SolveResultsModel::richText(const MethodResult& result, int column) const
{
    if (column == Setting && !result.solution.options.adaptive)
        return withMathItalics(m_theme, settingLabel(result.solution.options, true));
    return {};
}

QVariant SolveResultsModel::sortKey(const MethodResult& result, int column) const
{
    const solvers::Solution& solution = result.solution;
    switch (column) {
    case Order:
        return solution.method->order();
    case ObservedOrder:
        return result.observedOrder;
    case Setting:
        return solution.options.adaptive ? solution.options.rtol : solution.options.step;
    case Nfe:
        return static_cast<double>(solution.report.counters.nfe);
    case Steps:
        return static_cast<double>(solution.report.accepted);
    case EndError:
        return result.failed() ? HUGE_VAL : result.endError;
    case MaxError:
        return result.maxError;
    case Time:
        return result.seconds;
    default:
        return text(result, column);
    }
}

QVariant SolveResultsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const MethodResult& result = m_results->methods[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(result, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (index.column() == Solver ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
        if (index.column() == EndError && result.failed())
            return QBrush(m_theme.tokens().error);
        return {};
    case Qt::FontRole:
        if (index.column() == EndError && result.failed())
            return m_theme.font(TextSize::Body, QFont::DemiBold);
        return {};
    case Qt::ToolTipRole:
        if (result.failed())
            return fromCore(
                result.refusal.empty() ? result.solution.report.message() : result.refusal);
        return {};
    case SeriesRole:
        return index.column() == Solver ? seriesOf(index.row()) : QVariant();
    case RichRole:
        return richText(result, index.column());
    case SortRole:
        return sortKey(result, index.column());
    default:
        return {};
    }
}

QVariant SolveResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    const QStringList plain { tr("Solver"), tr("Order p"), tr("Observed p̂"), tr("Step / tolerance"),
        tr("NFE"), tr("Steps acc. / rej."), tr("|e(T)|"), tr("max |e|"), tr("Time") };
    const QStringList rich { {}, tr("Order <i>p</i>"), tr("Observed <i>p̂</i>"), {}, {}, {},
        QStringLiteral("|<i>e</i>(<i>T</i>)|"), tr("max |<i>e</i>|"), {} };
    const QStringList brief { {}, {}, QStringLiteral("<i>p̂</i>"), tr("Step / tol."), {},
        tr("Acc. / rej."), {}, {}, {} };
    const QStringList hints { tr("The method"), tr("Order p of the method"),
        tr("Observed order p̂ = log₂(e(h)/e(h/2)), from halving the step"),
        tr("Step size h, or tolerance of the error control"), tr("Number of evaluations of f"),
        tr("Steps accepted and rejected"),
        tr("Error at the end of the interval: largest component of |numerical − reference|"),
        tr("Largest error over all steps"), tr("Time of one solve, median of repeats") };
    switch (role) {
    case Qt::DisplayRole:
        return plain[section];
    case RichRole:
        return rich[section].isEmpty() ? QVariant() : withMathItalics(m_theme, rich[section]);
    case ShortRole:
        return brief[section].isEmpty() ? QVariant() : withMathItalics(m_theme, brief[section]);
    case Qt::ToolTipRole:
        return hints[section];
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            Qt::AlignVCenter | (section == Solver ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

QString SolveResultsModel::asCsv() const
{
    QStringList lines { QStringLiteral("solver,order,observed_order,step,tolerance,nfe,accepted,"
                                       "rejected,end_error,max_error,seconds,status") };
    for (int row = 0; row < rowCount(); ++row) {
        const MethodResult& result = m_results->methods[static_cast<std::size_t>(row)];
        const solvers::Solution& solution = result.solution;
        const bool adaptive = solution.options.adaptive;
        QStringList cells { seriesOf(row), QString::number(solution.method->order()),
            csvNumber(result.observedOrder),
            adaptive ? QString() : csvNumber(solution.options.step),
            adaptive ? csvNumber(solution.options.rtol) : QString(),
            QString::number(solution.report.counters.nfe),
            QString::number(solution.report.accepted), QString::number(solution.report.rejected),
            csvNumber(result.endError), csvNumber(result.maxError), csvNumber(result.seconds),
            result.refusal.empty() ? fromCore(solvers::name(solution.report.status))
                                   : QStringLiteral("not-usable") };
        lines << cells.join(QLatin1Char(','));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString SolveResultsModel::asLatex() const
{
    QStringList lines;
    if (m_results)
        lines << QStringLiteral("% ") + plainFormulaOf(m_results->job.problem).simplified();
    lines << QStringLiteral("\\begin{tabular}{lrrlrrrrr}") << QStringLiteral("\\toprule")
          << QStringLiteral("Solver & Order $p$ & Observed $\\hat p$ & Step or tolerance & NFE & "
                            "Accepted & Rejected & $|e(T)|$ & $\\max |e|$ \\\\")
          << QStringLiteral("\\midrule");
    for (int row = 0; row < rowCount(); ++row) {
        const MethodResult& result = m_results->methods[static_cast<std::size_t>(row)];
        const solvers::Solution& solution = result.solution;
        const bool adaptive = solution.options.adaptive;
        QString name = methodName(*solution.method);
        name.replace(QChar(0x2013), QStringLiteral("--"));
        const QStringList cells { name, orderText(*solution.method, adaptive),
            std::isnan(result.observedOrder) ? QStringLiteral("--")
                                             : QString::number(result.observedOrder, 'f', 2),
            QStringLiteral("%1 %2").arg(
                adaptive ? QStringLiteral("tol $=$") : QStringLiteral("$h =$"),
                latexNumber(adaptive ? solution.options.rtol : solution.options.step)),
            QString::number(solution.report.counters.nfe),
            QString::number(solution.report.accepted),
            adaptive ? QString::number(solution.report.rejected) : QStringLiteral("--"),
            result.failed() ? failureWord(result) : latexNumber(result.endError),
            latexNumber(result.maxError) };
        lines << cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\");
    }
    lines << QStringLiteral("\\bottomrule") << QStringLiteral("\\end{tabular}");
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace ui
