// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_table_view.h"

#include "ui/labs/gradients_charts.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/runs_charts.h"
#include "ui/labs/runs_table_model.h"
#include "ui/labs/runs_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/segmented_choice.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>
#include <set>

namespace ui {

namespace {

constexpr int kNarrow = 900; ///< below it the table leaves columns out
constexpr int kChartHeight = 212;

PlotView* makePlot(Theme& theme, Card* card, const char* name, const QString& title)
{
    auto* plot = new PlotView(theme, card, PlotView::Size::Card);
    plot->setObjectName(QLatin1String(name));
    plot->setTitle(title);
    plot->setBareWithoutData(true);
    plot->setMinimumSize(260, 180);
    card->setMinimumHeight(kChartHeight);
    card->contentLayout()->setContentsMargins(1, 0, 1, 2); // clear of the rounded edge
    card->contentLayout()->addWidget(plot, 1);
    card->addHeaderWidget(makeFollowSwitch(theme, *plot, card));
    return plot;
}

/// The value that all runs share, or how many they are apart.
QString shared(
    const std::vector<const LibraryRun*>& runs, const std::function<QString(const LibraryRun&)>& of)
{
    QStringList values;
    for (const LibraryRun* run : runs)
        if (const QString value = of(*run); !values.contains(value))
            values << value;
    return values.isEmpty()  ? QStringLiteral("–")
        : values.size() == 1 ? values.front()
                             : RunsTableView::tr("%1 different").arg(values.size());
}

QString seedsText(const std::vector<const LibraryRun*>& runs)
{
    std::set<std::uint64_t> seeds;
    for (const LibraryRun* run : runs)
        seeds.insert(run->options.seed);
    QStringList texts;
    for (const std::uint64_t seed : seeds)
        texts << QString::number(seed);
    return texts.isEmpty() ? QStringLiteral("–") : texts.join(QStringLiteral(", "));
}

} // namespace

RunsTableView::RunsTableView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new RunsTableModel(theme, this))
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(makeTable());
    column->addWidget(makeEmpty());
    column->addWidget(makeCharts(), 1);
    column->addWidget(makeCommon());
    auto* area = new OverlayScrollArea(this);
    area->setObjectName(QStringLiteral("runs_scroll"));
    area->setColumn(column);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(area);
    setEmpty(false);
    setTicked({}, {});
}

