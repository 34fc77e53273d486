// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/segmented_row.h"

class QAction;
class QToolButton;

namespace ui {

/// The group of icon buttons beside the tabs (crosshair, zoom, fit, legend): one frame around all.
class SegmentedTools final : public SegmentedRow {
    Q_OBJECT
public:
    explicit SegmentedTools(Theme& theme, QWidget* parent = nullptr);

    /// name: of the icon, and of the object ("tool_NAME"); toolTip: "Crosshair (C)", then a
    /// sentence. The accessible name is the first line of the tooltip without the shortcut.
    QToolButton* addTool(const QString& name, const QString& toolTip, bool checkable = false);
    QToolButton* tool(const QString& name) const; ///< nullptr if there is none
};

} // namespace ui
