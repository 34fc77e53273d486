// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/atomic_file.h"
#include "solvers/npz.h"
#include "solvers/problems/problem_file.h"
#include "test_program.h"
#include "written_solutions.h"

#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <locale>
#include <random>

using namespace solvers;
using namespace written;

class TestSolutionIo : public QObject {
    Q_OBJECT

private slots:
    void shortestNumbersReadBack();
    void documentHasTheDocumentedShape();
    void documentHoldsTheSolution_data();
    void documentHoldsTheSolution();
    void problemInTheDocumentIsAFile();
    void unknownNumbersAreNull();
    void failedSolutionSaysSo();
    void csvHasOneRowPerStep();
    void csvWithoutExactSolution();
    void csvLeavesUnknownCellsEmpty();
    void exactSolutionThatBelongsElsewhere();
    void localeDoesNotMatter();
    void archiveHoldsTheSolution();
};

void TestSolutionIo::shortestNumbersReadBack()
{
    const std::pair<double, const char*> known[] { { 0.1, "0.1" }, { 1e-12, "1e-12" },
        { -2.5, "-2.5" }, { 0.0, "0" }, { -0.0, "-0" }, { 100.0, "100" }, { 1.0 / 3, nullptr },
        { 0.30000000000000004, "0.30000000000000004" }, { 5e-324, "5e-324" },
        { 1.7976931348623157e308, "1.7976931348623157e+308" }, { kNan, "nan" },
        { kInfinity, "inf" } };
    for (const auto& [value, text] : known)
        if (text != nullptr)
            QCOMPARE(shortestNumber(value), std::string(text));
    std::mt19937_64 engine(8);
    for (int i = 0; i < 10'000; ++i) {
        const auto bits = engine();
        const auto value = std::bit_cast<double>(bits);
        if (std::isfinite(value))
            QCOMPARE(std::bit_cast<std::uint64_t>(number(shortestNumber(value))), bits);
    }
}

void TestSolutionIo::documentHasTheDocumentedShape()
{
    const Problem problem = problemById("article");
    const std::vector<Solution> solutions { solve(problem, methodById("rk4"), fixed(0.25)),
        solve(problem, methodById("dopri5"), adaptive(1e-6, 1e-9)) };
    const std::string text = solutionsToJson(problem, solutions);
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), 1);
    QVERIFY(text.ends_with("}\n"));
    const Json json = Json::parse(text);
    QCOMPARE(json.size(), std::size_t(2));
    QVERIFY(json.contains("problem") && json.contains("solutions"));
    QCOMPARE(json["solutions"].size(), std::size_t(2));
    for (const auto& solution : json["solutions"]) {
        Strings keys;
        for (const auto& [key, value] : solution.items())
            keys.push_back(key);
        QCOMPARE(keys,
            (Strings { "solver", "order", "step", "rtol", "atol", "t", "y", "end_error",
                "max_error", "nfe", "njac", "accepted", "rejected", "seconds", "status",
                "events" }));
        QVERIFY(solution["status"] == "success");
        QVERIFY(solution["events"].is_array() && solution["events"].empty());
        QVERIFY(solution["seconds"].get<double>() >= 0.0);
        for (const char* count : { "order", "nfe", "njac", "accepted", "rejected" })
            QVERIFY2(solution[count].is_number_integer(), count);
    }
    const Json& rk4 = json["solutions"][0];
    QVERIFY(rk4["solver"] == "rk4");
    QVERIFY(rk4["order"] == 4);
    QVERIFY(rk4["step"] == 0.25);
    QVERIFY(rk4["rtol"].is_null() && rk4["atol"].is_null());
    QVERIFY(rk4["nfe"] == 80 && rk4["njac"] == 0 && rk4["accepted"] == 20 && rk4["rejected"] == 0);
    QVERIFY(std::abs(rk4["end_error"].get<double>() - 0.0374563377) < 1e-9);
    QVERIFY(std::abs(rk4["max_error"].get<double>() - 0.0382200115) < 1e-9);
    const Json& dopri5 = json["solutions"][1];
    QVERIFY(dopri5["step"].is_null());
    QVERIFY(dopri5["rtol"] == 1e-6 && dopri5["atol"] == 1e-9);
}

