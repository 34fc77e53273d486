// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_expression_fault.h"

#include "solvers/problems/expression.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"

#include <algorithm>

namespace ui {

namespace {

/// Code points, as the core counts, to UTF-16 units.
qsizetype unitsOf(const QString& text, std::size_t codePoints)
{
    qsizetype unit = 0;
    for (std::size_t n = 0; n < codePoints && unit < text.size(); ++n)
        unit += text[unit].isHighSurrogate() && unit + 1 < text.size() ? 2 : 1;
    return unit;
}

/// The pieces between semicolons and line ends that hold something.
std::vector<ExpressionPart> rowsOf(const QString& text)
{
    std::vector<ExpressionPart> rows;
    qsizetype start = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != QLatin1Char(';') && text[i] != QLatin1Char('\n'))
            continue;
        if (const QString row = text.mid(start, i - start); !row.trimmed().isEmpty())
            rows.push_back({ row, start });
        start = i + 1;
    }
    return rows;
}

/// Where the name of a row starts.
qsizetype nameStart(const QString& row)
{
    return std::find_if_not(row.begin(), row.end(), [](QChar c) { return c.isSpace(); })
        - row.begin();
}

} // namespace

QString ExpressionFault::place() const
{
    return tr("Line %1, column %2").arg(line).arg(column);
}

std::vector<ExpressionPart> expressionParts(const QString& text)
{
    std::vector<ExpressionPart> parts;
    qsizetype start = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != QLatin1Char(';'))
            continue;
        parts.push_back({ text.mid(start, i - start), start });
        start = i + 1;
    }
    if (parts.size() > 1 && parts.back().text.trimmed().isEmpty())
        parts.pop_back();
    return parts;
}

ExpressionFault expressionFaultAt(
    const QString& text, const QString& message, qsizetype position, qsizetype length)
{
    ExpressionFault fault;
    fault.message = message;
    fault.position = static_cast<int>(std::min(position, text.size()));
    fault.length = static_cast<int>(length);
    const QString before = text.left(fault.position);
    fault.line = static_cast<int>(before.count(QLatin1Char('\n'))) + 1;
    fault.column = fault.position - static_cast<int>(before.lastIndexOf(QLatin1Char('\n')));
    return fault;
}

std::optional<ExpressionFault> findExpressionFault(
    const QString& text, const ExpressionPart& part, const std::vector<std::string>& names)
{
    const auto error = solvers::checkExpression(part.text.toStdString(), names);
    if (!error)
        return {};
    const qsizetype from = unitsOf(part.text, error->position);
    const qsizetype to = unitsOf(part.text, error->position + error->length);
    ExpressionFault fault
        = expressionFaultAt(text, fromCore(error->message), part.start + from, to - from);
    fault.suggestion = fromCore(error->suggestion);
    const std::string marked = part.text.mid(from, to - from).toStdString();
    if (error->message.starts_with("unknown name") && solvers::nameProblem(marked).empty())
        fault.unknownName = fromCore(marked);
    return fault;
}

std::vector<solvers::NamedExpression> definitionsOf(const QString& text)
{
    std::vector<solvers::NamedExpression> definitions;
    for (const ExpressionPart& row : rowsOf(text)) {
        const qsizetype equals = row.text.indexOf(QLatin1Char('='));
        const QString name = row.text.left(std::max<qsizetype>(equals, 0)).trimmed();
        if (!name.isEmpty())
            definitions.push_back(
                { name.toStdString(), row.text.mid(equals + 1).simplified().toStdString() });
    }
    return definitions;
}

QString definitionsText(const std::vector<solvers::NamedExpression>& definitions)
{
    QStringList rows;
    for (const auto& [name, expression] : definitions)
        rows << QStringLiteral("%1 = %2").arg(fromCore(name), fromCore(expression));
    return rows.join(QLatin1Char('\n'));
}

std::optional<ExpressionFault> findDefinitionFault(
    const QString& text, std::vector<std::string> names)
{
    for (const ExpressionPart& row : rowsOf(text)) {
        const qsizetype first = nameStart(row.text);
        const qsizetype equals = row.text.indexOf(QLatin1Char('='));
        if (equals < 0)
            return expressionFaultAt(text, tr("no “=”; write name = expression"), row.start + first,
                row.text.trimmed().size());
        const QString name = row.text.left(equals).trimmed();
        const auto atName = [&](const QString& message) {
            return expressionFaultAt(text, message, row.start + first, name.size());
        };
        if (name.isEmpty())
            return expressionFaultAt(
                text, tr("there is no name before “=”"), row.start + equals, 1);
        if (const std::string reason = solvers::nameProblem(name.toStdString()); !reason.empty())
            return atName(fromCore(reason));
        if (std::find(names.begin(), names.end(), name.toStdString()) != names.end())
            return atName(tr("the name “%1” is taken").arg(name));
        const ExpressionPart expression { row.text.mid(equals + 1), row.start + equals + 1 };
        if (expression.text.trimmed().isEmpty())
            return expressionFaultAt(text, tr("there is no expression"), row.start + equals, 1);
        if (const auto fault = findExpressionFault(text, expression, names))
            return fault;
        names.push_back(name.toStdString());
    }
    return {};
}

} // namespace ui
