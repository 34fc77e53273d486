// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/mistakes_model.h"

#include "ui/labs/solve_text.h"
#include "ui/plots/rich_text.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/results_table.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kLargestWhole = 1e6;

double numberOf(const solvers::MistakeNumber& row, int column)
{
    switch (column) {
    case MistakesModel::Published:
        return row.published;
    case MistakesModel::Corrected:
        return row.corrected;
    default:
        return row.reference;
    }
}

QString textOf(double value, int digits)
{
    if (std::isnan(value))
        return QStringLiteral("–");
    if (value == std::round(value) && std::abs(value) < kLargestWhole)
        return QString::number(static_cast<long>(value)).replace(u'-', QChar(u'−'));
    // A setting such as 0.6, perhaps off by rounding, without a row of zeros
    const QString brief = QString::number(value, 'g', 3);
    if (std::abs(brief.toDouble() - value) <= 1e-12 * std::abs(value))
        return settingText(brief.toDouble());
    return resultText(value, digits);
}

} // namespace

MistakesModel::MistakesModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void MistakesModel::setRun(std::shared_ptr<const solvers::MistakeRun> run, MistakesShown shown)
{
    beginResetModel();
    m_run = std::move(run);
    m_columns = { Quantity };
    if (shown != MistakesShown::Corrected)
        m_columns.push_back(Published);
    if (shown != MistakesShown::Published)
        m_columns.push_back(Corrected);
    if (hasExpected())
        m_columns.push_back(Expected);
    endResetModel();
}

int MistakesModel::columnOf(Column column) const
{
    const auto place = std::ranges::find(m_columns, column);
    return place == m_columns.end() ? -1 : static_cast<int>(place - m_columns.begin());
}

bool MistakesModel::hasExpected() const
{
    return m_run && std::ranges::any_of(m_run->numbers, [](const solvers::MistakeNumber& row) {
        return !std::isnan(row.reference);
    });
}

QString MistakesModel::asCsv() const
{
    QString text = QStringLiteral("quantity,published,corrected,expected\n");
    if (!m_run)
        return text;
    const auto number = [](double value) {
        return std::isnan(value) ? QString() : QString::number(value, 'g', 17);
    };
    for (const solvers::MistakeNumber& row : m_run->numbers)
        text += QStringLiteral("\"%1\",%2,%3,%4\n")
                    .arg(RichText(fromCore(row.quantity)).plain(), number(row.published),
                        number(row.corrected), number(row.reference));
    return text;
}

int MistakesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_run ? 0 : static_cast<int>(m_run->numbers.size());
}

int MistakesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant MistakesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const solvers::MistakeNumber& row = m_run->numbers[static_cast<std::size_t>(index.row())];
    const Column column = m_columns[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return column == Quantity ? RichText(fromCore(row.quantity)).plain()
                                  : textOf(numberOf(row, column), row.digits);
    case RichRole:
        return column == Quantity ? fromCore(row.quantity) : QString();
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (column == Quantity ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant MistakesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    const Column column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            (column == Quantity ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Published:
        return tr("As published");
    case Corrected:
        return tr("Corrected");
    case Expected:
        return tr("Expected");
    case Quantity:
        break;
    }
    return tr("Quantity");
}

} // namespace ui
