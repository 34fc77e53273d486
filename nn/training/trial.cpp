// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/trial.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

template <typename Value>
double meanOf(const std::vector<RunEpoch>& epochs, Value value)
{
    double sum = 0.0;
    for (const RunEpoch& epoch : epochs)
        sum += value(epoch);
    return epochs.empty() ? kUnknown : sum / static_cast<double>(epochs.size());
}

} // namespace

double Trial::leastError() const
{
    double least = kUnknown;
    for (const RunEpoch& epoch : epochs)
        least = std::fmin(least, epoch.testError);
    return least;
}

double Trial::lastError() const
{
    return epochs.empty() ? kUnknown : epochs.back().testError;
}

double Trial::chosenError() const
{
    const RunEpoch* chosen = nullptr;
    for (const RunEpoch& epoch : epochs)
        if (std::isfinite(epoch.validationError)
            && (!chosen || epoch.validationError < chosen->validationError))
            chosen = &epoch;
    return chosen ? chosen->testError : kUnknown;
}

double Trial::trainSeconds() const
{
    double sum = 0.0;
    for (const RunEpoch& epoch : epochs)
        sum += std::isfinite(epoch.trainSeconds) ? epoch.trainSeconds : epoch.seconds;
    return sum;
}

double Trial::evaluationSeconds() const
{
    double sum = 0.0;
    for (const RunEpoch& epoch : epochs)
        sum += std::isfinite(epoch.evaluationSeconds) ? epoch.evaluationSeconds : 0.0;
    return sum;
}

double Trial::nfeForward() const
{
    return meanOf(epochs, [](const RunEpoch& epoch) { return epoch.nfeForwardMean; });
}

double Trial::nfeBackward() const
{
    return meanOf(epochs, [](const RunEpoch& epoch) { return epoch.nfeBackwardMean; });
}

std::int64_t Trial::peakMemoryBytes() const
{
    std::int64_t most = 0;
    for (const RunEpoch& epoch : epochs)
        most = std::max(most, epoch.peakMemoryBytes);
    return most;
}

Trial summarise(std::span<const RunEvent> events)
{
    Trial trial;
    trial.status = "running";
    for (const RunEvent& event : events) {
        if (const auto* start = std::get_if<RunStart>(&event)) {
            if (trial.config.is_null()) {
                trial.config = start->config;
                trial.parameters = start->parameters;
            }
            trial.status = "running";
        } else if (const auto* epoch = std::get_if<RunEpoch>(&event)) {
            std::erase_if(trial.epochs,
                [epoch](const RunEpoch& known) { return known.epoch >= epoch->epoch; });
            trial.epochs.push_back(*epoch);
        } else if (const auto* end = std::get_if<RunEnd>(&event)) {
            trial.status = end->status;
        }
    }
    return trial;
}

Spread spreadOf(std::span<const double> numbers)
{
    Spread spread { 0.0, 0.0, 0 };
    for (const double number : numbers)
        if (std::isfinite(number)) {
            spread.mean += number;
            ++spread.count;
        }
    spread.mean = spread.count > 0 ? spread.mean / spread.count : kUnknown;
    double squares = 0.0;
    for (const double number : numbers)
        if (std::isfinite(number))
            squares += (number - spread.mean) * (number - spread.mean);
    spread.deviation = spread.count > 1 ? std::sqrt(squares / (spread.count - 1)) : kUnknown;
    return spread;
}

} // namespace nn
