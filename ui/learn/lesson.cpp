// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson.h"

#include "solvers/json_text.h"
#include "ui/learn/lesson_text.h"

#include <QDir>
#include <QFile>
#include <QSet>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

// Outside the namespace: the macro declares a global function.
static void loadLessons()
{
    Q_INIT_RESOURCE(lessons);
}

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

void allowKeys(const Json& object, std::initializer_list<const char*> keys)
{
    if (!object.is_object())
        throw std::runtime_error("expected an object");
    for (const auto& [key, value] : object.items())
        if (std::ranges::find(keys, key) == keys.end())
            throw std::runtime_error("unknown key \"" + key + "\"");
}

QString textOf(const Json& object, const char* key)
{
    return QString::fromStdString(object.at(key).get<std::string>());
}

QString markupOf(const Json& object, const char* key)
{
    const QString markup = textOf(object, key);
    if (const QString fault = markupFault(markup); !fault.isEmpty())
        throw std::runtime_error(fault.toStdString());
    return markup;
}

LessonSetting settingOf(const Json& json, const QString& page)
{
    LessonSetting setting;
    setting.page = json.contains("page") ? textOf(json, "page") : page;
    if (json.contains("view"))
        setting.view = textOf(json, "view");
    setting.set = json.value("set", Json::object());
    setting.run = json.value("run", false);
    return setting;
}

/// All relations of one entry, each a check of its own.
void readChecks(const Json& json, std::vector<LessonCheck>& checks)
{
    using Relation = LessonCheck::Relation;
    static constexpr std::pair<const char*, Relation> kRelations[] {
        { "is", Relation::Is },
        { "above", Relation::Above },
        { "below", Relation::Below },
        { "at_least", Relation::AtLeast },
        { "at_most", Relation::AtMost },
    };
    allowKeys(json, { "at", "name", "is", "above", "below", "at_least", "at_most" });
    const std::size_t before = checks.size();
    for (const auto& [key, relation] : kRelations) {
        if (!json.contains(key))
            continue;
        LessonCheck check { json.at("at").get<std::string>(), relation, json.at(key),
            textOf(json, "name") };
        if (relation != Relation::Is && !check.value.is_number())
            throw std::runtime_error(std::string(key) + ": expected a number");
        static_cast<void>(Json::json_pointer(check.at)); // throws
        checks.push_back(std::move(check));
    }
    if (checks.size() == before)
        throw std::runtime_error("a check without a relation");
}

LessonTask taskOf(const Json& json, const QString& page)
{
    allowKeys(json, { "task", "text", "hint", "checks", "solution" });
    allowKeys(json.at("solution"), { "page", "view", "set", "run" });
    LessonTask task { textOf(json, "task"), markupOf(json, "text"), markupOf(json, "hint"), {},
        settingOf(json.at("solution"), page) };
    for (const Json& check : json.at("checks"))
        readChecks(check, task.checks);
    if (task.checks.empty())
        throw std::runtime_error("a task without checks");
    return task;
}

LessonPart partOf(const Json& json, const QString& page)
{
    using Kind = LessonText::Kind;
    if (json.contains("task"))
        return taskOf(json, page);
    if (json.contains("link")) {
        allowKeys(json, { "link", "page", "view", "set", "run" });
        return LessonLink { textOf(json, "link"), settingOf(json, page) };
    }
    allowKeys(json, { "h", "p", "f" });
    if (json.contains("h"))
        return LessonText { Kind::Heading, markupOf(json, "h") };
    if (json.contains("f"))
        return LessonText { Kind::Formula, markupOf(json, "f") };
    return LessonText { Kind::Paragraph, markupOf(json, "p") };
}

} // namespace

std::vector<const LessonTask*> Lesson::tasks() const
{
    std::vector<const LessonTask*> found;
    for (const LessonPart& part : parts)
        if (const auto* task = std::get_if<LessonTask>(&part))
            found.push_back(task);
    return found;
}

Lesson lessonFromJson(const QString& id, std::string_view text)
{
    std::string place = id.toStdString();
    try {
        const Json json = solvers::parseJson(text);
        allowKeys(json, { "number", "page", "title", "source", "parts" });
        Lesson lesson { id, json.at("number").get<int>(), textOf(json, "page"),
            textOf(json, "title"), textOf(json, "source"), {} };
        QSet<QString> ids;
        for (const Json& part : json.at("parts")) {
            place = id.toStdString() + ", part " + std::to_string(lesson.parts.size() + 1);
            lesson.parts.push_back(partOf(part, lesson.page));
            if (const auto* task = std::get_if<LessonTask>(&lesson.parts.back())) {
                if (ids.contains(task->id))
                    throw std::runtime_error("task " + task->id.toStdString() + " stands twice");
                ids << task->id;
            }
        }
        return lesson;
    } catch (const std::exception& error) {
        throw std::runtime_error(place + ": " + error.what());
    }
}

const std::vector<Lesson>& lessons()
{
    static const std::vector<Lesson> all = [] {
        loadLessons();
        std::vector<Lesson> read;
        const QDir folder(QStringLiteral(":/lessons"));
        for (const QString& name : folder.entryList({ QStringLiteral("*.json") })) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                throw std::runtime_error(name.toStdString() + ": cannot be read");
            read.push_back(lessonFromJson(name.chopped(5), file.readAll().toStdString()));
        }
        std::ranges::sort(read, {}, &Lesson::number);
        return read;
    }();
    return all;
}

const Lesson* findLesson(const QString& id)
{
    const auto found = std::ranges::find(lessons(), id, &Lesson::id);
    return found == lessons().end() ? nullptr : &*found;
}

} // namespace ui
