// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "solvers/names.h"
#include "ui/learn/lesson.h"
#include "ui/learn/lesson_text.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

namespace app {

namespace {

std::string listOfLessons()
{
    QString text;
    QString page;
    for (const ui::Lesson& lesson : ui::lessons()) {
        if (lesson.page != page) {
            page = lesson.page;
            text += (text.isEmpty() ? "" : "\n") + page + '\n';
        }
        text += QStringLiteral("  %1  %2 %3\n")
                    .arg(lesson.number, 2)
                    .arg(lesson.id, -16)
                    .arg(lesson.title);
    }
    return text.toStdString();
}

int learn(const std::string& id)
{
    if (id.empty()) {
        std::cout << listOfLessons();
        return kSuccess;
    }
    if (const ui::Lesson* lesson = ui::findLesson(QString::fromStdString(id))) {
        std::cout << ui::lessonAsText(*lesson).toStdString();
        return kSuccess;
    }
    std::vector<std::string> ids;
    for (const ui::Lesson& lesson : ui::lessons())
        ids.push_back(lesson.id.toStdString());
    throw UsageError("learn: " + solvers::unknownName("lesson", id, ids));
}

} // namespace

void addLearn(CommandLine& line)
{
    auto* command = line.root.add_subcommand("learn", "The lessons: their list, or one as text");
    auto lesson = std::make_shared<std::string>();
    command->add_option("lesson", *lesson, "Identifier of a lesson; without one, the list");
    command->callback([&line, lesson] { line.work = [lesson] { return learn(*lesson); }; });
}

} // namespace app
