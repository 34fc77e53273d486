// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace ui {

/// Tab goes through these parts of a window, one after the other, and through each as it is laid
/// out, also where parts were made in another order; hidden ones have their place. A part within
/// another is passed where it comes first. Widgets that are made later come last until the next
/// call.
void setVisualTabOrder(const QList<QWidget*>& parts);

} // namespace ui
