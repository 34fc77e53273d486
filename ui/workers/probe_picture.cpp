// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/probe_picture.h"

#include "ui/workers/principal_plane.h"

#include <Eigen/SVD>

#include <algorithm>

namespace ui {

namespace {

using RowMajor = PrincipalPlane::Rows;
using Plane = PrincipalPlane::Coordinates;

/// At most this many depths decide the plane: the cost grows with its square.
constexpr std::size_t kDepthsInBasis = 8;

RowMajor statesAt(const std::vector<const std::vector<double>*>& rows, Eigen::Index digits)
{
    const auto size = static_cast<Eigen::Index>(rows.front()->size()) / digits;
    RowMajor all(static_cast<Eigen::Index>(rows.size()) * digits, size);
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.middleRows(static_cast<Eigen::Index>(i) * digits, digits)
            = Eigen::Map<const RowMajor>(rows[i]->data(), digits, size);
    return all;
}

} // namespace

ProbePicture ProbeProjector::picture(const nn::TrainingProbe& probe, const nn::ImageSet& images)
{
    ProbePicture picture;
    picture.step = probe.step;
    const std::size_t digits = std::min({ probe.images.size(), probe.labels.size(),
        probe.predicted.size(), probe.confidence.size() });
    const auto pixels
        = static_cast<std::size_t>(images.rows) * static_cast<std::size_t>(images.columns);
    picture.digits.resize(digits);
    for (std::size_t i = 0; i < digits; ++i) {
        ProbedDigit& digit = picture.digits[i];
        digit.image = probe.images[i];
        digit.label = probe.labels[i];
        digit.predicted = probe.predicted[i];
        digit.confidence = probe.confidence[i];
        if (digit.image >= 0 && digit.image < images.count) {
            const auto first = images.pixels.begin()
                + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(digit.image) * pixels);
            digit.pixels.assign(first, first + static_cast<std::ptrdiff_t>(pixels));
        }
    }
    const nn::DepthTrace& trace = probe.trace;
    if (trace.adjointNorm.size() == trace.adjointDepth.size()) {
        picture.adjointDepth = trace.adjointDepth;
        for (const std::vector<double>& norms : trace.adjointNorm)
            for (std::size_t i = 0; i < std::min(digits, norms.size()); ++i)
                picture.digits[i].adjointNorm.push_back(norms[i]);
    }
    project(trace, picture);
    return picture;
}

void ProbeProjector::project(const nn::DepthTrace& trace, ProbePicture& picture)
{
    const std::size_t digits = picture.digits.size();
    const std::size_t depths = std::min(trace.depth.size(), trace.state.size());
    if (digits == 0 || depths == 0 || trace.state.front().size() < digits)
        return;
    std::vector<const std::vector<double>*> all;
    std::vector<const std::vector<double>*> some;
    for (std::size_t i = 0; i < depths; ++i) {
        if (trace.state[i].size() != trace.state.front().size())
            return;
        all.push_back(&trace.state[i]);
    }
    const std::size_t chosen = std::min(depths, kDepthsInBasis);
    for (std::size_t i = 0; i < chosen; ++i)
        some.push_back(all[chosen == 1 ? 0 : i * (depths - 1) / (chosen - 1)]);

    const auto count = static_cast<Eigen::Index>(digits);
    const RowMajor states = statesAt(all, count);
    if (!states.allFinite())
        return;
    Plane plane = PrincipalPlane(statesAt(some, count)).project(states);
    if (m_previous.size() == static_cast<std::size_t>(plane.size())) {
        const Eigen::Map<const Plane> before(m_previous.data(), plane.rows(), 2);
        const Eigen::Matrix2d overlap = plane.transpose() * before;
        const Eigen::JacobiSVD<Eigen::Matrix2d> svd(
            overlap, Eigen::ComputeFullU | Eigen::ComputeFullV);
        plane = (plane * (svd.matrixU() * svd.matrixV().transpose())).eval();
    }
    m_previous.assign(plane.data(), plane.data() + plane.size());

    picture.depth.assign(
        trace.depth.begin(), trace.depth.begin() + static_cast<std::ptrdiff_t>(depths));
    for (std::size_t i = 0; i < depths; ++i)
        for (std::size_t k = 0; k < digits; ++k) {
            const auto row = static_cast<Eigen::Index>(i * digits + k);
            picture.digits[k].x.push_back(plane(row, 0));
            picture.digits[k].y.push_back(plane(row, 1));
        }
}

} // namespace ui
