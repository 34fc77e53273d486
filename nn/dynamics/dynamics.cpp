// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/dynamics.h"

#include "nn/dynamics/dynamics_file.h"
#include "nn/dynamics/piece_sampler.h"
#include "nn/training/optimizer.h"
#include "nn/training/run_clock.h"
#include "nn/training/run_log.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace nn {

namespace {

constexpr double kLeastRate = 0.001; ///< share of the learning rate at the end
constexpr double kGrowth = 0.8; ///< share of the run after which pieces span all of the data
constexpr int kStages = 12; ///< of the growth

std::optional<DynamicsFile> startOf(const std::filesystem::path& file, const TrajectoryData& data)
{
    if (file.empty())
        return {};
    return readDynamicsFile(file, data.dim());
}

DynamicsOptions fitted(
    DynamicsOptions options, const TrajectoryData& data, const std::optional<DynamicsFile>& start)
{
    if (const std::string found = data.trouble(); !found.empty())
        throw std::invalid_argument(found);
    options.field.dim = data.dim();
    if (start)
        options.field = start->options;
    if (const std::string found = options.problem(); !found.empty())
        throw std::invalid_argument(found);
    if (options.shooting > 0 && data.samples() - 1 < options.shooting)
        throw std::invalid_argument("Multiple shooting with " + std::to_string(options.shooting)
            + " pieces needs at least " + std::to_string(options.shooting + 1)
            + " samples; use fewer pieces.");
    return options;
}

} // namespace

struct Dynamics::State {
    State(DynamicsOptions wanted, TrajectoryData given)
        : data(std::move(given))
        , start(startOf(wanted.init, data))
        , options(fitted(std::move(wanted), data, start))
        , field(options.field)
        , scaling(start ? start->scaling : scalingOf(data, options.field))
        , sampler(data, scaling)
        , judge(field, scaling, data)
        , terms(options.regularisation)
        , random(streamSeed(options.seed, "pieces"))
    {
        Random weights(streamSeed(options.seed, "weights"));
        if (start)
            std::copy_n(start->field->parameters().data(), field.parameters().size(),
                field.parameters().data());
        else
            field.initialise(weights);
        start.reset();
        optimizer = makeOptimizer<double>(options.optimizer, field.parameters());
        if (options.shooting > 0)
            makeStarts();
    }

    void makeStarts();
    PieceLayout layoutAt(long step) const;
    void prepare(const PieceLayout& wanted);
    PieceLoss step(long number);
    void move(double rate);
    double rateAt(long step) const;
    DynamicsEnd learn(DynamicsControl& control, DynamicsObserver& observer, RunLogWriter* log);
    void measure(DynamicsControl& control, DynamicsObserver& observer, DynamicsEnd& end);

    TrajectoryData data;
    std::optional<DynamicsFile> start; ///< only while this is made
    DynamicsOptions options;
    DynamicsField<double> field;
    StateScaling scaling;
    PieceSampler sampler;
    DynamicsJudge judge;
    Regularisation terms;
    Random random;
    std::unique_ptr<Optimizer<double>> optimizer;
    PieceLayout layout;
    std::unique_ptr<TrajectoryLoss<double>> loss; ///< for the layout and terms
    PieceBatch<double> batch;
    std::vector<double> good; ///< weights of the last measure
    double rate = 0.0; ///< before the cosine
    // Multiple shooting
    ParameterStore<double> starts;
    std::unique_ptr<Optimizer<double>> startOptimizer;
};

/// Pieces start where the samples are.
void Dynamics::State::makeStarts()
{
    const PieceLayout joined = shootingLayout(sampler.samples(), options.shooting);
    starts.add("starts", { joined.pieces, data.dim() });
    for (Index n = 0; n < joined.pieces; ++n)
        std::copy_n(sampler.states().col(n * joined.offsets.back()).data(), data.dim(),
            starts.data(n * data.dim()));
    startOptimizer = makeOptimizer<double>(options.optimizer, starts);
}

PieceLayout Dynamics::State::layoutAt(long step) const
{
    const Index samples = sampler.samples();
    if (options.shooting > 0)
        return shootingLayout(samples, options.shooting);
    double horizon = std::min<double>(options.horizon, static_cast<double>(samples));
    if (options.grow) {
        const double share = static_cast<double>(step - 1)
            / std::max(1.0, kGrowth * static_cast<double>(options.steps));
        const double stage = std::min(1.0, std::floor(share * kStages) / (kStages - 1));
        horizon *= std::pow(static_cast<double>(samples) / horizon, stage);
    }
    return pieceLayout(samples, static_cast<Index>(std::lround(horizon)), options.pieces);
}

void Dynamics::State::prepare(const PieceLayout& wanted)
{
    if (loss && layout == wanted && loss->setTerms(terms))
        return;
    layout = wanted;
    PieceSolver solver { &solvers::gradientMethodById(options.gradient),
        &solvers::methodById(options.solver), {} };
    solver.solve.adaptive = options.adaptive;
    solver.solve.step = options.step / scaling.unit;
    solver.solve.rtol = options.rtol;
    solver.solve.atol = options.atol;
    loss = std::make_unique<TrajectoryLoss<double>>(
        field, solver, sampler.times(layout), layout.pieces, terms);
}

