// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/gradient_job.h"

#include "solvers/problems/differentiable_problem.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace ui {

namespace {

using solvers::Index;
using solvers::Vector;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kCoarsest = 5.0; // steps of the job's
constexpr int kPoints = 9;
constexpr double kSecondsPerMethod = 1.5;
constexpr long kMostStudySteps = 200'000;
constexpr double kDiverged = 1e3; // no error to compare
constexpr double kRounding = 1e-12; // errors below it are not fitted
constexpr double kFitted = 6.0; // points at most: of large steps the error bends
constexpr int kProbes = 5;

double relative(const Vector<double>& a, const Vector<double>& b)
{
    if (a.size() != b.size())
        return kUnknown;
    const double distance = (a - b).norm();
    return distance == 0.0 ? 0.0 : distance / b.norm();
}

/// One method at work on a task; what it refuses or throws is its result.
GradientMethodResult runMethod(
    solvers::DifferentiableSystem<double>& f, const solvers::GradientTask& task)
{
    GradientMethodResult result;
    result.method = task.gradient;
    result.difference = kUnknown;
    try {
        result.gradient = solvers::lossGradient(f, task);
    } catch (const std::exception& error) {
        result.refusal = error.what();
        return result;
    }
    const solvers::Counters& forward = result.gradient.forward.counters;
    const solvers::Counters& backward = result.gradient.backward.counters;
    result.nfe = forward.nfe + backward.nfe;
    result.nvjp = forward.nvjp + backward.nvjp;
    return result;
}

/// f(t, z + u) + f(t, z - u) = 2 f(t, z) at a few places
bool isAffine(solvers::OdeSystem<double>& f, const GradientJob& job)
{
    const Index dim = f.dim();
    Vector<double> z(dim), up(dim), down(dim), middle(dim);
    for (int i = 1; i <= kProbes; ++i) {
        const double t = job.times.front() + (job.t1() - job.times.front()) * i / (kProbes + 1.0);
        const Vector<double> at = Vector<double>::LinSpaced(dim, 0.3 * i, 0.7 + 0.2 * i);
        const Vector<double> u = Vector<double>::LinSpaced(dim, 0.9, -0.4 * i);
        const auto evaluate = [&](const Vector<double>& state, Vector<double>& slope) {
            z = state;
            f.evaluate(t, solvers::view(std::as_const(z)), solvers::view(slope));
        };
        evaluate(at, middle);
        evaluate(at + u, up);
        evaluate(at - u, down);
        const double size = 1.0 + up.norm() + down.norm();
        if (!((up + down - 2.0 * middle).norm() <= 1e-12 * size))
            return false;
    }
    return true;
}

void compareWithFirst(GradientResults& results)
{
    const GradientMethodResult* first = results.first();
    if (first == nullptr)
        return;
    const Vector<double> base = everything(first->gradient);
    for (GradientMethodResult& result : results.methods)
        if (!result.failed())
            result.difference = relative(everything(result.gradient), base);
    results.reference.difference
        = results.reference.known ? relative(everything(results.reference), base) : kUnknown;
}

/// The job with its steps (or tolerances) at one point of the study.
GradientJob scaled(const GradientJob& job, int point)
{
    GradientJob next = job;
    const double factor = std::ldexp(kCoarsest, -point);
    const double tolerance = std::pow(10.0, -2 - point);
    for (solvers::SolveOptions* options : { &next.solve, &next.backward }) {
        options->step *= factor;
        options->rtol = tolerance;
        options->atol = tolerance;
        options->maxSteps = kMostStudySteps;
    }
    return next;
}

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Gradients of one method at all points; those that were not reached are missing at the end.
std::vector<Vector<double>> gradientsAlong(solvers::DifferentiableSystem<double>& f,
    const GradientJob& job, const solvers::GradientMethod& method, const std::stop_token& stop)
{
    std::vector<Vector<double>> found;
    const double start = now();
    for (int point = 0; point < kPoints && !stop.stop_requested(); ++point) {
        const auto result = runMethod(f, scaled(job, point).task(method, stop));
        if (!result.refusal.empty())
            return {};
        found.push_back(result.failed() ? Vector<double>() : everything(result.gradient));
        const double spent = now() - start;
        if (spent > kSecondsPerMethod / 2.0) // the next one takes twice as long
            break;
    }
    return found;
}

} // namespace

