// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

class QScrollBar;
class QVBoxLayout;

namespace ui {

/// Scrolls vertically only. Its bar lies over the right margin of the content, so that the
/// content is as wide with it as without: leave at least 10 px there.
class OverlayScrollArea : public QScrollArea {
    Q_OBJECT
public:
    explicit OverlayScrollArea(QWidget* parent = nullptr);

    /// Shows the widget of a column of cards on the page's own ground. The bar, where there is
    /// one, stands beside the cards, not on them.
    void setColumn(QVBoxLayout* column);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    QScrollBar* m_bar;
};

} // namespace ui
