// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/dynamics_form.h"

#include "ui/labs/regularisation_fields.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/form_field.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/numbers_edit.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>

#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr long kBudget = 40; ///< of evaluations
const QString kTyped = QStringLiteral("typed");
const QString kCurve = QStringLiteral("curve");
const QString kSeries = QStringLiteral("series");

std::string id(const ComboBox* box)
{
    return box->currentData().toString().toStdString();
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
    m_terms->setBudget(kBudget);
    connect(m_terms, &RegularisationFields::changed, this, &DynamicsForm::edited);
    connect(m_terms, &RegularisationFields::validityChanged, this, &DynamicsForm::changed);
    setDefaults();
}

void DynamicsForm::setDefaults()
{
    m_filling = true;
    const nn::DynamicsOptions options;
    const nn::SampleOptions samples;
    m_source->selectData(QStringLiteral("spiral"));
    m_samples->setValue(samples.samples);
    m_noise->setValue(samples.noise);
    m_depth->setValue(options.field.depth);
    m_width->setValue(options.field.width);
    m_activation->selectData(QString::fromStdString(options.field.activation));
    m_solver->selectData(QString::fromStdString(options.solver));
    m_control->selectData(options.adaptive);
    m_step->setValue(options.step);
    m_tolerance->setValue(options.rtol);
    m_gradient->selectData(QString::fromStdString(options.gradient));
    m_optimizer->selectData(QString::fromStdString(options.optimizer));
    m_rate->setValue(options.learningRate);
    m_steps->setValue(static_cast<double>(options.steps));
    m_mode->setCurrentIndex(options.shooting > 0 ? 2 : options.grow ? 1 : 0);
    m_pieces->setValue(options.pieces);
    m_horizon->setValue(options.horizon);
    m_seed->setValue(static_cast<double>(options.seed));
    m_terms->setTerms({});
    fillFromProblem();
    m_filling = false;
    edited();
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

solvers::Problem DynamicsForm::typedProblem() const
{
    solvers::Problem problem;
    problem.name = tr("Typed problem").toStdString();
    problem.rhs = m_rhs->expressions();
    problem.y0 = m_start->numbers();
    return problem;
}

DynamicsSource DynamicsForm::source() const
{
    DynamicsSource source;
    source.samples.samples = m_samples->intValue();
    source.samples.noise = m_noise->value();
    source.samples.seed = static_cast<std::uint64_t>(m_seed->value());
    if (isDrawing()) {
        source.kind = DynamicsSource::Kind::Curve;
        source.curve = m_curve;
        source.duration = m_end->value();
    } else if (kind() == kSeries) {
        source.kind = DynamicsSource::Kind::Series;
        source.file = m_file;
    } else {
        source.problem = kind() == kTyped ? typedProblem() : nn::dynamicsProblem(id(m_source));
        source.problem.t1 = m_end->value();
        source.problem.endText.clear();
    }
    return source;
}

nn::Regularisation DynamicsForm::terms() const
{
    return m_terms->terms();
}

nn::DynamicsOptions DynamicsForm::options() const
{
    nn::DynamicsOptions options;
    options.field.depth = m_depth->intValue();
    options.field.width = m_width->intValue();
    options.field.activation = id(m_activation);
    options.field.cube = m_cube->isChecked();
    options.solver = id(m_solver);
    options.adaptive
        = m_control->currentData().toBool() && solvers::methodById(options.solver).adaptive();
    options.step = m_step->value();
    const double relation = options.atol / options.rtol; // of the defaults
    options.rtol = m_tolerance->value();
    options.atol = relation * options.rtol;
    options.gradient = id(m_gradient);
    options.optimizer = id(m_optimizer);
    options.learningRate = m_rate->value();
    options.steps = m_steps->intValue();
    options.grow = m_mode->currentIndex() == 1;
    options.shooting = m_mode->currentIndex() == 2 ? m_segments->intValue() : 0;
    options.pieces = m_pieces->intValue();
    options.horizon = m_horizon->intValue();
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    options.regularisation = terms();
    return options;
}

double DynamicsForm::rate() const
{
    return m_rate->value();
}

long DynamicsForm::budget() const
{
    return m_terms->budget();
}

QString DynamicsForm::sourceProblem() const
{
    if (isDrawing())
        return m_curve.size() < 2 ? tr("Draw a curve into the left chart") : QString();
    if (kind() == kSeries)
        return m_file.isEmpty() ? tr("Choose a CSV file") : QString();
    if (kind() == kTyped && m_rhs->fault())
        return tr("The expressions cannot be read");
    return QString::fromStdString(source().problem.problem());
}

QString DynamicsForm::problem() const
{
    if (const QString found = sourceProblem(); !found.isEmpty())
        return found;
    for (const Field& field : m_fields)
        if (auto* spin = qobject_cast<NumberSpinBox*>(field.widget);
            spin && spin->isEnabled() && !spin->isValid())
            return tr("%1: %2").arg(spin->accessibleName(), spin->invalidReason());
    if (const QString found = m_terms->problem(); !found.isEmpty())
        return found;
    return QString::fromStdString(options().problem());
}

void DynamicsForm::setLocked(bool locked)
{
    if (locked == m_locked)
        return;
    m_locked = locked;
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
    m_file = file;
    m_filling = true;
    m_source->selectData(kSeries);
    fillFromProblem();
    m_filling = false;
    edited();
    emit sourceChanged();
}

/// By the user
void DynamicsForm::pickSource()
{
    if (kind() == kSeries && m_file.isEmpty())
        askForFile();
    m_filling = true;
    fillFromProblem();
    m_filling = false;
    edited();
    emit sourceChanged();
}

/// What goes with the data: their end, and y^3 for the spiral.
void DynamicsForm::fillFromProblem()
{
    if (kind() == kTyped) {
        m_start->setCount(static_cast<int>(m_rhs->expressions().size()));
    } else if (isDrawing()) {
        m_end->setValue(10.0);
        m_samples->setValue(200);
    } else if (kind() != kSeries) {
        m_end->setValue(nn::dynamicsProblem(id(m_source)).t1);
    }
    m_cube->setChecked(kind() == QLatin1String("spiral"));
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
    for (const Field& field : std::as_const(m_fields)) {
        const QString reason
            = m_locked && !field.live ? tr("Locked while a run is open") : obstacle(field.widget);
        setObstacle(field.widget, reason, field.toolTip);
    }
    m_terms->refresh();
    m_typed->setVisible(kind() == kTyped);
    const QString note = isDrawing() ? tr("Draw with the mouse in the left chart.")
        : kind() == kSeries ? (m_file.isEmpty() ? tr("No file yet") : QFileInfo(m_file).fileName())
                            : QString();
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
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
    for (const Field& field : std::as_const(m_fields))
        field.widget->disconnect(this);
    m_rhs->disconnect(this);
    m_terms->cutOff();
}

} // namespace ui
