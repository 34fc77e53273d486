// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_form.h"

#include "ui/labs/depth_blocks_scale.h"
#include "ui/labs/depth_text.h"
#include "ui/labs/depth_weights_form.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/formula_label.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScopedValueRollback>
#include <QSlider>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

QString mathSpan(const Theme& theme, const QString& html)
{
    const QFont math = theme.mathFont(TextSize::Small);
    return QStringLiteral("<span style=\"font-family:'%1'; font-size:%2px\">%3</span>")
        .arg(math.family())
        .arg(math.pixelSize() - 1) // so that two matrices have room beside the way to edit them
        .arg(html);
}

/// Leaves a field alone that says so already: perhaps somebody is typing there.
void show(NumberSpinBox* field, double value)
{
    if (field->value() != value || !field->isValid())
        field->setValue(value);
}

} // namespace

DepthForm::DepthForm(Theme& theme, const SectionFactory& add, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
{
    addFieldSection(add);
    addDepthSection(add);
    addSolverSection(add);
    addPointsSection(add);
    addDiscrepancySection(add);
    addTrainingSection(add);
    setView(true);
    show();
}

void DepthForm::setView(bool blocks)
{
    for (Section* section : std::as_const(m_blockSections))
        section->setVisible(blocks);
    for (Section* section : std::as_const(m_trainingSections))
        section->setVisible(!blocks);
}

void DepthForm::addTrainingControls(QWidget* controls)
{
    m_trainingSections.back()->addWidget(controls);
}

bool DepthForm::isValid() const
{
    const bool typed = !m_settings.stack.hasLayers() && m_settings.stack.problem.id.empty();
    return !typed || !m_expressions->fault();
}

void DepthForm::setSettings(const DepthSettings& settings)
{
    m_settings = settings;
    show();
}

void DepthForm::change(const DepthSettings& settings)
{
    setSettings(settings);
    emit changed();
}

/// A change by the user's hand, from one of the fields.
void DepthForm::edit(const std::function<void(DepthSettings&)>& by)
{
    if (m_showing)
        return;
    by(m_settings);
    show();
    emit changed();
}

void DepthForm::readExpressions()
{
    if (m_showing)
        return;
    if (m_expressions->fault()) {
        emit changed(); // the page says why nothing happens
        return;
    }
    edit([this](DepthSettings& settings) {
        settings.stack.problem.rhs = m_expressions->expressions();
    });
}

void DepthForm::reshuffle()
{
    edit([this](DepthSettings& settings) {
        const nn::DepthFieldInfo& field = nn::depthFieldById(settings.stack.field);
        const std::vector<double> before = settings.stack.weights;
        while (settings.stack.weights == before) // a restored session may show a draw already
            settings.stack.weights = reshuffledWeights(field, ++m_reshuffles);
    });
}

void DepthForm::showField()
{
    const nn::DepthStack& stack = m_settings.stack;
    const bool layers = stack.hasLayers();
    const bool typed = !layers && stack.problem.id.empty();
    m_field->selectData(layers ? fromCore(stack.field) : fromCore(stack.problem.id));
    m_formula->setFormula(fieldFormula(stack), plainFieldFormula(stack));
    m_formula->setVisible(!typed);
    m_expressions->setVisible(typed);
    if (typed && m_expressions->expressions() != stack.problem.rhs)
        m_expressions->setExpressions(stack.problem.rhs);
    m_weightsRow->setVisible(layers);
    m_weightsText->setText(mathSpan(m_theme, weightsText(stack)));
    m_weights->setVisible(layers && m_editWeights->isChecked());
    if (layers)
        m_weights->setWeights(nn::depthFieldById(stack.field), stack.weights);
}

void DepthForm::showHighlights()
{
    const auto count = static_cast<int>(m_settings.points().size());
    if (m_highlight->count() != count) {
        m_highlight->clear();
        for (int i = 0; i < count; ++i)
            m_highlight->addItem(tr("Point %1").arg(i + 1), i);
    }
    m_highlight->setCurrentIndex(m_settings.highlighted());
}

void DepthForm::show()
{
    const QScopedValueRollback showing(m_showing, true);
    const nn::DepthStack& stack = m_settings.stack;
    showField();
    m_blocksSlider->setValue(positionOfBlocks(stack.blocks));
    ui::show(m_blocks, stack.blocks);
    ui::show(m_depth, stack.depth);
    m_step->setText(fixedText(stack.step(), 4));
    m_own->setChecked(stack.ownWeights);
    m_own->setEnabled(stack.hasLayers());
    m_ownRow->setVisible(stack.hasOwnWeights());
    ui::show(m_seed, static_cast<double>(stack.seed));
    ui::show(m_spread, stack.spread);
    const QString solver = QString::fromStdString(m_settings.solver);
    bool listed = false;
    for (QRadioButton* button : std::as_const(m_solvers)) {
        const bool chosen = button->property("method").toString() == solver;
        listed = listed || chosen;
        button->setChecked(chosen);
    }
    m_otherSolver->setChecked(!listed);
    if (!listed)
        m_others->selectData(solver);
    m_adaptiveRow->setVisible(m_settings.method().adaptive());
    m_adaptive->setChecked(m_settings.adaptive);
    ui::show(m_tolerance, m_settings.tolerance);
    m_tolerance->setEnabled(m_settings.adaptive);
    m_inputs->selectData(static_cast<int>(m_settings.inputs));
    showHighlights();
    m_showField->setChecked(m_settings.showField);
    m_showDiscrepancy->setChecked(m_settings.showDiscrepancy);
    ui::show(m_sweepSeed, static_cast<double>(m_settings.sweep.seed));
    ui::show(m_sweepWidth, m_settings.sweep.width);
    ui::show(m_sweepPoints, m_settings.sweep.points);
    ui::show(m_sweepSteps, static_cast<double>(m_settings.sweep.steps));
    ui::show(m_sweepRate, m_settings.sweep.rate);
}

void DepthForm::showStudy(const nn::DepthStudy& study)
{
    const int blocks = study.job.stack.blocks;
    // By Runge-Kutta 4, the last row compares with what the ResNet does.
    const bool rk4 = study.job.solver.method->id == "rk4" && !study.job.solver.adaptive;
    const nn::DepthSweep& euler = study.sweeps.front();
    const auto at = std::ranges::find(euler.blocks, blocks) - euler.blocks.begin();
    const double numbers[] = { study.largest, study.mean, study.largestDoubled,
        rk4 ? euler.largest[static_cast<std::size_t>(at)] : study.largestRk4 };
    for (int i = 0; i < 4; ++i)
        m_values[i]->setText(std::isfinite(numbers[i]) && numbers[i] >= 1e-3
                ? fixedText(numbers[i], 4)
                : resultText(numbers[i]));
    m_valueNames[2]->setText(
        withMathItalics(m_theme, tr("Largest with <i>N</i> = %1").arg(2 * blocks)));
    m_valueNames[3]->setText(withMathItalics(m_theme,
        (rk4 ? tr("Largest, Euler, <i>N</i> = %1") : tr("Largest, RK4, <i>N</i> = %1"))
            .arg(blocks)));
    const bool possible = 2 * blocks <= nn::kMostBlocks && !study.job.solver.adaptive;
    m_values[2]->setVisible(possible);
    m_valueNames[2]->setVisible(possible);
}

} // namespace ui
