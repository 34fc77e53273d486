// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that trainings leave, as scripts see them.
#include "program_test.h"
#include "small_data_set.h"
#include "test_program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

#include <csignal>

class TestCommandLineRuns : public ProgramTest {
    Q_OBJECT

private slots:
    void trainingLeavesARun();
    void runDirChoosesAPlaceOrNone();
    void killedRunResumesToTheSameBytes();
    void terminatedRunIsStopped();
    void forkTrainsOnWithOtherSettings();
    void runsAreEdited();
    void twoProgramsAtOnceGetTwoRuns();
    void wrongCallsAreExplained_data();
    void wrongCallsAreExplained();

private:
    QStringList trainCall(int epochs, const QStringList& more = {}) const
    {
        return QStringList { "train", "--model", "rknet", "--data",
            QString::fromStdString(m_data.folder().string()), "--batch", "8", "--threads", "1",
            "--seed", "3", "--epochs", QString::number(epochs) }
        + more;
    }
    /// Trains to the end; the id of the run.
    QString trained(int epochs, const QString& name)
    {
        const Result result = run(trainCall(epochs, { "--name", name }));
        if (result.status != 0)
            qFatal("%s", result.err.constData());
        return json({ "runs", "show", name, "--json" })["id"].toString();
    }
    QByteArray bytes(const QString& id, const QString& file) const
    {
        QFile content(dataFolder() + "/runs/" + id + "/" + file);
        if (!content.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(content.fileName()));
        return content.readAll();
    }
    QJsonArray runs() const { return json({ "runs", "list", "--json" })["runs"].toArray(); }
    /// A training in a process of its own, once `file` of its run is there; its id
    QString begin(QProcess& process, const QStringList& call, const QString& file) const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("SEPARATRIX_USER_DIR", dataFolder());
        process.setProcessEnvironment(environment);
        const QDir folder(dataFolder() + "/runs");
        const QStringList known = folder.entryList(QDir::Dirs);
        process.start(SEPARATRIX_PROGRAM, call);
        QString id;
        const bool there = QTest::qWaitFor(
            [&] {
                for (const auto& entry : QDir(folder.path()).entryList(QDir::Dirs))
                    if (!known.contains(entry) && folder.exists(entry + "/" + file))
                        id = entry;
                return !id.isEmpty();
            },
            60'000);
        if (!there)
            qFatal("%s never came", qPrintable(file));
        return id;
    }

    SmallDataSet m_data { 64, 8 };
};

void TestCommandLineRuns::trainingLeavesARun()
{
    QVERIFY(runs().isEmpty());
    const QString model = path("explicit.safetensors");
    const Result result = run(trainCall(2, { "--name", "first \"one\"", "--save", model }));
    QCOMPARE(result.status, 0);
    const QJsonArray list = runs();
    QCOMPARE(list.size(), 1);
    const QString id = list[0]["id"].toString();
    QVERIFY(result.err.contains("run " + id.toUtf8() + " in "));
    QVERIFY(!result.out.contains(id.toUtf8())); // a message, no result
    QCOMPARE(list[0]["name"].toString(), QString("first \"one\""));
    QCOMPARE(list[0]["status"].toString(), QString("finished"));
    QCOMPARE(list[0]["epochs_done"].toInt(), 2);
    QCOMPARE(list[0]["kept_epochs"].toArray(), (QJsonArray { 1, 2 }));
    for (const char* file : { "config.json", "record.jsonl", "best.safetensors", "last.safetensors",
             "checkpoint.safetensors", "epochs/0001.safetensors", "epochs/0002.safetensors" })
        QVERIFY2(!bytes(id, file).isEmpty(), file);
    QVERIFY(bytes(id, "last.safetensors").toStdString() == bytesOf(model.toStdString()));

    const QJsonObject shown = json({ "runs", "show", id, "--json" });
    QCOMPARE(shown["config"]["seed"].toString(), QString("3"));
    QCOMPARE(shown["epochs"].toArray().size(), 2);
    QVERIFY(shown["epochs"][1]["test_error"].isDouble());
    QVERIFY(run({ "runs", "list" }).out.contains("first \"one\""));
    QVERIFY(run({ "runs", "show", id }).out.contains("TEST ERROR"));
    const QByteArray weights = run({ "runs", "weights", id }).out.trimmed();
    QVERIFY(QFile::exists(QString::fromUtf8(weights)));
    const QString epoch = path("epoch.safetensors");
    QCOMPARE(run({ "runs", "weights", id, "--epoch", "2", "--to", epoch }).status, 0);
    QVERIFY(bytesOf(epoch.toStdString()) == bytesOf(model.toStdString()));
    // A run that could not begin is none.
    QCOMPARE(run({ "train", "--model", "mlp", "--data", path("nowhere") }).status, 1);
    QCOMPARE(runs().size(), 1);
}

