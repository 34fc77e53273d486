// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_page.h"

#include "solvers/names.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/depth_lab.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/runs_lab.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/train_lab.h"
#include "ui/learn/lesson_pages.h"

#include <QTabBar>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

} // namespace

LessonPage::LessonPage(Lab& lab)
    : m_lab(lab)
{
    connect(&lab, &Lab::commandsChanged, this, &LessonPage::changed);
    connect(&lab, &Lab::statusChanged, this, &LessonPage::changed);
}

Json LessonPage::state() const
{
    return { { "view", view().toStdString() } };
}

void LessonPage::apply(const Json& set)
{
    if (!set.empty())
        throwUnknownSetting(set.begin().key());
}

QString LessonPage::view() const
{
    const auto* bar = m_lab.findChild<QTabBar*>(m_lab.id() + QStringLiteral("_tabs"));
    return bar == nullptr ? QString() : bar->tabData(bar->currentIndex()).toString();
}

bool LessonPage::showView(const QString& id)
{
    return m_lab.showTab(id);
}

void LessonPage::show(const LessonSetting& setting)
{
    apply(setting.set);
    if (!setting.view.isEmpty() && !showView(setting.view))
        throw std::runtime_error("there is no view " + setting.view.toStdString());
    if (setting.run && m_lab.commands().testFlag(Command::Run))
        m_lab.execute(Command::Run);
}

std::function<void()> LessonPage::keep()
{
    return [this, tab = view()] { showView(tab); };
}

std::unique_ptr<LessonPage> makeLessonPage(Lab& lab)
{
    if (auto* solve = qobject_cast<SolveLab*>(&lab))
        return makeSolveLessonPage(*solve);
    if (auto* depth = qobject_cast<DepthLab*>(&lab))
        return makeDepthLessonPage(*depth);
    if (auto* gradients = qobject_cast<GradientsLab*>(&lab))
        return makeGradientsLessonPage(*gradients);
    if (auto* train = qobject_cast<TrainLab*>(&lab))
        return makeTrainLessonPage(*train);
    if (auto* runs = qobject_cast<RunsLab*>(&lab))
        return makeRunsLessonPage(*runs);
    return std::make_unique<LessonPage>(lab);
}

Json lessonProblem(const solvers::Problem& problem)
{
    Json parameters = Json::object();
    for (const solvers::ProblemParameter& parameter : problem.parameters)
        parameters[parameter.name] = parameter.value;
    return { { "problem", problem.id }, { "parameters", parameters }, { "y0", problem.y0 },
        { "t0", problem.t0 }, { "t1", problem.t1 } };
}

bool applyToProblem(const std::string& key, const Json& value, solvers::Problem& problem)
{
    if (key == "problem") {
        problem = solvers::problemById(value.get<std::string>());
    } else if (key == "parameters") {
        for (const auto& [name, number] : value.items()) {
            const auto found
                = std::ranges::find(problem.parameters, name, &solvers::ProblemParameter::name);
            if (found == problem.parameters.end())
                throw std::runtime_error(problem.id + " has no parameter " + name);
            found->value = number.get<double>();
            // As a typed value does: the slider has to reach it.
            found->smallest = std::min(found->smallest, found->value);
            found->largest = std::max(found->largest, found->value);
        }
    } else if (key == "y0") {
        const auto start = value.get<std::vector<double>>();
        if (start.size() != problem.dim())
            throw std::runtime_error("y0: expected " + std::to_string(problem.dim()) + " numbers");
        problem.y0 = start;
    } else if (key == "t0" || key == "t1") {
        (key == "t0" ? problem.t0 : problem.t1) = value.get<double>();
    } else {
        return false;
    }
    return true;
}

void throwUnknownSetting(const std::string& key)
{
    throw std::runtime_error("the page has no setting " + key);
}

double positiveSetting(const std::string& key, const Json& value)
{
    const auto number = value.get<double>();
    if (!(number > 0.0) || !std::isfinite(number))
        throw std::runtime_error(key + ": expected a positive number");
    return number;
}

} // namespace ui
