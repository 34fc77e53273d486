// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the form: which there are, their ranges and what they say about themselves.
#include "nn/training/optimizer.h"
#include "ui/labs/dynamics_form.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/numbers_edit.h"
#include "ui/widgets/section.h"

#include "solvers/analysis/phase_plane.h"
#include "solvers/problems/catalogue.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr double kMostSeed = 9007199254740991.0; ///< 2^53 - 1, exact as a double

template <typename Info>
void addOption(ComboBox* box, const Info& info, std::string_view hint = {})
{
    box->addItem(fromCore(info.name), fromCore(info.id));
    if (!hint.empty())
        box->setItemData(box->count() - 1, fromCore(hint), Qt::ToolTipRole);
}

/// Whether a field of the state alone can stand for it.
bool canBeLearned(const solvers::Problem& problem)
{
    return problem.dim() <= 6 && problem.eventReset.empty() && !problem.stiff
        && problem.t1 > problem.t0 && solvers::isAutonomous(problem);
}

/// Those of the catalogue, looked for once: that evaluates every one of them, in 0.2 ms.
const std::vector<const solvers::Problem*>& learnableProblems()
{
    static const auto found = [] {
        std::vector<const solvers::Problem*> list;
        for (const solvers::Problem& problem : solvers::problems())
            if (canBeLearned(problem))
                list.push_back(&problem);
        return list;
    }();
    return found;
}

} // namespace

void DynamicsForm::setUp(QWidget* widget, const QString& toolTip, bool live)
{
    m_fields.add(widget, toolTip, live);
    if (auto* spin = qobject_cast<NumberSpinBox*>(widget)) {
        connect(spin, &NumberSpinBox::valueChanged, this, &DynamicsForm::edited);
        connect(spin, &NumberSpinBox::validityChanged, this, &DynamicsForm::changed);
        connect(spin, &QAbstractSpinBox::editingFinished, this, &DynamicsForm::gestureEnded);
    } else if (auto* combo = qobject_cast<ComboBox*>(widget); combo && combo != m_source) {
        connect(combo, &QComboBox::currentIndexChanged, this, &DynamicsForm::edited);
    } else if (auto* check = qobject_cast<QCheckBox*>(widget)) {
        connect(check, &QCheckBox::toggled, this, &DynamicsForm::edited);
    }
}

NumberSpinBox* DynamicsForm::number(Section* section, const char* name, const QString& title,
    double least, double most, bool integer)
{
    auto* made = new NumberSpinBox(m_theme, section);
    made->setObjectName(QLatin1String(name));
    made->setRange(least, most);
    if (integer)
        made->setStepping(NumberSpinBox::Stepping::Integer);
    made->setAccessibleName(title);
    return made;
}

QWidget* DynamicsForm::pair(Section* section, QWidget* left, QWidget* right)
{
    auto* both = new QWidget(section);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kRowGap);
    row->addWidget(left, 1);
    row->addWidget(right, 1);
    return both;
}

void DynamicsForm::addDataFields()
{
    Section* section = m_sections.data;
    m_source = new ComboBox(section);
    m_source->setObjectName(QStringLiteral("dynamics_source"));
    m_source->setAccessibleName(tr("Trajectory"));
    m_source->addItem(fromCore(nn::spiralProblem().name), QStringLiteral("spiral"));
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const solvers::Problem* problem : learnableProblems())
        addOption(m_source, *problem);
    m_source->insertSeparator(m_source->count());
    m_source->addItem(tr("Typed…"), QStringLiteral("typed"));
    m_source->addItem(tr("Drawn curve"), QStringLiteral("curve"));
    m_source->addItem(tr("CSV file…"), QStringLiteral("series"));
    connect(m_source, &QComboBox::activated, this, &DynamicsForm::pickSource);
    setUp(m_source,
        tr("Trajectory\nWhat is learned from: samples of a problem's solution, a curve drawn with "
           "the mouse, or a CSV file with t,y1,...,yn a line."));
    section->addWidget(m_source);
    m_note = makeLabel(m_theme, {}, 12, TextColor::Text2, false, section);
    m_note->setObjectName(QStringLiteral("dynamics_note"));
    m_note->setWordWrap(true);
    section->addWidget(m_note);
    m_choose = makeButton(m_theme, ButtonKind::Small, tr("Choose a file…"), {}, section);
    m_choose->setObjectName(QStringLiteral("dynamics_choose"));
    setUp(m_choose, tr("Choose a file\nA time series: a CSV file with t,y1,...,yn a line."));
    connect(m_choose, &QPushButton::clicked, this, &DynamicsForm::askForFile);
    section->addWidget(m_choose);
    m_typed = new QWidget(section);
    section->addWidget(m_typed);

    const auto source = [this] {
        if (!m_filling)
            emit sourceChanged();
    };
    m_end = number(section, "dynamics_end", tr("End t"), 0.0, 1e6, false);
    m_end->setMinimumExclusive(true);
    setUp(m_end,
        tr("End t\nThe trajectory is sampled up to here; the chart goes on to show what "
           "lies beyond."));
    connect(m_end, &NumberSpinBox::valueChanged, this, source);
    section->addRow(tr("End <i>t</i>"), m_end, tr("End t"));
    m_samples = number(section, "dynamics_samples", tr("Samples"), 3, 20000, true);
    setUp(m_samples, tr("Samples\nStates of the trajectory at equal times."));
    connect(m_samples, &NumberSpinBox::valueChanged, this, source);
    section->addRow(tr("Samples"), m_samples);
    m_noise = number(section, "dynamics_noise", tr("Noise"), 0.0, 2.0, false);
    m_noise->setStepping(NumberSpinBox::Stepping::Linear, 0.01);
    setUp(m_noise,
        tr("Noise\nStandard deviation of what is added to the samples, as a share of "
           "each state's own."));
    connect(m_noise, &NumberSpinBox::valueChanged, this, source);
    section->addRow(tr("Noise"), m_noise);
}

