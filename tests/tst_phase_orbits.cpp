// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/phase_orbits.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace solvers;

namespace {

constexpr double pi = std::numbers::pi;
const std::atomic<bool> kGoOn { false };

PhasePlane planeOf(const Problem& problem)
{
    return PhasePlane(problem, { 0, 1, problem.y0, problem.t0 });
}

/// 4 K(k) by the arithmetic-geometric mean; Abramowitz & Stegun, 17.6.
double pendulumPeriod(double amplitude)
{
    double a = 1.0;
    double b = std::cos(amplitude / 2);
    while (a - b > 1e-15) {
        const double mean = (a + b) / 2;
        b = std::sqrt(a * b);
        a = mean;
    }
    return 2 * pi / a;
}

/// Of a pendulum that turns over, energy > 1: 2 k K(k), k^2 = 2 / (1 + energy).
double rotationPeriod(double energy)
{
    const double k = std::sqrt(2 / (1 + energy));
    double a = 1.0;
    double b = std::sqrt(1 - k * k);
    while (a - b > 1e-15) {
        const double mean = (a + b) / 2;
        b = std::sqrt(a * b);
        a = mean;
    }
    return k * pi / a;
}

Orbit follow(const Problem& problem, std::vector<double> y0, OrbitOptions options)
{
    const auto system = makeSystem(problem);
    const Vector<double> start = ConstVectorView<double>(y0.data(), static_cast<Index>(y0.size()));
    options.angles = angles(problem);
    return followOrbit(*system, start, options, kGoOn);
}

OrbitOptions tight(double t1 = 200.0)
{
    OrbitOptions options;
    options.method = &methodById("dopri5");
    options.solve.t1 = t1;
    options.solve.adaptive = true;
    options.solve.rtol = 1e-11;
    options.solve.atol = 1e-12;
    options.limits = { { -10, -10 }, { 10, 10 } };
    return options;
}

} // namespace

class TestPhaseOrbits : public QObject {
    Q_OBJECT

private slots:
    void separatrixOfThePendulumHasEnergyOne()
    {
        PhasePlane plane = planeOf(problemById("pendulum"));
        const PlaneWindow window { { -7, -3.6 }, { 7, 3.6 } };
        const auto equilibria = findEquilibria(plane, window, kGoOn).points;
        const auto branches = separatrices(plane, equilibria, window, kGoOn);
        QCOMPARE(branches.size(), std::size_t { 8 });
        double highest = 0.0;
        for (const Separatrix& branch : branches)
            for (const PlanePoint& point : branch.line) {
                const double energy = point.y * point.y / 2 - std::cos(point.x);
                QVERIFY2(std::abs(energy - 1.0) < 1e-6, qPrintable(QString::number(energy - 1.0)));
                highest = std::max(highest, point.y);
            }
        QVERIFY(std::abs(highest - 2.0) < 1e-3); // its top, between two points of the line
        // From -pi to +pi it ends at the other saddle.
        const auto joins = std::ranges::count_if(branches, [](const Separatrix& branch) {
            return std::abs(std::abs(branch.line.back().x) - pi) < 0.02
                && std::abs(branch.line.back().y) < 0.02;
        });
        QCOMPARE(joins, 4);
    }

    void periodsOfThePendulumAreEllipticIntegrals_data()
    {
        QTest::addColumn<double>("amplitude");
        for (const double amplitude : { 0.1, 0.8, pi / 2, 2.5, 3.0 })
            QTest::addRow("%g", amplitude) << amplitude;
    }

    void periodsOfThePendulumAreEllipticIntegrals()
    {
        QFETCH(double, amplitude);
        const Problem& problem = problemById("pendulum");
        for (const double direction : { 1.0, -1.0 }) {
            const Orbit orbit = follow(problem, { amplitude, 0.0 }, tight(direction * 100.0));
            QCOMPARE(orbit.kind, OrbitKind::Closed);
            const double off = orbit.period - pendulumPeriod(amplitude);
            QVERIFY2(std::abs(off) < 1e-8, qPrintable(QString::number(off)));
            QVERIFY(std::abs(orbit.t.back() - direction * orbit.period) < 1e-15);
        }
    }

    void anyStartOnAnOrbitHasItsPeriod()
    {
        const double energy = 0.9 * 0.9 / 2 - std::cos(5.083 - 2 * pi);
        const Orbit orbit = follow(problemById("pendulum"), { 5.083, 0.9 }, tight());
        QCOMPARE(orbit.kind, OrbitKind::Closed);
        QVERIFY(std::abs(orbit.period - pendulumPeriod(std::acos(-energy))) < 1e-8);
    }

    void rotationOfThePendulumHasItsPeriod()
    {
        const Orbit orbit = follow(problemById("pendulum"), { -6.883, 2.55 }, tight());
        QCOMPARE(orbit.kind, OrbitKind::Rotation);
        const double energy = 2.55 * 2.55 / 2 - std::cos(6.883);
        QVERIFY(std::abs(orbit.period - rotationPeriod(energy)) < 1e-8);
        QVERIFY(orbit.y[orbit.y.size() - 2] > 10.0); // followed until out
    }

