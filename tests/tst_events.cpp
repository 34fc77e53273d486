// SPDX-License-Identifier: GPL-3.0-or-later
#include "event_cases.h"
#include "function_system.h"
#include "reference_data.h"
#include "solvers/analysis/solution_io.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace solvers;
using namespace event_cases;

namespace {

Problem eventProblem(const nlohmann::json& entry)
{
    Problem problem = referenceProblem(entry);
    problem.event = entry.at("event");
    problem.eventDirection = entry.at("direction");
    if (!entry.at("reset").is_null())
        problem.eventReset = entry.at("reset").get<std::vector<std::string>>();
    return problem;
}

} // namespace

class TestEvents : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_cases = readReference("events.json").at("cases"); }
    void referenceEvents_data();
    void referenceEvents();
    void referenceEventsBackwards_data();
    void referenceEventsBackwards();
    void locatedWithTheOrderOfTheMethod_data();
    void locatedWithTheOrderOfTheMethod();
    void directionIsThatOfIntegration();
    void countEndsTheSolve();
    void manyEventsInOneStep();
    void grazingPairIsFound();
    void zeroAtTheStartIsNoEvent();
    void zeroAtTheEndIsAnEvent();
    void solveGoesOnUndisturbed();
    void eventsAreWritten();
    void wrongCallsThrow();

private:
    nlohmann::json m_cases;
};

void TestEvents::referenceEvents_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<int>("index");
    for (const char* method : { "dopri5", "tsit5", "dop853" })
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            QTest::addRow("%s, %s", method, m_cases[i].at("name").get<std::string>().c_str())
                << QString(method) << int(i);
}

void TestEvents::referenceEvents()
{
    QFETCH(QString, method);
    QFETCH(int, index);
    const auto& entry = m_cases.at(std::size_t(index));
    SolveOptions options = adaptive(1e-10);
    options.eventCount = entry.at("n_events");
    const Solution s = solve(eventProblem(entry), methodById(method.toStdString()), options);
    QCOMPARE(s.report.status, SolveStatus::Event);
    QVERIFY(s.report.reachedEnd() && s.report.message().empty());
    // The file's own measure: 100 times the tolerance.
    compareTimes(eventTimes(s), entry.at("times").get<std::vector<double>>(), 1e-8);
    QVERIFY(s.report.tReached == s.events.back().t && s.t.back() == s.report.tReached);
    for (std::size_t i = 0; i < s.events.size(); ++i) {
        const auto state = entry.at("states").at(i).get<std::vector<double>>();
        for (std::size_t k = 0; k < state.size(); ++k)
            QVERIFY(
                std::abs(s.events[i].y[k] - state[k]) <= 1e-8 * std::max(1.0, std::abs(state[k])));
    }
}

void TestEvents::referenceEventsBackwards_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_cases.size(); ++i) {
        const std::string name = m_cases[i].at("name");
        // A lost velocity does not come back, and a limit cycle repels backwards.
        if (m_cases[i].at("reset").is_null() && name != "van_der_pol_crossings")
            QTest::newRow(name.c_str()) << int(i);
    }
}

/// The same crossings from the other end; rising is then falling.
void TestEvents::referenceEventsBackwards()
{
    QFETCH(int, index);
    const auto& entry = m_cases.at(std::size_t(index));
    Problem problem = eventProblem(entry);
    auto times = entry.at("times").get<std::vector<double>>();
    Problem plain = problem;
    plain.event.clear();
    plain.eventDirection = 0;
    plain.t1 = 0.5 * (times.back() + std::min(problem.t1, times.back() + 0.5));
    const Solution there = solve(plain, methodById("dop853"), adaptive(1e-12));
    problem.y0 = { there.state(there.size() - 1), there.state(there.size() - 1) + there.dim };
    problem.t1 = problem.t0 + 1e-3; // short of a zero at the start
    problem.t0 = plain.t1;
    problem.eventDirection = -problem.eventDirection;
    const Solution back = solve(problem, methodById("dopri5"), adaptive(1e-10));
    QCOMPARE(back.report.status, SolveStatus::Success);
    std::reverse(times.begin(), times.end());
    compareTimes(eventTimes(back), times, 1e-7); // two solves, the seed example grows by e^5
}

