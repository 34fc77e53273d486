// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cmath>
#include <string>
#include <vector>

/// The dynamics of gradients.json, differentiated by hand.
namespace gradients {

using Eigen::Index;
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

} // namespace gradients
