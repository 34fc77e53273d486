// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_stability_rows.h"

#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

QString shortNumber(double value)
{
    return settingText(QString::number(value, 'g', 4).toDouble());
}

/// The step that holds a time; the last one at the end.
double stepAt(const solvers::Solution& solution, double time, double direction)
{
    const std::vector<double>& t = solution.t;
    if (t.size() < 2)
        return std::numeric_limits<double>::quiet_NaN();
    const auto next = std::upper_bound(t.begin() + 1, t.end() - 1, time,
        [direction](double a, double b) { return direction * a < direction * b; });
    return std::abs(*next - *(next - 1));
}

void judge(StabilityRow& row, const StabilityPicture& picture)
{
    const solvers::StabilityFunction function(*row.method);
    row.oscillatorOnly = function.test() == solvers::StabilityFunction::Test::Oscillator;
    if (!std::isfinite(row.step))
        return;
    const auto grows = [&picture](const StabilityMark& mark) {
        return picture.direction * mark.eigenvalue.real() > 0.0;
    };
    for (const std::complex<double>& lambda : picture.eigenvalues) {
        const std::complex<double> z = picture.direction * row.step * lambda;
        const std::optional<double> size = function.amplification(z);
        if (!size) { // what it does to the other eigenvalues says nothing about the whole
            row.marks.clear();
            return;
        }
        row.marks.push_back({ lambda, z, *size, function.isStable(z) });
    }
    const bool allGrow = std::all_of(row.marks.begin(), row.marks.end(), grows);
    const StabilityMark* worst = nullptr;
    for (const StabilityMark& mark : row.marks)
        if ((allGrow || !grows(mark)) && (!worst || mark.amplification > worst->amplification))
            worst = &mark;
    if (!worst)
        return;
    row.amplification = worst->amplification;
    row.verdict = worst->stable ? StabilityVerdict::Stable
        : allGrow               ? StabilityVerdict::Grows
                                : StabilityVerdict::Unstable;
}

QString joined(const QStringList& names)
{
    if (names.size() < 2)
        return names.join(QString());
    return tr("%1 and %2")
        .arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.back());
}

QString unstableSentence(const StabilityPicture& picture)
{
    QStringList names;
    bool decays = true;
    for (const StabilityRow& row : picture.rows) {
        if (row.verdict != StabilityVerdict::Unstable)
            continue;
        names << tr("%1 at <i>h</i> = %2").arg(row.name.toHtmlEscaped(), shortNumber(row.step));
        for (const StabilityMark& mark : row.marks)
            if (!mark.stable && mark.eigenvalue.real() == 0.0)
                decays = false;
    }
    if (names.isEmpty())
        return {};
    const QString where = names.size() == 1 ? tr("%1 is outside: its solution grows")
                                            : tr("%1 are outside: their solutions grow");
    return where.arg(joined(names))
        + (decays ? tr(" although the exact one decays.")
                  : tr(" although the exact one does not."));
}

QString growingSentence(const StabilityPicture& picture)
{
    const auto growing = std::count_if(picture.eigenvalues.begin(), picture.eigenvalues.end(),
        [&](const std::complex<double>& l) { return picture.direction * l.real() > 0.0; });
    if (growing == 0)
        return {};
    const QString sign = picture.direction > 0.0 ? QStringLiteral("> 0") : QStringLiteral("< 0");
    const bool all = growing == static_cast<std::ptrdiff_t>(picture.eigenvalues.size());
    return all ? tr("Re <i>λ</i> %1: the exact solution grows too.").arg(sign.toHtmlEscaped())
               : tr("Re <i>λ</i> %1 for %2 of %3 eigenvalues: there the exact solution grows too.")
                     .arg(sign.toHtmlEscaped())
                     .arg(growing)
                     .arg(picture.eigenvalues.size());
}

QString withoutRegionSentence(const StabilityPicture& picture)
{
    QStringList segments;
    QStringList oscillators;
    for (const StabilityRow& row : picture.rows)
        if (row.oscillatorOnly)
            oscillators << row.name.toHtmlEscaped();
        else if (row.region && row.region->loops.empty())
            segments << row.name.toHtmlEscaped();
    QStringList sentences;
    if (!segments.isEmpty())
        sentences << tr("Without a region, only a piece of the imaginary axis: %1.")
                         .arg(joined(segments));
    if (!oscillators.isEmpty())
        sentences << tr("Without a region, judged by oscillators <i>q</i>″ = −<i>ω</i>²<i>q</i> "
                        "with <i>λ</i> = ±i<i>ω</i> only: %1.")
                         .arg(joined(oscillators));
    return sentences.join(QLatin1Char(' '));
}

} // namespace

