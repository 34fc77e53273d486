// SPDX-License-Identifier: GPL-3.0-or-later
// The cards of the view: what stands where.
#include "ui/labs/draw_view.h"

#include "ui/labs/draw_charts.h"
#include "ui/labs/plot_tools.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/class_bars.h"
#include "ui/widgets/digit_canvas.h"
#include "ui/widgets/segmented_choice.h"
#include "ui/workers/job_run.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kKeepWidth = 256; ///< least width of a chart
constexpr int kHiddenHeight = 240; ///< least heights of the charts
constexpr int kAlongHeight = 180;
constexpr int kSeenSide = 48;
constexpr int kTextLines = 3; ///< of the reading, so that it does not move the canvas
constexpr int kSmallestCell = 9; ///< of the canvas, px a pixel
constexpr int kLargestCell = 15;
constexpr int kPlaceMargin = 8; ///< beside the canvas
constexpr int kWordsNeed = 400; ///< width with room for the words on all tools
constexpr double kThinnest = 0.5; ///< of the pen, in pixels of the 28 x 28; a step of the slider

} // namespace

DrawView::DrawView(Theme& theme, QWidget* parent)
    : OverlayScrollArea(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("draw_view"));
    setAccessibleName(tr("Draw a digit"));
    auto* content = new QWidget(this);
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, metrics::kPageMargin, 0);
    row->setSpacing(metrics::kCardGap);
    m_charts = new DrawCharts(theme, content);
    auto* left = new QVBoxLayout;
    left->setSpacing(metrics::kCardGap);
    m_canvasCard = makeCanvasCard();
    left->addWidget(m_canvasCard);
    m_readingCard = makeReadingCard();
    left->addWidget(m_readingCard, 1);
    m_results = makeResults();
    m_empty = makeEmptyCard();
    row->addLayout(left, 1);
    row->addWidget(m_results, 1);
    row->addWidget(m_empty, 1);
    setWidget(content);
    setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    connectParts();
}

QPushButton* DrawView::tool(
    const QString& text, const char* icon, const char* name, QWidget* parent)
{
    QPushButton* button = makeButton(m_theme, ButtonKind::Plain, text, QLatin1String(icon), parent);
    button->setObjectName(QLatin1String(name));
    return button;
}

Card* DrawView::makeCanvasCard()
{
    auto* card = new Card(m_theme, tr("Draw here"), this);
    card->addHeaderWidget(
        makeLabel(m_theme, tr("28 × 28, grey levels"), 12, TextColor::Text3, false, card));
    auto* column = new QVBoxLayout;
    column->setContentsMargins(kPlaceMargin, 4, kPlaceMargin, 12);
    column->setSpacing(12);
    card->contentLayout()->addLayout(column);
    m_canvas = new DigitCanvas(m_theme, card);
    m_canvas->setObjectName(QStringLiteral("draw_canvas"));
    m_canvas->setToolTip(tr("Left button draws, right button erases. By keys: arrows, Space, "
                            "Delete. An image file may be dropped here."));
    m_canvasPlace = new QWidget(card);
    m_canvasPlace->setFixedWidth(m_canvas->width());
    auto* inner = new QVBoxLayout(m_canvasPlace);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(10);
    inner->addWidget(m_canvas, 0, Qt::AlignHCenter);
    inner->addWidget(makeTools(m_canvasPlace));
    column->addWidget(m_canvasPlace, 0, Qt::AlignHCenter);
    return card;
}

/// As large as lets the reading stand below it: the answer should be seen while one draws.
void DrawView::fitCanvas()
{
    const int half = (viewport()->width() - metrics::kPageMargin - metrics::kCardGap) / 2;
    const int width
        = std::max(half, m_readingCard->minimumSizeHint().width()) - 2 * kPlaceMargin - 2;
    const int place = std::min(width, kLargestCell * DigitCanvas::kSide);
    m_canvasPlace->setFixedWidth(place);
    for (QPushButton* button : { m_clear, m_undo, m_erase })
        button->setText(place < kWordsNeed ? QString() : button->accessibleName());
    const int reading = m_readingCard->minimumSizeHint().height();
    const int around = m_canvasCard->minimumSizeHint().height() - m_canvas->height();
    const int height = viewport()->height() - metrics::kCardGap - reading - around;
    m_canvas->setCell(
        std::clamp(std::min(height, place) / DigitCanvas::kSide, kSmallestCell, kLargestCell));
}

