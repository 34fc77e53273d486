// SPDX-License-Identifier: GPL-3.0-or-later
// The table of the Gradients page as text for other programs.
#include "ui/labs/gradients_table_model.h"

#include "solvers/analysis/solution_io.h"
#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"

#include <cmath>

namespace ui {

QString GradientsTableModel::asCsv() const
{
    if (!m_results)
        return {};
    const solvers::Problem& problem = m_results->job.problem;
    QStringList header { QStringLiteral("method") };
    for (const solvers::ProblemParameter& parameter : problem.parameters)
        header << QStringLiteral("dL_d") + fromCore(parameter.name);
    for (std::size_t k = 1; k <= problem.dim(); ++k)
        header << QStringLiteral("dL_dz0_%1").arg(k);
    for (std::size_t k = 0; k < m_results->job.times.size(); ++k)
        header << QStringLiteral("dL_dt%1").arg(k);
    header << QStringLiteral("relative_difference,nfe,nvjp,peak_bytes,seconds,status");
    QStringList lines { header.join(QLatin1Char(',')) };
    for (int row = 0; row < rowCount(); ++row) {
        const GradientMethodResult* result = resultAt(row);
        QStringList cells { result ? seriesOf(row) : QStringLiteral("reference") };
        const bool failed = result != nullptr && result->failed();
        const auto numbers
            = result ? everything(result->gradient) : everything(m_results->reference);
        const auto count = static_cast<solvers::Index>(header.size()) - 2;
        for (solvers::Index i = 0; i < count; ++i)
            cells << (failed || i >= numbers.size() ? QString() : csvNumber(numbers[i]));
        cells << csvNumber(number(row, { Kind::Difference, 0, {} }));
        if (result == nullptr)
            cells << QStringLiteral(",,,,reference");
        else
            cells << QString::number(result->nfe) << QString::number(result->nvjp)
                  << QString::number(result->gradient.peakBytes)
                  << csvNumber(result->gradient.seconds)
                  << (result->refusal.empty() ? fromCore(solvers::name(result->gradient.status))
                                              : QStringLiteral("not-usable"));
        lines << cells.join(QLatin1Char(','));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString GradientsTableModel::asLatex() const
{
    if (!m_results)
        return {};
    const auto tex = [](QString text) {
        text.replace(QChar(0x2212), QLatin1Char('-'));
        text.replace(QChar(0x2013), QStringLiteral("--"));
        text.replace(QChar(0x2009), QStringLiteral("\\,"));
        text.replace(QStringLiteral("‖"), QStringLiteral("$\\|$"));
        text.replace(QStringLiteral("θ"), QStringLiteral("$\\theta$"));
        text.replace(QStringLiteral("×"), QStringLiteral("$\\times$"));
        const QString raised = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
        for (int digit = 0; digit < 10; ++digit)
            text.replace(raised[digit], QStringLiteral("$^%1$").arg(digit));
        return text.replace(QChar(0x207B), QStringLiteral("$^{-}$"));
    };
    QStringList lines { QStringLiteral("% ") + plainFormulaOf(m_results->job.problem),
        QStringLiteral("% ") + lossFormula(m_results->job, false),
        QStringLiteral("\\begin{tabular}{l%1}").arg(QString(columnCount() - 1, QLatin1Char('r'))),
        QStringLiteral("\\toprule") };
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column)
        cells << tex(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    lines << cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\")
          << QStringLiteral("\\midrule");
    for (int row = 0; row < rowCount(); ++row) {
        cells.clear();
        for (const Column& column : m_columns)
            cells << tex(text(row, column));
        lines << cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\");
    }
    lines << QStringLiteral("\\bottomrule") << QStringLiteral("\\end{tabular}");
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace ui
