// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <array>

namespace ui {

class Theme;

/// The probabilities of the ten digits as bars, 0 to 4 at the left and 5 to 9 at the right; the
/// largest stands out. Bars without numbers while there is nothing to show.
class ClassBars final : public QWidget {
    Q_OBJECT
public:
    using Shares = std::array<double, 10>;

    explicit ClassBars(Theme& theme, QWidget* parent = nullptr);

    void setShares(const Shares& shares); ///< probabilities, sum 1
    void clear();
    void setDim(bool dim); ///< out of date
    const Shares& shares() const { return m_shares; }
    bool hasShares() const { return m_hasShares; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBar(QPainter& painter, const QRect& row, int digit, bool largest) const;
    void describe();

    Theme& m_theme;
    Shares m_shares {};
    bool m_hasShares = false;
    bool m_dim = false;
};

} // namespace ui
