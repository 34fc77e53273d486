// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_lab.h"
#include "ui/labs/train_tiles.h"
#include "ui/main_window.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/workers/latency_probe.h"
#include "ui_test_helpers.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <Eigen/Dense>

#include <cmath>

namespace {

constexpr int kWait = 60'000; ///< ms; sanitised builds on a busy machine are slow

} // namespace

/// The Train page with real, small runs: real buttons are clicked, and what is read back is what
/// the window shows.
class TrainLabTest : public QObject {
    Q_OBJECT

private:
    SettingsSandbox m_settings { "tst_train_lab" };
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TrainLab* m_lab = nullptr;
    QTemporaryDir m_directory;

    template <typename T>
    T* find(const char* name) const
    {
        T* found = m_lab->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void click(const char* name) const
    {
        QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton);
    }
    void setNumber(const char* name, double value) const
    {
        find<ui::NumberSpinBox>(name)->setValue(value);
    }
    ui::PlotView* chart(const char* name) const { return find<ui::PlotView>(name); }
    std::size_t points(const char* name, const char* curve) const
    {
        const ui::PlotCurve* found = chart(name)->curve(QLatin1String(curve));
        return found && found->samples ? found->samples->x.size() : 0;
    }
    QList<ui::DigitTile*> shownTiles() const
    {
        QList<ui::DigitTile*> tiles;
        for (ui::DigitTile* tile : find<ui::DigitTiles>("train_tiles")->tiles())
            if (tile->isVisible())
                tiles << tile;
        return tiles;
    }
    QString log() const { return find<QPlainTextEdit>("train_log")->toPlainText(); }
    long steps() const { return m_lab->run().progress().steps(); }
    bool isIdle() const { return m_lab->run().state() == ui::TrainRun::State::Idle; }

