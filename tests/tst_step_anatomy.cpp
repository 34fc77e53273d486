// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/step_anatomy.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using solvers::Index;
using solvers::Solution;
using solvers::StepAnatomy;
using solvers::StepAttempt;

namespace {

using View = solvers::ConstVectorView<double>;

View stateView(const Solution& solution, std::size_t i)
{
    return { solution.state(i), static_cast<Index>(solution.dim) };
}

StepAnatomy anatomyOf(
    solvers::OdeSystem<double>& f, const Solution& solution, const StepAttempt& attempt)
{
    const View end = attempt.rejected ? View(nullptr, 0) : stateView(solution, attempt.from + 1);
    return solvers::dissectStep(
        f, *solution.method, solution.options, attempt, stateView(solution, attempt.from), end);
}

std::vector<StepAttempt> attemptsOf(const Solution& solution)
{
    return solvers::stepAttempts(solution, solution.size());
}

double difference(const Solution& solution, const StepAttempt& attempt, const StepAnatomy& step)
{
    double largest = 0.0;
    for (std::size_t k = 0; k < solution.dim; ++k) {
        const double engine = solution.state(attempt.from + 1)[k];
        largest = std::max(largest,
            std::abs(step.end[static_cast<Index>(k)] - engine) / std::max(1.0, std::abs(engine)));
    }
    return largest;
}

solvers::SolveOptions fixed(double step)
{
    solvers::SolveOptions options;
    options.step = step;
    return options;
}

solvers::SolveOptions controlled(double tolerance)
{
    solvers::SolveOptions options;
    options.adaptive = true;
    options.rtol = tolerance;
    options.atol = tolerance;
    return options;
}

void addMethods()
{
    QTest::addColumn<const solvers::Method*>("method");
    for (const solvers::Method& method : solvers::methods())
        if (solvers::hasStages(method))
            QTest::newRow(method.id.data()) << &method;
}

} // namespace

class TestStepAnatomy : public QObject {
    Q_OBJECT

private slots:
    void fixedStepsAreThoseOfTheEngine_data() { addMethods(); }
    void fixedStepsAreThoseOfTheEngine()
    {
        QFETCH(const solvers::Method*, method);
        const bool implicit = std::holds_alternative<const solvers::ImplicitTableau*>(method->data);
        for (const char* id : { "article", "lotka-volterra" }) {
            const solvers::Problem& problem = solvers::problemById(id);
            const auto f = solvers::makeSystem(problem);
            const Solution solution = solvers::solve(problem, *method, fixed(0.03));
            QVERIFY(solution.report.reachedEnd());
            const auto attempts = attemptsOf(solution);
            QCOMPARE(attempts.size(), solution.size() - 1);
            long nfe = 0;
            for (const StepAttempt& attempt : attempts) {
                const StepAnatomy step = anatomyOf(*f, solution, attempt);
                QVERIFY(step.solved());
                QCOMPARE(step.error.size(), Index { 0 });
                // With fixed steps the engine's Newton iteration promises 1e-10, no more. Other
                // sums differ in the order of their terms: by a few roundings of states up to 10.
                const double allowed = implicit ? 1e-10 : 1e-14;
                const double found = difference(solution, attempt, step);
                QVERIFY2(found <= allowed, qPrintable(QString::number(found)));
                nfe += step.nfe;
            }
            if (!implicit)
                QCOMPARE(nfe, solution.report.counters.nfe);
        }
    }

    void controlledStepsAreThoseOfTheEngine_data() { addMethods(); }
    void controlledStepsAreThoseOfTheEngine()
    {
        QFETCH(const solvers::Method*, method);
        if (!method->adaptive())
            QSKIP("no error estimate");
        const bool implicit = std::holds_alternative<const solvers::ImplicitTableau*>(method->data);
        const solvers::Problem& problem = solvers::problemById("lotka-volterra");
        const auto f = solvers::makeSystem(problem);
        const double tolerance = 1e-5;
        const Solution solution = solvers::solve(problem, *method, controlled(tolerance));
        QVERIFY(solution.report.reachedEnd());
        int seen = 0;
        long nfe = 2; // of the first step's choice
        for (const StepAttempt& attempt : attemptsOf(solution)) {
            const StepAnatomy step = anatomyOf(*f, solution, attempt);
            QVERIFY(step.solved() && step.error.size() == 2);
            // The step is known as a difference of times only: one rounding of t times the slope.
            // Newton's iteration of the engine ends at a tenth of the tolerance at most.
            if (!attempt.rejected)
                QVERIFY(difference(solution, attempt, step) < (implicit ? 0.1 * tolerance : 1e-13));
            else if (!implicit)
                QVERIFY(std::abs(step.errorNorm / attempt.errorNorm - 1.0) < 1e-9);
            if (!implicit)
                QCOMPARE(step.errorNorm > 1.0, attempt.rejected);
            ++seen;
            nfe += step.nfe;
        }
        if (!implicit)
            QCOMPARE(nfe, solution.report.counters.nfe);
        QCOMPARE(seen, static_cast<int>(solution.report.accepted + solution.report.rejected));
    }

