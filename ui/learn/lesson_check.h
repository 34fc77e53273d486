// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/learn/lesson.h"

namespace ui {

/// How far a task is on a state of its page.
struct TaskProgress {
    bool solved = false;
    /// What the first open check looks at, with its present value: "step of Euler is 0.05"; what is
    /// wanted is not told.
    QString open;
};

/// A value that is not there, or is no number where one is compared, leaves a check open.
TaskProgress taskProgress(const LessonTask& task, const nlohmann::ordered_json& state);

} // namespace ui
