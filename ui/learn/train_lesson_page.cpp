// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/options_json.h"
#include "solvers/json_text.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_lab.h"
#include "ui/learn/lesson_pages.h"

#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

/// The Train page; keys are those of run records. Results are those of a run since the page was
/// first looked at by lessons, whatever the form says now.
class TrainLessonPage final : public LessonPage {
public:
    explicit TrainLessonPage(TrainLab& lab)
        : LessonPage(lab)
        , m_page(lab)
    {
        connect(&lab.form(), &TrainForm::changed, this, &LessonPage::changed);
        connect(&lab.run(), &TrainRun::updated, this, &TrainLessonPage::take);
        connect(&lab.run(), &TrainRun::ended, this, [this](const TrainingOutcome& outcome) {
            m_results["finished"] = outcome.kind == TrainingOutcome::Kind::Finished;
            emit changed();
        });
    }

    Json state() const override
    {
        Json json = LessonPage::state();
        json.update(nn::toJson(m_page.form().options()));
        json["results"] = m_results;
        return json;
    }

    void apply(const Json& set) override
    {
        if (set.empty())
            return;
        if (m_page.run().isOpen())
            throw std::runtime_error(
                "A run is open, and its settings are locked. Stop it, then try again.");
        Json json = nn::toJson(m_page.form().options());
        // A fixed step ends error control, and the reverse.
        if (set.contains("step")) {
            json.erase("rtol");
            json.erase("atol");
        }
        if (set.contains("rtol"))
            json.erase("step");
        json.update(set);
        const nn::TrainingOptions options = nn::optionsFromJson(json);
        if (const std::string fault = options.problem(); !fault.empty())
            throw std::runtime_error(fault);
        m_page.form().setOptions(options);
    }

    std::function<void()> keep() override
    {
        return [this, options = m_page.form().options(), show = LessonPage::keep()] {
            if (!m_page.run().isOpen())
                m_page.form().setOptions(options);
            show();
        };
    }

private:
    void take(const TrainingUpdate& update)
    {
        if (update.start)
            m_results = { { "settings", nn::toJson(update.start->options) },
                { "parameters", update.start->parameters }, { "finished", false } };
        if (!update.steps.empty()) {
            const nn::TrainingStep& last = update.steps.back();
            m_results["steps"] = last.step;
            m_results["loss"] = solvers::finiteOrNull(last.loss);
            m_results["nfe_forward"] = last.nfeForward;
            m_results["nfe_backward"] = last.nfeBackward;
        }
        if (!update.epochs.empty()) {
            m_results["epoch"] = update.epochs.back().epoch;
            m_results["test_error"] = solvers::finiteOrNull(update.epochs.back().testError);
        }
        emit changed();
    }

    TrainLab& m_page;
    Json m_results = Json::object();
};

} // namespace

std::unique_ptr<LessonPage> makeTrainLessonPage(TrainLab& lab)
{
    return std::make_unique<TrainLessonPage>(lab);
}

} // namespace ui
