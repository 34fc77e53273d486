// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_forms.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/form_grid.h"
#include "ui/widgets/formula_label.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/numbers_edit.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>

namespace ui {

namespace {

constexpr int kLabelWidth = 76;

QWidget* makeLabelled(Theme& theme, const QString& html, const QString& plain, QWidget* parent)
{
    if (!html.startsWith(QLatin1String("<i>"))) // words, with a symbol at most
        return makeLabel(theme, withMathItalics(theme, html), 13, TextColor::Text2, false, parent);
    auto* label = new FormulaLabel(theme, false, parent);
    label->setWordWrap(false);
    label->setFormula(html, plain);
    return label;
}

} // namespace

StateField::StateField(
    Theme& theme, const QString& objectName, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_number(new NumberSpinBox(theme, this))
    , m_list(new NumbersEdit(this))
{
    m_number->setObjectName(objectName);
    m_number->setAccessibleName(name);
    m_number->setDescription(name);
    m_number->setStepping(NumberSpinBox::Stepping::Linear, 0.1);
    m_list->setObjectName(objectName + QStringLiteral("_list"));
    m_list->setAccessibleName(name);
    m_list->setDescription(
        tr("%1\nOne number for each component, separated by semicolons.").arg(name));
    m_list->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_number);
    row->addWidget(m_list);
    connect(m_number, &NumberSpinBox::valueChanged, this, &StateField::changed);
    connect(m_number, &NumberSpinBox::validityChanged, this, &StateField::changed);
    connect(m_number, &QAbstractSpinBox::editingFinished, this, &StateField::gestureEnded);
    connect(m_list, &NumbersEdit::numbersChanged, this, &StateField::changed);
    connect(m_list, &NumbersEdit::validityChanged, this, &StateField::changed);
    connect(m_list, &QLineEdit::editingFinished, this, &StateField::gestureEnded);
}

void StateField::setState(const std::vector<double>& state)
{
    const QSignalBlocker quiet(this);
    m_single = state.size() == 1;
    m_number->setVisible(m_single);
    m_list->setVisible(!m_single);
    if (m_single)
        m_number->setValue(state.front());
    m_list->setCount(static_cast<int>(state.size()));
    m_list->setNumbers(state);
}

std::vector<double> StateField::state() const
{
    return m_single ? std::vector<double> { m_number->value() } : m_list->numbers();
}

QString StateField::reason() const
{
    return m_single ? m_number->invalidReason() : m_list->invalidReason();
}

GradientsDataForm::GradientsDataForm(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(makeFormGrid(this, kLabelWidth))
    , m_z0(new StateField(theme, QStringLiteral("gradients_z0"), tr("Initial state z of t0"), this))
    , m_t0(makeNumber(QStringLiteral("gradients_t0"), tr("Start of the interval, t0")))
    , m_t1(makeNumber(QStringLiteral("gradients_t1"), tr("End of the interval, T")))
    , m_target(new StateField(theme, QStringLiteral("gradients_target"), tr("Target y"), this))
    , m_observed(new NumbersEdit(this))
{
    const auto addRow = [this](int row, const QString& html, const QString& plain, QWidget* field) {
        m_grid->addWidget(makeLabelled(m_theme, html, plain, this), row, 0);
        m_grid->addWidget(field, row, 1);
    };
    addRow(0, QStringLiteral("<i>z</i>(<i>t</i><sub>0</sub>)"), QStringLiteral("z(t0)"), m_z0);
    auto* ends = new QWidget(this);
    auto* row = new QHBoxLayout(ends);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kRowGap);
    row->addWidget(m_t0, 1);
    row->addWidget(m_t1, 1);
    addRow(1, QStringLiteral("<i>t</i><sub>0</sub>, <i>T</i>"), QStringLiteral("t0, T"), ends);
    addRow(2, tr("Target <i>y</i>"), tr("Target y"), m_target);
    m_observed->setObjectName(QStringLiteral("gradients_observed"));
    m_observed->setAccessibleName(tr("Observe at"));
    m_observed->setPlaceholderText(tr("T only"));
    m_observed->setDescription(
        tr("Observe at\nTimes between t0 and T at which the loss sees the state too, separated by "
           "semicolons; each gets a target of its own."));
    addRow(3, tr("Observe at"), tr("Observe at"), m_observed);
    watch(m_z0);
    watch(m_target);
    connect(m_observed, &NumbersEdit::numbersChanged, this, [this] {
        std::vector<GradientObservation> observations;
        for (std::size_t k = 0; k < m_observed->numbers().size(); ++k)
            observations.push_back({ m_observed->numbers()[k],
                k < m_targets.size() ? m_targets[k]->state() : m_target->state() });
        showTargets(observations);
        emit changed();
    });
    connect(m_observed, &NumbersEdit::validityChanged, this, &GradientsDataForm::changed);
    connect(m_observed, &QLineEdit::editingFinished, this, &GradientsDataForm::gestureEnded);
}

NumberSpinBox* GradientsDataForm::makeNumber(const QString& objectName, const QString& name)
{
    auto* number = new NumberSpinBox(m_theme, this);
    number->setObjectName(objectName);
    number->setAccessibleName(name);
    number->setDescription(name);
    number->setStepping(NumberSpinBox::Stepping::Linear, 0.5);
    connect(number, &NumberSpinBox::valueChanged, this, &GradientsDataForm::changed);
    connect(number, &NumberSpinBox::validityChanged, this, &GradientsDataForm::changed);
    connect(number, &QAbstractSpinBox::editingFinished, this, &GradientsDataForm::gestureEnded);
    return number;
}

void GradientsDataForm::watch(StateField* field)
{
    connect(field, &StateField::changed, this, &GradientsDataForm::changed);
    connect(field, &StateField::gestureEnded, this, &GradientsDataForm::gestureEnded);
}

void GradientsDataForm::showTargets(const std::vector<GradientObservation>& observations)
{
    m_targets.clear();
    delete m_rows;
    m_rows = new QWidget(this);
    QGridLayout* grid = makeFormGrid(m_rows, kLabelWidth);
    for (std::size_t k = 0; k < observations.size(); ++k) {
        const QString time = settingText(observations[k].t);
        auto* field = new StateField(m_theme, QStringLiteral("gradients_target_%1").arg(k + 1),
            tr("Target at t = %1").arg(time), m_rows);
        field->setState(observations[k].target);
        grid->addWidget(makeLabelled(m_theme, QStringLiteral("<i>y</i>(%1)").arg(time),
                            QStringLiteral("y(%1)").arg(time), m_rows),
            static_cast<int>(k), 0);
        grid->addWidget(field, static_cast<int>(k), 1);
        watch(field);
        m_targets.push_back(field);
    }
    m_grid->addWidget(m_rows, 4, 0, 1, 2);
    m_rows->setVisible(!observations.empty());
}

void GradientsDataForm::setSettings(const GradientsSettings& settings)
{
    const QSignalBlocker quiet(this);
    m_z0->setState(settings.problem.y0);
    m_t0->setValue(settings.problem.t0);
    m_t1->setValue(settings.problem.t1);
    m_target->setState(settings.target);
    std::vector<double> times;
    for (const GradientObservation& seen : settings.observations)
        times.push_back(seen.t);
    const bool same
        = m_targets.size() == settings.observations.size() && times == m_observed->numbers();
    m_observed->setNumbers(times);
    if (!same)
        return showTargets(settings.observations);
    for (std::size_t k = 0; k < m_targets.size(); ++k)
        m_targets[k]->setState(settings.observations[k].target);
}

void GradientsDataForm::read(GradientsSettings& settings) const
{
    settings.problem.y0 = m_z0->state();
    settings.problem.t0 = m_t0->value();
    settings.problem.t1 = m_t1->value();
    settings.target = m_target->state();
    settings.observations.clear();
    for (std::size_t k = 0; k < m_targets.size(); ++k)
        settings.observations.push_back({ m_observed->numbers()[k], m_targets[k]->state() });
}

QString GradientsDataForm::reason() const
{
    std::vector<QString> reasons { m_z0->reason(), m_t0->invalidReason(), m_t1->invalidReason(),
        m_target->reason(), m_observed->invalidReason() };
    for (const StateField* field : m_targets)
        reasons.push_back(field->reason());
    const auto first
        = std::ranges::find_if(reasons, [](const QString& reason) { return !reason.isEmpty(); });
    return first == reasons.end() ? QString() : tr("Correct the data: %1").arg(*first);
}

} // namespace ui
