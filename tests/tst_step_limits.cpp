// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/solution.h"
#include "solvers/integration/stiffness.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace solvers;

namespace {

SolveOptions adaptive(double rtol, double atol)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = rtol;
    options.atol = atol;
    return options;
}

std::vector<double> stepSizes(const Solution& s)
{
    std::vector<double> sizes;
    for (std::size_t i = 1; i < s.size(); ++i)
        sizes.push_back(std::abs(s.t[i] - s.t[i - 1]));
    return sizes;
}

} // namespace

class TestStepLimits : public QObject {
    Q_OBJECT

private slots:
    void largestStep();
    void smallestStep();
    void smallestStepIsMet();
    void firstStep();
    void unusableOptions_data();
    void unusableOptions();
    void messagesSayWhereAndWhat();
    void stiffnessLimits();
    void stiffnessIsNoticed();
    void stiffnessTestCounts();
};

void TestStepLimits::largestStep()
{
    SolveOptions options = adaptive(1e-3, 1e-3);
    options.maxStep = 0.03;
    for (const char* method : { "dopri5", "dop853", "radau-iia3", "bdf2" }) {
        const Solution s = solve(problemById("article"), methodById(method), options);
        const auto sizes = stepSizes(s);
        QVERIFY(s.report.reachedEnd());
        QVERIFY(*std::max_element(sizes.begin(), sizes.end()) <= 0.03 * (1 + 1e-12));
    }
}

void TestStepLimits::smallestStep()
{
    SolveOptions options = adaptive(1e-5, 1e-5);
    const Problem& article = problemById("article");
    const Solution free = solve(article, methodById("dopri5"), options);
    const auto freeSizes = stepSizes(free);
    options.minStep = 1.2 * *std::min_element(freeSizes.begin(), freeSizes.end());
    const Solution s = solve(article, methodById("dopri5"), options);
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    auto sizes = stepSizes(s);
    sizes.pop_back(); // it lands on t1
    QVERIFY(*std::min_element(sizes.begin(), sizes.end()) >= options.minStep * (1 - 1e-12));
    QVERIFY(free.t != s.t);
}

void TestStepLimits::smallestStepIsMet()
{
    SolveOptions options = adaptive(1e-10, 1e-10);
    options.minStep = 0.2;
    const Solution s = solve(problemById("article"), methodById("dopri5"), options);
    QCOMPARE(s.report.status, SolveStatus::StepTooSmall);
    QCOMPARE(std::abs(s.report.lastStep), 0.2); // it was tried
    QCOMPARE(s.report.smallestStep, 0.2);
    const QString message = QString::fromStdString(s.report.message());
    QVERIFY2(
        message.contains("0.2") && message.contains("allow smaller steps"), qPrintable(message));
}

void TestStepLimits::firstStep()
{
    SolveOptions options = adaptive(1e-3, 1e-3);
    options.firstStep = 1e-4;
    const Solution s = solve(problemById("article"), methodById("dopri5"), options);
    QCOMPARE(s.t[1], 1e-4);
    options.maxStep = 1e-5;
    options.maxSteps = 3;
    QCOMPARE(solve(problemById("article"), methodById("dopri5"), options).t[1], 1e-5);
}

void TestStepLimits::unusableOptions_data()
{
    QTest::addColumn<SolveOptions>("options");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const char* word, auto change) {
        SolveOptions options = adaptive(1e-6, 1e-6);
        change(options);
        QTest::newRow(name) << options << QString(word);
    };
    row("minStep < 0", "smallest", [](auto& o) { o.minStep = -1; });
    row("minStep infinite", "smallest", [](auto& o) { o.minStep = INFINITY; });
    row("maxStep 0", "largest", [](auto& o) { o.maxStep = 0; });
    row("maxStep not a number", "largest", [](auto& o) { o.maxStep = NAN; });
    row("minStep > maxStep", "must not be above", [](auto& o) { o.minStep = 2, o.maxStep = 1; });
    row("firstStep < 0", "first step", [](auto& o) { o.firstStep = -0.1; });
    row("atols without the norm", "component", [](auto& o) { o.componentAtol = { 1.0 }; });
    row("atol < 0", "components", [](auto& o) {
        o.norm = ErrorNorm::Component;
        o.componentAtol = { 1.0, -1.0 };
    });
    row("eventCount < 0", "events", [](auto& o) { o.eventCount = -1; });
}

