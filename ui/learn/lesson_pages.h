// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"
#include "ui/learn/lesson_page.h"

namespace ui {

class DepthLab;
class GradientsLab;
class RunsLab;
class SolveLab;
class TrainLab;

// What makeLessonPage() chooses from.
std::unique_ptr<LessonPage> makeSolveLessonPage(SolveLab& lab);
std::unique_ptr<LessonPage> makeDepthLessonPage(DepthLab& lab);
std::unique_ptr<LessonPage> makeGradientsLessonPage(GradientsLab& lab);
std::unique_ptr<LessonPage> makeTrainLessonPage(TrainLab& lab);
std::unique_ptr<LessonPage> makeRunsLessonPage(RunsLab& lab);

/// "problem" (id of the catalogue, empty for a typed one), "parameters", "y0", "t0", "t1".
nlohmann::ordered_json lessonProblem(const solvers::Problem& problem);

/// Takes one of these settings over; false for another key. "problem" has to come first. Throws
/// for values that the problem does not have.
bool applyToProblem(
    const std::string& key, const nlohmann::ordered_json& value, solvers::Problem& problem);

/// "step" or "tolerance", whichever rules.
template <typename Solver>
nlohmann::ordered_json lessonSolver(const Solver& solver)
{
    if (solver.adaptive)
        return { { "tolerance", solver.tolerance } };
    return { { "step", solver.step } };
}

[[noreturn]] void throwUnknownSetting(const std::string& key);
double positiveSetting(const std::string& key, const nlohmann::ordered_json& value);

template <typename Solver>
void applyToSolver(const std::string& key, const nlohmann::ordered_json& value, Solver& solver)
{
    if (key != "step" && key != "tolerance")
        throwUnknownSetting(key);
    solver.adaptive = key == "tolerance";
    (solver.adaptive ? solver.tolerance : solver.step) = positiveSetting(key, value);
}

} // namespace ui
