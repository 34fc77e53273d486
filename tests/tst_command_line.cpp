// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself, as scripts call it: what it prints where, its exit status, its files.
#include "small_data_set.h"
#include "test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

#include <cmath>

class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void figureTwo();
    void csvGoesToStandardOutput();
    void wrongCallsEndWithTwo_data();
    void wrongCallsEndWithTwo();
    void failedWorkEndsWithOne();
    void failureKeepsTheOldFile();
    void listsAreJson_data();
    void listsAreJson();
    void everySubcommandHasHelp();
    void converge();
    void gradientsOfProblems();
    void trainEvaluateAndCompareGradients();
    void sameSeedSameBytes();
    void killedTrainingGoesOnToTheSameBytes();
    void tableOfTrials();
    void plotsAndScreenshotsNeedNoDisplay();

private:
    struct Result {
        int status;
        QByteArray out;
        QByteArray err;
    };
    Result run(const QStringList& arguments) const;
    QJsonObject json(const QStringList& arguments) const;
    QString path(const QString& name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void TestCommandLine::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

TestCommandLine::Result TestCommandLine::run(const QStringList& arguments) const
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const char* display : { "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM" })
        environment.remove(display);
    environment.insert("HOME", m_folder.path());
    process.setProcessEnvironment(environment);
    process.start(SEPARATRIX_PROGRAM, arguments);
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        qFatal("separatrix %s: crashed or hung", qPrintable(arguments.join(' ')));
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

QJsonObject TestCommandLine::json(const QStringList& arguments) const
{
    const Result result = run(arguments);
    QJsonParseError error {};
    const auto document = QJsonDocument::fromJson(result.out, &error);
    if (result.status != 0 || error.error != QJsonParseError::NoError)
        qFatal("separatrix %s: %d, %s", qPrintable(arguments.join(' ')), result.status,
            result.err.constData());
    return document.object();
}

// S05: the numbers of the article's Figure 2.
void TestCommandLine::figureTwo()
{
    const auto end = [&](const char* solver, const char* step) {
        const auto solution = json({ "solve", "--problem", "article", "--solver", solver, "--step",
            step, "--json" })["solutions"]
                                  .toArray()[0]
                                  .toObject();
        return std::pair(solution, solution["y"].toArray().last().toArray()[0].toDouble());
    };
    const auto [euler, eulerEnd] = end("euler", "0.05");
    QVERIFY(std::abs(eulerEnd - 12.2401776722) < 1e-9);
    QCOMPARE(euler["nfe"].toInt(), 100);
    QCOMPARE(euler["accepted"].toInt(), 100);
    QCOMPARE(euler["status"].toString(), "success");
    QVERIFY(std::abs(euler["end_error"].toDouble() - 13.8525520685) < 1e-9);
    const auto [rk4, rk4End] = end("rk4", "0.25");
    QVERIFY(std::abs(rk4End + 1.6498307339) < 1e-9);
    QVERIFY(std::abs(rk4["max_error"].toDouble() - 0.0382200115) < 1e-9);
    QCOMPARE(rk4["nfe"].toInt(), 80);
}

void TestCommandLine::csvGoesToStandardOutput()
{
    const Result result = run({ "solve", "--rhs", "y2;-y1", "--y0", "1,0", "--t0", "0", "--t1", "1",
        "--exact", "cos(t);-sin(t)", "--solver", "rk4", "--step", "0.25", "--samples", "3", "--csv",
        "-" });
    QCOMPARE(result.status, 0);
    const auto lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QByteArray("solver,t,y1,y2,exact1,exact2,error"));
    QVERIFY(lines[2].startsWith("rk4,0.5,"));
}

