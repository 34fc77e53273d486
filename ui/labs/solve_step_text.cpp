// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_text.h"

#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <cmath>

namespace ui {

namespace {

constexpr int kDecimals = 4;
constexpr int kLargestDenominator = 400;
constexpr int kLargestNumerator = 999;

/// A time or a step: as many digits as it has, at most 5.
QString brief(double value)
{
    const QString text = QString::number(value, 'g', 5);
    return text.contains(QLatin1Char('e')) ? resultText(value) : settingText(text.toDouble());
}

QString number(double value)
{
    return fixedText(value, kDecimals);
}

/// A factor in a product: in brackets if negative.
QString factor(double value)
{
    return value < 0.0 ? QStringLiteral("(%1)").arg(number(value)) : number(value);
}

QString indexed(const QString& letter, std::size_t index)
{
    return QStringLiteral("%1<sub>%2</sub>").arg(letter).arg(index);
}

/// y with the index n or n+1; of a system with the component before it.
QString stateName(const SolveResults& results, std::size_t component, const QString& index)
{
    return results.job.problem.dim() == 1
        ? QStringLiteral("<i>y</i><sub>%1</sub>").arg(index)
        : QStringLiteral("<i>y</i><sub>%1,%2</sub>").arg(component + 1).arg(index);
}

/// Smallest D for which all D b_i are whole; 0: none that would be read.
int commonDenominator(std::span<const double> weights)
{
    for (int d = 1; d <= kLargestDenominator; ++d) {
        bool whole = true;
        for (const double b : weights)
            whole = whole && std::abs(b * d - std::round(b * d)) < 1e-11
                && std::abs(b * d) <= kLargestNumerator;
        if (whole)
            return d;
    }
    return 0;
}

QString weightText(double size, int denominator)
{
    if (denominator == 0)
        return size < 1e-4 ? resultText(size, 2) : QString::number(size, 'f', kDecimals);
    const long whole = std::lround(size * denominator);
    return whole == 1 ? QString() : QString::number(whole);
}

/// Weights of the stages in y_{n+1} - y_n.
std::vector<double> weightsOf(const solvers::Method& method)
{
    std::span<const double> weights;
    if (const auto* table = method.tableau())
        weights = table->b;
    else if (const auto* const* implicit
        = std::get_if<const solvers::ImplicitTableau*>(&method.data))
        weights = (*implicit)->b;
    else if (const auto* const* rosenbrock
        = std::get_if<const solvers::RosenbrockTableau*>(&method.data))
        weights = (*rosenbrock)->m;
    return { weights.begin(), weights.end() };
}

bool isEuler(const StepSight& sight)
{
    return sight.anatomy.stages.size() == 1 && !sight.anatomy.iterative;
}

QString nfeText(const solvers::Solution& solution, const StepSight& sight)
{
    const solvers::SolveReport& report = solution.report;
    const long attempts = report.accepted + report.rejected;
    if (sight.anatomy.solved() && !sight.anatomy.iterative)
        return tr("NFE %1.").arg(sight.anatomy.nfe);
    if (attempts == 0)
        return {};
    return tr("NFE %1 a step on average.")
        .arg(static_cast<double>(report.counters.nfe) / static_cast<double>(attempts), 0, 'f', 1);
}

QString outcomeText(const SolveResults& results, const StepSight& sight, std::size_t component)
{
    const solvers::StepAttempt& attempt = sight.request.attempt;
    const solvers::Solution& solution = results.methods[sight.request.method].solution;
    QStringList sentences;
    if (attempt.rejected) {
        QString verdict = rejectionText(attempt);
        verdict[0] = verdict[0].toUpper();
        sentences << verdict + QLatin1Char('.');
    }
    const double exact = results.reference.value(sight.tEnd, component);
    if (!std::isnan(exact))
        sentences << (results.job.reference == ReferenceKind::Exact ? tr("Exact %1.")
                                                                    : tr("Reference %1."))
                         .arg(number(exact));
    QStringList errors;
    if (!sight.end.empty() && !sight.localEnd.empty())
        errors << tr("local error %1")
                      .arg(errorText(sight.end[component] - sight.localEnd[component]));
    if (!sight.end.empty() && !std::isnan(exact))
        errors << tr("global error %1").arg(errorText(sight.end[component] - exact));
    if (!errors.isEmpty()) {
        QString sentence = errors.join(QStringLiteral(", "));
        sentence[0] = sentence[0].toUpper();
        sentences << sentence + QLatin1Char('.');
    }
    if (!attempt.rejected && !std::isnan(sight.anatomy.errorNorm))
        sentences << tr("Error estimate %1 × tol.").arg(resultText(sight.anatomy.errorNorm, 2));
    sentences << nfeText(solution, sight);
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char(' '));
}

ElidableText stageTexts(const SolveResults& results, const StepSight& sight, std::size_t component)
{
    ElidableText text;
    text.separator = QStringLiteral("&nbsp; ");
    const auto k = static_cast<solvers::Index>(component);
    const solvers::Method& method = *results.methods[sight.request.method].solution.method;
    if (isEuler(sight)) {
        const QString f = results.job.problem.dim() == 1
            ? QStringLiteral("<i>f</i>")
            : indexed(QStringLiteral("<i>f</i>"), component + 1);
        const QString arguments = results.job.problem.dim() == 1
            ? QStringLiteral("%1, %2").arg(
                brief(sight.request.attempt.t), number(sight.start[component]))
            : QStringLiteral("<i>t</i><sub>n</sub>, <i>y</i><sub>n</sub>");
        text.terms << QStringLiteral("<i>m</i> = %1(%2) = %3")
                          .arg(f, arguments, number(sight.slope[component]));
        return text;
    }
    if (!sight.anatomy.solved()) {
        text.terms << (solvers::hasStages(method)
                ? tr("The equations of the stages have no solution near the step.")
                : tr("%1 goes on from earlier steps; it has no stages.").arg(methodName(method)))
                   << QStringLiteral("<i>f</i>(<i>t</i><sub>n</sub>, <i>y</i><sub>n</sub>) = %1")
                          .arg(number(sight.slope[component]));
        return text;
    }
    for (std::size_t i = 0; i < sight.anatomy.stages.size(); ++i) {
        const solvers::StepStage& stage = sight.anatomy.stages[i];
        const bool increments = stage.increment.size() > 0;
        text.terms << QStringLiteral("%1&nbsp;=&nbsp;%2")
                          .arg(indexed(increments ? QStringLiteral("<i>u</i>")
                                                  : QStringLiteral("<i>k</i>"),
                                   i + 1),
                              number(increments ? stage.increment[k] : stage.slope[k]));
    }
    return text;
}

} // namespace

