// SPDX-License-Identifier: GPL-3.0-or-later
// The view "Draw a digit" and the page: which weights it reads with, and files dropped on it.
#include "ui/labs/train_lab.h"

#include "ui/labs/draw_form.h"
#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_progress.h"
#include "ui/labs/train_settings.h"
#include "ui/text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/number_text.h"

#include <QDir>
#include <QFileInfo>
#include <QImageReader>
#include <QPushButton>

#include <exception>
#include <memory>

namespace ui {

namespace {

QString nameOf(const nn::ModelConfig& config)
{
    const std::string_view name = nn::modelById(config.model).name;
    return fromCore(name);
}

bool isIdxFile(const QFileInfo& file)
{
    return file.fileName().contains(QLatin1String("idx3-ubyte"))
        || file.fileName().contains(QLatin1String("idx1-ubyte"));
}

bool isTable(const QFileInfo& file)
{
    return file.suffix().compare(QLatin1String("csv"), Qt::CaseInsensitive) == 0;
}

bool isPicture(const QFileInfo& file)
{
    return QImageReader::supportedImageFormats().contains(file.suffix().toLower().toLatin1());
}

} // namespace

void TrainLab::makeDrawView()
{
    const DrawForm::Sections sections {
        addSection(QStringLiteral("draw_weights"), tr("Weights")),
        addSection(QStringLiteral("draw_solver_section"), tr("Solver for the forward pass")),
        addSection(QStringLiteral("draw_adjoint"), tr("Adjoint")),
    };
    m_drawForm = new DrawForm(theme(), sections, this);
    m_draw = new DrawView(theme(), this);
    addView(QStringLiteral("draw"), tr("Draw a digit"), m_draw,
        { sections.weights, sections.solver, sections.adjoint });
    connect(m_drawForm, &DrawForm::weightsChanged, this, &TrainLab::updateDrawNetwork);
    connect(m_drawForm, &DrawForm::lossClassChanged, this,
        [this] { m_draw->setLossClass(m_drawForm->lossClass()); });
    connect(m_draw, &DrawView::readingChanged, this, &TrainLab::showReadingStatus);
    connect(m_draw, &DrawView::loadWanted, this, &TrainLab::askForLoad);
    connect(m_draw, &DrawView::trainWanted, this, [this] {
        showTab(QStringLiteral("monitor"));
        start();
    });
    connect(m_draw, &DrawView::failed, this, [this](const QString& title, const QString& text) {
        m_banner->showMessage(Banner::Kind::Error, title, text);
        bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
    });
}

/// Runs and files that could read have changed. While nobody looks, nothing is computed.
void TrainLab::updateDrawSources()
{
    if (!isShown(QStringLiteral("draw")))
        return;
    const bool run = m_run->training() && m_run->progress().started();
    m_drawForm->setSources(run ? tr("Run: %1").arg(nameOf(m_run->options().model)) : QString(),
        run ? m_run->keptPoints() : std::vector<nn::KeptPoint>(),
        m_loaded ? tr("File: %1").arg(m_loadedName) : QString());
    updateDrawNetwork();
}

void TrainLab::updateDrawNetwork()
{
    DigitNetwork network;
    QString text;
    network.solve = m_drawForm->solve();
    const auto source = m_drawForm->source();
    const std::optional<long> kept = m_drawForm->keptStep();
    if (source == DrawForm::Source::File) {
        network.weights = m_loaded;
        text = tr("Weights of %1, %2.").arg(m_loadedName, nameOf(m_loaded->config));
        m_draw->setDataFolder(m_form->options().dataDirectory);
    } else if (const auto training = m_run->training(); source && training) {
        try {
            network.weights = std::make_shared<const nn::ModelWeights>(training->weights(kept));
        } catch (const std::exception&) {
            network.weights // gone since the list was made
                = std::make_shared<const nn::ModelWeights>(training->weights());
        }
        // The same numbers are the same network: nothing to do again.
        const auto& now = m_draw->network().weights;
        if (now && now->values == network.weights->values && now->config == network.weights->config)
            network.weights = now;
        text = tr("Weights of the run, %1, step %2.")
                   .arg(nameOf(network.weights->config))
                   .arg(network.weights->step);
        m_draw->setDataFolder(m_run->options().dataDirectory);
    }
    m_draw->setNetwork(network, text);
}

void TrainLab::showReadingStatus()
{
    if (!isShown(QStringLiteral("draw")))
        return;
    const DigitReading& reading = m_draw->reading();
    if (m_draw->hasReading())
        setStatus(
            tr("Read as %1 with %2 %, %3")
                .arg(reading.predicted)
                .arg(100.0 * reading.shares[static_cast<std::size_t>(reading.predicted)], 0, 'f', 1)
                .arg(secondsText(reading.seconds)));
    refresh();
}

bool TrainLab::takesFile(const QFileInfo& file) const
{
    return file.isDir() || isModel(file) || isIdxFile(file) || isPicture(file) || isTable(file);
}

void TrainLab::openFile(const QString& path)
{
    const QFileInfo file(path);
    if (file.isDir() || isIdxFile(file)) {
        showTab(QStringLiteral("monitor"));
        return openDataFolder(file.isDir() ? path : file.absolutePath());
    }
    if (isPicture(file)) {
        showTab(QStringLiteral("draw"));
        return m_draw->openPicture(path);
    }
    if (isTable(file)) {
        if (flowShown())
            return m_flow->form().setFile(path);
        showTab(QStringLiteral("dynamics"));
        return m_dynamics->openSeries(path);
    }
    if (dynamicsShown())
        return m_dynamics->loadField(path);
    if (m_run->isOpen() || m_evaluation) {
        showTab(QStringLiteral("monitor"));
        m_banner->showMessage(Banner::Kind::Warning, tr("%1 was not loaded").arg(file.fileName()),
            tr("A run is open. Stop it, then drop the weights again."));
        bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
        return;
    }
    loadWeights(path);
}

void TrainLab::openDataFolder(const QString& folder)
{
    const auto tell = [this](Banner::Kind kind, const QString& title, const QString& text) {
        m_banner->showMessage(kind, title, text);
        bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
    };
    const QString name = QFileInfo(folder).fileName();
    if (m_run->isOpen())
        return tell(Banner::Kind::Warning, tr("The data of an open run stay"),
            tr("Stop the run, then drop %1 again.").arg(name));
    const QStringList names { QStringLiteral("train-images"), QStringLiteral("train-labels"),
        QStringLiteral("t10k-images"), QStringLiteral("t10k-labels") };
    QStringList missing;
    for (const QString& stem : names)
        if (QDir(folder).entryList({ stem + QStringLiteral("*ubyte*") }, QDir::Files).isEmpty())
            missing << stem;
    if (!missing.isEmpty())
        return tell(Banner::Kind::Error, tr("%1 is no folder of digits").arg(name),
            tr("Expected the four IDX files of MNIST; missing: %1.")
                .arg(missing.join(QStringLiteral(", "))));
    m_form->setDataFolder(folder);
    tell(Banner::Kind::Info, tr("Data of %1").arg(name),
        tr("The next run trains and tests with the four files in this folder."));
}

} // namespace ui
