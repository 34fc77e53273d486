// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"

#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include <cmath>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

/// The dynamics of gradients.json, differentiated by hand.
namespace gradients {

using solvers::AdjointObserver;
using solvers::Index;
using solvers::SolveOptions;
using solvers::SolveReport;
using Vec = Eigen::VectorXd;
using Mat = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// z' = f(t, z; theta) for one state
struct Dynamics {
    virtual ~Dynamics() = default;
    virtual Index dim() const = 0;
    virtual std::vector<std::string> parameterNames() const = 0;
    virtual Vec value(double t, const Vec& z, const Vec& theta) const = 0;
    /// a^T df/dz is returned, a^T df/dtheta added to atheta, a^T df/dt to at.
    virtual Vec product(
        double t, const Vec& z, const Vec& theta, const Vec& a, Vec& atheta, double& at) const = 0;
};

struct LinearInTime final : Dynamics { // a z + b t
    Index dim() const override { return 1; }
    std::vector<std::string> parameterNames() const override { return { "a", "b" }; }
    Vec value(double t, const Vec& z, const Vec& theta) const override
    {
        return Vec::Constant(1, theta[0] * z[0] + theta[1] * t);
    }
    Vec product(double t, const Vec& z, const Vec& theta, const Vec& a, Vec& atheta,
        double& at) const override
    {
        atheta[0] += a[0] * z[0];
        atheta[1] += a[0] * t;
        at += a[0] * theta[1];
        return a * theta[0];
    }
};

struct SmallNet final : Dynamics { // Y sigmoid(W z), or sigmoid(W z)
    SmallNet(Index n, bool withOuter)
        : m_n(n)
        , m_withOuter(withOuter)
    {
    }
    Index dim() const override { return m_n; }
    std::vector<std::string> parameterNames() const override
    {
        return m_withOuter ? std::vector<std::string> { "W", "Y" }
                           : std::vector<std::string> { "W" };
    }
    Vec value(double, const Vec& z, const Vec& theta) const override
    {
        return outer(theta) * hidden(z, theta);
    }
    Vec product(
        double, const Vec& z, const Vec& theta, const Vec& a, Vec& atheta, double&) const override
    {
        const Vec s = hidden(z, theta);
        const Vec ahidden = outer(theta).transpose() * a;
        const Vec ainner = (ahidden.array() * s.array() * (1 - s.array())).matrix();
        Eigen::Map<Mat>(atheta.data(), m_n, m_n) += ainner * z.transpose();
        if (m_withOuter)
            Eigen::Map<Mat>(atheta.data() + m_n * m_n, m_n, m_n) += a * s.transpose();
        return Eigen::Map<const Mat>(theta.data(), m_n, m_n).transpose() * ainner;
    }

private:
    Mat outer(const Vec& theta) const
    {
        if (!m_withOuter)
            return Mat::Identity(m_n, m_n);
        return Eigen::Map<const Mat>(theta.data() + m_n * m_n, m_n, m_n);
    }
    Vec hidden(const Vec& z, const Vec& theta) const
    {
        const Vec x = Eigen::Map<const Mat>(theta.data(), m_n, m_n) * z;
        return (1.0 + (-x.array()).exp()).inverse().matrix();
    }

