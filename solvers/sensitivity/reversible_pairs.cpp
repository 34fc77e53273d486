// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/reversible_pairs.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace solvers {

namespace {

constexpr double kCoupling = 0.999; // lambda of McCallum & Foster

/// m = y + h x / 2, u = f(t + h / 2, m), x' = 2 u - x, y' = m + h x' / 2; x(t0) = f(t0, y).
template <typename Scalar>
class LeapfrogPair final : public ReversiblePair<Scalar> {
public:
    void start(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Vector<Scalar>& x,
        Counters& counters) override
    {
        x.resize(y.size());
        f.evaluate(t, y, view(x));
        ++counters.nfe;
    }

    void step(OdeSystem<Scalar>& f, double t, double h, Vector<Scalar>& y, Vector<Scalar>& x,
        Counters& counters) override
    {
        const auto half = static_cast<Scalar>(0.5 * h);
        m_slope.resize(y.size());
        y += half * x;
        f.evaluate(t + 0.5 * h, view(std::as_const(y)), view(m_slope));
        ++counters.nfe;
        x = Scalar(2) * m_slope - x;
        y += half * x;
    }

    void undo(DifferentiableSystem<Scalar>& f, double t, double h, Vector<Scalar>& y,
        Vector<Scalar>& x, Vector<Scalar>& ay, Vector<Scalar>& ax, VectorView<Scalar> atheta,
        Counters& counters) override
    {
        const auto half = static_cast<Scalar>(0.5 * h);
        m_slope.resize(y.size());
        m_product.resize(y.size());
        y -= half * x;
        f.record(t + 0.5 * h, view(std::as_const(y)), view(m_slope));
        x = Scalar(2) * m_slope - x;
        y -= half * x;
        ax += half * ay; // of x'
        m_slope = Scalar(2) * ax;
        f.pullback(view(std::as_const(m_slope)), view(m_product), atheta);
        ay += m_product; // of m, and so of y
        ax = half * ay - ax;
        ++counters.nfe;
        ++counters.nvjp;
    }

    /// x is a slope, its cotangent of O(h).
    void combine(const Vector<Scalar>& ay, const Vector<Scalar>&, Vector<Scalar>& a) const override
    {
        a = ay;
    }

    void undoStart(DifferentiableSystem<Scalar>& f, double t, Vector<Scalar>& y, Vector<Scalar>& ay,
        Vector<Scalar>& ax, VectorView<Scalar> atheta, Counters& counters) override
    {
        f.record(t, view(std::as_const(y)), view(m_slope));
        f.pullback(view(std::as_const(ax)), view(m_product), atheta);
        ay += m_product;
        ++counters.nfe;
        ++counters.nvjp;
    }

private:
    Vector<Scalar> m_slope;
    Vector<Scalar> m_product;
};

/// x' = 2 y - x + h f(t, x), y' = y + h (f(t, x) + f(t + h, x')) / 2; x(t0) = y(t0). Each f(t, x)
/// serves two steps and is differentiated once, with the cotangents of both.
template <typename Scalar>
class HeunPair final : public ReversiblePair<Scalar> {
public:
    void start(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Vector<Scalar>& x,
        Counters& counters) override
    {
        x = y;
        m_slope.resize(y.size());
        f.evaluate(t, y, view(m_slope));
        ++counters.nfe;
        m_aslope.resize(0);
    }

    void step(OdeSystem<Scalar>& f, double t, double h, Vector<Scalar>& y, Vector<Scalar>& x,
        Counters& counters) override
    {
        const auto half = static_cast<Scalar>(0.5 * h);
        x = Scalar(2) * y - x + static_cast<Scalar>(h) * m_slope;
        y += half * m_slope;
        f.evaluate(t + h, view(std::as_const(x)), view(m_slope));
        ++counters.nfe;
        y += half * m_slope;
    }

    void undo(DifferentiableSystem<Scalar>& f, double t, double h, Vector<Scalar>& y,
        Vector<Scalar>& x, Vector<Scalar>& ay, Vector<Scalar>& ax, VectorView<Scalar> atheta,
        Counters& counters) override
    {
        const auto half = static_cast<Scalar>(0.5 * h);
        if (m_aslope.size() == 0) { // the last step of the solve: nothing follows it
            m_aslope = Vector<Scalar>::Zero(y.size());
            m_product.resize(y.size());
            f.record(t + h, view(std::as_const(x)), view(m_slope));
            ++counters.nfe;
        }
        m_aslope += half * ay;
        pullBack(f, ax, atheta, counters);
        x = Scalar(2) * y - x - static_cast<Scalar>(h) * m_slope;
        y -= half * m_slope;
        f.record(t, view(std::as_const(x)), view(m_slope));
        ++counters.nfe;
        y -= half * m_slope;
        m_aslope = half * ay + static_cast<Scalar>(h) * ax;
        ay += Scalar(2) * ax;
        ax = -ax;
    }