void TestCommandLine::wrongCallsEndWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* arguments, const char* sentence) {
        QTest::newRow(name) << QString(arguments).split(' ') << sentence;
    };
    row("subcommand", "sovle", "separatrix: unknown subcommand 'sovle'");
    row("solver", "solve --problem article --solver eular --step 0.1",
        "separatrix: --solver: unknown solver 'eular'; did you mean euler?");
    row("problem", "solve --problem artcle --solver euler --step 0.1",
        "separatrix: --problem: unknown problem 'artcle'; did you mean article?");
    row("bracket", "solve --rhs y+( --y0 1 --t0 0 --t1 1 --solver euler --step 0.1",
        "separatrix: --rhs[1], column 3: the bracket '(' is never closed");
    row("step", "solve --problem article --solver euler --step x",
        "separatrix: solve: --step: expected a number above 0, got 'x'");
    row("no step", "solve --problem article --solver euler", "separatrix: --step: missing");
    row("no problem", "solve --solver euler --step 1", "separatrix: solve: name a problem");
    row("view", "screenshot --lab solve --view nowhere --out x.png",
        "separatrix: --view: unknown view 'nowhere'; valid: trajectory");
    row("listing", "list colours", "separatrix: list: unknown listing 'colours'");
    row("plot", "solve --problem article --solver euler --step 0.1 --plot a.gif",
        "separatrix: --plot: expected a file name ending in .png, .svg or .pdf, got 'a.gif'");
    row("target",
        "gradients --rhs a*y --parameter a=1 --y0 1 --t0 0 --t1 1 --solver rk4 --step 0.1 "
        "--method adjoint",
        "separatrix: --target: missing");
    row("targets",
        "gradients --rhs a*y --parameter a=1 --y0 1 --t0 0 --t1 1 --solver rk4 --step "
        "0.1 --method adjoint --observe 0.5,1 --target 2",
        "separatrix: --target: expected 2 states");
    row("gradient",
        "gradients --problem article --target 1 --solver rk4 --step 0.1 --method adjont",
        "separatrix: --method: unknown gradient method 'adjont'; did you mean adjoint");
    row("gradients of what", "gradients --method adjoint", "separatrix: gradients: name a problem");
    row("both", "gradients --model-file x.safetensors --target 1 --method adjoint",
        "separatrix: --target: belongs to a problem, not to --model-file");
    row("threads", "train --model mlp --threads -3", "separatrix: train: --threads: expected");
}

void TestCommandLine::wrongCallsEndWithTwo()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sentence);
    const Result result = run(arguments);
    QCOMPARE(result.status, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(QString::fromUtf8(result.err).startsWith(sentence), result.err.constData());
    QCOMPARE(result.err.count('\n'), 1);
}

void TestCommandLine::failedWorkEndsWithOne()
{
    const Result pole = run({ "solve", "--rhs", "y^2", "--y0", "1", "--t0", "0", "--t1", "2",
        "--solver", "dopri5", "--rtol", "1e-6", "--json" });
    QCOMPARE(pole.status, 1);
    QVERIFY(pole.err.startsWith("separatrix: dopri5: "));
    const auto solution = QJsonDocument::fromJson(pole.out)["solutions"].toArray()[0].toObject();
    QVERIFY(solution["status"].toString() == "step-too-small"
        || solution["status"].toString() == "diverged");
    QVERIFY(std::abs(solution["t"].toArray().last().toDouble() - 1.0) < 1e-3);

    const Result missing = run({ "evaluate", "--model-file", path("none.safetensors") });
    QCOMPARE(missing.status, 1);
    QVERIFY(missing.err.contains("none.safetensors"));

    const Result full = run({ "solve", "--problem", "article", "--solver", "euler", "--step", "0.1",
        "--csv", "/dev/full" });
    QCOMPARE(full.status, 1);
    QVERIFY(full.err.startsWith("separatrix: /dev/full"));
}

void TestCommandLine::failureKeepsTheOldFile()
{
    const QString file = path("problem.json");
    const auto write = [&](const QByteArray& bytes) {
        QFile target(file);
        QVERIFY(target.open(QIODevice::WriteOnly));
        target.write(bytes);
    };
    write("{\"rhs\": [\"y\"], \"y0\": [1], \"t0\": 0, \"t1\": 1, \"colour\": 3}");
    const Result result
        = run({ "solve", "--problem-file", file, "--solver", "euler", "--step", "0.1" });
    QCOMPARE(result.status, 1);
    QVERIFY2(result.err.contains("problem.json") && result.err.contains("colour"),
        result.err.constData());

    write("old");
    const Result refused = run({ "solve", "--problem", "article", "--solver", "euler", "--step",
        "0.1", "--csv", path("no/such/folder/x.csv") });
    QCOMPARE(refused.status, 1);
    QFile kept(file);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray("old"));
}

