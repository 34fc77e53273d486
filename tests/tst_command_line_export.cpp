// SPDX-License-Identifier: GPL-3.0-or-later
// Models out, and pictures in, as scripts call them.
#include "exported_models.h"
#include "program_test.h"
#include "small_data_set.h"
#include "test_program.h"

#include <QFile>
#include <QImage>
#include <QJsonArray>

class TestCommandLineExport : public ProgramTest {
    Q_OBJECT

    QString m_model; ///< a model file

    static QJsonObject first(const QJsonObject& document)
    {
        return document["images"].toArray()[0].toObject();
    }

    /// A digit of the test set as the program prepares it, so that it is left as it is.
    QString picture(const QString& name, int index, bool inverted, int scale) const
    {
        QImage image(28, 28, QImage::Format_Grayscale8);
        for (int i = 0; i < 784; ++i) {
            const int ink = exported::digits().pixels[std::size_t(index) * 784 + std::size_t(i)];
            image.scanLine(i / 28)[i % 28] = uchar(inverted ? 255 - ink : ink);
        }
        const QString file = path(name);
        if (!image.scaled(28 * scale, 28 * scale).save(file))
            qFatal("%s: cannot be written", qPrintable(file));
        return file;
    }

private slots:
    void initTestCase()
    {
        m_model = path("odenet.safetensors");
        const auto model = exported::model(exported::config("odenet"));
        nn::writeModelFile(m_model.toStdString(), model->config(), model->parameters());
    }

    void archiveOfWeightsEvaluatesAsItsSource()
    {
        const QString archive = path("odenet.npz");
        const Result written
            = run({ "export", "--model-file", m_model, "--solver", "heun", "--to", archive });
        QVERIFY2(written.status == 0, written.err.constData());
        QVERIFY(written.out.isEmpty());
        const SmallDataSet data(1, 8);
        const QStringList images { "--data", QString::fromStdString(data.folder().string()),
            "--logits", "-" };
        const Result direct
            = run(QStringList { "evaluate", "--model-file", m_model, "--solver", "heun" } + images);
        const Result again = run(QStringList { "evaluate", "--model-file", archive } + images);
        QCOMPARE(again.status, 0);
        QCOMPARE(again.out, direct.out); // the solver has come along
        const QString graph = path("odenet.onnx");
        QCOMPARE(run({ "export", "--model-file", archive, "--to", graph }).status, 0);
        QCOMPARE(run(QStringList { "evaluate", "--model-file", graph } + images).out, direct.out);
    }

    void writesWhatTheSuffixSays()
    {
        for (const char* name : { "a.onnx", "a.py", "a.npz", "b.safetensors" }) {
            const Result result = run({ "export", "--model-file", m_model, "--to", path(name) });
            QVERIFY2(result.status == 0, result.err.constData());
            QVERIFY(QFile::exists(path(name)));
        }
        QVERIFY(!QFile::exists(path("a.safetensors"))); // the script takes those beside it
        QFile script(path("a.py"));
        QVERIFY(script.open(QIODevice::ReadOnly));
        QVERIFY(script.readAll().contains("odenet.safetensors"));
        QVERIFY(QFile(path("a.onnx")).size() > 690'000);
        const Result unrolled
            = run({ "export", "--model-file", m_model, "--to", path("u.onnx"), "--unrolled" });
        QCOMPARE(unrolled.status, 0);
        QVERIFY(QFile(path("u.onnx")).size() > QFile(path("a.onnx")).size());
    }

    void refusalsSayWhatToTry_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("text");
        const auto row
            = [](const char* name, const QStringList& arguments, int status, const char* text) {
                  QTest::newRow(name) << arguments << status << QString(text);
              };
        row("suffix", { "--to", "model.pt" }, 2, "expected .onnx, .py, .npz or .safetensors");
        row("solver", { "--to", "m.onnx", "--solver", "bdf2" }, 2, "such as rk4");
        row("unrolled", { "--to", "m.npz", "--unrolled" }, 2, "--unrolled");
        row("unrolled, adaptive",
            { "--to", "m.onnx", "--unrolled", "--solver", "dopri5", "--rtol", "1e-3" }, 2,
            "give a step size");
        row("folder", { "--to", "/nowhere/m.onnx" }, 1, "/nowhere/m.onnx");
    }

