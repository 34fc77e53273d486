// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_text.h"

#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/plots/rich_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {

namespace {

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

/// Where a stage evaluates f: with its number where it needs one earlier stage, else as a sum.
QString stageArgument(const solvers::ButcherTableau& table, int stage)
{
    const QString state = QStringLiteral("<i>h</i><sub>%1</sub>");
    int terms = 0;
    int last = 0;
    for (int j = 0; j < stage; ++j)
        if (table.coefficient(stage, j) != 0.0) {
            ++terms;
            last = j;
        }
    if (terms == 0)
        return state;
    const double a = terms == 1 ? table.coefficient(stage, last) : 0.0;
    const QString factor = a == 1.0 ? QString()
        : a == 0.5                  ? QStringLiteral("½")
                                    : QString::number(a, 'g', 15);
    // The state keeps its own place for an index.
    if (terms == 1 && factor.size() <= 4)
        return state + QStringLiteral(" + %1Δ<i>k</i><sub>%2</sub>").arg(factor).arg(last + 1);
    return state
        + QStringLiteral(" + Δ Σ <i>a</i><sub>%1j</sub>\u2009<i>k</i><sub>j</sub>").arg(stage + 1);
}

QString stepNumber(double step)
{
    return QString::number(step, 'g', 4);
}

QString layersText(const nn::DepthStack& stack)
{
    if (!stack.hasLayers())
        return tr("<i>f</i> is given by expressions, so there are no weight layers.");
    const bool two = nn::depthFieldById(stack.field).weightLayers == 2;
    const QString pass = two ? tr("<i>f</i> is a pass through two weight layers")
                             : tr("<i>f</i> is a pass through one weight layer");
    if (stack.hasOwnWeights())
        return tr("%1, with weights <i>θ</i><sub>k</sub> of its own in each block: the flow "
                  "changes its field at every <i>t</i> = <i>k</i> <i>T</i>/<i>N</i>.")
            .arg(pass);
    if (stack.blocks == 1)
        return pass + QLatin1Char('.');
    return tr("%1, shared by the %2 blocks here.").arg(pass, countWord(stack.blocks));
}

QString eulerText(const nn::DepthStack& stack)
{
    const QString theta = stack.hasOwnWeights() ? QStringLiteral("<i>θ</i><sub>k</sub>")
        : stack.hasLayers()                     ? QStringLiteral("<i>θ</i>")
                                                : QStringLiteral("<i>t</i>");
    const QString f = QStringLiteral("<i>f</i>(<i>h</i><sub>k</sub>, %1)").arg(theta);
    const QString next = QStringLiteral("<i>h</i><sub>k+1</sub> = <i>h</i><sub>k</sub> + ");
    if (stack.step() == 1.0)
        return tr("A block computes %1%2: one Euler step of length 1 for <i>h</i>′ = "
                  "<i>f</i>(<i>h</i>, %3).")
            .arg(next, f, theta);
    return tr("A block computes %1%2%3: one Euler step of length <i>T</i>/<i>N</i> = %4 for "
              "<i>h</i>′ = <i>f</i>(<i>h</i>, %5). A plain residual block is the step of length "
              "1.")
        .arg(next, QStringLiteral("(<i>T</i>/<i>N</i>) "), f, stepNumber(stack.step()), theta);
}

QString comparisonText(const nn::DepthStudy& study)
{
    const nn::StackComparison& both = *study.comparison;
    const bool euler = study.job.solver.method->id == "euler" && !study.job.solver.adaptive;
    if (both.outputs == 0.0 && both.gradients == 0.0)
        return tr("Layer by layer and by the solver, outputs and gradients are equal bit for "
                  "bit.");
    if (euler)
        return tr("Layer by layer and by the solver, outputs differ by %1 and gradients by %2 "
                  "(rounding).")
            .arg(resultText(both.outputs, 2), resultText(both.gradients, 2));
    return tr("Against the ResNet with the same weights, outputs differ by up to %1, gradients by "
              "up to %2.")
        .arg(resultText(both.outputs, 3), resultText(both.gradients, 3));
}

} // namespace

QString fieldName(const nn::DepthStack& stack)
{
    if (stack.hasLayers())
        return fromCore(nn::depthFieldById(stack.field).name);
    return stack.problem.name.empty() ? tr("Typed field") : fromCore(stack.problem.name);
}

