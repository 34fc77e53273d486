// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace ui {

/// A field of a form can be used, or not for the reason given (without a full stop; empty: it
/// can), which then stands before its tooltip.
void setObstacle(QWidget* field, const QString& reason, const QString& toolTip);

} // namespace ui
