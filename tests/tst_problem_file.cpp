// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>

using namespace solvers;

namespace {

/// f(t0, y0) as numbers
std::vector<double> slopeAtStart(const Problem& problem)
{
    std::vector<double> dydt(problem.dim());
    const auto n = static_cast<Index>(problem.dim());
    makeSystem(problem)->evaluate(problem.t0, { problem.y0.data(), n }, { dydt.data(), n });
    return dydt;
}

/// The message with which a text is refused, empty if it is not
QString refusal(const std::string& json)
{
    try {
        problemFromJson(json, "my.json");
    } catch (const std::runtime_error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

void write(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

std::string read(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), {} };
}

QString readRefusal(const std::filesystem::path& file)
{
    try {
        readProblemFile(file);
    } catch (const std::runtime_error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class TestProblemFile : public QObject {
    Q_OBJECT

private slots:
    void init();
    void catalogueSurvivesTheRoundTrip();
    void numbersAndTextsSurviveTheRoundTrip();
    void documentedExampleReads();
    void leastFileReads();
    void documentHasTheDocumentedKeys();
    void faultIsNamed_data();
    void faultIsNamed();
    void numbersOutsideOfDoublesAreRefused();
    void everyTruncationIsRefused();
    void hostileTextsAreRefused();
    void largestProblemSurvives();
    void notAFile();
    void tooLargeAFile();
    void writingFailsWithTheName();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProblemFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestProblemFile::catalogueSurvivesTheRoundTrip()
{
    for (const auto& problem : problems()) {
        writeProblemFile(path("p.json"), problem);
        const Problem again = readProblemFile(path("p.json"));
        const auto same = [&](const auto& member) { return again.*member == problem.*member; };
        QVERIFY2(same(&Problem::name) && same(&Problem::rhs) && same(&Problem::y0)
                && same(&Problem::t0) && same(&Problem::t1) && same(&Problem::exact)
                && same(&Problem::stiff),
            problem.id.c_str());
        QCOMPARE(again.parameters.size(), problem.parameters.size());
        for (std::size_t i = 0; i < problem.parameters.size(); ++i) {
            QCOMPARE(again.parameters[i].name, problem.parameters[i].name);
            QCOMPARE(again.parameters[i].value, problem.parameters[i].value);
        }
        QCOMPARE(slopeAtStart(again), slopeAtStart(problem));
        QCOMPARE(makeExactSolution(again) != nullptr, makeExactSolution(problem) != nullptr);
        QCOMPARE(problemToJson(again), read(path("p.json")));
    }
}

void TestProblemFile::numbersAndTextsSurviveTheRoundTrip()
{
    Problem problem;
    problem.name = "Brüsselator \"2\" \\ µ\n\t\u2028 𝛼";
    problem.rhs = { "alpha*y2/1e-3", "y1 <= 2 && y2 > 0 ? k_1 : -y2" };
    problem.y0 = { 0.1, 5e-324 };
    problem.t0 = 1.0 / 3.0;
    problem.t1 = -1.7976931348623157e308;
    problem.exact = { "t", "alpha" };
    // In this order: natural functions read parameters by position.
    problem.parameters = { { "k_1", -0.0, 0, 0 }, { "alpha", 0.1 + 0.2, 0, 0 },
        { "B", 123456789.12345679, 0, 0 } };
    problem.stiff = true;
    const Problem again = problemFromJson(problemToJson(problem));
    QVERIFY(again == problem);
    QVERIFY(std::signbit(again.parameters[0].value));
    writeProblemFile(path("ä ö.json"), problem);
    QVERIFY(readProblemFile(path("ä ö.json")) == problem);
}

void TestProblemFile::documentedExampleReads()
{
    const Problem p = problemFromJson(R"json({"name": "Article example",
        "rhs": ["y - 0.5*exp(t/2)*sin(5*t) + 5*exp(t/2)*cos(5*t)"], "y0": [0], "t0": 0, "t1": 5,
        "exact": ["exp(t/2)*sin(5*t)"], "parameters": {"k": 1.0}, "stiff": false})json");
    const Problem& known = problemById("article");
    QVERIFY(p.rhs == known.rhs && p.exact == known.exact && p.y0 == known.y0);
    QVERIFY(p.t0 == 0.0 && p.t1 == 5.0 && !p.stiff);
    QCOMPARE(p.parameters.size(), std::size_t(1));
    QCOMPARE(p.parameters[0].name, std::string("k"));
    QCOMPARE(p.parameters[0].value, 1.0);
}

void TestProblemFile::leastFileReads()
{
    const Problem p = problemFromJson("\xEF\xBB\xBF{\"rhs\": [\"-y\"],\r\n\"y0\": [1]}\r\n");
    QVERIFY(p.name.empty() && p.exact.empty() && p.parameters.empty() && !p.stiff);
    QVERIFY(p.t0 == 0.0 && p.t1 == 1.0);
    QVERIFY(problemFromJson(R"({"rhs": ["-y"], "y0": [1], "exact": null})").exact.empty());
}

void TestProblemFile::documentHasTheDocumentedKeys()
{
    const auto json = nlohmann::ordered_json::parse(problemToJson(problemById("logistic")));
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items())
        keys.push_back(key);
    QCOMPARE(keys,
        (std::vector<std::string> {
            "name", "rhs", "y0", "t0", "t1", "exact", "parameters", "stiff" }));
    QCOMPARE(json["parameters"].dump(), std::string(R"({"r":1.0,"K":10.0})"));
    QVERIFY(!nlohmann::json::parse(problemToJson(problemById("lorenz"))).contains("exact"));
}

void TestProblemFile::faultIsNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("message"); // what follows "my.json: "
    const auto row = [](const char* json, const char* message) {
        QTest::newRow(json) << QByteArray(json) << QString(message);
    };
    row(R"({"rhs": ["y"], "y0": [1], "tl": 2})", "unknown key 'tl'; did you mean t0 or t1?");
    row(R"({"rsh": ["y"], "y0": [1]})", "unknown key 'rsh'; did you mean rhs?");
    row(R"({"rhs": ["y"], "y0": [1], "solver": "rk4"})",
        "unknown key 'solver'; valid: name, rhs, y0, t0, t1, exact, parameters, stiff");
    row(R"({"y0": [1]})", "the key 'rhs' is missing, expected a list");
    row(R"({"rhs": ["y"]})", "the key 'y0' is missing, expected a list");
    row(R"([1, 2])", "found array, expected an object {\"rhs\": [...], \"y0\": [...], ...}");
    row("7", "found number, expected an object {\"rhs\": [...], \"y0\": [...], ...}");
    row(R"({"rhs": "y", "y0": [1]})", "rhs: found string, expected a list of expressions");
    row(R"({"rhs": ["y", 3], "y0": [1]})", "rhs[2]: found number, expected a text");
    row(R"({"rhs": [["y"]], "y0": [1]})", "rhs[1]: found array, expected a text");
    row(R"({"rhs": ["y"], "y0": 1})", "y0: found number, expected a list of numbers");
    row(R"({"rhs": ["y"], "y0": ["1"]})", "y0[1]: found string, expected a number");
    row(R"({"rhs": ["y"], "y0": [true]})", "y0[1]: found boolean, expected a number");
    row(R"({"rhs": ["y1", "y2"], "y0": [1, null]})", "y0[2]: found null, expected a number");
    row(R"({"rhs": ["y"], "y0": [1], "t0": "0"})", "t0: found string, expected a number");
    row(R"({"rhs": ["y"], "y0": [1], "t1": null})", "t1: found null, expected a number");
    row(R"({"rhs": ["y"], "y0": [1], "name": 5})", "name: found number, expected a text");
    row(R"({"rhs": ["y"], "y0": [1], "stiff": 1})", "stiff: found number, expected true or false");
    row(R"({"rhs": ["y"], "y0": [1], "exact": "t"})",
        "exact: found string, expected a list of expressions");
    row(R"({"rhs": ["y"], "y0": [1], "parameters": [1]})",
        "parameters: found array, expected an object {\"name\": number, ...}");
    row(R"({"rhs": ["y"], "y0": [1], "parameters": {"k": "1"}})",
        "parameters.k: found string, expected a number");
    row(R"({"rhs": [], "y0": []})",
        "rhs: there is no right-hand side; give one expression for each equation");
    row(R"({"rhs": ["y2", "y1"], "y0": [1]})",
        "y0: 1 initial value for 2 right-hand sides; their numbers must agree");
    row(R"({"rhs": ["y"], "y0": []})",
        "y0: 0 initial values for 1 right-hand side; their numbers must agree");
    row(R"({"rhs": ["y"], "y0": [1], "exact": ["t", "t"]})",
        "exact: 2 exact solutions for 1 right-hand side; their numbers must agree");
    row(R"json({"rhs": ["y2", "-y1 + sn(t)"], "y0": [1, 0]})json",
        "rhs[2], column 7: unknown function 'sn'; did you mean sin or ln?");
    row(R"({"rhs": ["y1"], "y0": [1]})", "rhs[1], column 1: unknown name 'y1'; did you mean y?");
    row(R"({"rhs": ["y"], "y0": [1], "exact": ["y"]})", "exact[1], column 1: unknown name 'y'; ");
    row(R"({"rhs": ["y"], "y0": [1], "parameters": {"sin": 1}})",
        "parameters: 'sin' is a function; choose another name");
    row(R"({"rhs": ["y"], "y0": [1], "parameters": {"t": 1}})",
        "parameters: 't' is the time; choose another name");
    row(R"({"rhs": ["y"], "y0": [1], "parameters": {"y": 1}})",
        "parameters: 'y' is a component of the state; choose another name");
    row(R"({"rhs": ["y"], "y0": [1], "parameters": {"2k": 1}})",
        "parameters: '2k' is not a name; a name is a letter followed by letters, digits or "
        "'_'");
}

void TestProblemFile::faultIsNamed()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, message);
    const QString found = refusal(json.toStdString());
    QVERIFY2(found.startsWith("my.json: " + message), qPrintable(found));
}

