// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_field.h"

#include "ui/widgets/number_spin_box.h"

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

} // namespace ui
