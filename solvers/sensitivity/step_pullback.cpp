// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/step_pullback.h"

#include <utility>

namespace solvers {

template <typename Scalar>
StepPullback<Scalar>::StepPullback(const ButcherTableau& tableau)
    : m_tableau(tableau)
    , m_l(static_cast<std::size_t>(tableau.stagesWithoutEstimate()))
{
}

template <typename Scalar>
void StepPullback<Scalar>::prepare(Index dim)
{
    m_g.resize(dim);
    m_sum.resize(dim);
    for (auto& l : m_l)
        l.resize(dim);
}

template <typename Scalar>
const Vector<Scalar>& StepPullback<Scalar>::increment(DifferentiableSystem<Scalar>& f, double h,
    ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters)
{
    m_sum.setZero();
    for (int i = stages() - 1; i >= 0; --i) {
        auto& l = m_l[static_cast<std::size_t>(i)];
        m_g = static_cast<Scalar>(h * m_tableau.weight(i)) * lambda;
        for (int j = i + 1; j < stages(); ++j) {
            const double aji = m_tableau.coefficient(j, i);
            if (aji != 0.0)
                m_g += static_cast<Scalar>(h * aji) * m_l[static_cast<std::size_t>(j)];
        }
        f.pullback(view(std::as_const(m_g)), view(l), atheta);
        ++counters.nvjp;
    }
    for (const auto& l : m_l)
        m_sum += l;
    return m_sum;
}

template class StepPullback<float>;
template class StepPullback<double>;

} // namespace solvers
