// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot_test_helpers.h"
#include "test_program.h"
#include "ui/plots/plot_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

} // namespace

using namespace plot_test;

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

    void brokenLinesLeaveGaps()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setLegendVisible(false);
        const auto inked = [&](bool dashed, bool dotted) {
            ui::PlotCurve curve = line("a", { 0, 1 }, { 0, 1 });
            curve.dashed = dashed;
            curve.dotted = dotted;
            view.setCurve(curve);
            const QRect area = view.map().area().toAlignedRect();
            return inkPixels(view.grab().toImage(), area, ink());
        };
        const int solid = inked(false, false);
        QVERIFY(inked(true, false) < 0.8 * solid && inked(true, false) > 0.2 * solid);
        QVERIFY(inked(false, true) < 0.8 * solid && inked(false, true) > 0.1 * solid);
    }

    void longLabelsKeepClearOfTheTitle()
    {
        ui::PlotView view(*m_theme, nullptr, ui::PlotView::Size::Card);
        view.resize(kSize);
        ui::PlotAxis axis;
        axis.title = "a long title";
        view.setAxis(ui::PlotView::AxisId::Y, axis);
        view.setCurve(line("a", { 0, 1 }, { 0, 9 }));
        QCOMPARE(view.map().area().left(), 52.0); // the margin of the design
        view.setCurve(line("a", { 0, 1 }, { 1234.51, 1234.59 }));
        const double wide = view.map().area().left();
        QVERIFY(wide > 60.0);
        const QImage image = view.grab().toImage();
        // Title at the left, labels at the right of a column without any ink.
        const QColor paper = m_theme->tokens().surface;
        int emptyColumns = 0;
        for (int x = 4; x < wide - 12.0; ++x) {
            bool empty = true;
            for (int y = 40; y < 360; ++y)
                empty = empty && image.pixelColor(x, y) == paper;
            emptyColumns += empty ? 1 : 0;
        }
        QVERIFY(emptyColumns >= 2);
        view.setCurve(line("a", { 0, 1 }, { 0, 9 }));
        QCOMPARE(view.map().area().left(), 52.0);
    }

    void withoutDataAxesAreBare()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        const QRect inside = view.map().area().toAlignedRect().adjusted(4, 4, -4, -4);
        const auto gridPixels = [&] {
            const QImage image = view.grab().toImage();
            int count = 0;
            for (int y = inside.top(); y <= inside.bottom(); ++y)
                for (int x = inside.left(); x <= inside.right(); ++x)
                    count += image.pixelColor(x, y) == m_theme->tokens().grid ? 1 : 0;
            return count;
        };
        QVERIFY(gridPixels() > 1000);
        view.setBareWithoutData(true);
        QCOMPARE(gridPixels(), 0);
        view.setCurve(line("a", { 0, 1 }, { 0, 1 }));
        QVERIFY(gridPixels() > 1000);
    }

    void crosshairBoxLeavesNotesReadable()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 1, 2, 3, 4 }, { 0, 0, 0, 0, 0 }));
        ui::PlotNote note;
        note.x = 1.2;
        note.y = kNaN; // at the top, beside a vertical line
        note.text = "stopped here";
        note.kind = ui::PlotNote::Kind::Error;
        view.setNotes({ note });
        const QColor color = m_theme->tokens().error;
        const QRectF area = view.map().area();
        const QRect beside(view.map().toPixel(1.2, 0).toPoint().x() + 4, int(area.top()), 90, 24);
        const int shown = inkPixels(view.grab().toImage(), beside, color);
        QVERIFY(shown > 20);
        view.setCrosshairEnabled(true);
        view.setCrosshairX(1.0); // its box would lie over the note
        QCOMPARE(inkPixels(view.grab().toImage(), beside, color), shown);
    }

    void notesThatMeetStandBelowEachOther()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 4 }, { 0, 0 }));
        const QRect area = view.map().area().toAlignedRect();
        const auto inkOf = [&](const std::vector<double>& places) {
            std::vector<ui::PlotNote> notes;
            for (const double x : places) {
                notes.emplace_back();
                notes.back().x = x;
                notes.back().y = kNaN;
                notes.back().text = "stopped here";
                notes.back().kind = ui::PlotNote::Kind::Error;
            }
            view.setNotes(notes);
            return inkPixels(view.grab().toImage(), area, m_theme->tokens().error);
        };
        const int apart = inkOf({ 1.0, 3.0 });
        const int near = inkOf({ 1.0, 1.1 });
        QVERIFY2(near > 0.95 * apart, qPrintable(QString("%1 of %2").arg(near).arg(apart)));
    }

    /// Names of points that lie close together, near the edge: every letter shows.
    void notesOfCrowdedPointsStandApart()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        const auto inkOf = [&](double spacing) {
            std::vector<ui::PlotCurve> curves { line("frame", { 0, 4 }, { 0, 4 }) };
            std::vector<ui::PlotNote> notes;
            for (int i = 0; i < 4; ++i) {
                const double x = 2.0 + spacing * (i - 1.5);
                curves.push_back(line(qPrintable(QString("point %1").arg(i)), { x }, { 0.2 }));
                curves.back().line = curves.back().markers = false; // only its place counts
                notes.push_back({ x, 0.2, "crowded", ui::PlotNote::Kind::Error });
            }
            view.setCurves(curves);
            view.setNotes(notes);
            return inkPixels(
                view.grab().toImage(), view.map().area().toAlignedRect(), m_theme->tokens().error);
        };
        const int apart = inkOf(0.9);
        const int near = inkOf(0.1);
        QVERIFY2(near > 0.95 * apart, qPrintable(QString("%1 of %2").arg(near).arg(apart)));
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

    void liveLegendShowsNoCurveThatIsGone()
    {
        const auto thick = [](const QString& id) {
            ui::PlotCurve curve = line(id, { 0, 1 }, { 0, 1 });
            curve.style.width = 4.0; // fills rows of pixels in the legend too
            return curve;
        };
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurves({ thick("a"), thick("b"), thick("c") });
        const QRect legend(0, 0, kSize.width(), static_cast<int>(view.map().area().top()) - 4);
        const auto inkOf = [&] { return inkPixels(view.grab().toImage(), legend, ink()); };
        const int three = inkOf();
        QVERIFY(three > 0);
        view.setLive(true); // hidden: no refresh before it is shown
        view.setCurves({ thick("b") });
        const int one = inkOf(); // painted before the refresh
        QVERIFY2(one > 0 && 2 * one < three, qPrintable(QString("%1 of %2").arg(one).arg(three)));
        view.clearCurves();
        QCOMPARE(inkOf(), 0);
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
    std::unique_ptr<ui::Theme> m_theme;
};

REGISTER_TEST(TestPlotView)
#include "tst_plot_view.moc"
