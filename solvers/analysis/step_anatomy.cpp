// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/step_anatomy.h"

#include "solvers/analysis/implicit_anatomy.h"
#include "solvers/integration/step_control.h"
#include "solvers/methods/dense_lu.h"
#include "solvers/methods/jacobian.h"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

/// Size of the accepted step from state i, as the engine takes it.
double acceptedStep(const Solution& solution, std::size_t i)
{
    const SolveOptions& options = solution.options;
    const double difference = solution.t[i + 1] - solution.t[i];
    if (options.adaptive)
        return difference;
    const long count = fixedStepCount(options.t0, options.t1, options.step);
    if (count > 1 && static_cast<long>(i) + 1 == count)
        return difference; // cut to land on the end
    const double span = std::abs(options.t1 - options.t0);
    return std::copysign(std::min(options.step, span), options.t1 - options.t0);
}

/// Error control has f(t, y) before the step: from a try before, from the end of the last step, or
/// from the choice of the first step.
bool startSlopeKnown(const SolveOptions& options, const StepAttempt& attempt, bool fromLastStep)
{
    if (!options.adaptive)
        return false;
    return attempt.retry || (attempt.from == 0 ? options.firstStep == 0.0 : fromLastStep);
}

double norm(const StepAnatomy& step, const Vector<double>& second, ConstVectorView<double> y,
    const SolveOptions& options)
{
    const auto squares = [&](const Vector<double>& e) {
        return e.size() == 0
            ? 0.0
            : scaledSquares<double>(view(e), y, view(step.end), options.rtol, options.atol);
    };
    return combinedErrorNorm(
        squares(step.error), squares(second), static_cast<double>(step.error.size()));
}

StepAnatomy dissect(OdeSystem<double>& f, const ButcherTableau& table, const SolveOptions& options,
    const StepAttempt& attempt, ConstVectorView<double> y, ConstVectorView<double>)
{
    StepAnatomy result;
    const double h = attempt.step;
    const int count = options.adaptive ? table.stages() : table.stagesWithoutEstimate();
    result.nfe = count - (startSlopeKnown(options, attempt, table.fsal()) ? 1 : 0);
    result.end = y;
    for (int i = 0; i < count; ++i) {
        StepStage stage { table.node(i), attempt.t + table.node(i) * h, y, {}, {} };
        for (int j = 0; j < i; ++j)
            if (table.coefficient(i, j) != 0.0)
                stage.point += (h * table.coefficient(i, j))
                    * result.stages[static_cast<std::size_t>(j)].slope;
        stage.slope.resize(y.size());
        f.evaluate(stage.t, view(std::as_const(stage.point)), view(stage.slope));
        result.stages.push_back(std::move(stage));
    }
    for (int i = 0; i < count; ++i)
        if (table.weight(i) != 0.0)
            result.end += (h * table.weight(i)) * result.stages[static_cast<std::size_t>(i)].slope;
    if (!options.adaptive)
        return result;
    Vector<double> second = Vector<double>::Zero(table.bHat2.empty() ? 0 : y.size());
    result.error = Vector<double>::Zero(y.size());
    for (int i = 0; i < count; ++i) {
        const auto k = static_cast<std::size_t>(i);
        result.error += (h * (table.weight(i) - table.embeddedWeight(i))) * result.stages[k].slope;
        if (second.size() > 0)
            second += (h * (table.weight(i) - table.bHat2[k])) * result.stages[k].slope;
    }
    result.errorNorm = norm(result, second, y, options);
    return result;
}

StepAnatomy dissect(OdeSystem<double>& f, const ImplicitTableau& table, const SolveOptions& options,
    const StepAttempt& attempt, ConstVectorView<double> y, ConstVectorView<double> end)
{
    StepAnatomy result = dissectImplicit(f, table, options, attempt, y, end);
    if (result.error.size() > 0)
        result.errorNorm = norm(result, {}, y, options);
    return result;
}

