// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/train_smoothing.h"
#include "ui/widgets/confusion_view.h"

#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QTabBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUrl>

#include <cmath>

class TrainMonitorTest : public QObject, private TrainPage {
    Q_OBJECT

    QTemporaryDir m_directory;

public:
    TrainMonitorTest()
        : TrainPage("tst_train_monitor")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void stepsOneBatchWhilePaused()
    {
        prepare("mlp");
        QVERIFY(!find<QPushButton>("train_step_batch")->isEnabled());
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 1, kWait);
        click("train_pause");
        const long paused = settledSteps();
        click("train_step_batch");
        QTRY_COMPARE_WITH_TIMEOUT(steps(), paused + 1, kWait);
        QCOMPARE(settledSteps(), paused + 1);
        click("train_step_batch");
        QTRY_COMPARE_WITH_TIMEOUT(steps(), paused + 2, kWait);
        QCOMPARE(m_lab->run().state(), ui::TrainRun::State::Paused);
    }

    void rewindsToAKeptPoint()
    {
        prepare("rknet"); // slow enough that no point is thinned out before the pause
        setNumber("train_train_images", 32);
        setNumber("train_test_images", 16);
        click("train_start");
        auto* kept = find<ui::ComboBox>("train_kept");
        QTRY_VERIFY_WITH_TIMEOUT(kept->count() >= 4, kWait);
        click("train_pause");
        settledSteps();
        const long perEpoch = m_lab->run().progress().start()->stepsPerEpoch;
        QCOMPARE(perEpoch, 2L);
        QVERIFY(kept->selectData(static_cast<qlonglong>(2 * perEpoch)));
        click("train_rewind");
        QTRY_COMPARE_WITH_TIMEOUT(steps(), 2 * perEpoch, kWait);
        QVERIFY2(log().contains(QStringLiteral("Went back to the end of epoch 2, step 4")),
            qPrintable(log()));
        // What came later is gone: points of the curves, and points to go back to.
        QCOMPARE(points("train_chart_error", "test"), std::size_t(2));
        QCOMPARE(points("train_chart_loss", "batch"), std::size_t(4));
        QCOMPARE(kept->count(), 3); // with the start
        click("train_step_batch");
        QTRY_COMPARE_WITH_TIMEOUT(steps(), 2 * perEpoch + 1, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(points("train_chart_loss", "batch"), std::size_t(5), kWait);
    }

    void testsMayHaveAnotherSolver()
    {
        prepare("rknet");
        QVERIFY(find<ui::ComboBox>("train_evaluation_solver")->selectData(QStringLiteral("euler")));
        setNumber("train_evaluation_step", 2.0);
        click("train_start");
        QVERIFY(find<QWidget>("train_evaluation_solver")->isEnabled()); // not locked
        QTRY_VERIFY_WITH_TIMEOUT(
            log().contains(QStringLiteral(", 1.0 evaluations of f in the test")), kWait);
        setNumber("train_evaluation_step", 1.0);
        QTRY_VERIFY_WITH_TIMEOUT(
            log().contains(QStringLiteral(", 2.0 evaluations of f in the test")), kWait);
        QVERIFY(log().contains(QStringLiteral("from the next one on: Euler, h = 1")));
    }

    void confusionShowsTheDigitsOfACell()
    {
        prepare("mlp");
        setNumber("train_epochs", 1);
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        auto* matrix = find<ui::ConfusionView>("train_confusion");
        QTRY_COMPARE_WITH_TIMEOUT(matrix->matrix().total(), 64L, kWait);
        const QString note = find<QLabel>("train_confusion_note")->text();
        QCOMPARE(note, QStringLiteral("epoch 1: %1 of 64 wrong").arg(matrix->matrix().wrong()));
        // The same test as that of the chart.
        const double error = static_cast<double>(matrix->matrix().wrong()) / 64.0;
        QVERIFY(m_lab->statusText().endsWith(ui::percentText(error)));

        int label = 0;
        int predicted = 0;
        for (int i = 0; i < 100; ++i)
            if (matrix->matrix().count(i / 10, i % 10) > 0) {
                label = i / 10;
                predicted = i % 10;
            }
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cell(label, predicted).center());
        QCOMPARE(matrix->chosenLabel(), label);
        QCOMPARE(matrix->chosenPrediction(), predicted);
        const auto tiles = find<ui::DigitTiles>("train_cell_digits")->tiles();
        QVERIFY(!tiles.isEmpty());
        QCOMPARE(tiles.front()->digit().label, label);
        QCOMPARE(tiles.front()->digit().predicted, predicted);
        QVERIFY(find<QLabel>("train_cell_note")
                    ->text()
                    .startsWith(QString::number(matrix->matrix().count(label, predicted))));
        QTest::keyClick(matrix, predicted > 0 ? Qt::Key_Left : Qt::Key_Right);
        QCOMPARE(std::abs(matrix->chosenPrediction() - predicted), 1);
    }

    void gradientIsChecked()
    {
        prepare("rknet");
        setNumber("train_epochs", 1);
        setNumber("train_train_images", 32);
        setNumber("train_test_images", 16);
        QVERIFY(!find<QPushButton>("train_check")->isEnabled());
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("train_check")->isEnabled(), kWait);
        click("train_check");
        QVERIFY(!find<QPushButton>("train_check")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("train_check")->isEnabled(), kWait);
        const QString note = find<QLabel>("train_check_note")->text();
        QVERIFY2(note.startsWith(QStringLiteral("Largest relative error")), qPrintable(note));
        QVERIFY(log().contains(QStringLiteral("Gradient checked at step 2")));
    }

    void zoomStaysUntilFollowed()
    {
        prepare("mlp");
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 10, kWait);
        auto* follow = find<QToolButton>("train_follow_loss");
        ui::PlotView* loss = chart("train_chart_loss");
        QVERIFY(follow->isChecked());
        const ui::PlotRanges zoomed { { 0.2, 0.6 }, { 1.0, 4.0 }, loss->ranges().right };
        loss->setRanges(zoomed);
        QVERIFY(!follow->isChecked());
        const long before = steps();
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= before + 30, kWait); // over more than one epoch
        QVERIFY(loss->ranges().x == zoomed.x && loss->ranges().y == zoomed.y);
        click("train_follow_loss");
        QVERIFY(loss->follows());
        QVERIFY(loss->ranges().x.upper > 1.0);
        QVERIFY(follow->isChecked());
        // Off by hand: what is on screen stays, over more epochs.
        click("train_follow_loss");
        QVERIFY(!follow->isChecked() && !loss->follows());
        const ui::PlotRanges held = loss->ranges();
        const long then = steps();
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= then + 30, kWait);
        QVERIFY(loss->ranges() == held);
    }

    void smoothingRedrawsTheWholeCurve()
    {
        prepare("mlp");
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 10, kWait);
        click("train_pause");
        settledSteps();
        find<QSlider>("train_smoothing")->setValue(0);
        const auto* raw = chart("train_chart_loss")->curve(QStringLiteral("batch"));
        const auto* smoothed = chart("train_chart_loss")->curve(QStringLiteral("smoothed"));
        QCOMPARE(smoothed->name, QStringLiteral("smoothed (0)"));
        QCOMPARE(smoothed->samples->y.size(), raw->samples->y.size());
        for (std::size_t i = 0; i < raw->samples->y.size(); ++i)
            QVERIFY(std::abs(smoothed->samples->y[i] - raw->samples->y[i]) < 1e-12);
        find<QSlider>("train_smoothing")->setValue(ui::LossSmoothing::usual());
        smoothed = chart("train_chart_loss")->curve(QStringLiteral("smoothed"));
        QCOMPARE(smoothed->name, QStringLiteral("smoothed (0.97)"));
        QVERIFY(smoothed->samples->y.back() != raw->samples->y.back());
    }

    void smoothingIsUnbiasedAndGoesBack()
    {
        ui::LossSmoothing smoothing;
        smoothing.add(1.0, 4.0);
        smoothing.add(2.0, 2.0);
        smoothing.add(3.0, 100.0);
        const int half = 1;
        QCOMPARE(ui::LossSmoothing::weight(half), 0.5);
        QCOMPARE(smoothing.points(half).y()[0], 4.0);
        // (4 / 4 + 2 / 2) / (1 / 4 + 1 / 2)
        QCOMPARE(smoothing.points(half).y()[1], 2.0 / 0.75);
        smoothing.cutAfter(2.0);
        QCOMPARE(smoothing.points(half).size(), std::size_t(2));
        QCOMPARE(smoothing.last(half), 2.0 / 0.75);
        smoothing.add(3.0, 2.0 / 0.75);
        QVERIFY(std::abs(smoothing.last(half) - 2.0 / 0.75) < 1e-12);
    }

    void dropsGoToTheRightPlace()
    {
        drop(m_directory.path()); // a folder without data
        auto* banner = find<ui::Banner>("train_banner");
        QVERIFY(banner->isVisible());
        QVERIFY2(
            banner->text().contains(QStringLiteral("train-images")), qPrintable(banner->text()));

        for (const char* name : { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                 "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz" })
            write(name, "data");
        drop(m_directory.path());
        QCOMPARE(QString::fromStdString(m_lab->form().options().dataDirectory.string()),
            m_directory.path());
        m_lab->form().setDataFolder({});
        drop(m_directory.filePath(QStringLiteral("train-images-idx3-ubyte"))); // one of them
        QCOMPARE(QString::fromStdString(m_lab->form().options().dataDirectory.string()),
            m_directory.path());
        m_lab->form().setDataFolder({});

        write("broken.safetensors", "no weights");
        drop(m_directory.filePath(QStringLiteral("broken.safetensors")));
        QTRY_VERIFY_WITH_TIMEOUT(
            banner->text().contains(QStringLiteral("broken.safetensors")), kWait);

        write("letter.txt", "Dear Sir");
        drop(m_directory.filePath(QStringLiteral("letter.txt")));
        auto* status = m_window->findChild<QLabel*>(QStringLiteral("status_message"));
        QVERIFY2(status->text().startsWith(QStringLiteral("letter.txt cannot be opened")),
            qPrintable(status->text()));
        QVERIFY(status->text().contains(QStringLiteral(".safetensors")));

        write("two.png", "no picture");
        drop(m_directory.filePath(QStringLiteral("two.png")));
        const auto* tabs = find<QTabBar>("train_tabs");
        QCOMPARE(tabs->tabData(tabs->currentIndex()).toString(), QStringLiteral("draw"));
        QTRY_VERIFY_WITH_TIMEOUT(banner->text().contains(QStringLiteral("two.png")), kWait);
    }

private:
    /// Where a run that has just been paused stands: the first probe may be of the pause.
    long settledSteps() const
    {
        stepOfNextProbe();
        const long step = stepOfNextProbe();
        if (!QTest::qWaitFor([&] { return steps() == step; }, kWait))
            qWarning("the pause was not taken");
        return step;
    }

    void write(const char* name, const char* text) const
    {
        QFile file(m_directory.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    void drop(const QString& path) const
    {
        QMimeData data;
        data.setUrls({ QUrl::fromLocalFile(path) });
        QDragEnterEvent enter({ 200, 200 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
        QVERIFY(event.isAccepted());
    }
};

REGISTER_TEST(TrainMonitorTest)
#include "tst_train_monitor.moc"