QString fieldFormula(const nn::DepthStack& stack)
{
    if (!stack.hasLayers())
        return formulaOf(stack.problem);
    return QStringLiteral("d<i>h</i>/d<i>t</i> = ")
        + fromCore(nn::depthFieldById(stack.field).formula);
}

QString plainFieldFormula(const nn::DepthStack& stack)
{
    return stack.hasLayers() ? RichText(fieldFormula(stack)).plain()
                             : plainFormulaOf(stack.problem);
}

QString weightsText(const nn::DepthStack& stack)
{
    if (!stack.hasLayers())
        return {};
    const bool two = nn::depthFieldById(stack.field).weightLayers == 2;
    const auto number = [&](std::size_t i) {
        return QString::number(stack.weights[i], 'f', 2).replace(QLatin1Char('-'), QChar(0x2212));
    };
    const auto matrix = [&](const char* name, std::size_t at) {
        return QStringLiteral("<i>W</i><sub>%1</sub> = [%2, %3; %4, %5]")
            .arg(QLatin1String(name), number(at), number(at + 1), number(at + 2), number(at + 3));
    };
    const std::size_t bias = two ? 8 : 4;
    QString text = matrix("1", 0);
    if (two)
        text += QStringLiteral("<br>") + matrix("2", 4);
    return text
        + QStringLiteral(", <i>b</i> = (%1, %2)")
              .arg(settingText(stack.weights[bias]), settingText(stack.weights[bias + 1]));
}

QStringList weightNames(const nn::DepthFieldInfo& field)
{
    QStringList names;
    for (int layer = 1; layer <= field.weightLayers; ++layer)
        for (int row = 1; row <= 2; ++row)
            for (int column = 1; column <= 2; ++column)
                names << tr("W%1, row %2, column %3").arg(layer).arg(row).arg(column);
    return names << tr("b, row 1") << tr("b, row 2");
}

QString pointText(const solvers::PlanePoint& point)
{
    return QStringLiteral("(%1, %2)").arg(fixedText(point.x, 2), fixedText(point.y, 2));
}

QString countWord(int count)
{
    static const std::array words { "zero", "one", "two", "three", "four", "five", "six", "seven",
        "eight", "nine", "ten", "eleven", "twelve" };
    if (count >= 0 && count < static_cast<int>(words.size()))
        return tr(words[static_cast<std::size_t>(count)]);
    return QString::number(count);
}

QString shortMethodName(const solvers::Method& method)
{
    if (method.id == "euler")
        return tr("Euler");
    if (method.id == "rk4")
        return tr("RK4");
    return methodName(method);
}

QString stepsName(const nn::DepthStudy& study, int highlight)
{
    const auto& path = study.steps[static_cast<std::size_t>(highlight)];
    const auto count = static_cast<int>(path.points.size()) - 1;
    const QString method = shortMethodName(*study.job.solver.method);
    if (study.job.solver.adaptive)
        return tr("%1 with error control").arg(method);
    return count == 1 ? tr("One %1 step").arg(method)
                      : tr("%1 %2 steps").arg(capitalised(countWord(count)), method);
}

QStringList blockRows(const nn::DepthStudy& study)
{
    const nn::DepthStack& stack = study.job.stack;
    const solvers::ButcherTableau& table = *study.job.solver.method->tableau();
    const int stages = table.stagesWithoutEstimate();
    if (stages > 1) {
        QStringList rows;
        for (int i = 0; i < stages; ++i)
            rows << QStringLiteral("<i>k</i><sub>%1</sub> = <i>f</i>(").arg(i + 1)
                    + stageArgument(table, i) + QLatin1Char(')');
        return rows;
    }
    if (!stack.hasLayers())
        return { QStringLiteral("<i>f</i>(<i>h</i>, <i>t</i>)") };
    const nn::DepthFieldInfo& info = nn::depthFieldById(stack.field);
    QStringList rows { info.weightLayers == 2 ? tr("weight layer 1") : tr("weight layer") };
    if (!info.activation.empty())
        rows << fromCore(info.activation);
    if (info.weightLayers == 2)
        rows << tr("weight layer 2");
    return rows;
}

