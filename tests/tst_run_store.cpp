// SPDX-License-Identifier: GPL-3.0-or-later
// Runs are listed, named, deleted and brought back; damaged folders never hide the sound ones.
#include "nn/runs/kept_run.h"
#include "stored_runs.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <thread>

namespace fs = std::filesystem;
using nn::RunStatus;

class TestRunStore final : public QObject {
    Q_OBJECT

private slots:
    void runIsListedFromItsMakingToItsEnd();
    void damagedFolderIsAFaultOfItsOwn_data();
    void damagedFolderIsAFaultOfItsOwn();
    void recordStandsInForALostConfiguration();
    void cutRecordIsReadAsFarAsItGoes();
    void namesAndNotesMayHoldAnything();
    void deletedRunComesBack();
    void runIsFoundByIdBeginningOrName();
    void idsDifferHoweverManyAreMadeAtOnce();
    void differencesAreThoseOfTheSettings();
    void runThatCannotBeginLeavesNothing();
    void userFolderFollowsTheEnvironment();
};

void TestRunStore::runIsListedFromItsMakingToItsEnd()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    QVERIFY(store.list().empty()); // not even there
    const nn::StoredRun made = store.create(epochsOf("mlp", 2));
    QCOMPARE(made.name, std::string("MLP"));
    QVERIFY(contains(made.id, "-mlp-"));
    QCOMPARE(store.list().size(), std::size_t(1));
    QCOMPARE(store.list().front().status, RunStatus::Queued);

    RunStatus during = RunStatus::Queued;
    const Outcome outcome = train(made.options, [&](const nn::TrainingStep& step, auto&) {
        if (step.step == 4) {
            during = store.open(made.id).status;
            // Moved away, its files would go on growing in the trash.
            QVERIFY(contains(complaintOf([&] { store.remove(made.id); }), "stop it first"));
            QVERIFY(contains(complaintOf([&] { store.resumed(made.id); }), "running already"));
        }
    });
    QCOMPARE(during, RunStatus::Running);
    const nn::StoredRun run = store.open(made.id);
    QCOMPARE(run.status, RunStatus::Finished);
    QCOMPARE(run.record.epochs.size(), std::size_t(2));
    QCOMPARE(run.record.leastError(), outcome.end.bestTestError);
    QCOMPARE(run.keptEpochs, (std::vector<int> { 1, 2 }));
    QCOMPARE(run.options.learningRate, made.options.learningRate);
    QVERIFY(bytesOf(run.lastWeights()) == outcome.weights);
    QVERIFY(fs::exists(run.bestWeights()));
    QCOMPARE(run.steps().size(), std::size_t(2 * kPerEpoch));
    QVERIFY(contains(complaintOf([&] { store.resumed(made.id); }), "finished"));

    nn::TrainingOptions options = epochsOf("mlp", 100);
    const nn::StoredRun stopped = store.create(options);
    train(stopped.options, [](const nn::TrainingStep&, nn::TrainingControl& run_) { run_.stop(); });
    QCOMPARE(store.open(stopped.id).status, RunStatus::Stopped);
    options.optimizer = "sgd";
    options.learningRate = 1e30;
    const nn::StoredRun diverged = store.create(options);
    train(diverged.options);
    QCOMPARE(store.open(diverged.id).status, RunStatus::Diverged);
    QVERIFY(contains(complaintOf([&] { store.resumed(diverged.id); }), "smaller learning rate"));
}

void TestRunStore::damagedFolderIsAFaultOfItsOwn_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("no JSON") << QByteArray("{\"format\": 1, ") << QByteArray("config.json: ");
    QTest::newRow("empty") << QByteArray() << QByteArray("config.json: ");
    QTest::newRow("an array") << QByteArray("[]") << QByteArray("expected a JSON object");
    QTest::newRow("newer format") << QByteArray("\"format\": 1>\"format\": 2")
                                  << QByteArray("newer version of Separatrix");
    QTest::newRow("unknown key") << QByteArray("\"note\">\"mood\": \"\", \"note\"")
                                 << QByteArray("unknown key \"mood\"; it was written by a newer");
    QTest::newRow("missing key") << QByteArray("\"note\">\"name\"")
                                 << QByteArray("\"note\" is mis");
    QTest::newRow("wrong type") << QByteArray("\"note\": \"\">\"note\": 7")
                                << QByteArray("\"note\" has an unusable value 7");
    QTest::newRow("unknown option")
        << QByteArray("\"lr\">\"warmth\": 1, \"lr\"") << QByteArray("warmth");
    QTest::newRow("broken line") << QByteArray("record") << QByteArray("record.jsonl: line 2: ");
}