PieceLoss Dynamics::State::step(long number)
{
    prepare(layoutAt(number));
    if (options.shooting > 0) {
        sampler.dealJoined(layout, terms.steer, random, batch);
        batch.starts = Eigen::Map<const solvers::Vector<double>>(starts.data(), starts.size());
        batch.continuity = options.continuity;
    } else {
        sampler.deal(layout, terms.steer, random, batch);
    }
    if (terms.jacobian > 0.0) {
        batch.signs.resize(batch.targets.rows());
        for (double& sign : batch.signs)
            sign = random.below(2) == 0 ? -1.0 : 1.0;
    }
    return loss->evaluate(batch);
}

void Dynamics::State::move(double stepRate)
{
    optimizer->begin(stepRate);
    optimizer->update(
        field.parameters().data(), loss->gradient().data(), 0, field.parameters().size());
    if (!startOptimizer)
        return;
    startOptimizer->begin(stepRate);
    startOptimizer->update(starts.data(), loss->startGradient().data(), 0, starts.size());
}

double Dynamics::State::rateAt(long step) const
{
    const double done = static_cast<double>(step - 1) / static_cast<double>(options.steps);
    const double cosine = 0.5 + 0.5 * std::cos(std::numbers::pi * done);
    // An error of the field grows along a piece, and so does what one step of the optimiser does:
    // at the full rate, long pieces undo what short ones have found.
    const double growth = options.grow
        ? static_cast<double>(options.horizon) / static_cast<double>(layout.horizon())
        : 1.0;
    return growth * rate * (kLeastRate + (1.0 - kLeastRate) * cosine);
}

void Dynamics::State::measure(
    DynamicsControl& control, DynamicsObserver& observer, DynamicsEnd& end)
{
    end.last = judge.measure(end.steps, &control.stopFlag());
    const double* const weights = field.parameters().data();
    good.assign(weights, weights + field.parameters().size());
    observer.measured(end.last);
}

DynamicsEnd Dynamics::State::learn(
    DynamicsControl& control, DynamicsObserver& observer, RunLogWriter* log)
{
    DynamicsEnd end;
    RunClock clock;
    rate = options.learningRate;
    measure(control, observer, end);
    int unusedEpochs = 0;
    int unusedThreads = 0;
    while (end.steps < options.steps) {
        const auto next = clock.leaveOut([&] { return control.next(); });
        if (next == TrainingControl::Next::Stop) {
            end.status = TrainingStatus::Stopped;
            break;
        }
        if (next == TrainingControl::Next::Probe) {
            measure(control, observer, end);
            continue;
        }
        control.takeChanges(rate, unusedEpochs, unusedThreads);
        if (const auto wanted = control.takeRegularisation(); wanted && wanted->problem().empty())
            terms = *wanted;
        const PieceLoss found = step(end.steps + 1);
        if (!found.trouble.empty() || !std::isfinite(found.loss) || !loss->gradient().allFinite()) {
            std::ranges::copy(good, field.parameters().data());
            end.status = TrainingStatus::Diverged;
            end.message = "step " + std::to_string(end.steps + 1) + ": "
                + (found.trouble.empty() ? "the loss is not a finite number" : found.trouble)
                + "; try a smaller learning rate or shorter pieces";
            break;
        }
        move(rateAt(end.steps + 1));
        ++end.steps;
        end.seconds = clock.seconds();
        observer.stepped({ end.steps, found, static_cast<int>(layout.horizon()), end.seconds });
        if (log != nullptr)
            log->write(RunStep { end.steps, 1, found.loss, found.forward.counters.nfe,
                found.backward.counters.nfe,
                static_cast<double>(end.steps * layout.pieces) / end.seconds, end.seconds });
        if (end.steps % options.measureEvery == 0 && end.steps < options.steps)
            measure(control, observer, end);
    }
    end.seconds = clock.seconds();
    return end;
}

Dynamics::Dynamics(DynamicsOptions options, TrajectoryData data)
    : m_state(std::make_unique<State>(std::move(options), std::move(data)))
{
}

Dynamics::~Dynamics() = default;

DynamicsEnd Dynamics::run(DynamicsControl& control, DynamicsObserver& observer)
{
    State& s = *m_state;
    std::unique_ptr<RunLogWriter> log;
    if (!s.options.log.empty()) {
        log = std::make_unique<RunLogWriter>(s.options.log);
        auto config = toJson(s.options);
        config["data"] = s.data.name;
        config["samples"] = s.data.samples();
        log->write(RunStart { utcNow(), config, s.field.parameters().trainableCount() });
    }
    DynamicsEnd end = s.learn(control, observer, log.get());
    end.last = s.judge.measure(end.steps); // also after a stop
    observer.measured(end.last);
    if (!s.options.save.empty())
        writeDynamicsFile(s.options.save, s.options, s.scaling, s.field.parameters(), s.data);
    if (log)
        log->write(RunEnd {
            std::string(name(end.status)), std::numeric_limits<double>::quiet_NaN(), end.seconds });
    return end;
}

const DynamicsOptions& Dynamics::options() const
{
    return m_state->options;
}

const TrajectoryData& Dynamics::data() const
{
    return m_state->data;
}

const DynamicsField<double>& Dynamics::field() const
{
    return m_state->field;
}

const StateScaling& Dynamics::scaling() const
{
    return m_state->scaling;
}

} // namespace nn
