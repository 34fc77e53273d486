// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>
#include <thread>
#include <vector>

namespace ui {

/// How long events waited for the event loop, in milliseconds.
struct LatencyReport {
    long count = 0;
    double median = 0.0;
    double percentile99 = 0.0; ///< nearest rank
    double maximum = 0.0;
};

/// Measures how quickly the event loop of the thread it is made in answers: another thread posts
/// an event every 10 ms, whatever the loop does, and the delay until it is handled is kept. A
/// timer of the loop itself would miss exactly the times when the loop is stuck.
class LatencyProbe final : public QObject {
    Q_OBJECT
public:
    explicit LatencyProbe(QObject* parent = nullptr); ///< starts at once
    ~LatencyProbe() override; ///< stops the thread

    /// Of the events handled so far.
    LatencyReport report() const;

protected:
    void customEvent(QEvent* event) override;

private:
    using Clock = std::chrono::steady_clock;

    std::vector<double> m_delays; ///< milliseconds
    std::jthread m_poster;
};

/// Count, median, 99th percentile and maximum of the delays.
LatencyReport latencyReport(std::vector<double> delays);

} // namespace ui
