// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/json_text.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/mistakes_view.h"
#include "ui/learn/lesson_pages.h"

#include <algorithm>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

Json solverState(const GradientSolver& solver)
{
    Json json { { "solver", solver.id } };
    json.update(lessonSolver(solver));
    return json;
}

void applySolver(const Json& set, GradientSolver& solver)
{
    for (const auto& [key, value] : set.items()) {
        if (key == "solver")
            solver.id = solvers::methodById(value.get<std::string>()).id; // throws
        else
            applyToSolver(key, value, solver);
    }
}

bool sameJob(const GradientJob& a, const GradientJob& b)
{
    const auto same = [](const solvers::SolveOptions& one, const solvers::SolveOptions& other) {
        return one.adaptive == other.adaptive
            && (one.adaptive ? one.rtol == other.rtol : one.step == other.step);
    };
    return a.problem == b.problem && a.times == b.times && a.targets == b.targets
        && a.method == b.method && same(a.solve, b.solve) && a.backwardMethod == b.backwardMethod
        && same(a.backward, b.backward) && a.methods == b.methods && a.checkpoints == b.checkpoints
        && a.difference == b.difference;
}

/// "difference" is to the first method, "error" to the reference.
Json resultOf(const GradientMethodResult& result, const GradientReference& reference)
{
    Json json { { "failed", result.failed() } };
    if (result.failed())
        return json;
    json["loss"] = solvers::finiteOrNull(result.gradient.loss);
    json["difference"] = solvers::finiteOrNull(result.difference);
    if (reference.known) {
        const solvers::Vector<double> exact = everything(reference);
        json["error"]
            = solvers::finiteOrNull((everything(result.gradient) - exact).norm() / exact.norm());
    }
    json["nfe"] = result.nfe;
    json["nvjp"] = result.nvjp;
    json["bytes"] = result.gradient.peakBytes;
    json["drift"] = solvers::finiteOrNull(result.gradient.drift);
    return json;
}

class GradientsLessonPage final : public LessonPage {
public:
    explicit GradientsLessonPage(GradientsLab& lab)
        : LessonPage(lab)
        , m_page(lab)
        , m_mistakes(lab.findChild<MistakesView*>())
    {
        connect(&lab, &GradientsLab::computed, this, &LessonPage::changed);
    }

    Json state() const override
    {
        const GradientsSettings settings = m_page.settings();
        Json json = LessonPage::state();
        json.update(lessonProblem(settings.problem));
        json["target"] = settings.target;
        json["forward"] = solverState(settings.forward);
        json["methods"] = settings.methods;
        json["checkpoints"] = settings.checkpoints;
        json["difference"] = settings.difference;
        json["mistake"] = m_mistakes->mistake().toStdString();
        json["results"] = Json::object();
        const auto results = m_page.results();
        if (results && settings.problemText().isEmpty() && sameJob(results->job, settings.job()))
            for (const GradientMethodResult& result : results->methods)
                json["results"][std::string(result.method->id)]
                    = resultOf(result, results->reference);
        json["results"]["mistake"] = m_mistakes->isVisible() && m_mistakes->run() != nullptr;
        return json;
    }

    void apply(const Json& set) override
    {
        GradientsSettings settings = m_page.settings();
        if (set.contains("problem"))
            settings.setProblem(solvers::problemById(set.at("problem").get<std::string>()));
        for (const auto& [key, value] : set.items())
            if (key != "problem" && key != "mistake")
                applyOne(key, value, settings);
        if (const QString fault = settings.problemText(); !fault.isEmpty())
            throw std::runtime_error(fault.toStdString());
        if (settings != m_page.settings())
            m_page.setSettings(settings);
        if (set.contains("mistake"))
            m_mistakes->setMistake(QString::fromStdString(set.at("mistake").get<std::string>()));
    }

    std::function<void()> keep() override
    {
        return [this, settings = m_page.settings(), mistake = m_mistakes->mistake(),
                   show = LessonPage::keep()] {
            m_page.setSettings(settings);
            m_mistakes->setMistake(mistake);
            show();
        };
    }

private:
    static void applyOne(const std::string& key, const Json& value, GradientsSettings& settings)
    {
        if (key == "target") {
            settings.target = value.get<std::vector<double>>();
        } else if (key == "forward") {
            applySolver(value, settings.forward);
        } else if (key == "methods") {
            settings.methods = value.get<std::vector<std::string>>();
            for (const std::string& id : settings.methods)
                solvers::gradientMethodById(id); // throws
        } else if (key == "checkpoints") {
            settings.checkpoints = std::max(1, value.get<int>());
        } else if (key == "difference") {
            settings.difference = positiveSetting(key, value);
        } else if (!applyToProblem(key, value, settings.problem)) {
            throwUnknownSetting(key);
        }
    }

    GradientsLab& m_page;
    MistakesView* m_mistakes;
};

} // namespace

std::unique_ptr<LessonPage> makeGradientsLessonPage(GradientsLab& lab)
{
    return std::make_unique<GradientsLessonPage>(lab);
}

} // namespace ui
