// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/equilibria.h"
#include "solvers/analysis/nullclines.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace solvers;

namespace {

constexpr double pi = std::numbers::pi;
const std::atomic<bool> kGoOn { false };

PhasePlane planeOf(const Problem& problem, std::size_t x = 0, std::size_t y = 1)
{
    return PhasePlane(problem, { x, y, problem.y0, problem.t0 });
}

Problem planar(std::vector<std::string> rhs)
{
    Problem problem;
    problem.name = "test";
    problem.rhs = std::move(rhs);
    problem.y0 = { 0.5, 0.25 };
    return problem;
}

} // namespace

class TestPhasePlane : public QObject {
    Q_OBJECT

private slots:
    void pendulumHasCentresAndSaddles()
    {
        const Problem& problem = problemById("pendulum");
        PhasePlane plane = planeOf(problem);
        const EquilibriumSearch found = findEquilibria(plane, { { -7, -3.6 }, { 7, 3.6 } }, kGoOn);
        QVERIFY(!found.continuum);
        QCOMPARE(found.points.size(), std::size_t { 5 });
        for (std::size_t i = 0; i < 5; ++i) {
            const Equilibrium& each = found.points[i];
            QVERIFY(std::abs(each.at.x - (static_cast<double>(i) - 2) * pi) < 1e-12);
            QVERIFY(std::abs(each.at.y) < 1e-12);
            const bool saddle = i % 2 == 1;
            QCOMPARE(each.kind, saddle ? EquilibriumKind::Saddle : EquilibriumKind::Centre);
            const std::complex<double> first
                = saddle ? std::complex(1.0, 0.0) : std::complex(0.0, 1.0);
            // Central differences: their error is about eps^(2/3).
            QVERIFY(std::abs(each.eigenvalues[0] - first) < 1e-9);
            QVERIFY(std::abs(each.eigenvalues[1] + first) < 1e-9);
        }
        QCOMPARE(angles(problem), (std::vector<bool> { true, false }));
        QVERIFY(isAutonomous(problem));
    }

    void lotkaVolterraHasSaddleAndCentre()
    {
        PhasePlane plane = planeOf(problemById("lotka-volterra"));
        const auto found = findEquilibria(plane, { { -1, -1 }, { 8, 6 } }, kGoOn).points;
        QCOMPARE(found.size(), std::size_t { 2 });
        QCOMPARE(found[0].kind, EquilibriumKind::Saddle);
        QVERIFY(std::hypot(found[0].at.x, found[0].at.y) < 1e-12);
        QVERIFY(std::abs(found[0].eigenvalues[0] - 1.5) < 1e-9);
        QVERIFY(std::abs(found[0].eigenvalues[1] + 3.0) < 1e-9);
        QCOMPARE(found[1].kind, EquilibriumKind::Centre);
        QVERIFY(std::abs(found[1].at.x - 3.0) < 1e-12 && std::abs(found[1].at.y - 1.5) < 1e-12);
        QVERIFY(std::abs(found[1].eigenvalues[0].imag() - std::sqrt(4.5)) < 1e-9);
        QVERIFY(std::ranges::none_of(angles(problemById("lotka-volterra")), std::identity()));
    }

    void vanDerPolHasAnUnstableSpiral()
    {
        const Problem& problem = problemById("van-der-pol");
        PhasePlane plane = planeOf(problem);
        const auto found = findEquilibria(plane, { { -4, -4 }, { 4, 4 } }, kGoOn).points;
        QCOMPARE(found.size(), std::size_t { 1 });
        QCOMPARE(found[0].kind, EquilibriumKind::UnstableSpiral);
        const std::complex<double> expected(0.5, std::sqrt(0.75));
        QVERIFY(std::abs(found[0].eigenvalues[0] - expected) < 1e-9);
    }

    void linearisationsAreSorted_data()
    {
        QTest::addColumn<double>("a");
        QTest::addColumn<double>("b");
        QTest::addColumn<double>("c");
        QTest::addColumn<double>("d");
        QTest::addColumn<EquilibriumKind>("kind");
        using Kind = EquilibriumKind;
        QTest::newRow("node") << -1.0 << 0.5 << 0.5 << -1.0 << Kind::StableNode;
        QTest::newRow("unstable node") << 2.0 << 0.0 << 1.0 << 1.0 << Kind::UnstableNode;
        QTest::newRow("saddle") << 0.0 << 0.5 << 0.5 << 0.0 << Kind::Saddle;
        QTest::newRow("spiral") << -0.2 << -1.5 << 1.5 << -0.2 << Kind::StableSpiral;
        QTest::newRow("unstable spiral") << 0.1 << -1.5 << 1.5 << 0.1 << Kind::UnstableSpiral;
        QTest::newRow("centre") << 0.0 << 1.0 << -2.0 << 0.0 << Kind::Centre;
        QTest::newRow("degenerate") << -1.0 << 1.0 << 0.0 << -1.0 << Kind::StableDegenerate;
        QTest::newRow("unstable degenerate")
            << 1.0 << 1.0 << 0.0 << 1.0 << Kind::UnstableDegenerate;
        QTest::newRow("star") << -2.0 << 0.0 << 0.0 << -2.0 << Kind::StableStar;
        QTest::newRow("unstable star") << 2.0 << 0.0 << 0.0 << 2.0 << Kind::UnstableStar;
    }

