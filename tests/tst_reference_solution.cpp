// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;

class TestReferenceSolution : public QObject {
    Q_OBJECT

    static std::vector<double> evenTimes(const Problem& problem, int count)
    {
        std::vector<double> times;
        for (int i = 0; i <= count; ++i)
            times.push_back(problem.t0 + (problem.t1 - problem.t0) * i / count);
        times.back() = problem.t1;
        return times;
    }

private slots:
    void statesStandAtTheTimesAskedFor_data()
    {
        QTest::addColumn<std::string>("id");
        for (const char* id : { "article", "logistic", "harmonic" })
            QTest::newRow(id) << std::string(id);
    }

    void statesStandAtTheTimesAskedFor()
    {
        QFETCH(std::string, id);
        const Problem& problem = problemById(id);
        const auto exact = makeExactSolution(problem);
        QVERIFY(exact != nullptr);
        const std::vector<double> times = evenTimes(problem, 50);
        const Solution reference = referenceSolution(problem, kReferenceTolerance, nullptr, times);
        QVERIFY(reference.report.reachedEnd());
        QVERIFY(reference.t == times);
        Vector<double> truth(static_cast<Index>(problem.dim()));
        for (std::size_t i = 0; i < times.size(); ++i) {
            exact->evaluate(times[i], view(truth));
            // Tolerance times the growth of an error over the interval, exp(5) at most.
            QVERIFY(maxDifference(reference.state(i), truth.data(), problem.dim()) < 2e-9);
        }
    }

    void backwardsAsWell()
    {
        Problem problem = problemById("logistic");
        const Solution there = referenceSolution(problem);
        std::swap(problem.t0, problem.t1);
        problem.exact.clear();
        problem.y0.assign(there.state(there.size() - 1), there.state(there.size() - 1) + 1);
        const std::vector<double> times = evenTimes(problem, 20);
        const Solution back = referenceSolution(problem, kReferenceTolerance, nullptr, times);
        QVERIFY(back.t == times);
        // The flow contracts forwards, so an error of 1e-12 grows on the way back.
        QVERIFY(std::abs(back.y.back() - there.y.front()) < 1e-6);
    }

    // An explicit method would take a million steps and more; the implicit one ends.
    void stiffProblemsEnd()
    {
        int stiff = 0;
        for (const Problem& problem : problems()) {
            if (!problem.stiff)
                continue;
            QCOMPARE(referenceMethod(problem).id, std::string_view("radau-iia3"));
            const std::vector<double> times = evenTimes(problem, 20);
            const Solution reference
                = referenceSolution(problem, kReferenceTolerance, nullptr, times);
            QVERIFY2(reference.report.reachedEnd(), problem.id.c_str());
            QVERIFY2(reference.t == times, problem.id.c_str());
            const Solution rougher
                = referenceSolution(problem, 1e3 * kReferenceTolerance, nullptr, times);
            double size = 1.0;
            for (std::size_t k = 0; k < problem.dim(); ++k)
                size = std::max(size, std::abs(reference.y[reference.y.size() - 1 - k]));
            const double difference = maxDifference(
                reference.state(times.size() - 1), rougher.state(times.size() - 1), problem.dim());
            QVERIFY2(difference < 1e-4 * size,
                qPrintable(QString("%1: %2").arg(problem.id.c_str()).arg(difference)));
            ++stiff;
        }
        QVERIFY(stiff > 0);
    }

    void stopEndsItAtOnce()
    {
        const Problem& problem = problemById("lorenz");
        const std::atomic<bool> stop { true };
        const Solution reference
            = referenceSolution(problem, kReferenceTolerance, &stop, evenTimes(problem, 100));
        QCOMPARE(reference.report.status, SolveStatus::Stopped);
        QVERIFY(reference.size() <= 1);
    }
};

REGISTER_TEST(TestReferenceSolution)
#include "tst_reference_solution.moc"
