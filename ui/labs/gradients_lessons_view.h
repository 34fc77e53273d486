// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/gradients_view.h"
#include "ui/workers/gradient_lessons.h"

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace ui {

class Card;
class ComboBox;
class JobRun;
class NumberSpinBox;
class Theme;

/// The tab "Lessons": one Euler step by hand, the drift of a state that is integrated backwards,
/// the step of finite differences. Object names: gradients_lesson_grid, gradients_lesson_steps,
/// gradients_lesson_lambda, gradients_lesson_h, gradients_lesson_ratio, gradients_chart_drift,
/// gradients_chart_sweep.
class GradientsLessonsView final : public GradientsView {
    Q_OBJECT
public:
    explicit GradientsLessonsView(Theme& theme, QWidget* parent = nullptr);
    ~GradientsLessonsView() override;

    QString id() const override { return QStringLiteral("lessons"); }
    QString title() const override { return tr("Lessons"); }
    void setResults(std::shared_ptr<const GradientResults> results) override;
    std::vector<PlotView*> plots() const override { return { m_drift, m_sweep }; }
    bool isBusy() const override { return m_run != nullptr || m_driftRun != nullptr; }
    QString statusText() const override;
    void shutdown() override;

private:
    Card* buildEuler();
    Card* buildDrift();
    Card* buildSweep();
    NumberSpinBox* addNumber(QHBoxLayout* row, const QString& objectName, const QString& name,
        const QString& prefix, double value);
    QLabel* addText(Card* card, const QString& objectName);
    void showEuler();
    void startDrift();
    void showDrift(const DriftLesson& lesson);
    void showSweep(const std::vector<solvers::DifferenceError>& errors);

    Theme& m_theme;
    std::shared_ptr<const GradientResults> m_of; ///< what the sweep belongs to
    std::vector<EulerLesson> m_lessons;
    JobRun* m_run = nullptr; ///< of the sweep
    JobRun* m_driftRun = nullptr;
    bool m_driftWaits = false; ///< the numbers have changed since it was started
    ComboBox* m_grid = nullptr;
    QLabel* m_steps = nullptr;
    NumberSpinBox* m_lambda = nullptr;
    NumberSpinBox* m_step = nullptr;
    PlotView* m_drift = nullptr;
    QLabel* m_ratio = nullptr;
    PlotView* m_sweep = nullptr;
    QLabel* m_sweepText = nullptr;
};

} // namespace ui