    /// An RK-Net on few digits, set through the form; long enough not to end by itself.
    void prepare(const char* model = "rknet")
    {
        QVERIFY(find<ui::ComboBox>("train_model")->selectData(QLatin1String(model)));
        setNumber("train_train_images", 128);
        setNumber("train_test_images", 64);
        setNumber("train_batch", 16);
        setNumber("train_epochs", 1000);
        setNumber("train_threads", 2);
    }

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light); }

    void init()
    {
        QSettings().clear();
        m_window = std::make_unique<ui::MainWindow>(*m_theme);
        m_lab = new ui::TrainLab(*m_theme);
        m_window->addLab(m_lab);
        m_window->resize(1440, 900);
        m_window->showLab(m_lab->id());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup() { m_window.reset(); }
    void cleanupTestCase() { m_theme.reset(); }

    void articleDefaults()
    {
        const nn::TrainingOptions options = m_lab->form().options();
        QCOMPARE(options.model.model, std::string("odenet"));
        QCOMPARE(options.model.solver, std::string("rk4"));
        QCOMPARE(options.model.step, 0.5);
        QCOMPARE(options.model.t1, 2.0);
        QCOMPARE(options.model.gradient, std::string("adjoint"));
        QCOMPARE(options.optimizer, std::string("adam"));
        QCOMPARE(options.learningRate, 1e-3);
        QCOMPARE(options.batch, 32);
        QCOMPARE(options.epochs, 20);
        QCOMPARE(options.trainImages, 60000L);
        QCOMPARE(options.testImages, 10000L);
        QVERIFY(options.dataDirectory.empty());
        QCOMPARE(
            find<QLabel>("train_parameters")->text(), QStringLiteral("174\u2009218 parameters"));
    }

    void fieldsFollowTheModel()
    {
        QVERIFY(find<ui::ComboBox>("train_model")->selectData(QStringLiteral("mlp")));
        auto* solver = find<ui::ComboBox>("train_solver");
        QVERIFY(!solver->isEnabled());
        QVERIFY(solver->toolTip().contains(QStringLiteral("no ODE block")));
        QVERIFY(!find<ui::ComboBox>("train_gradient")->isEnabled());
        QVERIFY(find<ui::ComboBox>("train_model")->selectData(QStringLiteral("rknet")));
        QVERIFY(solver->isEnabled());
        QCOMPARE(m_lab->form().options().model.gradient, std::string("backprop"));

        // An embedded method may choose its steps; then tolerances take the place of h.
        QVERIFY(!find<ui::ComboBox>("train_step_control")->isEnabled());
        QVERIFY(solver->selectData(QStringLiteral("dopri5")));
        QVERIFY(find<ui::ComboBox>("train_step_control")->isEnabled());
        QVERIFY(find<ui::NumberSpinBox>("train_step")->isVisible());
        find<ui::ComboBox>("train_step_control")->selectData(true);
        QVERIFY(!find<ui::NumberSpinBox>("train_step")->isVisible());
        QVERIFY(find<ui::NumberSpinBox>("train_rtol")->isVisible());
        QVERIFY(m_lab->form().options().model.adaptive);
    }

    void settingsAreKept()
    {
        setNumber("train_learning_rate", 0.0123);
        find<ui::ComboBox>("train_model")->selectData(QStringLiteral("mlp"));
        ui::TrainLab other(*m_theme);
        QCOMPARE(other.form().options().learningRate, 0.0123);
        QCOMPARE(other.form().options().model.model, std::string("mlp"));
        m_lab->execute(ui::Command::Defaults);
        QCOMPARE(m_lab->form().options().learningRate, 1e-3);
    }

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

        // Paused: the batch under way may still end, then nothing comes.
        click("train_pause");
        QCOMPARE(find<QPushButton>("train_pause")->text(), QStringLiteral("Resume"));
        long seen = -1; // until half a second has brought no step
        QTRY_VERIFY_WITH_TIMEOUT(stepsStay(seen), kWait);
        const long paused = steps();
        QTest::qWait(500);
        QCOMPARE(steps(), paused);
        click("train_pause");
        QTRY_VERIFY_WITH_TIMEOUT(steps() > paused, kWait);

        setNumber("train_learning_rate", 0.0005);
        QTRY_VERIFY_WITH_TIMEOUT(log().contains(QStringLiteral("Learning rate 5×10⁻⁴"))
                || log().contains(QStringLiteral("Learning rate 0.0005")),
            kWait);
        QCOMPARE(m_lab->run().options().learningRate, 0.0005);

        QElapsedTimer clock;
        clock.start();
        click("train_stop");
        QVERIFY2(clock.elapsed() < 100, qPrintable(QString::number(clock.elapsed())));
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        const long last = steps();
        QVERIFY(find<QPushButton>("train_start")->isEnabled());
        QVERIFY(find<QPushButton>("train_save")->isEnabled());
        QTest::qWait(100);
        QCOMPARE(steps(), last);
        QVERIFY(find<QWidget>("train_model")->isEnabled());
        QVERIFY(m_lab->statusText().startsWith(QStringLiteral("RK-Net: loss ")));
    }

    void savesAndLoadsWeights()
    {
        prepare("odenet");
        setNumber("train_epochs", 1);
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        QCOMPARE(steps(), 8L);
        const QString shownStatus = m_lab->statusText();
        const QString file = m_directory.filePath(QStringLiteral("weights.safetensors"));
        QSignalSpy saved(m_lab, &ui::TrainLab::weightsSaved);
        m_lab->saveWeights(file);
        QVERIFY(saved.wait(kWait));
        const auto model = nn::loadModel<float>(file.toStdString());
        QCOMPARE(model->config().model, std::string("odenet"));

        QSignalSpy loaded(m_lab, &ui::TrainLab::weightsLoaded);
        m_lab->loadWeights(file);
        QVERIFY(!find<QPushButton>("train_start")->isEnabled());
        QVERIFY(loaded.wait(kWait));
        const auto outcome = loaded.front().front().value<ui::EvaluationOutcome>();
        QVERIFY2(outcome.error.isEmpty(), qPrintable(outcome.error));
        QCOMPARE(outcome.report.images, 64L);
        // The same weights on the same digits: the page's own last test error.
        const QString error = ui::percentText(outcome.report.error);
        QVERIFY2(shownStatus.endsWith(error), qPrintable(shownStatus + " / " + error));
        auto* banner = find<ui::Banner>("train_banner");
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(error));
        QVERIFY(shownTiles().size() >= 8);
        checkTile(*shownTiles().front());
        QVERIFY(!chart("train_chart_hidden")->curves().empty());

        // On from there: the first loss is not that of fresh weights, ln 10.
        for (auto* button : banner->findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Train on from here"))
                button->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            (steps() >= 1 && !isIdle()) || points("train_chart_loss", "batch") >= 1, kWait);
        QCOMPARE(m_lab->run().options().init, std::filesystem::path(file.toStdString()));
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
    }

    void fileErrorsNameTheFile()
    {
        const QString file = m_directory.filePath(QStringLiteral("broken.safetensors"));
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("not weights");
        broken.close();
        QSignalSpy loaded(m_lab, &ui::TrainLab::weightsLoaded);
        m_lab->loadWeights(file);
        QVERIFY(loaded.wait(kWait));
        auto* banner = find<ui::Banner>("train_banner");
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->kind(), ui::Banner::Kind::Error);
        QVERIFY(banner->text().contains(QStringLiteral("broken.safetensors")));

        // A data folder that holds nothing: the run fails with the reason, the page stays usable.
        prepare("mlp");
        m_lab->form().setDataFolder(m_directory.path());
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(m_directory.path()), qPrintable(banner->text()));
        QVERIFY(find<QPushButton>("train_start")->isEnabled());
        QVERIFY(find<QWidget>("train_empty")->isVisible());
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
        m_window.reset(); // joins; a thread left behind would abort the program
        m_lab = nullptr;
    }

    void latencyReportIsNearestRank()
    {
        std::vector<double> delays;
        for (int i = 200; i >= 1; --i)
            delays.push_back(i);
        const ui::LatencyReport report = ui::latencyReport(delays);
        QCOMPARE(report.count, 200L);
        QCOMPARE(report.median, 100.0);
        QCOMPARE(report.percentile99, 198.0);
        QCOMPARE(report.maximum, 200.0);
    }

    void probeSeesAStall()
    {
        ui::LatencyProbe probe;
        QTRY_VERIFY(probe.report().count >= 3);
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 150) { } // the loop is stuck
        QTRY_VERIFY(probe.report().maximum >= 100.0);
        QVERIFY(probe.report().maximum < 5000.0);
    }

    void projectionKeepsDistancesOfAPlane()
    {
        // States in a plane of five dimensions: the projection must not change their distances,
        // and a second look must not turn the picture.
        nn::TrainingProbe probe;
        probe.images = { 0, 1, 2 };
        probe.labels = probe.predicted = { 0, 1, 2 };
        probe.confidence = { 1.0, 1.0, 1.0 };
        probe.trace.depth = { 0.0, 1.0 };
        const Eigen::Matrix<double, 5, 2> axes
            = Eigen::Matrix<double, 5, 2> { { 1, 2 }, { 0, 1 }, { 3, -1 }, { 1, 0 }, { 2, 2 } };
        const double plane[6][2]
            = { { 0, 0 }, { 1, 0 }, { 0, 2 }, { 3, 1 }, { -1, 1 }, { 0.5, -2 } };
        probe.trace.state.assign(2, {});
        std::vector<Eigen::VectorXd> states;
        for (std::size_t i = 0; i < 6; ++i) {
            states.emplace_back(axes * Eigen::Vector2d(plane[i][0], plane[i][1]));
            probe.trace.state[i / 3].insert(
                probe.trace.state[i / 3].end(), states.back().begin(), states.back().end());
        }
        ui::ProbeProjector projector;
        const ui::ProbePicture first = projector.picture(probe, {});
        const ui::ProbePicture second = projector.picture(probe, {});
        for (std::size_t i = 0; i < 6; ++i)
            for (std::size_t j = 0; j < 6; ++j) {
                const auto& a = first.digits[i % 3];
                const auto& b = first.digits[j % 3];
                const double distance
                    = std::hypot(a.x[i / 3] - b.x[j / 3], a.y[i / 3] - b.y[j / 3]);
                QVERIFY(std::abs(distance - (states[i] - states[j]).norm()) < 1e-9);
            }
        for (std::size_t k = 0; k < 3; ++k)
            QVERIFY(std::abs(first.digits[k].x[1] - second.digits[k].x[1]) < 1e-9);
    }

    void everyControlHasAName()
    {
        int seen = 0;
        const QString nameless = namelessWidgets(*m_lab, &seen);
        QVERIFY(seen > 20);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    }

private:
    bool stepsStay(long& seen) const
    {
        const bool same = std::exchange(seen, steps()) == steps();
        QTest::qWait(500);
        return same && seen == steps();
    }

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

QTEST_MAIN(TrainLabTest)
#include "tst_train_lab.moc"
