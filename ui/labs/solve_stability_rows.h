// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/stability_worker.h"

#include <QHash>
#include <QString>

namespace ui {

class Theme;

enum class StabilityVerdict {
    None, ///< no eigenvalue, or the method has no stability function there
    Stable,
    Unstable, ///< |R| > 1 where the exact solution does not grow
    Grows ///< |R| > 1, and every eigenvalue makes the exact solution grow
};

/// h lambda of one eigenvalue.
struct StabilityMark {
    std::complex<double> eigenvalue;
    std::complex<double> z;
    double amplification = 0.0;
    bool stable = false;
};

/// One ticked method as the Stability view shows it.
struct StabilityRow {
    const solvers::Method* method = nullptr;
    QString series;
    QString name;
    bool fixedStep = true;
    double step = 0.0; ///< > 0; of an adaptive method the one under way; NaN: none
    std::vector<StabilityMark> marks;
    /// The largest over the eigenvalues with which the exact solution does not grow, or over all
    /// where there are no such.
    std::optional<double> amplification;
    StabilityVerdict verdict = StabilityVerdict::None;
    std::optional<double> largestStep; ///< see StabilityLimit
    std::shared_ptr<const solvers::StabilityRegion> region; ///< null: not computed yet
    bool hidden = false; ///< by its legend entry
    bool oscillatorOnly = false; ///< a splitting scheme, judged on the imaginary axis
};

/// Everything on show, made from results, eigenvalues and the steps that the user is choosing.
struct StabilityPicture {
    std::vector<StabilityRow> rows;
    std::vector<std::complex<double>> eigenvalues;
    double direction = 1.0; ///< -1 where the problem is solved backwards: then z = -|h| lambda
    double time = 0.0;
    std::vector<double> state;
    bool analysed = false; ///< false: eigenvalues are still on their way

    const StabilityRow* row(const QString& series) const; ///< nullptr if there is none
};

/// analysis: null, or the newest one; used where its problem is that of the results.
/// steps: by series, what is to stand in for the steps of the results.
StabilityPicture stabilityPicture(const SolveResults& results, const StabilityAnalysis* analysis,
    const StabilityRegions& regions, const QHash<QString, double>& steps);

/// "−1 ± 5i", "−1", or all that is said of many: empty.
QString eigenvaluesText(const StabilityPicture& picture);

QString stabilityCaption(const StabilityPicture& picture); ///< rich text
QString stabilityStatus(const StabilityPicture& picture); ///< where the Jacobian was taken
QString amplificationText(double amplification); ///< four digits, two of large ones

} // namespace ui
