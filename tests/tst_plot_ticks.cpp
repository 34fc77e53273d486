// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/plots/plot_axis.h"

#include <QTest>

class TestPlotTicks : public QObject {
    Q_OBJECT

private slots:
    void ticksOfHardRanges_data()
    {
        QTest::addColumn<double>("lower");
        QTest::addColumn<double>("upper");
        QTest::addColumn<QStringList>("labels");
        QTest::addColumn<QString>("common");
        const QString minus(QChar(0x2212));
        QTest::newRow("design") << -0.05 << 5.05
                                << QStringList { "0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0",
                                       "3.5", "4.0", "4.5", "5.0" }
                                << "";
        QTest::newRow("negative") << -13.0 << 17.0
                                  << QStringList { minus + "10", minus + "5", "0", "5", "10", "15" }
                                  << "";
        QTest::newRow("1e-17") << -1e-17 << 1e-17
                               << QStringList { minus + "1.0", minus + "0.8", minus + "0.6",
                                      minus + "0.4", minus + "0.2", "0.0", "0.2", "0.4", "0.6",
                                      "0.8", "1.0" }
                               << "×10⁻¹⁷";
        QTest::newRow("1e6 and a little")
            << 1e6 << 1e6 + 0.01
            << QStringList { "0.000", "0.001", "0.002", "0.003", "0.004", "0.005", "0.006", "0.007",
                   "0.008", "0.009", "0.010" }
            << QStringLiteral("+1 000 000").replace(' ', QChar(0x2009));
        QTest::newRow("four decimals")
            << 2.5e-3 << 5.6e-3 << QStringList { "2.5", "3.0", "3.5", "4.0", "4.5", "5.0", "5.5" }
            << "×10⁻³";
        QTest::newRow("thin space")
            << 0.0 << 40000.0
            << QStringList { "0", "5000", QStringLiteral("10") + QChar(0x2009) + "000",
                   QStringLiteral("15") + QChar(0x2009) + "000",
                   QStringLiteral("20") + QChar(0x2009) + "000",
                   QStringLiteral("25") + QChar(0x2009) + "000",
                   QStringLiteral("30") + QChar(0x2009) + "000",
                   QStringLiteral("35") + QChar(0x2009) + "000",
                   QStringLiteral("40") + QChar(0x2009) + "000" }
            << "";
        QTest::newRow("millions") << 0.0 << 2.5e6
                                  << QStringList { "0.00", "0.25", "0.50", "0.75", "1.00", "1.25",
                                         "1.50", "1.75", "2.00", "2.25", "2.50" }
                                  << "×10⁶";
    }

    void ticksOfHardRanges()
    {
        QFETCH(double, lower);
        QFETCH(double, upper);
        QFETCH(QStringList, labels);
        QFETCH(QString, common);
        const ui::PlotTicks ticks = ui::plotTicks({}, { lower, upper });
        QStringList shown;
        for (const ui::PlotTick& tick : ticks.ticks)
            shown << tick.label;
        QCOMPARE(shown, labels);
        QCOMPARE(ticks.common, common);
    }

    void tickCountsAreBounded()
    {
        for (const bool logarithmic : { false, true }) {
            ui::PlotAxis axis;
            axis.logarithmic = logarithmic;
            for (double size = 1e-290; size < 1e290; size *= 3.7e7) {
                for (const double start : { 0.0, size, 1e5 * size, -3.0 * size }) {
                    const auto count = ui::plotTicks(axis, { start, start + size }).ticks.size();
                    QVERIFY2(count >= 2 && count <= 12, qPrintable(QString::number(size)));
                }
            }
        }
    }

    void logarithmicTicks()
    {
        ui::PlotAxis axis;
        axis.logarithmic = true;
        const auto labels = [&axis](double lower, double upper) {
            QStringList all;
            for (const ui::PlotTick& tick : ui::plotTicks(axis, { lower, upper }).ticks)
                all << tick.label;
            return all;
        };
        QCOMPARE(labels(0.9e-2, 12.0),
            QStringList({ QString("10<sup>%1</sup>").arg(QStringLiteral("−2")),
                QString("10<sup>%1</sup>").arg(QStringLiteral("−1")), "10<sup>0</sup>",
                "10<sup>1</sup>" }));
        QCOMPARE(labels(0.05, 4.0), QStringList({ "0.05", "0.1", "0.2", "0.5", "1", "2" }));
        QVERIFY(labels(0.301, 0.32).size() >= 3); // inside one decade
        axis.powersOfTwo = true;
        QCOMPARE(labels(0.9, 70.0), QStringList({ "1", "2", "4", "8", "16", "32", "64" }));
        QCOMPARE(labels(0.24, 1.1), QStringList({ "0.25", "0.5", "1" }));
        QCOMPARE(labels(1.0, 2000.0).front(), QString("10<sup>0</sup>")); // too many doublings
        QVERIFY(labels(2.1, 3.9).size() >= 2); // between two of them
        axis.logarithmic = false;
        axis.multiplesOfPi = true;
        QCOMPARE(labels(-3.2, 3.2),
            QStringList({ "−π", "−3π/4", "−π/2", "−π/4", "0", "π/4", "π/2", "3π/4", "π" }));
    }
};

REGISTER_TEST(TestPlotTicks)
#include "tst_plot_ticks.moc"
