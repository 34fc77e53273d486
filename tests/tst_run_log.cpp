// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/run_log.h"
#include "test_program.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;
using Mode = nn::RunLogWriter::Mode;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string> kLines {
    R"({"event":"start","time":"2026-01-01T00:00:00Z","config":{"model":"rknet","seed":"18446744073709551615"},"parameters":174218})",
    R"({"event":"step","step":1,"epoch":1,"loss":2.31,"nfe_forward":16,"nfe_backward":20,"images_per_second":1234.5,"seconds":0.1})",
    R"({"event":"epoch","epoch":1,"train_loss":0.30000000000000004,"test_error":0.0123,"seconds":60.5,"nfe_forward_mean":16.25,"nfe_backward_mean":20.75,"peak_memory_bytes":123456789})",
    R"({"event":"end","status":"finished","best_test_error":0.0123,"seconds":61.5})",
};

std::vector<nn::RunEvent> events()
{
    nlohmann::ordered_json config;
    config["model"] = "rknet";
    config["seed"] = "18446744073709551615";
    return { nn::RunStart { "2026-01-01T00:00:00Z", config, 174218 },
        nn::RunStep { 1, 1, 2.31, 16, 20, 1234.5, 0.1 },
        nn::RunEpoch { 1, 0.1 + 0.2, 0.0123, 60.5, 16.25, 20.75, 123456789 },
        nn::RunEnd { "finished", 0.0123, 61.5 } };
}

std::string contentOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() };
}

