// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/loss_gradient.h"

#include "solvers/sensitivity/moving_times.h"
#include "solvers/sensitivity/observed_sensitivity.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <deque>
#include <limits>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kDriftWorthANote = 1e-3; // relative to the state

void append(std::vector<double>& numbers, ConstVectorView<double> more)
{
    numbers.insert(numbers.end(), more.data(), more.data() + more.size());
}

Matrix<double> columns(const std::vector<double>& numbers, Index rows)
{
    if (numbers.empty() || rows == 0)
        return Matrix<double>(rows, 0);
    return Eigen::Map<const Matrix<double>>(
        numbers.data(), rows, static_cast<Index>(numbers.size()) / rows);
}

Vector<double> vectorOf(const std::vector<double>& numbers)
{
    return Eigen::Map<const Vector<double>>(numbers.data(), static_cast<Index>(numbers.size()));
}

/// Gathers trajectories column by column.
struct Columns {
    std::vector<double> z;
    std::vector<double> a;
    std::vector<double> atheta;
    std::vector<double> at;
    std::vector<double> zBack;
};

/// One task at work.
class GradientRun {
public:
    GradientRun(DifferentiableSystem<double>& f, const GradientTask& task);

    LossGradient run();

private:
    bool forward();
    void backward();
    void segmentBack(std::size_t k);
    void see(std::size_t k, const AdjointPoint<double>& point);
    double timeAdjoint(const AdjointPoint<double>& point);
    double along(std::size_t k, ConstVectorView<double> a); ///< a . f at the start of segment k
    void fail(const char* way, const SolveReport& report);
    void noteDrift();

    DifferentiableSystem<double>& m_f;
    const GradientTask& m_task;
    std::vector<double> m_times; ///< with the restarts
    ObservedSensitivity<double> m_solves;
    std::deque<MovingTimes> m_moving; ///< one for each solve of a discrete method
    std::vector<Index> m_observed; ///< which column of the states the end of a segment is, or -1
    std::vector<Vector<double>> m_starts; ///< z at every time of m_times
    Matrix<double> m_dstates;
    Vector<double> m_a;
    Vector<double> m_atheta; ///< with the ends of the segment in a discrete method
    Vector<double> m_slope;
    Vector<double> m_zBack;
    Vector<double> m_timeGradients; ///< for m_times
    Columns m_columns;
    LossGradient m_result;
};

std::vector<double> joinedTimes(const GradientTask& task)
{
    if (task.times.size() < 2)
        throw std::invalid_argument("a gradient needs a time at which the loss sees the state");
    std::vector<double> times = task.times;
    for (const double restart : task.restarts) {
        const auto [least, greatest] = std::minmax(task.times.front(), task.times.back());
        if (!(restart > least && restart < greatest))
            throw std::invalid_argument(
                "a restart at " + std::to_string(restart) + " is not between t0 and t1");
        times.push_back(restart);
    }
    if (!task.restarts.empty()) {
        std::sort(times.begin(), times.end());
        times.erase(std::unique(times.begin(), times.end()), times.end());
        if (task.times.back() < task.times.front())
            std::reverse(times.begin(), times.end());
    }
    return times;
}

GradientRun::GradientRun(DifferentiableSystem<double>& f, const GradientTask& task)
    : m_f(f)
    , m_task(task)
    , m_times(joinedTimes(task))
    , m_solves(*task.gradient, *task.method, task.solve, m_times, task.more)
{
    if (task.z0.size() != f.dim())
        throw std::invalid_argument("the initial state has " + std::to_string(task.z0.size())
            + " numbers, the system " + std::to_string(f.dim()));
    Index seen = 0;
    for (std::size_t k = 1; k < m_times.size(); ++k) {
        const bool observed = m_times[k] == task.times[static_cast<std::size_t>(seen) + 1];
        m_observed.push_back(observed ? seen++ : -1);
        if (!task.gradient->continuous)
            m_moving.emplace_back(f, m_times[k - 1], m_times[k]);
    }
    m_result.states.resize(f.dim(), seen);
    m_dstates.resize(f.dim(), seen);
    m_slope.resize(f.dim());
    m_timeGradients = Vector<double>::Zero(static_cast<Index>(m_times.size()));
}

