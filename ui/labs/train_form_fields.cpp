// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the form: which there are, their ranges and what they say about themselves.
#include "ui/labs/train_form.h"

#include "nn/data/augmentation.h"
#include "nn/training/optimizer.h"
#include "nn/training/recipe.h"
#include "nn/training/schedule.h"
#include "nn/training/weight_average.h"
#include "ui/labs/regularisation_fields.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QThread>

namespace ui {

namespace {

constexpr double kMostImages = 1e6;
constexpr long kBudget = 20; ///< of evaluations; the article's solver makes 16
constexpr double kMostThreads = 256;
constexpr double kMostSeed = 9007199254740991.0; ///< 2^53 - 1, exact as a double

void addOption(ComboBox* box, std::string_view id, std::string_view name, std::string_view hint)
{
    box->addItem(fromCore(name), fromCore(id));
    box->setItemData(box->count() - 1, fromCore(hint), Qt::ToolTipRole);
}

} // namespace

void TrainForm::setUp(
    QWidget* widget, const QString& name, const QString& toolTip, bool live, bool odeBlock)
{
    widget->setObjectName(name);
    m_fields.add(widget, toolTip, live);
    if (odeBlock)
        m_ofOdeBlock.append(widget);
    if (auto* number = qobject_cast<NumberSpinBox*>(widget)) {
        connect(number, &NumberSpinBox::valueChanged, this, &TrainForm::settingChanged);
        connect(number, &NumberSpinBox::validityChanged, this, &TrainForm::changed);
    } else if (auto* box = qobject_cast<ComboBox*>(widget)) {
        connect(box, &QComboBox::currentIndexChanged, this, &TrainForm::settingChanged);
    }
}

NumberSpinBox* TrainForm::addNumber(const QString& name, double least, double most, bool integer)
{
    auto* number = new NumberSpinBox(m_theme, m_parent);
    number->setRange(least, most);
    if (integer)
        number->setStepping(NumberSpinBox::Stepping::Integer);
    number->setAccessibleName(name);
    return number;
}

QWidget* TrainForm::pair(NumberSpinBox* left, NumberSpinBox* right)
{
    auto* both = new QWidget(m_parent);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kRowGap);
    row->addWidget(left, 1);
    row->addWidget(right, 1);
    return both;
}

void TrainForm::addDataFields(Section& section)
{
    m_dataset = new ComboBox(&section);
    m_dataset->addItem(tr("MNIST"), QString());
    m_dataset->addItem(tr("Folder…"));
    connect(m_dataset, &QComboBox::activated, this, [this](int index) {
        if (index == m_dataset->count() - 1)
            askForFolder();
        else
            setDataFolder(m_dataset->itemData(index).toString());
    });
    setUp(m_dataset, QStringLiteral("train_dataset"),
        tr("Data set\nMNIST comes with the application: 60 000 digits to train with, 10 000 to "
           "test. A folder may hold other images in the same four IDX files."));
    section.addRow(tr("Dataset"), m_dataset);

    m_trainImages = addNumber(tr("Training digits"), 1, kMostImages, true);
    m_testImages = addNumber(tr("Test digits"), 1, kMostImages, true);
    setUp(m_trainImages, QStringLiteral("train_train_images"),
        tr("Training digits\nThe first so many of the training set; 60 000 is all of MNIST."));
    setUp(m_testImages, QStringLiteral("train_test_images"),
        tr("Test digits\nThe first so many of the test set; 10 000 is all of MNIST."));
    section.addRow(
        tr("Train / test"), pair(m_trainImages, m_testImages), tr("Train and test digits"));
}

void TrainForm::addModelFields(Section& section)
{
    m_model = new ComboBox(&section);
    for (const nn::ModelInfo& info : nn::models())
        addOption(m_model, info.id, info.name, info.summary);
    connect(m_model, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            applyModelDefaults();
    });
    setUp(m_model, QStringLiteral("train_model"), tr("Model\nThe network that learns the digits."));
    section.addRow(tr("Model"), m_model);

    m_block = new ComboBox(&section);
    for (const nn::BlockInfo& info : nn::blocks())
        addOption(m_block, info.id, info.name, info.summary);
    setUp(m_block, QStringLiteral("train_block"),
        tr("Block\nWhat stands in a residual block, or is the right-hand side of the ODE block."));
    section.addRow(tr("Block"), m_block);

    m_depth = addNumber(tr("Depth T"), 0.0, 1e3, false);
    m_depth->setMinimumExclusive(true);
    setUp(m_depth, QStringLiteral("train_depth"),
        tr("Depth T\nThe ODE block integrates from t = 0 to T; the article has T = 2."), false,
        true);
    section.addRow(tr("Depth <i>T</i>"), m_depth, tr("Depth T"));

    m_parameters = makeLabel(m_theme, {}, 12, TextColor::Text3, false, &section);
    m_parameters->setObjectName(QStringLiteral("train_parameters"));
    section.addWidget(m_parameters);
}

