// SPDX-License-Identifier: GPL-3.0-or-later
// Construction of the Solve page; what it does stands in solve_lab_inputs, _run and _files.
#include "ui/labs/solve_lab.h"

#include "solvers/problems/catalogue.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/solve_analysis_view.h"
#include "ui/labs/solve_parameters_editor.h"
#include "ui/labs/solve_phase_view.h"
#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_results_model.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_stability_view.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_trajectory_view.h"
#include "ui/labs/solve_transport.h"
#include "ui/labs/solve_values_form.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/section.h"
#include "ui/widgets/segmented_tools.h"
#include "ui/workers/solve_worker.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace ui {

SolveLab::SolveLab(Theme& theme, QWidget* parent)
    : Lab(theme, QStringLiteral("solve"), tr("Solve"), parent)
    , m_problem(solvers::problems().front())
    , m_session(new LabSession(
          id() + QStringLiteral("/session"), [this] { return settingsToJson(settings()); }, this))
    , m_files(new LabFiles(*this))
    , m_changeTimer(new QTimer(this))
    , m_busyTimer(new QTimer(this))
    , m_progressTimer(new QTimer(this))
{
    for (QTimer* timer : { m_changeTimer, m_busyTimer, m_progressTimer })
        timer->setSingleShot(true);
    m_changeTimer->setInterval(150);
    m_busyTimer->setInterval(200);
    m_progressTimer->setInterval(1000);
    buildInspector();
    buildFooter();
    buildHeader();
    buildViews();
    buildResults();
    connectForms();
    connectTools();
    connectTransport();
    switchView();
    showProblem();
    connectUndo();
    m_changeTimer->start();
}

SolveLab::~SolveLab()
{
    shutdown();
}

void SolveLab::shutdown()
{
    m_changeTimer->stop();
    m_session->save();
    endPreview();
    delete m_run; // stops and joins
    m_run = nullptr;
    for (SolveView* view : std::as_const(m_viewOfTab))
        view->shutdown();
}

void SolveLab::buildInspector()
{
    Section* problem = addSection(QStringLiteral("solve_problem_section"), tr("Problem"));
    problem->setNote(tr("%1 in catalogue").arg(solvers::problems().size()));
    m_problemForm = new SolveProblemForm(theme(), problem);
    problem->addWidget(m_problemForm);

    m_parametersSection = addSection(QStringLiteral("solve_parameters"), tr("Parameters"));
    m_parameters = new ParametersForm(theme(), m_parametersSection);
    m_parametersSection->addWidget(m_parameters);
    m_parametersEditor = new ParametersEditor(theme(), m_parametersSection);
    m_parametersSection->addWidget(m_parametersEditor);

    Section* values = addSection(QStringLiteral("solve_values"), tr("Initial value and interval"));
    m_values = new InitialValuesForm(theme(), values);
    values->addWidget(m_values);
    m_solverSections = { values };

    m_solversSection = addSection(QStringLiteral("solve_solvers"), tr("Solvers"));
    m_solvers = new SolverList(theme(), m_solversSection);
    m_solversSection->addWidget(m_solvers);

    Section* reference = addSection(QStringLiteral("solve_reference_section"), tr("Reference"));
    m_reference = new ComboBox(reference);
    m_reference->setObjectName(QStringLiteral("solve_reference"));
    reference->addRow(tr("Compare with"), m_reference);
    m_solverSections << m_solversSection << reference;
}

void SolveLab::buildFooter()
{
    auto* footer = new QWidget(this);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kPageMargin, 8, metrics::kPageMargin, 12);
    m_solve = makeButton(theme(), ButtonKind::Primary, tr("Solve"), QStringLiteral("play"), footer);
    m_solve->setObjectName(QStringLiteral("solve_run"));
    m_solve->setToolTip(tr("Solve (Ctrl+R)\nComputes every ticked method now."));
    m_always = new QCheckBox(tr("Solve on every &change"), footer);
    m_always->setObjectName(QStringLiteral("solve_always"));
    m_always->setAccessibleName(tr("Solve on every change"));
    m_always->setChecked(true);
    m_reason = makeLabel(theme(), {}, 12, TextColor::Text2, false, footer);
    m_reason->setWordWrap(true);
    row->addWidget(m_solve);
    row->addWidget(m_always, 1);
    row->addWidget(m_reason, 1);
    setInspectorFooter(footer);
}

