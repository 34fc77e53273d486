// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/user_tableau.h"

#include <QDialog>

#include <functional>
#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ui {

class Theme;

/// Asks for the coefficients of a Runge-Kutta method of the user's own, as the JSON of a tableau
/// file; says at every change what is wrong, or which order the numbers have. Object names:
/// tableau_text, tableau_verdict, tableau_open, tableau_save, tableau_add.
class TableauDialog final : public QDialog {
    Q_OBJECT
public:
    explicit TableauDialog(Theme& theme, QWidget* parent = nullptr);

    /// Asks for a file to save to or to open; an empty answer means cancelled.
    using FileChooser = std::function<QString(bool save, const QString& suggested)>;
    void setFileChooser(FileChooser chooser);

signals:
    void methodAdded(const solvers::UserMethod& method);

private:
    void check();
    void openFile();
    void saveFile();
    void say(const QString& text, bool error);

    Theme& m_theme;
    FileChooser m_chooser;
    QPlainTextEdit* m_text;
    QLabel* m_verdict;
    QPushButton* m_save;
    QPushButton* m_add;
    std::optional<solvers::UserMethod> m_method; ///< what the text says; empty: it has a fault
};

} // namespace ui