    void fixedStepsCloseToo()
    {
        OrbitOptions options = tight();
        options.method = &methodById("rk4");
        options.solve.adaptive = false;
        options.solve.step = 0.05;
        const Orbit orbit = follow(problemById("pendulum"), { 0.8, 0.0 }, options);
        QCOMPARE(orbit.kind, OrbitKind::Closed);
        QVERIFY(std::abs(orbit.period - pendulumPeriod(0.8)) < 1e-5); // h^4 = 6e-6
        options.method = &methodById("euler"); // winds outwards
        QVERIFY(follow(problemById("pendulum"), { 0.8, 0.0 }, options).kind != OrbitKind::Closed);
    }

    void spiralsConvergeAndLeave()
    {
        const Problem& problem = problemById("linear-spiral");
        QCOMPARE(follow(problem, { 1.0, 0.0 }, tight()).kind, OrbitKind::Converges);
        QCOMPARE(follow(problem, { 1.0, 0.0 }, tight(-200.0)).kind, OrbitKind::Leaves);
        QCOMPARE(follow(problem, { 0.0, 0.0 }, tight()).kind, OrbitKind::Converges);
    }

    // The Lorenz system's orbits cross in every plane, but not in space.
    void crossingsInTheProjectionAreNoReturns()
    {
        OrbitOptions options = tight(15.0);
        options.limits = { { -100, -100 }, { 100, 100 } };
        const Orbit orbit = follow(problemById("lorenz"), { 1.0, 1.0, 1.0 }, options);
        QCOMPARE(orbit.kind, OrbitKind::Open);
        QCOMPARE(orbit.t.back(), 15.0);
    }

    void vanDerPolHasALimitCycle()
    {
        const Problem& problem = problemById("van-der-pol");
        const Orbit orbit = follow(problem, { 0.1, 0.0 }, tight());
        QCOMPARE(orbit.kind, OrbitKind::LimitCycle);
        // Period of the cycle for mu = 1: 6.66328686 (Andersen & Geer, SIAM J. Appl. Math. 42
        // (1982) 678-693); two returns agree to 1e-6 of its size.
        QVERIFY2(std::abs(orbit.period - 6.6632868593) < 1e-5,
            qPrintable(QString::number(orbit.period, 'g', 12)));
    }

    // The separatrix of a saddle within a window is drawn to the spiral that it runs into.
    void separatrixOfADampedPendulumEndsInASpiral()
    {
        Problem problem;
        problem.name = "test";
        problem.rhs = { "y2", "-sin(y1) - 0.5*y2" };
        problem.y0 = { 0.5, 0.25 };
        PhasePlane plane = planeOf(problem);
        const PlaneWindow window { { -4, -3 }, { 4, 3 } };
        const auto equilibria = findEquilibria(plane, window, kGoOn).points;
        QCOMPARE(equilibria.size(), std::size_t { 3 });
        QCOMPARE(equilibria[1].kind, EquilibriumKind::StableSpiral);
        const auto branches = separatrices(plane, equilibria, window, kGoOn);
        const auto ending = std::ranges::count_if(branches, [](const Separatrix& branch) {
            return branch.unstable && std::hypot(branch.line.back().x, branch.line.back().y) < 0.02;
        });
        QCOMPARE(ending, 2);
    }

    void streamlinesStayWithinTheirWindow()
    {
        PhasePlane plane = planeOf(problemById("harmonic"));
        const PlaneWindow window { { -2, -2 }, { 2, 2 } };
        const auto lines = streamlines(plane, window, 4, 4, kGoOn);
        QCOMPARE(lines.size(), std::size_t { 16 });
        for (const PlaneLine& line : lines) {
            const double radius = std::hypot(line.front().x, line.front().y);
            for (const PlanePoint& point : line) // circles, to the tolerance of 1e-6 and more
                QVERIFY(std::abs(std::hypot(point.x, point.y) - radius) < 1e-3);
        }
        const std::atomic<bool> stop { true };
        QVERIFY(streamlines(plane, window, 4, 4, stop).empty());
    }

    void stopEndsEverything()
    {
        const std::atomic<bool> stop { true };
        PhasePlane plane = planeOf(problemById("pendulum"));
        const PlaneWindow window { { -7, -3.6 }, { 7, 3.6 } };
        const auto equilibria = findEquilibria(plane, window, kGoOn).points;
        QVERIFY(separatrices(plane, equilibria, window, stop).empty());
        Vector<double> y(2);
        y << 1.0, 0.0;
        const Orbit orbit = followOrbit(plane, y, tight(), stop);
        QCOMPARE(orbit.report.status, SolveStatus::Stopped);
        QCOMPARE(orbit.size(), std::size_t { 0 });
    }
};

REGISTER_TEST(TestPhaseOrbits)
#include "tst_phase_orbits.moc"
