// SPDX-License-Identifier: GPL-3.0-or-later
// What the Train page shows and does beyond the run's charts: confusion, kept points, checks.
#include "ui/labs/train_lab.h"

#include "ui/labs/solver_choice.h"
#include "ui/labs/train_grid.h"
#include "ui/labs/train_insight.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/number_text.h"
#include "ui/workers/job_run.h"

#include <array>
#include <exception>
#include <numeric>

namespace ui {

namespace {

constexpr std::size_t kCheckedDigits = 4; ///< a micro-batch

/// In a worker: never throws.
nn::GradientCheck check(
    const nn::ModelWeights& weights, const nn::ImageSet& images, const std::atomic<bool>& stop)
{
    try {
        std::array<long, kCheckedDigits> digits {};
        std::iota(digits.begin(), digits.end(), 0L);
        const std::size_t count = std::min(digits.size(), static_cast<std::size_t>(images.count));
        return nn::checkGradient(weights, images, std::span(digits).first(count), {},
            [&stop](int, int) { return !stop.load(); });
    } catch (const std::exception& error) {
        nn::GradientCheck failed;
        failed.problem = error.what();
        return failed;
    }
}

} // namespace

void TrainLab::connectInsight()
{
    TrainInsight* insight = m_grid->insight();
    connect(insight, &TrainInsight::rewindWanted, m_run, &TrainRun::rewind);
    connect(insight, &TrainInsight::checkWanted, this, &TrainLab::checkGradient);
    connect(m_evaluationSolver, &SolverChoice::changed, this,
        [this] { m_run->setEvaluation(m_evaluationSolver->solve(), m_evaluationSolver->text()); });
}

void TrainLab::takeInsight(const TrainingUpdate& update)
{
    TrainInsight* insight = m_grid->insight();
    if (update.answers) {
        m_testImages = update.answers->images;
        insight->setAnswers(*update.answers);
        refresh(); // now there is something to check the gradient with
    }
    if (update.keptChanged) {
        insight->setKeptPoints(m_run->keptPoints());
        updateDrawSources();
    }
}

void TrainLab::checkGradient()
{
    const auto training = m_run->training();
    if (m_checkRun || !m_testImages || (!training && !m_loaded))
        return;
    auto weights
        = std::make_shared<const nn::ModelWeights>(training ? training->weights() : *m_loaded);
    m_grid->insight()->setChecking(true);
    m_checkRun = std::make_unique<JobRun>(JobRun::Work(
        [weights, images = m_testImages](const std::atomic<bool>& stop, const JobRun::Progress&) {
            return std::static_pointer_cast<const void>(
                std::make_shared<const nn::GradientCheck>(check(*weights, *images, stop)));
        }));
    connect(m_checkRun.get(), &JobRun::finished, this,
        [this, weights](const std::shared_ptr<const void>& result) {
            m_checkRun.release()->deleteLater(); // it is the one that speaks
            const auto& found = *static_cast<const nn::GradientCheck*>(result.get());
            m_grid->insight()->showCheck(found, weights->config);
            if (found.problem.empty())
                m_grid->log()->addLine(tr("Gradient checked at step %1: largest relative error %2")
                                           .arg(weights->step)
                                           .arg(resultText(found.largestError, 2)));
        });
    m_checkRun->start();
}

} // namespace ui
