// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the view 2-D flow, and painting points with the mouse.
#include "ui/labs/flow_page.h"

#include "ui/labs/flow_charts.h"
#include "ui/labs/flow_transport.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/train_progress.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/segmented_choice.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <cmath>

namespace ui {

namespace {

constexpr double kBrushStep = 0.06; ///< between points of one stroke
constexpr double kEraser = 0.1; ///< radius

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
            parts << tr("start weights, nothing learned yet");
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
    case Command::Crosshair:
        return chart->setCrosshairEnabled(!chart->crosshairEnabled());
    case Command::ZoomMode:
        return chart->setZoomMode(!chart->zoomMode());
    case Command::FitView:
        return chart->fit();
    case Command::Legend:
        return chart->setLegendVisible(!chart->legendVisible());
    default:
        return;
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
    row->addWidget(
        makeLabel(m_theme, tr("Click or drag to paint"), 12, TextColor::Text3, false, tools));
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

void FlowPage::clearPainted()
{
    m_charts->setPainted({});
    m_form->setPainted({});
}

} // namespace ui
