// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_data.h"
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;

namespace {

using State = Vector<double>;

constexpr double kRtol = 1e-12;
constexpr double kStiffRtol = 1e-10;

/// nullptr where the registry has no implicit method with error control
const Method* stiffMethod()
{
    for (const char* id : { "radau-iia3", "rodas4" })
        if (const Method* method = findMethod(id); method != nullptr && method->adaptive())
            return method;
    return nullptr;
}

Solution tightSolution(const Problem& problem, double atol = 1e-14)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = problem.stiff ? kStiffRtol : kRtol;
    options.atol = atol;
    options.maxSteps = 1'000'000;
    return solve(problem, problem.stiff ? *stiffMethod() : methodById("dopri5"), options);
}

State endOf(const Solution& solution)
{
    return Eigen::Map<const State>(
        solution.state(solution.size() - 1), static_cast<Index>(solution.dim));
}

State startOf(const Problem& problem)
{
    return Eigen::Map<const State>(problem.y0.data(), static_cast<Index>(problem.dim()));
}

double largest(const State& y)
{
    return y.cwiseAbs().maxCoeff();
}

} // namespace

class TestCatalogueReference : public QObject {
    Q_OBJECT

private slots:
    void endValues_data();
    void endValues();
    void orbitsClose_data();
    void orbitsClose();
    void invariantsAreConserved_data();
    void invariantsAreConserved();
    void numericalMeetsExact_data();
    void numericalMeetsExact();
    void exactFollowsTheStart_data();
    void exactFollowsTheStart();
    void jacobianMeetsDifferences_data();
    void jacobianMeetsDifferences();
    void dampingRegimes_data();
    void dampingRegimes();
    void flameOfSmallDelta();
    void startFollowsTheParameter();
    void ballBouncesInGeometricProgression();
    void everyRowOfTheCollectionIsThere();

private:
    template <typename Test>
    static void problemsWhere(Test test)
    {
        QTest::addColumn<const Problem*>("problem");
        for (const auto& problem : problems())
            if (test(problem))
                QTest::newRow(problem.id.c_str()) << &problem;
    }
};

void TestCatalogueReference::endValues_data()
{
    QTest::addColumn<nlohmann::json>("row");
    const nlohmann::json data = readReference("catalogue.json");
    for (const auto& row : data.at("rows"))
        QTest::addRow(
            "%s, t = %g", row.at("id").get<std::string>().c_str(), row.at("t").get<double>())
            << row;
}

void TestCatalogueReference::endValues()
{
    QFETCH(nlohmann::json, row);
    Problem problem = problemById(row.at("id").get<std::string>());
    QVERIFY(!problem.stiff || stiffMethod() != nullptr);
    problem.t1 = row.at("t");
    const double atol = row.value("atol", 1e-14);
    const Solution s = tightSolution(problem, atol);
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    const State y = endOf(s);
    // A local error of rtol |y| on each of some hundred steps that count arrives multiplied by
    // at most the growth. Components of stiff problems differ by many powers of ten.
    const double rtol = problem.stiff ? kStiffRtol : kRtol;
    const double relative = 200 * rtol * row.at("growth").get<double>();
    const double floor = problem.stiff ? 0.0 : largest(y);
    const auto& expected = row.at("y");
    QCOMPARE(expected.size(), problem.dim());
    for (std::size_t k = 0; k < problem.dim(); ++k) {
        if (expected[k].is_null())
            continue;
        const double value = expected[k];
        const double found = y[static_cast<Index>(k)];
        QVERIFY2(std::abs(found - value) <= relative * std::max(std::abs(value), floor),
            qPrintable(QString("y%1 = %2, expected %3")
                           .arg(k + 1)
                           .arg(found, 0, 'g', 16)
                           .arg(value, 0, 'g', 16)));
    }
}

void TestCatalogueReference::orbitsClose_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("harmonic") << "harmonic" << 1e-10;
    QTest::newRow("pendulum") << "pendulum" << 1e-11;
    QTest::newRow("kepler") << "kepler" << 1e-9; // growth 400
    QTest::newRow("arenstorf") << "arenstorf" << 1e-4; // growth 2e6, and 200 steps that count
    QTest::newRow("figure-eight") << "figure-eight" << 5e-8; // of the nine digits of its start
}

