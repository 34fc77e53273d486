// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients, training and the table of trials, as scripts call them.
#include "program_test.h"
#include "small_data_set.h"
#include "test_program.h"

#include <QFile>
#include <QJsonArray>

#include <array>
#include <cmath>

class TestCommandLineTraining : public ProgramTest {
    Q_OBJECT

private slots:
    void gradientsOfProblems();
    void trainEvaluateAndCompareGradients();
    void sameSeedSameBytes();
    void killedTrainingGoesOnToTheSameBytes();
    void tableOfTrials();
    void recipesAndWhatOverridesThem();
    void termsThatKeepEvaluationsFew();
    void pointsOfThePlane();
};

void TestCommandLineTraining::pointsOfThePlane()
{
    const QStringList call { "train", "--dataset", "circles", "--model", "plane-odenet" };
    const QString weights = path("circles.safetensors");
    const Result trained = run(
        call + QStringList { "--extra-dimensions", "1", "--steps", "200", "--save", weights });
    QVERIFY2(trained.status == 0, trained.err.constData());
    QVERIFY2(trained.out.contains("400 training and 400 test points"), trained.out.constData());
    const QStringList evaluate { "evaluate", "--model-file", weights, "--split", "train" };
    const QJsonObject found = json(evaluate + QStringList { "--dataset", "circles", "--json" });
    QCOMPARE(found["images"].toInt(), 400);
    QCOMPARE(found["error"].toDouble(), 0.0);
    QVERIFY(
        json(evaluate + QStringList { "--dataset", "moons", "--json" })["error"].toDouble() > 0.1);

    // What is wrong is named.
    const auto refused = [&](const QStringList& arguments, int status, const char* said) {
        const Result result = run(arguments);
        return result.status == status && result.err.contains(said);
    };
    QVERIFY(refused(evaluate, 2, "--dataset"));
    QVERIFY(refused(call + QStringList { "--width", "0" }, 2, "--width"));
    QVERIFY(refused(call + QStringList { "--activation", "tan" }, 2, "did you mean tanh"));
    QVERIFY(refused(
        { "train", "--dataset", "spiral", "--model", "plane-mlp" }, 2, "did you mean spirals"));
    QVERIFY(refused({ "train", "--dataset", "moons", "--model", "odenet" }, 2, "takes images"));
    QVERIFY(refused({ "train", "--model", "plane-mlp" }, 2, "points of the plane"));
    QFile file(path("points.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("x,y,label\n0,0,0\n1,one,1\n");
    file.close();
    QVERIFY(refused({ "train", "--dataset", path("points.csv"), "--model", "plane-mlp" }, 1,
        "points.csv: line 3, column 3: found 'one'"));
}

// F1: the article's linear field with its hidden target; the contract's JSON.
void TestCommandLineTraining::gradientsOfProblems()
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

void TestCommandLineTraining::trainEvaluateAndCompareGradients()
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

void TestCommandLineTraining::sameSeedSameBytes()
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
void TestCommandLineTraining::killedTrainingGoesOnToTheSameBytes()
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

void TestCommandLineTraining::tableOfTrials()
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

void TestCommandLineTraining::recipesAndWhatOverridesThem()
{
    const SmallDataSet data(32, 8);
    const QString log = path("recipe.jsonl");
    const QStringList call { "train", "--model", "noblock", "--data",
        QString::fromStdString(data.folder().string()), "--epochs", "1", "--recipe", "strong" };
    const auto config = [&](const QStringList& more) {
        const Result result = run(call + more + QStringList { "--log", log });
        if (result.status != 0)
            qFatal("%s", result.err.constData());
        QFile record(log);
        if (!record.open(QIODevice::ReadOnly))
            qFatal("no record");
        return QJsonDocument::fromJson(record.readLine())["config"].toObject();
    };
    const QJsonObject strong = config({});
    QCOMPARE(strong["recipe"].toString(), "strong");
    QCOMPARE(strong["augment"].toString(), "affine");
    QVERIFY(strong["batch"].toInt() != 32);
    const QJsonObject own = config({ "--batch", "16", "--lr", "0.002", "--augment", "shift" });
    QCOMPARE(own["recipe"].toString(), "custom");
    QCOMPARE(own["augment"].toString(), "shift");
    QCOMPARE(own["schedule"].toString(), strong["schedule"].toString());
    QCOMPARE(own["batch"].toInt(), 16);
    QCOMPARE(own["lr"].toDouble(), 0.002);
    for (const auto& [option, value, says] :
        { std::array {
              "--recipe", "strnog", "--recipe: unknown recipe 'strnog'; did you mean strong?" },
            std::array { "--augment", "shfit", "train: unknown augmentation 'shfit'" },
            std::array { "--label-smoothing", "1", "train: The label smoothing must be" },
            std::array { "--weight-decay", "-1", "train: The weight decay must be" } }) {
        const QStringList wrong { "train", "--model", "mlp", option, value };
        const Result refused = run(wrong);
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.err.contains(says), refused.err.constData());
    }
}

void TestCommandLineTraining::termsThatKeepEvaluationsFew()
{
    const QStringList call { "train", "--dataset", "moons", "--run-dir", "none", "--steps", "3",
        "--model", "plane-odenet", "--log", "-" };
    const Result plain = run(call);
    QVERIFY2(plain.status == 0 && !plain.out.contains("kinetic"), plain.err.constData());
    const Result found
        = run(call + QStringList { "--kinetic", "0.5", "--jacobian", "0.25", "--steer", "0.125" });
    QVERIFY2(found.status == 0, found.err.constData());
    const auto config = QJsonDocument::fromJson(found.out.left(found.out.indexOf('\n')))
                            .object()["config"]
                            .toObject();
    QCOMPARE(config["kinetic"].toDouble(), 0.5);
    QCOMPARE(config["jacobian"].toDouble(), 0.25);
    QCOMPARE(config["steer"].toDouble(), 0.125);

    for (const auto& [option, value, says] : { std::array { "--kinetic", "-1", "--kinetic" },
             std::array { "--jacobian", "much", "--jacobian" },
             std::array { "--steer", "1.5", "train: What STEER moves the end of depth by" } }) {
        const Result refused = run(call + QStringList { option, value });
        QCOMPARE(refused.status, 2);
        QVERIFY2(refused.err.contains(says), refused.err.constData());
    }
    const Result blockless = run({ "train", "--model", "resnet", "--kinetic", "0.1" });
    QCOMPARE(blockless.status, 2);
    QVERIFY2(blockless.err.contains("act on an ODE block"), blockless.err.constData());
    QVERIFY(run({ "train", "--help" }).out.contains("--jacobian"));
}

REGISTER_TEST(TestCommandLineTraining)
#include "tst_command_line_training.moc"