void TestRunStore::damagedFolderIsAFaultOfItsOwn()
{
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, said);
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun good = store.create(epochsOf("mlp", 1));
    const nn::StoredRun bad = store.create(epochsOf("mlp", 1));
    const nn::RunFolder folder(bad.folder);
    const std::string config = bytesOf(folder.config());
    if (change == "record") {
        nn::RunLogWriter log(folder.record());
        log.write(nn::RunStart { "", {}, 1 });
        writeBytes(
            folder.record(), bytesOf(folder.record()) + "{\"event\":\n{\"event\":\"end\"}\n");
    } else if (const auto arrow = change.indexOf('>'); arrow > 0) {
        std::string changed = config;
        const auto from = change.left(arrow).toStdString();
        QVERIFY(contains(config, from));
        changed.replace(config.find(from), from.size(), change.mid(arrow + 1).toStdString());
        writeBytes(folder.config(), changed);
    } else {
        writeBytes(folder.config(), change.toStdString());
    }
    std::vector<std::string> faults;
    const auto runs = store.list(&faults);
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs.front().id, good.id);
    QCOMPARE(faults.size(), std::size_t(1));
    QVERIFY2(contains(faults.front(), said.toStdString()), faults.front().c_str());
    QVERIFY2(faults.front().starts_with(bad.folder.string()), faults.front().c_str());
    QVERIFY(!contains(faults.front(), "\n"));
}

void TestRunStore::recordStandsInForALostConfiguration()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    nn::TrainingOptions options = epochsOf("mlp", 1);
    options.learningRate = 0.0123;
    const nn::StoredRun run = trainedRun(store, options);
    fs::remove(nn::RunFolder(run.folder).config());
    QCOMPARE(store.list().size(), std::size_t(1));
    QCOMPARE(store.open(run.id).options.learningRate, 0.0123);
    store.rename(run.id, "found again"); // writes what was lost
    QCOMPARE(nn::readRunConfig(nn::RunFolder(run.folder)).name, std::string("found again"));

    std::vector<std::string> faults; // neither a run nor a fault
    fs::create_directory(store.folder() / "holiday pictures");
    writeBytes(store.folder() / "list.txt", "text");
    QCOMPARE(store.list(&faults).size(), std::size_t(1));
    QVERIFY(faults.empty());
}

void TestRunStore::cutRecordIsReadAsFarAsItGoes()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun run = trainedRun(store, epochsOf("mlp", 2));
    const fs::path record = nn::RunFolder(run.folder).record();
    const std::string text = bytesOf(record);
    writeBytes(record, text.substr(0, text.rfind("\"event\":\"end\"") + 4));
    QCOMPARE(store.open(run.id).status, RunStatus::Interrupted);
    QCOMPARE(store.open(run.id).record.epochs.size(), std::size_t(2));
    writeBytes(record, text.substr(0, 20)); // not even the start
    QCOMPARE(store.open(run.id).status, RunStatus::Queued);
}

