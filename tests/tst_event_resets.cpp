// SPDX-License-Identifier: GPL-3.0-or-later
#include "event_cases.h"
#include "function_system.h"
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;
using namespace event_cases;

class TestEventResets : public QObject {
    Q_OBJECT

private slots:
    void resetLeavesTwoStatesAtOneTime();
    void bounceAgreesWithTheLaw_data();
    void bounceAgreesWithTheLaw();
    void bouncesAccumulate();
    void deadBallIsNotLost();
    void resetToInfinityDiverges();
    void evaluationsAreCounted_data();
    void evaluationsAreCounted();
    void singlePrecision();
};

void TestEventResets::resetLeavesTwoStatesAtOneTime()
{
    Problem problem = clock("y - 1", 3.5);
    problem.eventDirection = 1;
    problem.eventReset = { "y - 1" };
    for (const char* method : { "euler", "rk4", "dopri5", "ab4", "bdf3", "radau-iia3" }) {
        const Solution s = solve(problem, methodById(method), fixed(0.3));
        compareTimes(eventTimes(s), { 1.0, 2.0, 3.0 }, 1e-12);
        QCOMPARE(s.report.status, SolveStatus::Success);
        QVERIFY(s.t.back() == 3.5 && std::abs(s.state(s.size() - 1)[0] - 0.5) < 1e-12);
        QVERIFY(std::is_sorted(s.t.begin(), s.t.end()));
        std::size_t jumps = 0;
        for (std::size_t i = 1; i < s.size(); ++i)
            if (s.t[i] == s.t[i - 1]) {
                ++jumps;
                QVERIFY(std::abs(s.state(i - 1)[0] - 1) < 1e-12);
                QVERIFY(std::abs(s.state(i)[0]) < 1e-12);
            }
        QCOMPARE(jumps, std::size_t(3));
        // Fixed steps go back to their grid.
        QVERIFY(std::find(s.t.begin(), s.t.end(), 0.3 * 5) != s.t.end());
    }
}

void TestEventResets::bounceAgreesWithTheLaw_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<double>("step"); // 0: with error control
    for (const char* method : { "dopri5", "dop853", "rkf45", "radau-iia3", "rodas4", "bdf3" })
        QTest::addRow("%s", method) << QString(method) << 0.0;
    for (const char* method : { "rk4", "verlet", "gauss2", "abm3" })
        for (const double step : { 0.01, 0.5 })
            QTest::addRow("%s, h = %g", method, step) << QString(method) << step;
}

void TestEventResets::bounceAgreesWithTheLaw()
{
    QFETCH(QString, method);
    QFETCH(double, step);
    const Problem& ball = problemById("bouncing-ball");
    const Solution s
        = solve(ball, methodById(method.toStdString()), step > 0 ? fixed(step) : adaptive(1e-9));
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    const double fall = std::sqrt(20 / 9.81);
    std::vector<double> expected;
    double t = fall;
    for (double flight = 2 * fall * 0.8; t < ball.t1; flight *= 0.8) {
        expected.push_back(t);
        t += flight;
    }
    // Parabolas are exact for all of these but bdf3, which starts with order 1.
    compareTimes(eventTimes(s), expected, method == "bdf3" ? 1e-6 : 1e-10);
    for (std::size_t i = 0; i < s.size(); ++i)
        QVERIFY(s.state(i)[0] > -1e-6);
}

void TestEventResets::bouncesAccumulate()
{
    Problem ball = problemById("bouncing-ball");
    ball.t1 = 20.0;
    const double end = 9 * std::sqrt(20 / 9.81); // fall (1 + 2 (r + r^2 + ...)), r = 0.8
    for (const char* method : { "dopri5", "dop853", "rkf45" }) {
        const Solution s = solve(ball, methodById(method), adaptive(1e-9));
        QCOMPARE(s.report.status, SolveStatus::StepTooSmall);
        QVERIFY(s.report.eventsAccumulate);
        QVERIFY2(std::abs(s.report.tReached - end) < 1e-9, s.report.message().c_str());
        QVERIFY(s.report.message().find("12.85") != std::string::npos);
        QVERIFY(s.report.events > 100 && s.report.events < 200);
    }
    const Solution s = solve(ball, methodById("rk4"), fixed(0.05));
    QVERIFY2(s.report.eventsAccumulate && std::abs(s.report.tReached - end) < 1e-9,
        s.report.message().c_str());
}

