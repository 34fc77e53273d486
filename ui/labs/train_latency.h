// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

namespace ui {

class Theme;

/// Opens the window on the Train page, trains an ODE-Net on all digits with all cores for so many
/// seconds, and writes how long events waited for the event loop meanwhile:
/// {"seconds": ..., "steps": ..., "events": ..., "median_ms": ..., "p99_ms": ..., "max_ms": ...}.
/// Needs a QApplication whose event loop is not running yet. Returns the exit status: 0, or 1 if
/// the run did not go on.
int measureLatency(Theme& theme, double seconds, std::ostream& out);

} // namespace ui
