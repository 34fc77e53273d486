// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace ui {

/// The plane of the two largest principal components of some points.
class PrincipalPlane {
public:
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Coordinates = Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor>;

    PrincipalPlane() = default;
    /// points: one a row, at least one; all finite. Directions without variance are left out.
    explicit PrincipalPlane(const Rows& points);

    Eigen::Index size() const { return m_mean.size(); } ///< components of a point; 0: no plane
    Coordinates project(const Rows& points) const; ///< the same number of columns

private:
    Eigen::RowVectorXd m_mean;
    Eigen::Matrix<double, Eigen::Dynamic, 2> m_axes;
};

} // namespace ui