void TestSolutionIo::documentHoldsTheSolution_data()
{
    QTest::addColumn<const Method*>("method");
    for (const auto& method : methods())
        QTest::newRow(method.id.data()) << &method;
}

void TestSolutionIo::documentHoldsTheSolution()
{
    QFETCH(const Method*, method);
    const Problem problem = shortHarmonic();
    const Solution solution = solve(problem, *method, fixed(0.03));
    const Json json = documentOf(problem, { solution })["solutions"][0];
    QVERIFY(json["solver"] == std::string(method->id));
    QVERIFY(json["order"] == method->order());
    QCOMPARE(json["t"].get<std::vector<double>>(), solution.t);
    std::vector<double> states;
    for (const auto& state : json["y"]) {
        QCOMPARE(state.size(), std::size_t(2));
        states.insert(states.end(), { state[0], state[1] });
    }
    QCOMPARE(states, solution.y);
    QCOMPARE(json["end_error"].get<double>(), solution.endError);
    QCOMPARE(json["max_error"].get<double>(), solution.maxError);
    QCOMPARE(json["nfe"].get<long>(), solution.report.counters.nfe);
    QCOMPARE(json["njac"].get<long>(), solution.report.counters.njac);

    const auto rows = cellsOf(solutionsToCsv(problem, { &solution, 1 }));
    QCOMPARE(rows.size(), solution.size() + 1);
    for (std::size_t i = 0; i < solution.size(); ++i) {
        QCOMPARE(rows[i + 1][0], std::string(method->id));
        QCOMPARE(number(rows[i + 1][1]), solution.t[i]);
        QCOMPARE(number(rows[i + 1][2]), solution.state(i)[0]);
        QCOMPARE(number(rows[i + 1][3]), solution.state(i)[1]);
        QCOMPARE(number(rows[i + 1][6]), solution.error[i]);
    }
}

void TestSolutionIo::problemInTheDocumentIsAFile()
{
    Problem problem = problemById("logistic");
    problem.parameters[0].value = 0.1 + 0.2;
    const Json json = documentOf(problem, {});
    QVERIFY(json["solutions"].is_array() && json["solutions"].empty());
    const Problem again = problemFromJson(json["problem"].dump());
    QVERIFY(again.rhs == problem.rhs && again.y0 == problem.y0 && again.exact == problem.exact);
    QCOMPARE(again.parameters[0].value, 0.1 + 0.2);
    QCOMPARE(again.parameters[0].name, problem.parameters[0].name);
}

void TestSolutionIo::unknownNumbersAreNull()
{
    const Problem problem = problemById("lotka-volterra"); // without exact solution
    Solution solution = solve(problem, methodById("rk4"), fixed(0.5));
    QCOMPARE(solution.size(), std::size_t(21));
    solution.y[2] = kNan;
    solution.y[5] = -kInfinity;
    solution.maxError = kInfinity;
    const std::string text = solutionsToJson(problem, { &solution, 1 });
    QVERIFY(text.find("nan") == std::string::npos && text.find("inf") == std::string::npos);
    const Json json = Json::parse(text)["solutions"][0];
    QVERIFY(json["y"][1][0].is_null() && json["y"][1][1].is_number());
    QVERIFY(json["y"][2][0].is_number() && json["y"][2][1].is_null());
    QVERIFY(json["end_error"].is_null() && json["max_error"].is_null());
}

