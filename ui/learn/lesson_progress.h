// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/learn/lesson.h"

namespace ui {

/// What has been solved, kept in QSettings under "learn/solved/LESSON/TASK".
bool isTaskSolved(const Lesson& lesson, const LessonTask& task);
void markTaskSolved(const Lesson& lesson, const LessonTask& task);
int solvedTasks(const Lesson& lesson);

/// The lesson that was last looked at from a page, else its first with a task to solve, else its
/// first; nullptr: the page has none.
const Lesson* lessonOfPage(const QString& page);
void rememberLesson(const Lesson& lesson);

} // namespace ui
