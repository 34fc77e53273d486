// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/json_text.h"
#include "ui/labs/runs_lab.h"
#include "ui/labs/runs_text.h"
#include "ui/learn/lesson_pages.h"
#include "ui/workers/run_queue.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

/// A line of Table 1: errors in percent, means over its runs; null where nothing was measured.
Json resultOf(const RunGroup& group)
{
    constexpr double percent = 100.0;
    return { { "runs", group.runs.size() },
        { "least", solvers::finiteOrNull(group.measured.of(&nn::Trial::leastError, percent).mean) },
        { "last", solvers::finiteOrNull(group.measured.of(&nn::Trial::lastError, percent).mean) } };
}

/// The Runs page; keys are those of its session. Results: how many runs there are, what the ticked
/// ones have in common, the lines of the table by their names.
class RunsLessonPage final : public LessonPage {
public:
    explicit RunsLessonPage(RunsLab& lab)
        : LessonPage(lab)
        , m_page(lab)
    {
        connect(&lab.queue(), &RunQueue::changed, this, &LessonPage::changed);
    }

    Json state() const override
    {
        Json json = LessonPage::state();
        json.update(solvers::parseJson(settingsToJson(m_page.settings())));
        json["results"] = { { "ticked", ticked() }, { "lines", Json::object() },
            { "queued", m_page.queue().runs().size() }, { "own", 0 }, { "forks", 0 } };
        for (const LibraryRun& run : m_page.library()->runs) {
            json["results"]["own"] = json["results"]["own"].get<int>() + (run.recorded ? 0 : 1);
            if (!run.forkedFrom.empty())
                json["results"]["forks"] = json["results"]["forks"].get<int>() + 1;
        }
        for (const RunGroup& group : m_page.table().groups)
            json["results"]["lines"][group.name.toStdString()] = resultOf(group);
        return json;
    }

    void apply(const Json& set) override
    {
        if (set.empty())
            return;
        Json json = solvers::parseJson(settingsToJson(m_page.settings()));
        for (const auto& [key, value] : set.items()) {
            if (!json.contains(key))
                throwUnknownSetting(key);
            json[key].merge_patch(value);
        }
        if (set.contains("ticked")) {
            json["ticks_chosen"] = true;
            for (const Json& id : set.at("ticked"))
                if (m_page.library()->find(id.get<std::string>()) == nullptr)
                    throw std::runtime_error("there is no run " + id.get<std::string>());
        }
        const RunsSettings settings = runsSettingsFromJson(json.dump());
        if (const QString fault = settings.recipe.problem(); !fault.isEmpty())
            throw std::runtime_error(fault.toStdString());
        m_page.setSettings(settings);
    }

    std::function<void()> keep() override
    {
        return [this, settings = m_page.settings(), show = LessonPage::keep()] {
            m_page.setSettings(settings);
            show();
        };
    }

private:
    Json ticked() const
    {
        std::vector<const LibraryRun*> runs;
        std::set<std::string> models;
        std::set<std::uint64_t> seeds;
        for (const QString& id : m_page.settings().ticked)
            if (const LibraryRun* run = m_page.library()->find(id.toStdString())) {
                runs.push_back(run);
                models.insert(run->options.model.model);
                seeds.insert(run->options.seed);
            }
        return { { "runs", runs.size() }, { "models", models.size() }, { "seeds", seeds.size() },
            { "settings_differ", !differingSettings(runs).isEmpty() } };
    }

    RunsLab& m_page;
};

} // namespace

std::unique_ptr<LessonPage> makeRunsLessonPage(RunsLab& lab)
{
    return std::make_unique<RunsLessonPage>(lab);
}

} // namespace ui