void TestSolutionIo::failedSolutionSaysSo()
{
    Problem problem;
    problem.rhs = { "y^2" };
    problem.y0 = { 1.0 };
    problem.t1 = 3.0;
    problem.exact = { "1/(1-t)" };
    const std::vector<Solution> solutions { solve(problem, methodById("rk4"), fixed(0.1)),
        solve(problem, methodById("dopri5"), adaptive(1e-6, 1e-9)) };
    const Json json = documentOf(problem, solutions)["solutions"];
    QVERIFY(json[0]["status"] == "diverged");
    QVERIFY(json[1]["status"] == "step-too-small");
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(json[i]["message"].get<std::string>(), solutions[i].report.message());
        QCOMPARE(json[i]["t"].size(), solutions[i].size());
        QCOMPARE(json[i]["t"].back().get<double>(), solutions[i].report.tReached);
    }
    SolveOptions few = fixed(0.01);
    few.maxSteps = 7;
    const Json limited = documentOf(problem, { solve(problem, methodById("rk4"), few) });
    QVERIFY(limited["solutions"][0]["status"] == "max-steps");
    QVERIFY(limited["solutions"][0]["accepted"] == 7);
    QCOMPARE(limited["solutions"][0]["t"].size(), std::size_t(8));
}

void TestSolutionIo::csvHasOneRowPerStep()
{
    const Problem problem = shortHarmonic();
    const std::vector<Solution> solutions { solve(problem, methodById("euler"), fixed(0.25)),
        solve(problem, methodById("dopri5"), adaptive(1e-3, 1e-3)) };
    const auto rows = cellsOf(solutionsToCsv(problem, solutions));
    QCOMPARE(rows[0], (Strings { "solver", "t", "y1", "y2", "exact1", "exact2", "error" }));
    QCOMPARE(rows.size(), 1 + solutions[0].size() + solutions[1].size());
    QCOMPARE(Strings(rows[1].begin(), rows[1].begin() + 4), (Strings { "euler", "0", "1", "0" }));
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const bool first = i <= solutions[0].size();
        QCOMPARE(rows[i][0], std::string(first ? "euler" : "dopri5"));
        QCOMPARE(rows[i].size(), std::size_t(7));
        const double t = number(rows[i][1]);
        QVERIFY(std::abs(number(rows[i][4]) - std::cos(t)) < 1e-15);
        QVERIFY(std::abs(number(rows[i][5]) + std::sin(t)) < 1e-15);
        QCOMPARE(number(rows[i][6]),
            std::max(std::abs(number(rows[i][2]) - number(rows[i][4])),
                std::abs(number(rows[i][3]) - number(rows[i][5]))));
    }
    // One equation is called y1 here, too.
    const Problem scalar = problemById("article");
    const Solution euler = solve(scalar, methodById("euler"), fixed(5.0));
    QCOMPARE(QString::fromStdString(solutionsToCsv(scalar, { &euler, 1 })).section('\n', 0, 1),
        QString("solver,t,y1,exact1,error\neuler,0,0,0,0"));
}

void TestSolutionIo::csvWithoutExactSolution()
{
    const Problem problem = problemById("lorenz");
    const std::string none = solutionsToCsv(problem, {});
    QCOMPARE(none, std::string("solver,t,y1,y2,y3\n"));
    const Solution s = solve(problem, methodById("rk4"), fixed(5.0));
    const auto rows = cellsOf(solutionsToCsv(problem, { &s, 1 }));
    QCOMPARE(rows[1], (Strings { "rk4", "0", "1", "0", "0" }));
}

void TestSolutionIo::csvLeavesUnknownCellsEmpty()
{
    const Problem problem = shortHarmonic();
    Solution solution = solve(problem, methodById("rk4"), fixed(0.5));
    solution.y[2] = kNan;
    solution.y[5] = kInfinity;
    const auto rows = cellsOf(solutionsToCsv(problem, { &solution, 1 }));
    QVERIFY(rows[2][2].empty() && !rows[2][3].empty() && rows[2][6].empty());
    QVERIFY(!rows[3][2].empty() && rows[3][3].empty() && rows[3][6].empty());
    QVERIFY(!rows[3][4].empty() && !rows[3][5].empty());
}

