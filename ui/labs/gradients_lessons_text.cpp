// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_lessons_text.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

QString number(double value)
{
    return settingText(value);
}

/// A row of a table, right-aligned but for the first cell.
QString row(const QStringList& cells, const QString& tag = QStringLiteral("td"))
{
    QString html = QStringLiteral("<tr>");
    for (int i = 0; i < cells.size(); ++i)
        html += QStringLiteral("<%1 align=\"%2\" style=\"padding:2px 14px 2px 0\">%3</%1>")
                    .arg(tag, i == 0 ? QStringLiteral("left") : QStringLiteral("right"), cells[i]);
    return html + QStringLiteral("</tr>");
}

QString heading(const QStringList& cells, const Theme& theme)
{
    QStringList styled;
    for (const QString& cell : cells)
        styled << QStringLiteral("<span style=\"color:%1;font-weight:400\">%2</span>")
                      .arg(theme.tokens().text2.name(), cell);
    return row(styled, QStringLiteral("th"));
}

QString titleOf(const LessonWay& way)
{
    if (way.method->id == "backprop")
        return tr("Backprop: the state at the start of each step, as it was used");
    if (way.method->id == "adjoint-stored")
        return tr("Adjoint, stored states: the state where the step back starts");
    return tr("Adjoint: the same, but <i>z̃</i> itself is integrated backwards");
}

QString tableOf(const LessonWay& way, const Theme& theme)
{
    QString html
        = QStringLiteral("<p style=\"margin:10px 0 2px 0\"><b>%1</b></p><table>").arg(titleOf(way));
    html += heading({ tr("step back"), QStringLiteral("<i>a</i>"), QStringLiteral("<i>t</i>"),
                        way.method->id == "adjoint" ? QStringLiteral("<i>z̃</i>(<i>t</i>)")
                                                    : QStringLiteral("<i>z</i>(<i>t</i>)"),
                        QStringLiteral("<i>h a z</i>"), QStringLiteral("<i>h a t</i>") },
        theme);
    for (const LessonStep& step : way.steps)
        html += row(
            { QStringLiteral("%1 → %2").arg(number(step.from), number(step.to)), number(step.a),
                number(step.time), number(step.z), number(step.addedA), number(step.addedB) });
    return html
        + row({ tr("sum = d<i>L</i>/d<i>a</i>, d<i>L</i>/d<i>b</i>"), {}, {}, {},
            QStringLiteral("<b>%1</b>").arg(number(way.da)),
            QStringLiteral("<b>%1</b>").arg(number(way.db)) })
        + QStringLiteral("</table>");
}

} // namespace

QString eulerLessonText(const Theme& theme, const EulerLesson& lesson)
{
    QString html
        = tr("<p style=\"margin:0 0 6px 0\">Euler's method with <i>h</i> = %1 for d<i>z</i>/"
             "d<i>t</i> = 3<i>z</i> + <i>t</i>, <i>z</i>(1) = 2, and the loss <i>L</i> = "
             "<i>z</i>(%2). A step is differentiated where <i>f</i> was evaluated: at its "
             "start. The adjoint equations go the other way, so Euler evaluates them at the "
             "other end.</p>")
              .arg(number(lesson.step), number(lesson.end));
    html += QStringLiteral("<p style=\"margin:10px 0 2px 0\"><b>%1</b></p><table>")
                .arg(tr("Forward"));
    html += heading({ tr("step"), QStringLiteral("<i>z</i>"),
                        QStringLiteral("<i>f</i> = 3<i>z</i> + <i>t</i>"), tr("next <i>z</i>") },
        theme);
    for (std::size_t i = 0; i + 1 < lesson.t.size(); ++i)
        html += row({ QStringLiteral("%1 → %2").arg(number(lesson.t[i]), number(lesson.t[i + 1])),
            number(lesson.z[i]), number(3.0 * lesson.z[i] + lesson.t[i]),
            number(lesson.z[i + 1]) });
    html += QStringLiteral("</table>");
    for (const LessonWay& way : lesson.ways)
        html += tableOf(way, theme);
    html += QStringLiteral("<p style=\"margin:10px 0 0 0\">%1</p>")
                .arg(tr("Backprop is the derivative of the number that was computed. Both "
                        "adjoints approach the derivative of the solution as <i>h</i> → 0, and "
                        "only there do all three agree."));
    return withMathItalics(theme, html);
}

QString driftText(const DriftLesson& lesson)
{
    if (!lesson.trouble.empty())
        return fromCore(lesson.trouble);
    const auto steps = static_cast<long>(lesson.t.size()) - 1;
    const QString relation = std::abs(lesson.ratio - 1.0) < 1e-3
        ? tr("it comes back.")
        : tr("it does not come back, and the adjoint multiplies by wrong states.");
    const auto growth
        = [](double x) { return 1.0 + x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0))); };
    const double x = lesson.lambda * lesson.step;
    return tr("<i>z̃</i>(0) / <i>z</i>(0) = <b>%1</b> after %2 steps there and back: %3 One step "
              "there multiplies by <i>R</i>(<i>hλ</i>) = %4, one back by <i>R</i>(−<i>hλ</i>) "
              "= %5; their product is %6, not 1.")
        .arg(resultText(lesson.ratio, 6))
        .arg(steps)
        .arg(relation, resultText(growth(x), 5), resultText(growth(-x), 5),
            resultText(growth(x) * growth(-x), 7));
}

QString sweepText(const std::vector<solvers::DifferenceError>& errors)
{
    const solvers::DifferenceError* best = nullptr;
    for (const solvers::DifferenceError& error : errors)
        if (error.error >= 0.0 && (best == nullptr || error.error < best->error))
            best = &error;
    if (best == nullptr)
        return tr("Backprop or the differences failed for these settings, so there is no "
                  "error to show.");
    return tr("Best at <i>ε</i> = %1, with %2 left. To the right truncation grows as "
              "<i>ε</i>², to the left cancellation as 1/<i>ε</i>.")
        .arg(resultText(best->difference, 2), resultText(best->error, 2));
}

} // namespace ui
