// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/dynamics_measure.h"

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"

#include <algorithm>
#include <cmath>

namespace nn {

using solvers::ConstVectorView;
using solvers::Matrix;
using solvers::Vector;
using solvers::VectorView;
using solvers::view;

namespace {

constexpr double kTolerance = 1e-6; ///< of the learned trajectory
constexpr long kMostSteps = 20'000;
constexpr double kPartsOfExtent = 100.0; ///< pieces of a path that crosses its whole extent
constexpr double kMostParts = 32.0; ///< from state to state
constexpr double kMargin = 0.2; ///< of the grid beyond the data, in widths of the data

} // namespace

StateScaling scalingOf(const TrajectoryData& data, const FieldOptions& field)
{
    const Index dim = data.dim();
    StateScaling scaling { Vector<double>::Zero(dim), Vector<double>::Ones(dim), data.times.front(),
        1.0 };
    if (field.cube)
        return scaling;
    scaling.centre = data.states.rowwise().mean();
    for (Index i = 0; i < dim; ++i) {
        const double deviation
            = std::sqrt((data.states.row(i).array() - scaling.centre[i]).square().mean());
        scaling.scale[i] = deviation > 0.0 ? deviation : 1.0;
    }
    // Over strides of a fiftieth, since noise makes the way from sample to sample longer.
    const Index stride = std::max<Index>(1, data.samples() / 50);
    double way = 0.0;
    Index last = 0;
    for (Index k = stride; k < data.samples(); last = k, k += stride)
        way += (data.states.col(k) - data.states.col(k - stride))
                   .cwiseQuotient(scaling.scale)
                   .norm();
    const auto at = [&](Index k) { return data.times[static_cast<std::size_t>(k)]; };
    if (way > 0.0)
        scaling.unit = (at(last == 0 ? stride : last) - at(0)) / way;
    return scaling;
}

LearnedSystem::LearnedSystem(const DynamicsField<double>& field, const StateScaling& scaling)
    : m_layer(field.layer())
    , m_scaling(scaling)
{
    m_work.taping = false;
}

void LearnedSystem::evaluate(double, ConstVectorView<double> y, VectorView<double> dydt)
{
    m_work.rewind();
    const View<double> u = m_work.allocate(1, { 1, 1, dim() });
    u.vector() = (y - m_scaling.centre).cwiseQuotient(m_scaling.scale);
    dydt = m_layer.forward(u, m_work).vector().cwiseProduct(m_scaling.scale) / m_scaling.unit;
}

std::array<double, 2> FieldGrid::spacing() const
{
    return { (high[0] - low[0]) / (count - 1), (high[1] - low[1]) / (count - 1) };
}

std::array<double, 2> FieldGrid::point(int i) const
{
    const auto [dx, dy] = spacing();
    return { low[0] + dx * (i % count), low[1] + dy * (i / count) };
}

FieldGrid fieldGrid(const TrajectoryData& data, int count)
{
    FieldGrid grid;
    if (data.dim() != 2)
        return grid;
    grid.count = count;
    for (Index i = 0; i < 2; ++i) {
        const double low = data.states.row(i).minCoeff();
        const double high = data.states.row(i).maxCoeff();
        const double margin = high > low ? kMargin * (high - low) : 1.0;
        grid.low[static_cast<std::size_t>(i)] = low - margin;
        grid.high[static_cast<std::size_t>(i)] = high + margin;
    }
    return grid;
}

Matrix<double> fieldOn(const FieldGrid& grid, solvers::OdeSystem<double>& f)
{
    Matrix<double> values(2, grid.size());
    for (int i = 0; i < grid.size(); ++i) {
        const auto point = grid.point(i);
        f.evaluate(0.0, { point.data(), 2 }, { values.col(i).data(), 2 });
    }
    return values;
}

Matrix<double> smoothPath(
    std::span<const double> times, const Matrix<double>& states, solvers::OdeSystem<double>& f)
{
    const Index dim = states.rows();
    if (states.cols() < 2)
        return states;
    const Vector<double> extent
        = (states.rowwise().maxCoeff() - states.rowwise().minCoeff()).cwiseMax(1e-300);
    const auto parts = [&](Index k) {
        const double share
            = (states.col(k + 1) - states.col(k)).cwiseQuotient(extent).cwiseAbs().maxCoeff();
        return static_cast<Index>(std::clamp(std::ceil(share * kPartsOfExtent), 1.0, kMostParts));
    };
    Index points = 1;
    for (Index k = 0; k + 1 < states.cols(); ++k)
        points += parts(k);
    Matrix<double> path(dim, points);
    path.col(0) = states.col(0);
    Vector<double> from(dim);
    Vector<double> to(dim);
    const auto slope = [&](Index k, Vector<double>& out) {
        f.evaluate(times[static_cast<std::size_t>(k)], { states.col(k).data(), dim }, view(out));
    };
    slope(0, from);
    Index next = 1;
    for (Index k = 0; k + 1 < states.cols(); ++k, from.swap(to)) {
        slope(k + 1, to);
        const double h
            = times[static_cast<std::size_t>(k) + 1] - times[static_cast<std::size_t>(k)];
        const Index count = parts(k);
        const bool curved = from.allFinite() && to.allFinite();
        for (Index part = 1; part < count; ++part) {
            const double s = static_cast<double>(part) / static_cast<double>(count);
            path.col(next) = (1.0 - s) * states.col(k) + s * states.col(k + 1);
            if (curved)
                path.col(next) += s * (s - 1.0)
                    * ((1.0 - 2.0 * s) * (states.col(k + 1) - states.col(k))
                        + h * ((s - 1.0) * from + s * to));
            ++next;
        }
        path.col(next++) = states.col(k + 1);
    }
    return path;
}

struct DynamicsJudge::State {
    const TrajectoryData& data;
    LearnedSystem learned;
    std::unique_ptr<solvers::OdeSystem<double>> truth; ///< null: unknown
    std::unique_ptr<solvers::Stepper<double>> stepper;
    FieldGrid grid;
    Matrix<double> points; ///< where the fields are compared
    Matrix<double> trueField;
    std::vector<double> times; ///< of the data, then beyond

