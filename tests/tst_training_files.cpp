// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "nn/training/run_log.h"
#include "recorded_training.h"
#include "test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <sstream>

using nlohmann::json;

namespace {

std::vector<json> linesOf(const std::filesystem::path& file)
{
    std::vector<json> lines;
    std::istringstream stream(bytesOf(file));
    for (std::string line; std::getline(stream, line);)
        lines.push_back(json::parse(line));
    return lines;
}

std::vector<json> only(const std::vector<json>& lines, const std::string& event)
{
    std::vector<json> found;
    for (const json& line : lines)
        if (line.at("event") == event)
            found.push_back(line);
    return found;
}

std::set<std::string> keysOf(const json& line)
{
    std::set<std::string> keys;
    for (const auto& [key, value] : line.items())
        keys.insert(key);
    return keys;
}

/// What a run on these options throws; empty if nothing.
std::string refusal(const nn::TrainingOptions& options)
{
    try {
        train(options);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

void write(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace

class TestTrainingFiles final : public QObject {
    Q_OBJECT

private slots:
    /// The record's lines and keys are a contract with other programs.
    void recordHoldsWhatTheContractSays()
    {
        nn::TrainingOptions options = optionsFor("odenet", 0);
        options.epochs = 1;
        options.log = data().file("run.jsonl");
        const Outcome run = train(options);
        const std::vector<json> lines = linesOf(options.log);
        QCOMPARE(lines.size(), std::size_t(1 + kPerEpoch + 1 + 1));

        const json& start = lines.front();
        QCOMPARE(start.at("event").get<std::string>(), std::string("start"));
        QCOMPARE(
            keysOf(start), (std::set<std::string> { "event", "time", "config", "parameters" }));
        const QDateTime time = QDateTime::fromString(
            QString::fromStdString(start.at("time").get<std::string>()), Qt::ISODate);
        QVERIFY(time.isValid());
        QCOMPARE(time.timeSpec(), Qt::UTC);
        QCOMPARE(start.at("parameters").get<int>(), 174218);
        const json& config = start.at("config");
        QCOMPARE(config.at("model").get<std::string>(), std::string("odenet"));
        QCOMPARE(config.at("batch").get<int>(), kBatch);
        QCOMPARE(config.at("seed").get<std::string>(), std::string("7"));
        QCOMPARE(config.at("lr").get<double>(), options.learningRate);

        const auto steps = only(lines, "step");
        double seconds = 0.0;
        double sum = 0.0;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(keysOf(steps[i]),
                (std::set<std::string> { "event", "step", "epoch", "loss", "nfe_forward",
                    "nfe_backward", "images_per_second", "seconds" }));
            QCOMPARE(steps[i].at("step").get<std::size_t>(), i + 1);
            QCOMPARE(steps[i].at("epoch").get<int>(), 1);
            QCOMPARE(steps[i].at("loss").get<double>(), run.steps[i].loss); // every digit
            QCOMPARE(steps[i].at("nfe_forward").get<int>(), 16); // rk4, four steps
            QCOMPARE(steps[i].at("nfe_backward").get<int>(), 16);
            QVERIFY(steps[i].at("images_per_second") > 0.0);
            QVERIFY(steps[i].at("seconds") >= seconds);
            seconds = steps[i].at("seconds");
            sum += steps[i].at("loss").get<double>();
        }

        const json& epoch = lines[lines.size() - 2];
        QCOMPARE(keysOf(epoch),
            (std::set<std::string> { "event", "epoch", "train_loss", "test_error", "seconds",
                "nfe_forward_mean", "nfe_backward_mean", "peak_memory_bytes", "train_seconds",
                "evaluation_seconds" }));
        QCOMPARE(epoch.at("epoch").get<int>(), 1);
        QCOMPARE(epoch.at("train_loss").get<double>(), sum / double(kPerEpoch));
        QCOMPARE(epoch.at("test_error").get<double>(), run.epochs.at(0).testError);
        QCOMPARE(epoch.at("nfe_forward_mean").get<double>(), 16.0);
        QVERIFY(epoch.at("peak_memory_bytes") > 1'000'000);

        const json& end = lines.back();
        QCOMPARE(keysOf(end),
            (std::set<std::string> { "event", "status", "best_test_error", "seconds" }));
        QCOMPARE(end.at("status").get<std::string>(), std::string("finished"));
        QCOMPARE(end.at("best_test_error").get<double>(), run.end.bestTestError);
        QVERIFY(end.at("seconds") >= seconds);
    }

    void recordSaysHowTheRunEnded()
    {
        nn::TrainingOptions options = optionsFor("mlp", 100);
        options.log = data().file("ended.jsonl");
        train(options, [](const nn::TrainingStep&, nn::TrainingControl& run) { run.stop(); });
        json end = linesOf(options.log).back();
        QCOMPARE(end.at("status").get<std::string>(), std::string("stopped"));
        QVERIFY(end.at("best_test_error").is_null()); // never measured

        options.optimizer = "sgd";
        options.learningRate = 1e30;
        train(options);
        end = linesOf(options.log).back();
        QCOMPARE(end.at("status").get<std::string>(), std::string("diverged"));
    }

    void resumedRunGoesOnInTheSameRecord()
    {
        nn::TrainingOptions options = optionsFor("mlp", 2);
        options.log = data().file("resumed.jsonl");
        options.checkpoint = data().file("resumed.ckpt");
        train(options);
        write(options.log, bytesOf(options.log) + "{\"event\":\"step\",\"st"); // the power failed
        nn::TrainingOptions rest = nn::resumedOptions(options.checkpoint);
        rest.steps = 4;
        rest.log = options.log;
        train(rest);
        const auto lines = linesOf(options.log);
        QCOMPARE(only(lines, "start").size(), std::size_t(2));
        const auto steps = only(lines, "step");
        QCOMPARE(steps.size(), std::size_t(4));
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i].at("step").get<std::size_t>(), i + 1);
        QVERIFY(steps[2].at("seconds") > steps[1].at("seconds")); // the clock goes on, too
    }

    void unusableCheckpointIsRefusedInASentence_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* what, const char* expected) {
            QTest::newRow(what) << QByteArray(what) << QByteArray(expected);
        };
        row("missing", "cannot be opened");
        row("empty", "header");
        row("cut short", "truncated");
        row("text", "not a safetensors file");
        row("model file", "is not a checkpoint");
        row("broken description", "damaged checkpoint");
        row("other model", "model");
        row("other optimizer", "optimizer is adam, the run's is sgd");
        row("other seed", "seed is 7, the run's is 9");
        row("other batch", "batch size is 8, the run's is 4");
        row("other order", "order of images is shuffled, the run's is file");
        row("other images", "training set has 24 images, the run's has 16");
    }

    void unusableCheckpointIsRefusedInASentence()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, expected);
        nn::TrainingOptions options = optionsFor("mlp", 1);
        options.checkpoint = data().file("good.ckpt");
        options.save = data().file("good.safetensors");
        train(options);
        const std::string good = bytesOf(options.checkpoint);
        nn::TrainingOptions wanted = optionsFor(what == "other model" ? "odenet" : "mlp", 2);
        wanted.resume = data().file("bad.ckpt");
        write(wanted.resume, good);

        if (what == "missing")
            std::filesystem::remove(wanted.resume);
        else if (what == "empty")
            write(wanted.resume, {});
        else if (what == "cut short")
            write(wanted.resume, good.substr(0, good.size() - 100));
        else if (what == "text")
            write(wanted.resume, "epoch 1: train loss 0.3, test error 2 %");
        else if (what == "model file")
            write(wanted.resume, bytesOf(options.save));
        else if (what == "broken description")
            write(
                wanted.resume, std::string(good).replace(good.find("best_test_error"), 4, "BEST"));
        else if (what == "other optimizer")
            wanted.optimizer = "sgd";
        else if (what == "other seed")
            wanted.seed = 9;
        else if (what == "other batch")
            wanted.batch = 4;
        else if (what == "other order")
            wanted.shuffled = false;
        else if (what == "other images")
            wanted.trainImages = 16;

        const std::string said = refusal(wanted);
        QVERIFY2(said.find(wanted.resume.string() + ": ") == 0, said.c_str());
        QVERIFY2(said.find(expected.constData()) != std::string::npos, said.c_str());
        QVERIFY2(said.find('\n') == std::string::npos, said.c_str());
    }

    void unwritableFilesAreNoticedBeforeTheFirstStep_data()
    {
        QTest::addColumn<QByteArray>("which");
        for (const char* which : { "log", "save", "checkpoint" })
            QTest::newRow(which) << QByteArray(which);
    }

    void unwritableFilesAreNoticedBeforeTheFirstStep()
    {
        QFETCH(QByteArray, which);
        const auto file = data().file("no-such-folder/file");
        nn::TrainingOptions options = optionsFor("mlp", 1);
        (which == "log" ? options.log : which == "save" ? options.save : options.checkpoint) = file;
        Outcome outcome;
        nn::TrainingControl control;
        Recorder recorder(outcome, control, {});
        nn::Training run(options);
        QVERIFY_EXCEPTION_THROWN(run.run(control, recorder), std::runtime_error);
        QVERIFY(outcome.starts.empty() && outcome.steps.empty());
        QVERIFY(refusal(options).find(file.string()) == 0);
    }

    /// A run whose model file cannot be written must not lose its checkpoint over it.
    void checkpointIsWrittenThoughTheModelFileFails()
    {
        nn::TrainingOptions options = optionsFor("mlp", 1);
        options.save = "/dev/full";
        options.checkpoint = data().file("kept.ckpt");
        options.log = data().file("kept.jsonl");
        const std::string said = refusal(options);
        QVERIFY2(said.find("/dev/full: ") == 0, said.c_str());
        QCOMPARE(nn::resumedOptions(options.checkpoint).steps, 1L);
        QCOMPARE(linesOf(options.log).back().at("event").get<std::string>(), std::string("end"));
    }
};

REGISTER_TEST(TestTrainingFiles)
#include "tst_training_files.moc"
