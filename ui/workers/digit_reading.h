// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"
#include "nn/models/model_weights.h"
#include "ui/workers/principal_plane.h"

#include <QString>

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// Which network reads, and how it solves its ODE block.
struct DigitNetwork {
    std::shared_ptr<const nn::ModelWeights> weights; ///< not null
    std::optional<nn::ModelConfig> solve; ///< see nn::withSolver(); nothing: as trained
};

/// What a network makes of one digit. Fields of the depth are empty where it has none.
struct DigitReading {
    QString problem; ///< why there is none; else empty
    std::array<double, 10> shares {}; ///< probabilities
    int predicted = 0;
    double seconds = 0.0; ///< of the forward pass
    bool hasOdeBlock = false;
    double nfe = 0.0; ///< of the forward pass; 0 without an ODE block
    double nfeAdaptive = 0.0; ///< with Dormand-Prince, rtol = atol = 10^-3; NaN: it failed
    std::vector<double> depth; ///< t, ascending
    std::vector<std::vector<double>> states; ///< z(t), by depth
    std::vector<double> norms; ///< |z(t)|
    std::vector<std::array<double, 10>> sharesAt; ///< what the head makes of z(t)
    std::vector<double> adjointDepth; ///< ascending
    std::vector<double> adjointNorms; ///< |a(t)|, a = dLoss/dz(t), Loss = -log share of the class
};

/// pixels: 28 x 28, 0 to 1, as the network gets them. lossClass: of the adjoint; -1: the
/// predicted one. Never throws.
DigitReading readDigit(
    const DigitNetwork& network, const std::vector<float>& pixels, int lossClass = -1);

/// Hidden states of some test digits at t = T, and the plane that parts their class means best.
/// Empty for a network without depth.
struct DigitCloud {
    QString problem; ///< why there is none; else empty
    std::shared_ptr<const nn::ModelWeights> weights; ///< what it was made with
    PrincipalPlane plane;
    std::vector<double> x, y;
    std::vector<int> labels;
    std::array<double, 10> meanX {}, meanY {}; ///< of each class; NaN where it has no digit
};

/// Never throws; gives up soon after stop is set.
DigitCloud makeDigitCloud(const DigitNetwork& network, const nn::ImageSet& images, int digits,
    const std::atomic<bool>& stop);

/// The test set for the cloud and for random digits.
struct DigitSet {
    QString problem;
    nn::ImageSet images;
};
/// folder: empty for the shipped one. Never throws.
DigitSet loadDigitSet(const std::filesystem::path& folder);

/// A picture of a digit prepared as those of MNIST, 784 numbers.
struct DigitPicture {
    QString problem; ///< names the file; else empty
    std::vector<float> ink;
};
DigitPicture readDigitPicture(const QString& file); ///< of any size; never throws

} // namespace ui
