// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_parameters_editor.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_spin_box.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr double kFirstValue = 1.0;
constexpr int kNumberWidth = 80;
constexpr double kFirstRange = 10.0; // on both sides of zero

/// Every text of a problem that may use a parameter.
std::vector<std::string*> expressionsOf(solvers::Problem& problem)
{
    std::vector<std::string*> texts { &problem.event, &problem.endText };
    for (auto* list : { &problem.rhs, &problem.exact, &problem.eventReset, &problem.startTexts })
        for (std::string& text : *list)
            texts.push_back(&text);
    for (auto* list : { &problem.definitions, &problem.invariants })
        for (solvers::NamedExpression& entry : *list)
            texts.push_back(&entry.expression);
    return texts;
}

} // namespace

bool usesName(const solvers::Problem& problem, const std::string& name)
{
    solvers::Problem copy = problem;
    return std::ranges::any_of(
        expressionsOf(copy), [&](const std::string* text) { return usesWord(*text, name); });
}

solvers::Problem withRenamedParameter(
    solvers::Problem problem, const std::string& from, const std::string& to)
{
    for (std::string* text : expressionsOf(problem))
        *text = withWordReplaced(*text, from, to);
    for (solvers::ProblemParameter& parameter : problem.parameters)
        if (parameter.name == from)
            parameter.name = to;
    return problem;
}

ParametersEditor::ParametersEditor(Theme& theme, QWidget* parent, const QString& page)
    : QWidget(parent)
    , m_theme(theme)
    , m_page(page)
    , m_panel(new QWidget(this))
    , m_message(makeLabel(theme, {}, 12, TextColor::Error, false, m_panel))
{
    QPushButton* edit = makeButton(theme, ButtonKind::Small, tr("Edit parameters"), {}, this);
    edit->setObjectName(m_page + QStringLiteral("_parameters_edit"));
    edit->setCheckable(true);
    edit->setToolTip(
        tr("Edit parameters\nAdds, renames and removes them; sets the slider ranges."));
    QPushButton* add = makeButton(theme, ButtonKind::Small, tr("Add parameter"), {}, m_panel);
    add->setObjectName(m_page + QStringLiteral("_parameter_add"));
    add->setToolTip(tr("Add parameter\nA constant that the expressions may use by its name."));
    m_message->setObjectName(m_page + QStringLiteral("_parameters_message"));
    m_message->setWordWrap(true);
    m_message->hide();
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addStretch();
    auto* inside = new QVBoxLayout(m_panel);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(metrics::kRowGap);
    inside->addWidget(m_message);
    inside->addLayout(buttons);
    auto* first = new QHBoxLayout;
    first->addWidget(edit);
    first->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kRowGap);
    column->addLayout(first);
    column->addWidget(m_panel);
    m_panel->hide();
    connect(edit, &QPushButton::toggled, m_panel, &QWidget::setVisible);
    connect(add, &QPushButton::clicked, this, &ParametersEditor::add);
}

void ParametersEditor::setProblem(const solvers::Problem& problem)
{
    m_problem = problem;
    if (m_rows == nullptr || m_list.size() != problem.parameters.size())
        rebuild();
    for (std::size_t i = 0; i < m_list.size(); ++i)
        showRow(i);
}

void ParametersEditor::rebuild()
{
    m_list.clear();
    if (m_rows != nullptr) { // one of its buttons may be the caller
        m_rows->hide();
        m_rows->setParent(nullptr);
        m_rows->deleteLater();
    }
    m_rows = new QWidget(m_panel);
    auto* grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(metrics::kRowGap);
    for (std::size_t i = 0; i < m_problem.parameters.size(); ++i)
        addRow(grid, i);
    static_cast<QVBoxLayout*>(m_panel->layout())->insertWidget(0, m_rows);
}