QWidget* DrawView::makeTools(QWidget* parent)
{
    auto* tools = new QWidget(parent);
    auto* grid = new QVBoxLayout(tools);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(8);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_clear = tool(tr("Clear"), "trash", "draw_clear", tools);
    m_undo = tool(tr("Undo"), "undo", "draw_undo", tools);
    m_erase = tool(tr("Erase"), "minus", "draw_erase", tools);
    m_random = tool(tr("Random test digit"), "", "draw_random", tools);
    m_erase->setCheckable(true);
    m_clear->setToolTip(tr("Clear\nAn empty canvas; Undo brings the digit back."));
    m_undo->setToolTip(tr("Undo\nThe last stroke."));
    m_erase->setToolTip(tr("Erase\nThe left button takes ink away; the right one always does."));
    m_random->setToolTip(tr("Random test digit\nOne that the network was not trained with."));
    for (QPushButton* button : { m_clear, m_undo, m_erase, m_random })
        buttons->addWidget(button);
    buttons->addStretch(1);
    grid->addLayout(buttons);

    auto* options = new QHBoxLayout;
    options->setSpacing(8);
    auto* penText = makeLabel(m_theme, tr("Pen"), 13, TextColor::Text2, false, tools);
    m_pen = new QSlider(Qt::Horizontal, tools);
    m_pen->setObjectName(QStringLiteral("draw_pen"));
    m_pen->setAccessibleName(tr("Width of the pen"));
    m_pen->setRange(2, 8);
    m_pen->setMinimumWidth(40);
    m_pen->setMaximumWidth(84);
    auto* width = makeLabel(m_theme, {}, 13, TextColor::Text2, false, tools);
    width->setFixedWidth(38);
    connect(m_pen, &QSlider::valueChanged, this, [this, width](int steps) {
        m_canvas->setPenWidth(kThinnest * steps);
        width->setText(tr("%1 px").arg(kThinnest * steps));
    });
    m_pen->setValue(static_cast<int>(m_canvas->penWidth() / kThinnest));
    m_centre = new QCheckBox(tr("Centre and scale as in MNIST"), tools);
    m_centre->setObjectName(QStringLiteral("draw_centre"));
    m_centre->setAccessibleName(m_centre->text());
    m_centre->setChecked(true);
    m_centre->setToolTip(tr("Centre and scale as in MNIST\nThe digit's longer side is made 20 "
                            "pixels, its centre of mass set on the middle of the 28 × 28. Without "
                            "it the network sees the canvas as it is."));
    for (QWidget* widget : { static_cast<QWidget*>(penText), static_cast<QWidget*>(m_pen),
             static_cast<QWidget*>(width) })
        options->addWidget(widget);
    options->addStretch(1);
    options->addWidget(m_centre);
    grid->addLayout(options);
    return tools;
}

QLabel* DrawView::addFigure(QGridLayout* grid, int column, const QString& title, const char* name)
{
    grid->addWidget(
        makeLabel(m_theme, title, 12, TextColor::Text3, false, grid->parentWidget()), 0, column);
    QLabel* value
        = makeLabel(m_theme, QStringLiteral("–"), 15, TextColor::Text, true, grid->parentWidget());
    value->setObjectName(QLatin1String(name));
    value->setAccessibleName(title);
    grid->addWidget(value, 1, column);
    grid->setColumnStretch(column, 1);
    return value;
}

Card* DrawView::makeReadingCard()
{
    auto* card = new Card(m_theme, tr("Reading"), this);
    auto* figures = new QWidget(card);
    auto* grid = new QGridLayout(figures);
    grid->setContentsMargins(12, 2, 12, 0);
    grid->setVerticalSpacing(2);
    grid->setHorizontalSpacing(6);
    m_prediction = addFigure(grid, 0, tr("Prediction"), "draw_prediction");
    m_confidence = addFigure(grid, 1, tr("Confidence"), "draw_confidence");
    m_nfe = addFigure(grid, 2, tr("NFE forward"), "draw_nfe");
    m_nfeAdaptive = addFigure(grid, 3, tr("NFE adaptive"), "draw_nfe_adaptive");
    m_time = addFigure(grid, 4, tr("Time"), "draw_time");
    m_nfe->setToolTip(tr("NFE forward\nEvaluations of f with the solver at the left."));
    m_nfeAdaptive->setToolTip(tr("NFE adaptive\nEvaluations that Dormand–Prince needs for this "
                                 "digit at the tolerance 10⁻³: harder digits need more."));
    m_seen = new QLabel(card);
    m_seen->setObjectName(QStringLiteral("draw_seen"));
    m_seen->setAccessibleName(tr("The digit as the network sees it"));
    m_seen->setToolTip(tr("The digit as the network sees it"));
    m_seen->setFixedSize(kSeenSide, kSeenSide);
    card->contentLayout()->addWidget(figures);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 12);
    row->setSpacing(12);
    m_text = makeLabel(m_theme, {}, 13, TextColor::Text2, false, card);
    m_text->setObjectName(QStringLiteral("draw_text"));
    m_text->setWordWrap(true);
    m_text->setMinimumHeight(kTextLines * m_text->fontMetrics().lineSpacing());
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    row->addWidget(m_text, 1);
    row->addWidget(m_seen, 0, Qt::AlignTop);
    card->contentLayout()->addLayout(row);
    card->contentLayout()->addStretch(1);
    return card;
}

