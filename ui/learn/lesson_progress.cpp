// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_progress.h"

#include <QSettings>

#include <algorithm>

namespace ui {

namespace {

QString keyOf(const Lesson& lesson, const LessonTask& task)
{
    return QStringLiteral("learn/solved/%1/%2").arg(lesson.id, task.id);
}

} // namespace

bool isTaskSolved(const Lesson& lesson, const LessonTask& task)
{
    return QSettings().value(keyOf(lesson, task)).toBool();
}

void markTaskSolved(const Lesson& lesson, const LessonTask& task)
{
    QSettings().setValue(keyOf(lesson, task), true);
}

int solvedTasks(const Lesson& lesson)
{
    const auto tasks = lesson.tasks();
    return static_cast<int>(std::ranges::count_if(
        tasks, [&lesson](const LessonTask* task) { return isTaskSolved(lesson, *task); }));
}

const Lesson* lessonOfPage(const QString& page)
{
    const Lesson* last
        = findLesson(QSettings().value(QStringLiteral("learn/last/") + page).toString());
    if (last != nullptr && last->page == page)
        return last;
    const Lesson* first = nullptr;
    for (const Lesson& lesson : lessons()) {
        if (lesson.page != page)
            continue;
        if (solvedTasks(lesson) < static_cast<int>(lesson.tasks().size()))
            return &lesson;
        if (first == nullptr)
            first = &lesson;
    }
    return first;
}

void rememberLesson(const Lesson& lesson)
{
    QSettings().setValue(QStringLiteral("learn/last/") + lesson.page, lesson.id);
}

} // namespace ui
