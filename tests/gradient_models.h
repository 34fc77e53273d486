// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gradient_dynamics.h"

#include "solvers/sensitivity/sensitivity.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

/// Systems of the dynamics of gradients.json, and gradients of them.
namespace gradients {

using solvers::AdjointObserver;
using solvers::SolveOptions;
using solvers::SolveReport;

/// A batch of states with common parameters as one system; checks that records and pullbacks
/// are paired as documented.
template <typename Scalar>
class System : public solvers::DifferentiableSystem<Scalar> {
public:
    System(std::shared_ptr<const Dynamics> dynamics, Vec parameters, Index batch = 1)
        : theta(parameters.cast<Scalar>())
        , m_dynamics(std::move(dynamics))
        , m_batch(batch)
    {
    }
    Index dim() const override { return m_batch * m_dynamics->dim(); }
    Index parameterCount() const override { return theta.size(); }
    solvers::VectorView<Scalar> parameters() override
    {
        return { theta.data(), changeable ? theta.size() : 0 };
    }

    void evaluate(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        ++evaluations;
        const Index n = m_dynamics->dim();
        const Vec p = theta.template cast<double>();
        for (Index b = 0; b < m_batch; ++b)
            dydt.segment(b * n, n)
                = m_dynamics->value(t, y.segment(b * n, n).template cast<double>(), p)
                      .template cast<Scalar>();
    }

    void record(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        evaluate(t, y, dydt);
        m_records.push_back({ t, y.template cast<double>() });
        mostRecords = std::max(mostRecords, m_records.size());
    }

    Scalar pullback(solvers::ConstVectorView<Scalar> a, solvers::VectorView<Scalar> ady,
        solvers::VectorView<Scalar> atheta) override
    {
        if (m_records.empty())
            throw std::logic_error("a pullback without its record");
        ++pullbacks;
        const auto [t, y] = m_records.back();
        m_records.pop_back();
        const Index n = m_dynamics->dim();
        const Vec p = theta.template cast<double>();
        Vec sum = Vec::Zero(theta.size());
        double at = 0.0;
        for (Index b = 0; b < m_batch; ++b)
            ady.segment(b * n, n) = m_dynamics
                                        ->product(t, y.segment(b * n, n), p,
                                            a.segment(b * n, n).template cast<double>(), sum, at)
                                        .template cast<Scalar>();
        atheta += sum.template cast<Scalar>();
        return static_cast<Scalar>(at);
    }

    bool hasPushforward() const override { return pushes; }
    /// Row by row from products with unit vectors
    void pushforward(double t, solvers::ConstVectorView<Scalar> y, Scalar dt,
        solvers::ConstVectorView<Scalar> dy, solvers::ConstVectorView<Scalar> dtheta,
        solvers::VectorView<Scalar> dydt, solvers::VectorView<Scalar> ddydt) override
    {
        evaluate(t, y, dydt);
        ++pushforwards;
        const Index n = m_dynamics->dim();
        const Vec p = theta.template cast<double>();
        for (Index i = 0; i < dim(); ++i) {
            const Index first = i / n * n;
            Vec ftheta = Vec::Zero(theta.size());
            double ft = 0.0;
            const Vec fy = m_dynamics->product(t, y.segment(first, n).template cast<double>(), p,
                Vec::Unit(n, i - first), ftheta, ft);
            ddydt[i] = static_cast<Scalar>(fy.dot(dy.segment(first, n).template cast<double>())
                + ftheta.dot(dtheta.template cast<double>()) + ft * static_cast<double>(dt));
        }
    }

