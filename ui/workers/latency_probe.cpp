// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/latency_probe.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr std::chrono::milliseconds kInterval { 10 };

QEvent::Type pingType()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

class Ping final : public QEvent {
public:
    explicit Ping(std::chrono::steady_clock::time_point posted)
        : QEvent(pingType())
        , m_posted(posted)
    {
    }

    double age() const
    {
        return std::chrono::duration<double, std::milli>(
            std::chrono::steady_clock::now() - m_posted)
            .count();
    }

private:
    std::chrono::steady_clock::time_point m_posted;
};

} // namespace

LatencyProbe::LatencyProbe(QObject* parent)
    : QObject(parent)
{
    m_delays.reserve(100'000);
    pingType(); // registered before the thread needs it
    m_poster = std::jthread([this](const std::stop_token& stop) {
        Clock::time_point next = Clock::now();
        while (!stop.stop_requested()) {
            next += kInterval;
            std::this_thread::sleep_until(next);
            QCoreApplication::postEvent(this, new Ping(Clock::now()));
        }
    });
}

LatencyProbe::~LatencyProbe()
{
    m_poster.request_stop();
    m_poster.join(); // before QObject's destructor drops the events still posted
}

LatencyReport LatencyProbe::report() const
{
    return latencyReport(m_delays);
}

void LatencyProbe::customEvent(QEvent* event)
{
    if (event->type() == pingType())
        m_delays.push_back(static_cast<const Ping*>(event)->age());
}

LatencyReport latencyReport(std::vector<double> delays)
{
    LatencyReport report;
    if (delays.empty())
        return report;
    std::sort(delays.begin(), delays.end());
    const std::size_t n = delays.size();
    const auto rank = [&](double share) {
        return delays[std::min(
            n - 1, static_cast<std::size_t>(std::ceil(share * static_cast<double>(n))) - 1)];
    };
    report.count = static_cast<long>(n);
    report.median = rank(0.5);
    report.percentile99 = rank(0.99);
    report.maximum = delays.back();
    return report;
}

} // namespace ui
