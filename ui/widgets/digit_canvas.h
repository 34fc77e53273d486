// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <array>
#include <vector>

namespace ui {

class Theme;

/// A square of 28 x 28 pixels to draw a digit on: mouse, touch and pen (pressure widens the line,
/// its other end erases), the right button erases; by keys the arrows move a cell that Space inks
/// and Delete clears. 420 px wide at first. Says strokeEnded() after each change by the user.
class DigitCanvas final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kSide = 28;
    static constexpr int kPixels = kSide * kSide;
    using Ink = std::array<float, static_cast<std::size_t>(kPixels)>; ///< row by row, 0 to 1

    explicit DigitCanvas(Theme& theme, QWidget* parent = nullptr);

    const Ink& ink() const { return m_ink; }
    void setCell(int side); ///< of a pixel on the screen, 15 at first
    bool isEmpty() const;
    /// As one step that can be undone; no strokeEnded(). Ignored unless 784 numbers; clamped.
    void setInk(const std::vector<float>& ink);
    void clear(); ///< the same with nothing
    bool canUndo() const { return !m_before.empty(); }
    void undo();

    double penWidth() const { return m_penWidth; }
    void setPenWidth(double pixels) { m_penWidth = pixels; } ///< in pixels of the 28 x 28
    void setErasing(bool erasing) { m_erasing = erasing; } ///< what the left button does

    QSize sizeHint() const override;

signals:
    void inkChanged(); ///< by anybody
    void strokeEnded(); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void tabletEvent(QTabletEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QPointF toPixels(const QPointF& position) const;
    void remember();
    void begin(const QPointF& position, bool erase, double width);
    void go(const QPointF& position, double width);
    void end();
    void drawSegment(const QPointF& from, const QPointF& to, double width);
    void inkCell(float value);
    void changed();

    Theme& m_theme;
    Ink m_ink {};
    std::vector<Ink> m_before; ///< newest last
    double m_penWidth = 2.0;
    bool m_erasing = false;
    bool m_drawing = false;
    bool m_strokeErases = false;
    QPointF m_last;
    QPoint m_cell { kSide / 2, kSide / 2 }; ///< of the keyboard
    bool m_cellShown = false;
};

} // namespace ui
