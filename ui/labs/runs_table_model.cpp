// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_table_model.h"

#include "ui/labs/runs_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <QBrush>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kPercent = 100.0;
constexpr std::size_t kUsualRuns = 3; ///< of the article; other counts are told
const QString kDash = QStringLiteral("–");

QString published(double value, double deviation, int decimals)
{
    return spreadText({ value, deviation, std::isfinite(value) ? 1 : 0 }, decimals);
}

/// The line of the MLP, which the article's times are compared with.
const RunGroup* yardstick(const RunTable& table, const RunGroup& group)
{
    const bool recorded = !group.runs.empty() && group.runs.front()->recorded;
    for (const RunGroup& other : table.groups)
        if (other.series == QLatin1String("mlp") && other.article
            && (other.runs.empty() || other.runs.front()->recorded == recorded))
            return &other;
    return nullptr;
}

} // namespace

RunsTableModel::RunsTableModel(Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    makeColumns();
}

void RunsTableModel::setTable(const RunTable& table)
{
    beginResetModel();
    m_table = table;
    makeColumns();
    endResetModel();
}

void RunsTableModel::setColumns(bool details, bool brief)
{
    if (details == m_details && brief == m_brief)
        return;
    beginResetModel();
    m_details = details;
    m_brief = brief;
    makeColumns();
    endResetModel();
}

void RunsTableModel::makeColumns()
{
    using enum Column;
    const bool chosen = m_table.hasChosen();
    if (m_details) {
        m_columns = { Model, Runs };
        if (!m_brief)
            m_columns.insert(m_columns.end(), { ArticleError, ChenError });
        m_columns.insert(m_columns.end(), { LeastError, LastError });
        if (chosen)
            m_columns.push_back(ChosenError);
        m_columns.insert(m_columns.end(), { TrainTime, EvaluationTime, Nfe });
        if (!m_brief)
            m_columns.push_back(Parameters);
        m_columns.push_back(Memory);
        return;
    }
    m_columns = { Model, ArticleError, ChenError, LeastError, ArticleTime, TrainTime, Ratio };
    if (!m_brief)
        m_columns.insert(m_columns.end(), { Parameters, Nfe });
}

int RunsTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.groups.size());
}

int RunsTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QString RunsTableModel::small(const QString& text) const
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>")
        .arg(m_theme.tokens().text3.name(), text);
}

QString RunsTableModel::ratio(const RunGroup& group, bool rich) const
{
    const RunGroup* mlp = yardstick(m_table, group);
    if (!mlp)
        return kDash;
    const double measured = group.trainSeconds() / mlp->trainSeconds();
    const QString own = std::isfinite(measured) ? fixedText(measured, 1) : kDash;
    if (!group.article)
        return own;
    const QString theirs
        = QStringLiteral("(%1)").arg(fixedText(group.article->seconds / mlp->article->seconds, 1));
    return QStringLiteral("%1 %2").arg(own, rich ? small(theirs) : theirs);
}

QString RunsTableModel::text(const RunGroup& group, Column column) const
{
    const auto spread = [&group](double (nn::Trial::*value)() const, double factor, int decimals) {
        return spreadText(group.measured.of(value, factor), decimals);
    };
    const auto nfe = [&group](double (nn::Trial::*value)() const) {
        const double mean = group.measured.of(value).mean;
        return std::isfinite(mean)
            ? fixedText(mean, std::abs(mean - std::round(mean)) < 0.05 ? 0 : 1)
            : kDash;
    };
    switch (column) {
    case Column::Model:
        return group.runs.empty() || group.runs.size() == kUsualRuns
            ? group.name
            : QStringLiteral("%1 (%2)").arg(group.name).arg(group.runs.size());
    case Column::Runs:
        return group.runs.empty() ? kDash : QString::number(group.runs.size());
    case Column::ArticleError:
        return group.article
            ? published(group.article->errorPercent, group.article->errorDeviation, 2)
            : kDash;
    case Column::ChenError:
        return group.chen ? published(group.chen->errorPercent, group.chen->errorDeviation, 2)
                          : kDash;
    case Column::LeastError:
        return spread(&nn::Trial::leastError, kPercent, 2);
    case Column::LastError:
        return spread(&nn::Trial::lastError, kPercent, 2);
    case Column::ChosenError:
        return spread(&nn::Trial::chosenError, kPercent, 2);
    case Column::ArticleTime:
        return group.article ? QStringLiteral("%1 ± %2").arg(settingText(group.article->seconds),
                   settingText(group.article->secondsDeviation)) // as printed there
                             : kDash;
    case Column::TrainTime:
        return spread(&nn::Trial::trainSeconds, 1.0, group.trainSeconds() < kPercent ? 1 : 0);
    case Column::EvaluationTime:
        return spread(&nn::Trial::evaluationSeconds, 1.0, 1);
    case Column::Ratio:
        return ratio(group, false);
    case Column::Nfe:
        return !(group.measured.of(&nn::Trial::nfeForward).mean > 0.0)
            ? kDash
            : QStringLiteral("%1 / %2").arg(
                nfe(&nn::Trial::nfeForward), nfe(&nn::Trial::nfeBackward));
    case Column::Parameters:
        return countText(static_cast<double>(group.measured.parameters()));
    case Column::Memory:
        break;
    }
    return megabytes(static_cast<double>(group.measured.peakMemoryBytes()));
}

