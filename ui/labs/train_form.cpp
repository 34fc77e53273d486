// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_form.h"

#include "ui/labs/regularisation_fields.h"
#include "ui/labs/train_settings.h"
#include "ui/text.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/section.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QSignalBlocker>
#include <QThread>
#include <QTimer>

#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr int kLiveDelay = 400; ///< ms without a further change

std::string id(const ComboBox* box)
{
    return box->currentData().toString().toStdString();
}

} // namespace

TrainForm::TrainForm(Theme& theme, const Sections& sections, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_parent(sections.data)
    , m_liveTimer(new QTimer(this))
{
    m_liveTimer->setSingleShot(true);
    m_liveTimer->setInterval(kLiveDelay);
    connect(m_liveTimer, &QTimer::timeout, this, &TrainForm::liveChanged);
    m_filling = true;
    addDataFields(*sections.data);
    addModelFields(*sections.model);
    addSolverFields(*sections.solver);
    addOptimiserFields(*sections.optimiser);
    addTerms(*sections.terms);
    addMachineFields(*sections.machine);
    m_filling = false;
    restore();
}

nn::TrainingOptions TrainForm::defaults()
{
    nn::TrainingOptions options;
    options.threads = std::max(1, QThread::idealThreadCount());
    options.trainImages = kMnistTrainImages;
    options.testImages = kMnistTestImages;
    return options;
}

nn::TrainingOptions TrainForm::options() const
{
    nn::TrainingOptions options;
    options.dataDirectory = m_folder.toStdU16String();
    options.trainImages = m_trainImages->intValue();
    options.testImages = m_testImages->intValue();
    options.model.model = id(m_model);
    if (nn::modelById(options.model.model).hasBlocks)
        options.model.block = id(m_block);
    if (nn::modelById(options.model.model).hasOdeBlock) {
        options.model.t1 = m_depth->value();
        options.model.solver = id(m_solver);
        options.model.adaptive = adaptive();
        options.model.step = m_step->value();
        options.model.rtol = m_rtol->value();
        options.model.atol = m_atol->value();
        options.model.gradient = id(m_gradient);
        options.regularisation = m_terms->terms();
    }
    readRecipe(options);
    options.epochs = m_epochs->intValue();
    options.threads = m_threads->intValue();
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    return options;
}

void TrainForm::setOptions(const nn::TrainingOptions& options)
{
    m_filling = true;
    setDataFolder(fromPath(options.dataDirectory));
    m_trainImages->setValue(
        static_cast<double>(options.trainImages > 0 ? options.trainImages : kMnistTrainImages));
    m_testImages->setValue(
        static_cast<double>(options.testImages > 0 ? options.testImages : kMnistTestImages));
    m_model->selectData(QString::fromStdString(options.model.model));
    m_block->selectData(QString::fromStdString(options.model.block));
    m_depth->setValue(options.model.t1);
    m_solver->selectData(QString::fromStdString(options.model.solver));
    m_steps->selectData(options.model.adaptive);
    m_step->setValue(options.model.step);
    m_rtol->setValue(options.model.rtol);
    m_atol->setValue(options.model.atol);
    if (options.model.gradient.empty())
        applyModelDefaults();
    else
        m_gradient->selectData(QString::fromStdString(options.model.gradient));
    fillRecipe(options);
    m_terms->setTerms(options.regularisation);
    m_epochs->setValue(options.epochs);
    m_threads->setValue(options.threads > 0 ? options.threads : QThread::idealThreadCount());
    m_seed->setValue(static_cast<double>(options.seed));
    m_filling = false;
    settingChanged();
}

bool TrainForm::adaptive() const
{
    return m_steps->currentData().toBool() && solvers::methodById(id(m_solver)).adaptive();
}

QString TrainForm::problem() const
{
    if (const QString found = m_fields.invalidNumber(); !found.isEmpty())
        return found;
    if (const QString found = m_terms->problem(); !found.isEmpty())
        return found;
    return QString::fromStdString(options().problem());
}

long TrainForm::budget() const
{
    return m_terms->budget();
}

void TrainForm::setLocked(bool locked)
{
    if (!m_fields.setLocked(locked))
        return;
    m_liveTimer->stop();
    refresh();
}

void TrainForm::applyModelDefaults()
{
    const nn::ModelInfo& info = nn::modelById(id(m_model));
    if (info.hasOdeBlock)
        m_gradient->selectData(fromCore(info.defaultGradient));
}

void TrainForm::adaptSolverFields()
{
    const bool tolerances = adaptive();
    m_stepLabel->setVisible(!tolerances);
    m_step->setVisible(!tolerances);
    m_toleranceLabel->setVisible(tolerances);
    m_tolerances->setVisible(tolerances);
}

void TrainForm::refresh()
{
    adaptSolverFields();
    showRecipe();
    const nn::ModelInfo& info = nn::modelById(id(m_model));
    const solvers::Method& method = solvers::methodById(id(m_solver));
    m_fields.refresh([&](const QWidget* field) {
        if (field == m_block && !info.hasBlocks)
            return tr("%1 has no block").arg(fromCore(info.name));
        if (m_ofOdeBlock.contains(field) && !info.hasOdeBlock)
            return tr("%1 has no ODE block").arg(fromCore(info.name));
        if (field == m_steps && !method.adaptive())
            return tr("%1 has no error estimate to choose its steps by").arg(fromCore(method.name));
        return QString();
    });
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

void TrainForm::settingChanged()
{
    if (m_filling)
        return;
    refresh();
    store();
    if (m_fields.isLocked())
        m_liveTimer->start();
    emit changed();
}

void TrainForm::setDataFolder(const QString& folder)
{
    {
        const QSignalBlocker block(m_dataset);
        const int index = folder.isEmpty() ? 0 : m_dataset->findData(folder);
        if (index < 0) {
            m_dataset->insertItem(m_dataset->count() - 1, QFileInfo(folder).fileName(), folder);
            m_dataset->setItemData(m_dataset->count() - 2, folder, Qt::ToolTipRole);
        }
        m_dataset->setCurrentIndex(index < 0 ? m_dataset->count() - 2 : index);
    }
    m_folder = folder;
    settingChanged();
}

void TrainForm::askForFolder()
{
    setDataFolder(m_folder); // the entry itself never stays selected
    auto* dialog = new QFileDialog(m_parent, tr("Folder with the four MNIST files"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &TrainForm::setDataFolder);
    dialog->open();
}

void TrainForm::store() const
{
    storeTrainSettings(options());
}

void TrainForm::restore()
{
    setOptions(restoredTrainSettings(defaults()));
}

} // namespace ui
