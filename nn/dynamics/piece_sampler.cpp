// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/piece_sampler.h"

#include <algorithm>
#include <cmath>

namespace nn {

namespace {

constexpr Index kMostIntervals = 40; ///< that the loss looks at in one piece

} // namespace

PieceLayout pieceLayout(Index samples, Index horizon, Index pieces)
{
    const Index whole = std::min(horizon, samples) - 1;
    const Index stride = (whole + kMostIntervals - 1) / kMostIntervals;
    PieceLayout layout;
    for (Index offset = 0; offset <= whole; offset += stride)
        layout.offsets.push_back(offset);
    layout.pieces = std::min(pieces, samples - layout.horizon() + 1);
    return layout;
}

PieceLayout shootingLayout(Index samples, Index pieces)
{
    PieceLayout layout;
    layout.pieces = pieces;
    const Index whole = (samples - 1) / pieces;
    const Index intervals = std::min(whole, kMostIntervals);
    for (Index k = 0; k <= intervals; ++k)
        layout.offsets.push_back(k * whole / intervals);
    return layout;
}

PieceSampler::PieceSampler(const TrajectoryData& data, const StateScaling& scaling)
    : m_states((data.states.colwise() - scaling.centre).array().colwise() / scaling.scale.array())
    , m_gap(data.meanGap() / scaling.unit)
    , m_even(true)
{
    for (const double t : data.times)
        m_times.push_back((t - scaling.t0) / scaling.unit);
    for (std::size_t k = 1; k < m_times.size(); ++k)
        m_even = m_even && std::abs(m_times[k] - m_times[k - 1] - m_gap) < 1e-9 * m_gap;
}

std::vector<double> PieceSampler::times(const PieceLayout& layout) const
{
    std::vector<double> times;
    for (const Index offset : layout.offsets)
        times.push_back(m_gap * static_cast<double>(offset));
    return times;
}

double PieceSampler::moved(Index sample, double steer, Random& random) const
{
    const auto k = static_cast<std::size_t>(sample);
    double room = k > 0 ? m_times[k] - m_times[k - 1] : m_gap;
    if (k + 1 < m_times.size())
        room = std::min(room, m_times[k + 1] - m_times[k]);
    return room * steer * random.uniform(-0.5, 0.5);
}

void PieceSampler::fill(const PieceLayout& layout, const std::vector<Index>& firsts, double steer,
    Random& random, PieceBatch<double>& batch) const
{
    const Index dim = m_states.rows();
    const auto columns = static_cast<Index>(layout.offsets.size());
    batch.targets.resize(layout.pieces * dim, columns);
    const bool paced = steer > 0.0 || !m_even;
    batch.pace.resize(paced ? layout.pieces : 0, paced ? columns - 1 : 0);
    for (Index n = 0; n < layout.pieces; ++n) {
        double before = 0.0;
        for (Index k = 0; k < columns; ++k) {
            const Index offset = layout.offsets[static_cast<std::size_t>(k)];
            const Index sample = firsts[static_cast<std::size_t>(n)] + offset;
            batch.targets.block(n * dim, k, dim, 1) = m_states.col(sample);
            if (!paced)
                continue;
            double time = m_times[static_cast<std::size_t>(sample)];
            if (k > 0 && steer > 0.0)
                time += moved(sample, steer, random);
            if (k > 0) {
                const Index gaps = offset - layout.offsets[static_cast<std::size_t>(k) - 1];
                batch.pace(n, k - 1) = (time - before) / (m_gap * static_cast<double>(gaps));
            }
            before = time;
        }
    }
}

void PieceSampler::deal(
    const PieceLayout& layout, double steer, Random& random, PieceBatch<double>& batch) const
{
    // One in each of as many equal parts of the trajectory: a batch then says nearly the same as
    // all of it, where pieces drawn at random leave most of the noise in the gradient.
    const Index places = samples() - layout.horizon() + 1;
    std::vector<Index> firsts;
    for (Index n = 0; n < layout.pieces; ++n) {
        const Index from = n * places / layout.pieces;
        const Index to = (n + 1) * places / layout.pieces;
        firsts.push_back(
            from + static_cast<Index>(random.below(static_cast<std::uint64_t>(to - from))));
    }
    fill(layout, firsts, steer, random, batch);
    batch.starts = batch.targets.col(0);
}

void PieceSampler::dealJoined(
    const PieceLayout& layout, double steer, Random& random, PieceBatch<double>& batch) const
{
    std::vector<Index> firsts;
    for (Index n = 0; n < layout.pieces; ++n)
        firsts.push_back(n * layout.offsets.back());
    fill(layout, firsts, steer, random, batch);
}

} // namespace nn
