// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/derivation.h"

#include "solvers/sensitivity/observed_sensitivity.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr int kSteps = 30; // values of eps
constexpr int kFitted = 12; // of them at most in a slope: the finest above rounding
constexpr double kTolerance = 1e-13;
constexpr double kAboveRounding = 1e3;

/// w' = f(t, z + w), w(t) = 0, with z as the parameters: the increment of the solution from z,
/// to full relative precision however small it is, and its derivative by z.
class Increment final : public DifferentiableSystem<double> {
public:
    Increment(DifferentiableSystem<double>& f, const Vector<double>& z)
        : m_f(f)
        , m_z(z)
        , m_sum(z.size())
        , m_unused(f.parameterCount())
    {
    }

    Index dim() const override { return m_z.size(); }
    Index parameterCount() const override { return m_z.size(); }
    void evaluate(double t, ConstVectorView<double> w, VectorView<double> dwdt) override
    {
        m_sum = m_z + w;
        m_f.evaluate(t, view(std::as_const(m_sum)), dwdt);
    }
    void record(double t, ConstVectorView<double> w, VectorView<double> dwdt) override
    {
        m_sum = m_z + w;
        m_f.record(t, view(std::as_const(m_sum)), dwdt);
    }
    double pullback(
        ConstVectorView<double> a, VectorView<double> aw, VectorView<double> az) override
    {
        const double at = m_f.pullback(a, aw, view(m_unused));
        az += aw;
        return at;
    }

private:
    DifferentiableSystem<double>& m_f;
    const Vector<double>& m_z;
    Vector<double> m_sum;
    Vector<double> m_unused;
};

/// Ends the solves of a derivation once the flag of another thread is up.
class Stopper {
public:
    explicit Stopper(const std::atomic<bool>* stop)
        : m_stop(stop)
    {
    }
    bool requested()
    {
        if (m_stop && *m_stop)
            m_source.request_stop();
        return m_source.stop_requested();
    }
    SensitivityOptions options() { return { .stop = m_source.get_token() }; }
    Observer<double> forward()
    {
        return [this](double, ConstVectorView<double>) { return !requested(); };
    }
    AdjointObserver<double> backward()
    {
        return [this](const AdjointPoint<double>&) { requested(); };
    }

private:
    const std::atomic<bool>* m_stop;
    std::stop_source m_source;
};

SolveOptions accurate(double atol)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = kTolerance;
    options.atol = atol;
    return options;
}

const Method& solver()
{
    return methodById("dop853");
}

void check(const DifferentiableSystem<double>& f, const DerivationTask& task)
{
    if (task.z0.size() != f.dim())
        throw std::invalid_argument("z0 has " + std::to_string(task.z0.size())
            + " numbers, the system has " + std::to_string(f.dim()) + " states");
    const double part = (task.t - task.t0) / (task.t1 - task.t0);
    if (!(part >= 0.0 && part < 1.0))
        throw std::invalid_argument("t must lie between t0 and T, before T");
}

/// t0 (unless it is t), t, t + eps for every eps from the smallest, t1
std::vector<double> timesOf(const DerivationTask& task, const std::vector<DerivationStep>& steps)
{
    std::vector<double> times { task.t0 };
    if (task.t != task.t0)
        times.push_back(task.t);
    for (std::size_t i = steps.size(); i-- > 0;)
        times.push_back(task.t + steps[i].eps);
    times.push_back(task.t1);
    return times;
}

std::vector<DerivationStep> stepsOf(const DerivationTask& task)
{
    const double room = std::abs(task.t1 - task.t);
    // Strictly within the interval, so that t1 is a time of its own.
    const int first = std::max(1, static_cast<int>(std::floor(-std::log2(room))) + 1);
    std::vector<DerivationStep> steps;
    for (int k = first; k < first + kSteps; ++k) {
        DerivationStep step;
        step.halvings = k;
        step.eps = std::copysign(std::ldexp(1.0, -k), task.t1 - task.t0);
        // Below that t + eps is no time of its own.
        if (std::abs(step.eps) < 1e-13 * std::max(std::abs(task.t), std::abs(task.t1)))
            break;
        steps.push_back(step);
    }
    return steps;
}

