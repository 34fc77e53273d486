// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_failure.h"

#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QStringList>

#include <cmath>

namespace ui {

namespace {

using solvers::SolveStatus;

/// The largest of 1, 2, 5 x 10^n that is not above value.
double roundedDown(double value)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    const double mantissa = value / decade;
    const int digit = mantissa >= 5.0 ? 5 : mantissa >= 2.0 ? 2 : 1;
    return QStringLiteral("%1e%2")
        .arg(digit)
        .arg(static_cast<int>(std::lround(std::log10(decade))))
        .toDouble();
}

/// Two digits before the time at which things went wrong, towards the start.
double timeBefore(double t0, double failure)
{
    const double span = failure - t0;
    const double unit = std::pow(10.0, std::floor(std::log10(std::abs(span))) - 1.0);
    return t0 + std::trunc(0.95 * span / unit) * unit;
}

QString what(const MethodResult& result)
{
    if (result.grewPastLimit)
        return tr("the solution grew past 10¹²");
    switch (result.solution.report.status) {
    case SolveStatus::MaxSteps:
        return tr("the step limit was reached");
    case SolveStatus::StepTooSmall:
        return result.solution.report.eventsAccumulate ? tr("its events accumulate")
                                                       : tr("the step size fell below its limit");
    case SolveStatus::Diverged:
        return tr("the solution is no longer a finite number");
    case SolveStatus::NewtonFailed:
        return tr("Newton’s iteration did not converge");
    default:
        return tr("it ended early");
    }
}

QString titleOf(const MethodResult& result, const solvers::Problem& problem)
{
    const QString name = methodName(*result.solution.method);
    if (!result.refusal.empty())
        return tr("%1 cannot be used here").arg(name);
    QString title = tr("%1 stopped at t = %2: %3")
                        .arg(name, fixedText(result.failureTime(), 2), what(result));
    const solvers::SolveOptions& options = result.solution.options;
    if (!options.adaptive) {
        const auto step = result.grewPastLimit ? static_cast<long>(*result.grewPastLimit)
                                               : result.solution.report.accepted;
        title += tr(" (step %1 of %2)")
                     .arg(step)
                     .arg(solvers::fixedStepCount(problem.t0, problem.t1, options.step));
    }
    return title;
}

QString stabilityReason(const MethodResult& result)
{
    const StabilityDiagnosis& found = *result.diagnosis;
    const QString name = methodName(*result.solution.method);
    const QString step = settingText(result.solution.options.step);
    const QString lambda = std::abs(found.eigenvalue.imag()) > 1e-12 * std::abs(found.eigenvalue)
        ? QStringLiteral("%1 ± %2 i")
              .arg(resultText(found.eigenvalue.real(), 3),
                  resultText(std::abs(found.eigenvalue.imag()), 3))
        : resultText(found.eigenvalue.real(), 3);
    return tr("With <i>h</i> = %1 and the eigenvalue <i>λ</i> = %2 of ∂<i>f</i>/∂<i>y</i>, "
              "|<i>R</i>(<i>hλ</i>)| = %3: each step multiplies the error by that. The problem "
              "itself is stable there: the step is too long for this method. %4 needs "
              "<i>h</i> ≤ %5.")
        .arg(step, lambda, resultText(found.growth, 3), name, resultText(found.safeStep, 3));
}

QString reasonOf(const MethodResult& result)
{
    if (!result.refusal.empty())
        return fromCore(result.refusal).toHtmlEscaped();
    if (result.diagnosis)
        return stabilityReason(result);
    const QString near = fixedText(result.failureTime(), 2);
    switch (result.solution.report.status) {
    case SolveStatus::MaxSteps:
        return tr("%1 steps were not enough. A larger step or tolerance needs fewer.")
            .arg(resultText(static_cast<double>(result.solution.options.maxSteps), 12));
    case SolveStatus::StepTooSmall:
        if (result.solution.report.eventsAccumulate)
            return tr("Its events follow each other without end there, as the bounces of a ball "
                      "that comes to rest do.");
        return tr("Perhaps the solution has a pole near <i>t</i> = %1, or the tolerance is below "
                  "what rounding allows.")
            .arg(near);
    default:
        return tr("No decaying eigenvalue explains it: the solution itself seems to grow without "
                  "bound, perhaps with a pole near <i>t</i> = %1. A smaller step shows whether "
                  "the time stays the same.")
            .arg(near);
    }
}

/// Offers a method for stiff problems that has not been used yet.
void offerStiffSolver(FailureMessage& message, const SolveResults& results)
{
    constexpr std::string_view stiff = "radau-iia3";
    for (const MethodResult& result : results.methods)
        if (result.solution.method->id == stiff)
            return;
    message.actions.push_back({ FailureAction::Kind::AddSolver, 0.0, std::string(stiff),
        tr("Add %1").arg(methodName(solvers::methodById(stiff))) });
}

void addActions(
    FailureMessage& message, const MethodResult& result, const solvers::Problem& problem)
{
    using Kind = FailureAction::Kind;
    const solvers::SolveOptions& options = result.solution.options;
    const std::string method(result.solution.method->id);
    if (!result.refusal.empty())
        return;
    if (result.solution.report.status == SolveStatus::MaxSteps) {
        const double more = 10.0 * static_cast<double>(options.maxSteps);
        if (more <= 1e8)
            message.actions.push_back(
                { Kind::AllowSteps, more, method, tr("Allow %1 steps").arg(resultText(more, 12)) });
    } else if (!options.adaptive) {
        const double safe
            = result.diagnosis ? 0.75 * result.diagnosis->safeStep : 0.5 * options.step;
        if (safe > 1e-9) {
            const double step = roundedDown(safe);
            message.actions.push_back(
                { Kind::UseStep, step, method, tr("Use h = %1").arg(settingText(step)) });
        }
    } else if (options.rtol < 1e-9) {
        message.actions.push_back(
            { Kind::UseTolerance, 1e-6, method, tr("Use tol = %1").arg(settingText(1e-6)) });
    }
    const double span = std::abs(result.failureTime() - problem.t0);
    if (!result.diagnosis && span > 1e-6 * std::abs(problem.t1 - problem.t0)) {
        const double end = timeBefore(problem.t0, result.failureTime());
        message.actions.push_back(
            { Kind::EndAt, end, method, tr("End at t = %1").arg(settingText(end)) });
    }
}

FailureMessage stiffnessHint(const SolveResults& results)
{
    FailureMessage hint;
    hint.failed = false;
    for (const MethodResult& result : results.methods) {
        const double at = result.solution.report.stiffAt;
        if (std::isnan(at))
            continue;
        hint.title = tr("%1 meets a stiff problem after t = %2")
                         .arg(methodName(*result.solution.method), fixedText(at, 2));
        hint.text = tr("Stability, not accuracy, keeps its steps small there: %1 of them. A method "
                       "for stiff problems may need far fewer.")
                        .arg(result.solution.report.accepted);
        offerStiffSolver(hint, results);
        break;
    }
    return hint;
}

} // namespace

FailureMessage failureMessage(const SolveResults& results)
{
    FailureMessage message;
    QStringList others;
    for (const MethodResult& result : results.methods) {
        if (!result.failed())
            continue;
        if (message.title.isEmpty()) {
            message.title = titleOf(result, results.job.problem);
            message.text = reasonOf(result);
            addActions(message, result, results.job.problem);
            if (result.diagnosis)
                offerStiffSolver(message, results);
        } else {
            others << (result.refusal.empty() ? tr("%1 at <i>t</i> = %2")
                                                    .arg(methodName(*result.solution.method),
                                                        fixedText(result.failureTime(), 2))
                                              : methodName(*result.solution.method));
        }
    }
    if (message.title.isEmpty())
        return stiffnessHint(results);
    if (!others.isEmpty())
        message.text += QLatin1Char(' ') + tr("Stopped too: %1.").arg(others.join(tr(", ")));
    return message;
}

} // namespace ui