void TrainForm::addSolverFields(Section& section)
{
    m_solver = new ComboBox(&section);
    for (const solvers::Method& method : solvers::methods())
        addOption(m_solver, method.id, method.name, method.source);
    setUp(m_solver, QStringLiteral("train_solver"),
        tr("Solver\nIntegrates the ODE block, forwards and for the gradient."), false, true);
    section.addRow(tr("Solver"), m_solver);

    m_steps = new ComboBox(&section);
    m_steps->addItem(tr("Fixed"), false);
    m_steps->addItem(tr("Adaptive"), true);
    setUp(m_steps, QStringLiteral("train_step_control"),
        tr("Step control\nEqual steps h, or steps chosen by an error estimate to keep within the "
           "tolerances."),
        false, true);
    section.addRow(tr("Step control"), m_steps);

    m_step = addNumber(tr("Step h"), 0.0, 1e3, false);
    m_step->setMinimumExclusive(true);
    setUp(m_step, QStringLiteral("train_step"),
        tr("Step h\nThe ODE block takes T / h steps; the article has h = 0.5."), false, true);
    m_stepLabel = section.addRow(tr("Step <i>h</i>"), m_step, tr("Step h"));

    m_rtol = addNumber(tr("Relative tolerance"), 0.0, 1.0, false);
    m_rtol->setMinimumExclusive(true);
    m_atol = addNumber(tr("Absolute tolerance"), 0.0, 1.0, false);
    m_atol->setMinimumExclusive(true);
    setUp(m_rtol, QStringLiteral("train_rtol"),
        tr("Relative tolerance\nOf the error of one step; float32 allows about 10⁻⁵."), false,
        true);
    setUp(m_atol, QStringLiteral("train_atol"),
        tr("Absolute tolerance\nOf the error of one step; float32 allows about 10⁻⁵."), false,
        true);
    m_tolerances = pair(m_rtol, m_atol);
    m_toleranceLabel
        = section.addRow(tr("rtol, atol"), m_tolerances, tr("Relative and absolute tolerance"));

    m_gradient = new ComboBox(&section);
    for (const solvers::GradientMethod& method : solvers::gradientMethods())
        if (!method.forSmallSystems)
            addOption(m_gradient, method.id, method.name, method.summary);
    setUp(m_gradient, QStringLiteral("train_gradient"),
        tr("Gradient\nHow the derivative of the loss is carried back through the ODE block."),
        false, true);
    section.addRow(tr("Gradient"), m_gradient);
}

void TrainForm::addRecipeChoice(Section& section)
{
    m_recipe = new ComboBox(&section);
    for (const nn::RecipeInfo& info : nn::recipes())
        addOption(m_recipe, info.id, info.name, info.summary);
    // What is shown while the fields follow no recipe, and never chosen.
    addOption(m_recipe, "custom", "Custom", "settings of your own");
    if (auto* rows = qobject_cast<QStandardItemModel*>(m_recipe->model()))
        rows->item(m_recipe->count() - 1)->setEnabled(false);
    connect(m_recipe, &QComboBox::currentIndexChanged, this, [this] {
        const std::string chosen = m_recipe->currentData().toString().toStdString();
        if (m_filling || chosen == "custom")
            return;
        nn::TrainingOptions recipe;
        nn::applyRecipe(nn::recipeById(chosen), recipe);
        m_filling = true;
        fillRecipe(recipe);
        m_filling = false;
    });
    setUp(m_recipe, QStringLiteral("train_recipe"),
        tr("Recipe\nSets method, learning rate, batch and the fields below epochs. Plain is the "
           "article's; Strong reaches a smaller test error in as many epochs."));
    section.addRow(tr("Recipe"), m_recipe);
}

void TrainForm::addOptimiserFields(Section& section)
{
    addRecipeChoice(section);
    m_optimizer = new ComboBox(&section);
    for (const nn::OptimizerInfo& info : nn::optimizers())
        addOption(m_optimizer, info.id, info.name, info.summary);
    connect(m_optimizer, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            m_rate->setValue(
                nn::optimizerById(m_optimizer->currentData().toString().toStdString()).defaultRate);
    });
    setUp(m_optimizer, QStringLiteral("train_optimizer"), tr("Method\nThe optimiser."));
    section.addRow(tr("Method"), m_optimizer, tr("Optimiser"));

    m_rate = addNumber(tr("Learning rate"), 0.0, 100.0, false);
    m_rate->setMinimumExclusive(true);
    setUp(m_rate, QStringLiteral("train_learning_rate"),
        tr("Learning rate\nThe schedule multiplies it. May be changed during a run; it applies "
           "at the next batch."),
        true);
    section.addRow(tr("Learning rate"), m_rate);

    m_batch = addNumber(tr("Batch"), 1, 4096, true);
    setUp(
        m_batch, QStringLiteral("train_batch"), tr("Batch\nDigits for one step of the optimiser."));
    section.addRow(tr("Batch"), m_batch);

    m_epochs = addNumber(tr("Epochs"), 1, 10000, true);
    setUp(m_epochs, QStringLiteral("train_epochs"),
        tr("Epochs\nPasses through the training digits. May be changed during a run."), true);
    section.addRow(tr("Epochs"), m_epochs);
    addRecipeFields(section);
}

