// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot_test_helpers.h"
#include "test_program.h"
#include "ui/plots/plot_view.h"
#include "ui_test_helpers.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <cmath>
#include <memory>

using namespace plot_test;

class TestPlotViewInput : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light); }
    void cleanupTestCase() { m_theme.reset(); }

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

    void dragsFromPointsOfTheOwnerAreTheOwners()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurve(line("a", { 0, 10 }, { 0, 10 }));
        view.setZoomMode(true); // the owner comes first
        view.setDragFilter([](double x, double y) { return std::hypot(x - 5.0, y - 5.0) < 1.0; });
        view.show();
        QSignalSpy started(&view, &ui::PlotView::dragStarted);
        QSignalSpy dragged(&view, &ui::PlotView::dragged);
        QSignalSpy ended(&view, &ui::PlotView::dragEnded);
        QSignalSpy clicked(&view, &ui::PlotView::clicked);
        const auto pixel = [&](double x, double y) { return view.map().toPixel(x, y).toPoint(); };
        const ui::PlotRanges before = view.ranges();

        QTest::mousePress(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, pixel(5, 5));
        QTest::mouseMove(view.viewport(), pixel(7, 6));
        QCOMPARE(started.size(), 1);
        QCOMPARE(started[0][2].value<Qt::KeyboardModifiers>(), Qt::ShiftModifier);
        QVERIFY(std::abs(started[0][0].toDouble() - 5.0) < 0.05); // a pixel is 0.02
        QCOMPARE(dragged.size(), 1);
        QVERIFY(std::abs(dragged[0][0].toDouble() - 7.0) < 0.05);
        QVERIFY(std::abs(dragged[0][1].toDouble() - 6.0) < 0.05);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, pixel(8, 6));
        QCOMPARE(ended.size(), 1);
        QVERIFY(std::abs(ended[0][0].toDouble() - 8.0) < 0.05);
        QVERIFY(view.ranges() == before);
        QCOMPARE(clicked.size(), 0);

        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, pixel(5, 5));
        QCOMPARE(clicked.size(), 1); // no drag
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, pixel(2, 2));
        QTest::mouseMove(view.viewport(), pixel(4, 4));
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, pixel(4, 4));
        QCOMPARE(started.size(), 1);
        QVERIFY(!(view.ranges() == before)); // the zoom box
    }

    void pointerIsToldInDataCoordinates()
    {
        ui::PlotView view(*m_theme);
        view.resize(kSize);
        view.setCurves({ line("a", { 0, 1 }, { 0, 1 }) });
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy hovered(&view, &ui::PlotView::hovered);
        hoverAt(view.viewport(), view.map().toPixel(0.5, 0.25));
        QCOMPARE(hovered.size(), 1);
        QVERIFY(std::abs(hovered[0][0].toDouble() - 0.5) < 1e-9);
        QVERIFY(std::abs(hovered[0][1].toDouble() - 0.25) < 1e-9);
        hoverAt(view.viewport(), { 2.0, 2.0 });
        hoverAt(view.viewport(), { 3.0, 2.0 }); // outside once is enough
        QCOMPARE(hovered.size(), 2);
        QVERIFY(std::isnan(hovered[1][0].toDouble()));
    }

    void speaksItsTitleAndWhatItShows_data()
    {
        QTest::addColumn<bool>("listening");
        QTest::newRow("no assistive technology") << false;
        QTest::newRow("with assistive technology") << true;
    }

    void speaksItsTitleAndWhatItShows()
    {
        QFETCH(bool, listening);
        const bool before = QAccessible::isActive();
        QAccessible::setActive(listening);
        ui::PlotView view(*m_theme);
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(face);
        view.setTitle("Loss"); // after somebody has asked already
        QCOMPARE(face->text(QAccessible::Name), QString("Loss"));
        QCOMPARE(face->text(QAccessible::Description), QString("Loss chart, no curves."));
        view.setCurve(line("a", { 0, 1 }, { 2, 3 }));
        QCOMPARE(
            QAccessible::queryAccessibleInterface(&view)->text(QAccessible::Name), QString("Loss"));
        QCOMPARE(face->text(QAccessible::Description), view.description());
        QVERIFY(view.description().contains("a 3"));
        QAccessible::setActive(before);
    }

private:
    static void wheel(
        ui::PlotView& view, const QPointF& at, int delta, Qt::KeyboardModifiers modifiers)
    {
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), QPoint(), QPoint(0, delta),
            Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }

    std::unique_ptr<ui::Theme> m_theme;
};

REGISTER_TEST(TestPlotViewInput)
#include "tst_plot_view_input.moc"