QString RunsTableModel::rich(const RunGroup& group, Column column) const
{
    switch (column) {
    case Column::Model:
        if (group.runs.empty() || group.runs.size() == kUsualRuns)
            return {};
        return group.name.toHtmlEscaped() + QLatin1Char(' ')
            + small(QStringLiteral("(%1)").arg(group.runs.size()));
    case Column::LeastError:
    case Column::TrainTime:
        return group.runs.empty() ? QString()
                                  : QStringLiteral("<b>%1</b>").arg(text(group, column));
    case Column::Ratio:
        return ratio(group, true);
    default:
        return {};
    }
}

QVariant RunsTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RunGroup& group = m_table.groups[static_cast<std::size_t>(index.row())];
    const Column column = m_columns[static_cast<std::size_t>(index.column())];
    const bool first = column == Column::Model;
    switch (role) {
    case Qt::DisplayRole:
        return text(group, column);
    case RichRole:
        return rich(group, column);
    case SeriesRole:
        return first ? QVariant(group.series) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (first ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
        return column == Column::ArticleError || column == Column::ChenError
                || column == Column::ArticleTime
            ? QVariant(QBrush(m_theme.tokens().text2))
            : QVariant();
    case Qt::ToolTipRole:
        if (!first)
            return {};
        return group.differences.isEmpty()
            ? tr("%1: %2 runs, %3 finished")
                  .arg(group.name)
                  .arg(group.runs.size())
                  .arg(group.measured.finished())
            : tr("%1: settings differ: %2")
                  .arg(group.name, group.differences.join(QStringLiteral(", ")));
    default:
        return {};
    }
}

RunsTableModel::Title RunsTableModel::titleOf(Column column) const
{
    const Title titles[] {
        { Column::Model, tr("Model"), {}, tr("In brackets: number of runs where it is not 3") },
        { Column::Runs, tr("Runs"), {}, {} },
        { Column::ArticleError, tr("Article error (%)"), tr("Article (%)"),
            tr("Published by Carr 2020: least test error of a trial, three trials, one GPU") },
        { Column::ChenError, tr("Chen 2018 (%)"), tr("Chen (%)"),
            tr("Published by Chen et al. 2018; their MLP has one hidden layer of 300") },
        { Column::LeastError, m_details ? tr("Least error (%)") : tr("Measured error (%)"),
            m_details ? tr("Least (%)") : tr("Measured (%)"),
            tr("Least test error of a run, as the article counts") },
        { Column::LastError, tr("Last epoch (%)"), tr("Last (%)"),
            tr("Test error after the last epoch: no choice was made on the test set") },
        { Column::ChosenError, tr("Chosen (%)"), {},
            tr("Test error of the epoch that 5000 digits held out of training choose") },
        { Column::ArticleTime, tr("Article time (s)"), tr("Article (s)"),
            tr("Published by Carr 2020, one GPU, loading and evaluation included") },
        { Column::TrainTime, m_details ? tr("Training (s)") : tr("Measured time (s)"),
            tr("Training (s)"), tr("Time of the training steps") },
        { Column::EvaluationTime, tr("Evaluation (s)"), tr("Eval. (s)"),
            tr("Time of the tests after every epoch") },
        { Column::Ratio, tr("Time / MLP"), {}, tr("In brackets: the article's own ratio") },
        { Column::Nfe, tr("NFE fwd / bwd"), tr("NFE"),
            tr("Evaluations of f a step, forward and backward") },
        { Column::Parameters, tr("Parameters"), tr("Param."), tr("Trainable numbers") },
        { Column::Memory, tr("Peak memory"), tr("Memory"),
            tr("Largest resident set of the program while it trained") },
    };
    return *std::ranges::find(titles, column, &Title::column);
}

QVariant RunsTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const Title title = titleOf(m_columns[static_cast<std::size_t>(section)]);
    switch (role) {
    case Qt::DisplayRole:
        return title.text;
    case ShortRole:
        return title.brief.isEmpty() ? QVariant() : QVariant(title.brief);
    case Qt::ToolTipRole:
        return title.toolTip.isEmpty() ? QVariant() : QVariant(title.toolTip);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

} // namespace ui
