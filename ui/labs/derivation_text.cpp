// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/derivation_text.h"

#include "solvers/problems/catalogue/rich_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <cmath>

namespace ui {

namespace {

constexpr int kDigits = 7;
constexpr solvers::Index kMostEntries = 3; // of a vector

QString vectorText(const solvers::Vector<double>& v, int digits = kDigits)
{
    if (v.size() == 1)
        return resultText(v[0], digits);
    QStringList entries;
    const bool whole = v.size() <= kMostEntries + 1;
    for (solvers::Index i = 0; i < (whole ? v.size() : kMostEntries); ++i)
        entries << resultText(v[i], v.size() == 2 ? digits - 1 : 5);
    if (!whole)
        entries << QStringLiteral("…");
    return QStringLiteral("(%1)").arg(entries.join(QStringLiteral(", ")));
}

QString slopeText(double slope)
{
    return std::isnan(slope) ? tr("none: the remainder is zero to rounding") : fixedText(slope, 3);
}

QString shortSlope(double slope)
{
    return std::isnan(slope) ? QStringLiteral("–") : fixedText(slope, 3);
}

QList<DerivationRow> chainRows(const solvers::Derivation& d, const solvers::DerivationStep& step)
{
    QList<DerivationRow> rows {
        { QStringLiteral("<i>a</i>(<i>t</i> + <i>ε</i>)"), vectorText(step.a) },
    };
    if (step.dzdz.rows() == 1)
        rows.append({ QStringLiteral("∂<i>z</i>(<i>t</i> + <i>ε</i>)/∂<i>z</i>(<i>t</i>)"),
            resultText(step.dzdz(0, 0), kDigits) });
    rows.append({ tr("their product"), vectorText(step.chain) });
    rows.append({ QStringLiteral("<i>a</i>(<i>t</i>)"), vectorText(d.a) });
    rows.append({ tr("difference"), resultText(step.chainError, 2) });
    return rows;
}

QList<DerivationRow> taylorRows(const solvers::Derivation& d, const solvers::DerivationStep& step)
{
    const solvers::Vector<double> straight = d.z + step.eps * d.f;
    return {
        { QStringLiteral("<i>z</i>(<i>t</i> + <i>ε</i>)"), vectorText(step.z) },
        { QStringLiteral("<i>z</i>(<i>t</i>) + <i>ε</i> <i>f</i>"), vectorText(straight) },
        { tr("length of the remainder"), resultText(step.taylorRemainder, 4) },
        { tr("slope in the chart"), slopeText(d.taylorSlope) },
    };
}

QList<DerivationRow> limitRows(const solvers::Derivation& d, const solvers::DerivationStep& step)
{
    return {
        { QStringLiteral("(<i>a</i>(<i>t</i> + <i>ε</i>) − <i>a</i>(<i>t</i>))/<i>ε</i>"),
            vectorText(step.quotient) },
        { QStringLiteral("−<i>a</i>(<i>t</i>) ∂<i>f</i>/∂<i>z</i>"), vectorText(d.adot) },
        { tr("length of the difference"), resultText(step.adjointRemainder, 4) },
        { tr("slope in the chart"), slopeText(d.adjointSlope) },
    };
}

QString parameterText(const solvers::Problem& problem)
{
    QStringList texts;
    for (std::size_t i = 0; i < problem.parameters.size(); ++i) {
        if (i == static_cast<std::size_t>(kMostEntries) && problem.parameters.size() > i + 1) {
            texts << QStringLiteral("…");
            break;
        }
        texts << settingText(problem.parameters[i].value);
    }
    return texts.isEmpty() ? tr("no parameters") : texts.join(QStringLiteral(", "));
}

QList<DerivationRow> augmentedRows(const solvers::Derivation& d, const solvers::Problem& problem)
{
    return {
        { QStringLiteral("<i>z</i>(<i>t</i>)"), vectorText(d.z) },
        { QStringLiteral("<i>θ</i>"), parameterText(problem) },
        { QStringLiteral("<i>t</i>"), resultText(d.t, kDigits) },
        { QStringLiteral("<i>f</i>(<i>z</i>, <i>θ</i>, <i>t</i>)"), vectorText(d.f) },
    };
}

QList<DerivationRow> adjointRows(const solvers::Derivation& d)
{
    const solvers::Vector<double> at = solvers::Vector<double>::Constant(1, d.atdot);
    return {
        { QStringLiteral("−<i>a</i> ∂<i>f</i>/∂<i>z</i>"), vectorText(d.adot) },
        { QStringLiteral("−<i>a</i> ∂<i>f</i>/∂<i>θ</i>"),
            d.athetadot.size() == 0 ? tr("no parameters") : vectorText(d.athetadot) },
        { QStringLiteral("−<i>a</i> ∂<i>f</i>/∂<i>t</i>"), vectorText(at) },
    };
}

QList<DerivationRow> gradientRows(const solvers::Derivation& d)
{
    if (d.gradient.size() == 0)
        return { { QStringLiteral("d<i>L</i>/d<i>θ</i>"), tr("no parameters") } };
    const double size = d.gradient.norm();
    const double difference = (d.integral - d.gradient).norm();
    return {
        { QStringLiteral("<i>a</i><sub><i>θ</i></sub>(<i>t</i>)"), vectorText(d.atheta) },
        { tr("d<i>L</i>/d<i>θ</i> by (26)"), vectorText(d.integral) },
        { tr("from the solver’s steps"), vectorText(d.gradient) },
        { tr("relative difference"), resultText(size > 0 ? difference / size : 0.0, 2) },
        { tr("by (22) as printed"), tr("0, which it never leaves") },
    };
}

} // namespace

QList<DerivationStepText> derivationSteps()
{
    return {
        { QStringLiteral("chain"), tr("The chain rule over a short time"),
            QStringLiteral("(3), (4)"),
            { QStringLiteral("<i>a</i>(<i>t</i>) = <i>a</i>(<i>t</i> + <i>ε</i>) "
                             "∂<i>z</i>(<i>t</i> + <i>ε</i>)/∂<i>z</i>(<i>t</i>)") },
            tr("The adjoint <i>a</i>(<i>t</i>) = d<i>L</i>/d<i>z</i>(<i>t</i>) says how the "
               "loss answers to the state at <i>t</i>. What happens at <i>t</i> can reach the "
               "loss only through the state a moment later. All numbers here come from "
               "differentiating the steps of an accurate solve, not from the equations that "
               "are to be shown.") },
        { QStringLiteral("taylor"), tr("One short step along <i>f</i>"),
            QStringLiteral("(6) to (8)"),
            { QStringLiteral("<i>z</i>(<i>t</i> + <i>ε</i>) = <i>z</i>(<i>t</i>) + "
                             "<i>ε</i> <i>f</i>(<i>z</i>(<i>t</i>), <i>θ</i>, <i>t</i>) + "
                             "O(<i>ε</i><sup>2</sup>)") },
            tr("A straight step misses the solution by its curvature. Half the <i>ε</i> "
               "leaves a quarter of the remainder, which makes a line of slope 2.") },
        { QStringLiteral("limit"), tr("The limit"), QStringLiteral("(5), (9) to (15)"),
            { QStringLiteral("d<i>a</i>/d<i>t</i> = lim (<i>a</i>(<i>t</i> + <i>ε</i>) − "
                             "<i>a</i>(<i>t</i>))/<i>ε</i> = −<i>a</i>(<i>t</i>) "
                             "∂<i>f</i>/∂<i>z</i>") },
            tr("Put the short step into the chain rule: the identity cancels, one <i>ε</i> "
               "divides out, and −<i>a</i>\u00a0∂<i>f</i>/\u2060∂<i>z</i> is left with an "
               "error of "
               "order <i>ε</i>. Half the <i>ε</i> leaves half of it, a line of slope 1.") },
        { QStringLiteral("augmented"), tr("Parameters and time join the state"),
            QStringLiteral("(16) to (18)"),
            { QStringLiteral("d[<i>z</i>, <i>θ</i>, <i>t</i>]/d<i>t</i> = "
                             "[<i>f</i>(<i>z</i>, <i>θ</i>, <i>t</i>), 0, 1]") },
            tr("Parameters stay as they are, and time runs at rate 1. Carried along as "
               "states, they fall under what has just been shown for <i>z</i>.") },
        { QStringLiteral("jacobian"), tr("The Jacobian in blocks"), QStringLiteral("(19)"), {},
            tr("Only the rows of <i>f</i> depend on anything. Those of <i>θ</i> and of "
               "<i>t</i> are zero.") },
        { QStringLiteral("adjoint"), tr("The adjoint of all three"), QStringLiteral("(20) to (22)"),
            { tr("<s>d<i>a</i><sub>aug</sub>/d<i>t</i> = −[<i>a</i> ∂<i>f</i>/∂<i>z</i>, "
                 "<i>a</i><sub><i>θ</i></sub> ∂<i>f</i>/∂<i>θ</i>, "
                 "<i>a</i><sub><i>t</i></sub> ∂<i>f</i>/∂<i>t</i>]</s>  printed"),
                tr("d<i>a</i><sub>aug</sub>/d<i>t</i> = −[<i>a</i> ∂<i>f</i>/∂<i>z</i>, "
                   "<i>a</i> ∂<i>f</i>/∂<i>θ</i>, <i>a</i> ∂<i>f</i>/∂<i>t</i>]  corrected") },
            {} },
        { QStringLiteral("gradient"), tr("The gradient"), QStringLiteral("(23) to (26)"),
            { QStringLiteral("d<i>L</i>/d<i>θ</i> = <i>a</i><sub><i>θ</i></sub>"
                             "(<i>t</i><sub>0</sub>) = −∫<sub><i>T</i></sub>"
                             "<sup><i>t</i>₀</sup> <i>a</i>(<i>t</i>) ∂<i>f</i>/∂<i>θ</i> "
                             "d<i>t</i>,   <i>a</i><sub><i>θ</i></sub>(<i>T</i>) = 0") },
            tr("The integral needs a start, which the article leaves out: at <i>T</i> a "
               "change of <i>θ</i> has no time left to act, so "
               "<i>a</i><sub><i>θ</i></sub>(<i>T</i>) = 0. From there it runs back to "
               "<i>t</i><sub>0</sub>.") },
    };
}

QList<DerivationRow> derivationRows(const QString& step, const solvers::Derivation& derivation,
    std::size_t eps, const solvers::Problem& problem)
{
    if (step == QLatin1String("augmented"))
        return augmentedRows(derivation, problem);
    if (step == QLatin1String("adjoint"))
        return adjointRows(derivation);
    if (step == QLatin1String("gradient"))
        return gradientRows(derivation);
    if (eps >= derivation.steps.size())
        return {};
    const solvers::DerivationStep& at = derivation.steps[eps];
    if (step == QLatin1String("chain"))
        return chainRows(derivation, at);
    if (step == QLatin1String("taylor"))
        return taylorRows(derivation, at);
    if (step == QLatin1String("limit"))
        return limitRows(derivation, at);
    return {};
}

QString equation22Note(std::size_t states, std::size_t parameters)
{
    QString note
        = tr("A row times the Jacobian: <i>a</i> meets the rows of <i>f</i>, while "
             "<i>a</i><sub><i>θ</i></sub> and <i>a</i><sub><i>t</i></sub> meet zeros and drop out. "
             "Equation (22) is printed with them, and (24), (25) rightly without.");
    if (parameters != states && parameters > 0)
        note += QLatin1Char(' ')
            + tr("The printed product has no meaning here: <i>a</i><sub><i>θ</i></sub> has "
                 "%1, ∂<i>f</i>/∂<i>θ</i> has %2.")
                  .arg(parameters == 1 ? tr("1 entry") : tr("%1 entries").arg(parameters),
                      states == 1 ? tr("1 row") : tr("%1 rows").arg(states));
    return note;
}

QString slopesNote(const solvers::Derivation& derivation, bool severalTimes)
{
    QString note
        = tr("Fitted slopes: %1 for the limit (14), %2 for Taylor (8). A click chooses "
             "<i>ε</i>.")
              .arg(shortSlope(derivation.adjointSlope), shortSlope(derivation.taylorSlope));
    if (severalTimes)
        note += QLatin1Char(' ') + tr("Of the loss, only the part at <i>T</i> counts here.");
    return note;
}

QString epsText(const solvers::DerivationStep& step)
{
    const QString sign = step.eps < 0 ? QStringLiteral("−") : QString();
    QString power = withRaisedExponent(-step.halvings); // "10⁻⁸"
    power.replace(0, 2, QStringLiteral("2"));
    return QStringLiteral("%1%2 = %3").arg(sign, power, resultText(step.eps, 4));
}

} // namespace ui