void TestCommandLine::listsAreJson_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("least");
    QTest::newRow("problems") << "problems" << 51;
    QTest::newRow("solvers") << "solvers" << 51;
    QTest::newRow("models") << "models" << 4;
    QTest::newRow("datasets") << "datasets" << 1;
    QTest::newRow("gradients") << "gradients" << 9;
}

void TestCommandLine::listsAreJson()
{
    QFETCH(QString, what);
    QFETCH(int, least);
    const Result result = run({ "list", what, "--json" });
    QCOMPARE(result.status, 0);
    const QJsonArray entries = QJsonDocument::fromJson(result.out).array();
    QVERIFY2(entries.size() >= least, qPrintable(QString::number(entries.size())));
    QSet<QString> ids;
    for (const auto& entry : entries)
        ids.insert(entry.toObject()["id"].toString());
    QCOMPARE(ids.size(), entries.size());
    const Result table = run({ "list", what });
    QCOMPARE(table.out.count('\n'), entries.size() + 1);
}

void TestCommandLine::everySubcommandHasHelp()
{
    const Result all = run({ "--help" });
    QCOMPARE(all.status, 0);
    for (const char* command :
        { "list", "solve", "converge", "gradients", "train", "evaluate", "table1", "screenshot" }) {
        QVERIFY2(all.out.contains(command), command);
        const Result one = run({ command, "--help" });
        QCOMPARE(one.status, 0);
        QVERIFY2(one.out.contains("--threads"), command);
        QVERIFY(one.err.isEmpty());
    }
    QVERIFY(run({ "--version" }).out.contains("kernels for"));
}

void TestCommandLine::converge()
{
    const Result result = run({ "converge", "--problem", "article", "--solver", "rk4", "--steps",
        "0.0625,0.03125,0.015625,0.0078125", "--json" });
    QCOMPARE(result.status, 0);
    QVERIFY(result.out.contains("0.00012070"));
    QVERIFY(result.err.isEmpty());
}

// F1: the article's linear field with its hidden target; the contract's JSON.
void TestCommandLine::gradientsOfProblems()
{
    const QStringList field { "gradients", "--rhs", "a*y+b*t", "--parameter", "a=3", "--parameter",
        "b=1", "--y0", "2", "--t0", "1" };
    const QJsonObject found = json(field
        + QStringList { "--t1", "2", "--target", "-0.544235", "--solver", "rk4", "--step", "0.01",
            "--method", "backprop,adjoint,adjoint-stored,checkpointed", "--json" });
    QVERIFY(std::abs(found["loss"].toDouble() - 2387.733) < 1e-3);
    QCOMPARE(found["methods"].toArray().size(), 4);
    for (const auto& entry : found["methods"].toArray()) {
        const QJsonObject method = entry.toObject();
        const QJsonObject gradients = method["gradients"].toObject();
        const QJsonObject parameters = gradients["parameters"].toObject();
        // One step of 0.3 leads to the article's weights.
        QVERIFY(std::abs(3 - 0.3 * parameters["a"].toDouble() + 1336.12193) < 2e-3);
        QVERIFY(std::abs(1 - 0.3 * parameters["b"].toDouble() + 237.92150) < 2e-4);
        QCOMPARE(gradients["y0"].toArray().size(), 1);
        QVERIFY(gradients["t0"].isDouble() && gradients["t1"].isDouble());
        QVERIFY(method["relative_difference"].toDouble() < 1e-6);
        QCOMPARE(method["solver"].toString(), QString("rk4"));
        QCOMPARE(method["step"].toDouble(), 0.01);
        QCOMPARE(method["nvjp"].toInt(), 400);
        QVERIFY(method["seconds"].isDouble());
    }
    QCOMPARE(found["methods"][1]["peak_bytes"].toInt(), 40); // the contract's example

    // Several times, another solver backwards, and trouble that is named
    const QJsonObject observed = json(field
        + QStringList { "--t1", "2", "--observe", "1.25,2", "--target", "1;-2", "--solver",
            "dopri5", "--rtol", "1e-10", "--method", "adjoint,backprop", "--backward-solver",
            "tsit5", "--json" })["methods"][1]
                                     .toObject();
    QVERIFY(observed["relative_difference"].toDouble() < 1e-7);
    QVERIFY(observed["gradients"]["t1"].isNull());
    QCOMPARE(observed["gradients"]["observe"].toArray().size(), 2);

    const Result diverged = run({ "gradients", "--rhs", "k*y", "--parameter", "k=-2000", "--y0",
        "1", "--t0", "0", "--t1", "1", "--target", "1", "--solver", "euler", "--step", "0.0005",
        "--backward-solver", "rk4", "--backward-step", "0.01", "--method", "adjoint" });
    QCOMPARE(diverged.status, 1);
    QVERIFY2(diverged.err.startsWith("separatrix: adjoint: the backward solve: "),
        diverged.err.constData());
}

