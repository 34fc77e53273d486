// SPDX-License-Identifier: GPL-3.0-or-later
// The lower sections of the inspector: points, discrepancies, training.
#include "ui/labs/depth_form.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>

namespace ui {

namespace {

constexpr double kMostSeed = 9007199254740991.0; // 2^53 - 1, exact as a double

} // namespace

void DepthForm::addPointsSection(const SectionFactory& add)
{
    Section* section = add(QStringLiteral("depth_points_section"), tr("Points"));
    m_blockSections << section;
    m_inputs = new ComboBox(section);
    m_inputs->setObjectName(QStringLiteral("depth_inputs"));
    for (const auto& [inputs, name] : { std::pair(DepthInputs::Ellipse, tr("Ellipse, 6 points")),
             std::pair(DepthInputs::Circle, tr("Circle, 8 points")),
             std::pair(DepthInputs::Grid, tr("Grid, 3 × 3")),
             std::pair(DepthInputs::Random, tr("Random, 6 points")),
             std::pair(DepthInputs::Single, tr("One, to drag")) })
        m_inputs->addItem(name, static_cast<int>(inputs));
    m_inputs->setToolTip(tr("Inputs\nThe points that go through the stack. “One, to drag” follows "
                            "the mouse in the plane; “Random” chosen again draws anew."));
    connect(m_inputs, &QComboBox::activated, this, [this] {
        edit([this](DepthSettings& settings) {
            const auto chosen = static_cast<DepthInputs>(m_inputs->currentData().toInt());
            if (chosen == DepthInputs::Random && settings.inputs == chosen)
                ++settings.inputSeed;
            settings.inputs = chosen;
        });
    });
    section->addRow(tr("Inputs"), m_inputs);
    m_highlight = new ComboBox(section);
    m_highlight->setObjectName(QStringLiteral("depth_highlight"));
    m_highlight->setToolTip(tr("Highlight\nThe point whose states h₀, h₁ … the diagram spells."));
    connect(m_highlight, &QComboBox::activated, this, [this](int index) {
        edit([index](DepthSettings& settings) { settings.highlight = index; });
    });
    section->addRow(tr("Highlight"), m_highlight);
    const auto check = [&](const QString& name, const QString& text, bool DepthSettings::*value) {
        auto* box = new QCheckBox(text, section);
        box->setObjectName(name);
        box->setAccessibleName(text);
        section->addWidget(box);
        connect(box, &QCheckBox::toggled, this, [this, value](bool on) {
            edit([&](DepthSettings& settings) { settings.*value = on; });
        });
        return box;
    };
    m_showField
        = check(QStringLiteral("depth_show_field"), tr("Vector field"), &DepthSettings::showField);
    m_showDiscrepancy = check(QStringLiteral("depth_show_discrepancy"), tr("Discrepancy"),
        &DepthSettings::showDiscrepancy);
}

void DepthForm::addDiscrepancySection(const SectionFactory& add)
{
    Section* section = add(QStringLiteral("depth_discrepancy_section"), tr("Discrepancy"));
    section->setNote(
        withMathItalics(m_theme, QStringLiteral("‖<i>h</i><sub>N</sub> − <i>h</i>(<i>T</i>)‖")));
    m_blockSections << section;
    auto* table = new QWidget(section);
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(0, 1);
    static constexpr const char* kNames[] = { "largest", "mean", "doubled", "rk4" };
    for (int i = 0; i < 4; ++i) {
        m_valueNames[i] = makeLabel(
            m_theme, i == 0 ? tr("Largest") : tr("Mean"), 13, TextColor::Text, false, table);
        m_valueNames[i]->setTextFormat(Qt::RichText);
        m_values[i] = makeLabel(m_theme, {}, 13, TextColor::Text, true, table);
        m_values[i]->setObjectName(QStringLiteral("depth_value_") + QString::fromLatin1(kNames[i]));
        grid->addWidget(m_valueNames[i], i, 0);
        grid->addWidget(m_values[i], i, 1, Qt::AlignRight);
    }
    section->addWidget(table);
}

void DepthForm::addTrainingSection(const SectionFactory& add)
{
    Section* section = add(QStringLiteral("depth_training_section"), tr("Training"));
    m_trainingSections << section;
    const auto number = [this](const char* name, const QString& title, double least, double most,
                            const std::function<void(nn::ResidualSweepOptions&, double)>& set) {
        NumberSpinBox* field = addNumber(QString::fromLatin1(name), title, least, most,
            [set](DepthSettings& settings, double value) { set(settings.sweep, value); });
        field->setStepping(NumberSpinBox::Stepping::Integer);
        return field;
    };
    m_sweepWidth = number(
        "depth_sweep_width", tr("Width"), 2, 64, [](nn::ResidualSweepOptions& sweep, double value) {
            sweep.width = static_cast<int>(value);
        });
    section->addRow(tr("Width"), m_sweepWidth);
    m_sweepPoints = number("depth_sweep_points", tr("Points"), 20, 2000,
        [](nn::ResidualSweepOptions& sweep, double value) {
            sweep.points = static_cast<int>(value);
        });
    section->addRow(tr("Points"), m_sweepPoints);
    m_sweepSteps = number("depth_sweep_steps", tr("Steps"), 1, 5000,
        [](nn::ResidualSweepOptions& sweep, double value) {
            sweep.steps = static_cast<long>(value);
        });
    section->addRow(tr("Steps"), m_sweepSteps);
    m_sweepRate = number("depth_sweep_rate", tr("Learning rate"), 0.0, 1.0,
        [](nn::ResidualSweepOptions& sweep, double value) { sweep.rate = value; });
    m_sweepRate->setMinimumExclusive(true);
    m_sweepRate->setStepping(NumberSpinBox::Stepping::OneTwoFive);
    section->addRow(tr("Learning rate"), m_sweepRate);
    m_sweepSeed = number("depth_sweep_seed", tr("Seed"), 0, kMostSeed,
        [](nn::ResidualSweepOptions& sweep, double value) {
            sweep.seed = static_cast<std::uint64_t>(value);
        });
    section->addRow(tr("Seed"), m_sweepSeed);
    auto* note = makeLabel(m_theme,
        tr("Two interleaved spirals. Plain and residual networks have the same weights, draws, "
           "optimiser (Adam) and data; only the way around each block differs."),
        12, TextColor::Text3, false, section);
    note->setWordWrap(true);
    section->addWidget(note);
}

} // namespace ui
