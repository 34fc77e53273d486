// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace ui {

class NumberSpinBox;
class Theme;

/// Whether any expression of the problem uses that name.
bool usesName(const solvers::Problem& problem, const std::string& name);

/// The parameter under another name, in every expression too. Both names are valid.
solvers::Problem withRenamedParameter(
    solvers::Problem problem, const std::string& from, const std::string& to);

/// Names and slider ranges of the parameters of a problem of the user's own: a row each, behind the
/// button "Edit parameters". What an expression uses cannot be removed. Object names:
/// PAGE_parameters_edit, PAGE_parameter_add, and for the parameter NAME
/// PAGE_parameter_name_NAME, PAGE_parameter_from_NAME, PAGE_parameter_to_NAME,
/// PAGE_parameter_remove_NAME.
class ParametersEditor final : public QWidget {
    Q_OBJECT
public:
    explicit ParametersEditor(
        Theme& theme, QWidget* parent = nullptr, const QString& page = QStringLiteral("solve"));

    void setProblem(const solvers::Problem& problem);

signals:
    void edited(const solvers::Problem& problem); ///< by the user; valid

private:
    struct Row {
        QLineEdit* name;
        NumberSpinBox* from;
        NumberSpinBox* to;
        QToolButton* remove;
    };
    void rebuild();
    void addRow(QGridLayout* grid, std::size_t index);
    void showRow(std::size_t index);
    QString nameProblem(std::size_t index, const QString& name) const;
    void rename(std::size_t index);
    void setRange(std::size_t index);
    void remove(std::size_t index);
    void add();
    void showMessage(const QString& text);

    Theme& m_theme;
    QString m_page;
    solvers::Problem m_problem;
    std::vector<Row> m_list;
    QWidget* m_panel;
    QWidget* m_rows = nullptr;
    QLabel* m_message;
};

} // namespace ui
