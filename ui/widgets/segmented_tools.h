// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QToolButton;

namespace ui {

class Theme;

/// The group of icon buttons beside the tabs (crosshair, zoom, fit, legend): one frame around all.
class SegmentedTools final : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedTools(Theme& theme, QWidget* parent = nullptr);

    /// name: of the icon, and of the object ("tool_NAME"); toolTip: "Crosshair (C)", then a
    /// sentence. The accessible name is the first line of the tooltip without the shortcut.
    QToolButton* addTool(const QString& name, const QString& toolTip, bool checkable = false);
    QToolButton* tool(const QString& name) const; ///< nullptr if there is none

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QHBoxLayout* m_row;
};

} // namespace ui
