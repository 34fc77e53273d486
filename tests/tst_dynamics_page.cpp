// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/dynamics_charts.h"
#include "ui/labs/dynamics_page.h"

#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <fstream>

/// The view Learned dynamics with real, short runs: what is read back is what the window shows.
class DynamicsPageTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    DynamicsPageTest()
        : TrainPage("tst_dynamics_page")
    {
    }

private:
    ui::DynamicsPage& page() const { return m_lab->dynamics(); }
    const ui::DynamicsPicture* picture() const { return page().charts().picture().get(); }

    void openPage()
    {
        open();
        QVERIFY(m_lab->showTab(QStringLiteral("dynamics")));
        waitForData();
        setNumber("dynamics_samples", 120);
        setNumber("dynamics_width", 12);
        setNumber("dynamics_pieces", 6);
        setNumber("dynamics_horizon", 6);
        waitForData();
        QCOMPARE(picture()->data.samples(), Eigen::Index { 120 });
    }

    void waitForData() { QTRY_VERIFY_WITH_TIMEOUT(!page().isBusy(), kWait); }
    void waitForEnd() { QTRY_VERIFY_WITH_TIMEOUT(!page().run().isOpen(), kWait); }

    void choose(const char* name, const QVariant& data)
    {
        auto* box = find<ui::ComboBox>(name);
        QVERIFY(box->selectData(data));
        emit box->activated(box->currentIndex());
    }

    std::vector<double> yOf(const char* chart, const char* curve) const
    {
        const auto* found = find<ui::PlotView>(chart)->curve(QLatin1String(curve));
        return found && found->samples ? found->samples->y : std::vector<double>();
    }