void TestSolutionIo::exactSolutionThatBelongsElsewhere()
{
    Problem problem = problemById("article");
    problem.y0 = { 1.0 };
    const Solution s = solve(problem, methodById("rk4"), fixed(2.5));
    const auto rows = cellsOf(solutionsToCsv(problem, { &s, 1 }));
    QCOMPARE(rows[0], (Strings { "solver", "t", "y1", "exact1", "error" }));
    for (std::size_t i = 1; i < rows.size(); ++i)
        QVERIFY(!rows[i][2].empty() && rows[i][3].empty() && rows[i][4].empty());
    const Json json = documentOf(problem, { s })["solutions"][0];
    QVERIFY(json["end_error"].is_null() && json["max_error"].is_null());
}

void TestSolutionIo::localeDoesNotMatter()
{
    struct German : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const Problem problem = shortHarmonic();
    Solution s = solve(problem, methodById("rk4"), fixed(0.3));
    s.report.accepted = 1234567;
    const std::string json = solutionsToJson(problem, { &s, 1 });
    const std::string csv = solutionsToCsv(problem, { &s, 1 });
    const std::locale before = std::locale::global(std::locale(std::locale(), new German));
    const std::string germanJson = solutionsToJson(problem, { &s, 1 });
    const std::string germanCsv = solutionsToCsv(problem, { &s, 1 });
    std::locale::global(before);
    QCOMPARE(germanJson, json);
    QCOMPARE(germanCsv, csv);
}

void TestSolutionIo::archiveHoldsTheSolution()
{
    const Problem problem = problemById("article");
    const std::vector<Solution> one { solve(problem, methodById("rk4"), fixed(0.25)) };
    const std::string bytes = solutionsToNpz(problem, one, std::nullopt, "1.2");
    std::map<std::string, NumpyArray> arrays;
    for (NumpyArray& array : parseNpz(bytes, "f.npz"))
        arrays[array.name] = array;
    QCOMPARE(arrays.at("t").values<double>(), one[0].t);
    QCOMPARE(arrays.at("y").values<double>(), one[0].y);
    QVERIFY((arrays.at("y").shape == std::vector<std::int64_t> { 21, 1 }));
    QCOMPARE(arrays.at("error").values<double>(), one[0].error);
    QCOMPARE(arrays.at("exact").values<double>().back(), std::exp(2.5) * std::sin(25.0));
    QCOMPARE(arrays.at("nfe").values<std::int64_t>().front(), 80);
    const Json recipe = Json::parse(arrays.at("recipe").text());
    QCOMPARE(recipe.at("version").get<std::string>(), std::string("1.2"));
    QCOMPARE(recipe.at("solutions")[0].at("step").get<double>(), 0.25);
    QVERIFY(!recipe.at("solutions")[0].contains("y"));

    // Both kinds of file open as their problem again.
    QTemporaryDir folder;
    const std::string archive = folder.filePath("f.npz").toStdString();
    const std::string table = folder.filePath("f.csv").toStdString();
    writeFileAtomically(archive, bytes);
    writeFileAtomically(
        table, std::string(kRecipeLine) + recipe.dump() + "\n" + solutionsToCsv(problem, one));
    for (const std::string& file : { archive, table })
        QCOMPARE(problemToJson(readProblemFile(file)), problemToJson(problem));
    writeFileAtomically(archive, npzBytes(std::vector<NumpyArray> { arrays.at("t") }));
    QVERIFY_EXCEPTION_THROWN(readProblemFile(archive), std::runtime_error);

    // Several solutions are told apart by their solver; times not reached are NaN.
    const std::vector<Solution> two { one[0],
        solve(problem, methodById("dopri5"), adaptive(1e-6, 1e-9)) };
    const auto both
        = parseNpz(solutionsToNpz(problem, two, std::vector<double> { 0.0, 9.0 }, "1"), "f.npz");
    QCOMPARE(both.front().name, std::string("rk4.t"));
    const auto late = std::ranges::find(both, "dopri5.y", &NumpyArray::name);
    QVERIFY(late != both.end());
    QVERIFY(std::isnan(late->values<double>()[1]));
}

REGISTER_TEST(TestSolutionIo)
#include "tst_solution_io.moc"
