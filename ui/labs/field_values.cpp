// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/field_values.h"

#include "ui/text.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/numbers_edit.h"

#include <nlohmann/json.hpp>

#include <QAbstractButton>
#include <QSignalBlocker>

#include <functional>
#include <stdexcept>
#include <vector>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;
using Action = std::function<void()>;

Json valueOf(const QVariant& data)
{
    switch (data.typeId()) {
    case QMetaType::Bool:
        return data.toBool();
    case QMetaType::QString:
        return data.toString().toStdString();
    default:
        return data.isValid() ? Json(data.toLongLong()) : Json();
    }
}

/// Of a list: what stands behind its entry or, where nothing does, its place.
Json valueOf(const ComboBox& box)
{
    const Json value = valueOf(box.currentData());
    return value.is_null() ? Json { { "entry", box.currentIndex() } } : value;
}

int entryOf(const ComboBox& box, const Json& value)
{
    if (value.is_object()) {
        const int entry = value.at("entry").get<int>();
        return entry >= 0 && entry < box.count() ? entry : -1;
    }
    for (int i = 0; i < box.count(); ++i)
        if (valueOf(box.itemData(i)) == value)
            return i;
    return -1;
}

/// Checks the value and returns what shows it; nothing for a widget of another kind.
Action setter(QWidget* field, const Json& value)
{
    if (auto* spin = qobject_cast<NumberSpinBox*>(field))
        return [spin, number = value.get<double>()] { spin->setValue(number); };
    if (auto* edit = qobject_cast<NumbersEdit*>(field))
        return [edit, numbers = value.get<std::vector<double>>()] { edit->setNumbers(numbers); };
    if (auto* button = qobject_cast<QAbstractButton*>(field))
        return [button, on = value.get<bool>()] { button->setChecked(on); };
    auto* box = qobject_cast<ComboBox*>(field);
    if (box == nullptr)
        return {};
    const int entry = entryOf(*box, value);
    if (entry < 0)
        throw std::runtime_error(
            tr("%1: this version has no entry %2")
                .arg(box->accessibleName(), QString::fromStdString(value.dump()))
                .toStdString());
    return [box, entry] { box->setCurrentIndex(entry); };
}

} // namespace

Json fieldValues(const QList<QWidget*>& fields)
{
    Json json = Json::object();
    for (QWidget* field : fields) {
        const std::string name = field->objectName().toStdString();
        if (const auto* spin = qobject_cast<NumberSpinBox*>(field))
            json[name] = spin->value();
        else if (const auto* edit = qobject_cast<NumbersEdit*>(field))
            json[name] = edit->numbers();
        else if (const auto* box = qobject_cast<ComboBox*>(field))
            json[name] = valueOf(*box);
        else if (const auto* button = qobject_cast<QAbstractButton*>(field))
            json[name] = button->isChecked();
    }
    return json;
}

void setFieldValues(const QList<QWidget*>& fields, const Json& json)
{
    std::vector<std::pair<QWidget*, Action>> actions;
    for (QWidget* field : fields) {
        const auto value = json.find(field->objectName().toStdString());
        if (value == json.end())
            continue;
        try {
            if (Action action = setter(field, *value))
                actions.emplace_back(field, std::move(action));
        } catch (const Json::exception&) {
            throw std::runtime_error(
                tr("%1: the value %2 cannot be shown")
                    .arg(field->accessibleName(), QString::fromStdString(value->dump()))
                    .toStdString());
        }
    }
    for (const auto& [field, action] : actions) {
        const QSignalBlocker quiet(field);
        action();
    }
}

} // namespace ui
