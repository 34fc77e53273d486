// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_grid.h"

#include "ui/labs/plot_tools.h"
#include "ui/labs/train_insight.h"
#include "ui/labs/train_smoothing.h"
#include "ui/labs/train_tiles.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/log_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

constexpr int kChartWidth = 260; ///< least size of a chart
constexpr int kChartHeight = 180;
constexpr int kWide = 3;
constexpr int kNarrow = 2;
constexpr int kBottomHeight = 178;
constexpr int kBareChartHeight = 270;

} // namespace

TrainGrid::TrainGrid(Theme& theme, const std::vector<PlotView*>& charts,
    const std::vector<ReadyStart>& starts, QWidget* parent)
    : OverlayScrollArea(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("train_grid"));
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, metrics::kPageMargin, 0);
    column->setSpacing(metrics::kCardGap);
    m_emptyPart = makeEmptyPart(starts);
    column->addWidget(m_emptyPart);
    m_chartArea = new QWidget(content);
    m_charts = new QGridLayout(m_chartArea);
    m_charts->setContentsMargins(0, 0, 0, 0);
    m_charts->setSpacing(metrics::kCardGap);
    for (PlotView* chart : charts)
        addChartCard(chart);
    column->addWidget(m_chartArea, 1);
    m_emptyHint
        = makeLabel(theme, tr("Charts stay empty until the first batch has been processed."), 12,
            TextColor::Text3, false, content);
    column->addWidget(m_emptyHint);
    m_bottom = makeBottom();
    column->addWidget(m_bottom);
    m_insight = new TrainInsight(theme, content);
    column->addWidget(m_insight);
    setWidget(content);
    setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    arrange();
}

QWidget* TrainGrid::makeEmptyPart(const std::vector<ReadyStart>& starts)
{
    auto* part = new QWidget(this);
    part->setObjectName(QStringLiteral("train_empty"));
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 24, 0, 16);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(makeLabel(m_theme, tr("No run yet"), 20, TextColor::Text, true, part));
    auto* sentence = makeLabel(m_theme,
        tr("Choose a start below, or set the inspector to your liking and press Start (Ctrl+R). "
           "The "
           "charts fill while the network learns."),
        13, TextColor::Text2, false, part);
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    column->addSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    for (std::size_t i = 0; i < starts.size(); ++i)
        row->addWidget(makeReadyCard(starts[i], static_cast<int>(i)), 1);
    column->addLayout(row);
    return part;
}

QWidget* TrainGrid::makeReadyCard(const ReadyStart& start, int index)
{
    auto* card = new Card(m_theme, {}, this);
    card->setAccessibleName(start.title);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(metrics::kRowGap);
    column->addWidget(makeLabel(m_theme, start.title, 15, TextColor::Text, true, card));
    auto* text = makeLabel(m_theme, start.text, 13, TextColor::Text2, false, card);
    auto* facts = makeLabel(m_theme, extentText(start.options), 12, TextColor::Text3, false, card);
    for (QLabel* label : { text, facts }) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
    column->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kRowGap);
    auto* go = makeButton(m_theme, index == 0 ? ButtonKind::Primary : ButtonKind::Plain,
        tr("Start"), QStringLiteral("play"), card);
    go->setObjectName(QStringLiteral("train_ready_%1").arg(start.id));
    go->setAccessibleName(tr("Start %1").arg(start.title));
    connect(go, &QPushButton::clicked, this, [this, index] { emit startRequested(index); });
    m_startButtons.append(go);
    auto* load = makeButton(m_theme, ButtonKind::Link, tr("Load settings"), {}, card);
    load->setObjectName(QStringLiteral("train_ready_settings_%1").arg(start.id));
    load->setAccessibleName(tr("Load settings of %1").arg(start.title));
    load->setToolTip(tr("Load settings\nFills in the inspector and starts nothing."));
    connect(load, &QPushButton::clicked, this, [this, index] { emit settingsRequested(index); });
    row->addWidget(go);
    row->addWidget(load);
    row->addStretch(1);
    column->addSpacing(6);
    column->addLayout(row);
    card->contentLayout()->addLayout(column);
    return card;
}

void TrainGrid::addChartCard(PlotView* chart)
{
    auto* card = new Card(m_theme, chart->title(), this);
    const int index = static_cast<int>(m_cards.size());
    chart->setMinimumSize(kChartWidth - 2, kChartHeight);
    auto* button = makeIconButton(m_theme, QStringLiteral("plus"),
        tr("Enlarge %1").arg(chart->title()), tr("Enlarge\nEsc returns."), card);
    button->setObjectName(QStringLiteral("train_enlarge_%1").arg(index));
    button->setFixedSize(24, 24);
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, this,
        [this, index] { enlarge(m_enlarged == index ? -1 : index); });
    if (index == 0)
        addSmoothing(card);
    QToolButton* follow = makeFollowSwitch(m_theme, *chart, card);
    card->addHeaderWidget(follow);
    m_followButtons.append(follow);
    card->addHeaderWidget(button);
    card->contentLayout()->setContentsMargins(1, 0, 1, 2); // clear of the rounded edge
    card->contentLayout()->addWidget(chart, 1);
    m_cards.append(card);
    m_enlargeButtons.append(button);
}