    solvers::Vector<Scalar> theta;
    bool changeable = true; ///< parameters() are given out
    bool pushes = true; ///< hasPushforward()
    long evaluations = 0;
    long pullbacks = 0;
    long pushforwards = 0;
    std::size_t mostRecords = 0;
    std::size_t openRecords() const { return m_records.size(); }
    std::size_t recordBytes() const override
    {
        return m_records.size() * static_cast<std::size_t>(dim()) * sizeof(Scalar);
    }

private:
    struct Record {
        double t;
        Vec y;
    };
    std::shared_ptr<const Dynamics> m_dynamics;
    Index m_batch;
    std::vector<Record> m_records;
};

inline void flatten(const nlohmann::json& value, std::vector<double>& numbers)
{
    if (!value.is_array())
        numbers.push_back(value);
    else
        for (const auto& entry : value)
            flatten(entry, numbers);
}

inline Vec numbersOf(const nlohmann::json& value)
{
    std::vector<double> numbers;
    flatten(value, numbers);
    return Eigen::Map<const Vec>(numbers.data(), static_cast<Index>(numbers.size()));
}

inline std::shared_ptr<const Dynamics> dynamicsOf(const nlohmann::json& entry)
{
    const std::string model = entry.at("model");
    if (model == "diff_eq")
        return std::make_shared<LinearInTime>();
    if (model == "mini_net")
        return std::make_shared<SmallNet>(1, false);
    if (model == "small_net")
        return std::make_shared<SmallNet>(static_cast<Index>(entry.at("z0").size()), true);
    if (model == "ode_forward")
        return std::make_shared<OdeForward>();
    if (model == "mlp_tanh")
        return std::make_shared<MlpTanh>(
            2, static_cast<Index>(entry.at("parameters").at("b1").size()));
    if (model == "expression")
        return std::make_shared<LotkaVolterra>();
    throw std::runtime_error("no such model: " + model);
}

/// Parameters, or gradients by them, in the model's order
inline Vec inOrder(const Dynamics& dynamics, const nlohmann::json& byName)
{
    std::vector<double> numbers;
    for (const auto& name : dynamics.parameterNames())
        flatten(byName.at(name), numbers);
    return Eigen::Map<const Vec>(numbers.data(), static_cast<Index>(numbers.size()));
}

inline SolveOptions fixed(double t0, double t1, double step)
{
    SolveOptions options;
    options.t0 = t0;
    options.t1 = t1;
    options.step = step;
    return options;
}

inline SolveOptions adaptive(double t0, double t1, double tolerance)
{
    SolveOptions options = fixed(t0, t1, 1.0);
    options.adaptive = true;
    options.rtol = options.atol = tolerance;
    return options;
}

template <typename Scalar = double>
System<Scalar> linear(double a = 3.0, double b = 1.0)
{
    Vec theta(2);
    theta << a, b;
    return { std::make_shared<LinearInTime>(), theta };
}

inline System<double> net()
{
    // Any weights do.
    Vec theta(18);
    for (Index i = 0; i < theta.size(); ++i)
        theta[i] = std::sin(3.0 * static_cast<double>(i) + 1.0);
    return { std::make_shared<SmallNet>(3, true), theta };
}

struct Run {
    SolveReport forward;
    SolveReport backward;
    Vec z1;
    Vec a0; ///< dL/dz0
    Vec theta; ///< dL/dtheta
    std::size_t storedBytes = 0;
    std::size_t peakBytes = 0;
};

/// One solve and its gradient for dL/dz(t1) = a1(z1)
inline Run run(const char* gradient, const char* method, const SolveOptions& options,
    System<double>& f, const Vec& z0, const std::function<Vec(const Vec&)>& a1,
    const AdjointObserver<double>& observe = {})
{
    const auto solve = solvers::makeSensitivity<double>(
        solvers::gradientMethodById(gradient), solvers::methodById(method), options);
    Run result;
    result.z1 = z0;
    result.forward = solve->forward(f, solvers::view(result.z1));
    result.storedBytes = solve->storedBytes();
    result.a0 = a1(result.z1);
    result.theta = Vec::Zero(f.parameterCount());
    result.backward
        = solve->backward(f, solvers::view(result.a0), solvers::view(result.theta), observe);
    result.peakBytes = solve->peakBytes();
    return result;
}

inline Vec ones(const Vec& z1)
{
    return Vec::Ones(z1.size());
}

/// L = z(t1) of the linear equation from z0 = 2
inline Run linearRun(const char* gradient, const char* method, const SolveOptions& options)
{
    auto f = linear();
    return run(gradient, method, options, f, Vec::Constant(1, 2.0), ones);
}

inline bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace gradients
