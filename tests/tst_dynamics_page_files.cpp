// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/dynamics_file.h"
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/dynamics_charts.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/lab_files.h"
#include "ui/plots/export_dialog.h"

#include <QCheckBox>
#include <QFile>
#include <QTemporaryDir>

#include <cmath>

/// The view Learned dynamics: its settings kept and taken back, and its files.
class DynamicsPageFilesTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    DynamicsPageFilesTest()
        : TrainPage("tst_dynamics_page_files")
    {
    }

private:
    ui::DynamicsPage& page() const { return m_lab->dynamics(); }
    ui::DynamicsSettings settings() const { return page().form().settings(); }
    bool offers(ui::Command command) const { return m_lab->commands().testFlag(command); }

    void openPage()
    {
        open();
        m_lab->restoreSession();
        QVERIFY(m_lab->showTab(QStringLiteral("dynamics")));
        waitForData();
    }

    void waitForData() { QTRY_VERIFY_WITH_TIMEOUT(!page().isBusy(), kWait); }

    /// A short run; its weights may be saved then.
    void learn()
    {
        setNumber("dynamics_samples", 120);
        setNumber("dynamics_width", 12);
        setNumber("dynamics_pieces", 6);
        setNumber("dynamics_steps", 20);
        waitForData();
        click("dynamics_run");
        QTRY_VERIFY_WITH_TIMEOUT(!page().run().isOpen(), kWait);
    }

    void choose(const char* name, const QVariant& data)
    {
        auto* box = find<ui::ComboBox>(name);
        QVERIFY(box->selectData(data));
        emit box->activated(box->currentIndex());
    }

    void answerWith(const QString& file)
    {
        page().files().setChooser([file](bool, const QString&) { return file; });
    }

