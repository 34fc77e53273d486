// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/principal_plane.h"

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace ui {

PrincipalPlane::PrincipalPlane(const Rows& points)
    : m_mean(points.colwise().mean())
    , m_axes(Eigen::Matrix<double, Eigen::Dynamic, 2>::Zero(points.cols(), 2))
{
    const Rows centred = points.rowwise() - m_mean;
    // Few rows, many columns: the eigenvectors of the small Gram matrix give those of the
    // covariance, v = X^T u / |X^T u|.
    const Eigen::MatrixXd gram = centred * centred.transpose();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
    const Eigen::Index n = gram.rows();
    for (Eigen::Index k = 0; k < std::min<Eigen::Index>(2, n); ++k) {
        const Eigen::VectorXd axis = centred.transpose() * solver.eigenvectors().col(n - 1 - k);
        const double length = axis.norm();
        if (length > 0.0)
            m_axes.col(k) = axis / length;
    }
}

PrincipalPlane::Coordinates PrincipalPlane::project(const Rows& points) const
{
    return (points.rowwise() - m_mean) * m_axes;
}

} // namespace ui