template <typename Call>
std::string complaint(Call call)
{
    try {
        call();
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

} // namespace

class TestRunLog : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_file = fs::path(m_folder->path().toStdString()) / "run.jsonl";
    }

    void linesAreThoseOfTheInterface()
    {
        for (std::size_t i = 0; i < kLines.size(); ++i)
            QCOMPARE(nn::toJsonLine(events()[i]), kLines[i]);
    }

    void everyLineReadsBackTheSame()
    {
        for (const std::string& line : kLines)
            QCOMPARE(nn::toJsonLine(nn::parseRunEvent(line)), line);
        const auto epoch = std::get<nn::RunEpoch>(nn::parseRunEvent(kLines[2]));
        QCOMPARE(epoch.trainLoss, 0.1 + 0.2); // all its digits
        QCOMPARE(epoch.peakMemoryBytes, std::int64_t { 123456789 });
        const auto start = std::get<nn::RunStart>(nn::parseRunEvent(kLines[0]));
        QCOMPARE(start.config.at("seed").get<std::string>(), std::string("18446744073709551615"));
    }

    void notFiniteBecomesNull()
    {
        const std::string line = nn::toJsonLine(nn::RunEnd { "diverged", kNan, 1.5 });
        QCOMPARE(line,
            std::string(
                R"({"event":"end","status":"diverged","best_test_error":null,"seconds":1.5})"));
        QVERIFY(std::isnan(std::get<nn::RunEnd>(nn::parseRunEvent(line)).bestTestError));
        const nn::RunStep step { 1, 1, std::numeric_limits<double>::infinity(), 0, 0, 1.0, 1.0 };
        QVERIFY(nn::toJsonLine(step).find("\"loss\":null") != std::string::npos);
    }

    void bytesThatAreNoTextDoNotStopTheRun()
    {
        const std::string line = nn::toJsonLine(nn::RunEnd { "stopped \xff", 0.1, 1.0 });
        QVERIFY(!std::get<nn::RunEnd>(nn::parseRunEvent(line)).status.empty());
    }

    void timeIsUtcNow()
    {
        const auto before = QDateTime::currentSecsSinceEpoch();
        const QString text = QString::fromStdString(nn::utcNow());
        const auto after = QDateTime::currentSecsSinceEpoch();
        QCOMPARE(text.size(), 20);
        QVERIFY(text.endsWith('Z'));
        const auto time = QDateTime::fromString(text, Qt::ISODate).toSecsSinceEpoch();
        QVERIFY(before <= time && time <= after);
    }

    void startWithoutTimeGetsOne()
    {
        const auto event = nn::parseRunEvent(nn::toJsonLine(nn::RunStart {}));
        QCOMPARE(std::get<nn::RunStart>(event).time.size(), std::size_t { 20 });
    }

    void eachLineIsInTheFileAtOnce()
    {
        nn::RunLogWriter log(m_file);
        std::string expected;
        for (std::size_t i = 0; i < kLines.size(); ++i) {
            log.write(events()[i]);
            expected += kLines[i] + "\n";
            QCOMPARE(contentOf(m_file), expected);
        }
        QCOMPARE(nn::readRunLog(m_file).size(), std::size_t { 4 });
    }

    void createReplacesAndAppendContinues()
    {
        put("old\n");
        nn::RunLogWriter(m_file).write(events()[0]);
        nn::RunLogWriter(m_file, Mode::Append).write(events()[1]);
        QCOMPARE(contentOf(m_file), kLines[0] + "\n" + kLines[1] + "\n");
    }

    void appendMendsTheLastLine_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("kept");
        const QString first = QString::fromStdString(kLines[0]);
        QTest::newRow("no file content") << ""
                                         << "";
        QTest::newRow("whole") << first + "\n" << first + "\n";
        QTest::newRow("only the line end is missing") << first << first + "\n";
        QTest::newRow("second cut") << first + "\n" + first.left(50) << first + "\n";
        QTest::newRow("first cut") << first.left(50) << "";
    }

    void appendMendsTheLastLine()
    {
        QFETCH(QString, before);
        QFETCH(QString, kept);
        put(before.toStdString());
        nn::RunLogWriter(m_file, Mode::Append).write(events()[3]);
        QCOMPARE(contentOf(m_file), kept.toStdString() + kLines[3] + "\n");
    }

    void lossOfPowerAnywhereInTheLastLine()
    {
        const std::string whole = kLines[0] + "\n" + kLines[1];
        for (std::size_t size = kLines[0].size() + 1; size < whole.size(); ++size) {
            put(whole.substr(0, size));
            QCOMPARE(nn::readRunLog(m_file).size(), std::size_t { 1 });
        }
        put(whole);
        QCOMPARE(nn::readRunLog(m_file).size(), std::size_t { 2 });
        put(kLines[0] + "\n" + std::string(512, '\0')); // as some file systems leave it
        QCOMPARE(nn::readRunLog(m_file).size(), std::size_t { 1 });
    }

    void badLines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("expected");
        QTest::newRow("cut") << R"({"event":"end")"
                             << "not valid JSON";
        QTest::newRow("empty") << ""
                               << "not valid JSON";
        QTest::newRow("list") << "[]"
                              << "found array, expected an object";
        QTest::newRow("no event") << "{}"
                                  << "\"event\" is missing";
        QTest::newRow("event number") << R"({"event":3})"
                                      << "\"event\" is number, expected a str";
        QTest::newRow("unknown") << R"({"event":"pause"})"
                                 << "unknown event, expected start";
        QTest::newRow("missing") << R"({"event":"end","status":"x","seconds":1})"
                                 << "\"best_test_error\" is missing";
        QTest::newRow("text") << R"({"event":"end","status":"x","best_test_error":"1"})"
                              << "\"best_test_error\" is string, expected a number";
        QTest::newRow("negative") << R"({"event":"step","step":-1})"
                                  << "\"step\" is number, expected a whole number from 0";
        QTest::newRow("fraction") << R"({"event":"step","step":1.5})"
                                  << "\"step\" is number";
        QTest::newRow("int64") << R"({"event":"step","step":9223372036854775808})"
                               << "\"step\" is number";
        QTest::newRow("int") << R"({"event":"step","step":1,"epoch":2147483648})"
                             << "\"epoch\" is number";
        QTest::newRow("config") << R"({"event":"start","time":"","config":[]})"
                                << "\"config\" is array, expected an object";
    }

    void badLines()
    {
        QFETCH(QString, line);
        QFETCH(QString, expected);
        for (const std::string& after : { kLines[3] + "\n", std::string() }) {
            put(kLines[0] + "\n" + line.toStdString() + "\n" + after);
            const std::string message = complaint([&] { nn::readRunLog(m_file); });
            QVERIFY2(message.starts_with(m_file.string() + ": line 2: "), message.c_str());
            QVERIFY2(QString::fromStdString(message).contains(expected), message.c_str());
        }
    }

    void keysOfLaterVersionsAreIgnored()
    {
        std::string line = kLines[3];
        line.insert(1, R"("later":[1,{"x":2}],)");
        QCOMPARE(nn::toJsonLine(nn::parseRunEvent(line)), kLines[3]);
    }

    void filesThatCannotBeUsed()
    {
        const fs::path missing = m_file.parent_path() / "missing" / "run.jsonl";
        for (const auto mode : { Mode::Create, Mode::Append }) {
            const std::string message = complaint([&] { nn::RunLogWriter log(missing, mode); });
            QVERIFY2(message.starts_with(missing.string() + ": cannot be written (No such"),
                message.c_str());
        }
        QVERIFY(complaint([&] { nn::readRunLog(missing); }).find("cannot be read (No such")
            != std::string::npos);
        QVERIFY(complaint([&] {
            nn::readRunLog(m_file.parent_path());
        }).find("cannot be read (Is a directory)")
            != std::string::npos);
        nn::RunLogWriter full("/dev/full");
        QVERIFY(complaint([&] { full.write(events()[0]); }).starts_with("/dev/full: cannot"));
    }

private:
    void put(const std::string& text) { std::ofstream(m_file, std::ios::binary) << text; }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;
};

REGISTER_TEST(TestRunLog)
#include "tst_run_log.moc"
