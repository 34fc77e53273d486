// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/rich_text.h"

#include <QFontMetricsF>
#include <QPainter>

namespace ui {
namespace {

QFont smaller(QFont font)
{
    font.setPixelSize(std::max(6, qRound(font.pixelSize() * 0.75)));
    return font;
}

QString withoutEntities(QString text)
{
    text.replace(QLatin1String("&nbsp;"), QString(QChar(0x00A0)));
    text.replace(QLatin1String("&lt;"), QLatin1String("<"));
    text.replace(QLatin1String("&gt;"), QLatin1String(">"));
    return text.replace(QLatin1String("&amp;"), QLatin1String("&"));
}

} // namespace

PlotFont::PlotFont(const Theme& theme, TextSize size, QFont::Weight weight)
    : text(theme.font(size, weight))
    , math(theme.mathFont(size))
    , raised(smaller(text))
    , raisedMath(smaller(math))
{
    math.setWeight(weight);
}

RichText::RichText(const QString& tagged)
{
    Run state;
    qsizetype begin = 0;
    const auto flush = [&](qsizetype end) {
        if (end > begin) {
            state.text = withoutEntities(tagged.mid(begin, end - begin));
            m_runs.push_back(state);
        }
    };
    for (qsizetype i = 0; i < tagged.size(); ++i) {
        if (tagged[i] != QLatin1Char('<'))
            continue;
        const qsizetype close = tagged.indexOf(QLatin1Char('>'), i);
        const QString tag = close < 0 ? QString() : tagged.mid(i + 1, close - i - 1).toLower();
        const bool ends = tag.startsWith(QLatin1Char('/'));
        const QString tagName = ends ? tag.mid(1) : tag;
        if (tagName != QLatin1String("i") && tagName != QLatin1String("b")
            && tagName != QLatin1String("sub") && tagName != QLatin1String("sup"))
            continue; // a lone "<" is text
        flush(i);
        begin = close + 1;
        if (tagName == QLatin1String("i"))
            state.italic = !ends;
        else if (tagName != QLatin1String("b"))
            state.shift = ends ? 0 : (tagName == QLatin1String("sup") ? 1 : -1);
        i = close;
    }
    flush(tagged.size());
}

const QFont& RichText::fontOf(const Run& run, const PlotFont& font)
{
    if (run.shift != 0)
        return run.italic ? font.raisedMath : font.raised;
    return run.italic ? font.math : font.text;
}

double RichText::width(const PlotFont& font) const
{
    double total = 0.0;
    for (const Run& run : m_runs)
        total += QFontMetricsF(fontOf(run, font)).horizontalAdvance(run.text);
    return total;
}

void RichText::paint(QPainter& painter, const QPointF& baselineLeft, const PlotFont& font) const
{
    QPointF at = baselineLeft;
    for (const Run& run : m_runs) {
        const QFont& runFont = fontOf(run, font);
        const double size = font.text.pixelSize();
        const double shift = run.shift > 0 ? -0.42 * size : (run.shift < 0 ? 0.2 * size : 0.0);
        painter.setFont(runFont);
        painter.drawText(at + QPointF(0.0, shift), run.text);
        at.rx() += QFontMetricsF(runFont).horizontalAdvance(run.text);
    }
}

QString RichText::plain() const
{
    QString text;
    for (const Run& run : m_runs)
        text += run.text;
    return text;
}

} // namespace ui
