// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/move_folder.h"

#include <stdexcept>
#include <system_error>

namespace nn {

namespace fs = std::filesystem;

void failWith(const fs::path& file, const std::string& what)
{
    throw std::runtime_error(file.string() + ": " + what);
}

bool movedFolder(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    fs::rename(from, to, error);
    if (error == std::errc::directory_not_empty || error == std::errc::file_exists)
        return false;
    if (error)
        failWith(
            to, "cannot be made (" + error.message() + "); choose a folder that you may write to");
    return true;
}

} // namespace nn
