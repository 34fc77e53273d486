// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/probe_picture.h"

#include <QAbstractButton>
#include <QImage>
#include <QList>
#include <QWidget>

namespace ui {

class Theme;

/// One test digit: its image, the answer below, its probability; a red frame and "6 not 3" if
/// the answer is wrong. Checked: followed in the depth charts.
class DigitTile final : public QAbstractButton {
    Q_OBJECT
public:
    DigitTile(Theme& theme, QWidget* parent);

    void setDigit(const ProbedDigit& digit);
    const ProbedDigit& digit() const { return m_digit; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void makeImage(); // ink in the text colour on the surface colour

    Theme& m_theme;
    ProbedDigit m_digit;
    QImage m_image;
};

/// The row of test digits; shows as many as have room.
class DigitTiles final : public QWidget {
    Q_OBJECT
public:
    explicit DigitTiles(Theme& theme, QWidget* parent = nullptr);

    void setDigits(const std::vector<ProbedDigit>& digits);
    const QList<DigitTile*>& tiles() const { return m_tiles; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void followed(int digit); ///< -1: none

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();
    void toggle(int index);

    Theme& m_theme;
    QList<DigitTile*> m_tiles;
    int m_used = 0;
};

} // namespace ui
