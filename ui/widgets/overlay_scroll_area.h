// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

class QScrollBar;

namespace ui {

/// Scrolls vertically only. Its bar lies over the right margin of the content, so that the
/// content is as wide with it as without: leave at least 10 px there.
class OverlayScrollArea : public QScrollArea {
    Q_OBJECT
public:
    explicit OverlayScrollArea(QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    QScrollBar* m_bar;
};

} // namespace ui
