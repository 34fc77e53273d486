// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/names.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// The row of a registry whose `id` this is. kind: what the rows are called in the sentence.
/// Throws std::invalid_argument with the closest ids.
template <typename Rows>
const auto& rowById(const Rows& rows, std::string_view id, std::string_view kind)
{
    std::vector<std::string> ids;
    for (const auto& row : rows) {
        if (row.id == id)
            return row;
        ids.emplace_back(row.id);
    }
    throw std::invalid_argument(unknownName(kind, id, ids));
}

} // namespace solvers
