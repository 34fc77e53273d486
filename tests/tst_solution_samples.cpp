// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "written_solutions.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace written;

class TestSolutionSamples : public QObject {
    Q_OBJECT

private slots:
    void sampleTimesHaveExactEnds();
    void samplesReplaceSteps();
    void samplesAreAccurate();
    void samplesBackwards();
    void samplesBeyondTheEnd();
};

void TestSolutionSamples::sampleTimesHaveExactEnds()
{
    Problem problem = problemById("article");
    QCOMPARE(sampleTimes(problem, 2), (std::vector { 0.0, 5.0 }));
    QCOMPARE(sampleTimes(problem, 5), (std::vector { 0.0, 1.25, 2.5, 3.75, 5.0 }));
    problem.t0 = 0.1;
    problem.t1 = -0.7;
    const auto times = sampleTimes(problem, 1000);
    QCOMPARE(times.size(), std::size_t(1000));
    QVERIFY(times.front() == 0.1 && times.back() == -0.7);
    for (std::size_t i = 1; i < times.size(); ++i)
        QVERIFY(std::abs(times[i] - times[i - 1] + 0.8 / 999) < 1e-15);
    for (const std::size_t few : { 0U, 1U })
        QVERIFY_EXCEPTION_THROWN(sampleTimes(problem, few), std::invalid_argument);
}

void TestSolutionSamples::samplesReplaceSteps()
{
    const Problem problem = shortHarmonic();
    const Solution s = solve(problem, methodById("rk4"), fixed(0.1));
    // In any order, some of them steps.
    const std::vector<double> samples { 0.55, s.t[3], 0.0, 1.0, s.t[3], 0.123 };
    const Json json = documentOf(problem, { s }, samples)["solutions"][0];
    QCOMPARE(json["t"].get<std::vector<double>>(), samples);
    QCOMPARE(json["y"].size(), samples.size());
    const auto state = [&](std::size_t i) { return json["y"][i].get<std::vector<double>>(); };
    QCOMPARE(state(1), (std::vector { s.state(3)[0], s.state(3)[1] }));
    QCOMPARE(state(4), state(1));
    QCOMPARE(state(2), (std::vector { s.state(0)[0], s.state(0)[1] }));
    QCOMPARE(state(3), (std::vector { s.state(10)[0], s.state(10)[1] }));
    // Errors and counts stay those of the steps.
    QCOMPARE(json["end_error"].get<double>(), s.endError);
    QCOMPARE(json["max_error"].get<double>(), s.maxError);
    QCOMPARE(json["nfe"].get<long>(), s.report.counters.nfe);
    const auto rows = cellsOf(solutionsToCsv(problem, { &s, 1 }, samples));
    QCOMPARE(rows.size(), samples.size() + 1);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        QCOMPARE(number(rows[i + 1][1]), samples[i]);
        QCOMPARE(number(rows[i + 1][2]), state(i)[0]);
    }
}

void TestSolutionSamples::samplesAreAccurate()
{
    const Problem problem = problemById("article");
    const Solution s = solve(problem, methodById("dopri5"), adaptive(1e-10, 1e-10));
    const Json json = documentOf(problem, { s }, sampleTimes(problem, 501))["solutions"][0];
    for (std::size_t i = 0; i <= 500; ++i) {
        const double t = json["t"][i];
        const double exact = std::exp(t / 2) * std::sin(5 * t);
        // The cubic: h^4/384 max |y''''| with steps below 0.05 and |y''''| < 8000.
        QVERIFY(std::abs(json["y"][i][0].get<double>() - exact) < 2e-4);
    }
}

void TestSolutionSamples::samplesBackwards()
{
    Problem problem = problemById("article");
    problem.t0 = 5.0;
    problem.t1 = 0.0;
    problem.y0 = { std::exp(2.5) * std::sin(25.0) };
    const Solution s = solve(problem, methodById("rk4"), fixed(0.01));
    const Json json = documentOf(problem, { s }, sampleTimes(problem, 101))["solutions"][0];
    QCOMPARE(json["t"][0].get<double>(), 5.0);
    QCOMPARE(json["t"][100].get<double>(), 0.0);
    for (std::size_t i = 0; i <= 100; ++i) {
        const double t = json["t"][i];
        QVERIFY(std::abs(json["y"][i][0].get<double>() - std::exp(t / 2) * std::sin(5 * t)) < 1e-5);
    }
}

void TestSolutionSamples::samplesBeyondTheEnd()
{
    Problem problem;
    problem.rhs = { "y^2" };
    problem.y0 = { 1.0 };
    problem.exact = { "1/(1-t)" };
    problem.t1 = 2.0;
    const Solution s = solve(problem, methodById("dopri5"), adaptive(1e-6, 1e-9));
    const std::vector<double> samples { -0.5, 0.5, 1.5, 2.0 };
    const Json json = documentOf(problem, { s }, samples)["solutions"][0];
    QVERIFY(json["y"][0][0].is_null());
    QVERIFY(std::abs(json["y"][1][0].get<double>() - 2.0) < 1e-3);
    QVERIFY(json["y"][2][0].is_null() && json["y"][3][0].is_null());
    QCOMPARE(json["t"].get<std::vector<double>>(), samples);
    const auto rows = cellsOf(solutionsToCsv(problem, { &s, 1 }, samples));
    QCOMPARE(rows[1], (Strings { "dopri5", "-0.5", "", "0.6666666666666666", "" }));
    QCOMPARE(rows[4], (Strings { "dopri5", "2", "", "-1", "" }));
}

REGISTER_TEST(TestSolutionSamples)
#include "tst_solution_samples.moc"
