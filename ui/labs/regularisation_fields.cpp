// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/regularisation_fields.h"

#include "ui/theme.h"
#include "ui/widgets/form_field.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace ui {

namespace {

constexpr double kMostWeight = 1e6;
constexpr double kMostBudget = 1e9;

} // namespace

RegularisationFields::RegularisationFields(
    Theme& theme, Section& section, const QString& prefix, Of of, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_prefix(prefix)
{
    const bool series = of == Of::Series;
    m_kinetic = addTerm(section, "kinetic", tr("Kinetic"), 1e-3, kMostWeight,
        series ? tr("Adds this times the integral of |f|² to the loss (Finlay et al. 2020): a slow "
                    "field needs few evaluations. May be switched during a run.")
               : tr("Adds this times the integral of |f|² along depth, divided by the numbers of a "
                    "state, to the loss (Finlay et al. 2020): a slow field needs few evaluations. "
                    "May be switched during a run; it applies at the next batch."));
    m_jacobian = addTerm(section, "jacobian", tr("Jacobian"), 1e-3, kMostWeight,
        series ? tr("Adds this times the integral of |∂f/∂y|² (Frobenius norm, Hutchinson's "
                    "estimate; Finlay et al. 2020): a smooth field needs few evaluations.")
               : tr("Adds this times the integral of |∂f/∂z|² along depth (Frobenius norm, "
                    "Hutchinson's estimate), divided by the numbers of a state (Finlay et al. "
                    "2020): a smooth field needs few evaluations. A step takes about twice as "
                    "long."));
    m_steer = addTerm(section, "steer", tr("STEER"), 0.5, series ? 0.99 : 1e3,
        series ? tr("Moves the times of samples at random by up to half this share of their gap "
                    "(Ghosh et al. 2020).")
               : tr("Every training step integrates up to a time drawn from T − b to T + b, tests "
                    "up to T (Ghosh et al. 2020). b is less than T."));
    m_budget = number(section, QStringLiteral("budget"), tr("Budget of evaluations"));
    m_budget->setRange(0.0, kMostBudget);
    m_budget->setStepping(NumberSpinBox::Stepping::Integer);
    m_budgetTip = tr("Budget of evaluations\nThe line in the chart of evaluations; 0: none.");
    section.addRow(tr("Budget"), m_budget, tr("Budget of evaluations"));
    refresh();
}

NumberSpinBox* RegularisationFields::number(
    Section& section, const QString& name, const QString& title)
{
    auto* made = new NumberSpinBox(m_theme, &section);
    made->setObjectName(m_prefix + QLatin1Char('_') + name);
    made->setAccessibleName(title);
    connect(made, &NumberSpinBox::valueChanged, this, &RegularisationFields::changed);
    connect(made, &NumberSpinBox::validityChanged, this, &RegularisationFields::validityChanged);
    connect(made, &QAbstractSpinBox::editingFinished, this, &RegularisationFields::gestureEnded);
    return made;
}

RegularisationFields::Term RegularisationFields::addTerm(Section& section, const char* name,
    const QString& title, double start, double most, const QString& toolTip)
{
    Term term;
    term.toolTip = title + QLatin1Char('\n') + toolTip;
    term.weight = number(section, QLatin1String(name), title);
    term.weight->setRange(0.0, most);
    term.weight->setValue(start);
    term.on = new QCheckBox(title, &section);
    term.on->setObjectName(term.weight->objectName() + QStringLiteral("_on"));
    connect(term.on, &QCheckBox::toggled, this, &RegularisationFields::changed);
    auto* both = new QWidget(&section);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kRowGap);
    row->addWidget(term.on, 1);
    row->addWidget(term.weight, 1);
    section.addWidget(both);
    return term;
}

RegularisationFields::State RegularisationFields::state() const
{
    const auto of = [](const Term& term) {
        return State::Switch { term.on->isChecked(), term.weight->value() };
    };
    return { of(m_kinetic), of(m_jacobian), of(m_steer), m_budget->intValue() };
}

void RegularisationFields::setState(const State& state)
{
    const auto set = [](const Term& term, const State::Switch& wanted) {
        term.weight->setValue(wanted.weight);
        term.on->setChecked(wanted.on);
    };
    set(m_kinetic, state.kinetic);
    set(m_jacobian, state.jacobian);
    set(m_steer, state.steer);
    setBudget(state.budget);
}

nn::Regularisation RegularisationFields::terms() const
{
    const auto weight
        = [](const Term& term) { return term.on->isChecked() ? term.weight->value() : 0.0; };
    return { weight(m_kinetic), weight(m_jacobian), weight(m_steer) };
}

void RegularisationFields::setTerms(const nn::Regularisation& terms)
{
    const auto set = [](const Term& term, double weight) {
        if (weight > 0.0)
            term.weight->setValue(weight);
        term.on->setChecked(weight > 0.0);
    };
    set(m_kinetic, terms.kinetic);
    set(m_jacobian, terms.jacobian);
    set(m_steer, terms.steer);
}

long RegularisationFields::budget() const
{
    return m_budget->intValue();
}

void RegularisationFields::setBudget(long evaluations)
{
    m_budget->setValue(static_cast<double>(evaluations));
}

void RegularisationFields::setStartOfSteer(double b)
{
    if (!m_steer.on->isChecked())
        m_steer.weight->setValue(b);
}

QString RegularisationFields::problem() const
{
    for (const NumberSpinBox* field :
        { m_kinetic.weight, m_jacobian.weight, m_steer.weight, m_budget })
        if (field->isEnabled() && !field->isValid())
            return tr("%1: %2").arg(field->accessibleName(), field->invalidReason());
    return {};
}

void RegularisationFields::refresh(const QString& reason)
{
    for (const Term& term : { m_kinetic, m_jacobian, m_steer }) {
        setObstacle(term.on, reason, term.toolTip);
        setObstacle(term.weight,
            !reason.isEmpty()          ? reason
                : term.on->isChecked() ? QString()
                                       : tr("The switch is off"),
            term.toolTip);
    }
    setObstacle(m_budget, reason, m_budgetTip);
}

void RegularisationFields::cutOff()
{
    for (const Term& term : { m_kinetic, m_jacobian, m_steer }) {
        term.on->disconnect(this);
        term.weight->disconnect(this);
    }
    m_budget->disconnect(this);
}

} // namespace ui
