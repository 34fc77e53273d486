// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <QList>

class QWidget;

namespace ui {

/// What fields show, by their object names: numbers, the data of lists, ticks, lists of numbers.
/// Widgets of other kinds are left out.
nlohmann::ordered_json fieldValues(const QList<QWidget*>& fields);

/// The reverse, without a signal of theirs; a field that the JSON does not name keeps its value.
/// Throws std::runtime_error with a sentence for a value that a field cannot show, and has changed
/// nothing then.
void setFieldValues(const QList<QWidget*>& fields, const nlohmann::ordered_json& json);

} // namespace ui
