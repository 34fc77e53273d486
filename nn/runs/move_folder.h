// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace nn {

[[noreturn]] void failWith(const std::filesystem::path& file, const std::string& what);

/// Moves a folder without ever replacing one: rename() refuses a target that is not empty, and
/// no run folder is. False: there is one of that name.
bool movedFolder(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace nn
