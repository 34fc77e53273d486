// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_expression_fault.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <string>
#include <vector>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace ui {

class Theme;

/// A field for one or several expressions, separated by ";" (line breaks count as blanks). Checks
/// 200 ms after the last key; a fault gets a red edge, a wavy underline, its line and column, and
/// a repair with one click. Object names from the prefix P: P (the text), P_message, P_repair,
/// P_add_parameter, P_functions.
class ExpressionEditor final : public QWidget {
    Q_OBJECT
public:
    ExpressionEditor(Theme& theme, const QString& prefix, const QString& heading, int lines,
        QWidget* parent = nullptr);

    /// Names that may be used when there are so many expressions.
    using Names = std::function<std::vector<std::string>(std::size_t count)>;
    void setNames(Names names);
    /// The text is rows of "name = expression" instead, and none is no fault; setDefinitions() and
    /// definitions() take the place of setExpressions() and expressions().
    void setNamed(bool named);
    /// Number of expressions expected; 0: any, up to 20. allowEmpty: no text is no fault.
    void setExpected(std::size_t count, bool allowEmpty);

    void setExpressions(const std::vector<std::string>& expressions); ///< without edited()
    std::vector<std::string> expressions() const; ///< as of the text; empty for an empty text
    void setDefinitions(const std::vector<solvers::NamedExpression>& definitions);
    std::vector<solvers::NamedExpression> definitions() const;
    const std::optional<ExpressionFault>& fault() const { return m_fault; }
    void checkNow(); ///< without waiting for the pause after the last key
    void goToFault(); ///< focus and cursor

signals:
    void edited(); ///< by the user, after the check; see fault()
    void parameterWanted(const QString& name);
    void gestureEnded(); ///< the focus has left

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void build(const QString& heading, int lines);
    std::optional<ExpressionFault> findFault() const;
    void setText(const QString& text);
    void showFault();
    void repair();
    void openFunctions();
    void restyle();

    Theme& m_theme;
    QString m_prefix;
    Names m_names;
    std::size_t m_expected = 0;
    bool m_allowEmpty = false;
    bool m_named = false;
    std::optional<ExpressionFault> m_fault;
    QTimer* m_timer;
    QLabel* m_heading = nullptr;
    QPlainTextEdit* m_edit = nullptr;
    QWidget* m_frame = nullptr;
    QWidget* m_messageRow = nullptr;
    QLabel* m_icon = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_repair = nullptr;
    QPushButton* m_addParameter = nullptr;
    QPushButton* m_functions = nullptr;
};

} // namespace ui
