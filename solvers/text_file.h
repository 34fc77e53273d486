// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace solvers {

/// A whole text file of at most 10 MB (a device without end is no trap). expected: "a problem
/// file". Throws std::runtime_error("FILE: what, expected what").
std::string readTextFile(const std::filesystem::path& file, std::string_view expected);

/// What stands in a file may be long; a message stays one that can be shown: at most 200 bytes,
/// cut between characters.
std::string shortened(const std::string& text);

} // namespace solvers