void DynamicsForm::addTypedFields()
{
    auto* column = new QVBoxLayout(m_typed);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kRowGap);
    m_rhs = new ExpressionEditor(
        m_theme, QStringLiteral("dynamics_expression"), tr("y1′; … ="), 3, m_typed);
    m_rhs->setNames([](std::size_t count) {
        std::vector<std::string> names = solvers::stateNames(count);
        names.emplace_back("t");
        return names;
    });
    column->addWidget(m_rhs);
    m_start = new NumbersEdit(m_typed);
    m_start->setObjectName(QStringLiteral("dynamics_start"));
    m_start->setAccessibleName(tr("Start values"));
    m_start->setDescription(tr("Start values\nOne for each expression, separated by semicolons."));
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kRowGap);
    row->addWidget(makeLabel(m_theme, tr("Start values"), 13, TextColor::Text, false, m_typed));
    row->addWidget(m_start, 1);
    column->addLayout(row);
    connect(m_rhs, &ExpressionEditor::edited, this, [this] {
        m_start->setCount(static_cast<int>(m_rhs->expressions().size()));
        edited();
        emit sourceChanged();
    });
    connect(m_start, &NumbersEdit::numbersChanged, this, [this] {
        edited();
        emit sourceChanged();
    });
    connect(m_start, &NumbersEdit::validityChanged, this, &DynamicsForm::changed);
    connect(m_start, &QLineEdit::editingFinished, this, &DynamicsForm::gestureEnded);
    connect(m_rhs, &ExpressionEditor::gestureEnded, this, &DynamicsForm::gestureEnded);
    setUp(m_start, tr("Start values\nOne for each expression, separated by semicolons."));
}

void DynamicsForm::addFieldFields()
{
    Section* section = m_sections.field;
    m_width = number(section, "dynamics_width", tr("Width"), 1, 1024, true);
    m_depth = number(section, "dynamics_depth", tr("Hidden layers"), 1, 16, true);
    setUp(m_width, tr("Width\nNumbers of a hidden layer."));
    setUp(m_depth, tr("Hidden layers\nDense layers between the state and its slope."));
    section->addRow(
        tr("Layers, width"), pair(section, m_depth, m_width), tr("Hidden layers and width"));
    m_activation = new ComboBox(section);
    m_activation->setObjectName(QStringLiteral("dynamics_activation"));
    for (const nn::FieldActivation& row : nn::fieldActivations())
        addOption(m_activation, row);
    setUp(m_activation, tr("Activation\nThe function between the layers."));
    section->addRow(tr("Activation"), m_activation);
    m_cube = new QCheckBox(tr("The field sees y³"), section);
    m_cube->setObjectName(QStringLiteral("dynamics_cube"));
    setUp(m_cube,
        tr("The field sees y³\nAs in the spiral demonstration of torchdiffeq; else it "
           "sees states scaled to deviation 1."));
    section->addWidget(m_cube);
}