/// (IV.7.25) of Hairer & Wanner, Solving ODEs II
StepAnatomy dissect(OdeSystem<double>& f, const RosenbrockTableau& table,
    const SolveOptions& options, const StepAttempt& attempt, ConstVectorView<double> y,
    ConstVectorView<double>)
{
    StepAnatomy result;
    const double h = attempt.step;
    const int count = table.stages() - (table.fsal() && !options.adaptive ? 1 : 0);
    Jacobian<double> jacobian;
    DenseLu<double> lu;
    Counters counters;
    result.end = y;
    for (int i = 0; i < count; ++i) {
        StepStage stage { table.node(i), attempt.t + table.node(i) * h, y, {}, {} };
        const auto before
            = [&](int j) -> const StepStage& { return result.stages[static_cast<std::size_t>(j)]; };
        for (int j = 0; j < i; ++j)
            if (table.argument(i, j) != 0.0)
                stage.point += table.argument(i, j) * before(j).increment;
        stage.slope.resize(y.size());
        if (table.repeatsArgument(i)) {
            stage.slope = before(i - 1).slope;
        } else {
            f.evaluate(stage.t, view(std::as_const(stage.point)), view(stage.slope));
            ++result.nfe;
        }
        if (i == 0) {
            jacobian.prepare(y.size());
            jacobian.evaluate(f, attempt.t, y, view(std::as_const(stage.slope)), h, counters);
            Matrix<double> matrix = -(h * table.gamma) * jacobian.dfdy();
            matrix.diagonal().array() += 1.0;
            lu.resize(y.size());
            lu.compute(matrix);
        }
        Vector<double> right = (h * table.gamma) * stage.slope
            + (h * h * table.gamma * table.timeFactor(i)) * jacobian.dfdt();
        for (int j = 0; j < i; ++j)
            right += (table.gamma * table.coupling(i, j)) * before(j).increment;
        lu.solve(right, stage.increment);
        result.stages.push_back(std::move(stage));
    }
    for (int i = 0; i < count; ++i)
        result.end += table.weight(i) * result.stages[static_cast<std::size_t>(i)].increment;
    const bool known = table.fsal() || table.endWeight != 0.0;
    result.nfe -= startSlopeKnown(options, attempt, known) ? 1 : 0;
    result.nfe += attempt.retry ? 0 : counters.nfe; // another try keeps the Jacobian
    if (!options.adaptive)
        return result;
    result.error = Vector<double>::Zero(y.size());
    for (int i = 0; i < count; ++i)
        result.error += (table.weight(i) - table.embeddedWeight(i))
            * result.stages[static_cast<std::size_t>(i)].increment;
    if (table.endWeight != 0.0) {
        Vector<double> slope(y.size());
        f.evaluate(attempt.t + h, view(std::as_const(result.end)), view(slope));
        ++result.nfe;
        const Vector<double> right = result.error - (h * table.endWeight) * slope;
        lu.solve(right, result.error);
    }
    result.errorNorm = norm(result, {}, y, options);
    return result;
}

/// Methods without stages of their own
template <typename Family>
StepAnatomy dissect(OdeSystem<double>&, const Family& family, const SolveOptions&,
    const StepAttempt&, ConstVectorView<double>, ConstVectorView<double>)
{
    throw std::invalid_argument(
        "a step of " + std::string(family.id) + " has no Runge-Kutta stages");
}

} // namespace

std::vector<StepAttempt> stepAttempts(const Solution& solution, std::size_t last)
{
    std::vector<StepAttempt> attempts;
    std::size_t rejected = 0;
    const auto& turnedDown = solution.rejectedSteps;
    const std::size_t states = std::min(solution.size(), last + 1);
    for (std::size_t i = 0; i < states; ++i) {
        bool retry = false;
        for (; rejected < turnedDown.size() && turnedDown[rejected].t == solution.t[i];
             ++rejected) {
            const RejectedStep& step = turnedDown[rejected];
            StepAttempt attempt { step.t, step.step, i, true, retry, step.errorNorm };
            if (rejected + 1 < turnedDown.size() && turnedDown[rejected + 1].t == step.t)
                attempt.nextStep = turnedDown[rejected + 1].step;
            else if (i + 1 < solution.size())
                attempt.nextStep = acceptedStep(solution, i);
            attempts.push_back(attempt);
            retry = true;
        }
        if (i + 1 < states)
            attempts.push_back({ solution.t[i], acceptedStep(solution, i), i, false, retry });
    }
    return attempts;
}

bool hasStages(const Method& method)
{
    return std::holds_alternative<const ButcherTableau*>(method.data)
        || std::holds_alternative<const ImplicitTableau*>(method.data)
        || std::holds_alternative<const RosenbrockTableau*>(method.data);
}

StepAnatomy dissectStep(OdeSystem<double>& f, const Method& method, const SolveOptions& options,
    const StepAttempt& attempt, ConstVectorView<double> y, ConstVectorView<double> end)
{
    if (y.size() != f.dim() || (end.size() != 0 && end.size() != y.size()))
        throw std::invalid_argument("the state has the wrong size");
    if (options.adaptive && !method.adaptive())
        throw std::invalid_argument("the method has no error estimate");
    return std::visit(
        [&](const auto* family) { return dissect(f, *family, options, attempt, y, end); },
        method.data);
}

} // namespace solvers
