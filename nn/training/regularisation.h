// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace nn {

/// What keeps the evaluations of a learned field few; 0 is off. Finlay, Jacobsen, Nurbekyan &
/// Oberman, How to train your neural ODE, ICML 2020, arXiv:2002.02798; Ghosh, Behl, Dupont, Torr &
/// Namboodiri, STEER, NeurIPS 2020, arXiv:2006.10711.
///
/// Of networks both integrals are divided by the numbers of a state, as in the first paper, so
/// that a weight suits models of every width.
struct Regularisation {
    double kinetic = 0.0; ///< weight of the integral of |f|^2 over depth or a piece
    double jacobian = 0.0; ///< weight of that of |df/dz|^2 (Frobenius)
    /// Networks: a training step integrates up to a time drawn from T - steer..T + steer, tests up
    /// to T. Time series: times of the batch's samples are moved by up to half this share of the
    /// mean gap, at random for every step; below 1.
    double steer = 0.0;

    bool any() const { return kinetic > 0.0 || jacobian > 0.0 || steer > 0.0; }
    /// Empty if usable, else a sentence naming the option. Of STEER for time series.
    std::string problem() const;
    /// The same for a network that is so deep.
    std::string problem(double depth) const;
    bool operator==(const Regularisation&) const = default;
};

} // namespace nn
