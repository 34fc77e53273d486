// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/plot_tools.h"

#include <QToolButton>

/// The switch Follow: by hand, by zooming, and that every live chart has one.
class FollowSwitchTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    FollowSwitchTest()
        : TrainPage("tst_follow_switch")
    {
    }

private:
    static ui::PlotCurve line(double upTo)
    {
        ui::PlotCurve curve(QStringLiteral("a"), QStringLiteral("a"), ui::seriesStyle(u"euler"));
        curve.replace({ 0.0, upTo }, { 0.0, upTo });
        return curve;
    }

private slots:
    void cleanup() { close(); }

    void offHoldsTheAxesAndOnLetsThemGrow()
    {
        ui::PlotView view(*m_theme);
        view.setObjectName(QStringLiteral("x_chart_a"));
        view.setTitle(QStringLiteral("Loss"));
        view.resize(400, 300);
        view.setCurve(line(1.0));
        QToolButton* follow = ui::makeFollowSwitch(*m_theme, view, &view);
        QCOMPARE(follow->objectName(), QStringLiteral("x_follow_a"));
        QVERIFY(follow->isChecked());
        follow->click();
        QVERIFY(!view.follows());
        const ui::PlotRanges held = view.ranges();
        view.setCurve(line(5.0));
        QVERIFY(view.ranges() == held);
        ui::PlotAxis axis = view.axis(ui::PlotView::AxisId::X);
        axis.upper = 8.0; // the owner's wish waits, too
        view.setAxis(ui::PlotView::AxisId::X, axis);
        QVERIFY(view.ranges() == held);
        follow->click();
        QVERIFY(view.follows());
        QCOMPARE(view.ranges().x.upper, 8.0);
        QVERIFY(view.ranges().y.upper >= 5.0);
        // Back is where it was held, and from there where it followed.
        view.back();
        QVERIFY(!follow->isChecked() && view.ranges() == held);
        view.back();
        QVERIFY(follow->isChecked());
    }

    void aZoomSwitchesItOff()
    {
        ui::PlotView view(*m_theme);
        view.resize(400, 300);
        view.setCurve(line(1.0));
        QToolButton* follow = ui::makeFollowSwitch(*m_theme, view, &view);
        view.setRanges({ { 0.2, 0.6 }, { 0.2, 0.6 }, view.ranges().right });
        QVERIFY(!follow->isChecked());
        view.fit();
        QVERIFY(follow->isChecked());
    }

    void theLegendLeavesItsRoom()
    {
        ui::PlotView view(*m_theme);
        view.resize(400, 300);
        view.show();
        std::vector<ui::PlotCurve> curves;
        for (int i = 0; i < 3; ++i) {
            curves.push_back(line(1.0));
            curves.back().id = QString::number(i);
            curves.back().name = QStringLiteral("curve %1, which fills").arg(i);
        }
        view.setCurves(curves);
        const auto legendEnd = [&view] { // the last ink of the strip, the switch left out
            const QImage strip = view.grab(QRect(0, 0, view.width(), 30)).toImage();
            const QRgb ground = strip.pixel(2, 2);
            for (int x = strip.width() - 1; x >= 0; --x)
                for (int y = 0; y < strip.height(); ++y)
                    if (strip.pixel(x, y) != ground)
                        return x;
            return 0;
        };
        const int before = legendEnd();
        QToolButton* follow = ui::makeFollowSwitch(*m_theme, view, &view);
        view.setCornerWidget(follow);
        QVERIFY(before > follow->x());
        follow->hide();
        QVERIFY2(legendEnd() < follow->x(), qPrintable(QString::number(legendEnd())));
        follow->show();
        view.resize(600, 300); // it moves with the edge
        QVERIFY(follow->geometry().right() < 600 && follow->x() > 500);
    }

    void everyLiveChartHasOne()
    {
        open();
        int seen = 0;
        for (ui::PlotView* chart : m_lab->findChildren<ui::PlotView*>()) {
            const QString name = chart->objectName().replace(
                QStringLiteral("_chart_"), QStringLiteral("_follow_"));
            auto* follow = m_lab->findChild<QToolButton*>(name);
            QVERIFY2(follow, qPrintable(chart->objectName()));
            QVERIFY2(follow->isCheckable() && follow->isEnabled(), qPrintable(name));
            QVERIFY2(follow->accessibleName().contains(chart->title()), qPrintable(name));
            QVERIFY2(follow->isChecked() && chart->follows(), qPrintable(name));
            follow->click();
            QVERIFY2(!chart->follows(), qPrintable(name));
            follow->click();
            QVERIFY2(chart->follows(), qPrintable(name));
            ++seen;
        }
        QVERIFY2(seen >= 20, qPrintable(QString::number(seen)));
    }
};

REGISTER_TEST(FollowSwitchTest)
#include "tst_follow_switch.moc"
