// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the form: which there are, their ranges and what they say about themselves.
#include "ui/labs/flow_form.h"

#include "nn/training/optimizer.h"
#include "ui/labs/regularisation_fields.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QThread>

namespace ui {

namespace {

constexpr double kMostPoints = 10000;
constexpr long kBudget = 50; ///< of evaluations; ten steps of order 4 make 40
constexpr double kSteer = 0.25; ///< of the depth 1 that a field has at first
constexpr double kMostSeed = 9007199254740991.0; ///< 2^53 - 1, exact as a double

template <typename Info>
void addOption(ComboBox* box, const Info& info, std::string_view hint)
{
    box->addItem(fromCore(info.name), fromCore(info.id));
    box->setItemData(box->count() - 1, fromCore(hint), Qt::ToolTipRole);
}

} // namespace

void FlowForm::setUp(QWidget* widget, const char* name, const QString& toolTip, bool live)
{
    widget->setObjectName(QLatin1String(name));
    m_fields.add(widget, toolTip, live);
    if (auto* spin = qobject_cast<NumberSpinBox*>(widget)) {
        connect(spin, &NumberSpinBox::valueChanged, this, &FlowForm::settingChanged);
        connect(spin, &NumberSpinBox::validityChanged, this, &FlowForm::changed);
    } else if (auto* combo = qobject_cast<ComboBox*>(widget)) {
        connect(combo, &QComboBox::currentIndexChanged, this, &FlowForm::settingChanged);
    } else if (auto* check = qobject_cast<QCheckBox*>(widget)) {
        connect(check, &QCheckBox::toggled, this, &FlowForm::settingChanged);
    }
}

NumberSpinBox* FlowForm::number(
    const char* name, const QString& title, double least, double most, bool integer)
{
    auto* made = new NumberSpinBox(m_theme, m_sections.data);
    made->setObjectName(QLatin1String(name));
    made->setRange(least, most);
    if (integer)
        made->setStepping(NumberSpinBox::Stepping::Integer);
    made->setAccessibleName(title);
    return made;
}

QWidget* FlowForm::pair(QWidget* left, QWidget* right)
{
    auto* both = new QWidget(m_sections.data);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kRowGap);
    row->addWidget(left, 1);
    row->addWidget(right, 1);
    return both;
}

void FlowForm::addDataFields()
{
    Section& section = *m_sections.data;
    m_set = new ComboBox(&section);
    for (const nn::PlaneSetInfo& info : nn::planeSets())
        addOption(m_set, info, info.summary);
    m_set->setItemText(m_set->findData(QStringLiteral("csv")), tr("CSV file…"));
    connect(m_set, &QComboBox::activated, this, [this] { setChosen(); });
    setUp(m_set, "flow_dataset",
        tr("Data set\nPoints of the plane in two classes. Painted: set them with the mouse in the "
           "left chart. CSV file: x1,x2,label a line."));
    section.addRow(tr("Dataset"), m_set);

    m_train = number("flow_train", tr("Training points"), 2, kMostPoints, true);
    m_test = number("flow_test", tr("Test points"), 2, kMostPoints, true);
    setUp(m_train, "flow_train", tr("Training points\nDrawn by the seed."));
    setUp(m_test, "flow_test", tr("Test points\nDrawn apart, never trained with."));
    section.addRow(tr("Train / test"), pair(m_train, m_test), tr("Training and test points"));

    m_noise = number("flow_noise", tr("Noise"), 0.0, 1.0, false);
    m_noise->setStepping(NumberSpinBox::Stepping::Linear, 0.01);
    setUp(m_noise, "flow_noise",
        tr("Noise\nStandard deviation of what is added to each coordinate."));
    section.addRow(tr("Noise"), m_noise);
}

void FlowForm::addModelFields()
{
    Section& section = *m_sections.model;
    m_model = new ComboBox(&section);
    for (const nn::ModelInfo& info : nn::planeModels())
        addOption(m_model, info, info.summary);
    setUp(m_model, "flow_model", tr("Model\nWhat learns the two classes."));
    section.addRow(tr("Model"), m_model);

    m_layers = number("flow_layers", tr("Layers"), 2, 8, true);
    m_width = number("flow_width", tr("Width"), 1, 512, true);
    setUp(m_layers, "flow_layers",
        tr("Layers\nDense layers of the field, of a residual branch or of the perceptron."));
    setUp(m_width, "flow_width", tr("Width\nUnits of a hidden layer."));
    section.addRow(tr("Layers, width"), pair(m_layers, m_width), tr("Layers and width"));

    m_activation = new ComboBox(&section);
    for (const nn::ActivationInfo& info : nn::activations())
        addOption(m_activation, info, info.summary);
    setUp(m_activation, "flow_activation", tr("Activation\nThe function between the layers."));
    section.addRow(tr("Activation"), m_activation);

    m_extra = number("flow_extra", tr("Added dimensions"), 0, 16, true);
    setUp(m_extra, "flow_extra",
        tr("Added dimensions\nZeros that the state starts with beside x₁ and x₂: an augmented "
           "ODE-net (Dupont et al. 2019)."));
    section.addRow(tr("Added dims"), m_extra, tr("Added dimensions"));

    m_blocks = number("flow_blocks", tr("Blocks"), 1, 100, true);
    setUp(m_blocks, "flow_blocks", tr("Blocks\nResidual blocks: steps of h = 1."));
    m_depth = number("flow_depth", tr("Depth T"), 0.0, 100.0, false);
    m_depth->setMinimumExclusive(true);
    setUp(m_depth, "flow_depth", tr("Depth T\nThe field is integrated from t = 0 to T."));
    section.addRow(tr("Depth <i>T</i>"), m_depth, tr("Depth T"));
    section.addRow(tr("Blocks"), m_blocks);

    m_time = new QCheckBox(tr("Field depends on t"), &section);
    setUp(m_time, "flow_time",
        tr("Field depends on t\nThe field sees t as one more number, so it may change along "
           "depth."));
    section.addWidget(m_time);
    m_parameters = makeLabel(m_theme, {}, 12, TextColor::Text3, false, &section);
    m_parameters->setObjectName(QStringLiteral("flow_parameters"));
    section.addWidget(m_parameters);
}