void TestRunStore::namesAndNotesMayHoldAnything()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun run = store.create(epochsOf("mlp", 1), "../../etc/\"passwd\" \xC3\xA4");
    QCOMPARE(store.open(run.id).name, std::string("../../etc/\"passwd\" \xC3\xA4"));
    QCOMPARE(run.folder.parent_path(), store.folder());
    const std::string options = nn::RunFolder(run.folder).config().string();
    const std::string before = bytesOf(options);
    store.setNote(run.id, "two\nlines\t\"quoted\" \xF0\x9F\x99\x82");
    QCOMPARE(store.open(run.id).note, std::string("two\nlines\t\"quoted\" \xF0\x9F\x99\x82"));
    store.rename(run.id, "  line\nbreak\x1B[31m ");
    QCOMPARE(store.open(run.id).name, std::string("line break [31m"));
    store.rename(run.id, "\xFF\xFE not UTF-8"); // must stay readable
    QVERIFY(contains(store.open(run.id).name, " not UTF-8"));
    for (const char* empty : { "", " \t\n" })
        QVERIFY(contains(complaintOf([&] { store.rename(run.id, empty); }), "one character"));
    QVERIFY(contains(complaintOf([&] { store.rename(run.id, std::string(201, 'x')); }), "200"));
    const auto settings
        = [](const std::string& text) { return text.substr(text.find("\"options\"")); };
    QCOMPARE(settings(bytesOf(options)), settings(before));
}

void TestRunStore::deletedRunComesBack()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    const nn::StoredRun run = trainedRun(store, epochsOf("mlp", 1), "kept");
    const std::string weights = bytesOf(run.lastWeights());
    QVERIFY(contains(complaintOf([&] { store.restore(run.id); }), "is empty"));
    const std::string token = store.remove(run.id);
    QVERIFY(store.list().empty());
    QCOMPARE(store.trash(), std::vector<std::string> { token });
    std::string wrong = token;
    std::swap(wrong[wrong.size() - 6], wrong[wrong.size() - 7]);
    QVERIFY(contains(complaintOf([&] { store.restore(wrong); }), "did you mean " + token));
    QCOMPARE(store.restore(token), run.id);
    QVERIFY(store.trash().empty());
    QCOMPARE(store.open("kept").status, RunStatus::Finished);
    QVERIFY(bytesOf(store.open("kept").lastWeights()) == weights);

    // Deleted while another one of its id lies in the trash, as after a copy
    store.remove(run.id);
    fs::copy(store.folder() / ".trash" / run.id, run.folder, fs::copy_options::recursive);
    const std::string second = store.remove(run.id);
    QVERIFY(second != run.id);
    QCOMPARE(store.restore(second), run.id);
    QVERIFY(contains(complaintOf([&] { store.restore(run.id); }), "there is a run of this id"));
    store.purge(run.id);
    QVERIFY(store.trash().empty());
    QCOMPARE(store.list().size(), std::size_t(1));
}

void TestRunStore::runIsFoundByIdBeginningOrName()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    QVERIFY(contains(complaintOf([&] { store.open("x"); }), "no runs in"));
    const std::string first = store.create(epochsOf("mlp", 1), "first").id;
    const std::string second = store.create(epochsOf("rknet", 1), "twin").id;
    const std::string third = store.create(epochsOf("rknet", 1), "twin").id;
    QCOMPARE(store.open(first).id, first);
    QCOMPARE(store.open(first.substr(0, 14)).id, first); // the date and "-mlp"
    QCOMPARE(store.open("first").id, first);
    const std::string twins = complaintOf([&] { store.open("twin"); });
    QVERIFY2(contains(twins, second) && contains(twins, third) && contains(twins, "2 runs"),
        twins.c_str());
    QVERIFY(!complaintOf([&] { store.open(""); }).empty());
    std::string wrong = second;
    wrong.back() = wrong.back() == 'z' ? 'y' : 'z';
    QVERIFY_EXCEPTION_THROWN(store.open(wrong), std::invalid_argument);
    const std::string unknown = complaintOf([&] { store.open(wrong); });
    QVERIFY2(contains(unknown, "did you mean ") && contains(unknown, second), unknown.c_str());
    QVERIFY(contains(complaintOf([&] { store.open("frist"); }), "did you mean first"));
}

