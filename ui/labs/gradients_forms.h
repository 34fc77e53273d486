// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/gradients_settings.h"

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;

namespace ui {

class ComboBox;
class NumberSpinBox;
class NumbersEdit;
class Theme;

/// One state: a number for one equation, else a list. Object names: NAME, NAME_list.
class StateField final : public QWidget {
    Q_OBJECT
public:
    StateField(
        Theme& theme, const QString& objectName, const QString& name, QWidget* parent = nullptr);

    void setState(const std::vector<double>& state); ///< without a signal
    std::vector<double> state() const;
    QString reason() const; ///< why it cannot be read, or nothing

signals:
    void changed();
    void gestureEnded();

private:
    bool m_single = true;
    NumberSpinBox* m_number;
    NumbersEdit* m_list;
};

/// The data of the loss: z(t0), the interval, the targets. Object names: gradients_z0,
/// gradients_t0, gradients_t1, gradients_target, gradients_observed, gradients_target_K (from 1).
class GradientsDataForm final : public QWidget {
    Q_OBJECT
public:
    explicit GradientsDataForm(Theme& theme, QWidget* parent = nullptr);

    void setSettings(const GradientsSettings& settings); ///< without a signal
    void read(GradientsSettings& settings) const; ///< only if there is no reason()
    QString reason() const; ///< why it cannot be read, or nothing

signals:
    void changed();
    void gestureEnded();

private:
    NumberSpinBox* makeNumber(const QString& objectName, const QString& name);
    void showTargets(const std::vector<GradientObservation>& observations);
    void watch(StateField* field);

    Theme& m_theme;
    QGridLayout* m_grid;
    StateField* m_z0;
    NumberSpinBox* m_t0;
    NumberSpinBox* m_t1;
    StateField* m_target;
    NumbersEdit* m_observed;
    QWidget* m_rows = nullptr; ///< targets at the observed times
    std::vector<StateField*> m_targets;
};

/// A solver with its step or tolerance. Object names: gradients_WAY, gradients_WAY_control,
/// gradients_WAY_step; WAY is "forward" or "backward".
class GradientSolverRows final : public QObject {
    Q_OBJECT
public:
    /// Adds its rows to the grid, from `row` on; offersSame: the first entry is "Same as forward".
    GradientSolverRows(Theme& theme, QGridLayout* grid, int row, const QString& way,
        bool offersSame, QWidget* parent);

    void setSolver(const GradientSolver& solver, bool same); ///< without a signal
    GradientSolver solver() const { return m_solver; }
    bool isSame() const;
    bool isValid() const;

signals:
    void changed();
    void gestureEnded();

private:
    void show();

    GradientSolver m_solver;
    bool m_showing = false;
    ComboBox* m_method;
    QLabel* m_controlLabel;
    ComboBox* m_control;
    QLabel* m_numberLabel;
    NumberSpinBox* m_number;
};

/// Forward and backward solver.
class GradientsSolverForm final : public QWidget {
    Q_OBJECT
public:
    explicit GradientsSolverForm(Theme& theme, QWidget* parent = nullptr);

    void setSettings(const GradientsSettings& settings); ///< without a signal
    void read(GradientsSettings& settings) const;
    bool isValid() const;

signals:
    void changed();
    void gestureEnded();

private:
    GradientSolverRows* m_forward;
    GradientSolverRows* m_backward;
};

/// The registry of gradient methods as rows with tick, swatch, name and what a method can be told.
/// Object names: gradients_check_ID, gradients_checkpoints, gradients_difference.
class GradientsMethodList final : public QWidget {
    Q_OBJECT
public:
    explicit GradientsMethodList(Theme& theme, QWidget* parent = nullptr);

    void setSettings(const GradientsSettings& settings); ///< without a signal
    void read(GradientsSettings& settings) const;
    bool isValid() const;
    int count() const { return static_cast<int>(m_checks.size()); }

signals:
    void changed();
    void gestureEnded();

private:
    NumberSpinBox* makeNumber(const QString& objectName, const QString& name);

    Theme& m_theme;
    std::vector<QCheckBox*> m_checks; ///< in the registry's order
    NumberSpinBox* m_checkpoints;
    NumberSpinBox* m_difference;
};

} // namespace ui
