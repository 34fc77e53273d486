// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/user_tableau.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace solvers {

/// A tableau as JSON: id, name, source, order, embedded_order, A, b, bHat, c; what is empty is
/// left out. Entries that are plain numbers are written as numbers, others as texts.
std::string tableauToJson(const UserTableau& tableau);

/// The reverse; only A and b are required:
///   {"name": "Kutta 3", "order": 3, "A": [[], ["1/2"], [-1, 2]], "b": ["1/6", "2/3", "1/6"]}
/// An unknown key is refused by name, and so is what UserTableau::problem() objects to. source
/// stands in front of messages. Throws std::runtime_error("SOURCE: what, expected what").
UserTableau tableauFromJson(std::string_view json, std::string_view source = "tableau");

/// Throws std::runtime_error as tableauFromJson(), or if the file cannot be read.
UserTableau readTableauFile(const std::filesystem::path& file);

/// Writes the file whole or not at all. Throws std::runtime_error if it cannot.
void writeTableauFile(const std::filesystem::path& file, const UserTableau& tableau);

} // namespace solvers
