// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/confusion.h"

#include <QWidget>

namespace ui {

class Theme;

/// A confusion matrix as a heat map with numbers: rows are what the digits are, columns what they
/// were taken for, at the right the error of each class. A click (or arrows and Enter) chooses a
/// cell.
class ConfusionView final : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionView(Theme& theme, QWidget* parent = nullptr);

    void setMatrix(const nn::ConfusionMatrix& matrix); ///< keeps the chosen cell
    void clear();
    const nn::ConfusionMatrix& matrix() const { return m_matrix; }
    void choose(int label, int predicted); ///< no signal; outside 0 to 9: none
    int chosenLabel() const { return m_label; } ///< -1: none
    int chosenPrediction() const { return m_predicted; }
    QRect cell(int label, int predicted) const; ///< in this widget

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void cellChosen(int label, int predicted); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override; ///< tooltips of cells

private:
    bool cellAt(const QPoint& position, int& label, int& predicted) const;
    void paintCell(QPainter& painter, int label, int predicted) const;
    void paintLabels(QPainter& painter) const;
    void chooseByUser(int label, int predicted);
    void describe();

    Theme& m_theme;
    nn::ConfusionMatrix m_matrix;
    int m_label = -1;
    int m_predicted = -1;
};

} // namespace ui
