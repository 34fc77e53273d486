// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/options_json.h"
#include "solvers/json_text.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_lab.h"
#include "ui/learn/lesson_pages.h"

#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

void throwIfOpen(const TrainRun& run)
{
    if (run.isOpen())
        throw std::runtime_error(
            "A run is open, and its settings are locked. Stop it, then try again.");
}

/// Those of a form with some of them changed.
nn::TrainingOptions withSettings(const nn::TrainingOptions& options, const Json& set)
{
    Json json = nn::toJson(options);
    // A fixed step ends error control, and the reverse.
    if (set.contains("step")) {
        json.erase("rtol");
        json.erase("atol");
    }
    if (set.contains("rtol"))
        json.erase("step");
    json.merge_patch(set);
    const nn::TrainingOptions wanted = nn::optionsFromJson(json);
    if (const std::string fault = wanted.problem(); !fault.empty())
        throw std::runtime_error(fault);
    return wanted;
}

/// What a run says of itself, as it says it.
void take(Json& results, const TrainingUpdate& update)
{
    if (update.start)
        results = { { "settings", nn::toJson(update.start->options) },
            { "parameters", update.start->parameters }, { "finished", false } };
    if (!update.steps.empty()) {
        const nn::TrainingStep& last = update.steps.back();
        results["steps"] = last.step;
        results["loss"] = solvers::finiteOrNull(last.loss);
        results["nfe_forward"] = last.nfeForward;
        results["nfe_backward"] = last.nfeBackward;
    }
    if (!update.epochs.empty()) {
        results["epoch"] = update.epochs.back().epoch;
        results["test_error"] = solvers::finiteOrNull(update.epochs.back().testError);
    }
}

/// The Train page; keys are those of run records, of the view 2-D flow below "flow". Results are
/// those of a run since the page was first looked at by lessons, whatever the form says now.
class TrainLessonPage final : public LessonPage {
public:
    explicit TrainLessonPage(TrainLab& lab)
        : LessonPage(lab)
        , m_page(lab)
    {
        connect(&lab.form(), &TrainForm::changed, this, &LessonPage::changed);
        connect(&lab.flow().form(), &FlowForm::changed, this, &LessonPage::changed);
        listen(lab.run(), m_results);
        listen(lab.flow().run(), m_flowResults);
    }

    Json state() const override
    {
        Json json = LessonPage::state();
        json.update(nn::toJson(m_page.form().options()));
        json["flow"] = nn::toJson(m_page.flow().form().options());
        json["results"] = m_results;
        json["results"]["flow"] = m_flowResults;
        return json;
    }

    void apply(const Json& set) override
    {
        if (set.empty())
            return;
        Json digits = set;
        digits.erase("flow");
        nn::TrainingOptions options;
        nn::TrainingOptions flow;
        if (!digits.empty()) {
            throwIfOpen(m_page.run());
            options = withSettings(m_page.form().options(), digits);
        }
        if (set.contains("flow")) {
            throwIfOpen(m_page.flow().run());
            flow = withSettings(m_page.flow().form().options(), set.at("flow"));
            m_page.flow().form().setOptions(flow);
        }
        if (!digits.empty())
            m_page.form().setOptions(options);
    }

    std::function<void()> keep() override
    {
        return [this, options = m_page.form().options(), flow = m_page.flow().form().options(),
                   show = LessonPage::keep()] {
            if (!m_page.run().isOpen())
                m_page.form().setOptions(options);
            if (!m_page.flow().run().isOpen())
                m_page.flow().form().setOptions(flow);
            show();
        };
    }

private:
    void listen(const TrainRun& run, Json& results)
    {
        connect(&run, &TrainRun::updated, this, [this, &results](const TrainingUpdate& update) {
            take(results, update);
            emit changed();
        });
        connect(&run, &TrainRun::ended, this, [this, &results](const TrainingOutcome& outcome) {
            results["finished"] = outcome.kind == TrainingOutcome::Kind::Finished;
            emit changed();
        });
    }

    TrainLab& m_page;
    Json m_results = Json::object();
    Json m_flowResults = Json::object();
};

} // namespace

std::unique_ptr<LessonPage> makeTrainLessonPage(TrainLab& lab)
{
    return std::make_unique<TrainLessonPage>(lab);
}

} // namespace ui
