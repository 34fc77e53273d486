// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of Learned dynamics as a text, for recipes.
#include "ui/labs/dynamics_form.h"
#include "ui/labs/field_values.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/widgets/combo_box.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace ui {

nlohmann::ordered_json DynamicsForm::toJson() const
{
    QList<QWidget*> fields;
    for (const Field& field : m_fields)
        fields << field.widget;
    return { { "fields", fieldValues(fields) }, { "expressions", m_rhs->expressions() },
        { "curve", m_curve }, { "file", m_file.toStdString() } };
}

void DynamicsForm::setJson(const nlohmann::ordered_json& json)
{
    QList<QWidget*> fields;
    for (const Field& field : m_fields)
        fields << field.widget;
    auto curve = json.at("curve").get<std::vector<std::array<double, 2>>>();
    const auto expressions = json.at("expressions").get<std::vector<std::string>>();
    const auto file = json.at("file").get<std::string>();
    setFieldValues(fields, json.at("fields")); // throws before anything is changed
    m_filling = true;
    m_curve = std::move(curve);
    m_file = QString::fromStdString(file);
    m_rhs->setExpressions(expressions);
    m_filling = false;
    edited();
    emit sourceChanged();
}

} // namespace ui
