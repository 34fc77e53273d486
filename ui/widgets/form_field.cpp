// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_field.h"

#include "ui/text.h"
#include "ui/widgets/number_spin_box.h"

#include <utility>

namespace ui {

void setObstacle(QWidget* field, const QString& reason, const QString& toolTip)
{
    const QString tip = reason.isEmpty() ? toolTip : reason + QStringLiteral(".\n") + toolTip;
    field->setEnabled(reason.isEmpty());
    if (auto* number = qobject_cast<NumberSpinBox*>(field))
        number->setDescription(tip);
    else
        field->setToolTip(tip);
}

void FormFields::add(QWidget* field, const QString& toolTip, bool live)
{
    m_fields.append({ field, toolTip, live });
}

bool FormFields::setLocked(bool locked)
{
    return std::exchange(m_locked, locked) != locked;
}

void FormFields::refresh(const std::function<QString(const QWidget*)>& obstacle) const
{
    for (const Field& field : m_fields)
        setObstacle(field.widget,
            m_locked && !field.live ? tr("Locked while a run is open") : obstacle(field.widget),
            field.toolTip);
}

QString FormFields::invalidNumber() const
{
    for (const Field& field : m_fields)
        if (auto* number = qobject_cast<NumberSpinBox*>(field.widget);
            number && number->isEnabled() && !number->isValid())
            return tr("%1: %2").arg(number->accessibleName(), number->invalidReason());
    return {};
}

void FormFields::disconnectFrom(QObject* receiver) const
{
    for (const Field& field : m_fields)
        field.widget->disconnect(receiver);
}

} // namespace ui