void TestCommandLine::trainEvaluateAndCompareGradients()
{
    const SmallDataSet data(64, 32);
    const QString folder = QString::fromStdString(data.folder().string());
    const QString model = path("odenet.safetensors");
    const QString log = path("run.jsonl");
    const Result trained = run({ "train", "--model", "odenet", "--data", folder, "--epochs", "1",
        "--batch", "16", "--log", log, "--save", model });
    QVERIFY2(trained.status == 0, trained.err.constData());
    QFile record(log);
    QVERIFY(record.open(QIODevice::ReadOnly));
    const auto lines = record.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 4 + 1 + 1); // start, steps, epoch, end
    QCOMPARE(QJsonDocument::fromJson(lines[1])["nfe_forward"].toInt(), 16);
    QCOMPARE(QJsonDocument::fromJson(lines.last())["status"].toString(), "finished");

    const QJsonObject evaluated
        = json({ "evaluate", "--model-file", model, "--data", folder, "--first", "8", "--json" });
    QCOMPARE(evaluated["images"].toInt(), 8);
    QCOMPARE(evaluated["nfe_mean"].toDouble(), 16.0);

    const QString gradients = path("gradients.safetensors");
    const QJsonArray methods
        = json({ "gradients", "--model-file", model, "--data", folder, "--first", "4", "--method",
            "backprop,checkpointed,adjoint", "--out", gradients, "--json" })["methods"]
              .toArray();
    QCOMPARE(methods.size(), 3);
    QCOMPARE(methods[0]["relative_difference"].toDouble(), 0.0);
    QVERIFY(methods[1]["relative_difference"].toDouble() < 1e-12);
    const double adjoint = methods[2]["relative_difference"].toDouble();
    QVERIFY(adjoint > 1e-9 && adjoint < 0.2); // h = 0.5: the adjoint is near, and not equal
    QVERIFY(methods[2]["cosine"].toDouble() > 0.99); // requirement G4
    for (int i : { 1, 2 })
        QVERIFY(methods[i]["peak_bytes"].toDouble() > 0.0
            && methods[i]["peak_bytes"].toDouble() < methods[0]["peak_bytes"].toDouble());
    QVERIFY(bytesOf(gradients.toStdString()).find("ode.func.conv1.weight") != std::string::npos);
    for (const char* method : { "forward", "finite-differences" }) { // one parameter at a time
        for (const Result& refused :
            { run({ "gradients", "--model-file", model, "--data", folder, "--method", method }),
                run({ "train", "--model", "rknet", "--data", folder, "--gradient", method }) }) {
            QVERIFY(refused.status != 0);
            QVERIFY2(refused.err.contains(method) && refused.err.contains("a network has too many"),
                refused.err.constData());
        }
    }
}

void TestCommandLine::sameSeedSameBytes()
{
    const SmallDataSet data(32, 8);
    const auto train = [&](const QString& file, const char* seed) {
        const Result result = run({ "train", "--model", "rknet", "--data",
            QString::fromStdString(data.folder().string()), "--epochs", "1", "--batch", "16",
            "--threads", "2", "--seed", seed, "--save", file });
        if (result.status != 0)
            qFatal("%s", result.err.constData());
        return bytesOf(file.toStdString());
    };
    const std::string first = train(path("a.safetensors"), "7");
    QVERIFY(train(path("b.safetensors"), "7") == first);
    QVERIFY(train(path("c.safetensors"), "8") != first);
}

