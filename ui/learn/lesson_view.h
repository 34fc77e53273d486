// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/learn/lesson.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

class LessonTaskCard;
class Theme;

/// One lesson from top to bottom, as wide as it is given. Object names: learn_link_N, N counting
/// from 1, and those of the tasks.
class LessonView final : public QWidget {
    Q_OBJECT
public:
    LessonView(Theme& theme, const Lesson& lesson, QWidget* parent = nullptr);

    const QList<LessonTaskCard*>& tasks() const { return m_tasks; }

signals:
    void wanted(const ui::LessonSetting& setting); ///< a link, or the solution of a task

private:
    void add(const LessonText& text);
    void add(const LessonLink& link);
    void add(const LessonTask& task);

    Theme& m_theme;
    QVBoxLayout* m_column;
    QList<LessonTaskCard*> m_tasks;
    int m_links = 0;
};

} // namespace ui
