// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/machine.h"

#include <fstream>
#include <string>

#include <sys/resource.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif
#ifdef __SSE__
#include <xmmintrin.h>
#endif

namespace nn {

#ifdef __SSE__
FlushDenormals::FlushDenormals(bool enabled)
    : m_before(_mm_getcsr())
    , m_enabled(enabled)
{
    constexpr unsigned flushToZero = 0x8000;
    constexpr unsigned denormalsAreZero = 0x0040;
    if (m_enabled)
        _mm_setcsr(m_before | flushToZero | denormalsAreZero);
}

FlushDenormals::~FlushDenormals()
{
    if (m_enabled)
        _mm_setcsr(m_before);
}
#else
FlushDenormals::FlushDenormals(bool) { }
FlushDenormals::~FlushDenormals() = default;
#endif

bool lowerThreadPriority()
{
#ifdef __linux__
    // On Linux "process" means the thread of that id, and threads inherit from their maker.
    const auto thread = static_cast<id_t>(syscall(SYS_gettid));
    return setpriority(PRIO_PROCESS, thread, 10) == 0;
#else
    return false;
#endif
}

namespace {

/// VmHWM of /proc/self/status, which restartPeakMemory() resets; 0: there is none
long highWaterMark()
{
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (long kilobytes = 0; word == "VmHWM:" && status >> kilobytes)
            return kilobytes * 1024L;
    return 0;
}

} // namespace

void restartPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

long peakMemoryBytes()
{
    if (const long mark = highWaterMark(); mark > 0)
        return mark;
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss;
#else
    return usage.ru_maxrss * 1024L;
#endif
}

} // namespace nn