/// Solves through all times and differentiates the steps taken.
bool differentiate(DifferentiableSystem<double>& f, const DerivationTask& task, Stopper& stopper,
    Derivation& result)
{
    const std::vector<double> times = timesOf(task, result.steps);
    ObservedSensitivity<double> solve(
        gradientMethodById("backprop"), solver(), accurate(kTolerance), times, stopper.options());
    const std::size_t first = task.t == task.t0 ? 0 : 1; // segments before t
    Vector<double> z = task.z0;
    if (first == 0)
        result.z = z;
    for (std::size_t k = 0; k < solve.segments(); ++k) {
        const SolveReport report = solve.forward(k, f, view(z), stopper.forward());
        if (!report.reachedEnd()) {
            result.trouble = report.message();
            return false;
        }
        if (k + 1 == first)
            result.z = z;
    }
    result.z1 = z;
    Matrix<double> slope = Matrix<double>::Zero(z.size(), 1);
    result.loss = task.loss(z, slope);
    Vector<double> a = slope.col(0);
    result.a1 = a;
    result.gradient = Vector<double>::Zero(f.parameterCount());
    for (std::size_t k = solve.segments(); k-- > 0;) {
        const SolveReport report
            = solve.backward(k, f, view(a), view(result.gradient), stopper.backward());
        if (!report.reachedEnd()) {
            result.trouble = report.message();
            return false;
        }
        if (k > first)
            result.steps[solve.segments() - 1 - k].a = a;
        if (k == first) {
            result.a = a;
            result.atheta = result.gradient;
        }
    }
    return true;
}

/// dL/dtheta by equations (23), (24) and (26), solved backwards from t1
bool integrate26(DifferentiableSystem<double>& f, const DerivationTask& task, Stopper& stopper,
    Derivation& result)
{
    SolveOptions options = accurate(kTolerance);
    options.t0 = task.t0;
    options.t1 = task.t1;
    const auto solve = makeSensitivity<double>(
        gradientMethodById("adjoint-stored"), solver(), options, stopper.options());
    Vector<double> z = task.z0;
    Vector<double> a = result.a1;
    result.integral = Vector<double>::Zero(f.parameterCount());
    SolveReport report = solve->forward(f, view(z), stopper.forward());
    if (report.reachedEnd())
        report = solve->backward(f, view(a), view(result.integral), stopper.backward());
    result.trouble = report.message();
    return report.reachedEnd();
}

/// z(t + eps) and its derivative by z(t), then what the equations make of them
bool takeStep(DifferentiableSystem<double>& f, Stopper& stopper, const Derivation& at,
    DerivationStep& step, std::string& trouble)
{
    const Index n = at.z.size();
    Increment increment(f, at.z);
    SolveOptions options
        = accurate(std::max(kTolerance * std::abs(step.eps) * at.f.norm(), 1e-300));
    options.t0 = at.t;
    options.t1 = at.t + step.eps;
    const auto solve = makeSensitivity<double>(
        gradientMethodById("backprop"), solver(), options, stopper.options());
    Vector<double> w;
    Matrix<double> dwdz(n, n);
    for (Index i = 0; i < n; ++i) {
        w = Vector<double>::Zero(n);
        SolveReport report = solve->forward(increment, view(w), stopper.forward());
        Vector<double> row = Vector<double>::Unit(n, i);
        Vector<double> byZ = Vector<double>::Zero(n);
        if (report.reachedEnd())
            report = solve->backward(increment, view(row), view(byZ), stopper.backward());
        if (!report.reachedEnd()) {
            trouble = report.message();
            return false;
        }
        dwdz.row(i) = byZ.transpose();
    }
    // t + eps is rounded: the step that was taken is the one to divide by.
    const double eps = options.t1 - options.t0;
    step.z = at.z + w;
    step.dzdz = Matrix<double>::Identity(n, n) + dwdz;
    const Vector<double> growth = dwdz.transpose() * step.a;
    step.chain = step.a + growth;
    step.quotient = -growth / eps;
    step.taylorRemainder = (w - eps * at.f).norm();
    step.adjointRemainder = (step.quotient - at.adot).norm();
    step.chainError = (at.a - step.chain).norm();
    return true;
}