bool GradientRun::forward()
{
    Vector<double> z = m_task.z0;
    m_starts.assign(1, z);
    GradientTrajectories& paths = m_result.trajectories;
    for (std::size_t k = 0; k < m_solves.segments(); ++k) {
        const auto keep = [&](double t, ConstVectorView<double> y) {
            if (m_task.trajectories && (paths.t.empty() || paths.t.back() != t)) {
                paths.t.push_back(t);
                append(m_columns.z, y);
            }
            return true;
        };
        DifferentiableSystem<double>& f = m_moving.empty() ? m_f : m_moving[k];
        add(m_result.forward, m_solves.forward(k, f, view(z), keep));
        if (!m_result.forward.reachedEnd()) {
            fail("forward", m_result.forward);
            return false;
        }
        m_starts.push_back(z);
        if (m_observed[k] >= 0)
            m_result.states.col(m_observed[k]) = z;
    }
    return true;
}

double GradientRun::along(std::size_t k, ConstVectorView<double> a)
{
    m_f.evaluate(m_times[k], view(std::as_const(m_starts[k])), view(m_slope));
    return a.dot(m_slope);
}

double GradientRun::timeAdjoint(const AdjointPoint<double>& point)
{
    ConstVectorView<double> z = point.z;
    if (z.size() == 0) {
        const std::vector<double>& t = m_result.trajectories.t;
        const auto at = std::find(t.rbegin(), t.rend(), point.t); // recent ones are asked for first
        if (at == t.rend())
            return kUnknown;
        const auto column = static_cast<std::size_t>(t.rend() - at) - 1;
        new (&z) ConstVectorView<double>(
            m_columns.z.data() + column * static_cast<std::size_t>(m_f.dim()), m_f.dim());
    }
    m_f.evaluate(point.t, z, view(m_slope));
    return -point.a.dot(m_slope);
}

void GradientRun::see(std::size_t k, const AdjointPoint<double>& point)
{
    if (point.z.size() > 0 && point.t == m_times[k])
        m_zBack = point.z;
    if (!m_task.trajectories)
        return;
    m_result.trajectories.backT.push_back(point.t);
    append(m_columns.a, point.a);
    append(m_columns.atheta, { point.atheta.data(), m_f.parameterCount() });
    append(m_columns.zBack, point.z);
    m_columns.at.push_back(timeAdjoint(point));
}

void GradientRun::segmentBack(std::size_t k)
{
    const auto end = static_cast<Index>(k) + 1;
    const Index count = m_f.parameterCount();
    const bool discrete = !m_moving.empty();
    if (m_observed[k] >= 0)
        m_a += m_dstates.col(m_observed[k]);
    if (!discrete)
        m_timeGradients[end] += along(k + 1, view(std::as_const(m_a)));
    m_zBack.resize(0);
    if (discrete)
        m_atheta.tail(2).setZero();
    DifferentiableSystem<double>& f = discrete ? m_moving[k] : m_f;
    add(m_result.backward,
        m_solves.backward(k, f, view(m_a), view(m_atheta),
            [&](const AdjointPoint<double>& point) { see(k, point); }));
    if (discrete) {
        m_timeGradients[end - 1] += m_atheta[count];
        m_timeGradients[end] += m_atheta[count + 1];
    } else {
        m_timeGradients[end - 1] -= along(k, view(std::as_const(m_a)));
    }
    if (m_zBack.size() > 0) {
        const double distance = (m_zBack - m_starts[k]).norm();
        if (!(m_result.drift >= distance)) // the first one replaces NaN
            m_result.drift = distance;
    }
}

