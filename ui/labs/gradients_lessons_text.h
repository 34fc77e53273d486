// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/gradient_lessons.h"

#include <QString>

namespace ui {

class Theme;

/// The forward steps and every way back of one grid as tables, rich text.
QString eulerLessonText(const Theme& theme, const EulerLesson& lesson);

/// "z~(0) / z(0) = 1.36354 = (R(h lambda) R(-h lambda))^20 ..."
QString driftText(const DriftLesson& lesson);

/// Where the differences are best, and why not elsewhere.
QString sweepText(const std::vector<solvers::DifferenceError>& errors);

} // namespace ui
