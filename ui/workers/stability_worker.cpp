// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/stability_worker.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace ui {

namespace {

/// The state at a time on the reference, else of the followed method, else of any.
std::vector<double> stateAt(const SolveResults& results, double time, const std::string& followed)
{
    std::vector<const SampledCurve*> curves { &results.reference };
    for (const MethodResult& method : results.methods)
        curves.insert(method.solution.method->id == followed ? curves.begin() + 1 : curves.end(),
            &method.curve);
    for (const SampledCurve* curve : curves) {
        if (!curve->covers(time))
            continue;
        std::vector<double> state;
        for (std::size_t k = 0; k < curve->dim; ++k)
            state.push_back(curve->value(time, k));
        if (std::all_of(state.begin(), state.end(), [](double y) { return std::isfinite(y); }))
            return state;
    }
    return {};
}

std::optional<double> smallestLimit(const solvers::Method& method,
    const std::vector<std::complex<double>>& eigenvalues, double direction,
    const std::atomic<bool>& stop)
{
    const solvers::StabilityFunction function(method);
    std::optional<double> smallest;
    for (const std::complex<double>& lambda : eigenvalues) {
        // Of a conjugate pair one is enough; where the solution grows no step is "stable".
        if (stop || lambda == 0.0 || lambda.imag() < 0.0 || direction * lambda.real() > 0.0)
            continue;
        const auto limit = solvers::largestStableStep(function, direction * lambda);
        if (!limit)
            return {};
        smallest = std::min(smallest.value_or(*limit), *limit);
    }
    return smallest;
}

} // namespace

StabilityAnalysis analyseStability(const StabilityJob& job, const std::atomic<bool>& stop)
{
    StabilityAnalysis analysis;
    analysis.job = job;
    const solvers::Problem& problem = job.results->job.problem;
    const double direction = problem.t1 < problem.t0 ? -1.0 : 1.0;
    analysis.state = stateAt(*job.results, job.time, job.followed);
    if (!analysis.state.empty()) {
        const auto system = solvers::makeSystem(problem);
        analysis.eigenvalues = solvers::jacobianEigenvalues(
            *system, job.time, { analysis.state.data(), system->dim() });
    }
    for (const MethodResult& result : job.results->methods)
        analysis.limits.push_back({ result.solution.method,
            smallestLimit(*result.solution.method, analysis.eigenvalues, direction, stop) });
    for (const solvers::Method* method : job.regions) {
        auto region = std::make_shared<const solvers::StabilityRegion>(
            solvers::stabilityRegion(solvers::StabilityFunction(*method), &stop));
        if (!stop)
            analysis.regions.emplace(method, std::move(region));
    }
    analysis.stopped = stop;
    return analysis;
}

StabilityWorker::StabilityWorker(StabilityJob job, std::shared_ptr<const std::atomic<bool>> stop)
    : m_job(std::move(job))
    , m_stop(std::move(stop))
{
}

void StabilityWorker::run()
{
    auto analysis = std::make_shared<StabilityAnalysis>();
    try {
        *analysis = analyseStability(m_job, *m_stop);
    } catch (const std::exception&) {
        analysis->job = m_job; // too many equations for a matrix: shown as having no eigenvalues
    }
    emit finished(analysis);
}

StabilityRun::StabilityRun(StabilityJob job, QObject* parent)
    : QObject(parent)
    , m_worker(new StabilityWorker(std::move(job), m_stop))
{
    m_thread.setObjectName(QStringLiteral("stability"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &StabilityWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &StabilityWorker::finished, this, &StabilityRun::finished);
    connect(m_worker, &StabilityWorker::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
}

StabilityRun::~StabilityRun()
{
    m_stop->store(true);
    if (!m_thread.isRunning() && !m_thread.isFinished())
        delete m_worker; // never started, so no thread deletes it
    m_thread.quit();
    m_thread.wait();
}

void StabilityRun::start()
{
    m_thread.start();
}

} // namespace ui