void TestEvents::locatedWithTheOrderOfTheMethod_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<double>("order");
    QTest::newRow("rk4, cubic") << "rk4" << 4.0;
    QTest::newRow("dopri5") << "dopri5" << 5.0; // its interpolant adds a local error of order 5
    QTest::newRow("dop853") << "dop853" << 7.0; // of its interpolant
    QTest::newRow("abm4, cubic") << "abm4" << 4.0;
    QTest::newRow("verlet, cubic") << "verlet" << 2.0;
    QTest::newRow("radau-iia2") << "radau-iia2" << 3.0;
}

void TestEvents::locatedWithTheOrderOfTheMethod()
{
    QFETCH(QString, method);
    QFETCH(double, order);
    Problem problem;
    problem.rhs = { "y2", "-sin(y1)" };
    problem.y0 = { 1.0, 0.0 };
    problem.t1 = 8.0;
    problem.event = "y2";
    problem.eventDirection = -1;
    const double period = 6.699975664370452712701;
    const auto error = [&](double step) {
        const Solution s = solve(problem, methodById(method.toStdString()), fixed(step));
        return s.events.size() == 1 ? std::abs(s.events[0].t - period) : NAN;
    };
    const double step = order > 6 ? 1.0 : 0.1; // no rounding yet
    // Over three halvings: where in its step the event lies matters less then.
    const double observed = std::log2(error(step) / error(step / 8)) / 3;
    QVERIFY2(observed > order - 0.5, qPrintable(QString::number(observed)));
}

void TestEvents::directionIsThatOfIntegration()
{
    Problem problem = clock("sin(y)", 10.0);
    const double pi = std::numbers::pi;
    problem.y0 = { 0.5 };
    problem.t0 = 0.5;
    for (const SolveOptions& options : { fixed(0.25), adaptive(1e-9) }) {
        problem.eventDirection = 0;
        compareTimes(eventTimes(solve(problem, methodById("dopri5"), options)),
            { pi, 2 * pi, 3 * pi }, 1e-13);
        problem.eventDirection = 1;
        compareTimes(eventTimes(solve(problem, methodById("dopri5"), options)), { 2 * pi }, 1e-13);
        problem.eventDirection = -1;
        compareTimes(
            eventTimes(solve(problem, methodById("dopri5"), options)), { pi, 3 * pi }, 1e-13);
    }
}

void TestEvents::countEndsTheSolve()
{
    Problem problem = clock("sin(y)", 100.0);
    problem.y0 = { 0.5 };
    problem.t0 = 0.5;
    SolveOptions options = fixed(0.25);
    options.eventCount = 3;
    const Solution s = solve(problem, methodById("rk4"), options);
    QCOMPARE(s.report.status, SolveStatus::Event);
    QCOMPARE(s.report.events, 3L);
    QCOMPARE(s.events.size(), std::size_t(3));
    QVERIFY(std::abs(s.report.tReached - 3 * std::numbers::pi) < 1e-13);
    QVERIFY(std::abs(s.state(s.size() - 1)[0] - s.report.tReached) < 1e-13);
    QVERIFY(s.t.back() == s.report.tReached && s.size() == std::size_t(s.report.accepted) + 1);
    options.eventCount = 1000; // there are not so many
    const Solution all = solve(problem, methodById("rk4"), options);
    QCOMPARE(all.report.status, SolveStatus::Success);
    QCOMPARE(all.report.events, 31L);
}

void TestEvents::manyEventsInOneStep()
{
    // One step over five zeros, exact for every method.
    const Problem problem = clock("(y - 0.1)*(y - 0.3)*(y - 0.45)*(y - 0.7)*(y - 0.9)", 1.0);
    for (const char* method : { "euler", "rk4", "dopri5", "gauss2", "bdf1" }) {
        const Solution s = solve(problem, methodById(method), fixed(1.0));
        QCOMPARE(s.report.accepted, 1L);
        compareTimes(eventTimes(s), { 0.1, 0.3, 0.45, 0.7, 0.9 }, 1e-14);
    }
}