    void linearisationsAreSorted()
    {
        QFETCH(double, a);
        QFETCH(double, b);
        QFETCH(double, c);
        QFETCH(double, d);
        QFETCH(EquilibriumKind, kind);
        Problem problem = problemById("linear-node");
        problem.setParameter("a", a);
        problem.setParameter("b", b);
        problem.setParameter("c", c);
        problem.setParameter("d", d);
        PhasePlane plane = planeOf(problem);
        const auto found = findEquilibria(plane, { { -1.1, -1 }, { 1, 1.2 } }, kGoOn).points;
        QCOMPARE(found.size(), std::size_t { 1 });
        QCOMPARE(found[0].kind, kind);
        QVERIFY(std::hypot(found[0].at.x, found[0].at.y) < 1e-12);
        const auto& eigenvalues = found[0].eigenvalues;
        QVERIFY(std::abs(eigenvalues[0] + eigenvalues[1] - (a + d)) < 1e-12);
        QVERIFY(std::abs(eigenvalues[0] * eigenvalues[1] - (a * d - b * c)) < 1e-12);
    }

    // Imaginary eigenvalues alone make no centre: here the cubic term winds the orbits in.
    void weakSpiralIsNoCentre()
    {
        const Problem problem = planar({ "-y2 - y1*(y1^2 + y2^2)", "y1 - y2*(y1^2 + y2^2)" });
        PhasePlane plane = planeOf(problem);
        const auto found = findEquilibria(plane, { { -1, -1 }, { 1, 1.1 } }, kGoOn).points;
        QCOMPARE(found.size(), std::size_t { 1 });
        QVERIFY(std::abs(found[0].eigenvalues[0].real()) < 1e-9);
        QCOMPARE(found[0].kind, EquilibriumKind::NonHyperbolic);
    }

    void flatEquilibriumIsFoundOnce()
    {
        PhasePlane plane = planeOf(problemById("cubic-spiral"));
        const auto found = findEquilibria(plane, { { -2, -2 }, { 2, 2 } }, kGoOn).points;
        QCOMPARE(found.size(), std::size_t { 1 });
        QCOMPARE(found[0].kind, EquilibriumKind::NonHyperbolic);
        QVERIFY(std::hypot(found[0].at.x, found[0].at.y) < 1e-6);
    }

    void aLineOfEquilibriaIsNamedAsOne()
    {
        PhasePlane plane = planeOf(planar({ "y2", "-y2" }));
        const EquilibriumSearch found = findEquilibria(plane, { { -1, -1 }, { 1, 1 } }, kGoOn);
        QVERIFY(found.continuum);
        QVERIFY(found.points.empty());
    }

    void nullclinesAreZerosOfTheSlope_data()
    {
        QTest::addColumn<QString>("id");
        for (const char* id : { "pendulum", "lotka-volterra", "van-der-pol", "brusselator",
                 "fitzhugh-nagumo", "linear-spiral" })
            QTest::newRow(id) << id;
    }

    void nullclinesAreZerosOfTheSlope()
    {
        QFETCH(QString, id);
        PhasePlane plane = planeOf(problemById(id.toStdString()));
        const PlaneWindow window { { -4.0, -3.1 }, { 4.5, 3.3 } };
        double largest = 0.0;
        for (const FieldSample& sample : sampleField(plane, window, 20, 20, kGoOn))
            largest = std::max({ largest, std::abs(sample.slope.x), std::abs(sample.slope.y) });
        for (const int component : { 0, 1 }) {
            const auto lines = nullcline(plane, component, window, 60, 45, kGoOn);
            QVERIFY(!lines.empty());
            for (const PlaneLine& line : lines)
                for (const PlanePoint& point : line) {
                    const PlanePoint slope = plane.slope(point);
                    const double off = std::abs(component == 0 ? slope.x : slope.y);
                    QVERIFY2(off <= 1e-9 * largest, qPrintable(QString::number(off)));
                }
        }
    }

