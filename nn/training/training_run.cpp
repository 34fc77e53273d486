// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/training_run.h"

#include "nn/models/model_file.h"
#include "nn/training/machine.h"
#include "nn/training/options_json.h"
#include "nn/training/probe.h"
#include "nn/training/run_data.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <omp.h>

namespace nn {

namespace {

} // namespace

TrainingRun::TrainingRun(const TrainingOptions& options, SharedModel& shared,
    TrainingControl& control, TrainingObserver& observer)
    : m_options(options)
    , m_shared(shared)
    , m_control(control)
    , m_observer(observer)
    , m_files(options)
{
    loadData();
    loadWeights();
    m_batchStep.emplace(*m_shared.model, threads());
    m_previous.resize(static_cast<std::size_t>(m_shared.model->parameters().size()));
}

void TrainingRun::loadData()
{
    RunData data = loadRunData(m_options);
    m_train = std::move(data.train);
    m_test = std::move(data.test);
    m_validation = std::move(data.validation);
    m_probeImages = probeImages(m_test);
    if (m_options.firstImage >= m_train.count)
        throw std::invalid_argument("The first image must be between 0 and "
            + std::to_string(m_train.count - 1) + ", the last image of the training set.");
    m_batches.emplace(BatchOptions { m_train.count, m_options.batch,
        m_options.shuffled ? BatchOrder::Shuffled : BatchOrder::File,
        static_cast<int>(m_options.firstImage), m_options.seed });
    m_augmentation.emplace(m_options.augmentation, m_options.seed);
}

void TrainingRun::loadWeights()
{
    const std::lock_guard lock(m_shared.mutex);
    Model<float>& model = *m_shared.model;
    m_optimizer = makeOptimizer<float>(m_options.optimizer, model.parameters());
    m_optimizer->setWeightDecay(m_options.weightDecay);
    m_position.images = m_train.count;
    if (!m_options.init.empty())
        importWeights(model, readModelFile(m_options.init));
    m_shared.startAverage();
    if (m_shared.averaged)
        m_average.emplace(m_options.average, m_shared.averaged->parameters());
    WeightAverage* const average = m_average ? &*m_average : nullptr;
    if (!m_options.resume.empty()) {
        const RunPosition position = readCheckpoint(
            m_options.resume, m_options, model.parameters(), *m_optimizer, average);
        if (position.images != m_train.count)
            throw std::runtime_error(m_options.resume.string()
                + ": the checkpoint's training set has " + std::to_string(position.images)
                + " images, the run's has " + std::to_string(m_train.count));
        m_position = position;
        if (m_options.forked) {
            m_position.tested = false;
            m_position.bestTestError = m_position.leastError = 1.0;
        }
    }
}

TrainingEnd TrainingRun::run()
{
    announce();
    keepPoint(std::numeric_limits<double>::quiet_NaN());
    sendProbe();
    return finish(loop());
}

void TrainingRun::announce()
{
    const ParameterStore<float>& parameters = m_shared.model->parameters();
    TrainingStart start { m_options, parameters.trainableCount(), m_train.count, m_test.count,
        m_batches->perEpoch(), m_position.step };
    m_files.open();
    m_files.record(RunStart { utcNow(), toJson(m_options), start.parameters });
    m_observer.started(start);
    m_clock = RunClock(m_position.seconds);
    m_lastCheckpoint = m_position.seconds;
}

TrainingStatus TrainingRun::loop()
{
    for (;;) {
        const bool begun = m_position.epoch.batches > 0;
        const bool complete = m_position.step % m_batches->perEpoch() == 0;
        if (begun && (complete || m_position.step >= totalSteps())) {
            if (const auto status = endEpoch())
                return *status;
        }
        if (!waitForStep())
            return TrainingStatus::Stopped;
        if (m_position.step >= totalSteps())
            return TrainingStatus::Finished;
        if (const auto status = step())
            return *status;
        if (!m_files.checkpoints().empty()
            && m_clock.seconds() - m_lastCheckpoint >= m_options.checkpointSeconds)
            for (const auto& file : m_files.checkpoints())
                saveCheckpoint(file);
    }
}

bool TrainingRun::waitForStep()
{
    for (;;) {
        const auto next = m_clock.leaveOut([this] { return m_control.next(); });
        if (next == TrainingControl::Next::Stop)
            return false;
        takeChanges();
        if (next == TrainingControl::Next::Step)
            return true;
        sendProbe();
    }
}

void TrainingRun::takeChanges()
{
    m_control.takeChanges(m_options.learningRate, m_options.epochs, m_options.threads);
    if (m_batchStep->threads() != threads())
        m_batchStep->setThreads(threads());
    takeEvaluation();
    takeRegularisation();
    if (const std::optional<long> step = m_control.takeRewind())
        rewind(*step);
}

std::optional<TrainingStatus> TrainingRun::endEpoch()
{
    EvaluationReport tested;
    EvaluationReport validated;
    validated.error = std::numeric_limits<double>::quiet_NaN();
    refreshStatistics();
    if (const auto status = test(m_test, tested))
        return status;
    if (m_validation.count > 0)
        if (const auto status = test(m_validation, validated))
            return status;
    recordEpoch(tested, validated);
    sendProbe();
    return {};
}

std::optional<TrainingStatus> TrainingRun::test(const ImageSet& images, EvaluationReport& report)
{
    std::vector<long> all(static_cast<std::size_t>(images.count));
    std::iota(all.begin(), all.end(), 0L);
    std::vector<float> logits;
    report = evaluate(evaluationModel(), images, all, threads(), &logits,
        [this] { return !m_control.stopRequested(); });
    if (report.stopped)
        return TrainingStatus::Stopped;
    if (!report.problem.empty())
        return failSolve(report.problem, m_position.step);
    if (!std::isfinite(report.loss))
        return diverge("The loss on the test set is not finite.", m_position.step);
    if (&images == &m_test && m_options.plane.empty())
        m_observer.tested(testAnswers(images, all, logits));
    return {};
}

void TrainingRun::recordEpoch(const EvaluationReport& test, const EvaluationReport& validation)
{
    const EpochSums sums = m_position.epoch;
    const auto batches = static_cast<double>(sums.batches);
    TrainingEpoch epoch;
    epoch.epoch = epochOf(m_position.step);
    epoch.trainLoss = sums.loss / batches;
    epoch.testLoss = test.loss;
    epoch.testError = test.error;
    epoch.trainSeconds = sums.seconds;
    epoch.validationError = validation.error;
    epoch.evaluationSeconds = test.seconds + validation.seconds;
    epoch.seconds = sums.seconds + epoch.evaluationSeconds;
    epoch.nfeForwardMean = sums.nfeForward / batches;
    epoch.nfeBackwardMean = sums.nfeBackward / batches;
    epoch.peakMemoryBytes = peakMemoryBytes();
    epoch.evaluationNfe = test.nfeMean;
    const double error = m_validation.count > 0 ? validation.error : test.error;
    epoch.best = !m_position.tested || error < m_position.leastError;
    m_position.leastError = epoch.best ? error : m_position.leastError;
    m_position.bestTestError
        = m_position.tested ? std::min(m_position.bestTestError, test.error) : test.error;
    m_position.tested = true;
    m_position.epoch = {};
    m_position.seconds = m_clock.seconds();
    m_files.record(RunEpoch { epoch.epoch, epoch.trainLoss, epoch.testError, epoch.seconds,
        epoch.nfeForwardMean, epoch.nfeBackwardMean, epoch.peakMemoryBytes, epoch.trainSeconds,
        epoch.evaluationSeconds, epoch.validationError });
    for (const auto& file : m_files.best(epoch.best))
        m_shared.save(file);
    if (const auto file = m_files.epochCheckpoint(epoch.epoch); !file.empty()) {
        saveCheckpoint(file);
        m_files.thinEpochs();
    }
    m_observer.epochEnded(epoch);
    keepPoint(epoch.testError);
}

TrainingStatus TrainingRun::failSolve(const std::string& why, long step)
{
    return diverge(
        "The solve of the ODE block failed: " + why + (why.ends_with('.') ? "" : "."), step);
}

TrainingStatus TrainingRun::diverge(const std::string& what, long step)
{
    const bool adaptive = m_options.model.adaptive && modelById(m_options.model.model).hasOdeBlock;
    m_message = what + " This happened at step " + std::to_string(step)
        + "; the weights are those of the last step before with a finite loss. Try a smaller"
          " learning rate"
        + (adaptive ? " or fixed steps." : ".");
    if (m_hasPrevious) {
        const std::lock_guard lock(m_shared.mutex);
        std::copy(m_previous.begin(), m_previous.end(), m_shared.model->parameters().data());
        if (m_average)
            m_average->undo();
        m_shared.step = --m_position.step;
    }
    return TrainingStatus::Diverged;
}

void TrainingRun::sendProbe()
{
    if (!m_options.plane.empty())
        return; // epochs are too short for it; who wants to see the whole plane takes a copyModel()
    TrainingProbe seen = probe(m_shared.result(), m_test, m_probeImages, m_probeWork);
    seen.step = m_position.step;
    m_observer.probed(seen);
}

void TrainingRun::saveCheckpoint(const std::filesystem::path& file)
{
    m_position.seconds = m_clock.seconds();
    writeCheckpoint(file, m_options, m_position, m_shared.model->parameters(), *m_optimizer,
        m_average ? &*m_average : nullptr);
    m_lastCheckpoint = m_clock.seconds();
}

TrainingEnd TrainingRun::finish(TrainingStatus status)
{
    if (status != TrainingStatus::Diverged)
        refreshStatistics();
    // One file that cannot be written must not cost the others.
    std::exception_ptr failure;
    const auto attempt = [&failure](const auto& write) {
        try {
            write();
        } catch (const std::runtime_error&) {
            if (!failure)
                failure = std::current_exception();
        }
    };
    for (const auto& file : m_files.models())
        attempt([&] { m_shared.save(file); });
    // After divergence the optimiser's state is of no use: an older checkpoint stays.
    if (status != TrainingStatus::Diverged)
        for (const auto& file : m_files.checkpoints())
            attempt([&] { saveCheckpoint(file); });
    const TrainingEnd end { status, m_message, m_position.bestTestError, m_position.tested,
        m_position.step, m_clock.seconds() };
    const double best = end.tested ? end.bestTestError : std::numeric_limits<double>::quiet_NaN();
    attempt([&] { m_files.record(RunEnd { std::string(name(status)), best, end.seconds }); });
    if (failure)
        std::rethrow_exception(failure);
    m_observer.ended(end);
    return end;
}

long TrainingRun::totalSteps() const
{
    if (m_options.steps > 0)
        return m_options.steps;
    // Of an epoch that has begun, the rest is trained too.
    const long begun = m_position.epoch.batches > 0 ? epochOf(m_position.step) : 0;
    return std::max<long>(m_options.epochs, begun) * m_batches->perEpoch();
}

int TrainingRun::threads() const
{
    return m_options.threads > 0 ? m_options.threads : omp_get_max_threads();
}

int TrainingRun::epochOf(long step) const
{
    return static_cast<int>((step - 1) / m_batches->perEpoch()) + 1;
}

} // namespace nn
