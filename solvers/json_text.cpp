// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/json_text.h"

#include <cmath>

namespace solvers {

nlohmann::ordered_json parseJson(std::string_view text)
{
    return nlohmann::ordered_json::parse(text);
}

nlohmann::ordered_json parseJsonOrDiscard(std::string_view text)
{
    return nlohmann::ordered_json::parse(text, nullptr, false);
}

nlohmann::ordered_json finiteOrNull(double value)
{
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

} // namespace solvers
