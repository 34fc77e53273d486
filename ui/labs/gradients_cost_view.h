// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/gradients_view.h"
#include "ui/workers/gradient_job.h"

class QLabel;

namespace ui {

class JobRun;
class Theme;

/// The tab "Cost": peak memory and evaluations of every ticked method against the number of steps,
/// measured by running the page's problem. Object names: gradients_chart_memory,
/// gradients_chart_evaluations, gradients_cost_remark.
class GradientsCostView final : public GradientsView {
    Q_OBJECT
public:
    explicit GradientsCostView(Theme& theme, QWidget* parent = nullptr);
    ~GradientsCostView() override;

    QString id() const override { return QStringLiteral("cost"); }
    QString title() const override { return tr("Cost"); }
    void setResults(std::shared_ptr<const GradientResults> results) override;
    std::vector<PlotView*> plots() const override { return { m_memory, m_evaluations }; }
    bool isBusy() const override { return m_run != nullptr; }
    QString progressText() const override { return m_progress; }
    QString statusText() const override;
    bool canCancel() const override { return m_run != nullptr; }
    void cancel() override;
    void shutdown() override;

private:
    PlotView* addPlot(const QString& name, const QString& title);
    void show(const std::vector<GradientCostCurve>& costs);

    Theme& m_theme;
    std::shared_ptr<const GradientResults> m_of; ///< what the charts belong to
    JobRun* m_run = nullptr;
    QString m_progress;
    PlotView* m_memory;
    PlotView* m_evaluations;
    QLabel* m_remark;
};

} // namespace ui
