// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/workers/latency_probe.h"

#include <QElapsedTimer>
#include <QTest>

class LatencyProbeTest : public QObject {
    Q_OBJECT

private slots:
    void latencyReportIsNearestRank()
    {
        std::vector<double> delays;
        for (int i = 200; i >= 1; --i)
            delays.push_back(i);
        const ui::LatencyReport report = ui::latencyReport(delays);
        QCOMPARE(report.count, 200L);
        QCOMPARE(report.median, 100.0);
        QCOMPARE(report.percentile99, 198.0);
        QCOMPARE(report.maximum, 200.0);
    }

    void probeSeesAStall()
    {
        ui::LatencyProbe probe;
        QTRY_VERIFY(probe.report().count >= 3);
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 150) { } // the loop is stuck
        QTRY_VERIFY(probe.report().maximum >= 100.0);
    }
};

REGISTER_TEST(LatencyProbeTest)
#include "tst_latency_probe.moc"
