// SPDX-License-Identifier: GPL-3.0-or-later
// Construction of the Gradients page; what it does stands in gradients_lab_inputs, _run, _files.
#include "ui/labs/gradients_lab.h"

#include "ui/labs/derivation_view.h"
#include "ui/labs/gradients_compare_view.h"
#include "ui/labs/gradients_cost_view.h"
#include "ui/labs/gradients_forms.h"
#include "ui/labs/gradients_lessons_view.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/mistakes_view.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/solve_parameters_editor.h"
#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_values_form.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"
#include "ui/widgets/segmented_tools.h"
#include "ui/workers/job_run.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

const QString kPage = QStringLiteral("gradients");
constexpr int kMostParameterRows = 6; // without scrolling: the other sections stay in reach

} // namespace

GradientsLab::GradientsLab(Theme& theme, QWidget* parent)
    : Lab(theme, kPage, tr("Gradients"), parent)
    , m_settings(GradientsSettings::defaults())
    , m_session(new LabSession(
          kPage + QStringLiteral("/session"), [this] { return settingsToJson(m_settings); }, this))
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
    connectForms();
    switchView();
    m_undo = new SettingsUndo<GradientsSettings>(
        [this](const GradientsSettings& settings) { showSettings(settings); }, this);
    m_undo->start(m_settings);
    connect(m_undo, &SettingsUndoStack::changed, this, &GradientsLab::commandsChanged);
    showSettings(m_settings);
}

GradientsLab::~GradientsLab()
{
    shutdown();
}

void GradientsLab::shutdown()
{
    m_changeTimer->stop();
    m_session->save();
    for (JobRun** run : { &m_run, &m_study }) {
        delete *run; // stops and joins
        *run = nullptr;
    }
    for (GradientsView* view : std::as_const(m_views))
        view->shutdown();
}

void GradientsLab::buildInspector()
{
    Section* problem = addSection(QStringLiteral("gradients_problem_section"), tr("Problem"));
    m_problemForm = new SolveProblemForm(theme(), problem, kPage, gradientProblems());
    problem->addWidget(m_problemForm);

    m_parametersSection = addSection(QStringLiteral("gradients_parameters"), tr("Parameters θ"));
    m_parameters = new ParametersForm(theme(), m_parametersSection, kPage, kMostParameterRows);
    m_parametersSection->addWidget(m_parameters);
    m_parametersEditor = new ParametersEditor(theme(), m_parametersSection, kPage);
    m_parametersSection->addWidget(m_parametersEditor);

    Section* dataSection = addSection(QStringLiteral("gradients_data"), tr("Data"));
    m_data = new GradientsDataForm(theme(), dataSection);
    dataSection->addWidget(m_data);

    Section* solver = addSection(QStringLiteral("gradients_solver"), tr("Solver"));
    m_solver = new GradientsSolverForm(theme(), solver);
    solver->addWidget(m_solver);

    m_methodsSection = addSection(QStringLiteral("gradients_methods"), tr("Methods"));
    m_methods = new GradientsMethodList(theme(), m_methodsSection);
    m_methodsSection->addWidget(m_methods);
    m_settingSections = { problem, m_parametersSection, dataSection, solver, m_methodsSection };
}

void GradientsLab::buildFooter()
{
    auto* footer = new QWidget(this);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kPageMargin, 8, metrics::kPageMargin, 12);
    m_compute
        = makeButton(theme(), ButtonKind::Primary, tr("Compute"), QStringLiteral("play"), footer);
    m_compute->setObjectName(QStringLiteral("gradients_run"));
    m_compute->setToolTip(tr("Compute (Ctrl+R)\nComputes the gradient by every ticked method."));
    m_always = new QCheckBox(tr("On every &change"), footer);
    m_always->setObjectName(QStringLiteral("gradients_always"));
    m_always->setAccessibleName(tr("Compute on every change"));
    m_always->setChecked(true);
    m_reason = makeLabel(theme(), {}, 12, TextColor::Text2, false, footer);
    m_reason->setObjectName(QStringLiteral("gradients_reason"));
    m_reason->setWordWrap(true);
    row->addWidget(m_compute);
    row->addWidget(m_always, 1);
    row->addWidget(m_reason, 1);
    setInspectorFooter(footer);
}