    void refusalsSayWhatToTry()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, text);
        const Result result = run(QStringList { "export", "--model-file", m_model } + arguments);
        QCOMPARE(result.status, status);
        QVERIFY2(result.err.startsWith("separatrix: ") && result.err.count('\n') == 1,
            result.err.constData());
        QVERIFY2(QString::fromUtf8(result.err).contains(text), result.err.constData());
    }

    void predictsAsItEvaluates()
    {
        const auto model = exported::model(exported::config("odenet"));
        const auto expected = exported::logits(*model, 1);
        const auto largest = std::max_element(expected.begin(), expected.end());
        const QString plain = picture("plain.png", 0, false, 1);
        const QJsonObject found = json({ "predict", "--model-file", m_model, plain, "--json" });
        QCOMPARE(found["model"].toString(), QString("odenet"));
        QCOMPARE(first(found)["file"].toString(), plain);
        QCOMPARE(first(found)["class"].toInt(), int(largest - expected.begin()));
        QCOMPARE(first(found)["nfe"].toInt(), 16);
        double sum = 0.0;
        const QJsonArray shares = first(found)["probabilities"].toArray();
        QCOMPARE(shares.size(), 10);
        for (const auto& share : shares)
            sum += share.toDouble();
        QVERIFY(std::abs(sum - 1.0) < 1e-12);
        // log p - log q is the difference of logits.
        for (int k : { 1, 9 })
            QVERIFY(std::abs(std::log(shares[k].toDouble() / shares[0].toDouble())
                        - double(expected[std::size_t(k)] - expected[0]))
                < 1e-3);

        // Dark on light and ten times as large it is the same digit.
        const QString large = picture("large.bmp", 0, true, 10);
        const QJsonObject again = json({ "predict", "--model-file", m_model, large, "--json" });
        for (int k = 0; k < 10; ++k)
            QVERIFY(std::abs(first(again)["probabilities"].toArray()[k].toDouble()
                        - shares[k].toDouble())
                < 1e-3);
        const Result text = run({ "predict", "--model-file", m_model, plain, large });
        QCOMPARE(text.out.count('\n'), 2);
        QVERIFY(text.out.startsWith(
            (plain + ": " + QString::number(largest - expected.begin())).toUtf8()));
    }

    /// A chart that `solve` drew says how, to the window and here.
    void chartsCarryTheirRecipe()
    {
        for (const char* name :
            { "chart.png", "chart.svg", "chart.pdf", "table.csv", "states.npz" }) {
            const QString file = path(name);
            const QString option = file.endsWith("csv") ? "--csv"
                : file.endsWith("npz")                  ? "--npz"
                                                        : "--plot";
            QStringList call { "solve", "--rhs", "-k*y", "--parameter", "k=0.5", "--y0", "2",
                "--t0", "0", "--t1", "3", "--solver", "rk4,heun", "--step", "0.25", option, file };
            if (option == "--csv")
                call << "--recipe";
            const Result drawn = run(call);
            QVERIFY2(drawn.status == 0, drawn.err.constData());
            const QJsonObject recipe = json({ "open", file, "--recipe" });
            QCOMPARE(recipe["page"].toString(), QString("solve"));
            const QJsonObject settings = recipe["settings"].toObject();
            QCOMPARE(
                settings["problem"].toObject()["rhs"].toArray()[0].toString(), QString("-k*y"));
            const QJsonObject second = settings["solutions"].toArray()[1].toObject();
            QCOMPARE(second["solver"].toString(), QString("heun"));
            QCOMPARE(second["step"].toDouble(), 0.25);
        }
        for (const QString& file : { path("missing.png"), m_model }) {
            const Result refused = run({ "open", file, "--recipe" });
            QCOMPARE(refused.status, 1);
            QVERIFY2(refused.err.startsWith(("separatrix: " + file + ": ").toUtf8())
                    && refused.err.count('\n') == 1,
                refused.err.constData());
        }
    }

    void transparentGroundIsNoInk()
    {
        QImage drawn(40, 40, QImage::Format_ARGB32);
        drawn.fill(Qt::transparent);
        for (int row = 5; row < 35; ++row)
            for (int column = 18; column < 22; ++column)
                drawn.setPixelColor(column, row, Qt::white);
        QImage dark = drawn;
        for (int row = 5; row < 35; ++row)
            for (int column = 18; column < 22; ++column)
                dark.setPixelColor(column, row, Qt::black);
        QVERIFY(drawn.save(path("white.png")) && dark.save(path("black.png")));
        const QJsonArray images = json({ "predict", "--model-file", m_model, path("white.png"),
            path("black.png"), "--json" })["images"]
                                      .toArray();
        QCOMPARE(images[0].toObject()["probabilities"], images[1].toObject()["probabilities"]);
    }

    void picturesThatAreNone()
    {
        QImage even(30, 30, QImage::Format_Grayscale8);
        even.fill(200);
        QVERIFY(even.save(path("even.png")));
        QFile cut(path("cut.png")); // the decoder has something to say of its own
        QVERIFY(cut.open(QIODevice::WriteOnly));
        QFile whole(picture("whole.png", 0, false, 4));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        cut.write(whole.read(whole.size() / 2));
        cut.close();
        for (const QString& file :
            { path("even.png"), m_model, path("missing.png"), path("cut.png"), path(QString()) }) {
            const Result result = run({ "predict", "--model-file", m_model, file });
            QCOMPARE(result.status, 1);
            QVERIFY2(result.err.startsWith(("separatrix: " + file + ": ").toUtf8())
                    && result.err.contains("expected") && result.err.count('\n') == 1,
                result.err.constData());
        }
    }

    void largePicturesAreRead()
    {
        const QJsonObject small = json(
            { "predict", "--model-file", m_model, picture("small.png", 3, false, 10), "--json" });
        const QJsonObject large = json(
            { "predict", "--model-file", m_model, picture("huge.png", 3, false, 250), "--json" });
        QCOMPARE(first(large)["class"], first(small)["class"]);
    }
};

REGISTER_TEST(TestCommandLineExport)
#include "tst_command_line_export.moc"