QString ElidableText::text(qsizetype shown) const
{
    const QString ellipsis = shown < terms.size() ? QStringLiteral("…") : QString();
    return head + terms.mid(0, shown).join(separator) + ellipsis + tail;
}

ElidableText incrementText(
    std::span<const double> weights, const QString& letter, const QString& step)
{
    ElidableText text;
    const int d = commonDenominator(weights);
    int used = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] == 0.0)
            continue;
        const QString sign = weights[i] < 0.0 ? QStringLiteral("−")
            : used > 0                        ? QStringLiteral("+")
                                              : QString();
        const QString term = weightText(std::abs(weights[i]), step.isEmpty() && d > 1 ? 0 : d)
            + indexed(letter, i + 1);
        text.terms << (used > 0 ? sign + QLatin1Char(' ') + term : sign + term);
        ++used;
    }
    if (step.isEmpty())
        return text;
    text.head = d > 1 ? QStringLiteral("(%1/%2)").arg(step).arg(d) : step;
    if (used == 1) {
        text.head += QLatin1Char(' ');
    } else {
        text.head += QLatin1Char('(');
        text.tail = QLatin1Char(')');
    }
    return text;
}

QString errorText(double error)
{
    return std::abs(error) >= 0.01 ? number(error) : resultText(error, 3);
}

QString rejectionText(const solvers::StepAttempt& attempt)
{
    const QString next = std::isnan(attempt.nextStep)
        ? QString()
        : tr(", new h = %1").arg(resultText(std::abs(attempt.nextStep), 3));
    if (!std::isfinite(attempt.errorNorm))
        return tr("rejected: no finite numbers") + next;
    return tr("rejected: error estimate %1 × tol").arg(resultText(attempt.errorNorm, 2)) + next;
}

StepTexts stepTexts(const SolveResults& results, const StepSight& sight, std::size_t component)
{
    StepTexts texts;
    const solvers::Solution& solution = results.methods[sight.request.method].solution;
    texts.stages = stageTexts(results, sight, component);
    texts.outcome = outcomeText(results, sight, component);
    const QString next = stateName(results, component, QStringLiteral("n+1"));
    const QString now = stateName(results, component, QStringLiteral("n"));
    const QString h = QStringLiteral("<i>h</i>");
    const QString value = sight.end.empty() ? QStringLiteral("–") : number(sight.end[component]);
    const QString result = QStringLiteral(" = <b>%1</b>").arg(value);
    if (isEuler(sight)) {
        const double step = sight.request.attempt.step;
        texts.formula.head = QStringLiteral("%1 = %2 + %3 <i>m</i> ").arg(next, now, h);
        texts.formula.terms << QStringLiteral("= %1 + %2 × %3")
                                   .arg(number(sight.start[component]), brief(step),
                                       factor(sight.slope[component]));
        texts.formula.tail = result;
        return texts;
    }
    const std::vector<double> weights = weightsOf(*solution.method);
    if (weights.empty()) {
        texts.formula.head
            = QStringLiteral("%1 = %2, %3").arg(now, number(sight.start[component]), next);
        texts.formula.tail = result;
        return texts;
    }
    const bool increments
        = std::holds_alternative<const solvers::RosenbrockTableau*>(solution.method->data);
    texts.formula = incrementText(weights,
        increments ? QStringLiteral("<i>u</i>") : QStringLiteral("<i>k</i>"),
        increments ? QString() : h);
    texts.formula.head.prepend(QStringLiteral("%1 = %2 + ").arg(next, now));
    texts.formula.tail += result;
    return texts;
}

} // namespace ui
