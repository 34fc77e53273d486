// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/learn/lesson.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui {

class Theme;

/// A task in a lesson: a tick, the text, how far it is, a hint and "Show me". Object names:
/// learn_task_ID, learn_note_ID, learn_hint_ID, learn_show_ID.
class LessonTaskCard final : public QWidget {
    Q_OBJECT
public:
    LessonTaskCard(Theme& theme, const LessonTask& task, QWidget* parent);

    const LessonTask& task() const { return m_task; } ///< lives as long as the lesson
    bool isSolved() const { return m_solved; }
    void setSolved(bool solved);
    void setNote(const QString& note); ///< what is still open; not shown once solved

signals:
    void showWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();

    Theme& m_theme;
    const LessonTask& m_task;
    bool m_solved = false;
    QString m_note;
    QLabel* m_icon;
    QLabel* m_state;
    QLabel* m_hint;
    QPushButton* m_hintButton;
};

} // namespace ui
