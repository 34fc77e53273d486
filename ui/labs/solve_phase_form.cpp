// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_phase_form.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr double kDefaultStep = 0.05;
constexpr double kFewestSteps = 200.0; // of the interval, by the step offered at first
constexpr double kDefaultTolerance = 1e-6;
constexpr auto kDefaultMethod = "rk4";
constexpr auto kStiffMethod = "radau-iia3";

/// 1, 2 or 5 times a power of ten, not above the value.
double roundDown(double value)
{
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    const double share = value / power;
    return power * (share >= 5.0 ? 5.0 : share >= 2.0 ? 2.0 : 1.0);
}

} // namespace

SolvePhaseForm::SolvePhaseForm(Theme& theme, const SolveView::SectionFactory& add, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
{
    buildShow(add);
    buildLaunch(add);
    buildEquilibria(add);
}

void SolvePhaseForm::buildShow(const SolveView::SectionFactory& add)
{
    Section* section = add(QStringLiteral("solve_phase_show"), tr("Show"));
    auto* checks = new QWidget(section);
    m_grid = new QGridLayout(checks);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setVerticalSpacing(metrics::kRowGap);
    struct Entry {
        Show what;
        QString name;
        QString text;
        QString hint;
        bool checked;
    };
    const QList<Entry> entries {
        { Show::Field, QStringLiteral("field"), tr("Vector field"),
            tr("Arrows of equal length along (x′, y′)"), true },
        { Show::Nullclines, QStringLiteral("nullclines"), tr("Nullclines"),
            tr("The curves where one of the two stands still"), true },
        { Show::Equilibria, QStringLiteral("equilibria"), tr("Equilibria"),
            tr("Where both stand still, with the eigenvalues λ of the linearisation"), true },
        { Show::Separatrix, QStringLiteral("separatrix"), tr("Separatrix"),
            tr("The orbits that run into the saddles and out of them"), true },
        { Show::Streamlines, QStringLiteral("streamlines"), tr("Streamlines"),
            tr("Pieces of solutions all over the plane"), false },
        { Show::Past, QStringLiteral("past"), tr("Backward time"),
            tr("Each trajectory before its start as well, dashed"), false },
        { Show::Solutions, QStringLiteral("solutions"), tr("Solutions"),
            tr("The ticked solvers' curves, seen in this plane"), false },
    };
    for (const Entry& entry : entries) {
        auto* check = new QCheckBox(entry.text, checks);
        check->setObjectName(QStringLiteral("solve_phase_%1").arg(entry.name));
        check->setAccessibleName(entry.text);
        check->setToolTip(entry.hint);
        check->setChecked(entry.checked);
        m_checks.insert(entry.what, check);
        m_order << entry.what;
        const bool computes = entry.what == Show::Streamlines || entry.what == Show::Past;
        connect(check, &QCheckBox::toggled, this,
            computes ? &SolvePhaseForm::contentChanged : &SolvePhaseForm::shownChanged);
    }
    layOutChecks();
    section->addWidget(checks);

    const auto picker = [&](const QString& name, const QString& label) {
        auto* combo = new ComboBox(section);
        combo->setObjectName(name);
        combo->setToolTip(tr("The others stay at their initial values for the field"));
        m_axisParts << section->addRow(label, combo) << combo;
        return combo;
    };
    m_x = picker(QStringLiteral("solve_phase_x"), tr("x axis"));
    m_y = picker(QStringLiteral("solve_phase_y"), tr("y axis"));
    connect(m_x, &QComboBox::activated, this, [this] { pickAxis(m_x, m_y); });
    connect(m_y, &QComboBox::activated, this, [this] { pickAxis(m_y, m_x); });
    m_sections << section;
}

void SolvePhaseForm::buildLaunch(const SolveView::SectionFactory& add)
{
    Section* section = add(QStringLiteral("solve_phase_launch"), tr("Launch"));
    m_method = new ComboBox(section);
    m_method->setObjectName(QStringLiteral("solve_phase_method"));
    m_method->setToolTip(tr("Of the trajectories launched from now on"));
    for (const solvers::Method& method : solvers::methods())
        m_method->addItem(methodName(method), methodId(method));
    m_method->selectData(QString::fromLatin1(kDefaultMethod));
    section->addRow(tr("Solver"), m_method);
    m_step = new NumberSpinBox(m_theme, section);
    m_step->setObjectName(QStringLiteral("solve_phase_step"));
    m_step->setRange(0.0, 1e6);
    m_step->setMinimumExclusive(true);
    m_step->setValue(kDefaultStep);
    m_stepLabel = section->addRow(tr("Step <i>h</i>"), m_step, tr("Step h"));
    m_tolerance = new NumberSpinBox(m_theme, section);
    m_tolerance->setObjectName(QStringLiteral("solve_phase_tolerance"));
    m_tolerance->setRange(1e-14, 0.1);
    m_tolerance->setValue(kDefaultTolerance);
    m_toleranceLabel = section->addRow(tr("Tolerance"), m_tolerance);
    m_duration = new ComboBox(section);
    m_duration->setObjectName(QStringLiteral("solve_phase_duration"));
    m_duration->addItem(tr("Until closed or out"), true);
    m_duration->addItem(tr("The interval"), false);
    m_duration->setToolTip(tr("The interval is that of the problem. A field that changes with time "
                              "is always followed over it."));
    section->addRow(tr("Duration"), m_duration);
    connect(m_method, &QComboBox::currentIndexChanged, this, &SolvePhaseForm::showSetting);
    connect(m_duration, &QComboBox::activated, this, &SolvePhaseForm::contentChanged);
    showSetting();
    m_sections << section;
}

void SolvePhaseForm::buildEquilibria(const SolveView::SectionFactory& add)
{
    Section* section = add(QStringLiteral("solve_phase_found"), tr("Equilibria found"));
    m_equilibria = makeLabel(m_theme, {}, 13, TextColor::Text, false, section);
    m_equilibria->setObjectName(QStringLiteral("solve_phase_list"));
    m_equilibria->setTextFormat(Qt::RichText);
    m_equilibria->setWordWrap(true);
    m_equilibria->setTextInteractionFlags(Qt::TextSelectableByMouse);
    section->addWidget(m_equilibria);
    m_sections << section;
}

void SolvePhaseForm::showSetting()
{
    const bool adaptive = method().adaptive();
    m_step->setVisible(!adaptive);
    m_stepLabel->setVisible(!adaptive);
    m_tolerance->setVisible(adaptive);
    m_toleranceLabel->setVisible(adaptive);
}

/// Two a row, without holes for those that have no meaning for the problem.
void SolvePhaseForm::layOutChecks()
{
    int place = 0;
    for (const Show what : std::as_const(m_order)) {
        QCheckBox* check = m_checks[what];
        m_grid->removeWidget(check);
        if (check->isVisibleTo(check->parentWidget())) {
            m_grid->addWidget(check, place / 2, place % 2);
            ++place;
        }
    }
}

/// Two equal components span no plane: the other picker takes the one that was here before.
void SolvePhaseForm::pickAxis(ComboBox* picked, ComboBox* other)
{
    if (picked->currentIndex() == other->currentIndex())
        other->setCurrentIndex(picked->currentIndex() == 0 ? 1 : 0);
    emit axesChanged();
}

bool SolvePhaseForm::shows(Show what) const
{
    const QCheckBox* check = m_checks.value(what);
    return check->isChecked() && check->isVisibleTo(check->parentWidget());
}

bool SolvePhaseForm::untilClosed() const
{
    return m_duration->currentData().toBool();
}

std::size_t SolvePhaseForm::x() const
{
    return static_cast<std::size_t>(std::max(0, m_x->currentIndex()));
}

std::size_t SolvePhaseForm::y() const
{
    return static_cast<std::size_t>(std::max(0, m_y->currentIndex()));
}

const solvers::Method& SolvePhaseForm::method() const
{
    return solvers::methodById(m_method->currentData().toString().toStdString());
}

solvers::SolveOptions SolvePhaseForm::options() const
{
    solvers::SolveOptions options;
    options.adaptive = method().adaptive();
    options.step = m_step->value();
    options.rtol = options.atol = m_tolerance->value();
    return options;
}

void SolvePhaseForm::setProblem(const solvers::Problem& problem)
{
    const std::size_t dim = problem.dim();
    for (ComboBox* combo : { m_x, m_y }) {
        combo->clear();
        for (std::size_t k = 0; k < dim; ++k)
            combo->addItem(componentName(k, dim, false));
    }
    setAxes(0, dim > 1 ? 1 : 0);
    for (QWidget* part : std::as_const(m_axisParts))
        part->setVisible(dim > 2);
    for (const Show what : { Show::Nullclines, Show::Streamlines, Show::Past })
        m_checks[what]->setVisible(dim > 1);
    m_checks[Show::Separatrix]->setVisible(dim == 2);
    m_checks[Show::Solutions]->setVisible(dim > 2);
    layOutChecks();
    const double fitting = std::abs(problem.t1 - problem.t0) / kFewestSteps;
    m_step->setValue(fitting > 0.0 ? std::min(kDefaultStep, roundDown(fitting)) : kDefaultStep);
    m_method->selectData(QString::fromLatin1(problem.stiff ? kStiffMethod : kDefaultMethod));
    m_duration->selectData(dim <= 2); // in space few orbits close
}

void SolvePhaseForm::setAxes(std::size_t x, std::size_t y)
{
    m_x->setCurrentIndex(static_cast<int>(x));
    m_y->setCurrentIndex(static_cast<int>(y));
}

void SolvePhaseForm::setEquilibria(const QString& richText)
{
    m_equilibria->setText(richText);
}

} // namespace ui
