// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace nn {

/// While it lives, the calling thread's SSE arithmetic takes denormal numbers as zero, which
/// otherwise cost a hundred cycles each. Does nothing on processors without SSE.
class FlushDenormals {
public:
    explicit FlushDenormals(bool enabled = true);
    ~FlushDenormals();
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

private:
    unsigned m_before = 0;
    bool m_enabled = false;
};

/// Makes the calling thread, and those it starts from now on, give way to others on a busy
/// machine (Linux: nice +10). There is no way back without privileges. False: not possible.
bool lowerThreadPriority();

/// Largest resident set of the process so far, or since restartPeakMemory(), in bytes.
long peakMemoryBytes();

/// Counts the peak anew from here on (Linux; elsewhere it does nothing).
void restartPeakMemory();

} // namespace nn
