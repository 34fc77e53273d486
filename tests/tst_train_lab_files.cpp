// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "nn/runs/run_store.h"
#include "nn/training/options_json.h"
#include "small_data_set.h"
#include "test_program.h"
#include "train_page.h"

#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

class TrainLabFilesTest : public QObject, private TrainPage {
    Q_OBJECT

    QTemporaryDir m_directory;

public:
    TrainLabFilesTest()
        : TrainPage("tst_train_lab_files")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

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
        QCOMPARE(shownTiles().front()->digit().pixels.size(), std::size_t(28 * 28));
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

    /// What the window trains stays in the user's folder of runs, finished or stopped.
    void runIsKept()
    {
        const nn::RunStore store;
        prepare("odenet");
        setNumber("train_epochs", 1);
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        nn::StoredRun run = store.open(m_lab->run().runFolder().filename().string());
        QCOMPARE(run.status, nn::RunStatus::Finished);
        QCOMPARE(run.keptEpochs, std::vector<int> { 1 });
        const QString file = m_directory.filePath(QStringLiteral("shown.safetensors"));
        QSignalSpy saved(m_lab, &ui::TrainLab::weightsSaved);
        m_lab->saveWeights(file);
        QVERIFY(saved.wait(kWait));
        QVERIFY(bytesOf(file.toStdString()) == bytesOf(run.lastWeights()));

        setNumber("train_epochs", 500);
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 2 && steps() < 400, kWait);
        const std::string second = m_lab->run().runFolder().filename().string();
        QVERIFY(second != run.id);
        close(); // of the window
        run = store.open(second);
        QCOMPARE(run.status, nn::RunStatus::Stopped);
        QVERIFY(!store.resumed(second).resume.empty());
    }

    void exportsTheModelOfARun()
    {
        prepare("odenet");
        setNumber("train_epochs", 1);
        QVERIFY(!m_lab->commands().testFlag(ui::Command::ExportModel));
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        QVERIFY(m_lab->commands().testFlag(ui::Command::ExportModel));
        QSignalSpy exported(m_lab, &ui::TrainLab::modelExported);
        for (const char* name : { "net.onnx", "net.py", "net.npz" }) {
            const QString file = m_directory.filePath(QLatin1String(name));
            m_lab->exportModel(file);
            QVERIFY(exported.wait(kWait));
            QVERIFY(QFile::exists(file));
            QVERIFY(log().contains(QLatin1String(name)));
        }
        const auto content
            = nn::readModelFile(m_directory.filePath(QStringLiteral("net.npz")).toStdString());
        QCOMPARE(content.config->model, std::string("odenet"));
        QCOMPARE(content.content.metadata.at("separatrix.seed"),
            std::to_string(m_lab->run().options().seed));

        // Each opens again, the Python module by its weights, with the settings of the run.
        const nn::TrainingOptions trained = m_lab->form().options();
        QSignalSpy loaded(m_lab, &ui::TrainLab::weightsLoaded);
        for (const char* name : { "net.onnx", "net.py", "net.npz", "net.safetensors" }) {
            nn::TrainingOptions others = trained;
            others.model.solver = "heun";
            others.learningRate = 0.5;
            others.seed = 4711;
            m_lab->form().setOptions(others);
            m_window->openFile(m_directory.filePath(QLatin1String(name)));
            QVERIFY2(loaded.wait(kWait), name);
            const auto outcome = loaded.back().front().value<ui::EvaluationOutcome>();
            QVERIFY2(outcome.error.isEmpty(), qPrintable(outcome.error));
            const nn::TrainingOptions back = m_lab->form().options();
            QVERIFY2(nn::toJson(back) == nn::toJson(trained),
                nn::toJson(back).dump().append(nn::toJson(trained).dump()).c_str());
        }
        QFile script(m_directory.filePath(QStringLiteral("other.py")));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("print('hello')\n");
        script.close();
        m_window->openFile(script.fileName());
        QVERIFY(loaded.wait(kWait));
        QVERIFY(loaded.back().front().value<ui::EvaluationOutcome>().error.contains(
            QStringLiteral("other.py: names no weights")));

        m_lab->exportModel(m_directory.filePath(QStringLiteral("net.pt")));
        auto* banner = find<ui::Banner>("train_banner");
        QTRY_VERIFY_WITH_TIMEOUT(banner->text().contains(QStringLiteral(".onnx")), kWait);
        QCOMPARE(banner->kind(), ui::Banner::Kind::Error);
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
};

REGISTER_TEST(TrainLabFilesTest)
#include "tst_train_lab_files.moc"
