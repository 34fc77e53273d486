// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/training_worker.h"

#include <QString>

#include <optional>

namespace ui {

/// Where a run stands, in words and numbers. A plain value that is fed with reports.
class TrainProgress {
public:
    void add(const TrainingUpdate& update);
    void setEpochs(int epochs) { m_epochs = epochs; } ///< planned, changed during the run

    bool started() const { return m_start.has_value(); }
    const std::optional<nn::TrainingStart>& start() const { return m_start; }
    long steps() const { return m_last.step; }
    long totalSteps() const;
    double share() const; ///< of the run, 0 to 1
    QString position() const; ///< "epoch 7 of 20, step 455 of 1875"
    QString epochText() const; ///< "Epoch 7 of 20"
    QString speed() const; ///< "291 img/s"; empty before the first step
    /// "left about 6:54", from the speed of the last five seconds and the last test; empty
    /// before both are known well enough.
    QString left() const;

private:
    std::optional<nn::TrainingStart> m_start;
    nn::TrainingStep m_last;
    double m_evaluationSeconds = 0.0; ///< of the last epoch
    int m_epochs = 0;
};

/// "3:20", "1:02:05"
QString clockText(double seconds);

/// "7.4 %", "0.83 %": two decimals below 1 %
QString percentText(double share);

} // namespace ui
