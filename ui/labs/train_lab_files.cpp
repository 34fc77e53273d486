// SPDX-License-Identifier: GPL-3.0-or-later
// What the Train page reads and writes: weights, pictures, data.
#include "ui/labs/train_lab.h"

#include "nn/training/recipe.h"
#include "ui/labs/divergence.h"
#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_charts.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/train_charts.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_grid.h"
#include "ui/labs/train_insight.h"
#include "ui/labs/train_tiles.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/number_text.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <functional>

namespace ui {

namespace {

QString weightsFilter()
{
    return TrainLab::tr("Weights (*.safetensors *.npz *.onnx *.py);;All files (*)");
}

/// Opens a file dialog that does not block; `chosen` gets the path.
void askForFile(TrainLab* lab, const QString& title, QFileDialog::AcceptMode mode,
    const QString& filter, const QString& suffix, const QString& proposed,
    const std::function<void(const QString&)>& chosen)
{
    auto* dialog = new QFileDialog(lab, title, lastWeightsFolder(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    dialog->setFileMode(
        mode == QFileDialog::AcceptSave ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setDefaultSuffix(suffix);
    if (!proposed.isEmpty())
        dialog->selectFile(proposed);
    QObject::connect(dialog, &QFileDialog::fileSelected, lab, [chosen](const QString& file) {
        QSettings().setValue(QStringLiteral("train/weightsFolder"), QFileInfo(file).absolutePath());
        chosen(file);
    });
    dialog->open();
}

QString modelName(const nn::ModelConfig& config)
{
    const std::string_view name = nn::modelById(config.model).name;
    return fromCore(name);
}

} // namespace

void TrainLab::askForSave()
{
    if (!shownRun().training() || m_saving)
        return;
    askForFile(this, tr("Save weights"), QFileDialog::AcceptSave, weightsFilter(),
        QStringLiteral("safetensors"),
        QString::fromStdString(shownRun().options().model.model) + QStringLiteral(".safetensors"),
        [this](const QString& file) { saveWeights(file); });
}

void TrainLab::saveWeights(const QString& file)
{
    write(file, SaveWorker::Kind::Weights, [this](const QString& written) {
        m_grid->log()->addLine(tr("Weights saved to %1").arg(QDir::toNativeSeparators(written)));
        emit weightsSaved(written);
    });
}

void TrainLab::askForExport()
{
    if (!m_run->training() || m_saving)
        return;
    const QString name = QString::fromStdString(m_run->options().model.model);
    askForFile(this, tr("Export model"), QFileDialog::AcceptSave,
        tr("PyTorch module (*.py);;ONNX (*.onnx);;Weights for numpy (*.npz)"), QStringLiteral("py"),
        name + QStringLiteral(".py"), [this](const QString& file) { exportModel(file); });
}

void TrainLab::exportModel(const QString& file)
{
    write(file, SaveWorker::Kind::Export, [this](const QString& written) {
        m_grid->log()->addLine(tr("Model exported to %1").arg(QDir::toNativeSeparators(written)));
        emit modelExported(written);
    });
}

void TrainLab::write(
    const QString& file, SaveWorker::Kind kind, const std::function<void(const QString&)>& then)
{
    auto training = shownRun().training();
    if (!training || m_saving)
        return;
    m_saving = std::make_unique<SaveWorker>(std::move(training), file, kind);
    connect(m_saving.get(), &SaveWorker::ended, this,
        [this, kind, then](const QString& written, const QString& error) {
            m_saving.reset();
            refresh();
            if (error.isEmpty())
                return then(written);
            const bool exporting = kind == SaveWorker::Kind::Export;
            m_banner->showMessage(Banner::Kind::Error,
                exporting ? tr("The model could not be exported")
                          : tr("The weights could not be saved"),
                error);
            bannerButton(tr("Choose another file…"),
                [this, exporting] { exporting ? askForExport() : askForSave(); });
            bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
        });
    m_saving->start();
    refresh();
}

void TrainLab::askForLoad()
{
    if (!m_load->isEnabled())
        return;
    const bool flow = flowShown();
    askForFile(this, tr("Load weights"), QFileDialog::AcceptOpen, weightsFilter(), {}, {},
        [this, flow](const QString& file) {
            if (!isModel(QFileInfo(file)))
                return emit fileChosen(file); // a picture, an exported chart
            flow ? m_flow->loadWeights(file) : loadWeights(file);
        });
}

void TrainLab::loadWeights(const QString& file, const std::string& model)
{
    if (m_run->isOpen() || m_evaluation)
        return;
    dismissBanner();
    const nn::TrainingOptions options = m_form->options();
    m_evaluation = std::make_unique<EvaluationWorker>(EvaluationRequest {
        file, model, options.dataDirectory, options.testImages, options.threads });
    connect(m_evaluation.get(), &EvaluationWorker::ended, this,
        [this](const EvaluationOutcome& outcome) {
            m_evaluation.reset();
            emit progressChanged({});
            refresh();
            showEvaluation(outcome);
            emit weightsLoaded(outcome);
        });
    m_evaluation->start();
    emit progressChanged(tr("Evaluating %1…").arg(QFileInfo(file).fileName()));
    refresh();
}

void TrainLab::showEvaluation(const EvaluationOutcome& outcome)
{
    const QString name = QFileInfo(outcome.file).fileName();
    const QString file = outcome.file;
    if (outcome.stopped) {
        m_grid->log()->addLine(tr("Evaluation of %1 cancelled").arg(name));
        return;
    }
    if (!outcome.error.isEmpty()) {
        m_banner->showMessage(
            Banner::Kind::Error, tr("The weights could not be loaded"), outcome.error);
        if (outcome.needsModel) {
            const nn::ModelConfig model = m_form->options().model;
            bannerButton(tr("Load as %1").arg(modelName(model)),
                [this, file, model] { loadWeights(file, model.model); });
        }
        bannerButton(tr("Choose another file…"), [this] { askForLoad(); });
        bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
        return;
    }
    if (outcome.kind == EvaluationOutcome::Kind::Plane) {
        showTab(QStringLiteral("flow"));
        takeTraining(outcome);
        return m_flow->loadWeights(file);
    }
    if (outcome.kind == EvaluationOutcome::Kind::Dynamics) {
        showTab(QStringLiteral("dynamics"));
        return m_dynamics->loadField(file);
    }
    takeTraining(outcome);
    m_charts->clear();
    m_grid->setEmpty(false);
    m_charts->showProbe(outcome.probe);
    m_grid->insight()->clear();
    m_grid->insight()->setAnswers({ outcome.answers, outcome.images, name });
    m_testImages = outcome.images;
    m_loaded = outcome.weights;
    m_loadedName = name;
    m_showsFile = true;
    updateDrawSources();
    m_grid->tiles()->setDigits(outcome.probe.digits);
    m_grid->setTilesNote(name);
    const QString found
        = tr("%1: test error %2, loss %3 on %4 digits")
              .arg(modelText(outcome.config), percentText(outcome.report.error),
                  resultText(outcome.report.loss, 3), thousands(outcome.report.images));
    m_grid->log()->addLine(tr("Weights of %1 loaded. %2").arg(name, found));
    m_banner->showMessage(Banner::Kind::Info, tr("Weights of %1").arg(name), found);
    const nn::ModelConfig config = outcome.config;
    bannerButton(tr("Train on from here"), [this, file, config] {
        nn::TrainingOptions options = m_form->options();
        options.model = config;
        m_form->setOptions(options);
        startFrom(file);
    })->setToolTip(tr("Starts a run with these weights and the settings at the left."));
    bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
    setStatus(tr("%1: test error %2").arg(modelName(config), percentText(outcome.report.error)));
    refresh();
}

void TrainLab::showDivergence(const TrainingOutcome& outcome)
{
    m_banner->showMessage(Banner::Kind::Error,
        tr("Training diverged at step %1").arg(outcome.steps), outcome.message);
    const auto proposals = proposalsAfterDivergence(m_run->options());
    for (const DivergenceProposal& proposal : proposals)
        bannerButton(proposal.text, [this, options = proposal.options] {
            goOn(options);
        })->setObjectName(QStringLiteral("train_") + proposal.id);
    if (proposals.size() == 1) // a banner has room for three; the header saves too
        bannerButton(tr("Save weights…"), [this] { askForSave(); });
    bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
}

void TrainLab::goOn(const nn::TrainingOptions& options)
{
    showTab(QStringLiteral("monitor")); // whose run is written
    m_form->setOptions(options);
    write(lastGoodWeights(QStringLiteral("last-good")), SaveWorker::Kind::Weights,
        [this](const QString& file) { startFrom(file); });
}

std::vector<const PlotView*> TrainLab::charts() const
{
    const std::vector<PlotView*> views = flowShown() ? m_flow->charts().all()
        : isShown(QStringLiteral("draw"))            ? m_draw->plots()
                                                     : m_charts->views();
    return { views.begin(), views.end() };
}

PlotView* TrainLab::focusedChart() const
{
    if (flowShown())
        return focusedPlot(m_flow->charts().all());
    if (isShown(QStringLiteral("draw")))
        return m_draw->focusedPlot();
    const std::vector<PlotView*>& views = m_charts->views();
    for (PlotView* view : views)
        if (view->hasFocus())
            return view;
    return views[static_cast<std::size_t>(std::max(0, m_grid->enlarged()))];
}

PlotRecipe TrainLab::recipe() const
{
    return withPage(recipeLines(), recipeOf(*this));
}

PlotRecipe TrainLab::recipeLines() const
{
    const nn::TrainingOptions options = flowShown() ? m_flow->form().options() : m_run->options();
    if (!options.plane.empty())
        return { { QStringLiteral("Model"), modelText(options.model) },
            { QStringLiteral("Data"),
                tr("%1, noise %2")
                    .arg(QString::fromStdString(options.plane.set),
                        settingText(options.plane.noise)) },
            { QStringLiteral("Regularisation"), regularisationText(options.regularisation) },
            { QStringLiteral("Seed"), QString::number(options.seed) },
            { QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION) } };
    return { { QStringLiteral("Model"), modelText(options.model) },
        { QStringLiteral("Data"),
            tr("%1 training digits, %2 test digits")
                .arg(thousands(options.trainImages), thousands(options.testImages)) },
        { QStringLiteral("Optimiser"),
            tr("%1, learning rate %2, batch %3")
                .arg(QString::fromStdString(options.optimizer), settingText(options.learningRate))
                .arg(options.batch) },
        { QStringLiteral("Recipe"), QString::fromStdString(nn::recipeText(options)) },
        { QStringLiteral("Regularisation"), regularisationText(options.regularisation) },
        { QStringLiteral("Seed"), QString::number(options.seed) },
        { QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION) } };
}

void TrainLab::openExport()
{
    if (chartsEmpty())
        return;
    const std::vector<const PlotView*> views = charts();
    const auto current
        = static_cast<int>(std::find(views.begin(), views.end(), focusedChart()) - views.begin());
    const nn::ModelConfig model
        = flowShown() ? m_flow->form().options().model : m_run->options().model;
    auto* dialog = new ExportDialog(theme(), views, current, recipe(), modelText(model), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exported, this, [this](const QString& file) {
        m_grid->log()->addLine(tr("Charts exported to %1").arg(QDir::toNativeSeparators(file)));
    });
    dialog->open();
}

void TrainLab::exportData()
{
    askForFile(this, tr("Export data"), QFileDialog::AcceptSave, tr("CSV (*.csv)"),
        QStringLiteral("csv"), QStringLiteral("training.csv"), [this](const QString& path) {
            QSaveFile file(path);
            const QByteArray text = plotsAsCsv(charts(), recipe()).toUtf8();
            if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size()
                && file.commit()) {
                m_grid->log()->addLine(
                    tr("Data written to %1").arg(QDir::toNativeSeparators(path)));
                return;
            }
            m_banner->showMessage(Banner::Kind::Error, tr("The data could not be written"),
                QStringLiteral("%1: %2").arg(path, file.errorString()));
            bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
        });
}

void TrainLab::copyChart()
{
    PlotExportOptions options;
    options.recipe = recipe();
    QGuiApplication::clipboard()->setMimeData(plotsAsMimeData({ focusedChart() }, options));
}

} // namespace ui
