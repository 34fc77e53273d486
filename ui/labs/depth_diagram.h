// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/phase_plane.h"
#include "ui/series_style.h"

#include <QStringList>
#include <QWidget>

#include <vector>

namespace ui {

class Theme;

/// What the diagram shows.
struct DepthDiagramModel {
    std::vector<solvers::PlanePoint> states; ///< h_0 ... h_N of the highlighted input
    /// The boxes of a block; rich text, "%1" is the index of the state that the block starts from.
    QStringList rows;
    bool layers = false; ///< the rows are layers, of which the second is the activation
    bool ownWeights = false; ///< theta has an index
    bool weights = true; ///< there is a theta; else f depends on t
    SeriesStyle style; ///< of the way around and the sum
};

/// The stack of blocks, from the input down: at most three blocks in full, then how many more, then
/// the last. Fewer in full where the widget is not high enough. The block under the pointer, or
/// chosen with Up and Down, is the highlighted one.
class DepthDiagram final : public QWidget {
    Q_OBJECT
public:
    explicit DepthDiagram(Theme& theme, QWidget* parent = nullptr);
    struct Sizes;

    void setModel(DepthDiagramModel model);
    int blocks() const; ///< N
    int highlighted() const { return m_highlighted; } ///< from 0; -1: none
    QRectF blockRect(int block) const; ///< where a block is drawn; empty: among the "more"

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void highlightChanged(int block); ///< by pointer or keys; -1: none

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    /// One part from top to bottom.
    struct Part {
        enum class Kind { State, Block, Short, More };
        Kind kind = Kind::State;
        int index = 0; ///< of the state or block; More: how many
        QRectF box;
    };
    Sizes sizes() const;
    void arrange();
    void highlight(int block);
    void describe();
    QString stateText(int index) const; ///< rich
    void paintState(QPainter& painter, const Part& part) const;
    void paintBlock(QPainter& painter, const Part& part, const Sizes& s) const;
    void paintShort(QPainter& painter, const Part& part, const Sizes& s) const;
    void paintRows(QPainter& painter, const QRectF& frame, int block, const Sizes& s) const;
    void paintSum(QPainter& painter, const QRectF& frame, const Part& part, const Sizes& s) const;
    void paintNames(QPainter& painter, const QRectF& frame, int block) const;

    Theme& m_theme;
    DepthDiagramModel m_model;
    std::vector<Part> m_parts;
    double m_fullness = 1.0; ///< 1: lengths of the design, 0: the least ones
    int m_highlighted = -1;
};

} // namespace ui
