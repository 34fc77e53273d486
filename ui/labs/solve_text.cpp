// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_text.h"

#include "solvers/analysis/solution_io.h"
#include "solvers/problems/catalogue.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace ui {

namespace {

/// A name of an expression, and not a part of a longer one or of a number (1e5).
QRegularExpression wordPattern(const std::string& word)
{
    return QRegularExpression(QStringLiteral("(?<![A-Za-z0-9_.])%1(?![A-Za-z0-9_])")
                                  .arg(QRegularExpression::escape(fromCore(word))));
}

QString numbers(const std::vector<double>& values)
{
    QStringList texts;
    for (const double value : values)
        texts << fromCore(solvers::shortestNumber(value));
    return texts.join(QLatin1Char(','));
}

QString quoted(const QString& text)
{
    QString inner = text;
    inner.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    inner.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

QString joined(const std::vector<std::string>& expressions)
{
    QStringList parts;
    for (const std::string& expression : expressions)
        parts << fromCore(expression);
    return parts.join(QStringLiteral("; "));
}

/// Letters in italics, function names and numbers upright, as formulas are set.
QString typeset(const std::string& expression)
{
    const QString text = fromCore(expression).simplified().toHtmlEscaped();
    QString result;
    for (qsizetype i = 0; i < text.size();) {
        if (!text[i].isLetter()) {
            if (text[i] == QLatin1Char('-'))
                result += QChar(0x2212);
            else if (text[i] == QLatin1Char('*'))
                result += QChar(0x00B7);
            else
                result += text[i];
            if (text[i] == QLatin1Char('&')) // an entity is copied as it is
                while (text[i] != QLatin1Char(';'))
                    result += text[++i];
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && (text[end].isLetterOrNumber() || text[end] == u'_'))
            ++end;
        const QString word = text.mid(i, end - i);
        const bool function = end < text.size() && text[end] == QLatin1Char('(') && end - i > 1;
        if (function)
            result += word;
        else if (end - i > 1 && word[1].isDigit())
            result += QStringLiteral("<i>%1</i><sub>%2</sub>").arg(word[0]).arg(word.mid(1));
        else
            result += QStringLiteral("<i>%1</i>").arg(word);
        i = end;
    }
    return result;
}

/// Whether the catalogue gives the same problem for these parameters.
bool isListed(const solvers::Problem& problem)
{
    const solvers::Problem* found = problem.id.empty() ? nullptr : solvers::findProblem(problem.id);
    if (found == nullptr || found->parameters.size() != problem.parameters.size())
        return false;
    solvers::Problem listed = *found;
    for (const solvers::ProblemParameter& parameter : problem.parameters)
        listed.setParameter(parameter.name, parameter.value);
    return listed.rhs == problem.rhs && listed.y0 == problem.y0 && listed.t0 == problem.t0
        && listed.t1 == problem.t1;
}

/// The right-hand sides with every definition written out: the command line has none.
std::vector<std::string> withoutDefinitions(const solvers::Problem& problem)
{
    std::vector<std::string> rhs = problem.rhs;
    for (std::size_t i = problem.definitions.size(); i-- > 0;) { // a later one uses earlier ones
        const auto& [name, expression] = problem.definitions[i];
        for (std::string& text : rhs)
            text = withWordReplaced(text, name, "(" + expression + ")");
    }
    return rhs;
}

QStringList problemOptions(const solvers::Problem& problem)
{
    QStringList words;
    if (isListed(problem)) {
        words << QStringLiteral("--problem") << fromCore(problem.id);
    } else {
        words << QStringLiteral("--rhs") << quoted(joined(withoutDefinitions(problem)));
        words << QStringLiteral("--y0=%1").arg(numbers(problem.y0));
        words << QStringLiteral("--t0=%1").arg(numbers({ problem.t0 }));
        words << QStringLiteral("--t1=%1").arg(numbers({ problem.t1 }));
        if (!problem.exact.empty())
            words << QStringLiteral("--exact") << quoted(joined(problem.exact));
    }
    for (const solvers::ProblemParameter& parameter : problem.parameters)
        words << QStringLiteral("--parameter")
              << fromCore(parameter.name) + QLatin1Char('=') + numbers({ parameter.value });
    return words;
}

} // namespace

std::string withWordReplaced(
    const std::string& text, const std::string& word, const std::string& by)
{
    QString result;
    const QString from = fromCore(text);
    const QRegularExpression pattern = wordPattern(word);
    qsizetype end = 0;
    for (auto matches = pattern.globalMatch(from); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += from.mid(end, match.capturedStart() - end) + fromCore(by);
        end = match.capturedEnd();
    }
    return (result + from.mid(end)).toStdString();
}

bool usesWord(const std::string& text, const std::string& word)
{
    return fromCore(text).contains(wordPattern(word));
}

QString methodName(const solvers::Method& method)
{
    return fromCore(method.name);
}

QString methodId(const solvers::Method& method)
{
    return fromCore(method.id);
}

QString settingLabel(const solvers::SolveOptions& options, bool rich)
{
    if (options.adaptive)
        return QStringLiteral("tol = %1").arg(settingText(options.rtol));
    return (rich ? QStringLiteral("<i>h</i> = %1") : QStringLiteral("h = %1"))
        .arg(settingText(options.step));
}

QString plainSetting(const solvers::SolveOptions& options)
{
    return options.adaptive ? QStringLiteral("tol = %1").arg(numbers({ options.rtol }))
                            : QStringLiteral("h = %1").arg(numbers({ options.step }));
}

QString orderText(const solvers::Method& method, bool adaptive)
{
    return adaptive ? QStringLiteral("%1(%2)").arg(method.order()).arg(method.embeddedOrder())
                    : QString::number(method.order());
}

QString componentName(std::size_t k, std::size_t dim, bool rich)
{
    if (dim == 1)
        return rich ? QStringLiteral("<i>y</i>") : QStringLiteral("y");
    return (rich ? QStringLiteral("<i>y</i><sub>%1</sub>") : QStringLiteral("y%1")).arg(k + 1);
}

QString withMathItalics(const Theme& theme, const QString& html)
{
    QString result = html;
    return result.replace(QStringLiteral("<i>"),
        QStringLiteral("<i style=\"font-family:'%1'; font-weight:normal\">")
            .arg(theme.mathFont(TextSize::Body).family()));
}

QString parameterSymbol(const QString& name)
{
    static const QHash<QString, QString> letters { { "lambda", "λ" }, { "mu", "μ" },
        { "alpha", "α" }, { "beta", "β" }, { "gamma", "γ" }, { "delta", "δ" }, { "epsilon", "ε" },
        { "sigma", "σ" }, { "rho", "ρ" }, { "omega", "ω" }, { "Omega", "Ω" }, { "theta", "θ" },
        { "tau", "τ" }, { "zeta", "ζ" }, { "eta", "η" }, { "kappa", "κ" }, { "nu", "ν" },
        { "phi", "φ" } };
    if (const auto letter = letters.constFind(name); letter != letters.constEnd())
        return QStringLiteral("<i>%1</i>").arg(*letter);
    qsizetype digits = name.size();
    while (digits > 1 && name[digits - 1].isDigit())
        --digits;
    const QString index
        = digits < name.size() ? QStringLiteral("<sub>%1</sub>").arg(name.mid(digits)) : QString();
    return QStringLiteral("<i>%1</i>%2").arg(name.left(digits).toHtmlEscaped(), index);
}

QString formulaOf(const solvers::Problem& problem)
{
    if (!problem.formula.empty()) // one equation a line
        return fromCore(problem.formula)
            .replace(QStringLiteral(", &nbsp; "), QStringLiteral(",<br>"));
    QStringList lines;
    for (std::size_t k = 0; k < problem.dim(); ++k)
        lines << QStringLiteral("%1′ = %2")
                     .arg(componentName(k, problem.dim(), true), typeset(problem.rhs[k]));
    return lines.join(QStringLiteral("<br>"));
}

QString plainFormulaOf(const solvers::Problem& problem)
{
    QStringList lines;
    for (std::size_t k = 0; k < problem.dim(); ++k)
        lines << QStringLiteral("%1' = %2")
                     .arg(componentName(k, problem.dim(), false), fromCore(problem.rhs[k]));
    return lines.join(QStringLiteral("; "));
}

QString exactFormulaOf(const solvers::Problem& problem)
{
    if (!problem.exactFormula.empty() || !problem.hasExact())
        return fromCore(problem.exactFormula)
            .replace(QStringLiteral("sqrt("), QStringLiteral("√("));
    QStringList lines;
    for (std::size_t k = 0; k < problem.exact.size(); ++k)
        lines << QStringLiteral("%1 = %2").arg(
            componentName(k, problem.dim(), true), typeset(problem.exact[k]));
    return lines.join(QStringLiteral("<br>"));
}

QString eventText(const solvers::Problem& problem)
{
    if (problem.event.empty())
        return {};
    QString text = tr("Event: %1 = 0").arg(fromCore(problem.event));
    if (problem.eventDirection != 0)
        text += problem.eventDirection > 0 ? tr(", rising") : tr(", falling");
    QStringList resets;
    for (std::size_t k = 0; k < problem.eventReset.size(); ++k)
        resets << QStringLiteral("%1 := %2")
                      .arg(componentName(k, problem.dim(), false), fromCore(problem.eventReset[k]));
    if (!resets.isEmpty())
        text += tr("; then %1").arg(resets.join(QStringLiteral(", ")));
    return text;
}

QString referenceText(const solvers::Problem& problem)
{
    return QStringLiteral("%1, tol %2")
        .arg(methodName(solvers::referenceMethod(problem)),
            settingText(solvers::kReferenceTolerance));
}

QString captionOf(const SolveJob& job)
{
    const solvers::Problem& problem = job.problem;
    QStringList values;
    for (const auto& [name, value, smallest, largest] : problem.parameters)
        values << QStringLiteral("%1 = %2").arg(fromCore(name), numbers({ value }));
    for (std::size_t k = 0; k < problem.dim(); ++k)
        values << QStringLiteral("%1(%2) = %3")
                      .arg(componentName(k, problem.dim(), false), numbers({ problem.t0 }),
                          numbers({ problem.y0[k] }));
    QStringList solved;
    for (const SolveRequest& request : job.requests)
        solved << QStringLiteral("%1, %2").arg(
            methodName(*request.method), settingLabel(request.options, false));
    QString text = problem.name.empty() ? QString() : fromCore(problem.name) + QStringLiteral(": ");
    text += plainFormulaOf(problem) + QStringLiteral("; ") + values.join(QStringLiteral(", "));
    return text + QStringLiteral(". ") + solved.join(QStringLiteral("; ")) + QLatin1Char('.');
}

QString commandLineOf(const SolveJob& job)
{
    // Solvers with one setting go into one call; the command line has one step for all of them.
    QStringList calls;
    for (const SolveRequest& request : job.requests) {
        QStringList words { QStringLiteral("separatrix"), QStringLiteral("solve") };
        words << problemOptions(job.problem);
        // A tableau of the user's goes by its file, as the dialog proposes to save it.
        if (request.own)
            words << QStringLiteral("--tableau")
                  << methodId(*request.method) + QStringLiteral(".json");
        else
            words << QStringLiteral("--solver") << methodId(*request.method);
        const solvers::SolveOptions& options = request.options;
        if (options.adaptive)
            words << QStringLiteral("--rtol") << numbers({ options.rtol })
                  << QStringLiteral("--atol") << numbers({ options.atol });
        else
            words << QStringLiteral("--step") << numbers({ options.step });
        if (options.maxSteps != solvers::SolveOptions {}.maxSteps)
            words << QStringLiteral("--max-steps") << QString::number(options.maxSteps);
        words << QStringLiteral("--json");
        calls << words.join(QLatin1Char(' '));
    }
    return calls.join(QLatin1Char('\n'));
}

} // namespace ui
