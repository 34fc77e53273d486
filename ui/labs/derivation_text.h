// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/derivation.h"
#include "solvers/problems/problem.h"

#include <QList>
#include <QString>

namespace ui {

/// One live number of a step: what it is (rich text) and its value.
struct DerivationRow {
    QString name;
    QString value;
};

/// One numbered step of the page: what never changes.
struct DerivationStepText {
    QString id; ///< "chain", "taylor", "limit", "augmented", "jacobian", "adjoint", "gradient"
    QString title;
    QString equations; ///< "(3), (4)"
    QStringList formulas; ///< rich text
    QString sentence; ///< rich text
};

/// The seven steps, section 6 of the article in our words.
QList<DerivationStepText> derivationSteps();

/// The live numbers of a step at one eps of the derivation; one row each.
QList<DerivationRow> derivationRows(const QString& step, const solvers::Derivation& derivation,
    std::size_t eps, const solvers::Problem& problem);

/// Why equation (22) cannot stand as printed, for this number of states and parameters.
QString equation22Note(std::size_t states, std::size_t parameters);

/// Below the chart: the fitted slopes. severalTimes: the loss sees more than z(T).
QString slopesNote(const solvers::Derivation& derivation, bool severalTimes);

/// "2⁻⁸ = 3.906×10⁻³"
QString epsText(const solvers::DerivationStep& step);

} // namespace ui