Card* DrawView::makeEmptyCard()
{
    auto* card = new Card(m_theme, {}, this);
    card->setObjectName(QStringLiteral("draw_empty"));
    auto* column = new QVBoxLayout;
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(metrics::kCardGap);
    column->addStretch(1);
    column->addWidget(
        makeLabel(m_theme, tr("No network to read it yet"), 20, TextColor::Text, true, card));
    auto* text = makeLabel(m_theme,
        tr("Train one, or load weights that were saved: then this side shows what the network "
           "makes of your digit, and its way through depth."),
        13, TextColor::Text2, false, card);
    text->setWordWrap(true);
    column->addWidget(text);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* train
        = makeButton(m_theme, ButtonKind::Primary, tr("Train"), QStringLiteral("play"), card);
    train->setObjectName(QStringLiteral("draw_train"));
    train->setToolTip(tr("Train\nStarts a run with the settings of the Monitor and shows it."));
    auto* load = tool(tr("Load weights…"), "folder", "draw_load", card);
    connect(train, &QPushButton::clicked, this, &DrawView::trainWanted);
    connect(load, &QPushButton::clicked, this, &DrawView::loadWanted);
    buttons->addWidget(train);
    buttons->addWidget(load);
    buttons->addStretch(1);
    column->addSpacing(8);
    column->addLayout(buttons);
    column->addStretch(2);
    card->contentLayout()->addLayout(column, 1);
    return card;
}

QWidget* DrawView::makeResults()
{
    auto* results = new QWidget(this);
    auto* column = new QVBoxLayout(results);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    auto* bars = new Card(m_theme, tr("Class probabilities"), results);
    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(12, 0, 12, 10);
    m_bars = new ClassBars(m_theme, bars);
    inner->addWidget(m_bars);
    bars->contentLayout()->addLayout(inner);
    column->addWidget(bars);

    PlotView* hidden = m_charts->hidden();
    auto* hiddenCard = new Card(m_theme, hidden->title(), results);
    hidden->setMinimumSize(kKeepWidth, kHiddenHeight);
    hiddenCard->contentLayout()->setContentsMargins(1, 0, 1, 2);
    hiddenCard->contentLayout()->addWidget(hidden, 1);
    hiddenCard->addHeaderWidget(makeFollowSwitch(m_theme, *hidden, hiddenCard));
    column->addWidget(hiddenCard, 3);

    auto* along = new Card(m_theme, tr("Along depth"), results);
    m_along = new SegmentedChoice(m_theme, along);
    m_along->setObjectName(QStringLiteral("draw_along"));
    m_along->setAccessibleName(tr("Quantity along depth"));
    m_along->addChoice(
        QStringLiteral("shares"), tr("p"), tr("Class probabilities of the state at t"));
    m_along->addChoice(QStringLiteral("norm"), tr("|z|"), tr("Size of the hidden state"));
    m_along->addChoice(QStringLiteral("adjoint"), tr("|a|"),
        tr("Size of the adjoint: how much the loss answers to a change of the state at t"));
    along->addHeaderWidget(m_along);
    m_alongPlots = new QStackedWidget(along);
    for (PlotView* plot : m_charts->views())
        if (plot != hidden) {
            plot->setMinimumSize(kKeepWidth, kAlongHeight);
            m_alongPlots->addWidget(plot);
            plot->setCornerWidget(makeFollowSwitch(m_theme, *plot, plot));
        }
    along->contentLayout()->setContentsMargins(1, 0, 1, 2);
    along->contentLayout()->addWidget(m_alongPlots, 1);
    column->addWidget(along, 2);
    return results;
}

} // namespace ui
