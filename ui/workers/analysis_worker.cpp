// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/analysis_worker.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace ui {

namespace {

constexpr int kHalvings = 8;
constexpr int kRoughestTolerance = -2; // powers of ten
constexpr int kFinestTolerance = -12;
constexpr double kSecondsPerMethod = 1.5;
constexpr double kTimedSeconds = 2e-3;
constexpr std::size_t kMostSteps = 1'000'000;
constexpr std::size_t kMostNumbers = 8'000'000; // of one solution: 64 MB

} // namespace

std::vector<double> studySteps(double present)
{
    std::vector<double> steps;
    for (int i = 0; i <= kHalvings; ++i)
        steps.push_back(std::ldexp(present, -i));
    return steps;
}

std::vector<double> studyTolerances()
{
    std::vector<double> tolerances;
    for (int power = kRoughestTolerance; power >= kFinestTolerance; --power)
        tolerances.push_back(std::pow(10.0, power));
    return tolerances;
}

solvers::StudyLimits studyLimits(std::size_t dim)
{
    solvers::StudyLimits limits;
    limits.seconds = kSecondsPerMethod;
    limits.steps
        = static_cast<long>(std::min(kMostSteps, kMostNumbers / std::max<std::size_t>(dim, 1)));
    limits.timing = kTimedSeconds;
    return limits;
}

AnalysisWorker::AnalysisWorker(std::shared_ptr<const SolveResults> results, AnalysisKind kind,
    std::shared_ptr<const std::atomic<bool>> stop)
    : m_results(std::move(results))
    , m_kind(kind)
    , m_stop(std::move(stop))
{
}

void AnalysisWorker::run()
{
    auto analysis = std::make_shared<AnalysisResults>();
    analysis->of = m_results;
    try {
        if (m_kind == AnalysisKind::Study)
            study(*analysis);
        else
            measureDrift(*analysis);
    } catch (const std::exception& error) {
        analysis->fault = QString::fromUtf8(error.what());
    }
    analysis->stopped = *m_stop;
    emit finished(analysis);
}

void AnalysisWorker::study(AnalysisResults& analysis)
{
    const solvers::Problem& problem = m_results->job.problem;
    const solvers::StudyLimits limits = studyLimits(problem.dim());
    const solvers::EndReference reference = solvers::endReference(problem, m_stop.get());
    analysis.referenceKnown = reference.known;
    if (!reference.known)
        return;
    solvers::Problem bare = problem; // no errors along the way, which no point needs
    bare.exact.clear();
    const int total = static_cast<int>(m_results->methods.size());
    int done = 0;
    for (const MethodResult& result : m_results->methods) {
        if (*m_stop)
            return;
        const solvers::Method& method = *result.solution.method;
        solvers::SolveOptions options = result.solution.options;
        options.maxSteps = limits.steps;
        if (!result.refusal.empty()) {
            // It cannot be used on this problem, which the page has said.
        } else if (options.adaptive) {
            analysis.work.push_back(solvers::measureWorkPrecision(
                bare, method, studyTolerances(), options, reference, limits, m_stop.get()));
        } else {
            analysis.convergence.push_back(solvers::measureConvergence(
                bare, method, studySteps(options.step), options, reference, limits, m_stop.get()));
            analysis.work.push_back(solvers::workPrecision(analysis.convergence.back()));
        }
        emit progressed(++done, total);
    }
}

void AnalysisWorker::measureDrift(AnalysisResults& analysis)
{
    const int total = static_cast<int>(m_results->methods.size());
    for (const MethodResult& result : m_results->methods) {
        if (*m_stop)
            return;
        analysis.drift.emplace_back();
        if (result.refusal.empty())
            analysis.drift.back()
                = solvers::invariantDrifts(m_results->job.problem, result.solution, m_stop.get());
        emit progressed(static_cast<int>(analysis.drift.size()), total);
    }
}

AnalysisRun::AnalysisRun(
    std::shared_ptr<const SolveResults> results, AnalysisKind kind, QObject* parent)
    : QObject(parent)
    , m_worker(new AnalysisWorker(std::move(results), kind, m_stop))
{
    m_thread.setObjectName(QStringLiteral("analysis"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &AnalysisWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &AnalysisWorker::progressed, this, &AnalysisRun::progressed);
    connect(m_worker, &AnalysisWorker::finished, this, &AnalysisRun::finished);
    connect(m_worker, &AnalysisWorker::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
}

AnalysisRun::~AnalysisRun()
{
    stop();
    if (!m_thread.isRunning() && !m_thread.isFinished())
        delete m_worker; // never started, so no thread deletes it
    m_thread.quit();
    m_thread.wait();
}

void AnalysisRun::start()
{
    m_thread.start();
}

void AnalysisRun::stop()
{
    m_stop->store(true);
}

void AnalysisRun::abandon()
{
    stop();
    blockSignals(true);
    if (m_thread.isRunning())
        connect(&m_thread, &QThread::finished, this, &QObject::deleteLater);
    else
        deleteLater();
}

} // namespace ui