void TestEventResets::deadBallIsNotLost()
{
    Problem ball = problemById("bouncing-ball");
    ball.setParameter("r", 0.0);
    for (const SolveOptions& options : { adaptive(1e-9), fixed(0.1) }) {
        const Solution s = solve(ball, methodById("dopri5"), options);
        QCOMPARE(s.events.size(), std::size_t(1));
        QVERIFY2(s.report.eventsAccumulate, s.report.message().c_str());
        QVERIFY(std::abs(s.report.tReached - std::sqrt(20 / 9.81)) < 1e-9);
        QVERIFY(s.state(s.size() - 1)[0] == 0.0);
    }
    // A reset that lets the solution pass on to the other side is none of that.
    Problem through = clock("y - 1", 2.0);
    through.eventReset = { "y" };
    const Solution s = solve(through, methodById("rk4"), fixed(0.3));
    QCOMPARE(s.report.status, SolveStatus::Success);
    QCOMPARE(s.events.size(), std::size_t(1));
}

void TestEventResets::resetToInfinityDiverges()
{
    Problem problem = clock("y - 1", 2.0);
    problem.eventReset = { "1/(y - y)" };
    const Solution s = solve(problem, methodById("rk4"), fixed(0.3));
    QCOMPARE(s.report.status, SolveStatus::Diverged);
    QVERIFY(std::abs(s.report.tReached - 1) < 1e-14);
    QVERIFY(std::isfinite(s.state(s.size() - 1)[0]));
}

void TestEventResets::evaluationsAreCounted_data()
{
    QTest::addColumn<const Method*>("method");
    for (const auto& method : methods())
        QTest::newRow(method.id.data()) << &method;
}

void TestEventResets::evaluationsAreCounted()
{
    QFETCH(const Method*, method);
    for (const bool withReset : { false, true }) {
        FunctionSystem ball(2, [](double, const auto& y) {
            return stateOf({ y[1], -9.81 - 0.1 * y[1] });
        });
        const auto stepper = makeStepper<double>(*method);
        StepHooks<double> hooks;
        long events = 0;
        hooks.event.function = [](double, ConstVectorView<double> y) { return y[0]; };
        hooks.event.direction = -1;
        hooks.event.found = [&](double, ConstVectorView<double>) { ++events; };
        if (withReset)
            hooks.event.reset = [](double, VectorView<double> y) { y[1] = -0.7 * y[1]; };
        SolveOptions options = method->adaptive() ? adaptive(1e-5) : fixed(0.05);
        options.t1 = 4.0;
        options.firstStep = 2.0; // much too large
        Vector<double> y = stateOf({ 5.0, 0.0 });
        const SolveReport report
            = integrate<double>(ball, *stepper, options, view(y), {}, { nullptr, 0 }, {}, hooks);
        QVERIFY2(report.reachedEnd(), report.message().c_str());
        QCOMPARE(report.events, events);
        QVERIFY(withReset ? events >= 3 : events == 1);
        QCOMPARE(ball.evaluations, report.counters.nfe);
    }
}

void TestEventResets::singlePrecision()
{
    class Fall final : public OdeSystem<float> {
    public:
        Index dim() const override { return 2; }
        void evaluate(double, ConstVectorView<float> y, VectorView<float> dydt) override
        {
            dydt[0] = y[1];
            dydt[1] = -9.81F;
        }
    } ball;
    StepHooks<float> hooks;
    std::vector<double> times;
    hooks.event.function = [](double, ConstVectorView<float> y) { return double(y[0]); };
    hooks.event.direction = -1;
    hooks.event.reset = [](double, VectorView<float> y) { y << 0.0F, -0.8F * y[1]; };
    hooks.event.found = [&](double t, ConstVectorView<float>) { times.push_back(t); };
    const double fall = std::sqrt(20 / 9.81);
    for (const SolveOptions& chosen : { adaptive(1e-4), fixed(0.1) }) {
        times.clear();
        SolveOptions options = chosen;
        options.t1 = 5.0;
        const auto stepper = makeStepper<float>(methodById("dopri5"));
        Vector<float> y(2);
        y << 10.0F, 0.0F;
        const SolveReport report
            = integrate<float>(ball, *stepper, options, view(y), {}, { nullptr, 0 }, {}, hooks);
        QVERIFY(report.reachedEnd());
        compareTimes(times, { fall, 2.6 * fall }, 1e-5); // float: 24 bits of 10 m
    }
}

REGISTER_TEST(TestEventResets)
#include "tst_event_resets.moc"