    void solve(DynamicsMeasure& measure, const std::atomic<bool>* stop);
    void compareFields(DynamicsMeasure& measure);
};

DynamicsJudge::DynamicsJudge(
    const DynamicsField<double>& field, const StateScaling& scaling, const TrajectoryData& data)
    : m_state(new State { data, LearnedSystem(field, scaling), nullptr,
        solvers::makeStepper<double>(solvers::methodById("dopri5")), fieldGrid(data), {}, {},
        data.times })
{
    State& s = *m_state;
    for (const double t : data.beyondTimes)
        if (t > s.times.back())
            s.times.push_back(t);
    if (!data.problem)
        return;
    s.truth = solvers::makeSystem(*data.problem);
    if (s.grid.count > 0) {
        s.points.resize(2, s.grid.size());
        for (int i = 0; i < s.grid.size(); ++i)
            s.points.col(i) << s.grid.point(i)[0], s.grid.point(i)[1];
    } else {
        s.points = data.truth;
    }
    s.trueField.resizeLike(s.points);
    for (Index i = 0; i < s.points.cols(); ++i)
        s.truth->evaluate(data.times.front(), { s.points.col(i).data(), data.dim() },
            { s.trueField.col(i).data(), data.dim() });
}

DynamicsJudge::~DynamicsJudge() = default;

void DynamicsJudge::State::solve(DynamicsMeasure& measure, const std::atomic<bool>* stop)
{
    Vector<double> y = data.truth.col(0);
    measure.states.resize(data.dim(), static_cast<Index>(times.size()));
    measure.states.col(0) = y;
    measure.times = { times.front() };
    solvers::SolveOptions options;
    options.t0 = times.front();
    options.t1 = times.back();
    options.adaptive = true;
    options.rtol = options.atol = kTolerance;
    options.maxSteps = kMostSteps;
    solvers::StepHooks<double> hooks;
    hooks.observeStep = [&](solvers::StepInterpolant<double>& step) {
        std::size_t next = measure.times.size();
        for (; next < times.size() && times[next] <= step.end(); ++next) {
            step.evaluate(times[next],
                VectorView<double>(
                    measure.states.col(static_cast<Index>(next)).data(), data.dim()));
            measure.times.push_back(times[next]);
        }
    };
    solvers::integrate<double>(
        learned, *stepper, options, view(y),
        [stop](double, ConstVectorView<double>) { return stop == nullptr || !*stop; },
        { nullptr, 0 }, {}, hooks);
    measure.states.conservativeResize(Eigen::NoChange, static_cast<Index>(measure.times.size()));
}

void DynamicsJudge::State::compareFields(DynamicsMeasure& measure)
{
    if (grid.count > 0)
        measure.arrows = fieldOn(grid, learned);
    if (!truth)
        return;
    double difference = 0.0;
    double size = 0.0;
    Vector<double> f(data.dim());
    for (Index i = 0; i < points.cols(); ++i) {
        learned.evaluate(0.0, { points.col(i).data(), data.dim() }, view(f));
        difference += (f - trueField.col(i)).norm();
        size += trueField.col(i).norm();
    }
    measure.fieldError = difference / size;
}

DynamicsMeasure DynamicsJudge::measure(long step, const std::atomic<bool>* stop)
{
    State& s = *m_state;
    DynamicsMeasure measure;
    measure.step = step;
    s.solve(measure, stop);
    s.compareFields(measure);
    const Index seen = s.data.samples();
    const Index reached = measure.states.cols();
    const Index within = std::min(seen, reached);
    measure.path = smoothPath(measure.times, measure.states.leftCols(within), s.learned);
    measure.pathBeyond = smoothPath(std::span(measure.times).subspan(std::size_t(within - 1)),
        measure.states.rightCols(reached - within + 1), s.learned);
    constexpr double infinite = std::numeric_limits<double>::infinity();
    measure.error = reached < seen
        ? infinite
        : (measure.states.leftCols(seen) - s.data.truth).cwiseAbs().mean();
    const Index more = static_cast<Index>(s.times.size()) - seen;
    if (more > 0)
        measure.errorBeyond = reached < seen + more
            ? infinite
            : (measure.states.rightCols(more) - s.data.beyond.rightCols(more)).cwiseAbs().mean();
    return measure;
}

} // namespace nn
