// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <QString>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ui {

/// What a lesson sets: a page, one of its tabs and some of its settings.
struct LessonSetting {
    QString page; ///< id, "solve", "depth" ...
    QString view; ///< id of a tab; empty: as it is
    nlohmann::ordered_json set; ///< an object for LessonPage::apply(), perhaps empty
    bool run = false; ///< starts the page's run afterwards
};

/// One condition on LessonPage::state().
struct LessonCheck {
    enum class Relation { Is, Above, Below, AtLeast, AtMost };

    std::string at; ///< JSON pointer, "/solvers/euler/step"
    Relation relation = Relation::Is;
    nlohmann::ordered_json value; ///< a number for all but Is
    QString name; ///< on screen, "step of Euler"
};

/// Solved when all its checks hold at once on the page of its solution.
struct LessonTask {
    QString id; ///< unique in its lesson
    QString text; ///< markup
    QString hint; ///< markup
    std::vector<LessonCheck> checks;
    LessonSetting solution; ///< "Show me"
};

struct LessonLink {
    QString text; ///< plain
    LessonSetting setting;
};

struct LessonText {
    enum class Kind { Heading, Paragraph, Formula };

    Kind kind = Kind::Paragraph;
    QString markup; ///< text with the tags i, b, sub, sup, br; i is a formula
};

using LessonPart = std::variant<LessonText, LessonLink, LessonTask>;

struct Lesson {
    QString id;
    int number = 0; ///< its place
    QString page; ///< the page that F1 opens it from
    QString title;
    QString source; ///< where it stands in the article
    std::vector<LessonPart> parts;

    std::vector<const LessonTask*> tasks() const;
};

/// The shipped lessons, in their order. Throws std::runtime_error("LESSON: what") for one that
/// cannot be read.
const std::vector<Lesson>& lessons();
const Lesson* findLesson(const QString& id); ///< nullptr: there is none

/// Reads a lesson, strictly. Throws std::runtime_error with the lesson, the part and what is wrong.
Lesson lessonFromJson(const QString& id, std::string_view text);

} // namespace ui