void TrainForm::addRecipeFields(Section& section)
{
    const auto addChoice = [&](const auto& rows, const char* name, const QString& toolTip) {
        auto* box = new ComboBox(&section);
        for (const auto& info : rows)
            addOption(box, info.id, info.name, info.summary);
        setUp(box, QLatin1String(name), toolTip);
        return box;
    };
    m_augmentation = addChoice(nn::augmentations(), "train_augmentation",
        tr("Augmentation\nMoves every training digit by a little, differently in each epoch."));
    section.addRow(tr("Augment"), m_augmentation, tr("Augmentation"));
    m_schedule = addChoice(nn::schedules(), "train_schedule",
        tr("Schedule\nThe course of the learning rate over all steps of the run."));
    section.addRow(tr("Schedule"), m_schedule);
    m_average = addChoice(nn::averages(), "train_average",
        tr("Average\nThe weights that are tested and saved: the last ones, or an average of those "
           "after each step."));
    section.addRow(tr("Average"), m_average);

    m_smoothing = addNumber(tr("Label smoothing"), 0.0, 0.99, false);
    setUp(m_smoothing, QStringLiteral("train_label_smoothing"),
        tr("Label smoothing\nThe part of the probability that a label spreads over all classes, in "
           "training only; 0 is off."));
    section.addRow(tr("Smoothing"), m_smoothing, tr("Label smoothing"));
    m_decay = addNumber(tr("Weight decay"), 0.0, 1.0, false);
    setUp(m_decay, QStringLiteral("train_weight_decay"),
        tr("Weight decay\nEach step multiplies the weights by 1 − learning rate × decay, as "
           "AdamW; 0 is off."));
    section.addRow(tr("Decay"), m_decay, tr("Weight decay"));
}

void TrainForm::fillRecipe(const nn::TrainingOptions& options)
{
    m_optimizer->selectData(QString::fromStdString(options.optimizer));
    m_rate->setValue(options.learningRate);
    m_batch->setValue(options.batch);
    m_augmentation->selectData(QString::fromStdString(options.augmentation));
    m_schedule->selectData(QString::fromStdString(options.schedule));
    m_average->selectData(QString::fromStdString(options.average));
    m_smoothing->setValue(options.labelSmoothing);
    m_decay->setValue(options.weightDecay);
}

void TrainForm::readRecipe(nn::TrainingOptions& options) const
{
    const auto id = [](const ComboBox* box) { return box->currentData().toString().toStdString(); };
    options.optimizer = id(m_optimizer);
    options.learningRate = m_rate->value();
    options.batch = m_batch->intValue();
    options.augmentation = id(m_augmentation);
    options.schedule = id(m_schedule);
    options.average = id(m_average);
    options.labelSmoothing = m_smoothing->value();
    options.weightDecay = m_decay->value();
}

void TrainForm::showRecipe()
{
    const QSignalBlocker block(m_recipe);
    m_recipe->selectData(fromCore(nn::recipeOf(options())));
}

void TrainForm::addTerms(Section& section)
{
    m_terms = new RegularisationFields(
        m_theme, section, QStringLiteral("train"), RegularisationFields::Of::Network, this);
    m_terms->setBudget(kBudget);
    connect(m_terms, &RegularisationFields::changed, this, &TrainForm::settingChanged);
    connect(m_terms, &RegularisationFields::validityChanged, this, &TrainForm::changed);
}

void TrainForm::addMachineFields(Section& section)
{
    m_threads = addNumber(tr("Threads"), 1, kMostThreads, true);
    setUp(m_threads, QStringLiteral("train_threads"),
        tr("Threads\nThis computer has %n. May be changed during a run; same seed and same number "
           "of threads give the same bits.",
            nullptr, QThread::idealThreadCount()),
        true);
    m_seed = addNumber(tr("Seed"), 0, kMostSeed, true);
    setUp(m_seed, QStringLiteral("train_seed"),
        tr("Seed\nDecides the start weights and the order of the digits."));
    section.addRow(tr("Threads, seed"), pair(m_threads, m_seed), tr("Threads and seed"));
}

} // namespace ui
