// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_text.h"

#include "ui/text.h"

#include <QLocale>
#include <QRegularExpression>

#include <cmath>
#include <numbers>

namespace ui {

namespace {

const QString kMinus = QStringLiteral("\u2212");
const QString kRaised = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");

// "2.5×10⁻⁴" becomes "2.5*10^-4": one spelling for the reader below.
QString plainSpelling(const QString& text)
{
    QString plain;
    bool raised = false;
    for (const QChar letter : text) {
        const auto digit = kRaised.indexOf(letter);
        const bool isRaised = digit >= 0 || letter == u'⁻' || letter == u'⁺';
        if (isRaised && !raised)
            plain += u'^';
        raised = isRaised;
        if (digit >= 0)
            plain += QString::number(digit);
        else if (letter == u'⁻' || letter == u'\u2212' || letter == u'–')
            plain += u'-';
        else if (letter == u'⁺')
            plain += u'+';
        else if (letter == u'×' || letter == u'·')
            plain += u'*';
        else if (letter == u'π')
            plain += QStringLiteral("pi");
        else if (letter == u'½')
            plain += QStringLiteral("0.5");
        else if (letter == u',')
            plain += u'.';
        else if (!letter.isSpace()) // thin spaces between thousands too
            plain += letter.toLower();
    }
    return plain;
}

/// product of factors, each "number", "number^exponent" or "pi"; "/" divides; "2pi" multiplies.
class Reader {
public:
    explicit Reader(const QString& text)
        : m_text(text)
    {
    }

    std::optional<double> read()
    {
        const double sign = take(u'-') ? -1.0 : (take(u'+'), 1.0);
        auto value = factor();
        while (value && m_position < m_text.size()) {
            const bool divide = take(u'/');
            if (!divide)
                take(u'*');
            const auto next = factor();
            if (!next)
                return std::nullopt;
            value = divide ? *value / *next : *value * *next;
        }
        return value ? std::optional(sign * *value) : std::nullopt;
    }

private:
    bool take(char16_t letter)
    {
        if (m_position >= m_text.size() || m_text[m_position] != letter)
            return false;
        ++m_position;
        return true;
    }

    std::optional<double> factor()
    {
        if (m_text.mid(m_position).startsWith(QLatin1String("pi"))) {
            m_position += 2;
            return std::numbers::pi;
        }
        const auto base = number();
        if (!base || !take(u'^'))
            return base;
        const double sign = take(u'-') ? -1.0 : (take(u'+'), 1.0);
        const auto exponent = number();
        if (!exponent)
            return std::nullopt;
        // 10^-4 must be the double nearest to 1e-4, which a power by multiplication may miss.
        if (*base == 10.0 && *exponent == std::floor(*exponent) && *exponent < 400)
            return QStringLiteral("1e%1").arg(static_cast<int>(sign * *exponent)).toDouble();
        return std::pow(*base, sign * *exponent);
    }

    std::optional<double> number()
    {
        static const QRegularExpression pattern(
            QStringLiteral("\\G(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?"));
        const auto match = pattern.match(m_text, m_position);
        if (!match.hasMatch())
            return std::nullopt;
        m_position = match.capturedEnd();
        bool ok = false;
        const double value = QLocale::c().toDouble(match.captured(), &ok);
        return ok || std::isinf(value) ? std::optional(value) : std::nullopt;
    }

