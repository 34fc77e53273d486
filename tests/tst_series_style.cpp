// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"
#include "test_program.h"
#include "ui/series_style.h"

#include <QHash>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>

namespace {

QString idOf(const solvers::Method& method)
{
    return QString::fromUtf8(method.id.data(), static_cast<qsizetype>(method.id.size()));
}

/// The marker alone, large, black on white.
QImage picture(ui::Marker marker)
{
    QImage image(64, 64, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    ui::paintMarker(painter, { 32, 32 }, marker, Qt::black, Qt::white, false, 24);
    return image;
}

int differentPixels(const QImage& a, const QImage& b)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x)
            count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
    return count;
}

} // namespace

class TestSeriesStyle : public QObject {
    Q_OBJECT

private slots:
    void everyMethodLooksDifferent_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void everyMethodLooksDifferent()
    {
        QFETCH(bool, dark);
        QHash<QString, QString> idOfLook;
        for (const solvers::Method& method : solvers::methods()) {
            const ui::SeriesStyle style = ui::seriesStyle(idOf(method));
            QVERIFY2(style.marker != ui::Marker::None, method.id.data());
            const QString look = style.color(dark).name() + QString::number(int(style.marker));
            QVERIFY2(!idOfLook.contains(look),
                qPrintable(idOf(method) + " looks like " + idOfLook.value(look)));
            idOfLook.insert(look, idOf(method));
        }
        QCOMPARE(static_cast<std::size_t>(idOfLook.size()), solvers::methods().size());
    }

    // The table of the design; every other method must keep clear of these.
    void theMethodsOfTheDesignKeepTheirStyle_data()
    {
        QTest::addColumn<QString>("light");
        QTest::addColumn<QString>("dark");
        QTest::addColumn<ui::Marker>("marker");
        using ui::Marker;
        QTest::newRow("euler") << "#d55e00"
                               << "#ff8a4c" << Marker::TriangleUp;
        QTest::newRow("midpoint") << "#62490a"
                                  << "#f6df1b" << Marker::TriangleDown;
        QTest::newRow("heun") << "#b77ca6"
                              << "#b75ea4" << Marker::Diamond;
        QTest::newRow("rk4") << "#0072b2"
                             << "#56b4e9" << Marker::Circle;
        QTest::newRow("bosh3") << "#595b64"
                               << "#ababab" << Marker::Pentagon;
        QTest::newRow("dopri5") << "#004a29"
                                << "#45ffa4" << Marker::Square;
        QTest::newRow("backward-euler") << "#620dc8"
                                        << "#985dfe" << Marker::Cross;
        QTest::newRow("trapezoid") << "#bf6e52"
                                   << "#957c59" << Marker::Plus;
    }

    void theMethodsOfTheDesignKeepTheirStyle()
    {
        QFETCH(QString, light);
        QFETCH(QString, dark);
        QFETCH(ui::Marker, marker);
        const ui::SeriesStyle style = ui::seriesStyle(QString(QTest::currentDataTag()));
        QCOMPARE(style.light.name(), light);
        QCOMPARE(style.dark.name(), dark);
        QCOMPARE(style.marker, marker);
    }

    // Different in name must be different in shape: at 48 px at least two per cent of the square.
    void everyMarkerHasAShapeOfItsOwn()
    {
        std::vector<ui::Marker> markers;
        for (const solvers::Method& method : solvers::methods())
            markers.push_back(ui::seriesStyle(idOf(method)).marker);
        std::sort(markers.begin(), markers.end());
        markers.erase(std::unique(markers.begin(), markers.end()), markers.end());
        QVERIFY(markers.size() >= 8);
        for (std::size_t i = 0; i < markers.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY2(differentPixels(picture(markers[i]), picture(markers[j])) > 46,
                    qPrintable(
                        QString("markers %1 and %2").arg(int(markers[i])).arg(int(markers[j]))));
    }

    void anUnknownIdIsDrawnTheSameEverywhereAndLikeNoMethod()
    {
        const ui::SeriesStyle one = ui::seriesStyle(u"a method of my own");
        const ui::SeriesStyle again = ui::seriesStyle(u"a method of my own");
        QCOMPARE(one.marker, again.marker);
        QCOMPARE(one.light, again.light);
        for (const solvers::Method& method : solvers::methods())
            QVERIFY(ui::seriesStyle(idOf(method)).marker != one.marker);
    }
};

REGISTER_TEST(TestSeriesStyle)
#include "tst_series_style.moc"
