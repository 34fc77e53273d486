// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/step_anatomy.h"
#include "ui/workers/solve_results.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>
#include <vector>

namespace ui {

/// One step of one method of some results.
struct StepRequest {
    std::size_t method = 0; ///< index into SolveResults::methods
    solvers::StepAttempt attempt;
};

/// What a chart of one step shows beside the results.
struct StepSight {
    StepRequest request;
    solvers::StepAnatomy anatomy; ///< without stages for methods that have none
    double tEnd = 0.0; ///< t_{n+1}, never beyond the interval
    std::vector<double> start; ///< y_n
    std::vector<double> slope; ///< f(t_n, y_n)
    std::vector<double> end; ///< y_{n+1}; empty: not known, the stages could not be solved
    /// The solution through (t_n, y_n), half a step to both sides of the step but never beyond
    /// the interval; shorter where it could not be followed.
    SampledCurve local;
    std::vector<double> localEnd; ///< of it at t_n + h; empty: not reached
};

using StepSights = std::vector<StepSight>;

/// Dissects steps; the local solutions by Dormand-Prince with tolerance 1e-12. Sights that stop
/// has cut short are left out.
StepSights sightSteps(const SolveResults& results, const std::vector<StepRequest>& requests,
    const std::atomic<bool>& stop);

/// Lives in the thread of its StepRun. Never touches a widget.
class StepWorker final : public QObject {
    Q_OBJECT
public:
    StepWorker(std::shared_ptr<const SolveResults> results, std::vector<StepRequest> requests,
        std::shared_ptr<const std::atomic<bool>> stop);

public slots:
    void run(); ///< emits finished() exactly once

signals:
    void finished(const std::shared_ptr<const ui::StepSights>& sights);

private:
    std::shared_ptr<const SolveResults> m_results;
    std::vector<StepRequest> m_requests;
    std::shared_ptr<const std::atomic<bool>> m_stop;
};

/// One look at one or two steps, in a thread of its own. The destructor stops and joins.
class StepRun final : public QObject {
    Q_OBJECT
public:
    StepRun(std::shared_ptr<const SolveResults> results, std::vector<StepRequest> requests,
        QObject* parent = nullptr);
    ~StepRun() override;

    void start();
    void abandon(); ///< drops what is still to come; deletes the object once its thread has ended

signals:
    void finished(const std::shared_ptr<const ui::StepSights>& sights);

private:
    std::shared_ptr<std::atomic<bool>> m_stop = std::make_shared<std::atomic<bool>>(false);
    QThread m_thread;
    StepWorker* m_worker; // lives in m_thread, which deletes it
};

} // namespace ui
