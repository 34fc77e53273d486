// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <memory>
#include <numbers>

class TestNumberSpinBox : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<ui::Theme> m_theme;

    static QLineEdit* editOf(ui::NumberSpinBox& box) { return box.findChild<QLineEdit*>(); }

    static void type(ui::NumberSpinBox& box, const QString& text)
    {
        editOf(box)->selectAll();
        QTest::keyClicks(editOf(box), text);
    }

    static bool wheel(QWidget& widget)
    {
        const QPointF centre = QRectF(widget.rect()).center();
        QWheelEvent event(centre, widget.mapToGlobal(centre), {}, { 0, 120 }, Qt::NoButton,
            Qt::NoModifier, Qt::NoScrollPhase, false);
        return QCoreApplication::sendEvent(&widget, &event) && event.isAccepted();
    }

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light); }

    void cleanupTestCase() { m_theme.reset(); }

    void readsNumbersAsPeopleWriteThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("plain") << "0.0001" << 1e-4;
        QTest::newRow("exponent") << "1e-4" << 1e-4;
        QTest::newRow("capital exponent") << "1E-4" << 1e-4;
        QTest::newRow("power") << "10^-4" << 1e-4;
        QTest::newRow("raised digits") << "10⁻⁴" << 1e-4;
        QTest::newRow("mantissa and power") << "2.5×10⁻⁴" << 2.5e-4;
        QTest::newRow("decimal comma") << "0,25" << 0.25;
        QTest::newRow("fraction") << "1/64" << 1.0 / 64;
        QTest::newRow("pi") << "pi" << std::numbers::pi;
        QTest::newRow("two pi") << "2pi" << 2 * std::numbers::pi;
        QTest::newRow("minus half pi") << "−π/2" << -std::numbers::pi / 2;
        QTest::newRow("minus sign U+2212") << "\u22123" << -3.0;
        QTest::newRow("hyphen") << "-3" << -3.0;
        QTest::newRow("leading point") << ".5" << 0.5;
        QTest::newRow("plus and spaces") << " +7 " << 7.0;
        QTest::newRow("thin space") << "12\u2009345" << 12345.0;
    }

    void readsNumbersAsPeopleWriteThem()
    {
        QFETCH(const QString, text);
        QFETCH(const double, value);
        const auto number = ui::parseNumber(text);
        QVERIFY(number.has_value());
        QCOMPARE(*number, value);
    }

    void refusesWithAReason_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word"); // of the reason
        QTest::newRow("empty") << ""
                               << "number";
        QTest::newRow("letters") << "12x"
                                 << "12x";
        QTest::newRow("bare exponent") << "1e"
                                       << "1e";
        QTest::newRow("grouping") << "1.000,5"
                                  << "decimal mark";
        QTest::newRow("division by zero") << "1/0"
                                          << "zero";
        QTest::newRow("zero by zero") << "0/0"
                                      << "zero";
        QTest::newRow("too large") << "1e999"
                                   << "large";
        QTest::newRow("not a number") << "nan"
                                      << "nan";
        QTest::newRow("infinity") << "inf"
                                  << "inf";
    }

    void refusesWithAReason()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, word);
        QString reason;
        QVERIFY(!ui::parseNumber(text, &reason).has_value());
        QVERIFY2(reason.contains(word), qPrintable(reason));
    }

    void shownTextReadsBackAsTheSameDouble()
    {
        for (const double value : { 0.0, 0.1, -0.25, 1.0 / 3, 1e-3, 9.99e-4, 1e-4, 2.5e-5, 1e6,
                 123456.789, -1.0 / 64, 1e-300, 1.7976931348623157e308, 0.1 + 0.2 }) {
            const QString text = ui::settingText(value);
            QCOMPARE(ui::parseNumber(text).value(), value);
            QVERIFY2(!text.contains(u'-') && !text.contains(u'e'), qPrintable(text));
        }
        QCOMPARE(ui::settingText(1e-4), "10⁻⁴");
        QCOMPARE(ui::settingText(-2.5e-5), "−2.5×10⁻⁵");
    }

    void resultsAreWrittenAsTheDesignSays()
    {
        QCOMPARE(ui::resultText(13.8523), "13.85");
        QCOMPARE(ui::resultText(0.00138), "0.001380");
        QCOMPARE(ui::resultText(-1.25e-5), "−1.250\u2009×\u200910⁻⁵");
        QCOMPARE(ui::resultText(54321), "54\u2009321");
        QCOMPARE(ui::resultText(std::nan("")), "–");
        QCOMPARE(ui::secondsText(2.1e-6), "2.1 µs");
        QCOMPARE(ui::secondsText(31), "31 s");
        QCOMPARE(ui::secondsText(200), "3:20");
    }

    void stepsThroughOneTwoFive()
    {
        ui::NumberSpinBox box(*m_theme);
        box.setRange(0, 100);
        box.setMinimumExclusive(true);
        box.setValue(0.05);
        const QList<double> up { 0.1, 0.2, 0.5, 1.0, 2.0 };
        for (const double expected : up) {
            QTest::keyClick(&box, Qt::Key_Up);
            QCOMPARE(box.value(), expected);
        }
        QTest::keyClick(&box, Qt::Key_PageDown); // ten rungs
        QCOMPARE(box.value(), 0.001);
        box.setValue(0.25); // between two rungs
        QTest::keyClick(&box, Qt::Key_Down);
        QCOMPARE(box.value(), 0.2);
        box.setValue(0.25);
        QTest::keyClick(&box, Qt::Key_Up);
        QCOMPARE(box.value(), 0.5);
        box.setValue(60);
        box.stepBy(1);
        QCOMPARE(box.value(), 100.0); // stopped by the range
    }

    void negativeNumbersStepTowardsZeroUpwards()
    {
        ui::NumberSpinBox box(*m_theme);
        box.setValue(-0.5);
        box.stepBy(1);
        QCOMPARE(box.value(), -0.2);
        box.stepBy(-2);
        QCOMPARE(box.value(), -1.0);
    }

    void wholeNumbersRefuseFractions()
    {
        ui::NumberSpinBox box(*m_theme);
        box.setStepping(ui::NumberSpinBox::Stepping::Integer);
        box.setRange(1, 64);
        box.setValue(20);
        box.stepBy(1);
        QCOMPARE(box.intValue(), 21);
        type(box, "2.5");
        QVERIFY(!box.isValid());
        QCOMPARE(box.intValue(), 2); // the last good number on the way to 2.5
        type(box, "1e1");
        QVERIFY(box.isValid());
        QCOMPARE(box.intValue(), 10);
    }

    void invalidTextStaysAndIsMarked()
    {
        ui::NumberSpinBox box(*m_theme);
        box.setDescription("Step size");
        box.setRange(0, 1);
        box.setValue(0.5);
        box.resize(120, 28);
        QSignalSpy changed(&box, &ui::NumberSpinBox::valueChanged);
        QSignalSpy validity(&box, &ui::NumberSpinBox::validityChanged);
        type(box, "x");
        QTest::keyClick(editOf(box), Qt::Key_Return);
        QCOMPARE(editOf(box)->text(), "x");
        QCOMPARE(box.value(), 0.5);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(validity.count(), 1);
        QVERIFY(box.toolTip().contains("not a number"));
        const QColor edge = box.grab().toImage().pixelColor(60, 0);
        QCOMPARE(edge, m_theme->tokens().error);

        type(box, "3");
        QVERIFY(!box.isValid());
        QVERIFY2(box.toolTip().contains("at most 1"), qPrintable(box.toolTip()));
        QTest::keyClick(editOf(box), Qt::Key_Escape);
        QVERIFY(box.isValid());
        QCOMPARE(editOf(box)->text(), "0.5");
        QCOMPARE(box.toolTip(), "Step size");
    }

    void exclusiveMinimumIsRefused()
    {
        ui::NumberSpinBox box(*m_theme);
        box.setRange(0, 1);
        box.setMinimumExclusive(true);
        box.setValue(0.5);
        type(box, "0");
        QVERIFY(!box.isValid());
        QVERIFY(box.toolTip().contains("greater than 0"));
        QCOMPARE(box.value(), 0.5);
    }

    void commaIsReadInEveryLocale()
    {
        for (const char* name : { "C", "de_DE", "en_US" }) {
            QLocale::setDefault(QLocale(name));
            ui::NumberSpinBox box(*m_theme);
            box.setLocale(QLocale(name));
            type(box, "0,25");
            QCOMPARE(box.value(), 0.25);
            QTest::keyClick(editOf(box), Qt::Key_Return);
            QCOMPARE(editOf(box)->text(), "0.25");
        }
        QLocale::setDefault(QLocale::c());
    }

    void wheelWithoutFocusChangesNothing()
    {
        QWidget window;
        ui::NumberSpinBox box(*m_theme, &window);
        ui::ComboBox combo(&window);
        combo.move(0, 40);
        combo.addItems({ "a", "b", "c" });
        combo.setCurrentIndex(1);
        box.setValue(0.5);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.setFocus();
        QVERIFY(!box.hasFocus());
        QVERIFY(!wheel(box));
        QVERIFY(!wheel(combo));
        QCOMPARE(box.value(), 0.5);
        QCOMPARE(combo.currentIndex(), 1);
        box.setFocus();
        QVERIFY(wheel(box));
        QCOMPARE(box.value(), 1.0);
        combo.setFocus();
        QVERIFY(wheel(combo));
        QCOMPARE(combo.currentIndex(), 0);
    }

    void prefixDoesNotCoverTheNumber()
    {
        ui::NumberSpinBox box(*m_theme);
        box.setPrefix("<i>h</i>");
        box.setValue(0.05);
        box.resize(84, 28);
        box.show();
        auto* prefix = box.findChild<QLabel*>();
        QVERIFY(prefix->isVisible());
        QVERIFY(editOf(box)->textMargins().left() >= prefix->width());
        QVERIFY(box.rect().contains(prefix->geometry()));
    }
};

REGISTER_TEST(TestNumberSpinBox)
#include "tst_number_spin_box.moc"
