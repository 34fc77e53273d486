// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace solvers::catalogue {

/// A formula in rich text as QLabel understands it, from a line as one types it:
/// "y1' = y2, y2' = -omega^2 sin y1". Single letters and Greek names become italics, digits
/// after a letter and _{...} go below, ^x and ^{...} above, \n begins a new line; words such
/// as sin stay upright.
std::string rich(std::string_view line);

} // namespace solvers::catalogue
