// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_lines.h"
#include "ui/plots/plot_view.h"
#include "ui_test_helpers.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <cmath>
#include <limits>
#include <memory>

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr QSize kSize(600, 400);

ui::PlotCurve line(const QString& id, std::vector<double> xs, std::vector<double> ys)
{
    ui::PlotCurve curve(id, id, ui::seriesStyle(u"euler"));
    curve.markers = false;
    curve.replace(std::move(xs), std::move(ys));
    return curve;
}

bool isInk(const QColor& pixel, const QColor& ink)
{
    return std::abs(pixel.red() - ink.red()) + std::abs(pixel.green() - ink.green())
        + std::abs(pixel.blue() - ink.blue())
        < 60;
}

int inkPixels(const QImage& image, const QRect& within, const QColor& ink)
{
    int count = 0;
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x)
            count += isInk(image.pixelColor(x, y), ink) ? 1 : 0;
    }
    return count;
}

} // namespace

class TestPlotView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void survivesHardData_data()
    {
        QTest::addColumn<std::vector<double>>("ys");
        QTest::addColumn<bool>("logarithmic");
        using V = std::vector<double>;
        QTest::newRow("nothing") << V {} << false;
        QTest::newRow("one point") << V { 3.0 } << false;
        QTest::newRow("one NaN") << V { kNaN } << false;
        QTest::newRow("NaN inside") << V { 1.0, kNaN, 2.0, 3.0 } << false;
        QTest::newRow("infinite") << V { 1.0, kInfinity, -kInfinity, 2.0 } << false;
        QTest::newRow("1e300") << V { -1e300, 1e300, 1e300, -1e300 } << false;
        QTest::newRow("largest") << V { -1.7e308, 1.7e308 } << false;
        QTest::newRow("denormal") << V { 0.0, 5e-324 } << false;
        QTest::newRow("constant") << V { 2.0, 2.0, 2.0 } << false;
        QTest::newRow("all zero") << V { 0.0, 0.0, 0.0 } << false;
        QTest::newRow("zeros on a log axis") << V { 1e-3, 0.0, 1e-5, -1.0, 1e-4 } << true;
        QTest::newRow("only zeros on a log axis") << V { 0.0, 0.0 } << true;
        QTest::newRow("log, 600 decades") << V { 1e-300, 1e300 } << true;
        QTest::newRow("log, inside one decade") << V { 0.3, 0.31, 0.32 } << true;
    }

    void survivesHardData()
    {
        QFETCH(std::vector<double>, ys);
        QFETCH(bool, logarithmic);
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        ui::PlotAxis axis;
        axis.logarithmic = logarithmic;
        view.setAxis(ui::PlotView::AxisId::Y, axis);
        std::vector<double> xs;
        for (std::size_t i = 0; i < ys.size(); ++i)
            xs.push_back(static_cast<double>(i));
        view.setCurve(line("a", xs, ys));
        const ui::PlotRange range = view.ranges().y;
        QVERIFY(std::isfinite(range.lower) && range.lower < range.upper);
        QVERIFY(!logarithmic || range.lower > 0.0);
        QVERIFY(!view.grab().isNull());
        view.resize(3, 2);
        QVERIFY(!view.grab().isNull());
    }

    void gapsLeaveTheRestOfTheLine()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        ui::PlotCurve curve = line("a", { 0, 1, 2, 3, 4 }, { 1, 1, kNaN, 1, 1 });
        curve.style.width = 3.0; // fills a row of pixels wherever it lies
        view.setCurve(curve);
        const QImage image = view.grab().toImage();
        const ui::PlotMap map = view.map();
        const auto isInked = [&](double x) {
            const QPoint at = map.toPixel(x, 1.0).toPoint();
            return inkPixels(image, QRect(at.x() - 1, at.y() - 3, 3, 7), ink()) > 0;
        };
        QVERIFY(isInked(0.5));
        QVERIFY(isInked(3.5));
        QVERIFY(!isInked(1.5));
        QVERIFY(!isInked(2.5));
    }

    void zoomedCurveStaysInsideThePlot()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        ui::PlotCurve curve = line("a", {}, {});
        curve.markers = true;
        std::vector<double> xs;
        std::vector<double> ys;
        for (int i = 0; i <= 200; ++i) {
            xs.push_back(i * 0.05);
            ys.push_back(10.0 * std::sin(3.0 * i * 0.05));
        }
        curve.replace(xs, ys);
        view.setCurve(curve);
        view.setLegendVisible(false);
        view.setRanges({ { 3.0, 5.0 }, { -2.0, 2.0 }, { 0.0, 1.0 } });
        const QImage image = view.grab().toImage();
        const QRect area = view.map().area().toAlignedRect();
        const int inside = inkPixels(image, area, ink());
        QVERIFY2(inside > 200, qPrintable(QString::number(inside)));
        QCOMPARE(inkPixels(image, image.rect(), ink()), inside);
    }

    void divergingCurveDoesNotSetTheRange()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        ui::PlotCurve wild = line("wild", { 0, 1, 2 }, { 0, 1e8, -1e20 });
        wild.setsRange = false;
        view.setCurves({ line("a", { 0, 1, 2 }, { -1, 1, 0 }), wild });
        QVERIFY(view.ranges().y.upper < 2.0);
        QVERIFY(view.ranges().y.lower > -2.0);
        view.removeCurve("a"); // alone it must be seen all the same
        QVERIFY(view.ranges().y.upper > 1e7);
    }

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
        axis.logarithmic = false;
        axis.multiplesOfPi = true;
        QCOMPARE(labels(-3.2, 3.2),
            QStringList({ "−π", "−3π/4", "−π/2", "−π/4", "0", "π/4", "π/2", "3π/4", "π" }));
    }

    void legendTogglesAndShowsAlone()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurves({ line("a", { 0, 1 }, { 0, 1 }), line("b", { 0, 1 }, { 1, 0 }),
            line("c", { 0, 1 }, { 0, 0 }) });
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy toggled(&view, &ui::PlotView::legendToggled);
        const QPoint first(qRound(view.map().area().left()) + 8, 16);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled[0][0].toString(), QString("a"));
        QVERIFY(!view.curve("a")->visible);
        QVERIFY(!view.chart()->series().at(0)->isVisible());
        view.setCurves({ line("a", { 0, 1 }, { 0, 1 }), line("b", { 0, 1 }, { 1, 0 }),
            line("c", { 0, 1 }, { 0, 0 }) });
        QVERIFY(!view.curve("a")->visible); // a new solve does not bring it back
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, first);
        QVERIFY(view.curve("a")->visible);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, first);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, first);
        QVERIFY(view.curve("a")->visible);
        QVERIFY(!view.curve("b")->visible && !view.curve("c")->visible);
    }

    void hiddenCurveIsNotDrawn()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 1 }, { 0, 1 }));
        const QRect area = view.map().area().toAlignedRect();
        QVERIFY(inkPixels(view.grab().toImage(), area, ink()) > 100);
        view.setCurveVisible("a", false);
        QCOMPARE(inkPixels(view.grab().toImage(), area, ink()), 0);
    }

    void clicksAnywhereAreSafe()
    {
        ui::PlotView view(*m_theme);
        view.setMinimumSize(1, 1);
        view.show();
        for (const QSize size : { kSize, QSize(40, 30), QSize(2, 2) }) {
            view.resize(size);
            for (const Qt::MouseButton button :
                { Qt::LeftButton, Qt::RightButton, Qt::MiddleButton }) {
                QTest::mouseClick(view.viewport(), button, {}, QPoint(1, 1));
                QTest::mouseClick(view.viewport(), button, {}, view.rect().center());
                QTest::mouseDClick(view.viewport(), button, {}, view.rect().center());
            }
        }
        view.chart()->hide(); // the press that crashes QChartView 6.4
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(1, 1));
        QVERIFY(view.follows());
    }

    void wheelZoomsAtThePointerAndBackReturns()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 10 }, { 0, 10 }));
        view.show();
        const ui::PlotRanges home = view.ranges();
        const QPointF pointer = view.map().toPixel(2.0, 8.0);
        wheel(view, pointer, 120, Qt::NoModifier);
        const QPointF value = view.map().toValue(pointer);
        QVERIFY(std::abs(value.x() - 2.0) < 1e-9 && std::abs(value.y() - 8.0) < 1e-9);
        QVERIFY(!view.follows());
        const ui::PlotRanges zoomed = view.ranges();
        QVERIFY(zoomed.x.upper - zoomed.x.lower < home.x.upper - home.x.lower);
        view.replace("a", { 0, 20 }, { 0, 20 }); // live data leave the zoom alone
        QCOMPARE(view.ranges(), zoomed);
        view.back();
        QVERIFY(view.follows());
        QVERIFY(view.ranges().x.upper > 20.0);
        const ui::PlotRanges wide = view.ranges();
        wheel(view, pointer, 120, Qt::ShiftModifier);
        QCOMPARE(view.ranges().y, wide.y);
        QVERIFY(!(view.ranges().x == wide.x));
        QTest::keyClick(&view, Qt::Key_0);
        QCOMPARE(view.ranges(), wide);
    }

    void endlessZoomStopsAndStaysUsable()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 10 }, { 0, 10 }));
        view.show();
        for (int i = 0; i < 400; ++i)
            wheel(view, view.map().area().center(), 240, Qt::NoModifier);
        QVERIFY(view.ranges().x.lower < view.ranges().x.upper);
        for (int i = 0; i < 400; ++i)
            wheel(view, view.map().area().center(), -1200, Qt::NoModifier);
        QVERIFY(std::isfinite(view.ranges().x.upper));
        QVERIFY(!view.grab().isNull());
    }

    void boxZoomShowsTheBox()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 10 }, { 0, 10 }));
        view.show();
        QTest::keyClick(&view, Qt::Key_Z);
        QVERIFY(view.zoomMode());
        const QPoint from = view.map().toPixel(2.0, 8.0).toPoint();
        const QPoint to = view.map().toPixel(6.0, 4.0).toPoint();
        const QPointF corner = view.map().toValue(from);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.viewport(), to);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
        QVERIFY(std::abs(view.ranges().x.lower - corner.x()) < 1e-9);
        QVERIFY(std::abs(view.ranges().y.upper - corner.y()) < 1e-9);
    }

    void crosshairSnapsAndSteps()
    {
        ui::PlotView view(*m_theme);
        view.setTitle("Trajectory");
        view.resize(kSize);
        view.setCurve(line("a", { 0, 1, 2, 3 }, { 5, 6, 7, 8 }));
        view.show();
        QTest::keyClick(&view, Qt::Key_C);
        QVERIFY(view.crosshairEnabled());
        QSignalSpy moved(&view, &ui::PlotView::crosshairMoved);
        hoverAt(view.viewport(), view.map().toPixel(0.1, 6.0));
        QCOMPARE(view.crosshairX().value(), 0.0);
        QCOMPARE(moved.size(), 1);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.crosshairX().value(), 1.0);
        QTest::keyClick(&view, Qt::Key_End);
        QCOMPARE(view.crosshairX().value(), 3.0);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.crosshairX().value(), 3.0);
        QVERIFY2(view.accessibleDescription().contains("At x = 3"),
            qPrintable(view.accessibleDescription()));
        QVERIFY(view.accessibleDescription().contains("a 8"));
        QCOMPARE(view.accessibleName(), QString("Trajectory"));
    }

    void liveChartsRedrawRarely()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 1 }, { 0, 1 }));
        view.setLive(true);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy ranges(&view, &ui::PlotView::rangesChanged);
        QElapsedTimer clock;
        clock.start();
        for (int i = 2; i < 2000; ++i)
            view.replace("a", { 0.0, double(i) }, { 0.0, double(i) });
        // At most one redraw at once and one for each 50 ms that the loop took.
        QVERIFY(ranges.size() <= 2 + clock.elapsed() / 50);
        QTRY_VERIFY(view.ranges().x.upper > 1999.0); // the last one is not lost
        view.hide();
        view.replace("a", { 0, 5000 }, { 0, 1 });
        QVERIFY(view.ranges().x.upper < 5000.0); // nobody looks
        view.show();
        QTRY_VERIFY(view.ranges().x.upper > 5000.0);
    }

    void millionPoints()
    {
        std::vector<double> xs;
        std::vector<double> ys;
        for (int i = 0; i < 1'000'000; ++i) {
            xs.push_back(i);
            ys.push_back(std::sin(i * 1e-4) + 0.1 * std::sin(i * 1.7));
        }
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        ui::PlotCurve curve = line("a", {}, {});
        view.setCurve(curve);
        QElapsedTimer clock;
        clock.start();
        view.replace("a", std::move(xs), std::move(ys));
        const QImage image = view.grab().toImage();
        qInfo("a million points: %lld ms", clock.elapsed());
        QVERIFY(inkPixels(image, view.map().area().toAlignedRect(), ink()) > 5000);
        QVERIFY(view.ranges().y.upper > 1.09);
    }

    void themeSwitchRecolours()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 1 }, { 0, 1 }));
        m_theme->setMode(ui::ThemeMode::Dark);
        const QImage image = view.grab().toImage();
        const QRect area = view.map().area().toAlignedRect();
        QVERIFY(inkPixels(image, area, ui::seriesStyle(u"euler").dark) > 100);
        QCOMPARE(image.pixelColor(3, image.height() - 3), ui::darkTokens().surface);
        m_theme->setMode(ui::ThemeMode::Light);
        QVERIFY(inkPixels(view.grab().toImage(), area, ink()) > 100);
    }

    void equalScales()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setEqualAspect(true);
        view.setCurve(line("a", { -1, 1 }, { -3, 3 }));
        const ui::PlotMap map = view.map();
        const QPointF unit = map.toPixel(1, 1) - map.toPixel(0, 0);
        QVERIFY(std::abs(unit.x() + unit.y()) < 1e-6);
    }

    void rightAxisHasItsOwnRange()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        ui::PlotCurve memory = line("b", { 0, 1 }, { 400, 500 });
        memory.rightAxis = true;
        view.setCurves({ line("a", { 0, 1 }, { 1, 2 }), memory });
        QVERIFY(view.ranges().y.upper < 3.0);
        QVERIFY(view.ranges().right.lower > 300.0);
    }

private:
    QColor ink() const { return ui::seriesStyle(u"euler").light; }

    static void wheel(
        ui::PlotView& view, const QPointF& at, int delta, Qt::KeyboardModifiers modifiers)
    {
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), QPoint(), QPoint(0, delta),
            Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }

    std::unique_ptr<ui::Theme> m_theme;
};

QTEST_MAIN(TestPlotView)
#include "tst_plot_view.moc"
