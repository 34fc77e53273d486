// SPDX-License-Identifier: GPL-3.0-or-later
#include "program_test.h"
#include "test_program.h"

#include <QFile>
#include <QJsonArray>

namespace {

const QStringList kQuick { "--samples", "60", "--steps", "5", "--width", "8", "--horizon", "5",
    "--pieces", "4" };

void write(const QString& file, const QByteArray& content)
{
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(content);
}

} // namespace

class TestCommandLineDynamics final : public ProgramTest {
    Q_OBJECT

private slots:
    void spiralIsAProblem()
    {
        const auto document
            = json(QStringList { "dynamics", "--problem", "spiral", "--json" } + kQuick);
        QCOMPARE(document["status"].toString(), QString("finished"));
        QCOMPARE(document["steps"].toInt(), 5);
        QCOMPARE(document["config"]["cube"].toBool(), true);
        QVERIFY(document["error"].toDouble() > 0.0);
        QVERIFY(document["nfe_forward_mean"].toDouble() > 0.0);
        QCOMPARE(document["y"][0].toArray(), (QJsonArray { 2.0, 0.0 }));
        QCOMPARE(document["y"].toArray().size(), document["t"].toArray().size());
        const auto again
            = json(QStringList { "dynamics", "--problem", "spiral", "--json" } + kQuick);
        QCOMPARE(again["y"], document["y"]); // same seed, same bits
    }

    void everythingGoesIntoTheRecordAndTheFile()
    {
        const QString log = path("run.jsonl");
        const QString weights = path("field.safetensors");
        const Result result
            = run(QStringList { "dynamics", "--problem", "pendulum", "--noise", "0.05", "--kinetic",
                      "0.01", "--jacobian", "0.01", "--steer", "0.5", "--solver", "rk4", "--step",
                      "0.1", "--gradient", "backprop", "--log", log, "--save", weights }
                + kQuick);
        QCOMPARE(result.status, 0);
        QVERIFY(result.out.contains("mean error"));
        QFile record(log);
        QVERIFY(record.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = record.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 7);
        const auto step = QJsonDocument::fromJson(lines[1]).object();
        QVERIFY(step["nfe_forward"].toInt() > 0);
        const auto config = QJsonDocument::fromJson(lines[0]).object()["config"].toObject();
        QCOMPARE(config["kinetic"].toDouble(), 0.01);
        QVERIFY(QFile::exists(weights));
    }

    void typedProblemsAndSeriesAreData()
    {
        const auto typed = json(QStringList { "dynamics", "--rhs", "-y", "--y0", "1", "--t0", "0",
                                    "--t1", "2", "--shooting", "3", "--json" }
            + kQuick);
        QCOMPARE(typed["data"]["states"].toInt(), 1);
        QCOMPARE(typed["config"]["shooting"].toInt(), 3);
        const QString series = path("series.csv");
        write(series, "t,y\n0,1\n1,2\n2,4\n3,3\n4,2\n");
        const auto read = json({ "dynamics", "--series", series, "--holdout", "0.2", "--steps", "3",
            "--width", "4", "--json" });
        QCOMPARE(read["data"]["samples"].toInt(), 4);
        QVERIFY(!read["error_beyond"].isNull());
    }

    void failuresNameWhatIsAtFault_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("said");
        const auto row
            = [](const char* name, const QStringList& more, int status, const QByteArray& said) {
                  QTest::newRow(name) << (QStringList { "dynamics" } + more) << status << said;
              };
        const QString bad = path("bad.csv");
        write(bad, "t,y\n0,1\n1,oops\n");
        row("no problem", {}, 2, "--problem");
        row("unknown problem", { "--problem", "spirall" }, 2, "spiral");
        row("bad series", { "--series", bad }, 1, "line 3, column 3");
        row("no series", { "--series", path("absent.csv") }, 1, "absent.csv");
        row("both", { "--series", bad, "--samples", "9" }, 2, "--samples");
        row("fixed steps", { "--problem", "spiral", "--solver", "rk4" }, 2, "--step");
        row("gradient", { "--problem", "spiral", "--gradient", "ajoint" }, 2, "adjoint");
        row("steer", { "--problem", "spiral", "--steer", "1" }, 2, "STEER");
        row("time", { "--rhs", "-y+t", "--y0", "1", "--t0", "0", "--t1", "1" }, 2, "depends on t");
        row("trajectories", { "--problem", "spiral", "--trajectories", "x.txt" }, 2, ".csv");
        row("init", { "--problem", "spiral", "--init", path("absent.npz") }, 1, "absent.npz");
        row("noise", { "--problem", "spiral", "--noise", "-1" }, 2, "--noise");
    }

    void failuresNameWhatIsAtFault()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QByteArray, said);
        const Result result = run(arguments);
        QCOMPARE(result.status, status);
        QVERIFY(result.err.startsWith("separatrix: "));
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY2(result.err.contains(said), result.err.constData());
        QVERIFY(result.out.isEmpty());
    }
};

REGISTER_TEST(TestCommandLineDynamics)

#include "tst_command_line_dynamics.moc"
