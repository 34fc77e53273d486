// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_smoothing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr std::array kWeights { 0.0, 0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995 };
constexpr int kUsual = 5;

} // namespace

LossSmoothing::LossSmoothing()
    : m_averages(kWeights.size())
{
}

int LossSmoothing::choices()
{
    return static_cast<int>(kWeights.size());
}

double LossSmoothing::weight(int choice)
{
    return kWeights[static_cast<std::size_t>(std::clamp(choice, 0, choices() - 1))];
}

int LossSmoothing::usual()
{
    return kUsual;
}

void LossSmoothing::clear()
{
    for (Average& average : m_averages) {
        average.points.clear();
        average.sum = average.weight = 0.0;
    }
}

void LossSmoothing::add(double x, double loss)
{
    for (std::size_t i = 0; i < kWeights.size(); ++i) {
        Average& average = m_averages[i];
        if (std::isfinite(loss)) {
            average.sum = kWeights[i] * average.sum + (1.0 - kWeights[i]) * loss;
            average.weight = kWeights[i] * average.weight + (1.0 - kWeights[i]);
        }
        average.points.append(x,
            average.weight > 0.0 ? average.sum / average.weight
                                 : std::numeric_limits<double>::quiet_NaN());
    }
}

void LossSmoothing::cutAfter(double x)
{
    for (Average& average : m_averages) {
        average.points.cutAfter(x);
        const bool left = !average.points.isEmpty() && std::isfinite(average.points.y().back());
        average.sum = left ? average.points.y().back() : 0.0;
        average.weight = left ? 1.0 : 0.0;
    }
}

const LiveBuffer& LossSmoothing::points(int choice) const
{
    return m_averages[static_cast<std::size_t>(std::clamp(choice, 0, choices() - 1))].points;
}

double LossSmoothing::last(int choice) const
{
    const LiveBuffer& all = points(choice);
    return all.isEmpty() ? std::numeric_limits<double>::quiet_NaN() : all.y().back();
}

} // namespace ui
