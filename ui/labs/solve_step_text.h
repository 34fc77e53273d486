// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/step_worker.h"

#include <QString>
#include <QStringList>

#include <span>

namespace ui {

/// A line of rich text whose terms in the middle may be left out where there is no room.
struct ElidableText {
    QString head;
    QStringList terms;
    QString tail;
    QString separator = QStringLiteral(" ");

    QString text(qsizetype shown) const; ///< the first `shown` terms, then "…" if any is missing
    QString full() const { return text(terms.size()); }
};

/// What stands below the chart of one step.
struct StepTexts {
    ElidableText stages; ///< k_1 = -6.3869 ..., rich text
    ElidableText formula; ///< y_{n+1} = y_n + (h/6)(k_1 + 2k_2 + 2k_3 + k_4) = -1.5828, rich text
    QString outcome; ///< exact value, errors, evaluations, verdict of error control; plain text
};

/// component: of the state, from 0.
StepTexts stepTexts(const SolveResults& results, const StepSight& sight, std::size_t component);

/// The increment of a step as terms: (h/6)(k_1 + 2k_2 + 2k_3 + k_4), with a common denominator
/// where the weights have a small one, else h(0.0911k_1 + ...). letter: rich text; step: "h", or
/// empty where the stages are increments already.
ElidableText incrementText(
    std::span<const double> weights, const QString& letter, const QString& step);

/// "rejected: error estimate 3.1 × tol, new h = 0.02": why error control turned a step down.
QString rejectionText(const solvers::StepAttempt& attempt);

QString errorText(double error); ///< 4 decimals, small ones with 3 digits

} // namespace ui