void TestCatalogueReference::orbitsClose()
{
    QFETCH(QString, id);
    QFETCH(double, tolerance);
    const Problem& problem = problemById(id.toStdString());
    const Solution s = tightSolution(problem);
    const double gap = largest(endOf(s) - startOf(problem));
    QVERIFY2(gap < tolerance, qPrintable(QString::number(gap)));
    // It went somewhere in between.
    double farthest = 0.0;
    for (std::size_t i = 0; i < s.size(); ++i)
        farthest = std::max(farthest, maxDifference(s.state(i), problem.y0.data(), problem.dim()));
    QVERIFY(farthest > 0.5);
}

void TestCatalogueReference::invariantsAreConserved_data()
{
    problemsWhere([](const Problem& p) { return !p.invariants.empty(); });
}

void TestCatalogueReference::invariantsAreConserved()
{
    QFETCH(const Problem*, problem);
    QVERIFY(!problem->stiff || stiffMethod() != nullptr);
    std::vector<std::string> texts;
    for (const auto& invariant : problem->invariants)
        texts.push_back(invariant.expression);
    const auto invariants = makeStateFunction(*problem, texts);
    const Solution s = tightSolution(*problem);
    QVERIFY(s.report.reachedEnd());
    const auto dim = static_cast<Index>(problem->dim());
    const auto count = static_cast<Index>(texts.size());
    State before(count);
    State now(count);
    invariants->evaluate(problem->t0, { s.state(0), dim }, view(before));
    QVERIFY(before.allFinite());
    for (std::size_t i = 1; i < s.size(); ++i) {
        invariants->evaluate(s.t[i], { s.state(i), dim }, view(now));
        // Local errors add up, at worst by the length of the run; they are not amplified.
        for (Index k = 0; k < count; ++k)
            QVERIFY2(std::abs(now[k] - before[k]) < 100 * kRtol * (1 + std::abs(before[k])),
                qPrintable(QString("%1 at t = %2: %3 and %4")
                               .arg(QString::fromStdString(
                                   problem->invariants[static_cast<std::size_t>(k)].name))
                               .arg(s.t[i])
                               .arg(before[k], 0, 'g', 16)
                               .arg(now[k], 0, 'g', 16)));
    }
}

void TestCatalogueReference::numericalMeetsExact_data()
{
    problemsWhere([](const Problem& p) { return p.hasExact(); });
}

void TestCatalogueReference::numericalMeetsExact()
{
    QFETCH(const Problem*, problem);
    QVERIFY(!problem->stiff || stiffMethod() != nullptr);
    QVERIFY(!problem->exactFormula.empty());
    const Solution s = tightSolution(*problem);
    QVERIFY(s.report.reachedEnd());
    double size = 1.0;
    for (const double value : s.y)
        size = std::max(size, std::abs(value));
    // The worst amplifications: flame 600, orbits up to 1e4 near the sun, blow-up (1 - t)^-2.
    const double tolerance = (problem->stiff ? 1e3 * kStiffRtol : 1e5 * kRtol) * size;
    QVERIFY2(s.maxError < tolerance, qPrintable(QString::number(s.maxError)));
}

void TestCatalogueReference::exactFollowsTheStart_data()
{
    QTest::addColumn<QString>("id");
    for (const char* id : { "dahlquist", "logistic", "harmonic", "adjoint-example", "cooling",
             "blow-up", "non-unique", "repelling-line", "polynomial-sine", "dahlquist-complex",
             "linear-node", "linear-saddle", "linear-spiral", "linear-centre", "linear-degenerate",
             "driven-oscillator", "kepler", "curtiss-hirschfelder", "flame", "saddle-node",
             "transcritical", "pitchfork", "hopf", "detest-a1", "detest-a2", "detest-a3",
             "detest-a4", "detest-a5", "detest-b2", "detest-b3", "detest-c3", "detest-c4" })
        QTest::newRow(id) << id;
}