/// Marks the finest remainders that stand well above their rounding and fits their slope.
double fitSlope(std::vector<DerivationStep>& steps, double DerivationStep::*remainder,
    bool DerivationStep::*counts, const std::function<double(const DerivationStep&)>& rounding)
{
    std::vector<std::pair<double, double>> points;
    for (auto step = steps.rbegin(); step != steps.rend() && points.size() < kFitted; ++step) {
        if (!(*step.*remainder > kAboveRounding * rounding(*step)))
            continue;
        *step.*counts = true;
        points.emplace_back(std::log2(std::abs(step->eps)), std::log2(*step.*remainder));
    }
    if (points.size() < 3)
        return std::numeric_limits<double>::quiet_NaN();
    double x = 0.0;
    double y = 0.0;
    for (const auto& [px, py] : points) {
        x += px / static_cast<double>(points.size());
        y += py / static_cast<double>(points.size());
    }
    double xx = 0.0;
    double xy = 0.0;
    for (const auto& [px, py] : points) {
        xx += (px - x) * (px - x);
        xy += (px - x) * (py - y);
    }
    return xy / xx;
}

void fitSlopes(Derivation& result)
{
    constexpr double unit = std::numeric_limits<double>::epsilon();
    const double speed = result.f.norm();
    result.taylorSlope
        = fitSlope(result.steps, &DerivationStep::taylorRemainder, &DerivationStep::taylorCounts,
            [&](const DerivationStep& step) { return unit * std::abs(step.eps) * speed; });
    // How well a(t) is known shows where the chain rule is off.
    double error = 0.0;
    for (const DerivationStep& step : result.steps)
        error = std::max(error, step.chainError);
    const double scale = result.a.norm();
    const double relative = scale > 0.0 ? error / scale + unit : unit;
    const double floor = relative * result.adot.norm() / 10.0;
    result.adjointSlope = fitSlope(result.steps, &DerivationStep::adjointRemainder,
        &DerivationStep::adjointCounts, [&](const DerivationStep&) { return floor; });
}

} // namespace

Matrix<double> AugmentedJacobian::whole() const
{
    const Index n = dfdz.rows();
    const Index p = dfdtheta.cols();
    Matrix<double> result = Matrix<double>::Zero(n + p + 1, n + p + 1);
    result.block(0, 0, n, n) = dfdz;
    result.block(0, n, n, p) = dfdtheta;
    result.block(0, n + p, n, 1) = dfdt;
    return result;
}

AugmentedJacobian augmentedJacobian(
    DifferentiableSystem<double>& f, double t, const Vector<double>& z)
{
    const Index n = f.dim();
    const Index p = f.parameterCount();
    AugmentedJacobian result { Matrix<double>(n, n), Matrix<double>(n, p), Vector<double>(n) };
    Vector<double> unused(n);
    for (Index i = 0; i < n; ++i) {
        const Vector<double> unit = Vector<double>::Unit(n, i);
        Vector<double> byZ = Vector<double>::Zero(n);
        Vector<double> byTheta = Vector<double>::Zero(p);
        f.record(t, view(z), view(unused));
        result.dfdt[i] = f.pullback(view(unit), view(byZ), view(byTheta));
        result.dfdz.row(i) = byZ.transpose();
        result.dfdtheta.row(i) = byTheta.transpose();
    }
    return result;
}

Derivation derive(
    DifferentiableSystem<double>& f, const DerivationTask& task, const std::atomic<bool>* stop)
{
    check(f, task);
    Stopper stopper(stop);
    Derivation result;
    result.t = task.t;
    result.steps = stepsOf(task);
    const auto ended = [&] {
        if (stopper.requested()) {
            result.stopped = true;
            result.trouble.clear();
        }
        return result;
    };
    if (!differentiate(f, task, stopper, result))
        return ended();
    if (!integrate26(f, task, stopper, result))
        return ended();
    result.f = Vector<double>(f.dim());
    f.evaluate(task.t, view(std::as_const(result.z)), view(result.f));
    result.jacobian = augmentedJacobian(f, task.t, result.z);
    result.adot = -(result.jacobian.dfdz.transpose() * result.a);
    result.athetadot = -(result.jacobian.dfdtheta.transpose() * result.a);
    result.atdot = -result.jacobian.dfdt.dot(result.a);
    result.at = -result.a.dot(result.f);
    for (DerivationStep& step : result.steps)
        if (!takeStep(f, stopper, result, step, result.trouble))
            return ended();
    fitSlopes(result);
    return ended();
}

} // namespace solvers