void GradientRun::backward()
{
    const Index count = m_f.parameterCount();
    m_a = Vector<double>::Zero(m_f.dim());
    m_atheta = Vector<double>::Zero(count + (m_moving.empty() ? 0 : 2));
    for (std::size_t k = m_solves.segments(); k-- > 0;) {
        segmentBack(k);
        if (!m_result.backward.reachedEnd() || !m_a.allFinite()) {
            fail("backward", m_result.backward);
            return;
        }
    }
    m_result.z0 = m_a;
    m_result.parameters = m_atheta.head(count);
    std::vector<double> wanted;
    for (std::size_t k = 0; k < m_times.size(); ++k)
        if (k == 0 || m_observed[k - 1] >= 0)
            wanted.push_back(m_timeGradients[static_cast<Index>(k)]);
    m_result.times = vectorOf(wanted);
}

void GradientRun::fail(const char* way, const SolveReport& report)
{
    m_result.status = report.reachedEnd() ? SolveStatus::Diverged : report.status;
    m_result.trouble = "the " + std::string(way) + " solve: ";
    m_result.trouble += report.reachedEnd() ? "dL/dz is not finite" : report.message();
    if (std::string_view(way) == "backward" && m_task.gradient->continuous)
        m_result.trouble += "; what decays forwards grows backwards: try adjoint-interpolated, "
                            "checkpointed or backprop";
}

void GradientRun::noteDrift()
{
    double size = 0.0;
    for (const auto& z : m_starts)
        size = std::max(size, z.norm());
    if (!(m_result.drift > kDriftWorthANote * size))
        return;
    std::array<char, 200> text {};
    std::snprintf(text.data(), text.size(),
        "z integrated backwards misses its start by %.3g, the state being of size %.3g; "
        "try smaller steps, or a method that keeps states: checkpointed, adjoint-interpolated",
        m_result.drift, size);
    m_result.note = text.data();
}

LossGradient GradientRun::run()
{
    const auto start = std::chrono::steady_clock::now();
    m_result.drift = kUnknown;
    if (forward()) {
        m_result.loss = m_task.loss(m_result.states, m_dstates);
        backward();
    }
    m_result.seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    m_result.peakBytes = m_solves.peakBytes();
    if (m_result.trouble.empty())
        noteDrift();
    GradientTrajectories& paths = m_result.trajectories;
    paths.z = columns(m_columns.z, m_f.dim());
    paths.a = columns(m_columns.a, m_f.dim());
    paths.atheta = columns(m_columns.atheta, m_f.parameterCount());
    paths.zBack = columns(m_columns.zBack, m_f.dim());
    paths.at = vectorOf(m_columns.at);
    return std::move(m_result);
}

void checkShape(const Matrix<double>& states, const Matrix<double>& data, const char* what)
{
    if (states.rows() != data.rows() || states.cols() != data.cols())
        throw std::invalid_argument(std::string(what) + ": " + std::to_string(data.cols())
            + " states of " + std::to_string(data.rows()) + " numbers were given, the loss sees "
            + std::to_string(states.cols()) + " of " + std::to_string(states.rows()));
}

} // namespace

Loss meanSquaredLoss(Matrix<double> targets)
{
    return [targets = std::move(targets)](const Matrix<double>& states, Matrix<double>& gradient) {
        checkShape(states, targets, "target");
        gradient = 2.0 / static_cast<double>(targets.size()) * (states - targets);
        return (states - targets).squaredNorm() / static_cast<double>(targets.size());
    };
}

Loss linearLoss(Matrix<double> weights)
{
    return [weights = std::move(weights)](const Matrix<double>& states, Matrix<double>& gradient) {
        checkShape(states, weights, "weights");
        gradient = weights;
        return states.cwiseProduct(weights).sum();
    };
}

Vector<double> LossGradient::joined() const
{
    Vector<double> all(parameters.size() + z0.size() + times.size());
    all << parameters, z0, times;
    return all;
}

LossGradient lossGradient(DifferentiableSystem<double>& f, const GradientTask& task)
{
    return GradientRun(f, task).run();
}

double relativeDifference(const LossGradient& a, const LossGradient& b)
{
    const double distance = (a.joined() - b.joined()).norm();
    return distance == 0.0 ? 0.0 : distance / b.joined().norm();
}

} // namespace solvers