    void undoStart(DifferentiableSystem<Scalar>& f, double t, Vector<Scalar>& y, Vector<Scalar>& ay,
        Vector<Scalar>& ax, VectorView<Scalar> atheta, Counters& counters) override
    {
        (void)t;
        (void)y;
        if (m_aslope.size() > 0)
            pullBack(f, ax, atheta, counters);
        ay += ax;
    }

private:
    /// Takes the newest record off: that of f(t, x) whose cotangent is m_aslope.
    void pullBack(DifferentiableSystem<Scalar>& f, Vector<Scalar>& ax, VectorView<Scalar> atheta,
        Counters& counters)
    {
        f.pullback(view(std::as_const(m_aslope)), view(m_product), atheta);
        ++counters.nvjp;
        ax += m_product;
    }

    Vector<Scalar> m_slope; ///< f(t, x) at the present end
    Vector<Scalar> m_aslope; ///< its cotangent from the step that starts there; empty: none yet
    Vector<Scalar> m_product;
};

/// y' = l y + (1 - l) x + Psi_h(x), x' = x - Psi_{-h}(y'), Psi_h(v) the increment of a step of h
/// from v; x(t0) = y(t0).
template <typename Scalar>
class CoupledPair final : public ReversiblePair<Scalar> {
public:
    explicit CoupledPair(const ButcherTableau& tableau)
        : m_stepper(tableau)
        , m_pullback(tableau)
    {
    }

    void start(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Vector<Scalar>& x,
        Counters& counters) override
    {
        (void)t;
        (void)counters;
        x = y;
        m_stepper.prepare(f.dim(), 0, false);
        m_pullback.prepare(f.dim());
    }

    void step(OdeSystem<Scalar>& f, double t, double h, Vector<Scalar>& y, Vector<Scalar>& x,
        Counters& counters) override
    {
        const auto l = static_cast<Scalar>(kCoupling);
        y = l * y + (Scalar(1) - l) * x + increment(f, t, h, x, counters);
        x -= increment(f, t + h, -h, y, counters);
    }

    void undo(DifferentiableSystem<Scalar>& f, double t, double h, Vector<Scalar>& y,
        Vector<Scalar>& x, Vector<Scalar>& ay, Vector<Scalar>& ax, VectorView<Scalar> atheta,
        Counters& counters) override
    {
        const auto l = static_cast<Scalar>(kCoupling);
        Recording<Scalar> recording(f);
        x += increment(recording, t + h, -h, y, counters);
        m_cotangent = -ax;
        ay += m_pullback.increment(f, -h, view(std::as_const(m_cotangent)), atheta, counters);
        y = (y - (Scalar(1) - l) * x - increment(recording, t, h, x, counters)) / l;
        ax += (Scalar(1) - l) * ay
            + m_pullback.increment(f, h, view(std::as_const(ay)), atheta, counters);
        ay *= l;
    }

    void undoStart(DifferentiableSystem<Scalar>&, double, Vector<Scalar>&, Vector<Scalar>& ay,
        Vector<Scalar>& ax, VectorView<Scalar>, Counters&) override
    {
        ay += ax;
    }

private:
    const Vector<Scalar>& increment(
        OdeSystem<Scalar>& f, double t, double h, const Vector<Scalar>& v, Counters& counters)
    {
        m_stepper.restart();
        m_stepper.step(f, t, view(v), h, counters);
        m_increment = m_stepper.trial() - v;
        return m_increment;
    }

    RungeKutta<Scalar> m_stepper;
    StepPullback<Scalar> m_pullback;
    Vector<Scalar> m_increment;
    Vector<Scalar> m_cotangent;
};

} // namespace

template <typename Scalar>
std::unique_ptr<ReversiblePair<Scalar>> makeReversiblePair(const Method& method)
{
    if (const ButcherTableau* tableau = method.tableau())
        return std::make_unique<CoupledPair<Scalar>>(*tableau);
    if (const auto* scheme = std::get_if<const ReversibleScheme*>(&method.data)) {
        if ((*scheme)->kind == ReversibleScheme::Kind::Heun)
            return std::make_unique<HeunPair<Scalar>>();
        return std::make_unique<LeapfrogPair<Scalar>>();
    }
    throw std::invalid_argument("solver '" + std::string(method.id)
        + "' cannot be undone step by step; try alf, reversible-heun or an explicit Runge-Kutta "
          "method such as rk4");
}

template std::unique_ptr<ReversiblePair<float>> makeReversiblePair<float>(const Method&);
template std::unique_ptr<ReversiblePair<double>> makeReversiblePair<double>(const Method&);

} // namespace solvers
