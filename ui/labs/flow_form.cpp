// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/flow_form.h"

#include "nn/training/options_json.h"
#include "solvers/json_text.h"
#include "ui/labs/regularisation_fields.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/train_settings.h"
#include "ui/text.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QSettings>

#include <exception>
#include <utility>

namespace ui {

namespace {

const QLatin1String kStored("flow/options");

std::string id(const ComboBox* box)
{
    return box->currentData().toString().toStdString();
}

nn::TrainingOptions restored()
{
    const std::string text = QSettings().value(kStored).toString().toStdString();
    if (!text.empty()) {
        try {
            nn::TrainingOptions options = nn::optionsFromJson(solvers::parseJson(text));
            if (!options.plane.empty())
                return options;
        } catch (const std::exception&) {
            // Written by another version: start afresh.
        }
    }
    return FlowForm::defaults();
}

} // namespace

FlowForm::FlowForm(Theme& theme, const Sections& sections, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_sections(sections)
{
    addDataFields();
    addModelFields();
    addSolverFields();
    addOptimiserFields();
    addTerms();
    addMachineFields();
    setOptions(restored());
}

nn::TrainingOptions FlowForm::defaults()
{
    nn::TrainingOptions options = nn::planeTrainingOptions("spirals", "plane-odenet");
    options.trainImages = nn::planeSetById("spirals").train;
    options.testImages = nn::planeSetById("spirals").test;
    return options;
}

nn::TrainingOptions FlowForm::options() const
{
    nn::TrainingOptions options;
    options.plane = nn::planeSetConfig(id(m_set));
    options.plane.noise = m_noise->value();
    if (nn::planeSetById(options.plane.set).generated) {
        options.trainImages = m_train->intValue();
        options.testImages = m_test->intValue();
    }
    options.plane.painted = isPainting() ? m_painted : std::vector<nn::LabelledPoint>();
    if (options.plane.set == "csv")
        options.plane.file = m_file.toStdU16String();
    options.model = nn::modelConfig(id(m_model));
    const bool ode = nn::modelById(options.model.model).hasOdeBlock;
    options.model.layers = m_layers->intValue();
    options.model.width = m_width->intValue();
    options.model.activation = id(m_activation);
    options.model.extra = options.model.model == "plane-mlp" ? 0 : m_extra->intValue();
    options.model.blocks = m_blocks->intValue();
    options.model.timeDependent = ode && m_time->isChecked();
    if (ode) {
        options.model.t1 = m_depth->value();
        options.model.solver = id(m_solver);
        options.model.adaptive = m_control->currentData().toBool()
            && solvers::methodById(options.model.solver).adaptive();
        options.model.step = m_step->value();
        options.model.rtol = options.model.atol = m_tolerance->value();
        options.model.gradient = id(m_gradient);
        options.regularisation = m_terms->terms();
    }
    options.optimizer = id(m_optimizer);
    options.learningRate = m_rate->value();
    options.batch = m_batch->intValue();
    options.epochs = m_epochs->intValue();
    options.threads = m_threads->intValue();
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    return options;
}

void FlowForm::setOptions(const nn::TrainingOptions& options)
{
    m_filling = true;
    const nn::ModelConfig& model = options.model;
    const nn::PlaneSetInfo& set = nn::planeSetById(options.plane.set);
    m_set->selectData(fromCore(set.id));
    m_painted = options.plane.painted;
    m_file = fromPath(options.plane.file);
    m_train->setValue(
        static_cast<double>(options.trainImages > 0 ? options.trainImages : set.train));
    m_test->setValue(static_cast<double>(options.testImages > 0 ? options.testImages : set.test));
    m_noise->setValue(options.plane.noise);
    m_model->selectData(QString::fromStdString(model.model));
    m_layers->setValue(model.layers);
    m_width->setValue(model.width);
    m_activation->selectData(QString::fromStdString(model.activation));
    m_extra->setValue(model.extra);
    m_blocks->setValue(model.blocks);
    m_depth->setValue(model.t1);
    m_time->setChecked(model.timeDependent);
    m_solver->selectData(QString::fromStdString(model.solver));
    m_control->selectData(model.adaptive);
    m_step->setValue(model.step);
    m_tolerance->setValue(model.rtol);
    m_gradient->selectData(model.gradient.empty() ? QStringLiteral("adjoint")
                                                  : QString::fromStdString(model.gradient));
    m_optimizer->selectData(QString::fromStdString(options.optimizer));
    m_rate->setValue(options.learningRate);
    m_batch->setValue(options.batch);
    m_epochs->setValue(options.epochs);
    m_terms->setTerms(options.regularisation);
    m_threads->setValue(std::max(1, options.threads));
    m_seed->setValue(static_cast<double>(options.seed));
    m_filling = false;
    settingChanged();
}

void FlowForm::setChosen()
{
    const std::string chosen = id(m_set);
    if (chosen == "csv")
        return askForFile();
    const nn::PlaneSetInfo& info = nn::planeSetById(chosen);
    m_filling = true;
    m_noise->setValue(info.noise);
    if (info.generated) {
        m_train->setValue(static_cast<double>(info.train));
        m_test->setValue(static_cast<double>(info.test));
    }
    m_filling = false;
    settingChanged();
}

bool FlowForm::isPainting() const
{
    return id(m_set) == "painted";
}

void FlowForm::setPainted(std::vector<nn::LabelledPoint> points)
{
    m_painted = std::move(points);
    settingChanged();
}

void FlowForm::setFile(const QString& file)
{
    m_file = file;
    m_filling = true;
    m_set->selectData(QStringLiteral("csv"));
    m_filling = false;
    settingChanged();
}

void FlowForm::askForFile()
{
    auto* dialog = new QFileDialog(m_sections.data, tr("CSV file with x1,x2,label a line"),
        QFileInfo(m_file).path(), tr("Points (*.csv *.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &FlowForm::setFile);
    dialog->open();
}

void FlowForm::cutOff()
{
    m_fields.disconnectFrom(this);
    m_terms->cutOff();
}

QString FlowForm::problem() const
{
    if (const QString found = m_fields.invalidNumber(); !found.isEmpty())
        return found;
    if (const QString found = m_terms->problem(); !found.isEmpty())
        return found;
    return QString::fromStdString(options().problem());
}

long FlowForm::budget() const
{
    return m_terms->budget();
}

void FlowForm::setLocked(bool locked)
{
    if (!m_fields.setLocked(locked))
        return;
    refresh();
}

QString FlowForm::obstacle(const QWidget* field) const
{
    const nn::PlaneSetInfo& set = nn::planeSetById(id(m_set));
    const nn::ModelInfo& model = nn::modelById(id(m_model));
    const solvers::Method& method = solvers::methodById(id(m_solver));
    const bool adaptive = m_control->currentData().toBool() && method.adaptive();
    const auto any = [field](std::initializer_list<const QWidget*> fields) {
        return std::ranges::find(fields, field) != fields.end();
    };
    if (any({ m_train, m_test, m_noise }) && !set.generated)
        return tr("The points decide");
    if (any({ m_depth, m_time, m_solver, m_control, m_step, m_tolerance, m_gradient })
        && !model.hasOdeBlock)
        return tr("%1 has no ODE block").arg(fromCore(model.name));
    if (field == m_extra && model.id == "plane-mlp")
        return tr("%1 has no state").arg(fromCore(model.name));
    if (field == m_blocks && model.id != "plane-resnet")
        return tr("%1 has no residual blocks").arg(fromCore(model.name));
    if (field == m_control && !method.adaptive())
        return tr("%1 has no error estimate to choose its steps by").arg(methodName(method));
    if (field == m_step && adaptive)
        return tr("The tolerance decides");
    if (field == m_tolerance && !adaptive)
        return tr("The steps are fixed");
    return {};
}

void FlowForm::refresh()
{
    m_fields.refresh([this](const QWidget* field) { return obstacle(field); });
    const nn::ModelInfo& info = nn::modelById(id(m_model));
    m_terms->refresh(
        info.hasOdeBlock ? QString() : tr("%1 has no ODE block").arg(fromCore(info.name)));
    try {
        const auto model = nn::makeModel<float>(options().model);
        m_parameters->setText(
            tr("%1 parameters").arg(thousands(model->parameters().trainableCount())));
    } catch (const std::exception&) {
        m_parameters->clear(); // problem() says what is wrong
    }
}

void FlowForm::settingChanged()
{
    if (m_filling)
        return;
    refresh();
    QSettings().setValue(kStored, QString::fromStdString(nn::toJson(options()).dump()));
    if (m_fields.isLocked())
        emit liveChanged();
    emit changed();
}

} // namespace ui
