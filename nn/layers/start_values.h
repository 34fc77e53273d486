// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/random.h"
#include "nn/layers/workspace.h"

#include <cmath>

namespace nn {

/// PyTorch's default for weights and biases of linear and convolution layers: uniform on
/// [-1, 1] / sqrt(fanIn) (kaiming_uniform_ with a = sqrt(5); He et al., ICCV 2015).
template <typename Scalar>
void fillUniform(Scalar* values, Index count, Index fanIn, Random& random)
{
    const double bound = 1.0 / std::sqrt(static_cast<double>(fanIn));
    for (Index i = 0; i < count; ++i)
        values[i] = static_cast<Scalar>(random.uniform(-bound, bound));
}

} // namespace nn