const StabilityRow* StabilityPicture::row(const QString& series) const
{
    const auto found = std::find_if(rows.begin(), rows.end(),
        [&series](const StabilityRow& row) { return row.series == series; });
    return found == rows.end() ? nullptr : &*found;
}

StabilityPicture stabilityPicture(const SolveResults& results, const StabilityAnalysis* analysis,
    const StabilityRegions& regions, const QHash<QString, double>& steps)
{
    StabilityPicture picture;
    const solvers::Problem& problem = results.job.problem;
    picture.direction = problem.t1 < problem.t0 ? -1.0 : 1.0;
    picture.time = problem.t0;
    if (analysis && analysis->job.results->job.problem == problem) {
        picture.eigenvalues = analysis->eigenvalues;
        picture.time = analysis->job.time;
        picture.state = analysis->state;
        picture.analysed = true;
    }
    for (const MethodResult& result : results.methods) {
        if (!result.refusal.empty())
            continue;
        StabilityRow row;
        row.method = result.solution.method;
        row.series = methodId(*row.method);
        row.name = methodName(*row.method);
        row.fixedStep = !result.solution.options.adaptive;
        row.step = row.fixedStep ? steps.value(row.series, result.solution.options.step)
                                 : stepAt(result.solution, picture.time, picture.direction);
        if (const auto region = regions.find(row.method); region != regions.end())
            row.region = region->second;
        if (picture.analysed)
            for (const StabilityLimit& limit : analysis->limits)
                if (limit.method == row.method)
                    row.largestStep = limit.largestStep;
        judge(row, picture);
        picture.rows.push_back(std::move(row));
    }
    return picture;
}

QString eigenvaluesText(const StabilityPicture& picture)
{
    const auto& values = picture.eigenvalues;
    if (values.size() == 1)
        return shortNumber(values[0].real());
    if (values.size() != 2)
        return {};
    if (values[0].imag() == 0.0)
        return values[0] == values[1]
            ? shortNumber(values[0].real())
            : tr("%1 and %2").arg(shortNumber(values[0].real()), shortNumber(values[1].real()));
    QString imaginary = shortNumber(values[0].imag());
    imaginary = (imaginary == QLatin1String("1") ? QString() : imaginary) + QLatin1Char('i');
    if (values[0].real() == 0.0)
        return QStringLiteral("±") + imaginary;
    return QStringLiteral("%1 ± %2").arg(shortNumber(values[0].real()), imaginary);
}

QString amplificationText(double amplification)
{
    if (std::isinf(amplification))
        return QStringLiteral("∞");
    return resultText(amplification, amplification < 1e4 ? 4 : 2);
}

QString stabilityCaption(const StabilityPicture& picture)
{
    QStringList sentences;
    sentences << tr("Shaded: |<i>R</i>(<i>z</i>)| ≤ 1. The dashed rays are <i>hλ</i> for the "
                    "eigenvalues of the present problem; a method is stable when its marks "
                    "(filled: stable, hollow: unstable) lie in its own region.");
    if (picture.analysed && picture.eigenvalues.empty())
        sentences << tr("There is no finite Jacobian at <i>t</i> = %1, so there are no marks.")
                         .arg(shortNumber(picture.time));
    sentences << unstableSentence(picture) << growingSentence(picture)
              << withoutRegionSentence(picture);
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char(' '));
}

QString stabilityStatus(const StabilityPicture& picture)
{
    if (picture.state.empty() || picture.eigenvalues.empty())
        return {};
    constexpr std::size_t shown = 4;
    QStringList state;
    for (std::size_t k = 0; k < std::min(shown, picture.state.size()); ++k)
        state << shortNumber(picture.state[k]);
    if (picture.state.size() > shown)
        state << QStringLiteral("…");
    const QString y = picture.state.size() == 1
        ? state.front()
        : QStringLiteral("(%1)").arg(state.join(QStringLiteral(", ")));
    return tr("Eigenvalues of ∂f/∂y at (t, y) = (%1, %2). Drag a mark along its ray to change h.")
        .arg(shortNumber(picture.time), y);
}

} // namespace ui