/// kill -9 in the middle: the last checkpoint leads to the bytes of a run that nobody disturbed.
void TestCommandLine::killedTrainingGoesOnToTheSameBytes()
{
    const SmallDataSet data(64, 8);
    const QStringList call { "train", "--model", "rknet", "--data",
        QString::fromStdString(data.folder().string()), "--epochs", "8", "--batch", "8",
        "--threads", "2", "--seed", "3" };
    const QString checkpoint = path("killed.checkpoint");
    const QString record = path("killed.jsonl");
    QProcess process;
    process.start(SEPARATRIX_PROGRAM,
        call + QStringList { "--checkpoint", checkpoint, "--every", "0.02", "--log", record });
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(checkpoint), 60'000);
    process.kill();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    QVERIFY(bytesOf(record.toStdString()).find("\"event\":\"end\"") == std::string::npos);

    const QString resumed = path("resumed.safetensors");
    const QString whole = path("whole.safetensors");
    const Result goneOn
        = run(call + QStringList { "--resume", checkpoint, "--log", record, "--save", resumed });
    QVERIFY2(goneOn.status == 0, goneOn.err.constData());
    QCOMPARE(run(call + QStringList { "--save", whole }).status, 0);
    QVERIFY(bytesOf(resumed.toStdString()) == bytesOf(whole.toStdString()));
}

void TestCommandLine::tableOfTrials()
{
    const SmallDataSet data(32, 8);
    const QString folder = path("table");
    const QStringList call { "table1", "--data", QString::fromStdString(data.folder().string()),
        "--out", folder, "--models", "mlp,noblock", "--trials", "2", "--epochs", "1", "--batch",
        "16", "--threads", "1" };
    const Result first = run(call);
    QVERIFY2(first.status == 0, first.err.constData());
    QVERIFY(first.out.contains("| MLP | "));
    for (const char* file : { "table1.md", "table1.csv", "table1.tex", "table1.jsonl",
             "mlp-seed1/record.jsonl", "noblock-seed2/best.safetensors" })
        QVERIFY2(QFile::exists(folder + "/" + file), file);
    const std::string table = bytesOf((folder + "/table1.jsonl").toStdString());
    QCOMPARE(run(call).status, 0); // finished trials are not trained again
    QVERIFY(bytesOf((folder + "/table1.jsonl").toStdString()) == table);
    const Result other = run(call + QStringList { "--lr", "0.01" });
    QCOMPARE(other.status, 1);
    QVERIFY2(other.err.contains("other settings"), other.err.constData());
    const Result unknown = run({ "table1", "--models", "odnet" });
    QCOMPARE(unknown.status, 2);
    QVERIFY2(unknown.err.contains("did you mean odenet"), unknown.err.constData());
}

void TestCommandLine::plotsAndScreenshotsNeedNoDisplay()
{
    for (const char* name : { "plot.png", "plot.svg", "plot.pdf" }) {
        const Result result = run({ "solve", "--problem", "lotka-volterra", "--solver", "dopri5",
            "--rtol", "1e-6", "--plot", path(name) });
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY(QFile(path(name)).size() > 1000);
    }
    const Result shot = run({ "screenshot", "--lab", "solve", "--problem", "pendulum", "--size",
        "1120x720", "--theme", "dark", "--out", path("shot.png") });
    QVERIFY2(shot.status == 0, shot.err.constData());
    QVERIFY(shot.err.isEmpty());
    QCOMPARE(QByteArray::fromStdString(bytesOf(path("shot.png").toStdString()).substr(0, 4)),
        QByteArray("\x89PNG"));
    const Result window = run({});
    QCOMPARE(window.status, 1); // no display: one sentence, no abort
    QVERIFY(window.err.contains("display"));
}

REGISTER_TEST(TestCommandLine)
#include "tst_command_line.moc"
