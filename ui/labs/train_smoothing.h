// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_curve.h"

#include <vector>

namespace ui {

/// Exponential averages of a loss for each choice of their weight at once, so that a change of
/// the choice redraws the whole curve as if it had been so from the start. Bounded memory.
class LossSmoothing {
public:
    LossSmoothing();

    static int choices();
    static double weight(int choice); ///< of the past, 0 to below 1; ascending
    static int usual(); ///< 0.97

    void clear();
    void add(double x, double loss); ///< a loss that is not finite keeps the averages
    void cutAfter(double x); ///< drops later points; the averages go on from the last one left
    const LiveBuffer& points(int choice) const; ///< x and average
    double last(int choice) const; ///< NaN before the first point

private:
    struct Average {
        LiveBuffer points;
        double sum = 0.0; ///< not yet divided by weight: unbiased from the first batch on
        double weight = 0.0;
    };
    std::vector<Average> m_averages;
};

} // namespace ui