double fittedSlope(const std::vector<double>& x, const std::vector<double>& y, double floor)
{
    double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
    for (std::size_t i = std::min(x.size(), y.size()); i-- > 0 && n < kFitted;) {
        if (!(y[i] > floor) || !std::isfinite(y[i]))
            continue;
        const double u = std::log(x[i]);
        const double v = std::log(y[i]);
        n += 1.0;
        sx += u;
        sy += v;
        sxx += u * u;
        sxy += u * v;
    }
    return n < 3.0 ? kUnknown : (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

GradientResults runGradientJob(
    const GradientJob& job, const std::stop_token& stop, const GradientProgress& progress)
{
    GradientResults results;
    results.job = job;
    const double start = now();
    const auto system = solvers::makeDifferentiableSystem(job.problem);
    results.linearInState = isAffine(*system, job);
    const auto total = static_cast<int>(job.methods.size()) + 1;
    for (const solvers::GradientMethod* method : job.methods) {
        solvers::GradientTask task = job.task(*method, stop);
        task.trajectories = true;
        results.methods.push_back(runMethod(*system, task));
        progress(static_cast<int>(results.methods.size()), total);
    }
    results.reference = gradientReference(job, stop);
    compareWithFirst(results);
    results.stopped = stop.stop_requested();
    results.seconds = now() - start;
    return results;
}

GradientStudy studyGradients(const GradientJob& job, const GradientReference& reference,
    const std::stop_token& stop, const GradientProgress& progress)
{
    GradientStudy study;
    study.adaptive = job.solve.adaptive;
    study.againstReference = reference.known;
    const auto system = solvers::makeDifferentiableSystem(job.problem);
    const Vector<double> exact = reference.known ? everything(reference) : Vector<double>();
    std::vector<Vector<double>> base;
    for (const solvers::GradientMethod* method : job.methods) {
        const auto found = gradientsAlong(*system, job, *method, stop);
        GradientStudyCurve curve;
        curve.method = method;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const GradientJob point = scaled(job, static_cast<int>(i));
            curve.steps.push_back(study.adaptive ? point.solve.rtol : point.solve.step);
            const double error = reference.known ? relative(found[i], exact) : kUnknown;
            curve.errors.push_back(error < kDiverged ? error : kUnknown);
            if (i < base.size() && base[i].size() == found[i].size() && base[i].size() > 0)
                curve.fromFirst.push_back(
                    (found[i] - base[i]).norm() / (reference.known ? exact : base[i]).norm());
            else if (!base.empty())
                curve.fromFirst.push_back(kUnknown);
        }
        curve.slope = fittedSlope(curve.steps, curve.errors, kRounding);
        curve.slopeFromFirst = fittedSlope(curve.steps, curve.fromFirst, kRounding);
        if (base.empty())
            base = found;
        study.curves.push_back(std::move(curve));
        progress(static_cast<int>(study.curves.size()), static_cast<int>(job.methods.size()));
    }
    return study;
}

std::vector<GradientCostCurve> measureGradientCost(
    const GradientJob& job, const std::stop_token& stop, const GradientProgress& progress)
{
    std::vector<GradientCostCurve> curves;
    const auto system = solvers::makeDifferentiableSystem(job.problem);
    const double span = std::abs(job.t1() - job.times.front());
    for (const solvers::GradientMethod* method : job.methods) {
        GradientCostCurve curve;
        curve.method = method;
        const double start = now();
        for (const double steps : { 10.0, 32.0, 100.0, 320.0, 1000.0, 3200.0, 10000.0 }) {
            GradientJob point = job;
            point.solve.adaptive = false;
            point.solve.step = span / steps;
            point.backward = point.solve;
            point.checkpoints = 0; // their own choice
            const auto result = runMethod(*system, point.task(*method, stop));
            if (result.failed()) {
                curve.refusal = result.sentence();
            } else {
                curve.steps.push_back(steps);
                curve.bytes.push_back(static_cast<double>(result.gradient.peakBytes));
                curve.evaluations.push_back(static_cast<double>(result.nfe + result.nvjp));
            }
            if (!result.refusal.empty() || stop.stop_requested()
                || now() - start > 2.0 * kSecondsPerMethod)
                break;
        }
        curves.push_back(std::move(curve));
        progress(static_cast<int>(curves.size()), static_cast<int>(job.methods.size()));
    }
    return curves;
}

} // namespace ui
