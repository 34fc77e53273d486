// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the inspector: which there are, and what each changes.
#include "ui/labs/depth_blocks_scale.h"
#include "ui/labs/depth_form.h"
#include "ui/labs/depth_weights_form.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/curve_swatch.h"
#include "ui/widgets/formula_label.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>

#include <algorithm>
#include <array>

namespace ui {

namespace {

constexpr double kMostSeed = 9007199254740991.0; // 2^53 - 1, exact as a double
constexpr int kBlocksWidth = 62;
constexpr std::array kListed { "euler", "midpoint", "rk4", "dopri5" };

QWidget* rowOf(QWidget* parent, std::initializer_list<QWidget*> parts)
{
    auto* row = new QWidget(parent);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kCardGap);
    for (QWidget* part : parts) {
        part->setParent(row);
        layout->addWidget(part);
    }
    return row;
}

} // namespace

NumberSpinBox* DepthForm::addNumber(const QString& objectName, const QString& name, double least,
    double most, const std::function<void(DepthSettings&, double)>& set)
{
    auto* number = new NumberSpinBox(m_theme);
    number->setObjectName(objectName);
    number->setAccessibleName(name);
    number->setRange(least, most);
    connect(number, &NumberSpinBox::valueChanged, this, [this, set](double value) {
        edit([&](DepthSettings& settings) { set(settings, value); });
    });
    connect(number, &QAbstractSpinBox::editingFinished, this, &DepthForm::gestureEnded);
    return number;
}

void DepthForm::addFieldSection(const SectionFactory& add)
{
    Section* section = add(QStringLiteral("depth_field_section"), tr("Vector field"));
    m_blockSections << section;
    m_field = new ComboBox(section);
    m_field->setObjectName(QStringLiteral("depth_field"));
    m_field->setAccessibleName(tr("Vector field"));
    m_field->setToolTip(tr("Vector field\nA network of one or two weight layers, a problem of the "
                           "catalogue with two equations, or two expressions of your own."));
    for (const nn::DepthFieldInfo& field : nn::depthFields())
        m_field->addItem(fromCore(field.name), fromCore(field.id));
    m_field->insertSeparator(m_field->count());
    for (const solvers::Problem* problem : planeProblems())
        m_field->addItem(fromCore(problem->name), fromCore(problem->id));
    m_field->insertSeparator(m_field->count());
    m_field->addItem(tr("Typed…"), QString());
    m_field->setMaxVisibleItems(24);
    m_field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_field, &QComboBox::activated, this, [this] {
        edit([this](DepthSettings& settings) {
            const std::string id = m_field->currentData().toString().toStdString();
            settings.stack = withField(settings.stack, id);
        });
    });
    section->addWidget(m_field);
    m_formula = new FormulaLabel(m_theme, true, section);
    m_formula->setObjectName(QStringLiteral("depth_formula"));
    section->addWidget(m_formula);
    m_expressions = new ExpressionEditor(
        m_theme, QStringLiteral("depth_expression"), tr("y1′; y2′ ="), 3, section);
    m_expressions->setExpected(2, false);
    m_expressions->setNames([](std::size_t) {
        return std::vector<std::string> { "y1", "y2", "t" };
    });
    connect(m_expressions, &ExpressionEditor::edited, this, &DepthForm::readExpressions);
    connect(m_expressions, &ExpressionEditor::gestureEnded, this, &DepthForm::gestureEnded);
    section->addWidget(m_expressions);
    addWeights(*section);
}

