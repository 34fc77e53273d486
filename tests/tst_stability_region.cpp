// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/stability_region.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using solvers::StabilityFunction;
using Complex = std::complex<double>;

class TestStabilityRegion : public QObject {
    Q_OBJECT

private slots:
    void regions_data()
    {
        QTest::addColumn<const solvers::Method*>("method");
        for (const solvers::Method& method : solvers::methods())
            QTest::newRow(method.id.data()) << &method;
    }

    void regions()
    {
        QFETCH(const solvers::Method*, method);
        const StabilityFunction function(*method);
        const solvers::StabilityRegion region = solvers::stabilityRegion(function);
        if (function.isConservative()) {
            QCOMPARE(region.loops.size(), std::size_t { 0 });
            QCOMPARE(region.top, solvers::imaginaryStabilityInterval(function));
            return;
        }
        QVERIFY(!region.boundary.empty());
        const double size = std::max(region.right - region.left, region.top - region.bottom);
        for (const auto& line : region.boundary)
            for (const Complex& z : line) {
                const double off = std::abs(*function.amplification(z) - 1.0);
                QVERIFY2(off < 1e-5,
                    qPrintable(QString("%1 at %2 %3i")
                                   .arg(off)
                                   .arg(z.real())
                                   .arg(z.imag()))); // 1e-9 of the box times the slope
            }
        QCOMPARE(region.bounded, std::isfinite(solvers::realStabilityInterval(function)));
        // Inside and outside at points that no boundary is near.
        const Complex middle(
            0.5 * (region.left + region.right), 0.5 * (region.bottom + region.top));
        int compared = 0;
        for (double u = -0.53; u < 0.55; u += 0.0259)
            for (double v = -0.51; v < 0.55; v += 0.0265) {
                const Complex z = middle + size * Complex(u, v);
                const bool stable = function.isStable(z);
                const double cell = size / 80.0;
                bool clear = true;
                for (const Complex& d :
                    { Complex(cell, 0), Complex(-cell, 0), Complex(0, cell), Complex(0, -cell) })
                    clear = clear && function.isStable(z + d) == stable;
                if (!clear)
                    continue;
                ++compared;
                QVERIFY2(region.contains(z) == stable,
                    qPrintable(QString("%1 %2i").arg(z.real()).arg(z.imag())));
            }
        QVERIFY(compared > 1000);
    }

    void aStoppedRegionIsEmpty()
    {
        const std::atomic<bool> stop { true };
        QVERIFY(solvers::stabilityRegion(StabilityFunction(solvers::methodById("rk4")), &stop)
                    .boundary.empty());
    }
};

REGISTER_TEST(TestStabilityRegion)
#include "tst_stability_region.moc"