void TestCommandLineRuns::runDirChoosesAPlaceOrNone()
{
    const auto before = runs().size();
    QCOMPARE(run(trainCall(1, { "--run-dir", "none" })).status, 0);
    const QString other = path("other runs");
    QCOMPARE(run(trainCall(1, { "--run-dir", other })).status, 0);
    QCOMPARE(runs().size(), before);
    QCOMPARE(json({ "runs", "list", "--run-dir", other, "--json" })["runs"].toArray().size(), 1);

    QFile file(path("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const Result refused = run(trainCall(1, { "--run-dir", file.fileName() }));
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.err.startsWith("separatrix: --run-dir: "), refused.err.constData());
    const Result nameless = run(trainCall(1, { "--run-dir", "none", "--name", "x" }));
    QCOMPARE(nameless.status, 2);
    QVERIFY(nameless.err.contains("--name"));
}

/// kill -9, then `runs resume`: the bytes of a run that nobody disturbed.
void TestCommandLineRuns::killedRunResumesToTheSameBytes()
{
    const QStringList call = trainCall(12, { "--every", "0.02", "--name", "killed" });
    QProcess process;
    const QString killed = begin(process, call, "epochs/0002.safetensors");
    process.kill();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    const QJsonObject left = json({ "runs", "show", "killed", "--json" });
    QCOMPARE(left["status"].toString(), QString("interrupted"));

    const Result goneOn = run({ "runs", "resume", "killed" });
    QVERIFY2(goneOn.status == 0, goneOn.err.constData());
    QVERIFY2(goneOn.err.contains("from step "), goneOn.err.constData());
    const QString whole = trained(12, "whole");
    QCOMPARE(left["id"].toString(), killed);
    for (const char* file : { "last.safetensors", "best.safetensors" })
        QVERIFY2(bytes(killed, file) == bytes(whole, file), file);
    const QJsonObject finished = json({ "runs", "show", "killed", "--json" });
    QCOMPARE(finished["status"].toString(), QString("finished"));
    QCOMPARE(finished["epochs"].toArray().size(), 12);
    const Result again = run({ "runs", "resume", "killed" });
    QVERIFY2(again.status == 1 && again.err.contains("finished"), again.err.constData());
}

void TestCommandLineRuns::terminatedRunIsStopped()
{
    for (const int signal : { SIGTERM, SIGINT }) {
        const QString name = "signal " + QString::number(signal);
        QProcess process;
        const QString record = path("record" + QString::number(signal));
        begin(process, trainCall(4000, { "--name", name, "--log", record }), "record.jsonl");
        QTRY_VERIFY_WITH_TIMEOUT(QFile(record).size() > 2000, 60'000); // some steps are done
        const Result early = run({ "runs", "resume", name }); // nobody else may go on with it
        QVERIFY2(early.status == 1 && early.err.contains("running already"), early.err.constData());
        ::kill(static_cast<pid_t>(process.processId()), signal);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const QJsonObject stopped = json({ "runs", "show", name, "--json" });
        QCOMPARE(stopped["status"].toString(), QString("stopped"));
        QVERIFY(!bytes(stopped["id"].toString(), "checkpoint.safetensors").isEmpty());
        QVERIFY(!bytes(stopped["id"].toString(), "last.safetensors").isEmpty());
    }
}

void TestCommandLineRuns::forkTrainsOnWithOtherSettings()
{
    const QString parent = trained(3, "parent");
    const Result forked = run({ "runs", "fork", "parent", "--epoch", "2", "--lr", "0.01",
        "--epochs", "4", "--name", "child" });
    QVERIFY2(forked.status == 0, forked.err.constData());
    const QJsonObject child = json({ "runs", "show", "child", "--json" });
    QCOMPARE(child["forked_from"].toString(), parent);
    QCOMPARE(child["fork_epoch"].toInt(), 2);
    QCOMPARE(child["config"]["lr"].toDouble(), 0.01);
    const QString resumed = path("resumed.safetensors");
    const QString checkpoint = dataFolder() + "/runs/" + parent + "/epochs/0002.safetensors";
    QCOMPARE(
        run(trainCall(4, { "--resume", checkpoint, "--lr", "0.01", "--save", resumed })).status, 0);
    QVERIFY(bytes(child["id"].toString(), "last.safetensors").toStdString()
        == bytesOf(resumed.toStdString()));

    const Result solver = run({ "runs", "fork", "parent", "--epoch", "1", "--solver", "euler",
        "--step", "0.25", "--epochs", "2", "--name", "euler" });
    QVERIFY2(solver.status == 0, solver.err.constData());
    const QJsonObject compared = json({ "runs", "compare", "parent", "euler", "--json" });
    QStringList keys;
    for (const auto& difference : compared["differences"].toArray())
        keys << difference.toObject()["key"].toString();
    QCOMPARE(keys, (QStringList { "solver", "step", "epochs" }));
    QVERIFY(run({ "runs", "compare", "parent", "euler" }).out.contains("error of epoch 2"));
}

void TestCommandLineRuns::runsAreEdited()
{
    const QString id = trained(1, "plain");
    QCOMPARE(run({ "runs", "rename", "plain", QString::fromUtf8("Größe \"2\"\n/../x") }).status, 0);
    QCOMPARE(json({ "runs", "show", id, "--json" })["name"].toString(),
        QString::fromUtf8("Größe \"2\" /../x"));
    QCOMPARE(run({ "runs", "note", id, "line one\nline two" }).status, 0);
    QCOMPARE(
        json({ "runs", "show", id, "--json" })["note"].toString(), QString("line one\nline two"));

    const auto count = runs().size();
    const QJsonObject deleted = json({ "runs", "delete", id, "--json" });
    const QString token = deleted["deleted"][0]["token"].toString();
    QCOMPARE(runs().size(), count - 1);
    QCOMPARE(json({ "runs", "restore", token, "--json" })["id"].toString(), id);
    QCOMPARE(runs().size(), count);
    QVERIFY(!bytes(id, "last.safetensors").isEmpty());
    // One unknown id, and nothing is deleted.
    QCOMPARE(run({ "runs", "delete", id, "nonsense" }).status, 2);
    QCOMPARE(runs().size(), count);
    QCOMPARE(run({ "runs", "delete", id, "--forever" }).status, 0);
    QVERIFY(run({ "runs", "restore", id }).status == 2);
}

void TestCommandLineRuns::twoProgramsAtOnceGetTwoRuns()
{
    const QString folder = path("shared");
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("SEPARATRIX_USER_DIR", folder);
    QProcess processes[2];
    for (QProcess& process : processes) {
        process.setProcessEnvironment(environment);
        process.start(SEPARATRIX_PROGRAM, trainCall(1));
    }
    for (QProcess& process : processes)
        QVERIFY(process.waitForFinished(60'000) && process.exitCode() == 0);
    const auto list
        = json({ "runs", "list", "--run-dir", folder + "/runs", "--json" })["runs"].toArray();
    QCOMPARE(list.size(), 2);
    QVERIFY(list[0]["id"] != list[1]["id"]);
    for (const auto& entry : list)
        QCOMPARE(entry.toObject()["status"].toString(), QString("finished"));
}

void TestCommandLineRuns::wrongCallsAreExplained_data()
{
    QTest::addColumn<QStringList>("call");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* call, const char* said) {
        QTest::newRow(call) << QString(call).split(' ') << QByteArray(said);
    };
    row("runs", "separatrix: runs: expected one of list, show");
    row("runs lst", "unknown subcommand 'lst'; did you mean list?");
    row("runs show", "separatrix: runs show: ID is required");
    row("runs show wrnog", "did you mean wrong");
    row("runs fork wrong", "separatrix: runs fork: --epoch is required");
    row("runs fork wrong --epoch 9 --epochs 12", "has no checkpoint of epoch 9; there are: 1");
    row("runs fork wrong --epoch 1", "raise the number of epochs");
    row("runs fork wrong --epoch 1 --epochs 2 --solver rk5", "did you mean");
    row("runs fork wrong --epoch 1 --epohs 2", "did you mean --epochs");
    row("runs list --status done", "--status: unknown status 'done'");
    row("runs weights wrong --which worst", "--which: expected best or last, got 'worst'");
    row("runs restore wrong", "unknown deleted run 'wrong'");
}

void TestCommandLineRuns::wrongCallsAreExplained()
{
    QFETCH(QStringList, call);
    QFETCH(QByteArray, said);
    if (json({ "runs", "list", "--json" })["runs"].toArray().isEmpty()
        || run({ "runs", "show", "wrong" }).status != 0)
        trained(1, "wrong");
    const auto before = runs().size();
    const Result result = run(call);
    QCOMPARE(result.status, 2);
    QVERIFY2(result.err.contains(said), result.err.constData());
    QVERIFY(result.out.isEmpty());
    QCOMPARE(result.err.count('\n'), 1);
    QCOMPARE(runs().size(), before);
}

REGISTER_TEST(TestCommandLineRuns)
#include "tst_command_line_runs.moc"
