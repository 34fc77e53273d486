// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace nn {

/// Seconds of a run without its pauses.
class RunClock {
public:
    /// before: seconds of the run before it was resumed
    explicit RunClock(double before = 0.0)
        : m_offset(before)
    {
    }

    double seconds() const { return m_offset + since(m_begin); }

    /// Calls wait(), whose time does not count, and returns its result.
    template <typename Wait>
    auto leaveOut(const Wait& wait)
    {
        const auto begin = Clock::now();
        const auto result = wait();
        m_offset -= since(begin);
        return result;
    }

private:
    using Clock = std::chrono::steady_clock;

    static double since(Clock::time_point begin)
    {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    }

    Clock::time_point m_begin = Clock::now();
    double m_offset;
};

/// Images per second over about the last five seconds, from times that ascend.
class RateMeter {
public:
    void add(double seconds, long images)
    {
        m_images += images;
        if (m_count == 0 || seconds - newest().seconds >= kSpacing) {
            m_samples[m_count % m_samples.size()] = { seconds, m_images };
            ++m_count;
        }
        m_now = seconds;
    }

    double rate() const
    {
        const std::size_t kept = m_count < m_samples.size() ? m_count : m_samples.size();
        Sample from; // the start, where that is recent enough
        for (std::size_t i = m_count - kept; i < m_count && m_now - from.seconds > kWindow; ++i)
            from = m_samples[i % m_samples.size()];
        const double seconds = m_now - from.seconds;
        return seconds > 0.0 ? static_cast<double>(m_images - from.images) / seconds : 0.0;
    }

private:
    struct Sample {
        double seconds = 0.0;
        long images = 0; ///< up to this time
    };
    static constexpr double kWindow = 5.0;
    static constexpr double kSpacing = 0.1;

    const Sample& newest() const { return m_samples[(m_count - 1) % m_samples.size()]; }

    std::array<Sample, 64> m_samples;
    std::size_t m_count = 0; ///< samples ever taken
    long m_images = 0;
    double m_now = 0.0;
};

} // namespace nn