/// The numbers as text, and on demand as fields.
void DepthForm::addWeights(Section& section)
{
    m_weightsText = makeLabel(m_theme, {}, 12, TextColor::Text2, false, &section);
    m_weightsText->setObjectName(QStringLiteral("depth_weights_text"));
    m_weightsText->setTextFormat(Qt::RichText);
    m_weightsText->setWordWrap(true);
    m_editWeights = makeButton(m_theme, ButtonKind::Link, tr("Edit"), {}, &section);
    m_editWeights->setObjectName(QStringLiteral("depth_edit_weights"));
    m_editWeights->setAccessibleName(tr("Edit the weights"));
    m_editWeights->setToolTip(tr("Edit the weights\nA field for each number, and other draws."));
    m_editWeights->setCheckable(true);
    m_weightsRow = new QWidget(&section);
    auto* over = new QGridLayout(m_weightsRow); // the first line leaves room for the button
    over->setContentsMargins(0, 0, 0, 0);
    over->addWidget(m_weightsText, 0, 0, 1, 2);
    over->addWidget(m_editWeights, 0, 1, Qt::AlignRight | Qt::AlignTop);
    m_editWeights->raise();
    section.addWidget(m_weightsRow);
    m_weights = new DepthWeightsForm(m_theme, &section);
    section.addWidget(m_weights);
    connect(m_editWeights, &QPushButton::toggled, this, [this](bool on) {
        m_editWeights->setText(on ? tr("Done") : tr("Edit"));
        m_weights->setVisible(on && m_settings.stack.hasLayers());
    });
    connect(m_weights, &DepthWeightsForm::weightChanged, this, [this](int index, double value) {
        edit([&](DepthSettings& settings) {
            settings.stack.weights[static_cast<std::size_t>(index)] = value;
        });
    });
    connect(m_weights, &DepthWeightsForm::reshuffleWanted, this, &DepthForm::reshuffle);
    connect(m_weights, &DepthWeightsForm::resetWanted, this, [this] {
        edit([](DepthSettings& settings) {
            settings.stack.weights = nn::depthFieldById(settings.stack.field).weights;
        });
    });
    connect(m_weights, &DepthWeightsForm::gestureEnded, this, &DepthForm::gestureEnded);
}

void DepthForm::addDepthSection(const SectionFactory& add)
{
    Section* section = add(QStringLiteral("depth_depth_section"), tr("Depth"));
    m_blockSections << section;
    m_blocksSlider = new QSlider(Qt::Horizontal, section);
    m_blocksSlider->setObjectName(QStringLiteral("depth_blocks_slider"));
    m_blocksSlider->setRange(0, kBlocksSliderSteps);
    m_blocksSlider->setSingleStep(kBlocksSliderSteps / 60);
    m_blocksSlider->setAccessibleName(tr("Blocks N, slider"));
    m_blocksSlider->setToolTip(tr("Blocks N\nSteps of length T/N through the depth T."));
    connect(m_blocksSlider, &QSlider::valueChanged, this, [this](int position) {
        if (const int blocks = blocksAt(position); blocks != m_settings.stack.blocks)
            edit([&](DepthSettings& settings) { settings.stack.blocks = blocks; });
    });
    connect(m_blocksSlider, &QSlider::sliderReleased, this, &DepthForm::gestureEnded);
    m_blocks = addNumber(QStringLiteral("depth_blocks"), tr("Blocks N"), 1, nn::kMostBlocks,
        [](DepthSettings& settings, double value) {
            settings.stack.blocks = static_cast<int>(value);
        });
    m_blocks->setStepping(NumberSpinBox::Stepping::Integer);
    m_blocks->setFixedWidth(kBlocksWidth);
    QWidget* row = rowOf(section, { m_blocksSlider, m_blocks });
    section->addRow(tr("Blocks <i>N</i>"), row, tr("Blocks N"));
    m_depth = addNumber(QStringLiteral("depth_depth"), tr("Depth T"), 0.0, nn::kMostDepth,
        [](DepthSettings& settings, double value) { settings.stack.depth = value; });
    m_depth->setMinimumExclusive(true);
    m_depth->setStepping(NumberSpinBox::Stepping::Linear, 0.5);
    section->addRow(tr("Depth <i>T</i>"), m_depth, tr("Depth T"));
    m_step = makeLabel(m_theme, {}, 13, TextColor::Text, true, section);
    m_step->setObjectName(QStringLiteral("depth_step"));
    section->addRow(tr("Step <i>T</i>/<i>N</i>"), m_step, tr("Step T/N"));
    addOwnWeights(*section);
}

void DepthForm::addOwnWeights(Section& section)
{
    m_own = new QCheckBox(&section);
    m_own->setObjectName(QStringLiteral("depth_own_weights"));
    m_own->setAccessibleName(tr("Different weights in each block"));
    m_own->setText(tr("Different weights θₖ in each block"));
    m_own->setToolTip(tr("Different weights in each block\nDrawn about those above. The flow then "
                         "changes its field at the end of every block."));
    connect(m_own, &QCheckBox::toggled, this, [this](bool on) {
        edit([on](DepthSettings& settings) { settings.stack.ownWeights = on; });
    });
    section.addWidget(m_own);
    m_spread = addNumber(QStringLiteral("depth_spread"), tr("Spread of the weights"), 0.0, 10.0,
        [](DepthSettings& settings, double value) { settings.stack.spread = value; });
    m_spread->setStepping(NumberSpinBox::Stepping::Linear, 0.05);
    m_spread->setPrefix(tr("spread"));
    m_seed = addNumber(QStringLiteral("depth_seed"), tr("Seed of the weights"), 0.0, kMostSeed,
        [](DepthSettings& settings, double value) {
            settings.stack.seed = static_cast<std::uint64_t>(value);
        });
    m_seed->setStepping(NumberSpinBox::Stepping::Integer);
    m_seed->setPrefix(tr("seed"));
    m_ownRow = rowOf(&section, { m_spread, m_seed });
    section.addWidget(m_ownRow);
}

