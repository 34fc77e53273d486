// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace ui {

class Theme;

/// A small picture of rows x columns numbers: each a square in a colour between blue (below 0)
/// and vermilion (above 0) with its value in it.
class NumberImage final : public QWidget {
    Q_OBJECT
public:
    explicit NumberImage(Theme& theme, QWidget* parent = nullptr);

    /// values: row by row. limit: of |value| in full colour, the same in pictures to be compared.
    void setImage(int rows, int columns, std::vector<double> values, double limit);
    double value(int row, int column) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    int m_rows = 0;
    int m_columns = 0;
    std::vector<double> m_values;
    double m_limit = 1.0;
};

} // namespace ui
