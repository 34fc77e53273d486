// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/work_precision.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;

namespace {

std::vector<double> halvings(double first, int count)
{
    std::vector<double> steps;
    for (int i = 0; i < count; ++i)
        steps.push_back(std::ldexp(first, -i));
    return steps;
}

SolveOptions withTolerances()
{
    SolveOptions options;
    options.adaptive = true;
    return options;
}

const Problem& article()
{
    return problems().front();
}

} // namespace

class TestWorkPrecision : public QObject {
    Q_OBJECT

private slots:
    // Four evaluations a step; every halving doubles the work and lowers the error.
    void rungeKutta4OnTheArticlesProblem()
    {
        const WorkPrecision work = measureWorkPrecision(
            article(), methodById("rk4"), halvings(1.0 / 16, 4), {}, endReference(article()));
        QVERIFY(work.exact && !work.adaptive);
        QCOMPARE(work.leftOut, 0L);
        QCOMPARE(work.points.size(), std::size_t { 4 });
        // Requirement S07, errors at t = 5 with four digits.
        const std::vector<double> published { 1.207e-4, 7.347e-6, 4.535e-7, 2.817e-8 };
        for (std::size_t i = 0; i < work.points.size(); ++i) {
            const WorkPoint& point = work.points[i];
            QCOMPARE(point.report.counters.nfe, 4L * 80L << i);
            QVERIFY(std::abs(point.error / published[i] - 1.0) < 5e-4);
            QVERIFY(!point.limited && point.seconds > 0.0);
            if (i > 0)
                QVERIFY(point.error < work.points[i - 1].error);
        }
    }

    void fixedStepsAreThoseOfTheConvergenceStudy()
    {
        const auto steps = halvings(0.25, 9);
        const Convergence convergence = measureConvergence(article(), methodById("heun"), steps);
        const WorkPrecision work = measureWorkPrecision(
            article(), methodById("heun"), steps, {}, endReference(article()));
        QCOMPARE(work.points.size(), convergence.points.size());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(work.points[i].setting, convergence.points[i].step);
            QCOMPARE(work.points[i].error, convergence.points[i].error);
        }
    }

    void smallerTolerancesCostMoreAndGiveMore()
    {
        const std::vector<double> tolerances { 1e-4, 1e-12, 1e-8 };
        const WorkPrecision work = measureWorkPrecision(
            article(), methodById("dopri5"), tolerances, withTolerances(), endReference(article()));
        QVERIFY(work.adaptive);
        QCOMPARE(work.points.size(), std::size_t { 3 });
        for (std::size_t i = 0; i < 3; ++i) {
            const WorkPoint& point = work.points[i];
            QCOMPARE(point.setting, std::pow(10.0, -4.0 * static_cast<double>(i + 1)));
            SolveOptions alone = withTolerances();
            alone.rtol = alone.atol = point.setting;
            const Solution solution = solve(article(), methodById("dopri5"), alone);
            QCOMPARE(point.error, solution.endError);
            QCOMPARE(point.report.counters.nfe, solution.report.counters.nfe);
        }
        for (std::size_t i = 1; i < 3; ++i) {
            QVERIFY(work.points[i].error < work.points[i - 1].error);
            QVERIFY(work.points[i].report.counters.nfe > work.points[i - 1].report.counters.nfe);
        }
    }

    void roundingIsMarked()
    {
        // y' = 1: Euler is exact but for rounding, whatever the step.
        Problem line;
        line.rhs = { "1" };
        line.y0 = { 0.5 };
        line.exact = { "0.5 + t" };
        const WorkPrecision work = measureWorkPrecision(
            line, methodById("euler"), halvings(0.3, 3), {}, endReference(line));
        for (const WorkPoint& point : work.points)
            QVERIFY(point.limited);
    }

    void stepsBeyondTheLimitAreLeftOut()
    {
        StudyLimits limits;
        limits.steps = 100; // h = 0.05 takes 100 steps over [0, 5], h = 0.025 twice as many
        const Convergence convergence = measureConvergence(
            article(), methodById("euler"), halvings(0.2, 5), {}, endReference(article()), limits);
        QCOMPARE(convergence.points.size(), std::size_t { 3 });
        QCOMPARE(convergence.leftOut, 2L);
        QCOMPARE(workPrecision(convergence).leftOut, 2L);
    }

    void tolerancesBeyondTheLimitAreLeftOut()
    {
        StudyLimits limits;
        limits.steps = 60;
        std::vector<double> tolerances;
        for (int power = 2; power <= 12; ++power)
            tolerances.push_back(std::pow(10.0, -power));
        const WorkPrecision work = measureWorkPrecision(article(), methodById("dopri5"), tolerances,
            withTolerances(), endReference(article()), limits);
        QVERIFY(!work.points.empty() && work.leftOut > 0);
        QCOMPARE(work.points.size() + static_cast<std::size_t>(work.leftOut), tolerances.size());
        for (const WorkPoint& point : work.points)
            QVERIFY(point.report.accepted + point.report.rejected <= limits.steps);
    }

    void noTimeLeavesOnlyTheFirst()
    {
        StudyLimits limits;
        limits.seconds = 0.0;
        const Convergence convergence = measureConvergence(
            article(), methodById("rk4"), halvings(0.25, 4), {}, endReference(article()), limits);
        QCOMPARE(convergence.points.size(), std::size_t { 1 });
        QCOMPARE(convergence.leftOut, 3L);
    }

    void stopEndsTheStudy()
    {
        const std::atomic<bool> stop { true };
        const EndReference reference = endReference(article());
        const std::vector<double> tolerances { 1e-3, 1e-6 };
        const WorkPrecision work = measureWorkPrecision(
            article(), methodById("dopri5"), tolerances, withTolerances(), reference, {}, &stop);
        QVERIFY(work.points.empty());
    }

    void unusableSettingsAreRefused()
    {
        const EndReference reference = endReference(article());
        const std::vector<double> wrong { 1e-3, 0.0 };
        for (const SolveOptions& options : { SolveOptions {}, withTolerances() }) {
            QVERIFY_EXCEPTION_THROWN(
                measureWorkPrecision(article(), methodById("dopri5"), wrong, options, reference),
                std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(
                measureWorkPrecision(article(), methodById("dopri5"), {}, options, reference),
                std::invalid_argument);
        }
    }
};

REGISTER_TEST(TestWorkPrecision)
#include "tst_work_precision.moc"
