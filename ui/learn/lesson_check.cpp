// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_check.h"

#include "ui/text.h"
#include "ui/widgets/number_text.h"

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

bool holds(const LessonCheck& check, const Json& value)
{
    using Relation = LessonCheck::Relation;
    if (check.relation == Relation::Is)
        return value == check.value;
    if (!value.is_number())
        return false;
    const auto number = value.get<double>();
    const auto limit = check.value.get<double>();
    switch (check.relation) {
    case Relation::Above:
        return number > limit;
    case Relation::Below:
        return number < limit;
    case Relation::AtLeast:
        return number >= limit;
    case Relation::AtMost:
        return number <= limit;
    case Relation::Is:
        break;
    }
    return false;
}

QString valueText(const Json& value)
{
    if (value.is_number_integer())
        return QString::number(value.get<long long>());
    if (value.is_number())
        return settingText(QString::number(value.get<double>(), 'g', 4).toDouble());
    if (value.is_boolean())
        return value.get<bool>() ? tr("yes") : tr("no");
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    return QString::fromStdString(value.dump());
}

} // namespace

TaskProgress taskProgress(const LessonTask& task, const Json& state)
{
    for (const LessonCheck& check : task.checks) {
        const Json::json_pointer pointer(check.at);
        const bool there = state.contains(pointer) && !state.at(pointer).is_null();
        if (!there)
            return { false, tr("%1: nothing yet").arg(check.name) };
        if (const Json& value = state.at(pointer); !holds(check, value))
            return { false, tr("%1 is %2").arg(check.name, valueText(value)) };
    }
    return { true, {} };
}

} // namespace ui
