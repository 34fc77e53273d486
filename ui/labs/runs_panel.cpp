// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_panel.h"

#include "ui/labs/runs_text.h"
#include "ui/labs/train_settings.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/section.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace ui {

namespace {

constexpr int kLeastRows = 5; ///< of the list, however low the window

} // namespace

RunsPanel::RunsPanel(Theme& theme, const Parts& parts, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_model(new RunsListModel(theme, this))
    , m_proxy(new RunsListProxy(*m_model, this))
    , m_listSection(parts.list)
{
    buildFilter(parts.filter);
    buildList(parts.list);
    buildFooter(parts.footer);
    connect(m_model, &RunsListModel::tickWanted, this, &RunsPanel::tickWanted);
    connect(m_model, &RunsListModel::renameWanted, this, &RunsPanel::renameWanted);
    showDetails();
}

void RunsPanel::buildFilter(Section* section)
{
    m_text = new QLineEdit(section);
    m_text->setObjectName(QStringLiteral("runs_filter"));
    m_text->setPlaceholderText(tr("name, note, model"));
    m_text->setClearButtonEnabled(true);
    m_text->setToolTip(tr("Shows the runs whose name, note or model holds every word"));
    section->addRow(tr("Search"), m_text);
    const auto box = [section](const char* name, const QString& label) {
        auto* made = new ComboBox(section);
        made->setObjectName(QLatin1String(name));
        section->addRow(label, made);
        return made;
    };
    m_modelBox = box("runs_model", tr("Model"));
    m_modelBox->addItem(tr("All"), QString());
    m_status = box("runs_status", tr("Status"));
    m_status->addItem(tr("All"), QString());
    m_status->addItem(tr("Finished"), QStringLiteral("finished"));
    m_status->addItem(tr("Not finished"), QStringLiteral("open"));
    m_status->addItem(tr("Diverged"), QStringLiteral("diverged"));
    m_status->addItem(tr("Recorded with the program"), QStringLiteral("recorded"));
    m_group = box("runs_group", tr("Group by"));
    m_group->addItem(tr("Model"), false);
    m_group->addItem(tr("Settings"), true);
    m_group->setToolTip(
        tr("What stands in one line of Table 1: all runs of a model, or only those whose settings "
           "agree but for the seed"));
    connect(m_text, &QLineEdit::textChanged, this, &RunsPanel::readFilter);
    for (ComboBox* made : { m_modelBox, m_status, m_group })
        connect(made, &QComboBox::currentIndexChanged, this, &RunsPanel::readFilter);
}

void RunsPanel::buildList(Section* section)
{
    m_table = new ResultsTable(m_theme, section);
    m_table->setObjectName(QStringLiteral("runs_list"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setModel(m_proxy);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_table->setMinimumHeight((kLeastRows + 1) * metrics::kTableRowHeight);
    section->contentLayout()->setContentsMargins(0, 6, 0, 0);
    section->addWidget(m_table);
    // The list takes the height that the inspector has left.
    if (auto* column = qobject_cast<QBoxLayout*>(section->parentWidget()->layout()))
        column->setStretchFactor(section, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        showDetails();
        emit selectionChanged();
    });
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [this] {
        if (!m_showing)
            emit sortingChanged();
    });
}

void RunsPanel::buildFooter(QWidget* footer)
{
    auto* column = new QVBoxLayout(footer);
    column->setContentsMargins(metrics::kPageMargin, 8, metrics::kPageMargin, 12);
    column->setSpacing(metrics::kRowGap);
    m_name = new ElidedLabel({}, footer);
    m_name->setObjectName(QStringLiteral("runs_selected"));
    m_name->setFont(m_theme.font(TextSize::Body, QFont::DemiBold));
    m_summary = makeLabel(m_theme, {}, 12, TextColor::Text2, false, footer);
    m_summary->setObjectName(QStringLiteral("runs_summary"));
    m_summary->setWordWrap(true);
    m_summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_summary->setMinimumHeight(2 * m_summary->fontMetrics().lineSpacing() + 2);
    m_note = new QLineEdit(footer);
    m_note->setObjectName(QStringLiteral("runs_note"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("Note"));
    connect(m_note, &QLineEdit::editingFinished, this, &RunsPanel::keepNote);
    column->addWidget(m_name);
    column->addWidget(m_summary);
    column->addWidget(m_note);
    const auto button = [&](const QString& text, const char* icon, const char* name,
                            const QString& toolTip, void (RunsPanel::*wanted)()) {
        QPushButton* made
            = makeButton(m_theme, ButtonKind::Small, text, QLatin1String(icon), footer);
        made->setObjectName(QLatin1String(name));
        made->setToolTip(toolTip);
        connect(made, &QPushButton::clicked, this, wanted);
        return made;
    };
    m_load = button(tr("Load in Train"), "", "runs_load",
        tr("Load in Train\nMeasures the best weights on the test digits and trains on from them."),
        &RunsPanel::loadWanted);
    m_fork = button(tr("Fork…"), "plus", "runs_fork",
        tr("Fork\nA new run from a kept epoch, with another learning rate or solver."),
        &RunsPanel::forkWanted);
    m_resume = button(tr("Resume"), "play", "runs_resume",
        tr("Resume\nGoes on from the last checkpoint, next in the queue."),
        &RunsPanel::resumeWanted);
    m_folder = button(tr("Open folder"), "folder", "runs_folder",
        tr("Open folder\nRecord, configuration, weights and checkpoints of the run."),
        &RunsPanel::folderWanted);
    m_remove = button(tr("Delete"), "", "runs_delete",
        tr("Delete (Del)\nInto the trash of the store; Ctrl+Z brings it back."),
        &RunsPanel::removeWanted);
    m_remove->setIcon(m_theme.icon(QStringLiteral("trash"), IconRole::Error));
    for (const auto& buttons :
        { std::vector { m_load, m_fork, m_resume }, std::vector { m_folder, m_remove } }) {
        auto* row = new QHBoxLayout;
        row->setSpacing(metrics::kRowGap);
        for (QPushButton* made : buttons)
            row->addWidget(made);
        row->addStretch();
        column->addLayout(row);
    }
}

void RunsPanel::setRuns(std::shared_ptr<const RunLibrary> library, const RunTicks& ticks)
{
    const std::vector<std::string> chosen = selected();
    m_ticks = ticks;
    fillModels(*library);
    {
        const QScopedValueRollback showing(m_showing, true);
        m_model->setRuns(std::move(library), ticks);
        if (selected() != chosen) // after a reset
            for (const std::string& id : chosen)
                if (const int row = m_proxy->rowOf(id); row >= 0)
                    m_table->selectionModel()->select(m_proxy->index(row, 0),
                        QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    showDetails();
    emit selectionChanged();
}

void RunsPanel::fillModels(const RunLibrary& library)
{
    std::set<std::string> present;
    for (const LibraryRun& run : library.runs)
        present.insert(run.options.model.model);
    if (!m_filter.model.isEmpty())
        present.insert(m_filter.model.toStdString());
    const QScopedValueRollback showing(m_showing, true);
    QStringList ids { QString() };
    for (const nn::ModelInfo& info : nn::models())
        if (present.contains(std::string(info.id)))
            ids << fromCore(info.id);
    QStringList before;
    for (int i = 0; i < m_modelBox->count(); ++i)
        before << m_modelBox->itemData(i).toString();
    if (before == ids)
        return;
    m_modelBox->clear();
    for (const QString& id : ids)
        m_modelBox->addItem(
            id.isEmpty() ? tr("All") : fromCore(nn::modelById(id.toStdString()).name), id);
    m_modelBox->selectData(m_filter.model);
}

void RunsPanel::setFilter(const RunsFilter& filter)
{
    const QScopedValueRollback showing(m_showing, true);
    m_filter = filter;
    m_text->setText(filter.text);
    if (!m_modelBox->selectData(filter.model)) {
        try {
            m_modelBox->addItem(
                fromCore(nn::modelById(filter.model.toStdString()).name), filter.model);
            m_modelBox->selectData(filter.model);
        } catch (const std::invalid_argument&) {
            m_filter.model.clear(); // of another version
        }
    }
    if (!m_status->selectData(filter.status))
        m_filter.status.clear();
    m_group->selectData(filter.bySettings);
    m_proxy->setFilter(m_filter);
    showDetails();
}

void RunsPanel::readFilter()
{
    if (m_showing)
        return;
    m_filter = { m_text->text(), m_modelBox->currentData().toString(),
        m_status->currentData().toString(), m_group->currentData().toBool() };
    m_proxy->setFilter(m_filter);
    showDetails();
    emit filterChanged();
}

void RunsPanel::setSorting(const QString& column, bool descending)
{
    const QScopedValueRollback showing(m_showing, true);
    int section = -1;
    for (int i = 0; i < RunsListModel::ColumnCount; ++i)
        if (RunsListModel::columnId(i) == column)
            section = i;
    m_table->sortByColumn(section, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

QString RunsPanel::sortColumn() const
{
    return RunsListModel::columnId(m_table->horizontalHeader()->sortIndicatorSection());
}

bool RunsPanel::isDescending() const
{
    return m_table->horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder;
}

std::vector<std::string> RunsPanel::selected() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::ranges::sort(rows);
    std::vector<std::string> ids;
    for (const int row : rows)
        if (const LibraryRun* run = m_proxy->run(row))
            ids.push_back(run->id);
    return ids;
}

const LibraryRun* RunsPanel::current() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.size() == 1 ? m_proxy->run(rows.front().row()) : nullptr;
}

void RunsPanel::select(const std::string& id)
{
    if (const int row = m_proxy->rowOf(id); row >= 0)
        m_table->selectRow(row);
}

void RunsPanel::editName()
{
    if (const QModelIndexList rows = m_table->selectionModel()->selectedRows(); rows.size() == 1)
        m_table->edit(rows.front());
}

void RunsPanel::focusFilter()
{
    m_text->setFocus();
    m_text->selectAll();
}

void RunsPanel::keepNote()
{
    const LibraryRun* run = m_noteOf.empty() ? nullptr : m_model->run(m_model->rowOf(m_noteOf));
    if (run && !run->recorded && m_note->text() != QString::fromStdString(run->note))
        emit noteWanted(run->id, m_note->text());
}

void RunsPanel::showDetails()
{
    const std::vector<std::string> ids = selected();
    const LibraryRun* run = current();
    const bool own = run && !run->recorded;
    m_listSection->setNote(
        tr("%1 of %2 ticked").arg(m_ticks.all().size()).arg(m_model->rowCount()));
    m_name->setText(run   ? runName(*run)
            : ids.empty() ? tr("No run selected")
                          : tr("%1 runs selected").arg(ids.size()));
    m_summary->setText(!run ? tr("Select one to load, fork, rename (F2) or delete it.")
            : run->recorded
            ? tr("%1. Recorded with the program.").arg(modelText(run->options.model))
            : tr("%1; %2").arg(modelText(run->options.model), runSummary(*run)));
    const std::string noteOf = run ? run->id : std::string();
    if (noteOf != m_noteOf || !m_note->hasFocus()) {
        m_noteOf = noteOf;
        m_note->setText(run ? QString::fromStdString(run->note) : QString());
    }
    m_note->setEnabled(own);
    using Status = nn::RunStatus;
    m_load->setEnabled(own && run->hasEpochs());
    m_fork->setEnabled(own && !run->keptEpochs.empty());
    m_resume->setEnabled(own
        && (run->status == Status::Interrupted || run->status == Status::Stopped
            || run->status == Status::Queued));
    m_folder->setEnabled(ids.empty() || own);
    bool removable = !ids.empty();
    for (const std::string& id : ids) {
        const LibraryRun* each = m_model->run(m_model->rowOf(id));
        removable = removable && each && !each->recorded && each->status != Status::Running;
    }
    m_remove->setEnabled(removable);
}

} // namespace ui
