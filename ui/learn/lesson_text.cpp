// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_text.h"

#include "ui/labs/solve_text.h"
#include "ui/learn/lesson.h"
#include "ui/text.h"

#include <QRegularExpression>
#include <QStringList>

namespace ui {

namespace {

constexpr int kLineWidth = 80;

/// The text in lines, the first after `first`, the others after as many spaces.
QString wrapped(const QString& first, const QString& text)
{
    const QString indent(first.size(), u' ');
    QString result = first;
    qsizetype column = first.size();
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        const bool starts = column == first.size();
        if (!starts && column + 1 + word.size() > kLineWidth) {
            result += u'\n' + indent;
            column = indent.size();
        } else if (!starts) {
            result += u' ';
            ++column;
        }
        result += word;
        column += word.size();
    }
    return result + u'\n';
}

/// "_1", "^(t/2)"
QString shifted(QChar sign, const QString& text)
{
    const bool single
        = text.size() == 1 || QRegularExpression(QStringLiteral("^[0-9]+$")).match(text).hasMatch();
    return single ? sign + text : sign + QStringLiteral("(%1)").arg(text);
}

QString textOf(const LessonText& text)
{
    const QString plain = lessonPlain(text.markup);
    switch (text.kind) {
    case LessonText::Kind::Heading:
        return plain + u'\n' + QString(plain.size(), u'-') + u'\n';
    case LessonText::Kind::Formula: {
        QString lines;
        for (const QString& line : plain.split(u'\n'))
            lines += wrapped(QStringLiteral("    "), line);
        return lines;
    }
    case LessonText::Kind::Paragraph:
        break;
    }
    return wrapped({}, plain);
}

QString textOf(const LessonLink& link)
{
    return wrapped(QStringLiteral("  > "), link.text);
}

QString textOf(const LessonTask& task)
{
    return wrapped(QStringLiteral("  [ ] "), lessonPlain(task.text))
        + wrapped(QStringLiteral("      "), tr("Hint: %1").arg(lessonPlain(task.hint)));
}

} // namespace

QString markupFault(const QString& markup)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([^>]*)>"));
    static const QStringList known { QStringLiteral("i"), QStringLiteral("b"),
        QStringLiteral("sub"), QStringLiteral("sup") };
    QStringList open;
    for (auto match = tag.globalMatch(markup); match.hasNext();) {
        const auto found = match.next();
        const QString name = found.captured(2);
        if (found.captured() == QLatin1String("<br>"))
            continue;
        if (!known.contains(name))
            return tr("unknown tag %1; write &lt; for the sign").arg(found.captured());
        if (found.captured(1).isEmpty()) {
            open << name;
        } else if (open.isEmpty() || open.takeLast() != name) {
            return tr("%1 closes nothing").arg(found.captured());
        }
    }
    return open.isEmpty() ? QString() : tr("<%1> is not closed").arg(open.last());
}

QString lessonHtml(const Theme& theme, const QString& markup)
{
    return withMathItalics(theme, markup);
}

QString lessonPlain(const QString& markup)
{
    static const QRegularExpression italics(QStringLiteral("</?[ib]>"));
    static const QRegularExpression shift(QStringLiteral("<(sub|sup)>(.*?)</(sub|sup)>"));
    QString text = markup;
    text.remove(italics);
    text.replace(QLatin1String("<br>"), QLatin1String("\n"));
    for (auto match = shift.match(text); match.hasMatch(); match = shift.match(text)) {
        const QChar sign = match.captured(1) == QLatin1String("sub") ? u'_' : u'^';
        text.replace(
            match.capturedStart(), match.capturedLength(), shifted(sign, match.captured(2)));
    }
    text.replace(QLatin1String("&lt;"), QLatin1String("<"));
    text.replace(QLatin1String("&gt;"), QLatin1String(">"));
    return text.replace(QLatin1String("&amp;"), QLatin1String("&"));
}

QString lessonAsText(const Lesson& lesson)
{
    const QString title = QStringLiteral("%1. %2").arg(lesson.number).arg(lesson.title);
    QStringList blocks { title + u'\n' + QString(title.size(), u'=') + u'\n' + lesson.source
        + u'\n' };
    for (const LessonPart& part : lesson.parts)
        blocks << std::visit([](const auto& one) { return textOf(one); }, part);
    return blocks.join(u'\n');
}

} // namespace ui
