// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace ui {

class Theme;

/// Buttons side by side in one frame.
class SegmentedRow : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedRow(Theme& theme, QWidget* parent = nullptr);

protected:
    Theme& theme() const { return m_theme; }
    QHBoxLayout* row() const { return m_row; }
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QHBoxLayout* m_row;
};

} // namespace ui
