// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "test_program.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>

#include <cmath>

using ui::Command;

class TestSolveTransport : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveTransport()
        : SolvePage("tst_solve_transport")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void sliderArrowsAndCrosshairAreOneState()
    {
        auto* slider = part<QSlider>("solve_slider");
        QCOMPARE(slider->maximum(), 100);
        QCOMPARE(slider->value(), 75);
        QVERIFY(std::abs(chart()->crosshairX().value() - 3.75) < 1e-12);
        QTest::mouseClick(part<QToolButton>("solve_forward"), Qt::LeftButton);
        QCOMPARE(slider->value(), 76);
        QVERIFY(std::abs(chart()->crosshairX().value() - 3.8) < 1e-12);
        slider->setValue(10);
        QVERIFY(std::abs(chart()->crosshairX().value() - 0.5) < 1e-12);
        emit chart()->crosshairMoved(1.02);
        QCOMPARE(slider->value(), 20);
        lab().execute(Command::LastStep);
        QCOMPARE(slider->value(), 100);
        part<ui::ComboBox>("solve_follow")->selectData("rk4");
        QCOMPARE(slider->maximum(), 20);
        QVERIFY(part<QLabel>("solve_step_text")->text().contains("Step 20 of 20"));
        lab().execute(Command::FirstStep);
        lab().execute(Command::Play);
        QTRY_VERIFY(slider->value() > 0);
        lab().execute(Command::Play);
        const int here = slider->value();
        QVERIFY(here < 20);
    }

    void rowAndLegendSelectEachOther()
    {
        auto* table = part<ui::ResultsTable>("solve_results");
        table->selectRow(1);
        QVERIFY(chart()->curve("rk4")->bold);
        QVERIFY(!chart()->curve("euler")->bold);
        emit chart()->legendToggled("euler", true);
        QCOMPARE(table->currentIndex().row(), 0);
        QVERIFY(chart()->curve("euler")->bold);
        table->sortByColumn(EndError, Qt::AscendingOrder);
        QCOMPARE(cell(0, Solver), "Runge–Kutta 4");
        table->selectRow(0);
        QVERIFY(chart()->curve("rk4")->bold);
    }

    void followedMethodIsSelected()
    {
        auto* table = part<ui::ResultsTable>("solve_results");
        part<ui::ComboBox>("solve_follow")->selectData("rk4");
        QCOMPARE(table->currentIndex().row(), 1);
        QVERIFY(chart()->curve("rk4")->bold);
        table->selectRow(0); // looking at another row does not follow it
        QCOMPARE(part<ui::ComboBox>("solve_follow")->currentData().toString(), QString("rk4"));
        const int before = solved();
        part<ui::NumberSpinBox>("solve_step_euler")->setValue(0.1);
        waitForResult(before);
        QCOMPARE(table->currentIndex().row(), 0); // and a new solve leaves the choice alone
    }

    void smallestWindowHasRoomForEverything()
    {
        lab().resize(1120 - 72, 720 - 28 - 24);
        QCoreApplication::processEvents();
        auto* slider = part<QSlider>("solve_slider");
        QVERIFY2(slider->width() >= 80, qPrintable(QString::number(slider->width())));
        const auto* text = part<QLabel>("solve_step_text");
        QVERIFY(text->width() >= text->sizeHint().width());
        for (const char* name : { "solve_speed", "solve_last", "solve_play" }) {
            const auto* widget = part<QWidget>(name);
            QVERIFY2(widget->geometry().right() < widget->parentWidget()->width(), name);
        }
        constexpr int frame = 36; // of a combo box: arrow and margins
        const auto fits = [](const QWidget* box, const QString& words) {
            return box->fontMetrics().horizontalAdvance(words) + frame <= box->width();
        };
        QVERIFY(fits(part<QWidget>("solve_follow"), "Follow: Euler"));
        QVERIFY(fits(part<QWidget>("solve_speed"), QStringLiteral("0.25×")));
        // No number of the table is cut.
        const auto* table = part<ui::ResultsTable>("solve_results");
        int total = 0;
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            total += table->columnWidth(column);
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                const QModelIndex index = table->model()->index(row, column);
                QVERIFY2(table->columnWidth(column)
                        >= table->fontMetrics().horizontalAdvance(index.data().toString()) + 12,
                    qPrintable(index.data().toString()));
            }
            QVERIFY(table->columnWidth(column)
                >= table->horizontalHeader()->sectionSizeHint(column) - 14);
        }
        QCOMPARE(total, table->viewport()->width());
    }
};

REGISTER_TEST(TestSolveTransport)
#include "tst_solve_transport.moc"
