// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/train_run.h"

#include <QStringList>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ui {

class Theme;

/// The strip with Start, Pause and Stop and the progress of the run.
class TrainBar final : public QWidget {
    Q_OBJECT
public:
    explicit TrainBar(Theme& theme, QWidget* parent = nullptr);

    /// Buttons and texts for where the run stands. problem: why none can be started, or empty.
    void show(const TrainRun& run, const QString& problem);

signals:
    void startClicked();
    void pauseClicked(bool pause);
    void stopClicked();
    void stepClicked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitNumbers(); ///< as many as leave room for the text, the last ones first
    void showButtons(TrainRun::State state, const QString& problem);

    Theme& m_theme;
    QPushButton* m_start;
    QPushButton* m_pause;
    QPushButton* m_stop;
    QPushButton* m_step;
    QLabel* m_text;
    QLabel* m_numbers;
    QStringList m_parts; ///< speed, elapsed, left
    QProgressBar* m_progress;
    TrainRun::State m_shown = TrainRun::State::Idle;
};

} // namespace ui