void FlowForm::addSolverFields()
{
    Section& section = *m_sections.solver;
    m_solver = new ComboBox(&section);
    for (const solvers::Method& method : solvers::methods())
        addOption(m_solver, method, method.source);
    setUp(m_solver, "flow_solver", tr("Solver\nIntegrates the field."));
    section.addRow(tr("Solver"), m_solver);

    m_control = new ComboBox(&section);
    m_control->addItem(tr("Fixed"), false);
    m_control->addItem(tr("Adaptive"), true);
    setUp(m_control, "flow_step_control",
        tr("Step control\nEqual steps h, or steps chosen by an error estimate."));
    section.addRow(tr("Step control"), m_control);

    m_step = number("flow_step", tr("Step h"), 0.0, 100.0, false);
    m_step->setMinimumExclusive(true);
    setUp(m_step, "flow_step", tr("Step h\nThe field takes T / h steps."));
    section.addRow(tr("Step <i>h</i>"), m_step, tr("Step h"));

    m_tolerance = number("flow_tolerance", tr("Tolerance"), 0.0, 1.0, false);
    m_tolerance->setMinimumExclusive(true);
    setUp(m_tolerance, "flow_tolerance",
        tr("Tolerance\nRelative and absolute, of one step; float32 allows about 10⁻⁵."));
    section.addRow(tr("Tolerance"), m_tolerance);

    m_gradient = new ComboBox(&section);
    for (const solvers::GradientMethod& method : solvers::gradientMethods())
        if (!method.forSmallSystems)
            addOption(m_gradient, method, method.summary);
    setUp(m_gradient, "flow_gradient",
        tr("Gradient\nHow the derivative of the loss is carried back along depth."));
    section.addRow(tr("Gradient"), m_gradient);
}

void FlowForm::addOptimiserFields()
{
    Section& section = *m_sections.optimiser;
    m_optimizer = new ComboBox(&section);
    for (const nn::OptimizerInfo& info : nn::optimizers())
        addOption(m_optimizer, info, info.summary);
    setUp(m_optimizer, "flow_optimizer", tr("Method\nThe optimiser."));
    section.addRow(tr("Method"), m_optimizer, tr("Optimiser"));

    m_rate = number("flow_learning_rate", tr("Learning rate"), 0.0, 100.0, false);
    m_rate->setMinimumExclusive(true);
    setUp(m_rate, "flow_learning_rate",
        tr("Learning rate\nMay be changed during a run; it applies at the next batch."), true);
    section.addRow(tr("Learning rate"), m_rate);

    m_batch = number("flow_batch", tr("Batch"), 1, kMostPoints, true);
    setUp(m_batch, "flow_batch", tr("Batch\nPoints for one step of the optimiser."));
    section.addRow(tr("Batch"), m_batch);

    m_epochs = number("flow_epochs", tr("Epochs"), 1, 1e6, true);
    setUp(m_epochs, "flow_epochs",
        tr("Epochs\nPasses through the training points. May be changed during a run."), true);
    section.addRow(tr("Epochs"), m_epochs);
}

void FlowForm::addTerms()
{
    m_terms = new RegularisationFields(m_theme, *m_sections.terms, QStringLiteral("flow"),
        RegularisationFields::Of::Network, this);
    m_terms->setBudget(kBudget);
    m_terms->setStartOfSteer(kSteer);
    connect(m_terms, &RegularisationFields::changed, this, &FlowForm::settingChanged);
    connect(m_terms, &RegularisationFields::validityChanged, this, &FlowForm::changed);
}

void FlowForm::addMachineFields()
{
    Section& section = *m_sections.machine;
    m_threads = number("flow_threads", tr("Threads"), 1, 256, true);
    setUp(m_threads, "flow_threads",
        tr("Threads\nThis computer has %n; so few points are trained fastest with one.", nullptr,
            QThread::idealThreadCount()),
        true);
    m_seed = number("flow_seed", tr("Seed"), 0, kMostSeed, true);
    setUp(m_seed, "flow_seed",
        tr("Seed\nDecides the points, the start weights and the order of the batches."));
    section.addRow(tr("Threads, seed"), pair(m_threads, m_seed), tr("Threads and seed"));
}

} // namespace ui
