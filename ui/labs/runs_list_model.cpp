// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_list_model.h"

#include "ui/labs/runs_text.h"
#include "ui/labs/train_settings.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <QBrush>

#include <cmath>
#include <limits>
#include <utility>

namespace ui {

RunsListModel::RunsListModel(Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
    , m_library(std::make_shared<const RunLibrary>())
{
}

/// Rows that stay are only said to have changed: the view keeps its selection and its editor.
void RunsListModel::setRuns(std::shared_ptr<const RunLibrary> library, const RunTicks& ticks)
{
    bool same = library->runs.size() == m_library->runs.size();
    for (std::size_t i = 0; same && i < library->runs.size(); ++i)
        same = library->runs[i].id == m_library->runs[i].id;
    if (!same)
        beginResetModel();
    m_library = std::move(library);
    m_ticks = ticks;
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const LibraryRun* RunsListModel::run(int row) const
{
    return row >= 0 && row < rowCount() ? &m_library->runs[static_cast<std::size_t>(row)] : nullptr;
}

int RunsListModel::rowOf(const std::string& id) const
{
    const LibraryRun* found = m_library->find(id);
    return found ? static_cast<int>(found - m_library->runs.data()) : -1;
}

QString RunsListModel::columnId(int column)
{
    constexpr const char* ids[] { "name", "error", "time" };
    return column >= 0 && column < ColumnCount ? QLatin1String(ids[column]) : QString();
}

int RunsListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_library->runs.size());
}

int RunsListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunsListModel::text(const LibraryRun& run, int column) const
{
    switch (column) {
    case Name:
        return runName(run);
    case Error:
        return percent(run.record.leastError());
    default:
        return run.hasEpochs()
            ? secondsText(run.record.trainSeconds() + run.record.evaluationSeconds())
            : statusText(run.status);
    }
}

QVariant RunsListModel::sortKey(const LibraryRun& run, int column, int row) const
{
    constexpr double kLast = std::numeric_limits<double>::max();
    switch (column) {
    case Name:
        return runName(run).toCaseFolded();
    case Error:
        return run.hasEpochs() ? run.record.leastError() : kLast;
    case Time:
        return run.hasEpochs() ? run.record.trainSeconds() + run.record.evaluationSeconds() : kLast;
    default:
        return row;
    }
}

QVariant RunsListModel::data(const QModelIndex& index, int role) const
{
    const LibraryRun* shown = run(index.row());
    if (!index.isValid() || !shown)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*shown, column);
    case Qt::EditRole:
        return column == Name ? runName(*shown) : text(*shown, column);
    case Qt::CheckStateRole:
        return column == Name ? QVariant(m_ticks.contains(shown->id) ? Qt::Checked : Qt::Unchecked)
                              : QVariant();
    case SeriesRole: {
        const QString drawn = m_ticks.seriesOf(shown->id);
        return column == Name ? QVariant(drawn.isEmpty() ? modelSeries(*shown) : drawn)
                              : QVariant();
    }
    case SortRole:
        return sortKey(*shown, column, index.row());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (column < Error ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
        return column == Time && !shown->record.finished()
            ? QVariant(QBrush(m_theme.tokens().text3))
            : QVariant();
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2\n%3%4")
            .arg(runName(*shown), modelText(shown->options.model), runSummary(*shown),
                shown->note.empty() ? QString()
                                    : QLatin1Char('\n') + QString::fromStdString(shown->note));
    case Qt::AccessibleTextRole:
        return column == Name
            ? tr("%1, %2, %3").arg(runName(*shown), modelNameOf(*shown), runSummary(*shown))
            : QVariant();
    default:
        return {};
    }
}

bool RunsListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const LibraryRun* shown = run(index.row());
    if (!shown || index.column() != Name)
        return false;
    if (role == Qt::CheckStateRole) {
        emit tickWanted(shown->id, value.toInt() == Qt::Checked);
        return true;
    }
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty() || name == runName(*shown))
        return false;
    emit renameWanted(shown->id, name);
    return true;
}

QVariant RunsListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            Qt::AlignVCenter | (section < Error ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Run");
    case Error:
        return tr("Err. (%)");
    default:
        return tr("Time");
    }
}

Qt::ItemFlags RunsListModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const LibraryRun* shown = run(index.row());
    if (index.column() == Name && shown)
        flags |= Qt::ItemIsUserCheckable;
    flags.setFlag(Qt::ItemIsEditable, index.column() == Name && shown && !shown->recorded);
    return flags;
}

bool passes(const RunsFilter& filter, const LibraryRun& run)
{
    if (!filter.model.isEmpty() && modelSeries(run) != filter.model)
        return false;
    using Status = nn::RunStatus;
    const QString& status = filter.status;
    if (status == QLatin1String("recorded") && !run.recorded)
        return false;
    if (status == QLatin1String("finished") && run.status != Status::Finished)
        return false;
    if (status == QLatin1String("diverged") && run.status != Status::Diverged)
        return false;
    if (status == QLatin1String("open")
        && (run.status == Status::Finished || run.status == Status::Diverged))
        return false;
    const QString text = QStringList { runName(run), QString::fromStdString(run.note),
        modelText(run.options.model), QString::fromStdString(run.id), statusText(run.status) }
                             .join(QLatin1Char('\n'));
    for (const QString& word : filter.text.split(u' ', Qt::SkipEmptyParts))
        if (!text.contains(word, Qt::CaseInsensitive))
            return false;
    return true;
}

RunsListProxy::RunsListProxy(RunsListModel& model, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
    setSortRole(SortRole);
    m_collator.setNumericMode(true);
}

void RunsListProxy::setFilter(const RunsFilter& filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    invalidateFilter();
}

const LibraryRun* RunsListProxy::run(int row) const
{
    return row < 0 ? nullptr : m_model.run(mapToSource(index(row, 0)).row());
}

int RunsListProxy::rowOf(const std::string& id) const
{
    const int row = m_model.rowOf(id);
    return row < 0 ? -1 : mapFromSource(m_model.index(row, 0)).row();
}

bool RunsListProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant first = left.data(SortRole);
    const QVariant second = right.data(SortRole);
    if (first.typeId() == QMetaType::QString)
        return m_collator.compare(first.toString(), second.toString()) < 0;
    return QSortFilterProxyModel::lessThan(left, right);
}

bool RunsListProxy::filterAcceptsRow(int row, const QModelIndex&) const
{
    const LibraryRun* run = m_model.run(row);
    return run && passes(m_filter, *run);
}

} // namespace ui