void TestProblemFile::numbersOutsideOfDoublesAreRefused()
{
    for (const char* number : { "NaN", "nan", "Infinity", "-inf", "1e999", "-1e400", "0x10", "01",
             "1.", ".5", "+1", "1,5" }) {
        const QString y0 = refusal(R"({"rhs": ["y"], "y0": [)" + std::string(number) + "]}");
        QVERIFY2(y0.startsWith("my.json: "), number);
        QVERIFY2(y0.contains("not valid JSON") || y0.contains("their numbers must agree"),
            qPrintable(y0));
    }
    // A problem that is not finite cannot come back as one that is.
    Problem problem = problemById("dahlquist");
    problem.y0[0] = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(refusal(problemToJson(problem)).startsWith("my.json: y0[1]: "));
    problem = problemById("dahlquist");
    problem.t1 = std::numeric_limits<double>::infinity();
    QVERIFY(refusal(problemToJson(problem)).startsWith("my.json: t1: "));
}

void TestProblemFile::everyTruncationIsRefused()
{
    std::string json = problemToJson(problemById("logistic"));
    json.pop_back(); // the newline may go
    QVERIFY(refusal(json).isEmpty());
    for (std::size_t length = 0; length < json.size(); ++length) {
        const QString message = refusal(json.substr(0, length));
        QVERIFY2(message.startsWith("my.json: not valid JSON ("), qPrintable(message));
        QVERIFY(!message.contains('\n') && message.size() < 400);
    }
}

