// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"

#include <QObject>
#include <QString>

#include <optional>

class QLabel;

namespace ui {

class ComboBox;
class NumberSpinBox;
class Section;
class Theme;

/// Rows of a section that choose how an ODE block is solved, or leave it as it was trained.
/// Object names: PREFIX_solver, PREFIX_step, PREFIX_tolerance.
class SolverChoice final : public QObject {
    Q_OBJECT
public:
    /// adaptive methods take a tolerance (rtol = atol), all others a step.
    SolverChoice(Theme& theme, Section& section, const QString& prefix, QObject* parent);

    /// Solver, steps and tolerances, and a gradient method that fits. Nothing: as in training, or
    /// unusable.
    std::optional<nn::ModelConfig> solve() const;
    QString text() const; ///< "Euler, h = 1"; "as in training"

signals:
    void changed();

private:
    void adapt();

    ComboBox* m_solver;
    QLabel* m_stepLabel;
    NumberSpinBox* m_step;
    QLabel* m_toleranceLabel;
    NumberSpinBox* m_tolerance;
};

} // namespace ui