void TestEvents::grazingPairIsFound()
{
    // Below zero for 0.02 only, between two of the points that are looked at.
    const Problem problem = clock("(y - 0.43)^2 - 0.0001", 1.0);
    const Solution s = solve(problem, methodById("rk4"), fixed(1.0));
    compareTimes(eventTimes(s), { 0.42, 0.44 }, 1e-13);
    const Problem near = clock("(y - 0.43)^2 + 0.0001", 1.0);
    QVERIFY(solve(near, methodById("rk4"), fixed(1.0)).events.empty());
}

void TestEvents::zeroAtTheStartIsNoEvent()
{
    for (const int direction : { -1, 0, 1 }) {
        Problem problem = clock("y", 1.0);
        problem.eventDirection = direction;
        QVERIFY(solve(problem, methodById("rk4"), fixed(0.1)).events.empty());
        problem.t1 = -1.0;
        QVERIFY(solve(problem, methodById("rk4"), fixed(0.1)).events.empty());
    }
    // The next one comes very soon, compared with the step.
    const Solution soon = solve(clock("y*(y - 0.0001)", 1.0), methodById("rk4"), fixed(0.5));
    compareTimes(eventTimes(soon), { 1e-4 }, 1e-16);
}

void TestEvents::zeroAtTheEndIsAnEvent()
{
    const Solution end = solve(clock("y - 1", 1.0), methodById("euler"), fixed(0.25));
    QCOMPARE(eventTimes(end), std::vector { 1.0 });
    // Exactly at a step, once.
    const Solution step = solve(clock("y - 0.5", 1.0), methodById("euler"), fixed(0.25));
    QCOMPARE(eventTimes(step), std::vector { 0.5 });
}

/// Without a reset the steps are those of a solve without an event, to the bit.
void TestEvents::solveGoesOnUndisturbed()
{
    Problem problem = problemById("van-der-pol");
    Problem watched = problem;
    watched.event = "y1";
    for (const char* method : { "rk4", "dopri5", "dop853", "rkf45", "abm4", "trapezoid" }) {
        const Method& row = methodById(method);
        const SolveOptions options = row.adaptive() ? adaptive(1e-6) : fixed(0.01);
        const Solution a = solve(problem, row, options);
        const Solution b = solve(watched, row, options);
        QVERIFY(!b.events.empty());
        QVERIFY2(a.t == b.t, method);
        if (row.tableau() != nullptr)
            QVERIFY2(a.y == b.y, method);
    }
}

void TestEvents::wrongCallsThrow()
{
    FunctionSystem withQuadrature(
        1, [](double, const auto& y) { return y; }, true);
    StepHooks<double> hooks;
    hooks.event.function = [](double, ConstVectorView<double> y) { return y[0]; };
    Vector<double> y = stateOf({ 1.0 });
    Vector<double> q = stateOf({ 0.0 });
    const auto rk4 = makeStepper<double>(methodById("rk4"));
    QVERIFY_EXCEPTION_THROWN(
        integrate<double>(withQuadrature, *rk4, fixed(0.1), view(y), {}, view(q), {}, hooks),
        std::invalid_argument);
    SolveOptions negative = fixed(0.1);
    negative.eventCount = -1;
    QVERIFY(!negative.problem().empty());
    QCOMPARE(withQuadrature.evaluations, 0L);
}

void TestEvents::eventsAreWritten()
{
    Problem problem;
    problem.rhs = { "y2", "-y1" };
    problem.y0 = { 1.0, 0.0 };
    problem.t1 = 10.0;
    problem.event = "y1";
    SolveOptions options = adaptive(1e-9);
    options.eventCount = 2;
    const Solution s = solve(problem, methodById("dopri5"), options);
    const auto json = nlohmann::json::parse(solutionsToJson(problem, { &s, 1 }))["solutions"][0];
    QCOMPARE(json["status"].get<std::string>(), std::string("event"));
    QCOMPARE(json["events"].size(), std::size_t(2));
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(json["events"][i]["t"].get<double>(), s.events[i].t);
        QCOMPARE(json["events"][i]["y"].get<std::vector<double>>(), s.events[i].y);
    }
    QCOMPARE(json["t"].back().get<double>(), s.events[1].t);
    QVERIFY(!json.contains("message"));
}

REGISTER_TEST(TestEvents)
#include "tst_events.moc"
