// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace solvers {

/// The library's parser, compiled in one place, because every place that names it costs seconds
/// of compiling. Throws nlohmann::json::parse_error with line and column.
nlohmann::ordered_json parseJson(std::string_view text);

/// The same, but what is no JSON gives a value that is_discarded().
nlohmann::ordered_json parseJsonOrDiscard(std::string_view text);

/// JSON has neither infinity nor NaN: null stands for both.
nlohmann::ordered_json finiteOrNull(double value);

} // namespace solvers
