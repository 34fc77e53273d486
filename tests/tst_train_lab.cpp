// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/flow_page.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QTabBar>

#include <cmath>

/// The Train page with real, small runs: real buttons are clicked, and what is read back is what
/// the window shows.
class TrainLabTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    TrainLabTest()
        : TrainPage("tst_train_lab")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void runsPausesChangesAndStops()
    {
        prepare();
        QVERIFY(find<QWidget>("train_empty")->isVisible());
        QVERIFY(!find<QPushButton>("train_save")->isEnabled());
        click("train_start");
        QVERIFY(!find<QPushButton>("train_start")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 10, kWait);
        QVERIFY(!find<QWidget>("train_empty")->isVisible());

        // Locked, with the reason; three fields are free.
        for (const char* name : { "train_dataset", "train_model", "train_solver", "train_step",
                 "train_gradient", "train_optimizer", "train_batch", "train_seed" }) {
            QVERIFY2(!find<QWidget>(name)->isEnabled(), name);
            QVERIFY2(find<QWidget>(name)->toolTip().contains(QStringLiteral("Locked while a run")),
                name);
        }
        for (const char* name : { "train_learning_rate", "train_epochs", "train_threads" })
            QVERIFY2(find<QWidget>(name)->isEnabled(), name);
        QVERIFY(find<QLabel>("train_state")->text().startsWith(QStringLiteral("Running: epoch ")));

        // Charts and tiles hold data.
        QTRY_VERIFY_WITH_TIMEOUT(points("train_chart_error", "test") >= 1, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(points("train_chart_loss", "batch") >= 8, kWait);
        QCOMPARE(points("train_chart_loss", "smoothed"), points("train_chart_loss", "batch"));
        QVERIFY(points("train_chart_nfe", "forward") >= 8);
        QVERIFY(points("train_chart_time", "memory") >= 1);
        QVERIFY(!chart("train_chart_adjoint")->curves().empty());
        QVERIFY(!chart("train_chart_hidden")->curves().empty());
        QVERIFY(shownTiles().size() >= 8);
        checkTile(*shownTiles().front());

        // Paused: the batch under way may still end, then nothing comes. A look at the digits is
        // answered between batches, so the second answer on says where the run stands.
        click("train_pause");
        QCOMPARE(find<QPushButton>("train_pause")->text(), QStringLiteral("Resume"));
        QVERIFY(stepOfNextProbe() > 0);
        const long paused = stepOfNextProbe();
        QCOMPARE(stepOfNextProbe(), paused);
        QCOMPARE(steps(), paused);
        click("train_pause");
        QTRY_VERIFY_WITH_TIMEOUT(steps() > paused, kWait);

        setNumber("train_learning_rate", 0.0005);
        QTRY_VERIFY_WITH_TIMEOUT(log().contains(QStringLiteral("Learning rate 5×10⁻⁴"))
                || log().contains(QStringLiteral("Learning rate 0.0005")),
            kWait);
        QCOMPARE(m_lab->run().options().learningRate, 0.0005);

        click("train_stop"); // returns at once; the end is told later
        QVERIFY(m_lab->run().state() == ui::TrainRun::State::Stopping);
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        const long last = steps();
        QVERIFY(find<QPushButton>("train_start")->isEnabled());
        QVERIFY(find<QPushButton>("train_save")->isEnabled());
        QCoreApplication::processEvents();
        QCOMPARE(steps(), last);
        QVERIFY(find<QWidget>("train_model")->isEnabled());
        QVERIFY(m_lab->statusText().startsWith(QStringLiteral("RK-Net: loss ")));
    }

    void divergenceOffersHalfTheRate()
    {
        // More than float32 can hold after the first step.
        prepare();
        nn::TrainingOptions options = m_lab->form().options();
        options.optimizer = "sgd";
        options.learningRate = 1e38;
        m_lab->begin(options);
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        auto* banner = find<ui::Banner>("train_banner");
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->kind(), ui::Banner::Kind::Error);
        QVERIFY(banner->title().startsWith(QStringLiteral("Training diverged")));

        // On with the last good weights; the field takes no more than 100.
        auto* half = find<QPushButton>("train_half_rate");
        QVERIFY(half->text().contains(QStringLiteral("5×10³⁷")));
        half->click();
        QTRY_VERIFY_WITH_TIMEOUT(!isIdle(), kWait);
        QVERIFY(!m_lab->run().options().init.empty());
        QCOMPARE(m_lab->run().options().learningRate, 100.0);
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 1, kWait);
    }

    void readyStartStarts()
    {
        click("train_ready_settings_mlp");
        QCOMPARE(m_lab->form().options().model.model, std::string("mlp"));
        QVERIFY(isIdle());
        click("train_ready_mlp");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 3, kWait);
        QCOMPARE(m_lab->run().options().model.model, std::string("mlp"));
        QVERIFY(find<QProgressBar>("train_progress")
                    ->accessibleName()
                    .startsWith(QStringLiteral("Epoch 1 of 1")));
        m_lab->run().stop();
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
    }

    void theSpiralsStartOnTheirOwnView()
    {
        m_lab->flow().form().setOptions(nn::planeTrainingOptions("circles", "plane-odenet"));
        click("train_ready_settings_spirals");
        QCOMPARE(find<QTabBar>("train_tabs")->currentIndex(), 1);
        QCOMPARE(m_lab->flow().form().options().plane.set, std::string("spirals"));
        QVERIFY(!m_lab->flow().run().isOpen());
        m_lab->showTab(QStringLiteral("monitor"));
        click("train_ready_spirals");
        QCOMPARE(find<QTabBar>("train_tabs")->currentIndex(), 1);
        QVERIFY(m_lab->flow().run().isOpen());
        QVERIFY(isIdle()); // the Monitor has not started
        m_lab->flow().run().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_lab->flow().run().isOpen(), kWait);
    }

    void tileIsFollowedInTheDepthCharts()
    {
        prepare("odenet");
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(shownTiles().size() >= 8, kWait);
        QVERIFY(!chart("train_chart_adjoint")->curve(QStringLiteral("followed")));
        QTest::mouseClick(shownTiles().at(3), Qt::LeftButton);
        const ui::PlotCurve* followed
            = chart("train_chart_adjoint")->curve(QStringLiteral("followed"));
        QVERIFY(followed);
        QCOMPARE(followed->name, QString::number(shownTiles().at(3)->digit().label));
        QVERIFY(chart("train_chart_hidden")->curve(QStringLiteral("followed")));
        QTest::mouseClick(shownTiles().at(3), Qt::LeftButton);
        QVERIFY(!chart("train_chart_adjoint")->curve(QStringLiteral("followed")));

        click("train_enlarge_1");
        QVERIFY(!chart("train_chart_loss")->isVisible());
        QVERIFY(chart("train_chart_error")->isVisible());
        m_lab->execute(ui::Command::Cancel);
        QVERIFY(chart("train_chart_loss")->isVisible());
        QVERIFY(!isIdle());
    }

    void closingWhileRunningIsClean()
    {
        prepare();
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 2, kWait);
        QVERIFY(m_window->close());
        close(); // joins; a thread left behind would abort the program
        m_lab = nullptr;
    }

    void everyControlHasAName()
    {
        int seen = 0;
        const QString nameless = namelessWidgets(*m_lab, &seen);
        QVERIFY(seen > 20);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    }

    void statusBarTellsTheThreadsOfTheRun()
    {
        auto* threads = m_window->findChild<QLabel*>("status_threads");
        setNumber("train_threads", 3);
        QCOMPARE(threads->text(), QStringLiteral("3 threads"));
        setNumber("train_threads", 1);
        QCOMPARE(threads->text(), QStringLiteral("1 thread"));
    }

    void narrowWindowStacksTheCharts_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("columns");
        QTest::newRow("smallest") << QSize(1120, 720) << 2;
        QTest::newRow("design") << QSize(1440, 900) << 3;
    }

    void narrowWindowStacksTheCharts()
    {
        QFETCH(QSize, size);
        QFETCH(int, columns);
        m_window->resize(size);
        auto* grid = find<QScrollArea>("train_grid");
        const auto rightEdge
            = [grid](QWidget* part) { return part->mapTo(grid, QPoint(part->width(), 0)).x(); };
        const int page = grid->width() - 16; // the margin of the page
        QCoreApplication::processEvents();
        const auto* tabs = find<QTabBar>("train_tabs");
        QVERIFY(tabs->tabRect(tabs->count() - 1).right() < tabs->width()); // none scrolls
        QVERIFY(!find<QPushButton>("train_load")->text().isEmpty());
        QVERIFY(rightEdge(find<QWidget>("train_ready_settings_mlp")) <= page);
        QCOMPARE(grid->horizontalScrollBar()->maximum(), 0);

        prepare("mlp");
        setNumber("train_epochs", 1);
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        QCoreApplication::processEvents();
        QSet<int> lefts;
        for (const char* name : { "loss", "error", "nfe", "adjoint", "hidden", "time" }) {
            ui::PlotView* view = chart(QByteArray("train_chart_").append(name).constData());
            QVERIFY(view->isVisible());
            QVERIFY(view->width() >= 258 && view->height() >= 180);
            QVERIFY2(rightEdge(view) <= page, name);
            lefts << view->mapTo(grid, QPoint()).x();
        }
        QCOMPARE(lefts.size(), columns);
        QCOMPARE(grid->horizontalScrollBar()->maximum(), 0);
        // Everything can be reached: the log, and the cards under the fold.
        for (QWidget* part : { static_cast<QWidget*>(find<QPlainTextEdit>("train_log")),
                 find<QWidget>("train_confusion"), find<QWidget>("train_check") }) {
            grid->ensureWidgetVisible(part);
            QVERIFY(grid->rect().contains(QRect(part->mapTo(grid, QPoint()), part->size())));
        }
    }

private:
    void checkTile(const ui::DigitTile& tile) const
    {
        QCOMPARE(tile.digit().pixels.size(), std::size_t(28 * 28));
        QVERIFY(tile.digit().confidence >= 0.1 && tile.digit().confidence <= 1.0);
        const bool right = tile.digit().label == tile.digit().predicted;
        QVERIFY(tile.accessibleName().contains(
            right ? QStringLiteral("right") : QStringLiteral("wrong")));
        QVERIFY(
            tile.accessibleName().startsWith(QStringLiteral("Digit %1").arg(tile.digit().label)));
    }
};

REGISTER_TEST(TrainLabTest)
#include "tst_train_lab.moc"
