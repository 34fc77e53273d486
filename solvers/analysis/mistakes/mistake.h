// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// Whose numbers they are: the code as it was published, the corrected run, or the truth.
enum class MistakeVersion { Published, Corrected, Reference };

/// One curve of a mistake's chart. Names may hold i, sub and sup tags; without one a curve is not
/// in the legend.
struct MistakeCurve {
    std::string name;
    MistakeVersion version = MistakeVersion::Published;
    std::vector<double> x;
    std::vector<double> y;
    bool line = true;
    bool markers = true;
    bool hollow = false; ///< markers of a second kind
};

/// The chart in which both runs are drawn; without curves there is none.
struct MistakeChart {
    std::string title;
    std::string xTitle;
    std::string yTitle;
    bool logarithmic = false; ///< the y axis
    bool equalScales = false;
    std::vector<MistakeCurve> curves;
};

/// A small picture of rows x columns numbers, row by row.
struct MistakeImage {
    std::string title;
    MistakeVersion version = MistakeVersion::Published;
    int rows = 0;
    int columns = 0;
    std::vector<double> values;
};

/// One row of the table; NaN: nothing to say.
struct MistakeNumber {
    std::string quantity; ///< may hold i, sub and sup tags
    double published = std::numeric_limits<double>::quiet_NaN();
    double corrected = std::numeric_limits<double>::quiet_NaN();
    double reference = std::numeric_limits<double>::quiet_NaN(); ///< exact, or as it should be
    int digits = 6; ///< significant ones
};

/// What became of a mistake, as published and corrected, from the same inputs.
struct MistakeRun {
    MistakeChart chart;
    std::vector<MistakeImage> images;
    std::vector<MistakeNumber> numbers;
    bool stopped = false; ///< ended early: incomplete
};

/// stop: another thread may set it. progress(done, total) may be empty.
using MistakeProgress = std::function<void(int done, int total)>;
using MistakeFunction
    = MistakeRun (*)(const std::atomic<bool>& stop, const MistakeProgress& progress);

/// One entry of the museum of mistakes in the article's code.
struct Mistake {
    std::string_view id; ///< "truncated-steps"
    std::string_view title; ///< a few words
    std::string_view place; ///< notebook and function
    std::string_view paragraph; ///< what is wrong, and what it does; may hold i, sub and sup tags
    std::string_view lookAt; ///< what to look at in the picture
    MistakeFunction run;
};

} // namespace solvers
