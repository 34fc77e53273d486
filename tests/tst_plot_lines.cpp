// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_curve.h"
#include "ui/plots/plot_lines.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

class TestPlotLines : public QObject {
    Q_OBJECT

private slots:
    void thinningKeepsExtremes()
    {
        std::vector<double> xs;
        std::vector<double> ys;
        for (int i = 0; i < 100000; ++i) {
            xs.push_back(i);
            ys.push_back(std::sin(i * 1e-3));
        }
        ys[41234] = 7.0;
        ys[71234] = -5.0;
        const ui::PlotMap map(
            QRectF(0, 0, 500, 300), { { 0, 1e5 }, { -10, 10 }, { 0, 1 } }, false, false, false);
        const auto pieces = ui::visiblePieces(ui::PlotSamples(xs, ys), map, false, {}, 1.0);
        QCOMPARE(pieces.size(), std::size_t(1));
        QVERIFY(pieces[0].size() <= 4 * 502);
        const QRectF box = pieces[0].boundingRect();
        QVERIFY(std::abs(box.top() - map.toPixel(0, 7.0).y()) < 1e-9);
        QVERIFY(std::abs(box.bottom() - map.toPixel(0, -5.0).y()) < 1e-9);
        QVERIFY(std::abs(box.right() - map.toPixel(99999, 0).x()) < 1e-9);
    }

    // A smooth curve of many points is drawn with few, none of them visibly off.
    void straightRunsAreOneSegment()
    {
        std::vector<double> xs;
        std::vector<double> ys;
        for (int i = 0; i <= 20000; ++i) {
            xs.push_back(i * 5e-4);
            ys.push_back(std::sin(xs.back()));
        }
        const ui::PlotMap map(
            QRectF(0, 0, 1000, 500), { { 0, 10 }, { -1, 1 }, { 0, 1 } }, false, false, false);
        const ui::PlotSamples samples(xs, ys);
        const auto pieces = ui::visiblePieces(samples, map, false, {}, 1.0);
        QCOMPARE(pieces.size(), std::size_t(1));
        const QPolygonF& line = pieces[0];
        QVERIFY2(line.size() < 200, qPrintable(QString::number(line.size())));
        QVERIFY(line.size() > 20);
        qsizetype segment = 1;
        double farthest = 0.0;
        for (std::size_t i = 0; i < xs.size(); ++i) {
            const QPointF at = map.toPixel(xs[i], ys[i]);
            while (segment + 1 < line.size() && line[segment].x() < at.x())
                ++segment;
            const QPointF a = line[segment - 1];
            const QPointF b = line[segment];
            const double y = a.y() + (b.y() - a.y()) * (at.x() - a.x()) / (b.x() - a.x());
            farthest = std::max(farthest, std::abs(y - at.y()));
        }
        // 0.1 px across a line that falls at most 250 px in 100: 0.27 px along y; and what the
        // thinning to four points a column leaves out before.
        QVERIFY2(farthest < 0.5, qPrintable(QString::number(farthest)));
        QCOMPARE(line.back(), map.toPixel(xs.back(), ys.back()));
    }

    void segmentsAreCutAtTheEdge()
    {
        const QRectF area(10, 20, 100, 50);
        const auto cut = ui::clippedSegment(QLineF(-90, 45, 1e12, 45), area);
        QVERIFY(cut.has_value());
        QCOMPARE(*cut, QLineF(10, 45, 110, 45));
        QVERIFY(!ui::clippedSegment(QLineF(0, 0, 200, 10), area));
        QCOMPARE(*ui::clippedSegment(QLineF(20, 30, 30, 40), area), QLineF(20, 30, 30, 40));
        const auto corner = ui::clippedSegment(QLineF(0, 10, 60, 70), area);
        QCOMPARE(*corner, QLineF(10, 20, 60, 70));
    }

    void curvesEndWhereTold()
    {
        const ui::PlotMap map(
            QRectF(0, 0, 100, 100), { { 0, 10 }, { 0, 10 }, { 0, 1 } }, false, false, false);
        const auto forward
            = ui::visiblePieces(ui::PlotSamples({ 0, 5, 10 }, { 0, 5, 10 }), map, false, 7.5, 1.0);
        QCOMPARE(forward.at(0).back(), QPointF(75, 25));
        const auto backward
            = ui::visiblePieces(ui::PlotSamples({ 10, 5, 0 }, { 10, 5, 0 }), map, false, 7.5, 1.0);
        QCOMPARE(backward.at(0).back(), QPointF(75, 25));
    }

    void liveBufferIsBoundedAndKeepsPeaks()
    {
        ui::LiveBuffer buffer(100);
        for (int i = 0; i < 50000; ++i)
            buffer.append(i, i == 12345 ? 9.0 : i == 23456 ? -9.0 : std::sin(i));
        QVERIFY(buffer.size() <= 200);
        QCOMPARE(buffer.x().front(), 0.0);
        QCOMPARE(buffer.x().back(), 49999.0);
        QCOMPARE(*std::max_element(buffer.y().begin(), buffer.y().end()), 9.0);
        QCOMPARE(*std::min_element(buffer.y().begin(), buffer.y().end()), -9.0);
        QVERIFY(std::is_sorted(buffer.x().begin(), buffer.x().end()));
        QVERIFY_EXCEPTION_THROWN(ui::LiveBuffer(3), std::invalid_argument);
    }
};

REGISTER_TEST(TestPlotLines)
#include "tst_plot_lines.moc"