void ParametersEditor::addRow(QGridLayout* grid, std::size_t index)
{
    Row row { new QLineEdit(m_rows), new NumberSpinBox(m_theme, m_rows),
        new NumberSpinBox(m_theme, m_rows), new QToolButton(m_rows) };
    row.remove->setText(QStringLiteral("×"));
    row.remove->setProperty("plain", true);
    row.remove->setFocusPolicy(Qt::StrongFocus);
    row.remove->setFixedSize(24, 24);
    row.name->setFixedHeight(metrics::kControlHeight);
    row.name->setMinimumWidth(40);
    row.from->setFixedWidth(kNumberWidth);
    row.to->setFixedWidth(kNumberWidth);
    const int line = static_cast<int>(index);
    grid->addWidget(row.name, line, 0);
    grid->addWidget(row.from, line, 1);
    grid->addWidget(row.to, line, 2);
    grid->addWidget(row.remove, line, 3);
    m_list.push_back(row);
    connect(row.name, &QLineEdit::textEdited, this,
        [this, index](const QString& text) { showMessage(nameProblem(index, text.trimmed())); });
    connect(row.name, &QLineEdit::editingFinished, this, [this, index] { rename(index); });
    for (NumberSpinBox* number : { row.from, row.to })
        connect(number, &NumberSpinBox::valueChanged, this, [this, index] { setRange(index); });
    connect(row.remove, &QToolButton::clicked, this, [this, index] { remove(index); });
}

void ParametersEditor::showRow(std::size_t index)
{
    const Row& row = m_list[index];
    const solvers::ProblemParameter& parameter = m_problem.parameters[index];
    const QString name = fromCore(parameter.name);
    if (row.name->text() != name)
        row.name->setText(name);
    for (NumberSpinBox* number : { row.from, row.to }) {
        const QSignalBlocker quiet(number);
        if (number->isValid())
            number->setValue(number == row.from ? parameter.smallest : parameter.largest);
    }
    row.name->setObjectName(m_page + QStringLiteral("_parameter_name_") + name);
    row.name->setAccessibleName(tr("Name of parameter %1").arg(name));
    row.name->setToolTip(row.name->accessibleName());
    row.from->setObjectName(m_page + QStringLiteral("_parameter_from_") + name);
    row.from->setAccessibleName(tr("Smallest value of parameter %1").arg(name));
    row.from->setDescription(row.from->accessibleName());
    row.to->setObjectName(m_page + QStringLiteral("_parameter_to_") + name);
    row.to->setAccessibleName(tr("Largest value of parameter %1").arg(name));
    row.to->setDescription(row.to->accessibleName());
    row.remove->setObjectName(m_page + QStringLiteral("_parameter_remove_") + name);
    row.remove->setAccessibleName(tr("Remove parameter %1").arg(name));
    const bool used = usesName(m_problem, parameter.name);
    row.remove->setEnabled(!used);
    row.remove->setToolTip(
        used ? tr("An expression uses %1").arg(name) : row.remove->accessibleName());
}

QString ParametersEditor::nameProblem(std::size_t index, const QString& name) const
{
    solvers::Problem trial = m_problem;
    trial.parameters[index].name = name.toStdString();
    return fromCore(trial.valuesProblem());
}

void ParametersEditor::rename(std::size_t index)
{
    const std::string from = m_problem.parameters[index].name;
    const QString to = m_list[index].name->text().trimmed();
    showMessage({});
    if (!nameProblem(index, to).isEmpty() || to.toStdString() == from)
        return showRow(index); // the last good name
    m_problem = withRenamedParameter(m_problem, from, to.toStdString());
    showRow(index);
    emit edited(m_problem);
}

void ParametersEditor::setRange(std::size_t index)
{
    const double from = m_list[index].from->value();
    const double to = m_list[index].to->value();
    if (!(from < to))
        return showMessage(tr("A range needs a largest value above its smallest."));
    showMessage({});
    m_problem.parameters[index].smallest = from;
    m_problem.parameters[index].largest = to;
    emit edited(m_problem);
}

void ParametersEditor::remove(std::size_t index)
{
    m_problem.parameters.erase(m_problem.parameters.begin() + static_cast<std::ptrdiff_t>(index));
    showMessage({});
    emit edited(solvers::Problem(m_problem)); // the receiver may set the problem again
}

void ParametersEditor::add()
{
    solvers::Problem trial = m_problem;
    trial.parameters.push_back({ {}, kFirstValue, -kFirstRange, kFirstRange });
    for (const char* name : { "a", "b", "c", "d", "k", "m", "p", "q", "r", "s", "u", "v", "w" }) {
        trial.parameters.back().name = name;
        if (trial.problem().empty()) {
            m_problem = trial;
            return emit edited(trial);
        }
    }
    showMessage(tr("Every short name is taken; rename a parameter first."));
}

void ParametersEditor::showMessage(const QString& text)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

} // namespace ui