void TestProblemFile::hostileTextsAreRefused()
{
    const auto times = [](const std::string& text, int count) {
        std::string result;
        for (int i = 0; i < count; ++i)
            result += text;
        return result;
    };
    const std::string problem = R"({"rhs": ["y"], "y0": [1], )";
    const std::pair<std::string, const char*> texts[] {
        { times("[", 1'000'000), "my.json: not valid JSON" },
        { times("[", 500'000) + times("]", 500'000), "my.json: found array" },
        { times("{\"rhs\":", 300'000) + "1" + times("}", 300'000), "my.json: the key 'y0'" },
        { problem + "\"t0\": " + times("[", 99'999) + times("]", 99'999) + "}",
            "my.json: t0: found array" },
        { problem + "\"" + times("k", 1'000'000) + "\": 1}", "my.json: unknown key 'kkk" },
        { problem + "\"name\": \"" + times("x", 1'000'000), "my.json: not valid JSON" },
        { problem + "\"parameters\": {\"" + times("k", 1'000'000) + "\": \"x\"}}",
            "my.json: parameters" },
        { R"({"y0": [1], "rhs": [")" + times("y+", 500'000) + "y\"]}",
            "my.json: rhs[1], column 1: the expression is longer" },
        { R"({"y0": [1)" + times(",1", 500'000) + R"(], "rhs": ["y"]})",
            "my.json: y0: 500001 initial values" },
        { R"({"y0": [1], "rhs": ["y")" + times(",\"y\"", 1000) + "]}",
            "my.json: rhs: at most 1000 equations are possible, found 1001" },
        { "\x89PNG\r\n\x1a\n" + std::string(1000, '\0'), "my.json: not valid JSON" },
        { "{\"name\": \"\xff\xfe\", \"rhs\": [\"y\"], \"y0\": [1]}", "my.json: not valid JSON" },
    };
    for (const auto& [text, start] : texts) {
        const QString message = refusal(text);
        QVERIFY2(message.startsWith(start), qPrintable(message.left(200)));
        QVERIFY2(message.size() < 400, qPrintable(message.left(200)));
        QVERIFY(!message.contains('\n'));
    }
}