void TrainGrid::addSmoothing(Card* card)
{
    auto* slider = new QSlider(Qt::Horizontal, card);
    slider->setObjectName(QStringLiteral("train_smoothing"));
    slider->setAccessibleName(tr("Smoothing of the loss"));
    slider->setRange(0, LossSmoothing::choices() - 1);
    slider->setPageStep(1);
    slider->setValue(LossSmoothing::usual());
    slider->setFixedWidth(84);
    slider->setToolTip(tr("Smoothing\nHow much of the average is past: 0 is the raw curve, which "
                          "stays behind the smoothed one."));
    connect(slider, &QSlider::valueChanged, this, &TrainGrid::smoothingChosen);
    card->addHeaderWidget(slider);
    m_smoothing = slider;
}

QWidget* TrainGrid::makeBottom()
{
    auto* bottom = new QWidget(this);
    bottom->setFixedHeight(kBottomHeight);
    auto* row = new QHBoxLayout(bottom);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    auto* digits = new Card(m_theme, tr("Test digits and predictions"), bottom);
    m_tilesNote = makeLabel(m_theme, {}, 12, TextColor::Text3, false, digits);
    digits->addHeaderWidget(m_tilesNote);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(12, 2, 12, 10);
    column->setSpacing(metrics::kCardGap);
    m_tiles = new DigitTiles(m_theme, digits);
    column->addWidget(m_tiles);
    column->addWidget(makeLabel(m_theme,
        tr("Red frame: wrong. Click a digit to follow it in the two depth charts."), 12,
        TextColor::Text3, false, digits));
    column->addStretch(1);
    digits->contentLayout()->addLayout(column);
    row->addWidget(digits, 3);

    auto* logCard = new Card(m_theme, tr("Log"), bottom);
    m_log = new LogView(m_theme, logCard);
    m_log->setObjectName(QStringLiteral("train_log"));
    m_log->setAccessibleName(tr("Log"));
    logCard->addHeaderWidget(m_log->makeCopyButton(logCard));
    auto* logColumn = new QVBoxLayout;
    logColumn->setContentsMargins(8, 0, 4, 6);
    logColumn->addWidget(m_log);
    logCard->contentLayout()->addLayout(logColumn, 1);
    row->addWidget(logCard, 2);
    return bottom;
}

void TrainGrid::setEmpty(bool empty)
{
    if (empty == m_empty)
        return;
    m_empty = empty;
    m_enlarged = -1;
    arrange();
}

void TrainGrid::setTilesNote(const QString& note)
{
    m_tilesNote->setText(note);
}

void TrainGrid::setStartEnabled(bool enabled)
{
    for (QPushButton* button : std::as_const(m_startButtons))
        button->setEnabled(enabled);
}

void TrainGrid::enlarge(int chart)
{
    if (chart == m_enlarged || chart >= m_cards.size())
        return;
    m_enlarged = chart;
    arrange();
    emit enlargedChanged(chart);
}

void TrainGrid::resizeEvent(QResizeEvent* event)
{
    OverlayScrollArea::resizeEvent(event);
    arrange();
}

int TrainGrid::columnsThatFit() const
{
    const int room = viewport()->width() - metrics::kPageMargin;
    return room >= kWide * kChartWidth + (kWide - 1) * metrics::kCardGap ? kWide : kNarrow;
}

void TrainGrid::arrange()
{
    m_columns = columnsThatFit();
    const bool alone = m_enlarged >= 0;
    const int cards = static_cast<int>(m_cards.size());
    for (int i = 0; i < cards; ++i)
        m_charts->removeWidget(m_cards[i]);
    for (int row = 0; row < m_charts->rowCount(); ++row)
        m_charts->setRowStretch(row, 0);
    for (int i = 0; i < cards; ++i) {
        const bool shown = alone ? i == m_enlarged : !m_empty || i < kWide;
        const int place = alone ? 0 : i;
        m_charts->addWidget(m_cards[i], place / m_columns, place % m_columns);
        m_cards[i]->setVisible(shown);
        m_cards[i]->setMinimumHeight(m_empty ? kBareChartHeight : 0);
        m_enlargeButtons[i]->setVisible(!m_empty);
        m_followButtons[i]->setVisible(!m_empty);
        m_enlargeButtons[i]->setIcon(
            m_theme.icon(alone ? QStringLiteral("close") : QStringLiteral("plus")));
        m_enlargeButtons[i]->setToolTip(
            alone ? tr("All charts (Esc)") : tr("Enlarge\nEsc returns to all charts."));
        if (shown)
            m_charts->setRowStretch(place / m_columns, 1);
    }
    for (int column = 0; column < kWide; ++column)
        m_charts->setColumnStretch(column, column < m_columns && !(alone && column > 0) ? 1 : 0);
    m_emptyPart->setVisible(m_empty);
    m_emptyHint->setVisible(m_empty);
    const bool whole = !m_empty && !alone;
    m_smoothing->setVisible(!m_empty);
    m_bottom->setVisible(whole);
    m_insight->setVisible(whole);
    // Charts, tiles and log fill the page; what else there is begins below its edge.
    m_chartArea->setMinimumHeight(
        whole ? viewport()->height() - kBottomHeight - metrics::kCardGap : 0);
}

} // namespace ui