void TestRunStore::idsDifferHoweverManyAreMadeAtOnce()
{
    const TemporaryStore temporary;
    const auto make = [&temporary] {
        for (int i = 0; i < 40; ++i)
            temporary.store.create(epochsOf("mlp", 1));
    };
    {
        const std::jthread one(make);
        const std::jthread two(make);
        std::vector<std::string> faults;
        for (int i = 0; i < 20; ++i) { // what is half made is not seen
            (void)temporary.store.list(&faults);
            QVERIFY2(faults.empty(), faults.empty() ? "" : faults.front().c_str());
        }
    }
    const auto runs = temporary.store.list();
    QCOMPARE(runs.size(), std::size_t(80));
    // Nothing is left over of their making.
    const auto entries = fs::directory_iterator(temporary.store.folder());
    QCOMPARE(int(std::distance(begin(entries), end(entries))), 80);
    QVERIFY(std::is_sorted(runs.begin(), runs.end(),
        [](const auto& a, const auto& b) { return a.created > b.created; }));
}

void TestRunStore::differencesAreThoseOfTheSettings()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    nn::TrainingOptions options = epochsOf("odenet", 1);
    std::vector<nn::StoredRun> runs { store.create(options, "a"), store.create(options, "b") };
    QVERIFY(nn::configurationDifferences(runs).empty());
    options.learningRate = 0.25;
    options.model = {};
    options.model.model = "mlp";
    runs.push_back(store.create(options));
    const auto differences = nn::configurationDifferences(runs);
    const auto valuesOf = [&](const std::string& key) {
        for (const auto& difference : differences)
            if (difference.key == key)
                return difference.values;
        return std::vector<std::string>();
    };
    QCOMPARE(valuesOf("model"), (std::vector<std::string> { "odenet", "odenet", "mlp" }));
    QCOMPARE(valuesOf("lr"), (std::vector<std::string> { "0.001", "0.001", "0.25" }));
    QCOMPARE(valuesOf("solver"), (std::vector<std::string> { "rk4", "rk4", "" }));
    QVERIFY(valuesOf("batch").empty());
}

void TestRunStore::runThatCannotBeginLeavesNothing()
{
    const TemporaryStore temporary;
    const nn::RunStore& store = temporary.store;
    nn::TrainingOptions options = epochsOf("mlp", 1);
    options.dataDirectory = temporary.path("nowhere");
    {
        const nn::KeptRun kept(store, options);
        QVERIFY(kept.problem().empty() && store.list().size() == 1);
        QVERIFY_EXCEPTION_THROWN(train(kept.options()), std::runtime_error);
    }
    QVERIFY(store.list().empty());
    options.dataDirectory = data().folder();
    {
        const nn::KeptRun kept(store, options);
        train(kept.options());
    }
    QCOMPARE(store.list().size(), std::size_t(1));

    writeBytes(temporary.path("file"), "in the way");
    const nn::KeptRun nowhere(nn::RunStore(temporary.path("file")), options, "name");
    QVERIFY(nowhere.id().empty());
    QVERIFY(contains(nowhere.problem(), "file: no run folder can be made"));
    QVERIFY(nowhere.options().runFolder.empty()); // trains all the same
}

void TestRunStore::userFolderFollowsTheEnvironment()
{
    const QByteArray kept = qgetenv("SEPARATRIX_USER_DIR");
    const QByteArray home = qgetenv("HOME");
    const QByteArray data = qgetenv("XDG_DATA_HOME");
    QVERIFY(!kept.isEmpty()); // else tests would write where the user does
    qputenv("SEPARATRIX_USER_DIR", "/one");
    qputenv("XDG_DATA_HOME", "/two");
    qputenv("HOME", "/three");
    QCOMPARE(nn::RunStore::defaultFolder(), fs::path("/one/runs"));
    qunsetenv("SEPARATRIX_USER_DIR");
    QCOMPARE(nn::RunStore::defaultFolder(), fs::path("/two/separatrix/runs"));
    qputenv("XDG_DATA_HOME", "");
    QCOMPARE(nn::RunStore::defaultFolder(), fs::path("/three/.local/share/separatrix/runs"));
    qputenv("SEPARATRIX_USER_DIR", kept);
    qputenv("HOME", home);
    data.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", data);
}

REGISTER_TEST(TestRunStore)
#include "tst_run_store.moc"
