// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/phase_worker.h"

#include <QString>

namespace ui {

/// A number as short as four significant digits allow: "1", "−0.2", "1.414".
QString shortNumber(double value);
/// The same for an angle: multiples of π/2 as "π", "−3π/2".
QString angleNumber(double value);

/// "Centre", "Stable spiral"; lower: "centre", as within a sentence.
QString kindName(solvers::EquilibriumKind kind, bool lower);
/// "λ = ±i", "λ = −0.2 ± 1.5i", "λ = 1.5, −3"; rich: the λ in italics.
QString eigenvalueText(const solvers::Equilibrium& equilibrium, bool rich);
/// What a trajectory does: "libration", "closed orbit", "rotation", "to an equilibrium", ...
QString trajectoryKind(const PhaseTrajectory& trajectory, const PhaseResults& results);
/// The equilibria of a portrait, one kind a line, as rich text.
QString equilibriaText(const PhaseResults& results);
/// Short name of an invariant: its own where that is a word, else "I"; empty without one.
QString invariantName(const solvers::Problem& problem);

} // namespace ui
