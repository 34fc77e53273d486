// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the view 2-D flow, and painting points with the mouse.
#include "ui/labs/flow_page.h"

#include "nn/models/model_file.h"
#include "ui/labs/divergence.h"
#include "ui/labs/flow_charts.h"
#include "ui/labs/flow_transport.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/train_progress.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/segmented_choice.h"
#include "ui/workers/job_run.h"
#include "ui/workers/save_worker.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>

#include <cmath>

namespace ui {

namespace {

constexpr double kBrushStep = 0.06; ///< between points of one stroke
constexpr double kEraser = 0.1; ///< radius

/// What a model file says of itself, or why it is of no use here.
struct Loaded {
    QString file;
    nn::ModelConfig model;
    QString message;
};

std::shared_ptr<const Loaded> read(const QString& file)
{
    auto loaded = std::make_shared<Loaded>();
    loaded->file = file;
    try {
        const nn::ModelFile content = nn::readModelFile(file.toStdU16String());
        if (!content.config || !nn::modelById(content.config->model).ofPlane) {
            loaded->message = FlowPage::tr("%1: expected a model of points of the plane, found %2")
                                  .arg(file,
                                      content.config ? QString::fromStdString(content.config->model)
                                                     : FlowPage::tr("no description of a model"));
            return loaded;
        }
        loaded->model = *content.config;
        nn::importWeights(*nn::makeModel<float>(loaded->model), content); // refuses what is amiss
    } catch (const std::exception& error) {
        loaded->message = QString::fromUtf8(error.what());
    }
    return loaded;
}

} // namespace

bool FlowPage::hasPicture() const
{
    return m_charts->picture() != nullptr;
}

QString FlowPage::statusText() const
{
    QStringList parts;
    if (const auto& picture = m_charts->picture()) {
        if (m_trained)
            parts << tr("training error %1").arg(percentText(picture->error));
        else
            parts << (m_loaded.isEmpty()
                    ? tr("start weights, nothing learned yet")
                    : tr("weights of %1, training error %2")
                          .arg(QFileInfo(m_loaded).fileName(), percentText(picture->error)));
    }
    if (std::isfinite(m_charts->lastError()))
        parts << tr("test error %1").arg(percentText(m_charts->lastError()));
    const QString facts = parts.isEmpty() ? tr("the picture is being made") : parts.join(", ");
    return tr("Left: input plane with the decision boundary. Right: the same points carried by the "
              "flow. Now: %1")
        .arg(facts);
}

Commands FlowPage::commands() const
{
    Commands commands;
    const bool open = m_run->isOpen();
    commands.setFlag(Command::Defaults, !open);
    commands.setFlag(Command::Run, !open && m_form->problem().isEmpty());
    commands.setFlag(Command::Pause, open && m_run->state() != TrainRun::State::Stopping);
    commands.setFlag(Command::Cancel, open && m_run->state() != TrainRun::State::Stopping);
    if (!hasPicture())
        return commands;
    commands |= Command::Crosshair | Command::ZoomMode | Command::FitView | Command::Legend;
    if (m_charts->picture()->depth.size() > 1)
        commands |= Command::Play | Command::StepBack | Command::StepForward | Command::FirstStep
            | Command::LastStep;
    return commands;
}

void FlowPage::execute(Command command)
{
    PlotView* chart = focusedPlot(m_charts->all());
    const int index = static_cast<int>(m_transport->index());
    switch (command) {
    case Command::Run:
        return start();
    case Command::Pause:
        return m_run->setPaused(m_run->state() != TrainRun::State::Paused);
    case Command::Cancel:
        return m_run->stop();
    case Command::Defaults:
        return m_form->setOptions(FlowForm::defaults());
    case Command::Play:
        return m_transport->togglePlay();
    case Command::StepBack:
        return m_transport->setIndex(index - 1);
    case Command::StepForward:
        return m_transport->setIndex(index + 1);
    case Command::FirstStep:
        return m_transport->setIndex(0);
    case Command::LastStep:
        return m_transport->setIndex(1 << 30);
    default:
        return executeOnChart(command, chart);
    }
}

QWidget* FlowPage::makePaintTools()
{
    auto* tools = new QWidget(this);
    tools->setObjectName(QStringLiteral("flow_paint_tools"));
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(12, 8, 12, 0);
    row->setSpacing(metrics::kCardGap);
    m_brush = new SegmentedChoice(m_theme, tools);
    m_brush->setObjectName(QStringLiteral("flow_brush"));
    m_brush->setAccessibleName(tr("Brush"));
    m_brush->addChoice(QStringLiteral("0"), tr("Class 0"),
        tr("Class 0\nClick or drag in the chart to set points of class 0."));
    m_brush->addChoice(QStringLiteral("1"), tr("Class 1"),
        tr("Class 1\nClick or drag in the chart to set points of class 1."));
    m_brush->addChoice(QStringLiteral("erase"), tr("Erase"),
        tr("Erase\nDrag in the chart over points to take them away."));
    row->addWidget(m_brush);
    QPushButton* clear = makeButton(m_theme, ButtonKind::Small, tr("Clear"), {}, tools);
    clear->setObjectName(QStringLiteral("flow_clear"));
    clear->setToolTip(tr("Clear\nTakes all painted points away."));
    connect(clear, &QPushButton::clicked, this, &FlowPage::clearPainted);
    row->addWidget(clear);
    row->addStretch(1);
    return tools;
}

void FlowPage::connectPainting()
{
    PlotView* chart = m_charts->input();
    chart->setDragFilter([this](double, double) { return paints(); });
    connect(chart, &PlotView::clicked, this, [this](double x, double y) {
        if (paints()) {
            m_brushAt = QPointF(1e9, 1e9);
            paint(x, y);
        }
    });
    connect(chart, &PlotView::dragStarted, this, [this](double x, double y) {
        m_brushAt = QPointF(1e9, 1e9);
        paint(x, y);
    });
    connect(chart, &PlotView::dragged, this, &FlowPage::paint);
}

bool FlowPage::paints() const
{
    return m_form->isPainting() && !m_run->isOpen();
}

void FlowPage::paint(double x, double y)
{
    std::vector<nn::LabelledPoint> points = m_form->painted();
    const auto near = [&](const nn::LabelledPoint& point) {
        return std::hypot(point.x - x, point.y - y) < kEraser;
    };
    if (m_brush->current() == QLatin1String("erase")) {
        if (std::erase_if(points, near) == 0)
            return;
    } else {
        if (std::hypot(m_brushAt.x() - x, m_brushAt.y() - y) < kBrushStep
            || points.size() >= nn::kMostPainted)
            return;
        m_brushAt = QPointF(x, y);
        points.push_back({ static_cast<float>(x), static_cast<float>(y),
            m_brush->current() == QLatin1String("1") ? 1 : 0 });
    }
    m_charts->setPainted(points);
    m_form->setPainted(std::move(points));
}

void FlowPage::loadWeights(const QString& file)
{
    if (m_run->isOpen())
        return;
    m_loading = std::make_unique<JobRun>(
        [file](const std::atomic<bool>&, const JobRun::Progress&) -> std::shared_ptr<const void> {
            return read(file);
        });
    connect(m_loading.get(), &JobRun::finished, this, &FlowPage::takeLoaded, Qt::QueuedConnection);
    m_loading->start();
}

void FlowPage::takeLoaded(const std::shared_ptr<const void>& result)
{
    if (m_shut)
        return;
    m_loading.reset();
    const auto loaded = std::static_pointer_cast<const Loaded>(result);
    if (m_run->isOpen())
        return;
    if (!loaded->message.isEmpty())
        return showTrouble(tr("The weights could not be loaded"), loaded->message);
    nn::TrainingOptions options = m_form->options();
    options.model = loaded->model;
    m_form->setOptions(options);
    m_loaded = loaded->file;
    m_loadedModel = m_form->options().model;
    m_trained = false;
    wantPicture();
    refresh();
}

void FlowPage::showDivergence(const TrainingOutcome& outcome)
{
    m_trouble->showMessage(Banner::Kind::Error,
        tr("Training diverged at step %1").arg(outcome.steps), outcome.message);
    // Queued: what they do may show another message, which deletes them.
    for (const DivergenceProposal& proposal : proposalsAfterDivergence(m_run->options())) {
        QPushButton* button = m_trouble->addButton(proposal.text);
        button->setObjectName(QStringLiteral("flow_") + proposal.id);
        connect(
            button, &QPushButton::clicked, this,
            [this, options = proposal.options] { goOn(options); }, Qt::QueuedConnection);
    }
    QPushButton* dismiss = m_trouble->addButton(tr("Dismiss"));
    connect(dismiss, &QPushButton::clicked, m_trouble, &QWidget::hide, Qt::QueuedConnection);
}

void FlowPage::goOn(const nn::TrainingOptions& options)
{
    auto training = m_run->training();
    if (!training || m_run->isOpen() || m_saving)
        return;
    m_saving = std::make_unique<SaveWorker>(std::move(training),
        lastGoodWeights(QStringLiteral("last-good-plane")), SaveWorker::Kind::Weights);
    connect(m_saving.get(), &SaveWorker::ended, this,
        [this, options](const QString& file, const QString& error) {
            m_saving.reset();
            if (!error.isEmpty())
                return showTrouble(tr("The weights could not be saved"), error);
            if (m_run->isOpen())
                return;
            m_form->setOptions(options);
            m_loaded = file;
            m_loadedModel = m_form->options().model;
            start();
        });
    m_saving->start();
}

void FlowPage::clearPainted()
{
    m_charts->setPainted({});
    m_form->setPainted({});
}

} // namespace ui
