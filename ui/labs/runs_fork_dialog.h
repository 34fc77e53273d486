// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/run_library.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ui {

class ComboBox;
class NumberSpinBox;
class Theme;

/// Asks for what a fork of a run changes: epoch to start from, learning rate, epochs in all, and
/// solver and steps where the model has an ODE block. Object names: fork_epoch, fork_rate,
/// fork_epochs, fork_solver, fork_adaptive, fork_step, fork_name, fork_ok.
class RunsForkDialog final : public QDialog {
    Q_OBJECT
public:
    RunsForkDialog(Theme& theme, const LibraryRun& run, QWidget* parent);

    int epoch() const; ///< a kept one
    QString name() const;
    void change(nn::TrainingOptions& options) const; ///< what the form says

private:
    void buildForm();
    void check();
    QString problem() const;

    Theme& m_theme;
    LibraryRun m_run;
    ComboBox* m_epoch = nullptr;
    NumberSpinBox* m_rate = nullptr;
    NumberSpinBox* m_epochs = nullptr;
    ComboBox* m_solver = nullptr; ///< nullptr: no ODE block
    QCheckBox* m_adaptive = nullptr;
    NumberSpinBox* m_step = nullptr; ///< or tolerance
    QLineEdit* m_name = nullptr;
    QLabel* m_verdict = nullptr;
    QPushButton* m_ok = nullptr;
};

} // namespace ui