    // x^2 + y^2 = 1 is one ring of length 2 pi.
    void ringIsOneClosedLine()
    {
        PhasePlane plane = planeOf(planar({ "y1^2 + y2^2 - 1", "y1" }));
        const auto lines = nullcline(plane, 0, { { -2, -2 }, { 2.1, 2.2 } }, 40, 40, kGoOn);
        QCOMPARE(lines.size(), std::size_t { 1 });
        QVERIFY(lines[0].front() == lines[0].back());
        double length = 0.0;
        for (std::size_t i = 1; i < lines[0].size(); ++i)
            length
                += std::hypot(lines[0][i].x - lines[0][i - 1].x, lines[0][i].y - lines[0][i - 1].y);
        QVERIFY(std::abs(length - 2 * pi) < 1e-3); // a polygon with 200 corners
    }

    void aPoleIsNoNullcline()
    {
        PhasePlane plane = planeOf(planar({ "1/y1", "y2 - 0.3" }));
        const PlaneWindow window { { -1, -1 }, { 1.1, 1 } };
        QVERIFY(nullcline(plane, 0, window, 31, 31, kGoOn).empty());
        QCOMPARE(nullcline(plane, 1, window, 31, 31, kGoOn).size(), std::size_t { 1 });
    }

    void otherComponentsStandStill()
    {
        const Problem& problem = problemById("lorenz");
        PhasePlane plane(problem, { 0, 2, { 9.0, 2.0, 9.0 }, 0.0 });
        const PlanePoint slope = plane.slope({ 1.0, 3.0 });
        QCOMPARE(slope.x, 10.0 * (2.0 - 1.0));
        QVERIFY(std::abs(slope.y - (1.0 * 2.0 - 8.0 / 3.0 * 3.0)) < 1e-14);
        QVERIFY_EXCEPTION_THROWN(
            PhasePlane(problem, { 1, 1, problem.y0, 0.0 }), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            PhasePlane(problem, { 0, 3, problem.y0, 0.0 }), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            PhasePlane(problem, { 0, 1, { 1.0 }, 0.0 }), std::invalid_argument);
    }

    void timeInTheSystemIsNoticed()
    {
        QVERIFY(!isAutonomous(problemById("duffing")));
        QVERIFY(!isAutonomous(problemById("article")));
        QVERIFY(isAutonomous(problemById("lorenz")));
    }

    void phaseLineOfLogisticGrowth()
    {
        const PhaseLine line = phaseLine(problemById("logistic"), 0.0, -2.0, 13.0, 101, kGoOn);
        QCOMPARE(line.y.size(), std::size_t { 101 });
        QCOMPARE(line.equilibria.size(), std::size_t { 2 });
        QVERIFY(std::abs(line.equilibria[0].y) < 1e-12);
        QCOMPARE(line.equilibria[0].stability, LineStability::Unstable);
        QVERIFY(std::abs(line.equilibria[0].derivative - 1.0) < 1e-9);
        QVERIFY(std::abs(line.equilibria[1].y - 10.0) < 1e-12);
        QCOMPARE(line.equilibria[1].stability, LineStability::Stable);
        QVERIFY(std::abs(line.equilibria[1].derivative + 1.0) < 1e-9);
    }

    void touchingZeroIsHalfStable()
    {
        Problem problem;
        problem.name = "test";
        problem.rhs = { "(y - 0.2345)^2" };
        problem.y0 = { 0.0 };
        const PhaseLine line = phaseLine(problem, 0.0, -1.0, 1.0, 101, kGoOn);
        QCOMPARE(line.equilibria.size(), std::size_t { 1 });
        QVERIFY(std::abs(line.equilibria[0].y - 0.2345) < 1e-5); // where f is below rounding
        QCOMPARE(line.equilibria[0].stability, LineStability::HalfStable);
    }

    void stopEndsEverything()
    {
        const std::atomic<bool> stop { true };
        PhasePlane plane = planeOf(problemById("pendulum"));
        const PlaneWindow window { { -7, -3.6 }, { 7, 3.6 } };
        QVERIFY(sampleField(plane, window, 20, 20, stop).empty());
        QVERIFY(nullcline(plane, 0, window, 20, 20, stop).empty());
        QVERIFY(findEquilibria(plane, window, stop).points.empty());
        QVERIFY(phaseLine(problemById("logistic"), 0.0, -1.0, 1.0, 9, stop).y.empty());
    }
};

REGISTER_TEST(TestPhasePlane)
#include "tst_phase_plane.moc"