void TestProblemFile::largestProblemSurvives()
{
    Problem problem;
    for (int i = 1; i <= 1000; ++i) {
        problem.rhs.push_back("-y" + std::to_string(i) + " + y" + std::to_string(1001 - i));
        problem.y0.push_back(1.0 / i);
    }
    QVERIFY(problemFromJson(problemToJson(problem)) == problem);
}

void TestProblemFile::notAFile()
{
    const QString missing = readRefusal(path("missing.json"));
    QCOMPARE(missing,
        QString::fromStdString(path("missing.json").string())
            + ": the file cannot be read: No such file or directory");
    const QString folder = readRefusal(path("."));
    QVERIFY2(folder.endsWith("the file cannot be read: Is a directory"), qPrintable(folder));
    write(path("empty.json"), "");
    QVERIFY(readRefusal(path("empty.json")).contains("empty.json: not valid JSON"));
    write(path("wrong.json"), R"({"rhs": ["y"], "y0": [1, 2]})");
    QCOMPARE(readRefusal(path("wrong.json")),
        QString::fromStdString(path("wrong.json").string())
            + ": y0: 2 initial values for 1 right-hand side; their numbers must agree");
    QVERIFY(readRefusal("/dev/zero").startsWith("/dev/zero: the file is larger than 10 MB"));
}

void TestProblemFile::tooLargeAFile()
{
    const std::string json = R"({"rhs": ["y"], "y0": [1]})";
    write(path("large.json"), json + std::string(10'000'000 - json.size(), ' '));
    QCOMPARE(readProblemFile(path("large.json")).rhs.size(), std::size_t(1));
    write(path("large.json"), json + std::string(10'000'001 - json.size(), ' '));
    QVERIFY(readRefusal(path("large.json"))
                .endsWith("large.json: the file is larger than 10 MB, expected a problem file"));
}

void TestProblemFile::writingFailsWithTheName()
{
    try {
        writeProblemFile(path("no/such/folder.json"), problemById("article"));
        QFAIL("no exception");
    } catch (const std::runtime_error& error) {
        QVERIFY(QString(error.what()).contains("folder.json"));
    }
    write(path("kept.json"), "before");
    QVERIFY_EXCEPTION_THROWN(
        writeProblemFile(path("kept.json/x"), problemById("article")), std::runtime_error);
    QCOMPARE(read(path("kept.json")), std::string("before"));
}

REGISTER_TEST(TestProblemFile)
#include "tst_problem_file.moc"
