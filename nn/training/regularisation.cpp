// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/regularisation.h"

#include <cmath>

namespace nn {

namespace {

std::string weightsProblem(const Regularisation& terms)
{
    if (!std::isfinite(terms.kinetic) || terms.kinetic < 0.0)
        return "The weight of the kinetic term must be a number from 0.";
    if (!std::isfinite(terms.jacobian) || terms.jacobian < 0.0)
        return "The weight of the Jacobian term must be a number from 0.";
    return {};
}

} // namespace

std::string Regularisation::problem() const
{
    if (std::string found = weightsProblem(*this); !found.empty())
        return found;
    if (!(steer >= 0.0 && steer < 1.0))
        return "The share by which STEER moves end times must be from 0 to below 1.";
    return {};
}

std::string Regularisation::problem(double depth) const
{
    if (std::string found = weightsProblem(*this); !found.empty())
        return found;
    if (!(steer >= 0.0 && steer < depth))
        return "What STEER moves the end of depth by must be from 0 to below the depth T.";
    return {};
}

} // namespace nn
