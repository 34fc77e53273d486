// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace app {

/// Version, build type, instruction set of the kernels, Qt; ends with a line break.
std::string versionText();

} // namespace app
