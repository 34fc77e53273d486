// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/invariants.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;

namespace {

/// The harmonic oscillator over many periods; its energy is (p^2 + q^2) / 2.
Problem oscillator(double t1)
{
    Problem problem;
    problem.rhs = { "y2", "-y1" };
    problem.y0 = { 1.0, 0.0 };
    problem.t1 = t1;
    problem.invariants = { { "energy", "(y1^2 + y2^2)/2" }, { "twice", "y1^2 + y2^2" } };
    return problem;
}

std::vector<InvariantDrift> driftsOf(const Problem& problem, const char* method, double step)
{
    SolveOptions options;
    options.step = step;
    return invariantDrifts(problem, solve(problem, methodById(method), options));
}

} // namespace

class TestInvariants : public QObject {
    Q_OBJECT

private slots:
    // |1 + i h| = sqrt(1 + h^2): each Euler step multiplies the energy by 1 + h^2.
    void eulersDriftIsKnown()
    {
        const double h = 0.1;
        const auto drifts = driftsOf(oscillator(1.0), "euler", h);
        QCOMPARE(drifts.size(), std::size_t { 2 });
        QCOMPARE(drifts[0].name, std::string("energy"));
        QCOMPARE(drifts[0].initial, 0.5);
        QCOMPARE(drifts[0].drift.size(), std::size_t { 11 });
        QCOMPARE(drifts[0].drift.front(), 0.0);
        for (std::size_t n = 1; n < drifts[0].drift.size(); ++n) {
            const double exact = 0.5 * (std::pow(1.0 + h * h, static_cast<double>(n)) - 1.0);
            QVERIFY(std::abs(drifts[0].drift[n] / exact - 1.0) < 1e-12); // rounding of ten steps
            QVERIFY(std::abs(drifts[1].drift[n] / (2.0 * exact) - 1.0) < 1e-12);
        }
        QCOMPARE(drifts[0].endDrift, drifts[0].drift.back());
        QCOMPARE(drifts[0].maxDrift, drifts[0].drift.back());
    }

    // Hairer, Lubich & Wanner, sec. IX.3: a symplectic method conserves a modified energy, so the
    // drift stays O(h^p); the one of a Runge-Kutta method grows linearly with t.
    void symplecticStaysBoundedWhereRungeKuttaGrows()
    {
        const double h = 0.2;
        const double shortRun = 100.0;
        const double longRun = 1000.0;
        const auto largest = [&](const char* method, double t1) {
            return driftsOf(oscillator(t1), method, h).front().maxDrift;
        };
        // h^2 y1^2 / 8 is what Störmer-Verlet's modified energy differs by: at most 0.005.
        QVERIFY(largest("verlet", longRun) < 0.01);
        QVERIFY(largest("verlet", longRun) < 1.01 * largest("verlet", shortRun));
        const double growth = largest("rk4", longRun) / largest("rk4", shortRun);
        QVERIFY2(growth > 8.0 && growth < 11.0, qPrintable(QString::number(growth)));
    }

    // The exact solution keeps every invariant that the catalogue states, and a tight
    // tolerance is close to it.
    void catalogueInvariantsAreKept_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id : { "pendulum", "kepler", "lotka-volterra" })
            QTest::newRow(id) << id;
    }

    void catalogueInvariantsAreKept()
    {
        QFETCH(QString, id);
        const Problem& problem = problemById(id.toStdString());
        const Solution solution = referenceSolution(problem);
        const auto drifts = invariantDrifts(problem, solution);
        QCOMPARE(drifts.size(), problem.invariants.size());
        QVERIFY(!drifts.empty());
        for (const InvariantDrift& drift : drifts) {
            QCOMPARE(drift.drift.size(), solution.size());
            const double size = std::max(1.0, std::abs(drift.initial));
            // Tolerance 1e-12 at a few hundred steps, amplified by the flow.
            QVERIFY2(drift.maxDrift < 1e-8 * size, qPrintable(QString::number(drift.maxDrift)));
        }
    }

    void withoutInvariantsThereIsNothing()
    {
        const Problem& article = problems().front();
        QVERIFY(invariantDrifts(article, referenceSolution(article)).empty());
    }

    void anUnknownValueStaysUnknown()
    {
        Problem problem = oscillator(3.0);
        problem.invariants = { { "root", "sqrt(y1)" } }; // y1 = cos t leaves its domain
        const auto drifts = driftsOf(problem, "rk4", 0.1);
        QVERIFY(std::isnan(drifts[0].maxDrift) && std::isnan(drifts[0].drift.back()));
        QVERIFY(std::isfinite(drifts[0].drift[1]));
    }

    void stopCutsTheDrifts()
    {
        const std::atomic<bool> stop { true };
        const Problem problem = oscillator(1.0);
        const auto drifts = invariantDrifts(problem, solve(problem, methodById("rk4"), {}), &stop);
        QVERIFY(drifts[0].drift.empty());
    }
};

REGISTER_TEST(TestInvariants)
#include "tst_invariants.moc"
