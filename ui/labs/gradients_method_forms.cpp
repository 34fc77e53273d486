// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's rows for solvers and gradient methods.
#include "ui/labs/gradients_forms.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/curve_swatch.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/form_grid.h"
#include "ui/widgets/number_spin_box.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kLabelWidth = 76;
constexpr int kRowHeight = 28;
constexpr int kPointsWidth = 58;
constexpr int kDifferenceWidth = 84;
const QString kSame = QStringLiteral("same"); // in the box of backward solvers

} // namespace

GradientSolverRows::GradientSolverRows(
    Theme& theme, QGridLayout* grid, int row, const QString& way, bool offersSame, QWidget* parent)
    : QObject(parent)
    , m_method(new ComboBox(parent))
    , m_controlLabel(makeLabel(theme, tr("Control"), 13, TextColor::Text2, false, parent))
    , m_control(new ComboBox(parent))
    , m_numberLabel(makeLabel(theme, {}, 13, TextColor::Text2, false, parent))
    , m_number(new NumberSpinBox(theme, parent))
{
    const QString title = offersSame ? tr("Backward") : tr("Forward");
    m_method->setObjectName(QStringLiteral("gradients_") + way);
    m_method->setAccessibleName(tr("%1 solver").arg(title));
    m_method->setToolTip(offersSame
            ? tr("Backward solver\nOf the adjoint equations; discrete methods do not ask for it.")
            : tr("Forward solver"));
    m_method->setMaxVisibleItems(24);
    m_method->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    if (offersSame)
        m_method->addItem(tr("Same as forward"), kSame);
    for (const solvers::Method& method : solvers::methods())
        m_method->addItem(methodName(method), methodId(method));
    m_control->setObjectName(QStringLiteral("gradients_%1_control").arg(way));
    m_control->setAccessibleName(tr("%1 step control").arg(title));
    m_control->addItem(tr("Fixed step"), false);
    m_control->addItem(tr("Tolerance"), true);
    m_number->setObjectName(QStringLiteral("gradients_%1_step").arg(way));
    m_number->setRange(0.0, 1e6);
    m_number->setMinimumExclusive(true);
    grid->addWidget(makeLabel(theme, title, 13, TextColor::Text2, false, parent), row, 0);
    grid->addWidget(m_method, row, 1);
    grid->addWidget(m_controlLabel, row + 1, 0);
    grid->addWidget(m_control, row + 1, 1);
    grid->addWidget(m_numberLabel, row + 2, 0);
    grid->addWidget(m_number, row + 2, 1);
    const auto changedByUser = [this](auto change) {
        return [this, change] {
            if (m_showing)
                return;
            change();
            show();
            emit changed();
        };
    };
    connect(m_method, &QComboBox::currentIndexChanged, this, changedByUser([this] {
        if (isSame())
            return;
        m_solver.id = m_method->currentData().toString().toStdString();
        m_solver.adaptive = m_solver.adaptive && solvers::methodById(m_solver.id).adaptive();
    }));
    connect(m_control, &QComboBox::currentIndexChanged, this,
        changedByUser([this] { m_solver.adaptive = m_control->currentData().toBool(); }));
    connect(m_number, &NumberSpinBox::valueChanged, this, changedByUser([this] {
        (m_solver.adaptive ? m_solver.tolerance : m_solver.step) = m_number->value();
    }));
    connect(m_number, &NumberSpinBox::validityChanged, this, &GradientSolverRows::changed);
    connect(m_number, &QAbstractSpinBox::editingFinished, this, &GradientSolverRows::gestureEnded);
}

void GradientSolverRows::setSolver(const GradientSolver& solver, bool same)
{
    m_solver = solver;
    {
        const QScopedValueRollback showing(m_showing, true);
        m_method->selectData(same ? kSame : fromCore(solver.id));
    }
    show();
}

bool GradientSolverRows::isSame() const
{
    return m_method->currentData().toString() == kSame;
}

bool GradientSolverRows::isValid() const
{
    return isSame() || m_number->isValid();
}

void GradientSolverRows::show()
{
    const QScopedValueRollback showing(m_showing, true);
    const bool adaptive = m_solver.adaptive;
    const bool choice = !isSame() && solvers::methodById(m_solver.id).adaptive();
    m_control->selectData(adaptive);
    for (QWidget* part :
        { static_cast<QWidget*>(m_controlLabel), static_cast<QWidget*>(m_control) })
        part->setVisible(choice);
    for (QWidget* part : { static_cast<QWidget*>(m_numberLabel), static_cast<QWidget*>(m_number) })
        part->setVisible(!isSame());
    m_numberLabel->setText(adaptive ? tr("Tolerance") : tr("Step <i>h</i>"));
    m_number->setAccessibleName(adaptive ? tr("Tolerance, %1").arg(m_method->accessibleName())
                                         : tr("Step h, %1").arg(m_method->accessibleName()));
    m_number->setValue(adaptive ? m_solver.tolerance : m_solver.step);
}

