// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_text.h"

#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QRegularExpression>

namespace ui {

namespace {

bool isCheckpointed(const solvers::GradientMethod& method)
{
    return method.id.substr(0, 12) == "checkpointed";
}

} // namespace

QString gradientId(const solvers::GradientMethod& method)
{
    return fromCore(method.id);
}

QString gradientName(const solvers::GradientMethod& method)
{
    if (method.id == "backprop")
        return tr("Backprop through solver");
    if (method.id == "finite-differences")
        return tr("Central differences");
    return fromCore(method.name);
}

QString shortGradientName(const solvers::GradientMethod& method)
{
    if (method.id == "backprop")
        return tr("Backprop");
    if (method.id == "finite-differences")
        return tr("Differences");
    return fromCore(method.name);
}

QString gradientName(const solvers::GradientMethod& method, const GradientJob& job)
{
    const QString name = gradientName(method);
    if (method.id == "adjoint")
        return tr("%1, eq. (1)–(2)").arg(name);
    if (isCheckpointed(method))
        return tr("%1, %2 points").arg(name).arg(job.checkpoints);
    return name;
}

QString stateName(std::size_t k, std::size_t dim, bool rich)
{
    return componentName(k, dim, rich).replace(QLatin1Char('y'), QLatin1Char('z'));
}

QString fieldFormula(const solvers::Problem& problem, bool rich)
{
    if (!rich)
        return plainFormulaOf(problem);
    QString html = formulaOf(problem);
    // A formula in letters of its own keeps them.
    static const QRegularExpression ownLetters(QStringLiteral("<i>[zx]</i>(<sub>\\d+</sub>)?′"));
    static const QRegularExpression slope(QStringLiteral("<i>y</i>(<sub>\\d+</sub>)?′"));
    if (html.contains(ownLetters) || !html.contains(slope))
        return html;
    html.replace(slope, QStringLiteral("d<i>z</i>\\1/d<i>t</i>"));
    return html.replace(QStringLiteral("<i>y</i>"), QStringLiteral("<i>z</i>"));
}

QString lossFormula(const GradientJob& job, bool rich)
{
    const auto count = job.targets.size();
    const bool several = job.targets.cols() > 1;
    const bool vector = job.targets.rows() > 1;
    if (!rich) {
        if (count == 1)
            return tr("L = (z(T) - y)^2");
        return tr("L = mean of the squares of %1 differences from the target").arg(count);
    }
    const QString z = vector ? QStringLiteral("|<i>z</i>") : QStringLiteral("(<i>z</i>");
    const QString end = vector ? QStringLiteral("|²") : QStringLiteral(")²");
    const QString mean
        = count > 1 ? QStringLiteral("<sup>1</sup>⁄<sub>%1</sub> ").arg(count) : QString();
    return several ? QStringLiteral("<i>L</i> = %1∑<sub><i>k</i></sub> %2(<i>t<sub>k</sub></i>) − "
                                    "<i>y<sub>k</sub></i>%3")
                         .arg(mean, z, end)
                   : QStringLiteral("<i>L</i> = %1%2(<i>T</i>) − <i>y</i>%3").arg(mean, z, end);
}

QString bytesText(double bytes)
{
    if (bytes < 10'000.0)
        return QStringLiteral("%1 B").arg(bytes, 0, 'f', 0);
    return bytes < 1e6 ? QStringLiteral("%1 kB").arg(bytes / 1e3, 0, 'f', 1)
                       : QStringLiteral("%1 MB").arg(bytes / 1e6, 0, 'f', 1);
}

} // namespace ui