QWidget* RunsTableView::makeTable()
{
    auto* card = new Card(m_theme, tr("Reproduction of Table 1"), this);
    m_columns = new SegmentedChoice(m_theme, card);
    m_columns->setObjectName(QStringLiteral("runs_columns"));
    m_columns->addChoice(QStringLiteral("article"), tr("As the article"),
        tr("Least error and training time beside what the article and Chen et al. published"));
    m_columns->addChoice(QStringLiteral("details"), tr("In detail"),
        tr("Also the last epoch, the time of the tests, memory and the number of runs"));
    card->addHeaderWidget(m_columns);
    m_table = new ResultsTable(m_theme, card);
    m_table->setObjectName(QStringLiteral("runs_table"));
    m_table->setAccessibleName(tr("Table 1"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false); // the order is that of the article
    card->contentLayout()->addWidget(m_table);
    m_note = makeLabel(m_theme, {}, 12, TextColor::Text2, false, card);
    m_note->setObjectName(QStringLiteral("runs_table_note"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(12, 6, 12, 8);
    card->contentLayout()->addWidget(m_note);
    connect(m_columns, &SegmentedChoice::chosen, this, [this] {
        m_model->setColumns(showsDetails(), width() < kNarrow);
        emit detailsChanged();
    });
    return card;
}

QWidget* RunsTableView::makeCharts()
{
    auto* charts = new QWidget(this);
    auto* row = new QHBoxLayout(charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    auto* curves = new Card(m_theme, tr("Test error of the ticked runs"), this);
    m_curves = makePlot(m_theme, curves, "runs_chart_curves", tr("Test error of the ticked runs"));
    m_curvesReason = makeLabel(m_theme, {}, 12, TextColor::Text3, false, curves);
    m_curvesReason->setObjectName(QStringLiteral("runs_curves_reason"));
    m_curvesReason->setContentsMargins(12, 0, 12, 8);
    curves->contentLayout()->addWidget(m_curvesReason);
    auto* cost = new Card(m_theme, tr("Error against training time"), this);
    m_cost = makePlot(m_theme, cost, "runs_chart_cost", tr("Error against training time"));
    connect(m_cost, &PlotView::legendToggled, this, [this](const QString& id, bool visible) {
        QStringList companions; // the entry stands for all of them
        for (const PlotCurve& curve : m_cost->curves())
            if (curve.id.startsWith(id + QLatin1Char('/')))
                companions << curve.id;
        for (const QString& companion : companions)
            m_cost->setCurveVisible(companion, visible);
    });
    row->addWidget(curves, 1);
    row->addWidget(cost, 1);
    return charts;
}

QWidget* RunsTableView::makeCommon()
{
    auto* card = new Card(m_theme, tr("Common to the ticked runs"), this);
    auto* differences = makeButton(m_theme, ButtonKind::Small, tr("Differences…"), {}, card);
    differences->setObjectName(QStringLiteral("runs_differences"));
    differences->setToolTip(tr("The settings in which the ticked runs differ"));
    connect(differences, &QPushButton::clicked, this, &RunsTableView::differencesWanted);
    card->addHeaderWidget(differences);
    auto* grid = new QWidget(card);
    m_common = new QGridLayout(grid);
    m_common->setContentsMargins(metrics::kPageMargin, 2, metrics::kPageMargin, 12);
    m_common->setHorizontalSpacing(metrics::kPageMargin);
    m_common->setVerticalSpacing(2);
    const QStringList titles { tr("Solver"), tr("Optimiser"), tr("Digits"), tr("Seeds") };
    for (int i = 0; i < titles.size(); ++i) {
        m_common->addWidget(makeLabel(m_theme, titles[i], 12, TextColor::Text3, false, grid), 0, i);
        QLabel* value = makeLabel(m_theme, {}, 13, TextColor::Text, true, grid);
        value->setObjectName(QStringLiteral("runs_common_%1").arg(i));
        value->setWordWrap(true);
        value->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        m_common->addWidget(value, 1, i);
        m_common->setColumnStretch(i, 1);
        m_commonValues.push_back(value);
    }
    card->contentLayout()->addWidget(grid);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_commonCard = card;
    return card;
}

QWidget* RunsTableView::makeEmpty()
{
    auto* card = new Card(m_theme, {}, this);
    QVBoxLayout* column = card->contentLayout();
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(metrics::kCardGap);
    auto* title = makeLabel(m_theme, tr("No runs yet"), 20, TextColor::Text, true, card);
    title->setObjectName(QStringLiteral("runs_empty_title"));
    column->addWidget(title);
    auto* text = makeLabel(m_theme,
        tr("Every training leaves a run here, from this window or from the command line: its "
           "record, its settings and its weights."),
        13, TextColor::Text2, false, card);
    text->setWordWrap(true);
    column->addWidget(text);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    const auto start = [&](const QString& label, ButtonKind kind, const char* name,
                           const QString& toolTip, void (RunsTableView::*wanted)()) {
        auto* button = makeButton(m_theme, kind, label, {}, card);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(toolTip);
        connect(button, &QPushButton::clicked, this, wanted);
        row->addWidget(button);
    };
    start(tr("Queue Table 1"), ButtonKind::Primary, "runs_start_table",
        tr("Four models, three trials of 20 epochs each. It may be stopped and closed at any time, "
           "and goes on where it was."),
        &RunsTableView::tableStartWanted);
    start(tr("One quick trial of each model"), ButtonKind::Plain, "runs_start_quick",
        tr("One epoch each: what the table looks like, in minutes"),
        &RunsTableView::quickStartWanted);
    start(tr("Go to Train"), ButtonKind::Plain, "runs_start_train",
        tr("Choose model, solver and data yourself"), &RunsTableView::trainPageWanted);
    row->addStretch();
    column->addLayout(row);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_empty = card;
    return card;
}

void RunsTableView::setTable(const RunTable& table)
{
    m_model->setTable(table);
    m_table->setMinimumHeight(m_table->sizeHint().height());
    m_note->setText(table.note());
    showChart(*m_cost, errorTimeChart(table));
}

void RunsTableView::setTicked(const std::vector<const LibraryRun*>& runs, const RunTicks& ticks)
{
    const AnalysisChart chart = runCurvesChart(runs, ticks, RunQuantity::TestError, false);
    showChart(*m_curves, chart);
    m_curvesReason->setText(chart.reason);
    m_curvesReason->setVisible(!chart.reason.isEmpty());
    showCommon(runs);
}

void RunsTableView::showCommon(const std::vector<const LibraryRun*>& runs)
{
    std::vector<const LibraryRun*> solved;
    for (const LibraryRun* run : runs)
        if (nn::modelById(run->options.model.model).hasOdeBlock)
            solved.push_back(run);
    const QStringList values {
        shared(solved, [](const LibraryRun& run) { return solverText(run.options.model); }),
        shared(runs, [](const LibraryRun& run) { return optimiserText(run.options); }),
        shared(runs, [](const LibraryRun& run) { return dataText(run.options); }), seedsText(runs)
    };
    for (std::size_t i = 0; i < m_commonValues.size(); ++i)
        m_commonValues[i]->setText(values[static_cast<qsizetype>(i)]);
}

void RunsTableView::setDetails(bool details)
{
    m_columns->setCurrent(details ? QStringLiteral("details") : QStringLiteral("article"));
    m_model->setColumns(details, width() < kNarrow);
}

bool RunsTableView::showsDetails() const
{
    return m_columns->current() == QLatin1String("details");
}

void RunsTableView::setEmpty(bool empty)
{
    m_empty->setVisible(empty);
    m_commonCard->setVisible(!empty);
}

void RunsTableView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_model->setColumns(showsDetails(), width() < kNarrow);
}

} // namespace ui