    void firstRungeKuttaStepOfTheArticle()
    {
        const solvers::Problem& problem = solvers::problemById("article");
        const auto f = solvers::makeSystem(problem);
        const Solution solution = solvers::solve(problem, solvers::methodById("rk4"), fixed(0.25));
        const StepAnatomy step = anatomyOf(*f, solution, attemptsOf(solution).front());
        const double slopes[] = { 5.0, 4.629912333, 4.583651375, 2.394777853 };
        const double nodes[] = { 0.0, 0.125, 0.125, 0.25 };
        QCOMPARE(step.stages.size(), std::size_t { 4 });
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(std::abs(step.stages[i].slope[0] - slopes[i]) < 5e-10); // the digits given
            QCOMPARE(step.stages[i].t, nodes[i]);
        }
        QCOMPARE(step.stages[1].point[0], 0.125 * 5.0);
        QVERIFY(std::abs(step.end[0] - 1.0759127195) < 5e-11);
        QCOMPARE(step.nfe, 4L);
        QVERIFY(std::isnan(step.errorNorm));
    }

    void tangentLinesOfTheArticle()
    {
        const solvers::Problem& problem = solvers::problemById("article");
        const auto f = solvers::makeSystem(problem);
        const Solution solution
            = solvers::solve(problem, solvers::methodById("euler"), fixed(0.05));
        const auto attempts = attemptsOf(solution);
        QCOMPARE(attempts.size(), std::size_t { 100 });
        const double ends[] = { 0.25, 0.5045184636, 0.7477885270 };
        for (std::size_t i = 0; i < 3; ++i) {
            const StepAnatomy step = anatomyOf(*f, solution, attempts[i]);
            QVERIFY(std::abs(step.end[0] - ends[i]) < 5e-11);
            QCOMPARE(step.stages.size(), std::size_t { 1 });
        }
        QCOMPARE(anatomyOf(*f, solution, attempts[0]).stages[0].slope[0], 5.0);
    }

    void rejectedStepsComeBeforeTheAcceptedOne()
    {
        const solvers::Problem& problem = solvers::problemById("van-der-pol");
        const auto f = solvers::makeSystem(problem);
        const Solution solution
            = solvers::solve(problem, solvers::methodById("dopri5"), controlled(1e-4));
        QVERIFY(!solution.rejectedSteps.empty());
        const auto attempts = attemptsOf(solution);
        QCOMPARE(attempts.size(), solution.size() - 1 + solution.rejectedSteps.size());
        std::size_t rejected = 0;
        for (std::size_t i = 0; i < attempts.size(); ++i) {
            if (!attempts[i].rejected)
                continue;
            ++rejected;
            QVERIFY(attempts[i].errorNorm > 1.0);
            QCOMPARE(attempts[i + 1].from, attempts[i].from);
            QVERIFY(attempts[i + 1].retry);
            QVERIFY(std::abs(attempts[i + 1].step - attempts[i].nextStep) < 1e-12);
            QVERIFY(attempts[i].nextStep < attempts[i].step);
            const StepAnatomy step = anatomyOf(*f, solution, attempts[i]);
            QCOMPARE(step.errorNorm, attempts[i].errorNorm); // the very number
        }
        QCOMPARE(rejected, solution.rejectedSteps.size());
    }

    void stageEquationsAreSolvedToRounding()
    {
        const solvers::Problem& problem = solvers::problemById("van-der-pol");
        const auto f = solvers::makeSystem(problem);
        for (const char* id : { "gauss3", "radau-iia3", "kvaerno5", "trapezoid" }) {
            const solvers::Method& method = solvers::methodById(id);
            const auto& table = *std::get<const solvers::ImplicitTableau*>(method.data);
            const Solution solution = solvers::solve(problem, method, fixed(0.05));
            const StepAttempt attempt = attemptsOf(solution)[7];
            const StepAnatomy step = anatomyOf(*f, solution, attempt);
            solvers::Vector<double> slope(2);
            for (std::size_t i = 0; i < step.stages.size(); ++i) {
                solvers::Vector<double> point = stateView(solution, attempt.from);
                for (std::size_t j = 0; j < step.stages.size(); ++j)
                    point += attempt.step
                        * table.coefficient(static_cast<int>(i), static_cast<int>(j))
                        * step.stages[j].slope;
                QVERIFY((point - step.stages[i].point).norm() < 1e-14);
                f->evaluate(
                    step.stages[i].t, solvers::view(std::as_const(point)), solvers::view(slope));
                QVERIFY((slope - step.stages[i].slope).norm() < 1e-12); // 1/h times more
            }
        }
    }

    void stepsBackwardsAreSigned()
    {
        solvers::Problem problem = solvers::problemById("article");
        std::swap(problem.t0, problem.t1);
        problem.y0 = { -1.6123743962546553 };
        const Solution solution = solvers::solve(problem, solvers::methodById("heun"), fixed(0.3));
        const auto attempts = attemptsOf(solution);
        QCOMPARE(attempts.size(), std::size_t { 17 });
        QCOMPARE(attempts[0].step, -0.3);
        QVERIFY(std::abs(attempts[16].step + 0.2) < 1e-12); // the last one is cut
    }

    void methodsWithoutStagesAreRefused()
    {
        const solvers::Problem& problem = solvers::problemById("article");
        const auto f = solvers::makeSystem(problem);
        const solvers::Method& method = solvers::methodById("ab2");
        QVERIFY(!solvers::hasStages(method));
        const double y = 0.0;
        QVERIFY_EXCEPTION_THROWN(solvers::dissectStep(*f, method, fixed(0.1), { 0.0, 0.1 },
                                     View(&y, 1), View(nullptr, 0)),
            std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(solvers::dissectStep(*f, solvers::methodById("rk4"), fixed(0.1),
                                     { 0.0, 0.1 }, View(nullptr, 0), View(nullptr, 0)),
            std::invalid_argument);
    }
};

REGISTER_TEST(TestStepAnatomy)
#include "tst_step_anatomy.moc"
