// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/residual_sweep.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ui {

class JobRun;
class PlotView;
class Theme;

/// "Why residual": what He et al. measured, and plain and residual networks of several depths
/// trained here, in a thread of their own.
class DepthWhyView final : public QWidget {
    Q_OBJECT
public:
    explicit DepthWhyView(Theme& theme, QWidget* parent = nullptr);
    ~DepthWhyView() override; ///< stops the training and joins its thread

    void setOptions(const nn::ResidualSweepOptions& options); ///< of the next training
    QWidget* controls() const { return m_controls; } ///< state and button, for the inspector
    void train(); ///< with these options; drops a training under way
    void cancel();
    bool isTraining() const { return m_run != nullptr; }
    /// The results shown are those of the options.
    bool isCurrent() const { return m_result && m_result->options == m_options; }
    const std::shared_ptr<const nn::ResidualSweepResult>& result() const { return m_result; }
    std::vector<PlotView*> plots() const { return { m_errors, m_losses }; }
    QString statusText() const;
    void shutdown();

signals:
    void stateChanged(); ///< started, progressed, finished or cancelled
    void trained();

private:
    QWidget* makeCitedCard();
    QWidget* makeTrainingCard();
    void makeControls();
    QWidget* makeErrorTable(QWidget* parent);
    QWidget* makeChartCard(const QString& title, const QString& name, PlotView*& plot);
    void take(const std::shared_ptr<const nn::ResidualSweepResult>& result);
    void showState();
    void endRun();

    Theme& m_theme;
    nn::ResidualSweepOptions m_options;
    std::shared_ptr<const nn::ResidualSweepResult> m_result;
    JobRun* m_run = nullptr;
    int m_done = 0;
    int m_total = 0;
    PlotView* m_errors = nullptr;
    PlotView* m_losses = nullptr;
    QWidget* m_controls = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_finding = nullptr;
    std::vector<std::array<QLabel*, 3>> m_errorRows; ///< layers, plain, residual
    QProgressBar* m_progress = nullptr;
    QPushButton* m_train = nullptr;
};

} // namespace ui
