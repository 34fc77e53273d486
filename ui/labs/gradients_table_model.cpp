// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_table_model.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <QBrush>
#include <QTextDocumentFragment>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr int kMostParameters = 3; // in a column each
constexpr int kMostStates = 2;
constexpr int kMostInBrief = 2; // parameters, in a narrow table
constexpr int kDigits = 7; // of the numbers in a column
constexpr int kFewDigits = 5; // where there are norms, or little room
constexpr int kMoreDigits = 2; // where other columns have as many decimals
constexpr double kSmall = 1e-3; // with an exponent from here on
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

QString dash()
{
    return QStringLiteral("–");
}

int leadingDigits(double value)
{
    return value > 0.0 ? static_cast<int>(std::floor(std::log10(value))) + 1 : 1;
}

QString derivativeOf(const QString& html)
{
    return QStringLiteral("d<i>L</i>/d%1").arg(html);
}

double at(const solvers::Vector<double>& values, int index)
{
    return index >= 0 && index < values.size() ? values[index] : kUnknown;
}

} // namespace

GradientsTableModel::GradientsTableModel(Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void GradientsTableModel::setResults(std::shared_ptr<const GradientResults> results, int selected)
{
    beginResetModel();
    m_results = std::move(results);
    m_selected = selected;
    makeColumns();
    endResetModel();
}

void GradientsTableModel::setBrief(bool brief)
{
    if (brief == m_brief)
        return;
    m_brief = brief;
    if (m_results)
        setResults(m_results, m_selected);
}

void GradientsTableModel::addNumbers(
    Kind one, Kind norm, int count, int most, const QStringList& names, const QString& all)
{
    if (count <= most) {
        for (int i = 0; i < count; ++i)
            m_columns.push_back({ one, i, derivativeOf(names[i]) });
        return;
    }
    m_columns.push_back({ norm, 0, QStringLiteral("‖%1‖").arg(derivativeOf(all)) });
    if (one == Kind::Parameter)
        m_columns.push_back({ one, m_selected, derivativeOf(names[m_selected]) });
}

void GradientsTableModel::makeColumns()
{
    const solvers::Problem& problem = m_results->job.problem;
    QStringList parameters, states;
    for (const solvers::ProblemParameter& parameter : problem.parameters)
        parameters << parameterSymbol(fromCore(parameter.name));
    const auto dim = static_cast<int>(problem.dim());
    for (int k = 0; k < dim; ++k)
        states << (dim == 1 ? QStringLiteral("<i>z</i><sub>0</sub>")
                            : QStringLiteral("<i>z</i><sub>0,%1</sub>").arg(k + 1));
    m_selected = std::clamp(m_selected, 0, std::max(0, static_cast<int>(parameters.size()) - 1));
    m_columns = { { Kind::Method, 0, {} } };
    addNumbers(Kind::Parameter, Kind::ParameterNorm, static_cast<int>(parameters.size()),
        m_brief ? kMostInBrief : kMostParameters, parameters, QStringLiteral("θ"));
    addNumbers(Kind::State, Kind::StateNorm, dim, m_brief ? 1 : kMostStates, states,
        QStringLiteral("<i>z</i><sub>0</sub>"));
    const auto last = static_cast<int>(m_results->job.times.size()) - 1;
    // Where there is no room for all numbers, those by the times are in the copy and the file.
    if (!m_brief || (parameters.size() <= kMostInBrief && dim == 1))
        for (const int k : { 0, last })
            m_columns.push_back(
                { Kind::Time, k, derivativeOf(QStringLiteral("<i>t</i><sub>%1</sub>").arg(k)) });
    m_columns.push_back({ Kind::Difference, 0, {} });
    m_columns.push_back({ Kind::Nfe, 0, {} });
    m_columns.push_back({ Kind::Memory, 0, {} });
    const bool few = m_brief || std::ranges::any_of(m_columns, [](const Column& column) {
        return column.kind == Kind::ParameterNorm || column.kind == Kind::StateNorm;
    });
    int decimals = 0;
    for (Column& column : m_columns)
        if (column.kind < Kind::Difference && column.kind != Kind::Method) {
            column.decimals = decimalsOf(column, few ? kFewDigits : kDigits);
            decimals = std::max(decimals, column.decimals);
        }
    for (Column& column : m_columns) // as many in all columns, as long as there is room
        column.decimals = std::min(decimals, column.decimals + (few ? 0 : kMoreDigits));
}

int GradientsTableModel::decimalsOf(const Column& column, int digits) const
{
    double largest = 0.0;
    for (int row = 0; row < rowCount(); ++row)
        if (const double value = std::abs(number(row, column)); std::isfinite(value))
            largest = std::max(largest, value);
    return std::clamp(digits - leadingDigits(largest), 0, 10);
}

const GradientMethodResult* GradientsTableModel::resultAt(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return index < m_results->methods.size() ? &m_results->methods[index] : nullptr;
}

bool GradientsTableModel::isReference(int row) const
{
    return resultAt(row) == nullptr;
}

QString GradientsTableModel::name(int row) const
{
    if (const GradientMethodResult* result = resultAt(row))
        return m_brief ? shortGradientName(*result->method)
                       : gradientName(*result->method, m_results->job);
    if (m_brief)
        return m_results->reference.closedForm ? tr("Exact") : tr("Accurate");
    return m_results->reference.closedForm ? tr("Exact solution")
                                           : tr("Dormand–Prince 8(5,3), tol 10⁻¹³");
}

QString GradientsTableModel::seriesOf(int row) const
{
    if (row < 0 || row >= rowCount() || isReference(row))
        return {};
    return gradientId(*resultAt(row)->method);
}

int GradientsTableModel::rowOf(const QString& series) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (!series.isEmpty() && seriesOf(row) == series)
            return row;
    return -1;
}

int GradientsTableModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_results)
        return 0;
    return static_cast<int>(m_results->methods.size()) + (m_results->reference.known ? 1 : 0);
}

int GradientsTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

double GradientsTableModel::number(int row, const Column& column) const
{
    const GradientMethodResult* result = resultAt(row);
    if (result != nullptr && result->failed())
        return kUnknown;
    const GradientReference& reference = m_results->reference;
    const auto& parameters = result ? result->gradient.parameters : reference.parameters;
    const auto& z0 = result ? result->gradient.z0 : reference.z0;
    const auto& times = result ? result->gradient.times : reference.times;
    switch (column.kind) {
    case Kind::Parameter:
        return at(parameters, column.index);
    case Kind::ParameterNorm:
        return parameters.norm();
    case Kind::State:
        return at(z0, column.index);
    case Kind::StateNorm:
        return z0.norm();
    case Kind::Time:
        return at(times, column.index);
    case Kind::Difference:
        return result ? result->difference : reference.difference;
    default:
        return kUnknown;
    }
}

QString GradientsTableModel::text(int row, const Column& column) const
{
    const GradientMethodResult* result = resultAt(row);
    const bool failed = result != nullptr && result->failed();
    switch (column.kind) {
    case Kind::Method:
        return name(row);
    case Kind::Difference:
        if (failed)
            return result->refusal.empty() ? tr("stopped") : tr("not usable");
        if (result != nullptr && result == m_results->first())
            return tr("reference");
        if (number(row, column) <= kSameGradient)
            return QStringLiteral("0");
        return resultText(number(row, column), 3);
    case Kind::Nfe:
        return result == nullptr || failed
            ? dash()
            : QStringLiteral("%1 + %2").arg(resultText(static_cast<double>(result->nfe), 12),
                resultText(static_cast<double>(result->nvjp), 12));
    case Kind::Memory:
        return result == nullptr || failed
            ? dash()
            : bytesText(static_cast<double>(result->gradient.peakBytes));
    default: {
        const double value = number(row, column);
        if (value != 0.0 && std::abs(value) < kSmall)
            return resultText(value, kFewDigits);
        return std::isfinite(value) ? fixedText(value, column.decimals) : dash();
    }
    }
}

QVariant GradientsTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Column& column = m_columns[static_cast<std::size_t>(index.column())];
    const GradientMethodResult* result = resultAt(index.row());
    const bool failed = result != nullptr && result->failed();
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (column.kind == Kind::Method ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
        if (failed && column.kind == Kind::Difference)
            return QBrush(m_theme.tokens().error);
        if (result == nullptr && column.kind == Kind::Method)
            return QBrush(m_theme.tokens().text2);
        return {};
    case Qt::ToolTipRole:
        if (result != nullptr)
            return fromCore(
                result->sentence().empty() ? result->method->summary : result->sentence());
        return {};
    case SeriesRole:
        return column.kind == Kind::Method && result != nullptr ? seriesOf(index.row())
                                                                : QVariant();
    default:
        return {};
    }
}

QVariant GradientsTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const Column& column = m_columns[static_cast<std::size_t>(section)];
    const bool rich = !column.html.isEmpty();
    switch (role) {
    case Qt::DisplayRole:
        switch (column.kind) {
        case Kind::Method:
            return tr("Method");
        case Kind::Difference:
            return tr("Rel. difference");
        case Kind::Nfe:
            return tr("NFE f + vjp");
        case Kind::Memory:
            return tr("Peak memory");
        default:
            return QTextDocumentFragment::fromHtml(column.html).toPlainText();
        }
    case RichRole:
        if (column.kind == Kind::Nfe)
            return withMathItalics(m_theme, tr("NFE <i>f</i> + vjp"));
        return rich ? withMathItalics(m_theme, column.html) : QVariant();
    case ShortRole:
        return column.kind == Kind::Difference ? QVariant(tr("Rel. diff."))
            : column.kind == Kind::Memory      ? QVariant(tr("Memory"))
                                               : QVariant();
    case Qt::ToolTipRole:
        return column.kind == Kind::Difference
            ? QVariant(tr("Over dL/dθ, dL/dz₀ and the times together: |this − first| / |first|"))
            : column.kind == Kind::Nfe
            ? QVariant(tr("Evaluations of f, and vector–Jacobian products"))
            : column.kind == Kind::Memory
            ? QVariant(tr("Stored state, counted in bytes while it runs"))
            : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            Qt::AlignVCenter | (column.kind == Kind::Method ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

} // namespace ui
