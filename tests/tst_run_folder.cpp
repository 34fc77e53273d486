// SPDX-License-Identifier: GPL-3.0-or-later
// What a training leaves: enough to go on to the same bits, and to go on otherwise.
#include "nn/training/checkpoint.h"
#include "nn/training/table1.h"
#include "stored_runs.h"
#include "test_program.h"

#include <QTest>

namespace fs = std::filesystem;
using nn::RunStatus;

class TestRunFolder final : public QObject {
    Q_OBJECT

private slots:
    void killedRunGoesOnToTheSameBits_data();
    void killedRunGoesOnToTheSameBits();
    void forkIsAResumeWithTheChangedOption();
    void forkMayChangeTheSolver();
    void killedForkStartsFromItsOwnCopy();
    void startWeightsAreKept();
    void explicitFilesAreWrittenToo();
    void keptEpochsAreThinned();
    void oneTrainingAtATime();
    void checkpointGivesItsWeights();
    void trialsOfATableAreRuns();
};

void TestRunFolder::killedRunGoesOnToTheSameBits_data()
{
    QTest::addColumn<int>("killedAfter");
    QTest::addColumn<double>("every");
    QTest::addColumn<QByteArray>("damage");
    QTest::newRow("before any checkpoint") << 2 << 1e6 << QByteArray();
    QTest::newRow("behind the end of an epoch") << 5 << 1e6 << QByteArray();
    QTest::newRow("in the middle of an epoch") << 5 << 1e-9 << QByteArray();
    QTest::newRow("half a checkpoint") << 8 << 1e-9 << QByteArray("half");
    QTest::newRow("an empty checkpoint") << 8 << 1e-9 << QByteArray("empty");
    QTest::newRow("only halves") << 8 << 1e-9 << QByteArray("all");
    QTest::newRow("half a line of the record") << 5 << 1e6 << QByteArray("record");
    QTest::newRow("no configuration") << 5 << 1e6 << QByteArray("config");
}

/// A copy of the folder, made between two steps, is what kill -9 leaves of it.
void TestRunFolder::killedRunGoesOnToTheSameBits()
{
    QFETCH(int, killedAfter);
    QFETCH(double, every);
    QFETCH(QByteArray, damage);
    const TemporaryStore temporary;
    const nn::RunStore left(temporary.path("left"));
    nn::TrainingOptions options = epochsOf("rknet", 3);
    options.checkpointSeconds = every;
    const nn::StoredRun whole = temporary.store.create(options);
    const nn::RunFolder folder(left.folder() / whole.id);
    fs::create_directory(left.folder());
    train(whole.options, [&](const nn::TrainingStep& step, auto&) {
        if (step.step == killedAfter)
            fs::copy(whole.folder, folder.path(), fs::copy_options::recursive);
    });
    const auto halve = [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); };
    if (damage == "half" || damage == "all")
        halve(folder.checkpoint());
    if (damage == "empty")
        fs::resize_file(folder.checkpoint(), 0);
    if (damage == "all")
        for (const int epoch : folder.keptEpochs())
            halve(folder.epochCheckpoint(epoch));
    if (damage == "record")
        fs::resize_file(folder.record(), fs::file_size(folder.record()) - 9);
    if (damage == "config")
        fs::remove(folder.config());

    QCOMPARE(left.open(whole.id).status, RunStatus::Interrupted);
    const nn::TrainingOptions rest = left.resumed(whole.id);
    const bool anew = killedAfter < kPerEpoch || damage == "all";
    QCOMPARE(rest.resume.empty(), anew);
    const Outcome goneOn = train(rest);
    QCOMPARE(goneOn.starts.front().firstStep > 0, !anew);
    const nn::StoredRun run = left.open(whole.id);
    QCOMPARE(run.status, RunStatus::Finished);
    QVERIFY(bytesOf(run.lastWeights()) == bytesOf(whole.lastWeights()));
    QVERIFY(bytesOf(run.bestWeights()) == bytesOf(whole.bestWeights()));
    QCOMPARE(run.keptEpochs, (std::vector<int> { 1, 2, 3 }));

    // The record tells one story: every step once, with the losses of the whole run.
    const auto steps = run.steps();
    const auto expected = temporary.store.open(whole.id).steps();
    QCOMPARE(steps.size(), expected.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        QCOMPARE(steps[i].step, std::int64_t(i) + 1);
        QCOMPARE(steps[i].loss, expected[i].loss);
    }
    QCOMPARE(run.record.epochs.size(), std::size_t(3));
}