private slots:
    void cleanup() { close(); }

    void showsTheDataBeforeARun()
    {
        openPage();
        QVERIFY(find<QWidget>("dynamics_run")->isVisible());
        QVERIFY(!find<QWidget>("train_start")->isVisible());
        for (const char* name : { "train_load", "train_save", "train_export" })
            QVERIFY2(find<QWidget>(name)->isVisible(), name);
        QVERIFY(!find<QWidget>("train_save")->isEnabled()); // no weights yet
        QVERIFY(find<QWidget>("train_export")->isEnabled());
        QVERIFY(m_lab->precisionText().contains(QStringLiteral("double")));
        QCOMPARE(points("dynamics_chart_learned", "data"), std::size_t { 120 });
        QVERIFY(points("dynamics_chart_true", "true") > 240); // smooth between the samples
        QVERIFY(points("dynamics_chart_true", "true-beyond") > 50);
        QCOMPARE(points("dynamics_chart_learned", "learned"), std::size_t { 0 });
        QCOMPARE(picture()->arrows.cols(), Eigen::Index { 17 * 17 });
        m_lab->execute(ui::Command::PreviousView);
        QVERIFY(find<QWidget>("train_load")->isVisible());
        QVERIFY(!find<QWidget>("dynamics_source")->isVisible());
    }

    void everyControlHasAName()
    {
        openPage();
        int seen = 0;
        QCOMPARE(namelessWidgets(*m_lab, &seen), QString());
        QVERIFY(seen > 20);
    }

    void learnsAndShowsWhatItLearned()
    {
        openPage();
        setNumber("dynamics_steps", 60);
        QSignalSpy ended(&page().run(), &ui::DynamicsRun::ended);
        click("dynamics_run");
        QVERIFY(page().run().isOpen());
        for (const char* name : { "dynamics_source", "dynamics_width", "dynamics_solver" }) {
            QVERIFY2(!find<QWidget>(name)->isEnabled(), name);
            QVERIFY2(find<QWidget>(name)->toolTip().contains(QStringLiteral("Locked")), name);
        }
        for (const char* name : { "dynamics_rate", "dynamics_kinetic_on", "dynamics_budget" })
            QVERIFY2(find<QWidget>(name)->isEnabled(), name);
        waitForEnd();
        QCOMPARE(ended.count(), 1);
        const auto outcome = ended.front().front().value<ui::DynamicsOutcome>();
        QCOMPARE(outcome.trouble, QString());
        QCOMPARE(outcome.end.steps, 60L);
        QCOMPARE(points("dynamics_chart_loss", "loss"), std::size_t { 60 });
        QCOMPARE(points("dynamics_chart_nfe", "forward"), std::size_t { 60 });
        // Of steps 25, 50 and 60 at least; the first trajectory may break off.
        QVERIFY(points("dynamics_chart_loss", "error") >= 3);
        QVERIFY(points("dynamics_chart_learned", "learned") >= 120);
        QVERIFY(points("dynamics_chart_learned", "learned-beyond") > 10);
        QVERIFY(points("dynamics_chart_time", "learned-1") > 100);
        QCOMPARE(yOf("dynamics_chart_loss", "error").back(), outcome.end.last.error);
        QVERIFY(
            find<QLabel>("dynamics_state")->text().startsWith(QStringLiteral("Ended: step 60")));
        QVERIFY(page().statusText().contains(QStringLiteral("mean error")));
        QVERIFY(find<QWidget>("dynamics_source")->isEnabled());
    }

    void pausesResumesAndStops()
    {
        openPage();
        setNumber("dynamics_steps", 1e6);
        click("dynamics_run");
        QTRY_VERIFY_WITH_TIMEOUT(points("dynamics_chart_loss", "loss") > 0, kWait);
        click("dynamics_pause");
        QCOMPARE(find<QAbstractButton>("dynamics_pause")->text(), QStringLiteral("Resume"));
        click("dynamics_pause");
        QCOMPARE(find<QAbstractButton>("dynamics_pause")->text(), QStringLiteral("Pause"));
        click("dynamics_stop");
        waitForEnd();
        QVERIFY(find<QAbstractButton>("train_save")->isEnabled());
        QTemporaryDir folder;
        page().save(folder.filePath("field.safetensors"));
        QVERIFY(QFile::exists(folder.filePath("field.safetensors")));
        page().save(folder.filePath("absent/field.safetensors"));
        QVERIFY(find<ui::Banner>("dynamics_banner")->isVisible());
    }

    void termsSwitchDuringARun()
    {
        openPage();
        setNumber("dynamics_steps", 1e6);
        QVERIFY(!find<QWidget>("dynamics_kinetic")->isEnabled());
        click("dynamics_run");
        double kinetic = 0.0;
        connect(
            &page().run(), &ui::DynamicsRun::updated, this, [&](const ui::DynamicsUpdate& update) {
                if (!update.steps.empty())
                    kinetic = update.steps.back().loss.kinetic;
            });
        QTRY_VERIFY_WITH_TIMEOUT(points("dynamics_chart_loss", "loss") > 3, kWait);
        QCOMPARE(kinetic, 0.0);
        find<QCheckBox>("dynamics_kinetic_on")->click();
        QVERIFY(find<QWidget>("dynamics_kinetic")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(kinetic > 0.0, kWait);
        find<QCheckBox>("dynamics_kinetic_on")->click();
        QTRY_COMPARE_WITH_TIMEOUT(kinetic, 0.0, kWait);
        page().run().disconnect(this);
        page().run().stop();
        waitForEnd();
    }

    void budgetIsALine()
    {
        openPage();
        setNumber("dynamics_steps", 5);
        click("dynamics_run");
        waitForEnd();
        setNumber("dynamics_budget", 77);
        QCOMPARE(yOf("dynamics_chart_nfe", "budget"), (std::vector<double> { 77.0, 77.0 }));
        setNumber("dynamics_budget", 0);
        QVERIFY(yOf("dynamics_chart_nfe", "budget").empty());
    }

    void otherDataDropWhatWasLearned()
    {
        openPage();
        setNumber("dynamics_steps", 5);
        click("dynamics_run");
        waitForEnd();
        QVERIFY(points("dynamics_chart_learned", "learned") > 0);
        choose("dynamics_source", QStringLiteral("lotka-volterra"));
        waitForData();
        QVERIFY(picture()->data.name.starts_with("Lotka–Volterra"));
        QCOMPARE(points("dynamics_chart_learned", "learned"), std::size_t { 0 });
        QVERIFY(!find<QCheckBox>("dynamics_cube")->isChecked());
    }

    void drawnCurvesAreData()
    {
        openPage();
        choose("dynamics_source", QStringLiteral("curve"));
        waitForData();
        QVERIFY(!find<QAbstractButton>("dynamics_run")->isEnabled());
        QVERIFY(find<QLabel>("dynamics_state")->text().contains(QStringLiteral("Draw a curve")));
        auto* view = chart("dynamics_chart_learned");
        const QPoint from = view->map().toPixel(-1.0, 0.0).toPoint();
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 10; ++i) {
            const QPointF at = view->map().toPixel(-1.0 + 0.2 * i, std::sin(0.3 * i));
            QMouseEvent move(QEvent::MouseMove, at, view->viewport()->mapToGlobal(at), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(view->viewport(), &move);
        }
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {},
            view->map().toPixel(1.0, std::sin(3.0)).toPoint());
        waitForData();
        QVERIFY(picture() != nullptr);
        QCOMPARE(picture()->data.samples(), Eigen::Index { 200 });
        QVERIFY(std::abs(picture()->data.states(0, 0) + 1.0) < 0.1);
        QVERIFY(!picture()->data.problem);
        setNumber("dynamics_steps", 5);
        click("dynamics_run");
        waitForEnd();
        QVERIFY(points("dynamics_chart_learned", "learned") > 0);
    }

    void badFilesAreNamed()
    {
        openPage();
        QTemporaryDir folder;
        const QString file = folder.filePath("series.csv");
        std::ofstream(file.toStdString()) << "t,y\n0,1\n1,oops\n";
        page().form().setFile(file);
        waitForData();
        auto* banner = find<ui::Banner>("dynamics_banner");
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(QStringLiteral("line 3, column 3")));
        QVERIFY(!find<QAbstractButton>("dynamics_run")->isEnabled());
        std::ofstream(file.toStdString()) << "t,y\n0,1\n1,2\n2,4\n3,3\n4,1\n";
        page().form().setFile(file);
        waitForData();
        QVERIFY(!banner->isVisible());
        QCOMPARE(points("dynamics_chart_learned", "data"), std::size_t { 4 }); // one is held back
    }

    void typedProblemsAreData()
    {
        openPage();
        choose("dynamics_source", QStringLiteral("typed"));
        waitForData();
        QVERIFY(find<QWidget>("dynamics_expression")->isVisible());
        QVERIFY(picture() && picture()->message.isEmpty());
        QVERIFY(std::abs(picture()->data.states(0, 0) - 2.0) < 1e-12);
    }

    void closesWhileARunIsOpen()
    {
        openPage();
        setNumber("dynamics_steps", 1e6);
        click("dynamics_run");
        close(); // joins
    }
};

REGISTER_TEST(DynamicsPageTest)

#include "tst_dynamics_page.moc"
