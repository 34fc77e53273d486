// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/fixed_steps.h"

#include <algorithm>
#include <cmath>

namespace solvers {

long fixedStepCount(double t0, double t1, double step)
{
    const double quotient = std::abs(t1 - t0) / step;
    return std::max(t0 == t1 ? 0L : 1L, static_cast<long>(std::ceil(quotient - kMergedFraction)));
}

double fixedStepTime(const SolveOptions& options, long n, long count)
{
    const double step = std::copysign(options.step, options.t1 - options.t0);
    return n == count ? options.t1 : options.t0 + step * static_cast<double>(n);
}

double fixedStepSize(const SolveOptions& options, long n, long count)
{
    const double span = options.t1 - options.t0;
    if (n + 1 < count || count == 1)
        return std::copysign(std::min(options.step, std::abs(span)), span);
    return options.t1 - fixedStepTime(options, n, count);
}

} // namespace solvers
