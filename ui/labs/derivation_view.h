// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/derivation.h"
#include "ui/labs/gradients_view.h"

class QLabel;
class QSlider;

namespace ui {

class Banner;
class BlockMatrix;
class DerivationStepCard;
class JobRun;
class NumberSpinBox;
class Theme;

/// The Derivation tab: section 6 of the article in seven numbered steps, each with its numbers
/// for the problem of the page at a time t and a small eps, and a chart of both remainders. The
/// numbers come from a worker; a change of eps only picks others of them.
class DerivationView final : public GradientsView {
    Q_OBJECT
public:
    explicit DerivationView(Theme& theme, QWidget* parent = nullptr);
    ~DerivationView() override; ///< stops the worker and joins its thread

    QString id() const override { return QStringLiteral("derivation"); }
    QString title() const override { return tr("Derivation"); }
    void setResults(std::shared_ptr<const GradientResults> results) override;
    std::vector<PlotView*> plots() const override { return { m_plot }; }
    QString statusText() const override;
    QString progressText() const override;
    bool isBusy() const override { return m_run != nullptr; }
    bool canCancel() const override { return m_run != nullptr; }
    void cancel() override;
    void shutdown() override;

    /// What is on show; nullptr: nothing yet
    std::shared_ptr<const solvers::Derivation> derivation() const { return m_derivation; }
    int eps() const { return m_eps; } ///< index of the derivation's steps
    double time() const; ///< where the limit is taken

private:
    QWidget* buildControls();
    QWidget* buildSteps();
    QWidget* buildChart();
    void setEps(int index);
    void setShare(double share);
    void derive(); ///< now, or after the run under way
    void takeDerivation(const std::shared_ptr<const solvers::Derivation>& derivation);
    void refuse(const QString& reason);
    void showDerivation();
    void showNumbers();
    void showMatrix();

    Theme& m_theme;
    Banner* m_banner = nullptr;
    QWidget* m_content = nullptr;
    QSlider* m_timeSlider = nullptr;
    NumberSpinBox* m_time = nullptr;
    QSlider* m_epsSlider = nullptr;
    QLabel* m_epsLabel = nullptr;
    QLabel* m_note = nullptr;
    PlotView* m_plot = nullptr;
    BlockMatrix* m_matrix = nullptr;
    QList<DerivationStepCard*> m_steps;

    std::shared_ptr<const GradientResults> m_results;
    std::shared_ptr<const solvers::Derivation> m_derivation;
    double m_share = 0.5; ///< where t lies between t0 and T
    int m_eps = 6; ///< index of the derivation's steps
    JobRun* m_run = nullptr;
    bool m_outdated = false; ///< the job or t have changed since the run began
};

} // namespace ui
