// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_queue_view.h"

#include "nn/training/table1.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/results_table.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr int kColumns = 3; ///< of the rows to choose from
constexpr int kMostThreads = 1024;
constexpr int kFieldWidth = 96;

} // namespace

RunsQueueView::RunsQueueView(Theme& theme, RunQueue& queue, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_queue(queue)
    , m_model(new RunsQueueModel(queue, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(makeForm());
    column->addWidget(makeQueue(), 1);
    connect(&m_queue, &RunQueue::changed, this, &RunsQueueView::showQueue);
    connect(&m_queue, &RunQueue::progressed, m_model, &RunsQueueModel::refresh);
    setRecipe({});
    showQueue();
}

QLayout* RunsQueueView::makeRows(QWidget* card)
{
    auto* rows = new QGridLayout;
    rows->setHorizontalSpacing(metrics::kPageMargin);
    rows->setVerticalSpacing(2);
    int place = 0;
    for (const nn::Table1Row& row : nn::table1Rows()) {
        auto* box = new QCheckBox(fromCore(row.name), card);
        box->setObjectName(QStringLiteral("runs_row_") + fromCore(row.id));
        box->setAccessibleName(tr("Row %1").arg(fromCore(row.name)));
        box->setToolTip(row.note.empty() ? tr("One of the article's four") : fromCore(row.note));
        rows->addWidget(box, place / kColumns, place % kColumns);
        ++place;
        m_rows.emplace_back(std::string(row.id), box);
        connect(box, &QCheckBox::toggled, this, &RunsQueueView::showForm);
    }
    return rows;
}

QWidget* RunsQueueView::makeForm()
{
    auto* card = new Card(m_theme, tr("Run a table"), this);
    QVBoxLayout* content = card->contentLayout();
    content->setContentsMargins(12, 0, 12, 12);
    content->setSpacing(metrics::kCardGap);
    content->addLayout(makeRows(card));
    auto* fields = new QGridLayout;
    fields->setHorizontalSpacing(metrics::kCardGap);
    fields->setVerticalSpacing(2);
    const auto field = [&](const QString& label, const char* name, double least, double most,
                           const QString& hint) {
        auto* number = new NumberSpinBox(m_theme, card);
        number->setObjectName(QLatin1String(name));
        number->setAccessibleName(label);
        number->setStepping(NumberSpinBox::Stepping::Integer);
        number->setRange(least, most);
        number->setDescription(hint);
        number->setFixedWidth(kFieldWidth);
        const int column = fields->columnCount();
        fields->addWidget(makeLabel(m_theme, label, 12, TextColor::Text2, false, card), 0, column);
        fields->addWidget(number, 1, column);
        connect(number, &NumberSpinBox::valueChanged, this, &RunsQueueView::showForm);
        return number;
    };
    m_epochs = field(tr("Epochs"), "runs_epochs", 1, 1e5, tr("Passes over the digits, each trial"));
    m_trials = field(tr("Trials"), "runs_trials", 1, 100,
        tr("Of every row, each with fresh weights; seeds count on"));
    m_batch = field(tr("Batch"), "runs_batch", 1, 60000, tr("Digits a step"));
    m_threads
        = field(tr("Threads"), "runs_threads", 0, kMostThreads, tr("0: all cores of the machine"));
    m_seed = field(tr("First seed"), "runs_seed", 0, 1e9, tr("Of the first trial"));
    m_holdOut = new QCheckBox(tr("Hold out 5000 digits"), card);
    m_holdOut->setObjectName(QStringLiteral("runs_hold_out"));
    m_holdOut->setToolTip(tr("Trains with 55 000 digits; the other 5000 choose the epoch whose "
                             "test error is reported"));
    connect(m_holdOut, &QCheckBox::toggled, this, &RunsQueueView::showForm);
    fields->addWidget(m_holdOut, 1, fields->columnCount());
    fields->setColumnStretch(fields->columnCount(), 1);
    content->addLayout(fields);
    auto* last = new QHBoxLayout;
    m_add = makeButton(
        m_theme, ButtonKind::Primary, tr("Queue the missing runs"), QStringLiteral("play"), card);
    m_add->setObjectName(QStringLiteral("runs_queue_add"));
    connect(m_add, &QPushButton::clicked, this, &RunsQueueView::addWanted);
    m_extent = makeLabel(m_theme, {}, 12, TextColor::Text2, false, card);
    m_extent->setObjectName(QStringLiteral("runs_queue_extent"));
    m_extent->setWordWrap(true);
    last->setSpacing(metrics::kPageMargin);
    last->addWidget(m_add);
    last->addWidget(m_extent, 1);
    content->addLayout(last);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    return card;
}

QWidget* RunsQueueView::makeQueue()
{
    auto* card = new Card(m_theme, tr("Queue"), this);
    const auto button = [&](const QString& text, const char* icon, const char* name,
                            const QString& toolTip) {
        QPushButton* made = makeButton(m_theme, ButtonKind::Small, text, QLatin1String(icon), card);
        made->setObjectName(QLatin1String(name));
        made->setToolTip(toolTip);
        card->addHeaderWidget(made);
        return made;
    };
    m_up = button(tr("Up"), "chevron-up", "runs_queue_up", tr("Up\nTrains the run sooner."));
    m_down = button(tr("Down"), "chevron-down", "runs_queue_down", tr("Down\nTrains it later."));
    m_stop = button(tr("Stop"), "stop", "runs_queue_stop",
        tr("Stop\nThis run alone: it keeps its place and its checkpoint."));
    m_remove = button(tr("Remove"), "close", "runs_queue_remove",
        tr("Remove\nFrom the queue; what it has learnt stays in the list of runs."));
    m_pause = button(tr("Pause"), "pause", "runs_queue_pause",
        tr("Pause or go on (Ctrl+P)\nOf the whole queue."));
    m_table = new ResultsTable(m_theme, card);
    m_table->setObjectName(QStringLiteral("runs_queue"));
    m_table->setAccessibleName(tr("Queue"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false); // the order is that of training
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_emptyQueue = makeLabel(m_theme,
        tr("Nothing waits. Queue a table above, resume an interrupted run or fork one."), 13,
        TextColor::Text2, false, card);
    m_emptyQueue->setObjectName(QStringLiteral("runs_queue_empty"));
    m_emptyQueue->setAlignment(Qt::AlignCenter);
    card->contentLayout()->addWidget(m_table, 1);
    card->contentLayout()->addWidget(m_emptyQueue, 1);
    connect(m_up, &QPushButton::clicked, this, [this] { moveSelected(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveSelected(1); });
    connect(
        m_pause, &QPushButton::clicked, this, [this] { m_queue.setPaused(!m_queue.isPaused()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_queue.remove(selectedRow()); });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        const auto state = m_queue.runs()[static_cast<std::size_t>(row)].state;
        if (state == QueuedRun::State::Held || state == QueuedRun::State::Failed)
            m_queue.goOn(row);
        else
            m_queue.stop(row);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_showing)
            showButtons();
    });
    return card;
}

void RunsQueueView::setLibrary(std::shared_ptr<const RunLibrary> library)
{
    m_model->setLibrary(std::move(library));
}

void RunsQueueView::setRecipe(const RunsRecipe& recipe)
{
    {
        const QScopedValueRollback showing(m_showing, true);
        for (const auto& [id, box] : m_rows)
            box->setChecked(std::ranges::find(recipe.rows, id) != recipe.rows.end());
        m_epochs->setValue(recipe.epochs);
        m_trials->setValue(recipe.trials);
        m_batch->setValue(recipe.batch);
        m_threads->setValue(recipe.threads);
        m_seed->setValue(recipe.seed);
        m_holdOut->setChecked(recipe.holdOut);
    }
    const QScopedValueRollback showing(m_showing, true);
    showForm();
}

RunsRecipe RunsQueueView::recipe() const
{
    RunsRecipe recipe;
    recipe.rows.clear();
    for (const auto& [id, box] : m_rows)
        if (box->isChecked())
            recipe.rows.push_back(id);
    recipe.epochs = m_epochs->intValue();
    recipe.trials = m_trials->intValue();
    recipe.batch = m_batch->intValue();
    recipe.threads = m_threads->intValue();
    recipe.seed = m_seed->intValue();
    recipe.holdOut = m_holdOut->isChecked();
    return recipe;
}

void RunsQueueView::showForm()
{
    const RunsRecipe wanted = recipe();
    bool valid = true;
    for (const NumberSpinBox* number : { m_epochs, m_trials, m_batch, m_threads, m_seed })
        valid = valid && number->isValid();
    const QString problem = valid ? wanted.problem()
                                  : tr("A number in the form is not usable; its tooltip says why.");
    m_add->setEnabled(problem.isEmpty());
    m_add->setToolTip(problem.isEmpty()
            ? tr("Queue the missing runs\nThe trials of this table that no run has finished yet.")
            : problem);
    m_extent->setText(problem.isEmpty()
            ? tr("%1 runs in all, row by row for each seed; those that are there already are left "
                 "out. Adam with learning rate 0.001.")
                  .arg(wanted.rows.size() * static_cast<std::size_t>(wanted.trials))
            : problem);
    if (!m_showing)
        emit recipeChanged();
}

int RunsQueueView::selectedRow() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : rows.front().row();
}

void RunsQueueView::moveSelected(int direction)
{
    const int row = selectedRow();
    if (row >= 0)
        m_queue.move(row, row + direction);
}

/// The selection follows its run.
void RunsQueueView::showQueue()
{
    const int before = selectedRow();
    const QVariant name = before < 0 ? QVariant() : m_model->index(before, 0).data(Qt::UserRole);
    {
        const QScopedValueRollback showing(m_showing, true);
        m_model->reset();
        const int row = name.isValid() ? m_queue.find(name.toString().toStdString()) : -1;
        if (row >= 0)
            m_table->selectRow(row);
    }
    const bool any = !m_queue.runs().empty();
    m_table->setVisible(any);
    m_emptyQueue->setVisible(!any);
    showButtons();
}

void RunsQueueView::showButtons()
{
    const int row = selectedRow();
    const auto& runs = m_queue.runs();
    const bool held = row >= 0
        && (runs[static_cast<std::size_t>(row)].state == QueuedRun::State::Held
            || runs[static_cast<std::size_t>(row)].state == QueuedRun::State::Failed);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < static_cast<int>(runs.size()));
    m_stop->setEnabled(row >= 0);
    m_stop->setText(held ? tr("Go on") : tr("Stop"));
    m_stop->setAccessibleName(m_stop->text());
    m_stop->setIcon(m_theme.icon(held ? QStringLiteral("play") : QStringLiteral("stop")));
    m_remove->setEnabled(row >= 0);
    m_pause->setEnabled(!runs.empty());
    m_pause->setText(m_queue.isPaused() ? tr("Go on with the queue") : tr("Pause the queue"));
    m_pause->setAccessibleName(m_pause->text());
    m_pause->setIcon(
        m_theme.icon(m_queue.isPaused() ? QStringLiteral("play") : QStringLiteral("pause")));
}

} // namespace ui
