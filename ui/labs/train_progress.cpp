// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_progress.h"

#include "ui/labs/train_settings.h"
#include "ui/text.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kSettled = 2.0; ///< seconds of training before the time left is guessed

} // namespace

void TrainProgress::add(const TrainingUpdate& update)
{
    if (update.start) {
        *this = {};
        m_start = update.start;
        m_epochs = update.start->options.epochs;
        m_last.step = update.start->firstStep;
    }
    if (update.rewound)
        m_last.step = update.rewound->step;
    if (!update.steps.empty())
        m_last = update.steps.back();
    if (!update.epochs.empty())
        m_evaluationSeconds = update.epochs.back().evaluationSeconds;
}

long TrainProgress::totalSteps() const
{
    if (!m_start)
        return 0;
    return m_start->options.steps > 0 ? m_start->options.steps : m_start->stepsPerEpoch * m_epochs;
}

double TrainProgress::share() const
{
    const long total = totalSteps();
    return total > 0
        ? std::clamp(static_cast<double>(m_last.step) / static_cast<double>(total), 0.0, 1.0)
        : 0.0;
}

QString TrainProgress::position() const
{
    if (!m_start || m_start->stepsPerEpoch <= 0)
        return {};
    const long perEpoch = m_start->stepsPerEpoch;
    const long done = std::max(0L, m_last.step - 1);
    const long step = m_last.step > 0 ? done % perEpoch + 1 : 0;
    return tr("epoch %1 of %2, step %3 of %4")
        .arg(done / perEpoch + 1)
        .arg(m_epochs)
        .arg(step)
        .arg(perEpoch);
}

QString TrainProgress::epochText() const
{
    if (!m_start || m_start->stepsPerEpoch <= 0)
        return {};
    return tr("Epoch %1 of %2")
        .arg(std::max(0L, m_last.step - 1) / m_start->stepsPerEpoch + 1)
        .arg(m_epochs);
}

QString TrainProgress::speed() const
{
    if (!(m_last.imagesPerSecond > 0.0))
        return {};
    const bool points = m_start && !m_start->options.plane.empty();
    return (points ? tr("%1 points/s") : tr("%1 img/s"))
        .arg(thousands(std::llround(m_last.imagesPerSecond)));
}

QString TrainProgress::left() const
{
    if (!m_start || !(m_last.imagesPerSecond > 0.0) || m_last.seconds < kSettled)
        return {};
    const auto steps = static_cast<double>(std::max(0L, totalSteps() - m_last.step));
    const auto perEpoch = static_cast<double>(std::max(1L, m_start->stepsPerEpoch));
    const double training = steps * m_start->options.batch / m_last.imagesPerSecond;
    const double tests = std::ceil(steps / perEpoch) * m_evaluationSeconds;
    return tr("left about %1").arg(clockText(training + tests));
}

QString clockText(double seconds)
{
    const long long whole = std::max(0LL, std::llround(seconds));
    const auto two = [](long long number) {
        return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0'));
    };
    if (whole >= 3600)
        return QStringLiteral("%1:%2:%3")
            .arg(whole / 3600)
            .arg(two(whole / 60 % 60), two(whole % 60));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(two(whole % 60));
}

QString percentText(double share)
{
    const double percent = 100.0 * share;
    return QStringLiteral("%1 %").arg(percent, 0, 'f', percent < 1.0 ? 2 : 1);
}

} // namespace ui