    QString m_text;
    qsizetype m_position = 0;
};

QString withMinus(QString text)
{
    return text.replace(u'-', kMinus);
}

// "1.25e-05" as "1.25×10⁻⁵"
QString raisedFromE(const QString& text, const QString& times)
{
    const auto split = text.indexOf(u'e');
    if (split < 0)
        return withMinus(text);
    return withMinus(text.left(split)) + times + withRaisedExponent(text.mid(split + 1).toInt());
}

} // namespace

std::optional<double> parseNumber(const QString& text, QString* reason)
{
    const auto refuse = [reason](const QString& why) {
        if (reason)
            *reason = why;
        return std::nullopt;
    };
    const QString plain = plainSpelling(text);
    if (plain.isEmpty())
        return refuse(tr("Enter a number."));
    if (plain.count(u'.') > 1 && !plain.contains(u'/') && !plain.contains(u'*'))
        return refuse(tr("“%1” has more than one decimal mark; write 1000.5 without grouping.")
                          .arg(text.trimmed()));
    const auto value = Reader(plain).read();
    if (!value)
        return refuse(tr("“%1” is not a number. Write for instance 0.25, 1e-4, 10^-4, 1/64 or pi.")
                          .arg(text.trimmed()));
    if (std::isnan(*value) || (std::isinf(*value) && plain.contains(u'/')))
        return refuse(tr("“%1” divides by zero.").arg(text.trimmed()));
    if (std::isinf(*value))
        return refuse(tr("“%1” is too large for a double.").arg(text.trimmed()));
    return value;
}

QString withRaisedExponent(int exponent)
{
    QString text = QStringLiteral("10");
    for (const QChar letter : QString::number(exponent))
        text += letter == u'-' ? QChar(u'⁻') : kRaised[letter.digitValue()];
    return text;
}

QString settingText(double value)
{
    const double size = std::abs(value);
    if (size == 0 || (size >= 1e-3 && size < 1e6))
        return withMinus(
            QLocale::c().toString(value + 0.0, 'f', QLocale::FloatingPointShortest).remove(u','));
    QString text = QLocale::c().toString(value, 'e', QLocale::FloatingPointShortest).remove(u',');
    if (text.startsWith(QLatin1String("1e")))
        return withRaisedExponent(text.mid(2).toInt());
    return raisedFromE(text, QStringLiteral("×"));
}

QString resultText(double value, int digits)
{
    if (std::isnan(value))
        return QStringLiteral("–");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : kMinus + QStringLiteral("∞");
    if (value == 0)
        return QStringLiteral("0");
    const QString scientific = QString::number(value, 'e', digits - 1);
    const int exponent = scientific.mid(scientific.indexOf(u'e') + 1).toInt();
    const bool whole = value == std::floor(value) && std::abs(value) < 1e9;
    if (exponent < -3 || (exponent > 4 && !whole))
        return raisedFromE(scientific, QStringLiteral("\u2009×\u200910").chopped(2));
    QString text = QString::number(value, 'f', whole ? 0 : std::max(0, digits - 1 - exponent));
    if (exponent >= 4) {
        const auto point = text.indexOf(u'.');
        const qsizetype first = value < 0 ? 1 : 0;
        for (qsizetype at = (point < 0 ? text.size() : point) - 3; at > first; at -= 3)
            text.insert(at, QChar(u'\u2009'));
    }
    return withMinus(text);
}

QString secondsText(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return QStringLiteral("–");
    const auto with = [](double number, const char* unit) {
        const int decimals = number < 9.95 ? 1 : 0;
        return QString::number(number, 'f', decimals) + u' ' + QString::fromUtf8(unit);
    };
    if (seconds < 999.5e-9)
        return with(seconds * 1e9, "ns");
    if (seconds < 999.5e-6)
        return with(seconds * 1e6, "µs");
    if (seconds < 0.9995)
        return with(seconds * 1e3, "ms");
    if (seconds < 59.5)
        return with(seconds, "s");
    const auto whole = static_cast<long>(std::lround(seconds));
    const auto two
        = [](long number) { return QStringLiteral("%1").arg(number, 2, 10, QChar(u'0')); };
    if (whole < 3600)
        return QStringLiteral("%1:%2").arg(whole / 60).arg(two(whole % 60));
    return QStringLiteral("%1:%2:%3").arg(whole / 3600).arg(two(whole / 60 % 60), two(whole % 60));
}

} // namespace ui
