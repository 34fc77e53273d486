// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_why.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kRounding = 1e-12; // relative: equal but for rounding
constexpr std::size_t kMostNames = 4;

const GradientMethodResult* usable(const GradientResults& results, std::string_view id)
{
    const GradientMethodResult* found = results.find(id);
    return found != nullptr && !found->failed() ? found : nullptr;
}

bool agree(double a, double b)
{
    return std::abs(a - b) <= kRounding * std::max(std::abs(a), std::abs(b));
}

QString derivative(const QString& of)
{
    return QStringLiteral("d<i>L</i>/d%1").arg(of);
}

/// Names of the derivatives that agree, and of those that do not.
void sortNames(const GradientResults& results, const GradientMethodResult& a,
    const GradientMethodResult& b, QStringList& same, QStringList& other)
{
    const solvers::Problem& problem = results.job.problem;
    for (solvers::Index i = 0; i < a.gradient.parameters.size(); ++i)
        (agree(a.gradient.parameters[i], b.gradient.parameters[i]) ? same : other) << derivative(
            parameterSymbol(fromCore(problem.parameters[static_cast<std::size_t>(i)].name)));
    const double distance = (a.gradient.z0 - b.gradient.z0).norm();
    (distance <= kRounding * a.gradient.z0.norm() ? same : other)
        << derivative(QStringLiteral("<i>z</i><sub>0</sub>"));
}

QString listed(const QStringList& names)
{
    if (names.size() > static_cast<int>(kMostNames))
        return tr("%1 derivatives").arg(names.size());
    if (names.size() < 2)
        return names.join(QString());
    return tr("%1 and %2")
        .arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
}

QString aboutOrder(const GradientResults& results)
{
    if (!results.study)
        return tr("The errors against the step are being measured.");
    const auto& curves = results.study->curves;
    const auto curve = std::ranges::find_if(
        curves, [](const GradientStudyCurve& one) { return std::isfinite(one.slope); });
    if (curve == curves.end() || results.study->adaptive)
        return {};
    const bool both = std::ranges::count_if(curves, [&](const GradientStudyCurve& one) {
        return std::abs(one.slope - curve->slope) < 0.3
            && (one.method->id == "backprop" || one.method->id == "adjoint");
    }) == 2;
    return (both ? tr("Both approach the exact gradient as <i>h</i><sup>%1</sup> (fitted "
                      "slope %2).")
                 : tr("The error falls as <i>h</i><sup>%1</sup> (fitted slope %2)."))
        .arg(std::lround(curve->slope))
        .arg(curve->slope, 0, 'f', 2);
}

QString aboutAdjoint(const GradientResults& results, const GradientMethodResult& backprop,
    const GradientMethodResult& adjoint)
{
    QStringList same, other;
    sortNames(results, backprop, adjoint, same, other);
    QString text;
    if (other.isEmpty())
        text = tr("Here all of them agree to rounding.");
    else if (same.isEmpty())
        text = results.linearInState
            ? tr("Here <i>f</i> is linear in <i>z</i>, but no derivative agrees to rounding.")
            : tr("Here <i>f</i> is not linear in <i>z</i>: ∂<i>f</i>/∂<i>z</i> is taken at "
                 "other states, and no derivative agrees to rounding.");
    else
        text = (results.linearInState
                ? tr("Here <i>f</i> is linear in <i>z</i>, so %1 agree to rounding; %2 %3.")
                : same.size() == 1 ? tr("%1 agrees to rounding; %2 %3.")
                                   : tr("%1 agree to rounding; %2 %3."))
                   .arg(listed(same), listed(other),
                       other.size() == 1 ? tr("does not") : tr("do not"));
    const double drift = adjoint.gradient.drift;
    if (std::isfinite(drift))
        text += QLatin1Char(' ')
            + tr("<i>z</i> integrated back misses <i>z</i>(<i>t</i><sub>0</sub>) by %1.")
                  .arg(resultText(drift, 3));
    return text;
}

} // namespace

QString whyTheyDiffer(const GradientResults& results)
{
    if (results.first() == nullptr)
        return tr("No method came through, so there is nothing to compare. The banner says why.");
    QStringList sentences;
    const GradientMethodResult* backprop = usable(results, "backprop");
    const GradientMethodResult* adjoint = usable(results, "adjoint");
    if (backprop != nullptr)
        sentences << tr("Backprop differentiates the steps that were taken.");
    if (adjoint != nullptr)
        sentences << (results.job.backwardMethod == nullptr
                ? tr("The adjoint solves (1) and (2) backwards with the same solver.")
                : tr("The adjoint solves (1) and (2) backwards with %1.")
                      .arg(methodName(*results.job.backwardMethod)));
    sentences << aboutOrder(results);
    if (backprop != nullptr && adjoint != nullptr)
        sentences << aboutAdjoint(results, *backprop, *adjoint);
    const GradientMethodResult* differences = usable(results, "finite-differences");
    if (differences != nullptr && differences != results.first())
        sentences << tr("Central differences with <i>ε</i> = %1 stay %2 away from %3: "
                        "truncation and cancellation.")
                         .arg(settingText(results.job.difference),
                             resultText(differences->difference, 2),
                             shortGradientName(*results.first()->method).toLower());
    const GradientMethodResult* checkpointed = usable(results, "checkpointed-uniform");
    if (checkpointed == nullptr)
        checkpointed = usable(results, "checkpointed");
    if (checkpointed != nullptr && backprop != nullptr)
        sentences << (checkpointed->difference <= kSameGradient
                ? tr("Checkpointing repeats the forward steps and gives the same digits as "
                     "backprop.")
                : tr("Checkpointing repeats the forward steps; it is %1 away from %2.")
                      .arg(resultText(checkpointed->difference, 2),
                          shortGradientName(*results.first()->method).toLower()));
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char(' '));
}

} // namespace ui