void SolveLab::buildTools(PageHeader* header)
{
    m_component = new ComboBox(header);
    m_component->setObjectName(QStringLiteral("solve_component"));
    m_component->setAccessibleName(tr("Component on show"));
    m_component->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_component->setToolTip(tr("Which component of the state the chart shows"));
    header->addTool(m_component);
    auto* viewTools = new QWidget(header);
    m_viewTools = new QHBoxLayout(viewTools);
    m_viewTools->setContentsMargins(0, 0, 0, 0);
    m_viewTools->setSpacing(metrics::kCardGap);
    header->addTool(viewTools);
    m_tools = new PlotTools(theme(), header);
    header->addTool(m_tools->widget());
    auto* exportButton
        = makeButton(theme(), ButtonKind::Plain, tr("Export…"), QStringLiteral("export"), header);
    exportButton->setObjectName(QStringLiteral("solve_export"));
    exportButton->setToolTip(tr("Export (Ctrl+E)\nThe chart as PNG, SVG or PDF."));
    connect(exportButton, &QPushButton::clicked, this, [this] { openExport(); });
    header->addShrinkingTool(exportButton);
}

void SolveLab::buildHeader()
{
    m_header = new PageHeader(theme(), this);
    m_header->tabs()->setObjectName(QStringLiteral("solve_tabs"));
    m_header->tabs()->setAccessibleName(tr("View"));
    buildTools(m_header);
    setHeader(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("solve_banner"));
    m_banner->hide();
    mainLayout()->addWidget(m_banner);
    connect(m_files, &LabFiles::done, this, [this](const QString& status) { setStatus(status); });
    connect(
        m_files, &LabFiles::failed, m_banner, [this](const QString& title, const QString& text) {
            m_banner->showMessage(Banner::Kind::Error, title, text);
        });
}

void SolveLab::buildViews()
{
    m_stack = new QStackedWidget(this);
    mainLayout()->addWidget(m_stack, 1);
    m_trajectory = new SolveTrajectoryView(theme(), this);
    addView(m_trajectory, { { QStringLiteral("trajectory"), tr("Trajectory") } });
    m_analysis = new SolveAnalysisView(theme(), this);
    addView(m_analysis, SolveAnalysisView::tabs());
    auto* phase = new SolvePhaseView(theme(), this);
    phase->setRecipe([this] { return withPage(recipe(), recipeOf(*this)); });
    addView(phase, { { QStringLiteral("phase"), tr("Phase portrait") } });
    addView(new SolveStabilityView(theme(), this),
        { { QStringLiteral("stability"), tr("Stability") } });
    m_transport = new SolveTransport(theme(), this);
    mainLayout()->addWidget(m_transport);
    m_lowerPart = new QVBoxLayout;
    mainLayout()->addLayout(m_lowerPart);
}

void SolveLab::buildResults()
{
    m_resultsCard = new Card(theme(), tr("Results"), this);
    const auto add = [this](const QString& text, const QString& icon, const QString& name,
                         const QString& hint) {
        QPushButton* button = makeButton(theme(), ButtonKind::Small, text, icon, m_resultsCard);
        button->setObjectName(name);
        button->setToolTip(hint);
        m_resultsCard->addHeaderWidget(button);
        return button;
    };
    QPushButton* copy = add(tr("Copy"), QStringLiteral("copy"), QStringLiteral("solve_copy"),
        tr("The table, tab separated, to the clipboard"));
    QPushButton* command
        = add(tr("Command line"), QStringLiteral("copy"), QStringLiteral("solve_copy_command"),
            tr("The command that computes the same numbers, to the clipboard"));
    QPushButton* csv = add(tr("CSV"), QStringLiteral("download"), QStringLiteral("solve_csv"),
        tr("The table with all digits as a CSV file"));
    QPushButton* latex = add(tr("LaTeX"), QStringLiteral("download"), QStringLiteral("solve_latex"),
        tr("The table as LaTeX (booktabs)"));
    m_model = new SolveResultsModel(theme(), this);
    m_table = new ResultsTable(theme(), m_resultsCard);
    m_table->setObjectName(QStringLiteral("solve_results"));
    m_table->setAccessibleName(tr("Results"));
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(SortRole);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // at first the order of the registry
    m_resultsCard->contentLayout()->addWidget(m_table);
    mainLayout()->addWidget(m_resultsCard);
    connect(copy, &QPushButton::clicked, m_table, &ResultsTable::copyAll);
    connect(command, &QPushButton::clicked, this, &SolveLab::copyCommandLine);
    connect(csv, &QPushButton::clicked, this, [this] { saveTable(false); });
    connect(latex, &QPushButton::clicked, this, [this] { saveTable(true); });
}