void TestStepLimits::unusableOptions()
{
    QFETCH(SolveOptions, options);
    QFETCH(QString, word);
    QVERIFY2(QString::fromStdString(options.problem()).contains(word), options.problem().c_str());
    QVERIFY_EXCEPTION_THROWN(
        solve(problemById("article"), methodById("dopri5"), options), std::invalid_argument);
}

void TestStepLimits::messagesSayWhereAndWhat()
{
    SolveReport report;
    report.tReached = 1.25;
    report.lastStep = -1e-3;
    QVERIFY(report.message().empty() && report.note().empty());
    for (const auto status : { SolveStatus::MaxSteps, SolveStatus::StepTooSmall,
             SolveStatus::Diverged, SolveStatus::NewtonFailed })
        for (const bool control : { false, true }) {
            report.status = status;
            report.adaptive = control;
            const QString message = QString::fromStdString(report.message());
            QVERIFY2(message.contains("t = 1.25"), qPrintable(message));
            QVERIFY2(message.contains("try") || message.contains("allow")
                    || message.contains("end the interval"),
                qPrintable(message));
        }
}

void TestStepLimits::stiffnessLimits()
{
    // Ends of the real stability intervals: Hairer & Wanner II, sec. IV.2; the article's list.
    const struct {
        const char* id;
        double end;
    } rows[] { { "euler", 2 }, { "midpoint", 2 }, { "kutta3", 2.5127 }, { "rk4", 2.7853 },
        { "dopri5", 3.3066 }, { "tsit5", 3.5068 } };
    for (const auto& row : rows)
        QVERIFY2(std::abs(stiffnessLimit(methodById(row.id)) / 0.98 - row.end) < 1e-3, row.id);
    for (const char* id : { "radau-iia3", "bdf2", "ab4" })
        QCOMPARE(stiffnessLimit(methodById(id)), 0.0);
}

void TestStepLimits::stiffnessIsNoticed()
{
    // Slow, but for a decay towards it at rate 2000.
    Problem stiff;
    stiff.rhs = { "-2000*(y - cos(t))" };
    stiff.y0 = { 0.0 };
    stiff.t1 = 10.0;
    for (const char* id : { "dopri5", "tsit5", "dop853" }) {
        const Solution s = solve(stiff, methodById(id), adaptive(1e-4, 1e-6));
        QVERIFY2(s.report.reachedEnd() && s.report.stiffAt < 2.0, id);
        const QString note = QString::fromStdString(s.report.note());
        QVERIFY(note.contains("stiff after t = ") && note.contains("radau-iia3"));
        for (const char* other : { "radau-iia3", "rodas4", "bdf5" })
            QVERIFY(findMethod(other) != nullptr && note.contains(other));
    }
    for (const char* id : { "dopri5", "tsit5", "dop853", "rkf45" })
        for (const char* problem : { "article", "lotka-volterra", "kepler", "lorenz" }) {
            const Solution s = solve(problemById(problem), methodById(id), adaptive(1e-6, 1e-9));
            QVERIFY2(std::isnan(s.report.stiffAt) && s.report.note().empty(), problem);
        }
    QVERIFY(
        std::isnan(solve(stiff, methodById("radau-iia3"), adaptive(1e-4, 1e-6)).report.stiffAt));
}

void TestStepLimits::stiffnessTestCounts()
{
    StiffnessTest test(3.0);
    QVERIFY(test.wants(0) && !test.wants(1) && test.wants(16));
    for (int i = 0; i < 14; ++i)
        QVERIFY(!test.add(4.0));
    QVERIFY(test.wants(17)); // while some are counted
    for (int i = 0; i < 5; ++i)
        QVERIFY(!test.add(2.0));
    QVERIFY(test.add(4.0)); // five below are forgiven
    QVERIFY(!test.wants(32)); // once is enough
    StiffnessTest other(3.0);
    for (int i = 0; i < 14; ++i)
        other.add(4.0);
    for (int i = 0; i < 6; ++i)
        other.add(2.0);
    QVERIFY(!other.add(4.0)); // six begin anew
    QVERIFY(!StiffnessTest(0.0).wants(0));
}

REGISTER_TEST(TestStepLimits)
#include "tst_step_limits.moc"
