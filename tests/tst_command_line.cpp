// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself, as scripts call it: what it prints where, its exit status, its files.
#include "program_test.h"
#include "small_data_set.h"
#include "test_program.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <cmath>

class TestCommandLine : public ProgramTest {
    Q_OBJECT

private slots:
    void figureTwo();
    void csvGoesToStandardOutput();
    void wrongCallsEndWithTwo_data();
    void wrongCallsEndWithTwo();
    void failedWorkEndsWithOne();
    void failureKeepsTheOldFile();
    void listsAreJson_data();
    void listsAreJson();
    void everySubcommandHasHelp();
    void lessonsAreText();
    void converge();
    void plotsAndScreenshotsNeedNoDisplay();
};

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
    row("lesson", "learn eulr", "separatrix: learn: unknown lesson 'eulr'; did you mean euler?");
    row("shown lesson", "screenshot --lab solve --learn eulr --out x.png",
        "separatrix: --learn: unknown lesson 'eulr'; did you mean euler?");
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
    QTest::newRow("models") << "models" << 8;
    QTest::newRow("datasets") << "datasets" << 7;
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
    for (const char* command : { "list", "solve", "converge", "gradients", "train", "dynamics",
             "evaluate", "predict", "export", "runs", "table1", "screenshot", "learn" }) {
        QVERIFY2(all.out.contains(command), command);
        const Result one = run({ command, "--help" });
        QCOMPARE(one.status, 0);
        QVERIFY2(one.out.contains("--threads") || one.out.contains("Subcommands"), command);
        QVERIFY(one.err.isEmpty());
    }
    QVERIFY(run({ "--version" }).out.contains("kernels for"));
}

void TestCommandLine::lessonsAreText()
{
    const Result list = run({ "learn" });
    QCOMPARE(list.status, 0);
    QVERIFY(list.out.startsWith("solve\n   1  euler "));
    const Result lesson = run({ "learn", "euler" });
    QCOMPARE(lesson.status, 0);
    QVERIFY(lesson.out.contains("y_(n+1) = y_n + h f(t_n, y_n)"));
    QVERIFY(lesson.out.contains("  [ ] "));
}

void TestCommandLine::converge()
{
    const Result result = run({ "converge", "--problem", "article", "--solver", "rk4", "--steps",
        "0.0625,0.03125,0.015625,0.0078125", "--json" });
    QCOMPARE(result.status, 0);
    QVERIFY(result.out.contains("0.00012070"));
    QVERIFY(result.err.isEmpty());
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