QRadioButton* DepthForm::addSolver(Section& section, const QString& id, const QString& name)
{
    auto* button = new QRadioButton(&section);
    button->setObjectName(QStringLiteral("depth_solver_") + id);
    button->setAccessibleName(name);
    button->setText(name);
    button->setAutoExclusive(false); // the settings say which is on
    button->setProperty("method", id);
    button->setIconSize({ 24, 14 });
    const auto paint = [this, button, id] {
        QIcon icon;
        for (const int scale : { 1, 2 }) {
            QPixmap pixmap(24 * scale, 14 * scale);
            pixmap.setDevicePixelRatio(scale);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            paintSwatch(painter, QRectF(0, 0, 24, 14), seriesStyle(id), m_theme.isDark(),
                m_theme.tokens().panel);
            icon.addPixmap(pixmap);
        }
        button->setIcon(icon);
    };
    paint();
    connect(&m_theme, &Theme::changed, button, paint);
    connect(button, &QRadioButton::clicked, this, [this, id] {
        edit([&](DepthSettings& settings) {
            settings.solver = id.toStdString();
            settings.adaptive = settings.adaptive && settings.method().adaptive();
        });
        show(); // a click on the one that is on leaves it on
    });
    return button;
}

void DepthForm::addSolverSection(const SectionFactory& add)
{
    Section* section = add(QStringLiteral("depth_solver_section"), tr("Solver"));
    m_blockSections << section;
    for (const char* id : kListed) {
        const solvers::Method& method = solvers::methodById(id);
        m_solvers << addSolver(*section, QString::fromLatin1(id),
            method.id == "euler" ? tr("Euler: the ResNet") : methodName(method));
        section->addWidget(m_solvers.back());
    }
    m_otherSolver = new QRadioButton(tr("Other"), section);
    m_otherSolver->setObjectName(QStringLiteral("depth_solver_other"));
    m_otherSolver->setAccessibleName(tr("Another solver"));
    m_otherSolver->setAutoExclusive(false);
    m_others = new ComboBox(section);
    m_others->setObjectName(QStringLiteral("depth_other_solver"));
    m_others->setAccessibleName(tr("Other solvers"));
    for (const solvers::Method& method : solvers::methods())
        if (method.tableau() != nullptr && std::ranges::find(kListed, method.id) == kListed.end())
            m_others->addItem(methodName(method), methodId(method));
    const auto choose = [this] {
        edit([this](DepthSettings& settings) {
            settings.solver = m_others->currentData().toString().toStdString();
            settings.adaptive = settings.adaptive && settings.method().adaptive();
        });
        show();
    };
    connect(m_otherSolver, &QRadioButton::clicked, this, choose);
    connect(m_others, &QComboBox::activated, this, choose);
    QWidget* row = rowOf(section, { m_otherSolver, m_others });
    static_cast<QHBoxLayout*>(row->layout())->setStretch(1, 1);
    section->addWidget(row);
    m_adaptive = new QCheckBox(tr("Adaptive steps"), section);
    m_adaptive->setObjectName(QStringLiteral("depth_adaptive"));
    m_adaptive->setAccessibleName(tr("Adaptive steps"));
    connect(m_adaptive, &QCheckBox::toggled, this,
        [this](bool on) { edit([on](DepthSettings& settings) { settings.adaptive = on; }); });
    m_tolerance = addNumber(QStringLiteral("depth_tolerance"), tr("Tolerance"), 1e-12, 0.5,
        [](DepthSettings& settings, double value) { settings.tolerance = value; });
    m_tolerance->setPrefix(tr("tol"));
    m_adaptiveRow = rowOf(section, { m_adaptive, m_tolerance });
    section->addWidget(m_adaptiveRow);
}

} // namespace ui
