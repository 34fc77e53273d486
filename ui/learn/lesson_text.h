// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ui {

class Theme;
struct Lesson;

/// What is wrong with the markup of a lesson: a tag other than i, b, sub, sup and br, or one that
/// is not closed; or nothing.
QString markupFault(const QString& markup);

QString lessonHtml(const Theme& theme, const QString& markup); ///< for a label with rich text
/// Without tags: x_1, e^(t/2); br is a new line.
QString lessonPlain(const QString& markup);

/// A whole lesson for a terminal, in lines of at most 80 characters.
QString lessonAsText(const Lesson& lesson);

} // namespace ui
