// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/step_worker.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace ui {

namespace {

using solvers::Index;
using View = solvers::ConstVectorView<double>;

constexpr double kMargin = 0.5; // of the step, shown to both sides of it
constexpr long kMostLocalSteps = 200'000;
constexpr double kMostLocalPoints = 1000.0; // kept of each piece: a chart shows no more

View viewOf(const std::vector<double>& y)
{
    return { y.data(), static_cast<Index>(y.size()) };
}

/// Follows the solution from (t, y) to `until`; the states on the way, the start included, go
/// behind those of the curve. False: it was not reached.
bool follow(solvers::OdeSystem<double>& f, double t, std::vector<double>& y, double until,
    const std::atomic<bool>& stop, SampledCurve& curve)
{
    const auto dim = static_cast<Index>(y.size());
    const double spacing = std::abs(until - t) / kMostLocalPoints;
    const auto keep = [&](double time, View state) {
        const bool close = time != t && std::abs(time - curve.t.back()) < spacing;
        if (close && time != until)
            return !stop.load(std::memory_order_relaxed);
        curve.t.push_back(time);
        curve.y.insert(curve.y.end(), state.data(), state.data() + dim);
        curve.dydt.resize(curve.y.size());
        f.evaluate(time, state, { curve.dydt.data() + curve.dydt.size() - y.size(), dim });
        return !stop.load(std::memory_order_relaxed);
    };
    solvers::SolveOptions options;
    options.t0 = t;
    options.t1 = until;
    options.adaptive = true;
    options.rtol = options.atol = solvers::kReferenceTolerance;
    options.maxSteps = kMostLocalSteps;
    const auto stepper = solvers::makeStepper<double>(solvers::methodById("dopri5"));
    return solvers::integrate<double>(f, *stepper, options, { y.data(), dim }, keep).reachedEnd();
}

/// Drops the last state of one piece, which the next begins with.
void dropLast(SampledCurve& curve)
{
    curve.t.pop_back();
    curve.y.resize(curve.y.size() - curve.dim);
    curve.dydt.resize(curve.y.size());
}

void reverse(SampledCurve& curve)
{
    std::reverse(curve.t.begin(), curve.t.end());
    SampledCurve turned = curve;
    const auto dim = static_cast<std::ptrdiff_t>(curve.dim);
    const std::size_t count = curve.t.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = static_cast<std::ptrdiff_t>(count - 1 - i) * dim;
        const auto to = static_cast<std::ptrdiff_t>(i) * dim;
        std::copy_n(curve.y.begin() + from, dim, turned.y.begin() + to);
        std::copy_n(curve.dydt.begin() + from, dim, turned.dydt.begin() + to);
    }
    curve = std::move(turned);
}

void addLocal(StepSight& sight, const solvers::Problem& problem, solvers::OdeSystem<double>& f,
    const std::atomic<bool>& stop)
{
    const double t = sight.request.attempt.t;
    const double h = sight.request.attempt.step;
    const auto [first, last] = std::minmax(problem.t0, problem.t1);
    const auto inside
        = [lower = first, upper = last](double time) { return std::clamp(time, lower, upper); };
    SampledCurve& curve = sight.local;
    curve.dim = sight.start.size();
    std::vector<double> y = sight.start;
    if (inside(t - kMargin * h) != t) {
        follow(f, t, y, inside(t - kMargin * h), stop, curve);
        reverse(curve);
        dropLast(curve);
        y = sight.start;
    }
    if (!follow(f, t, y, sight.tEnd, stop, curve))
        return;
    sight.localEnd = y;
    if (const double end = inside(t + (1.0 + kMargin) * h); end != sight.tEnd) {
        dropLast(curve);
        follow(f, sight.tEnd, y, end, stop, curve);
    }
}

StepSight sightOf(const SolveResults& results, const StepRequest& request,
    solvers::OdeSystem<double>& f, const std::atomic<bool>& stop)
{
    StepSight sight;
    sight.request = request;
    const solvers::Solution& solution = results.methods[request.method].solution;
    const double* y = solution.state(request.attempt.from);
    sight.start.assign(y, y + solution.dim);
    sight.slope.resize(solution.dim);
    f.evaluate(request.attempt.t, viewOf(sight.start),
        { sight.slope.data(), static_cast<Index>(solution.dim) });
    const auto [lower, upper] = std::minmax(results.job.problem.t0, results.job.problem.t1);
    sight.tEnd = request.attempt.rejected
        ? std::clamp(request.attempt.t + request.attempt.step, lower, upper)
        : solution.t[request.attempt.from + 1];
    if (!request.attempt.rejected)
        sight.end.assign(y + solution.dim, y + 2 * solution.dim);
    if (solvers::hasStages(*solution.method))
        sight.anatomy = solvers::dissectStep(f, *solution.method, solution.options, request.attempt,
            viewOf(sight.start), viewOf(sight.end));
    if (request.attempt.rejected && sight.anatomy.solved())
        sight.end.assign(sight.anatomy.end.begin(), sight.anatomy.end.end());
    addLocal(sight, results.job.problem, f, stop);
    return sight;
}

} // namespace

StepSights sightSteps(const SolveResults& results, const std::vector<StepRequest>& requests,
    const std::atomic<bool>& stop)
{
    StepSights sights;
    const auto f = solvers::makeSystem(results.job.problem);
    for (const StepRequest& request : requests) {
        StepSight sight = sightOf(results, request, *f, stop);
        if (stop)
            break;
        sights.push_back(std::move(sight));
    }
    return sights;
}

StepWorker::StepWorker(std::shared_ptr<const SolveResults> results,
    std::vector<StepRequest> requests, std::shared_ptr<const std::atomic<bool>> stop)
    : m_results(std::move(results))
    , m_requests(std::move(requests))
    , m_stop(std::move(stop))
{
}

void StepWorker::run()
{
    auto sights = std::make_shared<StepSights>();
    try {
        *sights = sightSteps(*m_results, m_requests, *m_stop);
    } catch (const std::exception&) {
        sights->clear(); // the results themselves say what is wrong with the problem
    }
    emit finished(sights);
}

StepRun::StepRun(
    std::shared_ptr<const SolveResults> results, std::vector<StepRequest> requests, QObject* parent)
    : QObject(parent)
    , m_worker(new StepWorker(std::move(results), std::move(requests), m_stop))
{
    m_thread.setObjectName(QStringLiteral("step"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &StepWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &StepWorker::finished, this, &StepRun::finished);
    connect(m_worker, &StepWorker::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
}

StepRun::~StepRun()
{
    m_stop->store(true);
    if (!m_thread.isRunning() && !m_thread.isFinished())
        delete m_worker; // never started, so no thread deletes it
    m_thread.quit();
    m_thread.wait();
}

void StepRun::start()
{
    m_thread.start();
}

void StepRun::abandon()
{
    m_stop->store(true);
    blockSignals(true);
    if (m_thread.isRunning())
        connect(&m_thread, &QThread::finished, this, &QObject::deleteLater);
    else
        deleteLater();
}

} // namespace ui