void GradientsLab::buildHeader()
{
    m_header = new PageHeader(theme(), this);
    m_header->tabs()->setObjectName(QStringLiteral("gradients_tabs"));
    m_header->tabs()->setAccessibleName(tr("View"));
    auto* viewTools = new QWidget(m_header);
    m_viewTools = new QHBoxLayout(viewTools);
    m_viewTools->setContentsMargins(0, 0, 0, 0);
    m_viewTools->setSpacing(metrics::kCardGap);
    m_header->addTool(viewTools);
    m_tools = new PlotTools(theme(), m_header);
    m_header->addTool(m_tools->widget());
    auto* exportButton
        = makeButton(theme(), ButtonKind::Plain, tr("Export…"), QStringLiteral("export"), m_header);
    exportButton->setObjectName(QStringLiteral("gradients_export"));
    exportButton->setToolTip(tr("Export (Ctrl+E)\nThe charts as PNG, SVG or PDF."));
    connect(exportButton, &QPushButton::clicked, this, [this] { openExport(); });
    m_header->addShrinkingTool(exportButton);
    setHeader(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("gradients_banner"));
    m_banner->hide();
    mainLayout()->addWidget(m_banner);
    connect(m_files, &LabFiles::done, this, [this](const QString& status) { setStatus(status); });
    connect(
        m_files, &LabFiles::failed, m_banner, [this](const QString& title, const QString& text) {
            m_banner->showMessage(Banner::Kind::Error, title, text);
        });
}

void GradientsLab::buildViews()
{
    m_stack = new QStackedWidget(this);
    mainLayout()->addWidget(m_stack, 1);
    addView(new GradientsCompareView(theme(), this));
    addView(new GradientsCostView(theme(), this));
    addView(new GradientsLessonsView(theme(), this));
    addView(new DerivationView(theme(), this));
    addView(new MistakesView(theme(), this));
    connect(m_header->tabs(), &QTabBar::currentChanged, this, &GradientsLab::switchView);
}

void GradientsLab::connectForms()
{
    connect(m_problemForm, &SolveProblemForm::problemPicked, this, &GradientsLab::pickProblem);
    connect(
        m_problemForm, &SolveProblemForm::expressionsEdited, this, &GradientsLab::readExpressions);
    connect(m_problemForm, &SolveProblemForm::parameterWanted, this, &GradientsLab::addParameter);
    connect(m_parameters, &ParametersForm::changed, this, &GradientsLab::settingsChanged);
    connect(m_parametersEditor, &ParametersEditor::edited, this, &GradientsLab::takeEdited);
    connect(m_data, &GradientsDataForm::changed, this, &GradientsLab::settingsChanged);
    connect(m_solver, &GradientsSolverForm::changed, this, &GradientsLab::settingsChanged);
    connect(m_methods, &GradientsMethodList::changed, this, &GradientsLab::settingsChanged);
    const auto endGesture = [this] { m_undo->endGesture(); };
    connect(m_problemForm, &SolveProblemForm::gestureEnded, this, endGesture);
    connect(m_parameters, &ParametersForm::gestureEnded, this, endGesture);
    connect(m_data, &GradientsDataForm::gestureEnded, this, endGesture);
    connect(m_solver, &GradientsSolverForm::gestureEnded, this, endGesture);
    connect(m_methods, &GradientsMethodList::gestureEnded, this, endGesture);
    connect(m_compute, &QPushButton::clicked, this, &GradientsLab::compute);
    connect(m_always, &QCheckBox::toggled, this, [this](bool on) {
        if (on && m_stale)
            settingsChanged();
    });
    connect(m_changeTimer, &QTimer::timeout, this, &GradientsLab::compute);
    connect(m_busyTimer, &QTimer::timeout, this, &GradientsLab::showBusy);
    connect(m_progressTimer, &QTimer::timeout, this, &GradientsLab::showStatus);
}

Commands GradientsLab::commands() const
{
    Commands offered = Command::Defaults | Command::NextView | Command::PreviousView;
    if (!m_view->plots().empty())
        offered |= PlotTools::commands();
    if (reasonNotToCompute().isEmpty())
        offered |= Command::Run;
    if (m_run != nullptr || m_study != nullptr || m_view->canCancel())
        offered |= Command::Cancel;
    offered.setFlag(
        Command::Undo, m_undo && (m_undo->canUndo() || m_problemForm->faultyEditor() != nullptr));
    offered.setFlag(Command::Redo, m_undo && m_undo->canRedo());
    if (m_results && !m_view->plots().empty())
        offered |= Command::ExportCharts | Command::CopyChart;
    if (m_results && m_view->hasTable())
        offered |= Command::ExportData | Command::CopyTable;
    return offered;
}

void GradientsLab::execute(Command command)
{
    if (m_tools->execute(command))
        return;
    switch (command) {
    case Command::Run:
        return compute();
    case Command::Cancel:
        return cancel();
    case Command::Undo:
        return undo();
    case Command::Redo:
        return m_undo->redo();
    case Command::ExportCharts:
        openExport();
        return;
    case Command::ExportData:
        return saveText(QStringLiteral("gradients.csv"), tr("CSV (*.csv)"), m_view->tableAsCsv());
    case Command::CopyChart:
        return m_files->copyChart(m_view->plots().front(), recipe());
    case Command::CopyTable:
        return m_view->copyTable();
    case Command::Defaults:
        return restoreDefaults();
    case Command::NextView:
        return m_header->nextTab(1);
    case Command::PreviousView:
        return m_header->nextTab(-1);
    default:
        return;
    }
}

} // namespace ui
