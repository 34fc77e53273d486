// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/numbers_edit.h"

#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <QRegularExpression>

#include <algorithm>

namespace ui {

NumbersEdit::NumbersEdit(QWidget* parent)
    : QLineEdit(parent)
{
    setFixedHeight(metrics::kControlHeight);
    connect(this, &QLineEdit::textEdited, this, &NumbersEdit::read);
}

void NumbersEdit::setNumbers(const std::vector<double>& numbers)
{
    setReason({});
    if (numbers == m_numbers && !(text().isEmpty() && !numbers.empty()))
        return; // as it was written
    m_numbers = numbers;
    QStringList texts;
    for (const double number : numbers)
        texts << settingText(number);
    setText(texts.join(QStringLiteral("; ")));
    setCursorPosition(0);
}

void NumbersEdit::setCount(int count)
{
    m_count = count;
}

void NumbersEdit::setDescription(const QString& toolTip)
{
    m_description = toolTip;
    if (isValid())
        setToolTip(toolTip);
}

QString NumbersEdit::problemOf(const QString& text, std::vector<double>& numbers) const
{
    static const QRegularExpression between(QStringLiteral("[;\\s]+"));
    const QStringList parts = text.split(between, Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        QString reason;
        const auto number = parseNumber(part, &reason);
        if (!number)
            return QStringLiteral("“%1”: %2").arg(part, reason);
        numbers.push_back(*number);
    }
    if (m_count >= 0 && static_cast<int>(numbers.size()) != m_count)
        return tr("%1 numbers are needed, separated by semicolons; here are %2")
            .arg(m_count)
            .arg(numbers.size());
    return {};
}

void NumbersEdit::read(const QString& text)
{
    std::vector<double> numbers;
    const QString reason = problemOf(text, numbers);
    setReason(reason);
    if (!reason.isEmpty() || numbers == m_numbers)
        return;
    m_numbers = std::move(numbers);
    emit numbersChanged();
}

void NumbersEdit::setReason(const QString& reason)
{
    if (reason == m_reason)
        return;
    const bool changed = reason.isEmpty() != m_reason.isEmpty();
    m_reason = reason;
    setProperty("invalid", !reason.isEmpty());
    setToolTip(reason.isEmpty() ? m_description : reason);
    setAccessibleDescription(reason);
    update();
    if (changed)
        emit validityChanged(reason.isEmpty());
}

} // namespace ui
