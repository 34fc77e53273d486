// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_problem_form.h"

#include "solvers/problems/catalogue.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/formula_label.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kRhsLines = 3;
constexpr int kExactLines = 1;
constexpr int kDefinitionLines = 2;

} // namespace

std::vector<const solvers::Problem*> allProblems()
{
    std::vector<const solvers::Problem*> all;
    for (const solvers::Problem& problem : solvers::problems())
        all.push_back(&problem);
    return all;
}

SolveProblemForm::SolveProblemForm(Theme& theme, QWidget* parent, const QString& page,
    const std::vector<const solvers::Problem*>& offered)
    : QWidget(parent)
    , m_theme(theme)
    , m_picker(new ComboBox(this))
    , m_formula(new FormulaLabel(theme, true, this))
    , m_exactText(makeLabel(theme, {}, 12, TextColor::Text3, false, this))
    , m_exactNote(makeLabel(theme, {}, 12, TextColor::Text2, false, this))
    , m_event(makeLabel(theme, {}, 12, TextColor::Text3, false, this))
    , m_rhs(new ExpressionEditor(
          theme, page + QStringLiteral("_expression"), tr("f(t, y) ="), kRhsLines, this))
    , m_definitions(new ExpressionEditor(theme, page + QStringLiteral("_definitions"),
          tr("s = …   definitions, optional"), kDefinitionLines, this))
    , m_exact(new ExpressionEditor(theme, page + QStringLiteral("_exact"),
          tr("y(t) =   exact solution, optional"), kExactLines, this))
{
    m_picker->setObjectName(page + QStringLiteral("_problem"));
    m_picker->setAccessibleName(tr("Problem"));
    m_picker->setToolTip(
        tr("Problem\nFrom the catalogue, or “Custom…” for an equation of your own."));
    for (const solvers::Problem* problem : offered)
        m_picker->addItem(fromCore(problem->name), fromCore(problem->id));
    m_picker->insertSeparator(m_picker->count());
    m_picker->addItem(tr("Custom…"), QString());
    m_picker->setMaxVisibleItems(24);
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_formula->setObjectName(page + QStringLiteral("_formula"));
    m_exactText->setObjectName(page + QStringLiteral("_exact_text"));
    m_exactText->setTextFormat(Qt::RichText);
    m_exactText->setWordWrap(true);
    m_exactNote->setObjectName(page + QStringLiteral("_exact_note"));
    m_exactNote->setWordWrap(true);
    m_exactNote->hide();
    m_event->setObjectName(page + QStringLiteral("_event"));
    m_event->setTextFormat(Qt::PlainText);
    m_event->setWordWrap(true);

    provideNames();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    for (QWidget* part : { static_cast<QWidget*>(m_picker), static_cast<QWidget*>(m_formula),
             static_cast<QWidget*>(m_exactText), static_cast<QWidget*>(m_rhs),
             static_cast<QWidget*>(m_definitions), static_cast<QWidget*>(m_exact),
             static_cast<QWidget*>(m_exactNote), static_cast<QWidget*>(m_event) })
        column->addWidget(part);

    connect(m_picker, &QComboBox::currentIndexChanged, this, [this] {
        showCustom(isCustom());
        emit problemPicked(m_picker->currentData().toString().toStdString());
    });
    for (ExpressionEditor* editor : { m_rhs, m_definitions, m_exact }) {
        connect(editor, &ExpressionEditor::edited, this, &SolveProblemForm::onEdited);
        connect(editor, &ExpressionEditor::gestureEnded, this, &SolveProblemForm::gestureEnded);
        connect(
            editor, &ExpressionEditor::parameterWanted, this, &SolveProblemForm::parameterWanted);
    }
}

/// What each editor may use.
void SolveProblemForm::provideNames()
{
    m_rhs->setNames([this](std::size_t count) {
        solvers::Problem problem;
        problem.rhs.resize(count);
        problem.parameters = m_parameters;
        problem.definitions = m_definitions->definitions();
        return solvers::rhsNames(problem);
    });
    m_definitions->setNamed(true);
    m_definitions->setNames([this](std::size_t) {
        solvers::Problem problem;
        problem.rhs.resize(std::max<std::size_t>(1, m_rhs->expressions().size()));
        problem.parameters = m_parameters;
        return solvers::rhsNames(problem);
    });
    m_exact->setNames([this](std::size_t count) {
        solvers::Problem problem;
        problem.rhs.resize(count); // its initial values may be used
        problem.parameters = m_parameters;
        return solvers::exactNames(problem);
    });
}

void SolveProblemForm::onEdited()
{
    checkNow();
    emit expressionsEdited();
}

void SolveProblemForm::setProblem(const solvers::Problem& problem)
{
    {
        const QSignalBlocker quiet(m_picker);
        m_picker->selectData(fromCore(problem.id));
    }
    m_parameters = problem.parameters;
    m_definitions->setDefinitions(problem.definitions);
    m_rhs->setExpressions(problem.rhs);
    m_definitions->checkNow(); // they may use the states
    setEvent(problem);
    m_exact->setExpressions(problem.exact);
    m_exact->setExpected(problem.dim(), true);
    m_formula->setFormula(formulaOf(problem), plainFormulaOf(problem));
    const QString exact = exactFormulaOf(problem);
    m_exactText->setText(exact.isEmpty()
            ? QString()
            : tr("Exact solution: %1")
                  .arg(QStringLiteral("<span style=\"font-family:'%1'; font-size:%2px\">%3</span>")
                           .arg(m_theme.mathFont(TextSize::Small).family())
                           .arg(m_theme.mathFont(TextSize::Small).pixelSize())
                           .arg(exact)));
    showCustom(isCustom());
}

void SolveProblemForm::setFormula(const QString& html, const QString& plain)
{
    m_formula->setFormula(html, plain);
    m_exactText->clear();
    showCustom(isCustom());
}

void SolveProblemForm::setEvent(const solvers::Problem& problem)
{
    m_event->setText(eventText(problem));
    m_event->setVisible(!problem.event.empty());
}

void SolveProblemForm::setParameters(const std::vector<solvers::ProblemParameter>& parameters)
{
    m_parameters = parameters;
    checkNow();
}

bool SolveProblemForm::isCustom() const
{
    return m_picker->currentData().toString().isEmpty();
}

bool SolveProblemForm::isValid() const
{
    return faultyEditor() == nullptr;
}

ExpressionEditor* SolveProblemForm::faultyEditor() const
{
    if (!isCustom())
        return nullptr;
    for (ExpressionEditor* editor : { m_definitions, m_rhs, m_exact })
        if (editor->fault())
            return editor;
    return nullptr;
}

std::vector<std::string> SolveProblemForm::rhs() const
{
    return m_rhs->expressions();
}

std::vector<std::string> SolveProblemForm::exact() const
{
    return m_exact->expressions();
}

std::vector<solvers::NamedExpression> SolveProblemForm::definitions() const
{
    return m_definitions->definitions();
}

void SolveProblemForm::checkNow()
{
    m_definitions->checkNow();
    m_rhs->checkNow();
    m_exact->setExpected(m_rhs->fault() ? 0 : m_rhs->expressions().size(), true);
}

void SolveProblemForm::setExactNote(const QString& note)
{
    m_exactNote->setText(note);
    m_exactNote->setVisible(!note.isEmpty());
}

void SolveProblemForm::showCustom(bool custom)
{
    m_formula->setVisible(!custom);
    m_exactText->setVisible(!custom && !m_exactText->text().isEmpty());
    m_rhs->setVisible(custom);
    m_definitions->setVisible(custom);
    m_exact->setVisible(custom);
}

} // namespace ui