void DynamicsForm::addSolverFields()
{
    Section* section = m_sections.solver;
    m_solver = new ComboBox(section);
    m_solver->setObjectName(QStringLiteral("dynamics_solver"));
    for (const solvers::Method& method : solvers::methods())
        addOption(m_solver, method, method.source);
    setUp(m_solver, tr("Solver\nIntegrates the learned field."));
    section->addRow(tr("Solver"), m_solver);
    m_control = new ComboBox(section);
    m_control->setObjectName(QStringLiteral("dynamics_control"));
    m_control->addItem(tr("Fixed"), false);
    m_control->addItem(tr("Adaptive"), true);
    setUp(m_control, tr("Step control\nEqual steps h, or steps chosen by an error estimate."));
    section->addRow(tr("Step control"), m_control);
    m_step = number(section, "dynamics_step", tr("Step h"), 0.0, 1e6, false);
    m_step->setMinimumExclusive(true);
    setUp(m_step, tr("Step h\nIn the time of the data."));
    section->addRow(tr("Step <i>h</i>"), m_step, tr("Step h"));
    m_tolerance = number(section, "dynamics_tolerance", tr("Tolerance"), 0.0, 1.0, false);
    m_tolerance->setMinimumExclusive(true);
    setUp(m_tolerance, tr("Tolerance\nRelative, of one step; the absolute one is a tenth of it."));
    section->addRow(tr("Tolerance"), m_tolerance);
    m_gradient = new ComboBox(section);
    m_gradient->setObjectName(QStringLiteral("dynamics_gradient"));
    for (const solvers::GradientMethod& method : solvers::gradientMethods())
        if (!method.forSmallSystems)
            addOption(m_gradient, method, method.summary);
    setUp(m_gradient, tr("Gradient\nHow the derivative of the loss is carried back in time."));
    section->addRow(tr("Gradient"), m_gradient);
}

void DynamicsForm::addTrainingFields()
{
    Section* section = m_sections.training;
    m_optimizer = new ComboBox(section);
    m_optimizer->setObjectName(QStringLiteral("dynamics_optimizer"));
    for (const nn::OptimizerInfo& info : nn::optimizers())
        addOption(m_optimizer, info, info.summary);
    setUp(m_optimizer, tr("Method\nThe optimiser."));
    section->addRow(tr("Method"), m_optimizer, tr("Optimiser"));
    m_rate = number(section, "dynamics_rate", tr("Learning rate"), 0.0, 100.0, false);
    m_rate->setMinimumExclusive(true);
    setUp(m_rate,
        tr("Learning rate\nOf the first step; it falls along half a cosine. May be changed during "
           "a "
           "run."),
        true);
    section->addRow(tr("Learning rate"), m_rate);
    m_steps = number(section, "dynamics_steps", tr("Steps"), 1, 1e6, true);
    setUp(m_steps, tr("Steps\nOf the optimiser."));
    m_seed = number(section, "dynamics_seed", tr("Seed"), 0, kMostSeed, true);
    setUp(m_seed, tr("Seed\nDecides noise, start weights and pieces."));
    connect(m_seed, &NumberSpinBox::valueChanged, this, [this] {
        if (!m_filling)
            emit sourceChanged();
    });
    section->addRow(tr("Steps, seed"), pair(section, m_steps, m_seed), tr("Steps and seed"));
    m_mode = new ComboBox(section);
    m_mode->setObjectName(QStringLiteral("dynamics_mode"));
    m_mode->addItem(tr("Short pieces"));
    m_mode->addItem(tr("Growing pieces"));
    m_mode->addItem(tr("Multiple shooting"));
    setUp(m_mode,
        tr("Learn from\nShort pieces: random ones of the horizon. Growing pieces: from the horizon "
           "to all of the data. Multiple shooting: joined segments that cover the data, with "
           "starts that are learned; for long oscillating data."));
    section->addRow(tr("Learn from"), m_mode);
    m_pieces = number(section, "dynamics_pieces", tr("Pieces"), 1, 1000, true);
    setUp(m_pieces, tr("Pieces\nOf the trajectory, in one step."));
    m_horizon = number(section, "dynamics_horizon", tr("Horizon"), 2, 20000, true);
    setUp(m_horizon, tr("Horizon\nSamples of a piece; noisy data need longer ones."));
    section->addRow(
        tr("Pieces, horizon"), pair(section, m_pieces, m_horizon), tr("Pieces and horizon"));
    m_segments = number(section, "dynamics_segments", tr("Segments"), 2, 1000, true);
    setUp(m_segments,
        tr("Segments\nOf multiple shooting; one should last no longer than about half a period."));
    section->addRow(tr("Segments"), m_segments);
}

} // namespace ui
