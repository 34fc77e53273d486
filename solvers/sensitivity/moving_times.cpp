// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/moving_times.h"

namespace solvers {

/// While it lives, f has the parameters of the outside and m_parameters those of f.
class MovingTimes::Exchange {
public:
    explicit Exchange(MovingTimes& moving)
        : m_moving(moving)
    {
        exchange();
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() { exchange(); }

private:
    void exchange()
    {
        if (m_moving.m_parameters.size() == 0)
            return;
        VectorView<double> theta = m_moving.m_f.parameters();
        theta.swap(m_moving.m_parameters.head(theta.size()));
    }

    MovingTimes& m_moving;
};

VectorView<double> MovingTimes::parameters()
{
    const VectorView<double> theta = m_f.parameters();
    if (theta.size() != m_f.parameterCount())
        return { nullptr, 0 };
    if (m_parameters.size() == 0) {
        m_parameters.resize(parameterCount());
        m_parameters << theta, m_t0, m_t1;
    }
    return view(m_parameters);
}

double MovingTimes::move(double& t) const
{
    if (m_parameters.size() == 0)
        return 1.0;
    const Index count = m_f.parameterCount();
    const double t0 = m_parameters[count];
    const double t1 = m_parameters[count + 1];
    if (t0 == m_t0 && t1 == m_t1)
        return 1.0;
    t = t0 + sigma(t) * (t1 - t0);
    return (t1 - t0) / (m_t1 - m_t0);
}

void MovingTimes::evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt)
{
    const double stretch = move(t);
    const Exchange exchange(*this);
    m_f.evaluate(t, y, dydt);
    if (stretch != 1.0)
        dydt *= stretch;
}

void MovingTimes::jacobian(
    double t, ConstVectorView<double> y, MatrixView<double> dfdy, VectorView<double> dfdt)
{
    const double stretch = move(t);
    const Exchange exchange(*this);
    m_f.jacobian(t, y, dfdy, dfdt);
    dfdy *= stretch;
    dfdt *= stretch * stretch;
}

void MovingTimes::record(double t, ConstVectorView<double> y, VectorView<double> dydt)
{
    m_f.record(t, y, dydt);
    m_records.push_back({ t, dydt });
}

double MovingTimes::pullback(
    ConstVectorView<double> a, VectorView<double> ady, VectorView<double> atheta)
{
    const Index count = m_f.parameterCount();
    const double at = m_f.pullback(a, ady, { atheta.data(), count });
    const Record& record = m_records.back();
    const double along = a.dot(record.slope) / (m_t1 - m_t0);
    atheta[count] += at * (1.0 - sigma(record.t)) - along;
    atheta[count + 1] += at * sigma(record.t) + along;
    m_records.pop_back();
    return at;
}

void MovingTimes::pushforward(double t, ConstVectorView<double> y, double dt,
    ConstVectorView<double> dy, ConstVectorView<double> dtheta, VectorView<double> dydt,
    VectorView<double> ddydt)
{
    const Index count = m_f.parameterCount();
    const double dt0 = dtheta[count];
    const double dt1 = dtheta[count + 1];
    m_f.pushforward(t, y, dt + dt0 * (1.0 - sigma(t)) + dt1 * sigma(t), dy,
        { dtheta.data(), count }, dydt, ddydt);
    ddydt += (dt1 - dt0) / (m_t1 - m_t0) * dydt;
}

} // namespace solvers