void TestRunFolder::forkIsAResumeWithTheChangedOption()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun parent = trainedRun(store, epochsOf("rknet", 3), "parent");
    nn::RunConfig config = store.forked(parent.id, 2);
    config.options.learningRate = 0.01;
    config.options.epochs = 4;
    const nn::StoredRun made = store.create(config);
    const Outcome outcome = train(made.options);
    QVERIFY(outcome.epochs.front().best); // counted anew, its parent may have been better
    QCOMPARE(outcome.end.bestTestError, store.open(made.id).record.leastError());
    const nn::StoredRun fork = store.open(made.id);
    QCOMPARE(fork.forkedFrom, parent.id);
    QCOMPARE(fork.forkEpoch, 2);
    QCOMPARE(fork.name, std::string("parent, from epoch 2"));
    QCOMPARE(fork.record.epochs.front().epoch, 3); // its own part only
    QCOMPARE(fork.options.learningRate, 0.01);
    QVERIFY(fs::exists(fork.bestWeights()));

    nn::TrainingOptions resumed = nn::resumedOptions(parent.checkpoint(2));
    resumed.learningRate = 0.01;
    resumed.epochs = 4;
    QVERIFY(train(resumed).weights == bytesOf(fork.lastWeights()));
    QVERIFY(bytesOf(parent.lastWeights()) != bytesOf(fork.lastWeights()));

    QVERIFY(contains(complaintOf([&] { store.forked(parent.id, 7); }),
        "no checkpoint of epoch 7; there are: 1"));
    const std::string useless = complaintOf([&] { store.create(store.forked(parent.id, 3)); });
    QVERIFY2(contains(useless, "raise the number of epochs"), useless.c_str());
}

void TestRunFolder::forkMayChangeTheSolver()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun parent = trainedRun(store, epochsOf("odenet", 1));
    nn::RunConfig config = store.forked(parent.id, 1);
    config.options.model.solver = "euler";
    config.options.model.step = 0.25;
    config.options.epochs = 2;
    const Outcome fork = train(store.create(config).options);
    QCOMPARE(fork.steps.front().step, long(kPerEpoch) + 1);
    QCOMPARE(fork.steps.front().nfeForward, 8.0); // not rk4's 16
    // Said once for a fork, not whenever a checkpoint meets another solver
    nn::TrainingOptions plain = nn::resumedOptions(parent.checkpoint(1));
    plain.model.solver = "euler";
    QVERIFY(contains(complaintOf([&] { train(plain); }), "the checkpoint's model is"));
    config.options.batch = 4; // the position in the run would mean something else
    QVERIFY(contains(complaintOf([&] { train(store.create(config).options); }), "batch size is 8"));
    config.options = store.forked(parent.id, 1).options;
    config.options.epochs = 2;
    config.options.model.model = "rknet";
    config.options.model.gradient = "backprop";
    QVERIFY(contains(complaintOf([&] { train(store.create(config).options); }), "model is odenet"));
}

/// A fork that was killed before its first checkpoint does not need its parent any more.
void TestRunFolder::killedForkStartsFromItsOwnCopy()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun parent = trainedRun(store, epochsOf("odenet", 1));
    nn::RunConfig config = store.forked(parent.id, 1);
    config.options.model.solver = "heun";
    config.options.epochs = 2;
    const nn::StoredRun fork = store.create(config);
    const std::string whole = train(nn::TrainingOptions(config.options)).weights;
    store.purge(store.remove(parent.id));
    const nn::TrainingOptions again = store.resumed(fork.id);
    QCOMPARE(again.resume, nn::RunFolder(fork.folder).start());
    QVERIFY(train(again).weights == whole);
}

void TestRunFolder::startWeightsAreKept()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun first = trainedRun(store, epochsOf("mlp", 1));
    nn::TrainingOptions options = epochsOf("mlp", 1);
    options.init = first.lastWeights();
    const nn::StoredRun second = store.create(options);
    const std::string whole = train(options).weights;
    store.purge(store.remove(first.id));
    store.rename(second.id, "other"); // keeps what it does not know
    QVERIFY(contains(bytesOf(nn::RunFolder(second.folder).config()), first.id));
    QVERIFY(train(store.resumed(second.id)).weights == whole);
}