    Index m_n;
    bool m_withOuter;
};

struct OdeForward final : Dynamics { // z - A exp(t/B) sin(C t) + D exp(t/E) cos(F t)
    Index dim() const override { return 1; }
    std::vector<std::string> parameterNames() const override
    {
        return { "A", "B", "C", "D", "E", "F" };
    }
    Vec value(double t, const Vec& z, const Vec& p) const override
    {
        return Vec::Constant(1,
            z[0] - p[0] * std::exp(t / p[1]) * std::sin(p[2] * t)
                + p[3] * std::exp(t / p[4]) * std::cos(p[5] * t));
    }
    Vec product(
        double t, const Vec&, const Vec& p, const Vec& a, Vec& atheta, double& at) const override
    {
        const double growth = std::exp(t / p[1]);
        const double other = std::exp(t / p[4]);
        const double sine = std::sin(p[2] * t);
        const double cosine = std::cos(p[5] * t);
        atheta[0] -= a[0] * growth * sine;
        atheta[1] += a[0] * p[0] * growth * sine * t / (p[1] * p[1]);
        atheta[2] -= a[0] * p[0] * growth * std::cos(p[2] * t) * t;
        atheta[3] += a[0] * other * cosine;
        atheta[4] -= a[0] * p[3] * other * cosine * t / (p[4] * p[4]);
        atheta[5] -= a[0] * p[3] * other * std::sin(p[5] * t) * t;
        at += a[0]
            * (-p[0] * growth * (sine / p[1] + p[2] * std::cos(p[2] * t))
                + p[3] * other * (cosine / p[4] - p[5] * std::sin(p[5] * t)));
        return a;
    }
};

struct MlpTanh final : Dynamics { // W2 tanh(W1 z + b1) + b2
    MlpTanh(Index dim, Index hidden)
        : m_n(dim)
        , m_h(hidden)
    {
    }
    Index dim() const override { return m_n; }
    std::vector<std::string> parameterNames() const override { return { "W1", "b1", "W2", "b2" }; }
    Vec value(double, const Vec& z, const Vec& theta) const override
    {
        return second(theta) * hidden(z, theta) + theta.tail(m_n);
    }
    Vec product(
        double, const Vec& z, const Vec& theta, const Vec& a, Vec& atheta, double&) const override
    {
        const Vec u = hidden(z, theta);
        const Vec ainner
            = ((second(theta).transpose() * a).array() * (1 - u.array().square())).matrix();
        Eigen::Map<Mat>(atheta.data(), m_h, m_n) += ainner * z.transpose();
        atheta.segment(m_h * m_n, m_h) += ainner;
        Eigen::Map<Mat>(atheta.data() + m_h * (m_n + 1), m_n, m_h) += a * u.transpose();
        atheta.tail(m_n) += a;
        return Eigen::Map<const Mat>(theta.data(), m_h, m_n).transpose() * ainner;
    }

private:
    Mat second(const Vec& theta) const
    {
        return Eigen::Map<const Mat>(theta.data() + m_h * (m_n + 1), m_n, m_h);
    }
    Vec hidden(const Vec& z, const Vec& theta) const
    {
        const Vec x
            = Eigen::Map<const Mat>(theta.data(), m_h, m_n) * z + theta.segment(m_h * m_n, m_h);
        return x.array().tanh().matrix();
    }

    Index m_n;
    Index m_h;
};

struct LotkaVolterra final : Dynamics { // a y1 - b y1 y2, c y1 y2 - d y2
    Index dim() const override { return 2; }
    std::vector<std::string> parameterNames() const override { return { "a", "b", "c", "d" }; }
    Vec value(double, const Vec& z, const Vec& p) const override
    {
        Vec f(2);
        f << p[0] * z[0] - p[1] * z[0] * z[1], p[2] * z[0] * z[1] - p[3] * z[1];
        return f;
    }
    Vec product(
        double, const Vec& z, const Vec& p, const Vec& a, Vec& atheta, double&) const override
    {
        atheta[0] += a[0] * z[0];
        atheta[1] -= a[0] * z[0] * z[1];
        atheta[2] += a[1] * z[0] * z[1];
        atheta[3] -= a[1] * z[1];
        Vec az(2);
        az << a[0] * (p[0] - p[1] * z[1]) + a[1] * p[2] * z[1],
            -a[0] * p[1] * z[0] + a[1] * (p[2] * z[0] - p[3]);
        return az;
    }
};

/// A batch of states with common parameters as one system; checks that records and pullbacks
/// are paired as documented.
template <typename Scalar>
class System : public solvers::DifferentiableSystem<Scalar> {
public:
    System(std::shared_ptr<const Dynamics> dynamics, Vec parameters, Index batch = 1)
        : theta(std::move(parameters))
        , m_dynamics(std::move(dynamics))
        , m_batch(batch)
    {
    }
    Index dim() const override { return m_batch * m_dynamics->dim(); }
    Index parameterCount() const override { return theta.size(); }

    void evaluate(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        ++evaluations;
        const Index n = m_dynamics->dim();
        for (Index b = 0; b < m_batch; ++b)
            dydt.segment(b * n, n)
                = m_dynamics->value(t, y.segment(b * n, n).template cast<double>(), theta)
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
        Vec sum = Vec::Zero(theta.size());
        double at = 0.0;
        for (Index b = 0; b < m_batch; ++b)
            ady.segment(b * n, n) = m_dynamics
                                        ->product(t, y.segment(b * n, n), theta,
                                            a.segment(b * n, n).template cast<double>(), sum, at)
                                        .template cast<Scalar>();
        atheta += sum.template cast<Scalar>();
        return static_cast<Scalar>(at);
    }

    Vec theta;
    long evaluations = 0;
    long pullbacks = 0;
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
