// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/json_text.h"
#include "ui/labs/depth_lab.h"
#include "ui/labs/depth_why_view.h"
#include "ui/learn/lesson_pages.h"

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

Json resultOf(const nn::DepthStudy& study)
{
    Json json { { "largest", solvers::finiteOrNull(study.largest) },
        { "mean", solvers::finiteOrNull(study.mean) },
        { "nfe", study.steps.empty() ? 0 : study.steps.front().nfe } };
    if (study.comparison)
        json["layers"] = { { "outputs", study.comparison->outputs },
            { "gradients", study.comparison->gradients } };
    return json;
}

/// Errors by depth, "plain" and "residual", and how much the residual network is better at the
/// greatest depth.
Json resultOf(const nn::ResidualSweepResult& sweep)
{
    Json json { { "plain", Json::object() }, { "residual", Json::object() } };
    double deepest[2] = { 0.0, 0.0 };
    for (const nn::ResidualSweepRun& run : sweep.runs) {
        json[run.residual ? "residual" : "plain"][std::to_string(run.blocks)] = run.error;
        deepest[run.residual ? 1 : 0] = run.error; // shallow ones come first
    }
    json["advantage"] = deepest[0] - deepest[1];
    return json;
}

class DepthLessonPage final : public LessonPage {
public:
    explicit DepthLessonPage(DepthLab& lab)
        : LessonPage(lab)
        , m_page(lab)
        , m_why(lab.findChild<DepthWhyView*>())
    {
        connect(&lab, &DepthLab::studied, this, &LessonPage::changed);
        connect(m_why, &DepthWhyView::trained, this, &LessonPage::changed);
    }

    /// The keys are those of the session.
    Json state() const override
    {
        const DepthSettings& settings = m_page.settings();
        Json json = LessonPage::state();
        json.update(solvers::parseJson(depthSettingsToJson(settings)));
        json["step"] = settings.stack.step();
        json["results"] = Json::object();
        if (m_page.study() && m_page.study()->job == settings.job())
            json["results"] = resultOf(*m_page.study());
        if (m_why->isCurrent() && !m_why->result()->stopped)
            json["results"]["why"] = resultOf(*m_why->result());
        return json;
    }

    void apply(const Json& set) override
    {
        if (set.empty())
            return;
        DepthSettings settings = m_page.settings();
        if (set.contains("field"))
            settings.stack = withField(settings.stack, set.at("field").get<std::string>());
        Json json = solvers::parseJson(depthSettingsToJson(settings));
        for (const auto& [key, value] : set.items()) {
            if (!json.contains(key))
                throwUnknownSetting(key);
            json[key].merge_patch(value);
        }
        m_page.setSettings(depthSettingsFromJson(json.dump()));
    }

    std::function<void()> keep() override
    {
        return [this, settings = m_page.settings(), show = LessonPage::keep()] {
            m_page.setSettings(settings);
            show();
        };
    }

private:
    DepthLab& m_page;
    DepthWhyView* m_why;
};

} // namespace

std::unique_ptr<LessonPage> makeDepthLessonPage(DepthLab& lab)
{
    return std::make_unique<DepthLessonPage>(lab);
}

} // namespace ui
