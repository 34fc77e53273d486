// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>
#include <string_view>

namespace ui {

/// The text in the language of the window, for code outside classes with a tr() of their own.
QString tr(const char* text);

QString fromCore(std::string_view text); ///< UTF-8 of the layers without Qt
QString fromPath(const std::filesystem::path& path);

/// Shortest text that reads back as the same value; empty for one that is not finite.
QString csvNumber(double value);

} // namespace ui
