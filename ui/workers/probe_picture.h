// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <cstdint>
#include <vector>

namespace ui {

/// One test digit as the present weights see it: for its tile and for the depth charts.
struct ProbedDigit {
    long image = 0; ///< index in the test set
    int label = 0;
    int predicted = 0;
    double confidence = 0.0; ///< probability of the predicted class
    std::vector<std::uint8_t> pixels; ///< 28 x 28, 255 = ink
    std::vector<double> adjointNorm; ///< |a(t)| at each adjointDepth
    std::vector<double> x; ///< projection of z(t) at each depth
    std::vector<double> y;
};

/// The digits together. Both depths are empty for a model without depth.
struct ProbePicture {
    long step = 0;
    std::vector<double> depth; ///< ascending
    std::vector<double> adjointDepth; ///< ascending
    std::vector<ProbedDigit> digits;
};

/// Makes pictures of probes: looks the digits up and projects their hidden states to the plane
/// of the two largest principal components (over all digits and depths of the probe).
///
/// Each plane is turned and mirrored towards the one before (orthogonal Procrustes), so that the
/// picture does not jump from probe to probe. Keeps that plane: one object per run.
class ProbeProjector {
public:
    /// images: the test set that the probe's indices refer to; unknown indices get no pixels.
    ProbePicture picture(const nn::TrainingProbe& probe, const nn::ImageSet& images);

private:
    void project(const nn::DepthTrace& trace, ProbePicture& picture);

    std::vector<double> m_previous; ///< x, y of each (depth, digit)
};

} // namespace ui
