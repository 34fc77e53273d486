// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_blocks_view.h"

#include "ui/labs/depth_charts.h"
#include "ui/labs/depth_diagram.h"
#include "ui/labs/depth_text.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

namespace ui {

namespace {

constexpr int kDiagramWidth = 424; // of the design, which it does not exceed
constexpr int kDiagramLeast = 296;
constexpr int kPlaneShare = 13; // of the height, in fifths and so on: 13 to 6
constexpr int kSweepShare = 6;
constexpr int kWideCard = 500; // has room for the whole title beside the note

/// In the formula font and the weight of the text around it.
QString italic(const Theme& theme, const QString& text)
{
    return QStringLiteral("<i style=\"font-family:'%1'\">%2</i>")
        .arg(theme.mathFont(TextSize::Body).family(), text);
}

} // namespace

DepthBlocksView::DepthBlocksView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(makeDiagramCard(), 7);
    auto* column = new QVBoxLayout;
    column->setSpacing(metrics::kCardGap);
    column->addWidget(makePlaneCard(), kPlaneShare);
    column->addWidget(makeSweepCard(), kSweepShare);
    row->addLayout(column, 10);
    connect(m_diagram, &DepthDiagram::highlightChanged, m_planeChart, &DepthPlaneChart::setBlock);
    connect(m_planeChart, &DepthPlaneChart::inputMoved, this, &DepthBlocksView::inputMoved);
    connect(m_planeChart, &DepthPlaneChart::inputReleased, this, &DepthBlocksView::gestureEnded);
    connect(m_sweepChart, &DepthSweepChart::blocksChosen, this, &DepthBlocksView::blocksChosen);
}

QWidget* DepthBlocksView::makeDiagramCard()
{
    auto* card = new Card(m_theme, tr("Stack of residual blocks"), this);
    card->setMaximumWidth(kDiagramWidth);
    card->setMinimumWidth(kDiagramLeast);
    m_diagram = new DepthDiagram(m_theme, card);
    m_text = makeLabel(m_theme, {}, 13, TextColor::Text, false, card);
    m_text->setObjectName(QStringLiteral("depth_block_text"));
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setContentsMargins(16, 4, 16, 12);
    QVBoxLayout* column = card->contentLayout();
    column->addSpacing(8);
    column->addWidget(m_diagram);
    column->addWidget(m_text);
    column->addStretch(1);
    return card;
}

QWidget* DepthBlocksView::makePlaneCard()
{
    m_planeCard = new Card(m_theme, tr("The same points in the plane"), this);
    m_note = makeLabel(m_theme, {}, 12, TextColor::Text2, false, m_planeCard);
    m_note->setObjectName(QStringLiteral("depth_plane_note"));
    m_note->setTextFormat(Qt::RichText);
    m_planeCard->addHeaderWidget(m_note);
    m_plane = new PlotView(m_theme, m_planeCard);
    m_plane->setObjectName(QStringLiteral("depth_chart_plane"));
    m_plane->setTitle(tr("The same points in the plane"));
    m_planeChart = new DepthPlaneChart(m_theme, m_plane, this);
    m_planeCard->contentLayout()->addWidget(m_plane, 1);
    return m_planeCard;
}

QWidget* DepthBlocksView::makeSweepCard()
{
    auto* card = new Card(m_theme, tr("Discrepancy against the number of blocks"), this);
    m_sweep = new PlotView(m_theme, card);
    m_sweep->setObjectName(QStringLiteral("depth_chart_discrepancy"));
    m_sweep->setTitle(tr("Discrepancy against the number of blocks"));
    m_sweep->setToolTip(tr("A click chooses the number of blocks."));
    m_sweepChart = new DepthSweepChart(m_theme, m_sweep, this);
    card->contentLayout()->addWidget(m_sweep, 1);
    return card;
}

/// The header has one line: where it is short, the title says less.
void DepthBlocksView::showNote()
{
    if (!m_study)
        return;
    const QString depth = settingText(m_study->job.stack.depth);
    const auto highlight = static_cast<std::size_t>(m_highlight);
    const double discrepancy = m_study->discrepancy[highlight];
    const bool wide = m_planeCard->width() >= kWideCard;
    m_planeCard->setTitle(wide ? tr("The same points in the plane, 0 ≤ %1 ≤ %2")
                                     .arg(italic(m_theme, QStringLiteral("t")), depth)
                               : tr("The same points"));
    const auto steps = m_study->steps[highlight].points.size() - 1;
    const QString value = std::isfinite(discrepancy) && discrepancy >= 1e-3
        ? fixedText(discrepancy, 3)
        : resultText(discrepancy, 3);
    m_note->setText(withMathItalics(m_theme,
        tr("point %1: ‖<i>h</i><sub>%2</sub> − <i>h</i>(%3)‖ = %4")
            .arg(m_highlight + 1)
            .arg(steps)
            .arg(depth, value)));
}

void DepthBlocksView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate(); // or the card is still as wide as before
    showNote();
}

void DepthBlocksView::setStudy(
    const std::shared_ptr<const nn::DepthStudy>& study, const DepthSettings& settings)
{
    const int highlight = settings.highlighted();
    DepthDiagramModel model;
    model.states = study->steps[static_cast<std::size_t>(highlight)].points;
    model.rows = blockRows(*study);
    model.layers = study->job.stack.hasLayers()
        && study->job.solver.method->tableau()->stagesWithoutEstimate() == 1;
    model.weights = study->job.stack.hasLayers();
    model.ownWeights = study->job.stack.hasOwnWeights();
    model.style = seriesStyle(methodId(*study->job.solver.method));
    m_diagram->setModel(std::move(model));
    m_text->setText(
        QStringLiteral("<p style=\"line-height:21px; -qt-line-height-type: fixed\">%1</p>")
            .arg(withMathItalics(m_theme, blockText(*study))));
    m_study = study;
    m_highlight = highlight;
    showNote();
    m_planeChart->setStudy(study, settings);
    m_sweepChart->setStudy(study);
    setStale(false);
}

void DepthBlocksView::setStale(bool stale)
{
    for (PlotView* plot : plots())
        plot->setCurvesDim(stale);
}

} // namespace ui
