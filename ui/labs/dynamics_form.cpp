// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/dynamics_form.h"

#include "ui/labs/regularisation_fields.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/numbers_edit.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>

#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr QLatin1String kTyped(DynamicsSettings::kTyped);
constexpr QLatin1String kCurve(DynamicsSettings::kCurve);
constexpr QLatin1String kSeries(DynamicsSettings::kSeries);

std::string id(const ComboBox* box)
{
    return box->currentData().toString().toStdString();
}

void select(ComboBox* box, const std::string& id)
{
    box->selectData(QString::fromStdString(id));
}

} // namespace

DynamicsForm::DynamicsForm(Theme& theme, const Sections& sections, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_sections(sections)
{
    addDataFields();
    addTypedFields();
    addFieldFields();
    addSolverFields();
    addTrainingFields();
    m_terms = new RegularisationFields(
        theme, *sections.terms, QStringLiteral("dynamics"), RegularisationFields::Of::Series, this);
    connect(m_terms, &RegularisationFields::changed, this, &DynamicsForm::edited);
    connect(m_terms, &RegularisationFields::validityChanged, this, &DynamicsForm::changed);
    connect(m_terms, &RegularisationFields::gestureEnded, this, &DynamicsForm::gestureEnded);
    setDefaults();
}

DynamicsSettings DynamicsForm::settings() const
{
    DynamicsSettings s;
    s.trajectory = id(m_source);
    s.rhs = m_rhs->expressions();
    s.start = m_start->numbers();
    s.curve = m_curve;
    s.file = m_file.toStdString();
    s.end = m_end->value();
    s.samples = m_samples->intValue();
    s.noise = m_noise->value();
    s.depth = m_depth->intValue();
    s.width = m_width->intValue();
    s.activation = id(m_activation);
    s.cube = m_cube->isChecked();
    s.solver = id(m_solver);
    s.adaptive = m_control->currentData().toBool();
    s.step = m_step->value();
    s.tolerance = m_tolerance->value();
    s.gradient = id(m_gradient);
    s.optimizer = id(m_optimizer);
    s.rate = m_rate->value();
    s.steps = m_steps->intValue();
    s.seed = m_seed->value();
    s.mode = m_mode->currentIndex();
    s.pieces = m_pieces->intValue();
    s.horizon = m_horizon->intValue();
    s.segments = m_segments->intValue();
    const RegularisationFields::State terms = m_terms->state();
    s.kineticOn = terms.kinetic.on;
    s.kinetic = terms.kinetic.weight;
    s.jacobianOn = terms.jacobian.on;
    s.jacobian = terms.jacobian.weight;
    s.steerOn = terms.steer.on;
    s.steer = terms.steer.weight;
    s.budget = terms.budget;
    return s;
}

void DynamicsForm::setSettings(const DynamicsSettings& s)
{
    const DynamicsSource before = source();
    m_filling = true;
    select(m_source, s.trajectory);
    m_rhs->setExpressions(s.rhs);
    m_start->setNumbers(s.start);
    m_curve = s.curve;
    m_file = QString::fromStdString(s.file);
    m_end->setValue(s.end);
    m_samples->setValue(s.samples);
    m_noise->setValue(s.noise);
    m_depth->setValue(s.depth);
    m_width->setValue(s.width);
    select(m_activation, s.activation);
    m_cube->setChecked(s.cube);
    select(m_solver, s.solver);
    m_control->selectData(s.adaptive);
    m_step->setValue(s.step);
    m_tolerance->setValue(s.tolerance);
    select(m_gradient, s.gradient);
    select(m_optimizer, s.optimizer);
    m_rate->setValue(s.rate);
    m_steps->setValue(s.steps);
    m_seed->setValue(s.seed);
    m_mode->setCurrentIndex(s.mode);
    m_pieces->setValue(s.pieces);
    m_horizon->setValue(s.horizon);
    m_segments->setValue(s.segments);
    m_terms->setState({ { s.kineticOn, s.kinetic }, { s.jacobianOn, s.jacobian },
        { s.steerOn, s.steer }, s.budget });
    m_filling = false;
    m_start->setCount(static_cast<int>(s.rhs.size()));
    edited();
    if (!(source() == before))
        emit sourceChanged();
}

QString DynamicsForm::kind() const
{
    return m_source->currentData().toString();
}

bool DynamicsForm::isDrawing() const
{
    return kind() == kCurve;
}

QString DynamicsForm::sourceProblem() const
{
    if (isDrawing())
        return m_curve.size() < 2 ? tr("Draw a curve into the left chart") : QString();
    if (kind() == kSeries)
        return m_file.isEmpty() ? tr("Choose a CSV file") : QString();
    if (kind() == kTyped && m_rhs->fault())
        return tr("The expressions cannot be read");
    if (kind() == kTyped && !m_start->isValid())
        return m_start->accessibleName() + QStringLiteral(": ") + m_start->invalidReason();
    return QString::fromStdString(source().problem.problem());
}

QString DynamicsForm::problem() const
{
    if (const QString found = sourceProblem(); !found.isEmpty())
        return found;
    if (const QString found = m_fields.invalidNumber(); !found.isEmpty())
        return found;
    if (const QString found = m_terms->problem(); !found.isEmpty())
        return found;
    return QString::fromStdString(options().problem());
}

void DynamicsForm::setLocked(bool locked)
{
    if (!m_fields.setLocked(locked))
        return;
    refresh();
}

void DynamicsForm::chooseProblem(const QString& problem)
{
    if (m_source->selectData(problem))
        pickSource();
}

void DynamicsForm::setCurve(std::vector<std::array<double, 2>> points)
{
    m_curve = std::move(points);
    edited();
    emit sourceChanged();
}

void DynamicsForm::setFile(const QString& file)
{
    DynamicsSettings wanted = withTrajectory(settings(), DynamicsSettings::kSeries);
    wanted.file = file.toStdString();
    setSettings(wanted);
    emit sourceChanged(); // the file may be another one under the same name
}

/// By the user
void DynamicsForm::pickSource()
{
    setSettings(withTrajectory(settings(), id(m_source)));
    emit sourceChanged();
    if (kind() == kSeries && m_file.isEmpty())
        askForFile();
}

void DynamicsForm::askForFile()
{
    auto* dialog = new QFileDialog(m_sections.data, tr("Time series: CSV with t,y1,...,yn a line"),
        QFileInfo(m_file).path(), tr("Time series (*.csv *.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DynamicsForm::setFile);
    dialog->open();
}

QString DynamicsForm::obstacle(const QWidget* field) const
{
    const solvers::Method& method = solvers::methodById(id(m_solver));
    const bool adaptive = m_control->currentData().toBool() && method.adaptive();
    const bool series = kind() == kSeries;
    if (series && (field == m_end || field == m_samples))
        return tr("The file decides");
    if (field == m_noise && (series || isDrawing()))
        return tr("These data are taken as they are");
    if (field == m_control && !method.adaptive())
        return tr("%1 has no error estimate to choose its steps by").arg(methodName(method));
    if (field == m_step && adaptive)
        return tr("The tolerance decides");
    if (field == m_tolerance && !adaptive)
        return tr("The steps are fixed");
    const bool shooting = m_mode->currentIndex() == 2;
    if ((field == m_pieces || field == m_horizon) && shooting)
        return tr("Multiple shooting has its own segments");
    if (field == m_segments && !shooting)
        return tr("Only for multiple shooting");
    return {};
}

void DynamicsForm::refresh()
{
    m_fields.refresh([this](const QWidget* field) { return obstacle(field); });
    m_terms->refresh();
    m_typed->setVisible(kind() == kTyped);
    const QString note = isDrawing() ? tr("Draw with the mouse in the left chart.")
        : kind() == kSeries ? (m_file.isEmpty() ? tr("No file yet") : QFileInfo(m_file).fileName())
                            : QString();
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_choose->setVisible(kind() == kSeries);
}

void DynamicsForm::edited()
{
    if (m_filling)
        return;
    refresh();
    emit liveChanged();
    emit changed();
}

void DynamicsForm::cutOff()
{
    m_fields.disconnectFrom(this);
    m_rhs->disconnect(this);
    m_terms->cutOff();
}

} // namespace ui
