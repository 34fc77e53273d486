// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_axis.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ui {
namespace {

constexpr int kMostTicks = 12;
constexpr int kLongDecimals = 4; // 0.0035 has room for 3.5 only
constexpr QChar kMinus(0x2212);
constexpr QChar kThinSpace(0x2009);

/// 10^n, exact where double precision has it.
double powerOfTen(int exponent)
{
    return std::pow(10.0, exponent);
}

int decadeOf(double value)
{
    return static_cast<int>(std::floor(std::log10(value) + 1e-12));
}

QString plainNumber(double value, int decimals)
{
    QString text = QString::number(std::abs(value), 'f', std::clamp(decimals, 0, 15));
    const qsizetype point = text.indexOf(QLatin1Char('.'));
    const qsizetype whole = point < 0 ? text.size() : point;
    if (whole >= 5) {
        for (qsizetype i = whole - 3; i > 0; i -= 3)
            text.insert(i, kThinSpace);
    }
    const bool zero = std::all_of(
        text.begin(), text.end(), [](QChar c) { return !c.isDigit() || c == QLatin1Char('0'); });
    return value < 0.0 && !zero ? kMinus + text : text;
}

struct Step {
    double size = 1.0;
    int lastDigit = 0; // decade of the last digit that the step needs
};

int ticksWithin(const PlotRange& range, double step)
{
    const double tolerance = 1e-9;
    const double count = std::floor(range.upper / step + tolerance)
        - std::ceil(range.lower / step - tolerance) + 1.0;
    return static_cast<int>(std::clamp(count, 0.0, 1000.0));
}

/// The smallest nice step that gives at most `most` ticks.
Step niceStep(const PlotRange& range, int most, bool integers)
{
    int exponent = decadeOf((range.upper - range.lower) / most) - 1;
    if (integers)
        exponent = std::max(exponent, 0);
    for (;; ++exponent) {
        for (const double mantissa : { 1.0, 2.0, 2.5, 5.0 }) {
            const int lastDigit = mantissa == 2.5 ? exponent - 1 : exponent;
            const double step = mantissa * powerOfTen(exponent);
            if ((!integers || lastDigit >= 0) && ticksWithin(range, step) <= most)
                return { step, lastDigit };
        }
    }
}

PlotTicks linearTicks(const PlotRange& range, int most, bool integers)
{
    const Step step = niceStep(range, most, integers);
    const double first = std::ceil(range.lower / step.size - 1e-9);
    const int count = std::min(ticksWithin(range, step.size), kMostTicks);
    const double largest = std::max(std::abs(range.lower), std::abs(range.upper));

    double offset = 0.0;
    PlotTicks result;
    if (largest / step.size > 1e6) { // the labels would differ in the seventh digit only
        offset = first * step.size;
        const int digits = std::clamp(decadeOf(largest / step.size) + 1, 1, 17);
        result.common = largest >= 1e-3 && largest < 1e9
            ? plainNumber(offset, std::max(0, -step.lastDigit))
            : resultText(offset, digits);
        if (result.common.contains(QLatin1Char('.')) && !result.common.contains(QChar(0x00D7))) {
            while (result.common.endsWith(QLatin1Char('0')))
                result.common.chop(1);
            if (result.common.endsWith(QLatin1Char('.')))
                result.common.chop(1);
        }
        if (offset > 0.0)
            result.common.prepend(QLatin1Char('+'));
    }
    const double shown = offset == 0.0 ? largest : step.size * count;
    int exponent = 0;
    const bool longLabels = offset == 0.0 && shown < 0.1 && step.lastDigit <= -kLongDecimals;
    if (shown < 1e-3 || shown >= 1e5 || longLabels) {
        exponent = decadeOf(shown);
        const QString factor = QStringLiteral("×") + withRaisedExponent(exponent);
        result.common = offset == 0.0 ? factor : factor + QLatin1Char(' ') + result.common;
    }
    const int decimals = std::max(0, exponent - step.lastDigit);
    for (int i = 0; i < count; ++i) {
        const double value = (first + i) * step.size;
        const double label = offset == 0.0 ? value : i * step.size;
        result.ticks.push_back({ value, plainNumber(label / powerOfTen(exponent), decimals) });
    }
    return result;
}

QString plainLogLabel(double value)
{
    if (value < 0.999e-3 || value > 1.001e4)
        return resultText(value, 3);
    return plainNumber(value, std::max(0, -decadeOf(value)));
}

PlotTicks logTicks(const PlotRange& range, int most)
{
    const int first = static_cast<int>(std::ceil(std::log10(range.lower) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(range.upper) + 1e-9));
    PlotTicks result;
    if (range.upper / range.lower >= 100.0 * (1.0 - 1e-9)) {
        const int stride = std::max(1,
            (last - first) / std::max(1, most - 1)
                + ((last - first) % std::max(1, most - 1) != 0 ? 1 : 0));
        const int start = first + ((-first % stride) + stride) % stride;
        for (int n = start; n <= last; n += stride)
            result.ticks.push_back({ powerOfTen(n),
                QStringLiteral("10<sup>%1</sup>")
                    .arg(QString::number(n).replace(QLatin1Char('-'), kMinus)) });
        return result;
    }
    for (int n = first - 1; n <= last; ++n) {
        for (const double mantissa : { 1.0, 2.0, 5.0 }) {
            const double value = mantissa * powerOfTen(n);
            if (value >= range.lower * (1.0 - 1e-9) && value <= range.upper * (1.0 + 1e-9))
                result.ticks.push_back({ value, plainLogLabel(value) });
        }
    }
    if (static_cast<int>(result.ticks.size()) > most) {
        std::erase_if(result.ticks, [](const PlotTick& tick) {
            return std::abs(std::log10(tick.value) - std::round(std::log10(tick.value))) > 1e-9;
        });
    } else if (result.ticks.size() < 3) {
        return linearTicks(range, std::min(most, 6), false);
    }
    return result.ticks.size() < 2 ? linearTicks(range, std::min(most, 6), false) : result;
}

/// Halving step sizes, doubling numbers of blocks.
PlotTicks twoTicks(const PlotRange& range, int most)
{
    const int first = static_cast<int>(std::ceil(std::log2(range.lower) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log2(range.upper) + 1e-9));
    if (last - first < 1 || range.upper / range.lower > 1001.0)
        return logTicks(range, most);
    PlotTicks result;
    const int stride = (last - first + most) / most;
    for (int n = first; n <= last; n += stride)
        result.ticks.push_back({ std::exp2(n), plainLogLabel(std::exp2(n)) });
    return result;
}

QString piLabel(double multiple)
{
    const double quarters = std::round(4.0 * multiple);
    if (quarters == 0.0)
        return QStringLiteral("0");
    const QString sign = quarters < 0.0 ? QString(kMinus) : QString();
    auto numerator = static_cast<long>(std::abs(quarters));
    long denominator = 4;
    while (denominator > 1 && numerator % 2 == 0) {
        numerator /= 2;
        denominator /= 2;
    }
    QString text
        = sign + (numerator == 1 ? QString() : QString::number(numerator)) + QStringLiteral("π");
    return denominator == 1 ? text : text + QLatin1Char('/') + QString::number(denominator);
}

PlotTicks piTicks(const PlotRange& range, int most)
{
    for (const double multiple : { 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0 }) {
        const double step = multiple * std::numbers::pi;
        const int count = ticksWithin(range, step);
        if (count > most)
            continue;
        if (count < 2)
            break;
        PlotTicks result;
        const double first = std::ceil(range.lower / step - 1e-9);
        for (int i = 0; i < count; ++i)
            result.ticks.push_back({ (first + i) * step, piLabel((first + i) * multiple) });
        return result;
    }
    return linearTicks(range, most, false);
}

} // namespace

PlotTicks plotTicks(const PlotAxis& axis, const PlotRange& range, int most)
{
    const PlotRange usable = usableRange(range, axis.logarithmic);
    most = std::clamp(most, 2, kMostTicks);
    if (axis.logarithmic)
        return axis.powersOfTwo ? twoTicks(usable, most) : logTicks(usable, most);
    if (axis.multiplesOfPi)
        return piTicks(usable, most);
    return linearTicks(usable, most, axis.integers);
}

QString fixedText(double value, int decimals)
{
    if (!std::isfinite(value) || std::abs(value) >= 1e6
        || (value != 0.0 && std::abs(value) < 0.5 * powerOfTen(-decimals)))
        return resultText(value);
    return plainNumber(value, decimals);
}

} // namespace ui
