// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/json_text.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_trajectory_view.h"
#include "ui/learn/lesson_pages.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

bool sameJob(const SolveJob& a, const SolveJob& b)
{
    const auto same = [](const SolveRequest& one, const SolveRequest& other) {
        const auto number = [](const SolveRequest& request) {
            return request.options.adaptive ? request.options.rtol : request.options.step;
        };
        return one.method->id == other.method->id && one.options.adaptive == other.options.adaptive
            && number(one) == number(other);
    };
    return a.problem == b.problem && a.reference == b.reference
        && std::ranges::equal(a.requests, b.requests, same);
}

double largestOf(const std::vector<double>& numbers)
{
    double largest = 0.0;
    for (const double number : numbers)
        largest = std::max(largest, std::abs(number));
    return largest;
}

/// What one method made of the problem; numbers that are not there are null.
Json resultOf(const MethodResult& result, const SampledCurve& reference)
{
    const solvers::Solution& solution = result.solution;
    const solvers::SolveReport& report = solution.report;
    Json json { { "reached_end", result.reachedEnd() && !result.grewPastLimit },
        { "nfe", report.counters.nfe }, { "accepted", report.accepted },
        { "rejected", report.rejected }, { "end_error", solvers::finiteOrNull(result.endError) },
        { "max_error", solvers::finiteOrNull(result.maxError) },
        { "relative_error", solvers::finiteOrNull(result.maxError / largestOf(reference.y)) },
        { "order", solvers::finiteOrNull(result.observedOrder) },
        { "largest", solvers::finiteOrNull(largestOf(solution.y)) } };
    if (solution.size() > 0) {
        const double* end = solution.state(solution.size() - 1);
        for (std::size_t i = 0; i < solution.dim; ++i)
            json["end"].push_back(solvers::finiteOrNull(end[i]));
    }
    return json;
}

class SolveLessonPage final : public LessonPage {
public:
    explicit SolveLessonPage(SolveLab& lab)
        : LessonPage(lab)
        , m_page(lab)
    {
        connect(&lab, &SolveLab::solved, this, &LessonPage::changed);
    }

    Json state() const override
    {
        const SolveSettings settings = m_page.settings();
        Json json = LessonPage::state();
        json.update(lessonProblem(settings.problem));
        json["solvers"] = Json::object();
        for (const SolverSetting& solver : settings.solvers)
            if (solver.ticked)
                json["solvers"][solver.id] = lessonSolver(solver);
        json["results"] = Json::object();
        const auto results = m_page.results();
        if (results && sameJob(results->job, settings.job()))
            for (const MethodResult& result : results->methods)
                if (result.refusal.empty())
                    json["results"][std::string(result.solution.method->id)]
                        = resultOf(result, results->reference);
        return json;
    }

    void apply(const Json& set) override
    {
        if (set.empty())
            return;
        SolveSettings settings = m_page.settings();
        for (const auto& [key, value] : set.items()) {
            if (key == "solvers")
                applySolvers(value, settings.solvers);
            else if (!applyToProblem(key, value, settings.problem))
                throwUnknownSetting(key);
        }
        if (set.contains("problem"))
            settings.reference
                = settings.problem.hasExact() ? ReferenceKind::Exact : ReferenceKind::Accurate;
        m_page.setSettings(settings);
    }

    QString view() const override
    {
        const QString tab = m_page.currentTab();
        const auto* trajectory = m_page.findChild<SolveTrajectoryView*>();
        const bool steps = tab == QLatin1String("trajectory") && trajectory->stepThrough();
        return steps ? QStringLiteral("step-through") : tab;
    }

    bool showView(const QString& id) override
    {
        if (id == QLatin1String("trajectory")) // else the steps would stay
            m_page.findChild<SolveTrajectoryView*>()->setStepThrough(false);
        return m_page.showTab(id);
    }

    std::function<void()> keep() override
    {
        return [this, settings = m_page.settings(), show = LessonPage::keep()] {
            m_page.setSettings(settings);
            show();
        };
    }

private:
    /// These methods and no others.
    static void applySolvers(const Json& value, std::vector<SolverSetting>& solvers)
    {
        for (SolverSetting& solver : solvers)
            solver.ticked = false;
        for (const auto& [id, numbers] : value.items()) {
            auto found = std::ranges::find(solvers, id, &SolverSetting::id);
            if (found == solvers.end()) {
                solvers.push_back(defaultSetting(solvers::methodById(id)));
                found = solvers.end() - 1;
            }
            found->ticked = true;
            for (const auto& [key, number] : numbers.items())
                applyToSolver(key, number, *found);
        }
    }

    SolveLab& m_page;
};

} // namespace

std::unique_ptr<LessonPage> makeSolveLessonPage(SolveLab& lab)
{
    return std::make_unique<SolveLessonPage>(lab);
}

} // namespace ui
