// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace ui {

class Theme;

/// A part of the inspector that folds away under its title. Whether it is open is kept in
/// QSettings under "sections/KEY" and restored on construction.
class Section final : public QWidget {
    Q_OBJECT
public:
    /// key: stable and unique, for instance "solve_solvers"; also names the object.
    Section(Theme& theme, const QString& key, const QString& title, QWidget* parent = nullptr);

    bool isExpanded() const { return m_expanded; }
    void setExpanded(bool expanded);
    void setNote(const QString& note); ///< right of the title, "3 of 8 shown"
    QVBoxLayout* contentLayout() const { return m_content; }

    /// A row "label | field" with the field's accessible name set to the label.
    /// The label may hold rich text (<i>y</i>); accessibleName is then its plain reading.
    QLabel* addRow(const QString& label, QWidget* field, const QString& accessibleName = {});
    void addWidget(QWidget* widget); ///< over the whole width

protected:
    void paintEvent(QPaintEvent* event) override; ///< dividing line below

private:
    void showExpanded(bool expanded);

    Theme& m_theme;
    QString m_key;
    QToolButton* m_toggle;
    QLabel* m_note;
    QWidget* m_body;
    QVBoxLayout* m_content;
    QGridLayout* m_rows = nullptr;
    bool m_expanded = true;
};

} // namespace ui
