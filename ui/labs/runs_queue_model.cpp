// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_queue_view.h"

#include "ui/labs/runs_text.h"
#include "ui/labs/runs_ticks.h"
#include "ui/plots/plot_axis.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <cmath>
#include <utility>

namespace ui {

namespace {

const QString kDash = QStringLiteral("–");

QString settingsOf(const LibraryRun& run)
{
    QStringList parts { RunsQueueModel::tr("%1 epochs").arg(run.options.epochs),
        optimiserText(run.options) };
    if (const QString solver = solverText(run.options.model); solver != kDash)
        parts << solver;
    if (run.options.validationImages > 0)
        parts << RunsQueueModel::tr("%1 held out").arg(run.options.validationImages);
    return parts.join(QStringLiteral(", "));
}

} // namespace

RunsQueueModel::RunsQueueModel(const RunQueue& queue, QObject* parent)
    : QAbstractTableModel(parent)
    , m_queue(queue)
    , m_library(std::make_shared<const RunLibrary>())
{
}

void RunsQueueModel::setLibrary(std::shared_ptr<const RunLibrary> library)
{
    m_library = std::move(library);
    refresh();
}

void RunsQueueModel::reset()
{
    beginResetModel();
    m_shown = m_queue.runs();
    endResetModel();
}

void RunsQueueModel::refresh()
{
    m_shown = m_queue.runs();
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RunsQueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int RunsQueueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunsQueueModel::stateText(const QueuedRun& run) const
{
    switch (run.state) {
    case QueuedRun::State::Waiting:
        return tr("waiting");
    case QueuedRun::State::Running:
        return m_queue.isStopping() ? tr("stopping…")
            : m_queue.isPaused()    ? tr("paused")
                                    : tr("training");
    case QueuedRun::State::Held:
        return tr("stopped");
    case QueuedRun::State::Failed:
        break;
    }
    return tr("failed");
}

QString RunsQueueModel::text(const QueuedRun& run, int column) const
{
    const LibraryRun* stored = m_library->find(run.id);
    const int epochs = stored ? stored->options.epochs : 0;
    const double reached
        = std::fmax(run.epoch, stored ? static_cast<double>(stored->record.epochs.size()) : 0.0);
    switch (column) {
    case Name:
        return stored ? runName(*stored) : QString::fromStdString(run.id);
    case Settings:
        return stored ? settingsOf(*stored) : QString();
    case State:
        return stateText(run);
    case Epoch:
        return epochs > 0
            ? tr("%1 of %2").arg(fixedText(reached, run.epoch > 0.0 ? 1 : 0)).arg(epochs)
            : kDash;
    case Error:
        return percent(std::fmin(run.error, stored ? stored->record.leastError() : run.error));
    default:
        return std::isfinite(run.epochSeconds) && epochs > 0
            ? secondsText(run.epochSeconds * std::fmax(0.0, epochs - reached))
            : kDash;
    }
}

QVariant RunsQueueModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const QueuedRun& run = m_shown[static_cast<std::size_t>(index.row())];
    const LibraryRun* stored = m_library->find(run.id);
    switch (role) {
    case Qt::DisplayRole:
        return text(run, index.column());
    case SeriesRole:
        return index.column() == Name && stored ? QVariant(modelSeries(*stored)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (index.column() < Epoch ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::UserRole:
        return QString::fromStdString(run.id);
    case Qt::ToolTipRole:
        return run.message.isEmpty() ? QVariant() : QVariant(run.message);
    default:
        return {};
    }
}

QVariant RunsQueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            Qt::AlignVCenter | (section < Epoch ? Qt::AlignLeft : Qt::AlignRight));
    const QStringList titles { tr("Run"), tr("Settings"), tr("State"), tr("Epoch"),
        tr("Least error (%)"), tr("Time left") };
    return role == Qt::DisplayRole ? QVariant(titles.value(section)) : QVariant();
}

} // namespace ui
