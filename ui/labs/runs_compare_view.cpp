// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_compare_view.h"

#include "ui/labs/gradients_charts.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/runs_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/segmented_choice.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {

void RunDifferencesModel::setRuns(const std::vector<const LibraryRun*>& runs)
{
    beginResetModel();
    m_rows = runs.size() > 1 ? differencesOf(runs) : std::vector<nn::ConfigDifference>();
    m_names.clear();
    for (const LibraryRun* run : runs)
        m_names << runName(*run);
    endResetModel();
}

int RunDifferencesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunDifferencesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_names.size()) + 1;
}

QVariant RunDifferencesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const nn::ConfigDifference& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (index.column() == 0)
        return keyText(row.key);
    const std::string& value = row.values[static_cast<std::size_t>(index.column() - 1)];
    return value.empty() ? QStringLiteral("–") : QString::fromStdString(value);
}

QVariant RunDifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    return section == 0 ? tr("Setting") : m_names.value(section - 1);
}

RunsCompareView::RunsCompareView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_quantity(new SegmentedChoice(theme, this))
    , m_against(new SegmentedChoice(theme, this))
    , m_card(new Card(theme, tr("Test error"), this))
    , m_plot(new PlotView(theme, m_card))
    , m_reason(makeLabel(theme, {}, 12, TextColor::Text3, false, m_card))
    , m_model(new RunDifferencesModel(this))
{
    m_quantity->setObjectName(QStringLiteral("runs_quantity"));
    m_quantity->addChoice(
        QStringLiteral("error"), tr("Test error"), tr("Test error after every epoch"));
    m_quantity->addChoice(QStringLiteral("loss"), tr("Loss"), tr("Mean loss of every epoch"));
    m_quantity->addChoice(
        QStringLiteral("nfe"), tr("NFE"), tr("Evaluations of f of a step, mean over the epoch"));
    m_against->setObjectName(QStringLiteral("runs_against"));
    m_against->addChoice(QStringLiteral("epoch"), tr("Epoch"), tr("Against epochs"));
    m_against->addChoice(QStringLiteral("time"), tr("Time"), tr("Against the time of training"));
    for (SegmentedChoice* choice : { m_quantity, m_against }) {
        m_card->addHeaderWidget(choice);
        connect(choice, &SegmentedChoice::chosen, this, [this] {
            showCurves();
            emit choicesChanged();
        });
    }
    m_plot->setObjectName(QStringLiteral("runs_chart_compare"));
    m_plot->setBareWithoutData(true);
    m_plot->setMinimumSize(260, 180);
    m_plot->setTitle(tr("Ticked runs"));
    m_card->addHeaderWidget(makeFollowSwitch(theme, *m_plot, m_card));
    m_card->contentLayout()->setContentsMargins(1, 0, 1, 2); // clear of the rounded edge
    m_reason->setObjectName(QStringLiteral("runs_compare_reason"));
    m_reason->setContentsMargins(12, 0, 12, 8);
    m_card->contentLayout()->addWidget(m_plot, 1);
    m_card->contentLayout()->addWidget(m_reason);

    auto* differing = new Card(theme, tr("What differs"), this);
    m_table = new ResultsTable(theme, differing);
    m_table->setObjectName(QStringLiteral("runs_differing"));
    m_table->setAccessibleName(tr("What differs"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false);
    m_same = makeLabel(theme, {}, 13, TextColor::Text2, false, differing);
    m_same->setObjectName(QStringLiteral("runs_same"));
    m_same->setContentsMargins(12, 4, 12, 10);
    differing->contentLayout()->addWidget(m_table);
    differing->contentLayout()->addWidget(m_same);
    differing->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(m_card, 1);
    column->addWidget(differing);
    setTicked({}, {});
}

QString RunsCompareView::quantity() const
{
    return m_quantity->current();
}

QString RunsCompareView::against() const
{
    return m_against->current();
}

void RunsCompareView::setChoices(const QString& quantity, const QString& against)
{
    m_quantity->setCurrent(quantity);
    m_against->setCurrent(against);
    showCurves();
}

void RunsCompareView::setTicked(const std::vector<const LibraryRun*>& runs, const RunTicks& ticks)
{
    m_runs.clear();
    for (const LibraryRun* run : runs)
        m_runs.push_back(*run);
    m_ticks = ticks;
    m_model->setRuns(runs);
    const bool any = m_model->rowCount() > 0;
    m_table->setVisible(any);
    m_same->setVisible(!any);
    m_same->setText(runs.size() < 2
            ? tr("Tick two runs or more to see in which settings they differ.")
            : tr("The settings of the ticked runs are the same."));
    showCurves();
}

void RunsCompareView::showCurves()
{
    const QString what = quantity();
    const bool loss = what == QLatin1String("loss");
    const bool nfe = what == QLatin1String("nfe");
    const QString title = loss ? tr("Loss") : nfe ? tr("Function evaluations") : tr("Test error");
    std::vector<const LibraryRun*> runs;
    for (const LibraryRun& run : m_runs)
        runs.push_back(&run);
    const AnalysisChart chart = runCurvesChart(runs, m_ticks,
        loss      ? RunQuantity::Loss
            : nfe ? RunQuantity::Nfe
                  : RunQuantity::TestError,
        against() == QLatin1String("time"));
    m_card->setTitle(title);
    m_plot->setTitle(tr("%1 of the ticked runs").arg(title));
    showChart(*m_plot, chart);
    m_reason->setText(chart.reason);
    m_reason->setVisible(!chart.reason.isEmpty());
}

} // namespace ui
