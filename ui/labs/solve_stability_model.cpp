// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_stability_model.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <QBrush>

#include <cmath>

namespace ui {

SolveStabilityModel::SolveStabilityModel(Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void SolveStabilityModel::show(const StabilityPicture& picture)
{
    // While a mark is dragged only numbers change: no reset, which would drop the selection.
    if (picture.rows.size() == m_picture.rows.size()) {
        m_picture = picture;
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_picture = picture;
    endResetModel();
}

QString SolveStabilityModel::seriesOf(int row) const
{
    return row >= 0 && row < rowCount() ? m_picture.rows[static_cast<std::size_t>(row)].series
                                        : QString();
}

int SolveStabilityModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_picture.rows.size());
}

int SolveStabilityModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : LargestStep + 1;
}

QString SolveStabilityModel::text(const StabilityRow& row, int column) const
{
    const QString dash = QStringLiteral("–");
    switch (column) {
    case Solver:
        return row.name;
    case Step:
        return std::isfinite(row.step) ? settingText(QString::number(row.step, 'g', 4).toDouble())
                                       : dash;
    case Amplification:
        return row.amplification ? amplificationText(*row.amplification) : dash;
    case Verdict:
        switch (row.verdict) {
        case StabilityVerdict::Stable:
            return tr("stable");
        case StabilityVerdict::Unstable:
            return tr("unstable");
        case StabilityVerdict::Grows:
            return tr("grows too");
        case StabilityVerdict::None:
            break;
        }
        return dash;
    case LargestStep:
        if (!row.largestStep)
            return dash;
        return std::isinf(*row.largestStep)
            ? QStringLiteral("∞")
            : resultText(*row.largestStep, *row.largestStep < 1e-3 ? 3 : 4);
    default:
        return {};
    }
}

QVariant SolveStabilityModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const StabilityRow& row = m_picture.rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return index.column() == Solver ? row.name : QVariant();
    case SeriesRole:
        return index.column() == Solver ? row.series : QString();
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (index.column() == Solver ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (index.column() == Verdict && row.verdict == StabilityVerdict::Stable)
            return QBrush(m_theme.tokens().ok);
        if (index.column() == Verdict && row.verdict == StabilityVerdict::Unstable)
            return QBrush(m_theme.tokens().error);
        return {};
    default:
        return {};
    }
}

QVariant SolveStabilityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            (section == Solver ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::DisplayRole) {
        const QStringList titles { tr("Method"), tr("h"), tr("|R(hλ)|"), tr("Verdict"),
            tr("h_max") };
        return titles.value(section);
    }
    if (role == RichRole) {
        const QStringList titles { QString(), QStringLiteral("<i>h</i>"),
            QStringLiteral("|<i>R</i>(<i>hλ</i>)|"), QString(),
            QStringLiteral("<i>h</i><sub>max</sub>") };
        return titles[section].isEmpty() ? QVariant() : withMathItalics(m_theme, titles[section]);
    }
    if (role == Qt::ToolTipRole && section == LargestStep)
        return tr("The largest step up to which the method is stable at every eigenvalue with "
                  "which the exact solution does not grow");
    return {};
}

} // namespace ui
