// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_stability_rows.h"

#include <QWidget>

class QLabel;
class QSlider;
class QVBoxLayout;

namespace ui {

class NumberSpinBox;
class Theme;

/// A slider and a number for the step of each method with fixed steps. Object names:
/// solve_stability_slider_ID, solve_stability_step_ID.
class SolveStabilitySteps final : public QWidget {
    Q_OBJECT
public:
    explicit SolveStabilitySteps(Theme& theme, QWidget* parent = nullptr);

    /// interval: |t1 - t0|; sliders go to half of it.
    void show(const StabilityPicture& picture, double interval);

signals:
    void stepChosen(const QString& series, double step); ///< by the user

private:
    struct Row {
        QString series;
        QSlider* slider;
        NumberSpinBox* number;
    };
    void build(const QList<const StabilityRow*>& rows);
    int position(double step) const;

    Theme& m_theme;
    QVBoxLayout* m_column;
    QLabel* m_nothing;
    QWidget* m_form = nullptr;
    QList<Row> m_rows;
    double m_largest = 1.0; ///< step at the right end of the sliders
};

} // namespace ui