void TestCatalogueReference::exactFollowsTheStart()
{
    QFETCH(QString, id);
    Problem problem = problemById(id.toStdString());
    QVERIFY(!problem.stiff || stiffMethod() != nullptr);
    problem.t0 += 0.125;
    problem.t1 = problem.t0 + 0.5;
    for (double& y : problem.y0)
        y = 0.9 * y + 0.03;
    QCOMPARE(exactSolutionNote(problem), std::string());
    const Solution s = tightSolution(problem);
    QVERIFY(s.report.reachedEnd());
    QVERIFY(!s.error.empty());
    const double size = std::max(1.0, largest(endOf(s)));
    QVERIFY2(
        s.maxError < (problem.stiff ? 1e-8 : 1e-9) * size, qPrintable(QString::number(s.maxError)));
}

void TestCatalogueReference::jacobianMeetsDifferences_data()
{
    problemsWhere([](const Problem& p) { return nativeJacobian(p) != nullptr; });
}

void TestCatalogueReference::jacobianMeetsDifferences()
{
    QFETCH(const Problem*, problem);
    const auto n = static_cast<Index>(problem->dim());
    const auto system = makeSystem(*problem);
    QVERIFY(system->hasJacobian());
    State y = startOf(*problem);
    for (Index k = 0; k < n; ++k)
        y[k] += 0.1 + 0.01 * static_cast<double>(k); // 0 hides terms
    const double t = problem->t0 + 0.3;
    Matrix<double> dfdy = Matrix<double>::Constant(n, n, 1e99);
    State dfdt = State::Constant(n, 1e99);
    system->jacobian(t, { y.data(), n }, { dfdy.data(), n, n }, view(dfdt));
    const auto f = [&](double time, const State& state) {
        State result(n);
        system->evaluate(time, view(state), view(result));
        return result;
    };
    // f is a polynomial in y of degree three at most, or cos t: the difference is good to h^2.
    const double h = 1e-4;
    const double scale = dfdy.cwiseAbs().maxCoeff() + largest(dfdt);
    for (Index j = 0; j < n; ++j) {
        State plus = y;
        State minus = y;
        plus[j] += h;
        minus[j] -= h;
        const State column = (f(t, plus) - f(t, minus)) / (2 * h);
        QVERIFY2(largest(column - dfdy.col(j)) < 1e-6 * scale, qPrintable(QString::number(j + 1)));
    }
    QVERIFY(largest((f(t + h, y) - f(t - h, y)) / (2 * h) - dfdt) < 1e-6 * scale);
}

void TestCatalogueReference::dampingRegimes_data()
{
    QTest::addColumn<double>("zeta");
    QTest::addColumn<double>("drive");
    QTest::newRow("no damping") << 0.0 << 0.8;
    QTest::newRow("resonance") << 0.0 << 1.0;
    QTest::newRow("weak") << 0.2 << 1.0;
    QTest::newRow("critical") << 1.0 << 0.8;
    QTest::newRow("strong") << 1.7 << 2.0;
    QTest::newRow("constant force") << 0.3 << 0.0;
}

void TestCatalogueReference::dampingRegimes()
{
    QFETCH(double, zeta);
    QFETCH(double, drive);
    Problem problem = problemById("driven-oscillator");
    problem.setParameter("zeta", zeta);
    problem.setParameter("Omega", drive);
    const Solution s = tightSolution(problem);
    QVERIFY(s.report.reachedEnd());
    QVERIFY2(s.maxError < 1e-9, qPrintable(QString::number(s.maxError)));
}

void TestCatalogueReference::flameOfSmallDelta()
{
    Problem problem = problemById("flame");
    problem.setParameter("delta", 1e-4);
    QCOMPARE(problem.y0.front(), 1e-4);
    QCOMPARE(problem.t1, 2e4);
    const auto exact = makeExactSolution(problem);
    QVERIFY(exact != nullptr); // e^a has 4342 digits
    // 1 / (W(a e^(a - t)) + 1) by mpmath with 40 digits
    const std::vector<std::pair<double, double>> values { { 5000.0, 0.00019997227950043382 },
        { 9999.0, 0.12148073083853303 }, { 10009.0, 0.7534345858223842 },
        { 10020.0, 0.99999241831279362 }, { 20000.0, 1.0 } };
    State y(1);
    for (const auto& [t, value] : values) {
        exact->evaluate(t, view(y));
        QVERIFY2(std::abs(y[0] - value) < 1e-11 * value,
            qPrintable(QString("%1: %2").arg(t).arg(y[0], 0, 'g', 16)));
    }
}