void TestRunFolder::explicitFilesAreWrittenToo()
{
    const TemporaryStore temporary;
    nn::TrainingOptions options = epochsOf("mlp", 2);
    options.log = temporary.path("log.jsonl");
    options.save = temporary.path("save.safetensors");
    options.best = temporary.path("best.safetensors");
    options.checkpoint = temporary.path("run.checkpoint");
    const nn::StoredRun run = trainedRun(temporary.store, options);
    const nn::RunFolder folder(run.folder);
    QVERIFY(bytesOf(options.save) == bytesOf(folder.last()));
    QVERIFY(bytesOf(options.best) == bytesOf(folder.best()));
    QCOMPARE(nn::checkpointPosition(options.checkpoint).step, 2L * kPerEpoch);
    QCOMPARE(nn::checkpointPosition(folder.checkpoint()).step, 2L * kPerEpoch);
    QVERIFY(bytesOf(options.log) == bytesOf(folder.record()));
}

void TestRunFolder::keptEpochsAreThinned()
{
    const TemporaryStore temporary;
    nn::TrainingOptions options = epochsOf("mlp", 11);
    options.keptEpochs = 4;
    const nn::StoredRun run = trainedRun(temporary.store, options);
    QCOMPARE(run.keptEpochs, (std::vector<int> { 4, 8, 10, 11 }));
    QCOMPARE(run.options.keptEpochs, 4); // known to whoever resumes it
    options.epochs = 2;
    options.keptEpochs = 0;
    QVERIFY(trainedRun(temporary.store, options).keptEpochs.empty());

    // Twenty epochs of the article stay whole; whatever is kept, the newest is.
    const nn::RunFolder folder(temporary.path("thinned"));
    fs::create_directories(folder.path() / "epochs");
    writeBytes(folder.path() / "epochs" / "notes.txt", "not ours");
    for (int epoch = 1; epoch <= 200; ++epoch) {
        writeBytes(folder.epochCheckpoint(epoch), "x");
        folder.thinEpochs(20);
        const auto kept = folder.keptEpochs();
        QVERIFY(kept.size() <= 20 && kept.back() == epoch);
        QVERIFY(kept.size() >= std::size_t(std::min(epoch, 10)));
        if (epoch == 20)
            QCOMPARE(kept.size(), std::size_t(20));
    }
    folder.thinEpochs(1);
    QCOMPARE(folder.keptEpochs(), std::vector<int> { 200 });
}

void TestRunFolder::oneTrainingAtATime()
{
    const TemporaryStore temporary;
    const nn::StoredRun run = temporary.store.create(epochsOf("mlp", 1));
    const nn::RunFolder folder(run.folder);
    QVERIFY(!folder.busy());
    {
        const nn::RunLock lock(folder);
        QVERIFY(folder.busy() && folder.busy()); // asking does not let go of it
        const std::string said = complaintOf([&] { train(run.options); });
        QVERIFY2(contains(said, "a training is writing into this run folder"), said.c_str());
        QVERIFY(!fs::exists(folder.record()));
    }
    QVERIFY(!folder.busy());
    train(run.options);
    QCOMPARE(temporary.store.open(run.id).status, RunStatus::Finished);
}

void TestRunFolder::checkpointGivesItsWeights()
{
    const TemporaryStore temporary;
    const nn::StoredRun run = trainedRun(temporary.store, epochsOf("mlp", 2));
    const fs::path file = temporary.path("weights.safetensors");
    nn::writeCheckpointModel(run.checkpoint(2), file);
    QVERIFY(bytesOf(file) == bytesOf(run.lastWeights()));
    QVERIFY(contains(complaintOf([&] { nn::writeCheckpointModel(run.lastWeights(), file); }),
        "not a checkpoint"));
}

void TestRunFolder::trialsOfATableAreRuns()
{
    const TemporaryStore temporary;
    nn::Table1Options table;
    table.rows = { "mlp" };
    table.trials = 2;
    table.out = temporary.path("a table");
    table.recipe = epochsOf("mlp", 2);
    nn::TrainingObserver silent;
    for (const auto& trial : nn::table1Trials(table)) {
        nn::TrainingControl control;
        nn::runTable1Trial(table, trial, control, silent);
    }
    nn::writeTable1(table);
    std::vector<std::string> faults;
    const nn::RunStore store(table.out);
    const auto runs = store.list(&faults);
    QVERIFY(faults.empty()); // table1.md and the like are no runs
    QCOMPARE(runs.size(), std::size_t(2));
    const nn::StoredRun second = store.open("mlp-seed8");
    QCOMPARE(second.table, std::string("a table"));
    QCOMPARE(second.row, std::string("mlp"));
    QCOMPARE(second.trial, 2);
    QCOMPARE(second.name, std::string("MLP, seed 8"));
    QCOMPARE(second.keptEpochs, (std::vector<int> { 1, 2 }));
    QCOMPARE(store.forked("mlp-seed8", 1).table, std::string()); // a fork is no trial
}

REGISTER_TEST(TestRunFolder)
#include "tst_run_folder.moc"