void SolveLab::connectForms()
{
    connect(m_problemForm, &SolveProblemForm::problemPicked, this, &SolveLab::pickProblem);
    connect(m_problemForm, &SolveProblemForm::expressionsEdited, this, &SolveLab::readExpressions);
    connect(m_problemForm, &SolveProblemForm::parameterWanted, this, &SolveLab::addParameter);
    connect(m_parameters, &ParametersForm::changed, this, &SolveLab::settingsChanged);
    connect(m_parametersEditor, &ParametersEditor::edited, this, &SolveLab::takeEdited);
    connect(m_values, &InitialValuesForm::changed, this, &SolveLab::settingsChanged);
    connect(m_solvers, &SolverList::ownWanted, this, &SolveLab::openTableau);
    connect(m_solvers, &SolverList::changed, this, &SolveLab::settingsChanged);
    connect(m_reference, &QComboBox::activated, this, &SolveLab::settingsChanged);
    connect(m_solve, &QPushButton::clicked, this, &SolveLab::solve);
    connect(m_always, &QCheckBox::toggled, this, [this](bool on) {
        if (on && m_stale)
            settingsChanged();
    });
    connect(m_changeTimer, &QTimer::timeout, this, &SolveLab::solve);
    connect(m_busyTimer, &QTimer::timeout, this, &SolveLab::showBusy);
    connect(m_progressTimer, &QTimer::timeout, this, &SolveLab::showStatus);
}

void SolveLab::connectTools()
{
    connect(m_header->tabs(), &QTabBar::currentChanged, this, &SolveLab::switchView);
    connect(m_component, &QComboBox::activated, this,
        [this] { m_view->setComponent(m_component->currentData().toInt()); });
}

// One state: slider, arrows, play-back and crosshair are the same time.
void SolveLab::connectTransport()
{
    connect(m_transport, &SolveTransport::moved, this, &SolveLab::showTime);
    connect(m_transport, &SolveTransport::followedChanged, this, [this](const QString& series) {
        showFollowed();
        selectSeries(series);
    });
    connect(m_transport, &SolveTransport::playingChanged, this, [this](bool playing) {
        m_view->setPlaying(playing);
        emit commandsChanged();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            m_view->setSelected(m_model->seriesOf(m_sorted->mapToSource(current).row()));
        });
}

Commands SolveLab::commands() const
{
    Commands offered = Command::Open | Command::Defaults | PlotTools::commands()
        | Command::FigureOne | Command::FigureTwo;
    if (m_header->tabs()->count() > 1)
        offered |= Command::NextView | Command::PreviousView;
    if (reasonNotToSolve().isEmpty())
        offered |= Command::Run | Command::Save;
    if (m_run != nullptr || m_view->canCancel())
        offered |= Command::Cancel;
    offered.setFlag(
        Command::Undo, m_undo && (m_undo->canUndo() || m_problemForm->faultyEditor() != nullptr));
    offered.setFlag(Command::Redo, m_undo && m_undo->canRedo());
    if (m_results)
        offered |= Command::ExportCharts | Command::ExportData | Command::CopyChart
            | Command::CopyTable;
    if (m_results && m_view->hasTransport())
        offered |= Command::Play | Command::StepBack | Command::StepForward | Command::FirstStep
            | Command::LastStep;
    return offered;
}

void SolveLab::execute(Command command)
{
    if (m_tools->execute(command))
        return;
    switch (command) {
    case Command::Run:
        return solve();
    case Command::Cancel:
        return m_run == nullptr && m_view->canCancel() ? m_view->cancel() : cancel();
    case Command::Undo:
        return undo();
    case Command::Redo:
        return m_undo->redo();
    case Command::Open:
        return openProblem();
    case Command::Save:
        return saveProblem();
    case Command::ExportCharts:
        openExport();
        return;
    case Command::ExportData:
        return saveCurves();
    case Command::CopyChart:
        return m_files->copyChart(m_view->plots().front(), recipe());
    case Command::CopyTable:
        return m_table->copyAll();
    case Command::Defaults:
        return restoreDefaults();
    case Command::FigureOne:
        return showTangentLine();
    case Command::FigureTwo:
        return showEulerAndRungeKutta();
    case Command::NextView:
        return m_header->nextTab(1);
    case Command::PreviousView:
        return m_header->nextTab(-1);
    case Command::Play:
        return m_transport->togglePlay();
    case Command::StepBack:
        return m_transport->back();
    case Command::StepForward:
        return m_transport->forward();
    case Command::FirstStep:
        return m_transport->first();
    case Command::LastStep:
        return m_transport->last();
    default:
        return;
    }
}

} // namespace ui