void TestCatalogueReference::startFollowsTheParameter()
{
    for (const auto& listed : problems()) {
        Problem same = listed;
        for (const auto& parameter : listed.parameters)
            same.setParameter(parameter.name, parameter.value);
        for (std::size_t k = 0; k < listed.dim(); ++k)
            QVERIFY2(std::abs(same.y0[k] - listed.y0[k]) < 1e-15, listed.id.c_str());
        QVERIFY2(std::abs(same.t1 - listed.t1) < 1e-12, listed.id.c_str());
    }
    // Class D of DETEST is the orbit with other eccentricities.
    for (int i = 1; i <= 5; ++i) {
        const Problem& d = problemById("detest-d" + std::to_string(i));
        Problem orbit = problemById("kepler");
        orbit.setParameter("ecc", 0.2 * i - 0.1);
        orbit.t1 = d.t1;
        QVERIFY(maxDifference(orbit.y0.data(), d.y0.data(), 4) < 1e-14);
    }
    Problem problem = problemById("kepler");
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, problem.setParameter("eccc", 0.5));
}

void TestCatalogueReference::ballBouncesInGeometricProgression()
{
    const Problem& ball = problemById("bouncing-ball");
    QCOMPARE(ball.eventDirection, -1);
    const auto event = makeStateFunction(ball, { ball.event });
    const auto reset = makeStateFunction(ball, ball.eventReset);
    // Falls for sqrt(2 h/g), then flies twice as long times r, r^2, ...
    const double fall = std::sqrt(20 / 9.81);
    double duration = fall;
    Problem flight = ball; // one flight after the other, without the solver's own bounces
    flight.event.clear();
    flight.eventReset.clear();
    flight.eventDirection = 0;
    State y = startOf(ball);
    State height(1);
    for (int bounce = 0; bounce < 8; ++bounce) {
        flight.y0 = { y[0], y[1] };
        flight.t1 = flight.t0 + duration;
        const State impact = endOf(tightSolution(flight));
        event->evaluate(flight.t1, view(impact), view(height));
        QVERIFY(std::abs(height[0]) < 1e-11);
        QVERIFY(impact[1] < 0);
        reset->evaluate(flight.t1, view(impact), view(y));
        QVERIFY(std::abs(y[1] - fall * 9.81 * std::pow(0.8, bounce + 1)) < 1e-11);
        flight.t0 = flight.t1;
        duration = 2 * fall * std::pow(0.8, bounce + 1);
    }
    QVERIFY(std::abs(flight.t0 + duration / (1 - 0.8) - 9 * fall) < 1e-11); // infinitely many
}

void TestCatalogueReference::everyRowOfTheCollectionIsThere()
{
    for (const char* id : { "article", "dahlquist", "dahlquist-complex", "adjoint-example",
             "logistic", "cooling", "detest-a3", "detest-a2", "detest-a4", "detest-a5", "blow-up",
             "non-unique", "flame", "repelling-line", "polynomial-sine", "harmonic",
             "driven-oscillator", "linear-node", "linear-saddle", "linear-spiral", "linear-centre",
             "linear-degenerate", "detest-b2", "kaps", "curtiss-hirschfelder", "prothero-robinson",
             "pendulum", "lotka-volterra", "van-der-pol", "van-der-pol-stiff", "fitzhugh-nagumo",
             "duffing", "lorenz", "rossler", "sir", "kepler", "arenstorf", "figure-eight",
             "pleiades", "henon-heiles", "double-pendulum", "rigid-body", "detest-b5", "robertson",
             "robertson-long", "hires", "oregonator", "brusselator", "detest-b3", "detest-b4",
             "detest-a1", "detest-b1", "detest-c1", "detest-c2", "detest-c3", "detest-c4",
             "detest-c5", "detest-d1", "detest-d2", "detest-d3", "detest-d4", "detest-d5",
             "detest-e1", "detest-e3", "detest-e4", "detest-e5", "heat", "bouncing-ball",
             "hodgkin-huxley", "morris-lecar", "cubic-spiral", "hopf", "pitchfork", "saddle-node",
             "transcritical", "thomas", "chua", "aizawa" }) {
        const Problem* problem = findProblem(id);
        QVERIFY2(problem != nullptr, id);
        QVERIFY2(!problem->group.empty(), id);
    }
}

REGISTER_TEST(TestCatalogueReference)

#include "tst_catalogue_reference.moc"
