// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/trajectory_loss.h"

#include <cassert>
#include <cmath>

namespace nn {

using solvers::Vector;
using solvers::view;

template <typename Scalar>
TrajectoryLoss<Scalar>::TrajectoryLoss(const DynamicsField<Scalar>& field,
    const PieceSolver& solver, const std::vector<double>& times, Index pieces,
    const Regularisation& terms)
    : m_pieces(pieces)
    , m_dim(field.options().dim)
    , m_terms(terms)
    , m_system(field.layer(), field.shape(), 0, field.parameters().size())
{
    const Index rows = pieces * m_dim;
    solvers::SolveOptions options = solver.solve;
    solvers::SensitivityOptions more;
    if (options.adaptive && (terms.kinetic > 0.0 || terms.jacobian > 0.0)) {
        more.backward = options; // an adjoint's system has other components
        options.errorComponents = static_cast<long>(rows);
    }
    m_sensitivity = std::make_unique<solvers::ObservedSensitivity<Scalar>>(
        *solver.gradient, *solver.method, options, times, more);
    const auto columns = static_cast<Index>(times.size());
    m_states.resize(rows, columns);
    m_dstates.resize(rows, columns);
    m_gradient.setZero(field.parameters().size());
    m_startGradient.setZero(rows);
}

template <typename Scalar>
bool TrajectoryLoss<Scalar>::setTerms(const Regularisation& terms)
{
    if ((terms.kinetic > 0.0) != (m_terms.kinetic > 0.0)
        || (terms.jacobian > 0.0) != (m_terms.jacobian > 0.0))
        return false;
    m_terms = terms;
    return true;
}

template <typename Scalar>
const Scalar* TrajectoryLoss<Scalar>::pace(
    const PieceBatch<Scalar>& batch, std::size_t interval) const
{
    return batch.pace.size() > 0 ? batch.pace.col(static_cast<Index>(interval)).data() : nullptr;
}

template <typename Scalar>
void TrajectoryLoss<Scalar>::compare(const PieceBatch<Scalar>& batch, PieceLoss& result)
{
    const auto numbers = static_cast<Scalar>(m_states.size());
    double sum = 0.0;
    for (Index k = 0; k < m_states.cols(); ++k)
        for (Index row = 0; row < m_states.rows(); ++row) {
            const Scalar error = m_states(row, k) - batch.targets(row, k);
            sum += static_cast<double>(std::abs(error));
            m_dstates(row, k) = static_cast<Scalar>((error > 0) - (error < 0)) / numbers;
        }
    result.data = sum / static_cast<double>(numbers);
    result.loss += result.data;
}

template <typename Scalar>
void TrajectoryLoss<Scalar>::join(const PieceBatch<Scalar>& batch, PieceLoss& result)
{
    const Index joined = (m_pieces - 1) * m_dim;
    if (!(batch.continuity > 0.0) || joined == 0)
        return;
    const Index last = m_states.cols() - 1;
    const auto weight = static_cast<Scalar>(batch.continuity / static_cast<double>(joined));
    for (Index row = 0; row < joined; ++row) {
        const Scalar jump = m_states(row, last) - m_states(row + m_dim, 0);
        result.jump += static_cast<double>(std::abs(jump)) / static_cast<double>(joined);
        const Scalar sign = static_cast<Scalar>((jump > 0) - (jump < 0));
        m_dstates(row, last) += weight * sign;
        m_dstates(row + m_dim, 0) -= weight * sign;
    }
    result.loss += batch.continuity * result.jump;
}

template <typename Scalar>
bool TrajectoryLoss<Scalar>::forward(const PieceBatch<Scalar>& batch, PieceLoss& result)
{
    const Index rows = m_states.rows();
    m_z.setZero(m_system.dim());
    m_z.head(rows) = batch.starts;
    m_states.col(0) = batch.starts;
    for (std::size_t k = 0; k < m_sensitivity->segments(); ++k) {
        m_system.setPace(pace(batch, k));
        add(result.forward, m_sensitivity->forward(k, m_system, view(m_z)));
        if (!result.forward.reachedEnd()) {
            result.trouble = result.forward.message();
            return false;
        }
        m_states.col(static_cast<Index>(k) + 1) = m_z.head(rows);
    }
    Index term = rows;
    if (m_terms.kinetic > 0.0)
        result.kinetic = static_cast<double>(m_z[term++]);
    if (m_terms.jacobian > 0.0)
        result.jacobian = static_cast<double>(m_z[term]);
    result.loss += m_terms.kinetic * result.kinetic + m_terms.jacobian * result.jacobian;
    return true;
}

template <typename Scalar>
void TrajectoryLoss<Scalar>::backward(const PieceBatch<Scalar>& batch, PieceLoss& result)
{
    const Index rows = m_states.rows();
    m_gradient.setZero();
    m_z.setZero();
    Index term = rows;
    if (m_terms.kinetic > 0.0)
        m_z[term++] = static_cast<Scalar>(m_terms.kinetic);
    if (m_terms.jacobian > 0.0)
        m_z[term] = static_cast<Scalar>(m_terms.jacobian);
    for (std::size_t k = m_sensitivity->segments(); k-- > 0;) {
        m_z.head(rows) += m_dstates.col(static_cast<Index>(k) + 1);
        m_system.setPace(pace(batch, k));
        add(result.backward, m_sensitivity->backward(k, m_system, view(m_z), view(m_gradient)));
        if (!result.backward.reachedEnd()) {
            result.trouble = result.backward.message();
            return;
        }
    }
    m_startGradient = m_z.head(rows) + m_dstates.col(0);
}

template <typename Scalar>
PieceLoss TrajectoryLoss<Scalar>::evaluate(const PieceBatch<Scalar>& batch)
{
    assert(batch.starts.size() == m_states.rows() && batch.targets.rows() == m_states.rows()
        && batch.targets.cols() == m_states.cols());
    PieceLoss result;
    m_work.rewind();
    m_system.begin(m_work, m_pieces, m_terms.kinetic > 0.0, m_terms.jacobian > 0.0);
    if (m_terms.jacobian > 0.0)
        m_system.setProbe(batch.signs);
    if (!forward(batch, result))
        return result;
    compare(batch, result);
    join(batch, result);
    backward(batch, result);
    return result;
}

template class TrajectoryLoss<float>;
template class TrajectoryLoss<double>;

} // namespace nn