private slots:
    void cleanup() { close(); }

    void settingsAreTextAndBack()
    {
        ui::DynamicsSettings settings;
        settings.trajectory = ui::DynamicsSettings::kTyped;
        settings.rhs = { "y2", "-sin(y1)", "1" };
        settings.start = { 0.1, 1.0 / 3.0, -2.0 };
        settings.curve = { { 0.25, -1.0 }, { 1e-9, 2.0 } };
        settings.file = "M\xC3\xBCll/t.csv";
        settings.mode = 2;
        settings.kineticOn = true;
        settings.seed = 9007199254740991.0;
        const std::string text = ui::dynamicsSettingsToJson(settings);
        QVERIFY(ui::dynamicsSettingsFromJson(text) == settings);
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, ui::dynamicsSettingsFromJson("{}"));
        settings.trajectory = "spirall";
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
            ui::dynamicsSettingsFromJson(ui::dynamicsSettingsToJson(settings)));
        settings = {};
        settings.activation = "tanhh";
        QVERIFY_THROWS_EXCEPTION(
            std::runtime_error, ui::dynamicsSettingsFromJson(ui::dynamicsSettingsToJson(settings)));
    }

    void settingsComeBackAtTheNextStart()
    {
        openPage();
        choose("dynamics_source", QStringLiteral("pendulum"));
        setNumber("dynamics_noise", 0.02);
        find<QCheckBox>("dynamics_steer_on")->click();
        waitForData();
        const ui::DynamicsSettings before = settings();
        m_lab->shutdown();
        ui::TrainLab next(*m_theme);
        QVERIFY(!(next.dynamics().form().settings() == before));
        next.restoreSession();
        QVERIFY(next.dynamics().form().settings() == before);
        QVERIFY(!next.commands().testFlag(ui::Command::Undo)); // that was no change
        next.shutdown();

        QSettings().setValue(QStringLiteral("train/dynamics"), QStringLiteral("{\"version\":1}"));
        ui::TrainLab shipped(*m_theme);
        shipped.restoreSession();
        QVERIFY(shipped.dynamics().form().settings() == ui::DynamicsSettings());
        QVERIFY(shipped.dynamics().statusText().contains(QStringLiteral("could not be read")));
    }

    void changesAreTakenBack()
    {
        openPage();
        QVERIFY(!offers(ui::Command::Undo));
        const ui::DynamicsSettings first = settings();
        choose("dynamics_source", QStringLiteral("lotka-volterra"));
        QVERIFY(m_lab->commandText(ui::Command::Undo).contains(QStringLiteral("trajectory")));
        const ui::DynamicsSettings second = settings();
        QCOMPARE(second.activation, std::string("tanh")); // what suits it comes along
        setNumber("dynamics_width", 30);
        setNumber("dynamics_width", 31); // typed on: the same step
        m_lab->execute(ui::Command::Undo);
        QVERIFY(settings() == second);
        m_lab->execute(ui::Command::Undo);
        QVERIFY(settings() == first);
        QVERIFY(!offers(ui::Command::Undo));
        waitForData();
        QCOMPARE(page().charts().picture()->data.name, std::string("Cubic spiral"));
        m_lab->execute(ui::Command::Redo);
        m_lab->execute(ui::Command::Redo);
        QCOMPARE(settings().width, 31);
        m_lab->execute(ui::Command::Defaults);
        QVERIFY(settings() == ui::DynamicsSettings());
        m_lab->execute(ui::Command::Undo);
        QCOMPARE(settings().width, 31);
        waitForData();
    }

    void nothingIsTakenBackDuringARun()
    {
        openPage();
        setNumber("dynamics_steps", 1e6);
        QVERIFY(offers(ui::Command::Undo));
        click("dynamics_run");
        QVERIFY(!offers(ui::Command::Undo));
        QVERIFY(!offers(ui::Command::Open));
        QVERIFY(offers(ui::Command::Cancel));
        m_lab->execute(ui::Command::Cancel);
        QTRY_VERIFY_WITH_TIMEOUT(!page().run().isOpen(), kWait);
        QVERIFY(offers(ui::Command::Undo));
    }

    void fieldsAreSavedAndLoaded()
    {
        openPage();
        choose("dynamics_source", QStringLiteral("pendulum"));
        learn();
        const double error = page().charts().measure()->error;
        QTemporaryDir folder;
        answerWith(folder.filePath("field.safetensors"));
        click("train_save");
        QVERIFY(QFile::exists(folder.filePath("field.safetensors")));
        QVERIFY(page().statusText().contains(QStringLiteral("field.safetensors")));
        page().save(folder.filePath("field.npz"));

        m_lab->execute(ui::Command::Defaults);
        waitForData();
        for (const char* name : { "field.safetensors", "field.npz" }) {
            answerWith(folder.filePath(name));
            click("train_load");
            waitForData();
            QVERIFY2(!find<ui::Banner>("dynamics_banner")->isVisible(), name);
            QCOMPARE(settings().trajectory, std::string("pendulum"));
            QCOMPARE(settings().width, 12);
            QCOMPARE(settings().samples, 120);
            QVERIFY(points("dynamics_chart_learned", "learned") >= 120);
            QVERIFY(std::abs(page().charts().measure()->error - error) < 1e-3 * error);
            m_lab->execute(ui::Command::Undo); // one step
            QCOMPARE(settings().trajectory, std::string("spiral"));
            waitForData();
        }
        page().loadField(folder.filePath("field.npz"));
        waitForData();
        setNumber("dynamics_steps", 1);
        setNumber("dynamics_rate", 1e-9);
        click("dynamics_run"); // goes on from there
        QTRY_VERIFY_WITH_TIMEOUT(!page().run().isOpen(), kWait);
        QVERIFY(std::abs(page().charts().measure()->error - error) < 1e-3 * error);
    }

    void otherFilesAreRefused()
    {
        openPage();
        QTemporaryDir folder;
        const QString file = folder.filePath("field.safetensors");
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("no tensors");
        out.close();
        page().loadField(file);
        waitForData();
        auto* banner = find<ui::Banner>("dynamics_banner");
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(QStringLiteral("field.safetensors")));
        QVERIFY(settings() == ui::DynamicsSettings());
    }

    void trajectoriesAreExported()
    {
        openPage();
        QVERIFY(!offers(ui::Command::ExportData));
        learn();
        QVERIFY(offers(ui::Command::ExportData));
        QTemporaryDir folder;
        for (const char* name : { "run.csv", "run.npz" }) {
            answerWith(folder.filePath(name));
            m_lab->execute(ui::Command::ExportData);
            waitForData();
            QVERIFY2(QFile::exists(folder.filePath(name)), name);
        }
        QFile csv(folder.filePath("run.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readLine().startsWith("# recipe: {\"problem\""));
        QVERIFY(csv.readLine().startsWith("t,y1,y2,true1"));
        answerWith(folder.filePath("absent/run.csv"));
        m_lab->execute(ui::Command::ExportData);
        waitForData();
        QVERIFY(find<ui::Banner>("dynamics_banner")->isVisible());
    }

    void chartsAreExported()
    {
        openPage();
        click("train_export");
        auto* dialog = m_lab->findChild<ui::ExportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
        m_lab->execute(ui::Command::CopyChart);
        QVERIFY(page().statusText().contains(QStringLiteral("copied")));
    }

    void droppedSeriesAreData()
    {
        openPage();
        QTemporaryDir folder;
        const QString file = folder.filePath("series.csv");
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("t,y\n0,1\n1,2\n2,4\n3,3\n4,1\n");
        out.close();
        m_lab->showTab(QStringLiteral("monitor"));
        QVERIFY(m_lab->takesFile(QFileInfo(file)));
        m_lab->openFile(file);
        waitForData();
        QVERIFY(find<QWidget>("dynamics_choose")->isVisible());
        QCOMPARE(points("dynamics_chart_learned", "data"), std::size_t { 4 });
    }
};

REGISTER_TEST(DynamicsPageFilesTest)

#include "tst_dynamics_page_files.moc"
