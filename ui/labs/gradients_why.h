// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/gradient_results.h"

#include <QString>

namespace ui {

/// Why the methods of these results differ, sentence by sentence from their numbers, rich text.
QString whyTheyDiffer(const GradientResults& results);

} // namespace ui