QString blockText(const nn::DepthStudy& study)
{
    const nn::DepthStack& stack = study.job.stack;
    const nn::DepthSolver& solver = study.job.solver;
    const int stages = solver.method->tableau()->stagesWithoutEstimate();
    QString text;
    if (solver.adaptive)
        text = tr("%1 chooses its steps so that each keeps to the tolerance of %2, whatever "
                  "<i>N</i> is: a block is a step, and every input has steps of its own.")
                   .arg(methodName(*solver.method), settingText(solver.tolerance));
    else if (stages == 1)
        text = eulerText(stack);
    else
        text = tr("A block is one step of %1 of length Δ = <i>T</i>/<i>N</i> = %2: %3 passes "
                  "through <i>f</i>, whose weighted sum is added.")
                   .arg(methodName(*solver.method), stepNumber(stack.step()), countWord(stages));
    text += QLatin1Char(' ') + layersText(stack);
    if (study.comparison)
        text += QLatin1Char(' ') + comparisonText(study);
    // No line ends beside an equals sign.
    return text.replace(QLatin1String(" = "), QStringLiteral("\u00a0=\u00a0"));
}

QString statusOf(const nn::DepthStudy& study, int highlight)
{
    const nn::DepthPath& path = study.steps[static_cast<std::size_t>(highlight)];
    const int blocks = study.job.solver.adaptive ? static_cast<int>(path.points.size()) - 1
                                                 : study.job.stack.blocks;
    const QString evaluations = path.nfe == 1 ? tr("1 evaluation of f per point")
                                              : tr("%1 evaluations of f per point").arg(path.nfe);
    if (study.job.solver.adaptive)
        return tr("%1 adaptive steps and %2, of point %3")
            .arg(blocks)
            .arg(evaluations)
            .arg(highlight + 1);
    return blocks == 1 ? tr("N = 1 block, %1").arg(evaluations)
                       : tr("N = %1 blocks, %2").arg(blocks).arg(evaluations);
}

PlotRecipe recipeOf(const nn::DepthJob& job)
{
    const nn::DepthStack& stack = job.stack;
    PlotRecipe recipe { { QStringLiteral("Equation"), plainFieldFormula(stack) } };
    QStringList weights;
    for (const double weight : stack.weights)
        weights << QString::number(weight, 'g', 17);
    if (stack.hasLayers())
        recipe.emplace_back(QStringLiteral("Weights"), weights.join(QStringLiteral(", ")));
    if (stack.hasOwnWeights())
        recipe.emplace_back(QStringLiteral("Own weights"),
            QStringLiteral("seed %1, spread %2").arg(stack.seed).arg(stack.spread));
    recipe.emplace_back(QStringLiteral("Solver"),
        methodId(*job.solver.method)
            + (job.solver.adaptive
                    ? QStringLiteral(", tol = %1").arg(job.solver.tolerance)
                    : QStringLiteral(", N = %1, T = %2").arg(stack.blocks).arg(stack.depth)));
    recipe.emplace_back(QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION));
    return recipe;
}

QString captionOf(const nn::DepthJob& job)
{
    const QString solver = job.solver.adaptive
        ? tr("tolerance %1").arg(settingText(job.solver.tolerance))
        : tr("N = %1").arg(job.stack.blocks);
    return tr("%1, %2. Depth T = %3, %4, %5.")
        .arg(fieldName(job.stack), plainFieldFormula(job.stack), settingText(job.stack.depth),
            methodName(*job.solver.method), solver);
}

PlotRecipe recipeOf(const nn::ResidualSweepOptions& options)
{
    QStringList blocks;
    for (const int count : options.blocks)
        blocks << QString::number(count);
    return { { QStringLiteral("Blocks"), blocks.join(QStringLiteral(", ")) },
        { QStringLiteral("Training"),
            QStringLiteral("two spirals, %1 points, width %2, Adam, rate %3, %4 steps, seed %5")
                .arg(options.points)
                .arg(options.width)
                .arg(options.rate)
                .arg(options.steps)
                .arg(options.seed) },
        { QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION) } };
}

QString captionOf(const nn::ResidualSweepOptions& options)
{
    return tr("Plain and residual networks of width %1, trained on two spirals of %2 points for %3 "
              "steps of Adam, learning rate %4, seed %5.")
        .arg(options.width)
        .arg(options.points)
        .arg(options.steps)
        .arg(settingText(options.rate))
        .arg(options.seed);
}

} // namespace ui
