// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/version.h"

#include <QtGlobal>

namespace app {

namespace {

/// What the compiler made of -march, as the vector instructions that matter for speed.
std::string vectorInstructions()
{
#if defined(__AVX512F__)
    return "AVX-512, FMA";
#elif defined(__AVX2__) && defined(__FMA__)
    return "AVX2, FMA";
#elif defined(__AVX__)
    return "AVX";
#elif defined(__SSE4_2__)
    return "SSE4.2";
#elif defined(__SSE2__)
    return "SSE2";
#elif defined(__ARM_NEON)
    return "NEON";
#else
    return "no vector instructions";
#endif
}

} // namespace

std::string versionText()
{
    return "separatrix " SEPARATRIX_VERSION "\n"
           "build: " SEPARATRIX_BUILD_TYPE ", kernels for -march=" SEPARATRIX_ARCH " ("
        + vectorInstructions() + ")\nQt: " + qVersion() + "\nlicence: GPL-3.0-or-later\n";
}

} // namespace app