GradientsSolverForm::GradientsSolverForm(Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    QGridLayout* grid = makeFormGrid(this, kLabelWidth);
    m_forward = new GradientSolverRows(theme, grid, 0, QStringLiteral("forward"), false, this);
    m_backward = new GradientSolverRows(theme, grid, 3, QStringLiteral("backward"), true, this);
    for (GradientSolverRows* rows : { m_forward, m_backward }) {
        connect(rows, &GradientSolverRows::changed, this, &GradientsSolverForm::changed);
        connect(rows, &GradientSolverRows::gestureEnded, this, &GradientsSolverForm::gestureEnded);
    }
}

void GradientsSolverForm::setSettings(const GradientsSettings& settings)
{
    m_forward->setSolver(settings.forward, false);
    m_backward->setSolver(settings.backward, settings.sameBackward);
}

void GradientsSolverForm::read(GradientsSettings& settings) const
{
    settings.forward = m_forward->solver();
    settings.sameBackward = m_backward->isSame();
    settings.backward = m_backward->solver();
}

bool GradientsSolverForm::isValid() const
{
    return m_forward->isValid() && m_backward->isValid();
}

GradientsMethodList::GradientsMethodList(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_checkpoints(makeNumber(QStringLiteral("gradients_checkpoints"), tr("Checkpoints")))
    , m_difference(makeNumber(QStringLiteral("gradients_difference"), tr("Step of differences")))
{
    m_checkpoints->setRange(1, 10'000);
    m_checkpoints->setStepping(NumberSpinBox::Stepping::Integer);
    m_checkpoints->setFixedWidth(kPointsWidth);
    m_checkpoints->setDescription(tr("Checkpoints\nHow many states are kept in memory."));
    m_difference->setRange(0.0, 1.0);
    m_difference->setMinimumExclusive(true);
    m_difference->setFixedWidth(kDifferenceWidth);
    m_difference->setPrefix(QStringLiteral("<i>ε</i>"));
    m_difference->setDescription(
        tr("Step of the differences\nRelative to the larger of 1 and |parameter|."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    std::string_view withCheckpoints; // the last of them has the number, which is that of all
    for (const solvers::GradientMethod& method : solvers::gradientMethods())
        if (method.id.substr(0, 12) == "checkpointed")
            withCheckpoints = method.id;
    for (const solvers::GradientMethod& method : solvers::gradientMethods()) {
        auto* line = new QWidget(this);
        line->setFixedHeight(kRowHeight);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto* check = new QCheckBox(line);
        check->setObjectName(QStringLiteral("gradients_check_") + gradientId(method));
        check->setAccessibleName(gradientName(method));
        check->setToolTip(
            QStringLiteral("%1\n%2").arg(gradientName(method), fromCore(method.summary)));
        check->setFixedWidth(17);
        auto* name = new ElidedLabel(gradientName(method), line);
        name->setBuddy(check);
        row->addWidget(check);
        row->addWidget(new CurveSwatch(theme, seriesStyle(gradientId(method)), line));
        row->addWidget(name, 1);
        if (method.id == withCheckpoints)
            row->addWidget(m_checkpoints);
        if (method.id == "finite-differences")
            row->addWidget(m_difference);
        column->addWidget(line);
        m_checks.push_back(check);
        connect(check, &QCheckBox::toggled, this, &GradientsMethodList::changed);
    }
}

NumberSpinBox* GradientsMethodList::makeNumber(const QString& objectName, const QString& name)
{
    auto* number = new NumberSpinBox(m_theme, this);
    number->setObjectName(objectName);
    number->setAccessibleName(name);
    number->setFixedHeight(metrics::kCompactHeight);
    connect(number, &NumberSpinBox::valueChanged, this, &GradientsMethodList::changed);
    connect(number, &NumberSpinBox::validityChanged, this, &GradientsMethodList::changed);
    connect(number, &QAbstractSpinBox::editingFinished, this, &GradientsMethodList::gestureEnded);
    return number;
}

void GradientsMethodList::setSettings(const GradientsSettings& settings)
{
    const QSignalBlocker quiet(this);
    const auto methods = solvers::gradientMethods();
    for (std::size_t i = 0; i < m_checks.size(); ++i)
        m_checks[i]->setChecked(
            std::ranges::find(settings.methods, methods[i].id) != settings.methods.end());
    m_checkpoints->setValue(settings.checkpoints);
    m_difference->setValue(settings.difference);
}

void GradientsMethodList::read(GradientsSettings& settings) const
{
    settings.methods.clear();
    const auto methods = solvers::gradientMethods();
    for (std::size_t i = 0; i < m_checks.size(); ++i)
        if (m_checks[i]->isChecked())
            settings.methods.emplace_back(methods[i].id);
    if (m_checkpoints->isValid())
        settings.checkpoints = m_checkpoints->intValue();
    if (m_difference->isValid())
        settings.difference = m_difference->value();
}

bool GradientsMethodList::isValid() const
{
    return m_checkpoints->isValid() && m_difference->isValid();
}

} // namespace ui
