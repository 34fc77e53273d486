// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/convergence.h"
#include "solvers/methods/tableau_file.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <stdexcept>

using namespace solvers;

namespace {

std::filesystem::path exampleFile(const std::string& name)
{
    return std::filesystem::path(TEST_DATA_DIR "/../../resources/tableaus") / name;
}

/// Why a document is refused; empty if it is not.
QString refusal(const std::string& json)
{
    try {
        tableauFromJson(json, "T");
        return {};
    } catch (const std::runtime_error& error) {
        return QString::fromStdString(error.what());
    }
}

UserTableau typedRk4()
{
    UserTableau tableau;
    tableau.a = { {}, { "1/2" }, { "0", "1/2" }, { "0", "0", "1" } };
    tableau.b = { "1/6", "1/3", "1/3", "1/6" };
    return tableau;
}

Problem nonLinear()
{
    Problem problem;
    problem.rhs = { "-2*t*y^2" };
    problem.y0 = { 1.0 };
    problem.exact = { "1/(1 + t^2)" };
    return problem;
}

/// The limit of the observed order, from steps h, h / 2 and h / 4
double limitOrder(const Method& method)
{
    const std::vector<double> steps { 1.0 / 64, 1.0 / 128, 1.0 / 256 };
    const Convergence c = measureConvergence(nonLinear(), method, steps);
    return 2.0 * c.points[2].order - c.points[1].order;
}

} // namespace

class TestUserTableau : public QObject {
    Q_OBJECT

private slots:
    void examplesHaveTheirOrder_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("order");
        QTest::addColumn<int>("embeddedOrder");
        QTest::newRow("kutta3") << "kutta3.json" << 3 << 0;
        QTest::newRow("rk4") << "rk4.json" << 4 << 0;
        QTest::newRow("ralston4") << "ralston4.json" << 4 << 0;
        QTest::newRow("heun3-2") << "heun3-2.json" << 3 << 2;
        QTest::newRow("crouzeix3") << "crouzeix3.json" << 3 << 0;
        QTest::newRow("radau-iia2") << "radau-iia2.json" << 3 << 0;
    }

    void examplesHaveTheirOrder()
    {
        QFETCH(QString, file);
        QFETCH(int, order);
        QFETCH(int, embeddedOrder);
        const UserTableau tableau = readTableauFile(exampleFile(file.toStdString()));
        const UserMethod own(tableau);
        const Method& method = own.method();
        QCOMPARE(method.order(), order);
        QCOMPARE(method.embeddedOrder(), embeddedOrder);
        QCOMPARE(tableau.order, order);
        QCOMPARE(method.id, std::string_view(tableau.id));
        QVERIFY(!method.name.empty() && !method.source.empty());
        QVERIFY(
            QString::fromStdString(own.orderText())
                .startsWith(QString("order %1; of order %2, sum b ").arg(order).arg(order + 1)));
        QCOMPARE(own.embeddedOrderText().empty(), embeddedOrder == 0);
        const double observed = limitOrder(method);
        QVERIFY2(std::abs(observed - order) < 0.15, qPrintable(QString::number(observed)));
        // What is written reads back the same.
        QCOMPARE(tableauFromJson(tableauToJson(tableau)) == tableau, true);
    }

    void everyExampleIsTested()
    {
        long files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(exampleFile("")))
            files += entry.path().extension() == ".json" ? 1 : 0;
        QCOMPARE(files, 6L);
    }

    void typedRk4IsTheRegisteredOne()
    {
        const UserMethod own(typedRk4());
        const Problem& lorenz = problemById("lorenz");
        SolveOptions options;
        options.step = 0.01;
        const Solution typed = solve(lorenz, own.method(), options);
        const Solution registered = solve(lorenz, methodById("rk4"), options);
        QVERIFY(registered.report.reachedEnd());
        QVERIFY(typed.t == registered.t && typed.y == registered.y);
        QCOMPARE(typed.report.counters.nfe, registered.report.counters.nfe);
    }

    void typedImplicitMethodIsTheRegisteredOne()
    {
        const UserMethod own(readTableauFile(exampleFile("radau-iia2.json")));
        SolveOptions options;
        options.step = 0.125;
        const Solution typed = solve(nonLinear(), own.method(), options);
        const Solution registered = solve(nonLinear(), methodById("radau-iia2"), options);
        QVERIFY(registered.report.reachedEnd());
        QVERIFY(typed.y == registered.y);
    }

    void differentDiagonalsAreSolvedTogether()
    {
        // Two implicit stages with diagonals 1/4 and 1/2: the stages are coupled for the engine.
        UserTableau tableau;
        tableau.a = { { "1/4" }, { "1/4", "1/2" } };
        tableau.b = { "1/2", "1/2" };
        const UserMethod own(tableau);
        QCOMPARE(own.method().order(), 2);
        QVERIFY(std::abs(limitOrder(own.method()) - 2.0) < 0.15);
    }

    void embeddedMethodControlsItsError()
    {
        const UserMethod own(readTableauFile(exampleFile("heun3-2.json")));
        QVERIFY(own.method().adaptive());
        SolveOptions options;
        options.adaptive = true;
        options.rtol = 1e-7;
        options.atol = 1e-7;
        const Solution s = solve(nonLinear(), own.method(), options);
        QVERIFY(s.report.reachedEnd());
        QVERIFY2(s.maxError < 1e-6 && s.maxError > 1e-10, qPrintable(QString::number(s.maxError)));
    }

    void higherEmbeddedOrderIsAllowed()
    {
        // The roles of Heun's pair exchanged: the estimate has the lower order of both.
        UserTableau tableau = readTableauFile(exampleFile("heun3-2.json"));
        std::swap(tableau.b, tableau.bHat);
        std::swap(tableau.order, tableau.embeddedOrder);
        const UserMethod own(tableau);
        QCOMPARE(own.method().order(), 2);
        QCOMPARE(own.method().embeddedOrder(), 3);
        QCOMPARE(makeStepper<double>(own.method())->embeddedOrder(), 2);
    }

    void gaussIsSymplectic()
    {
        UserTableau tableau;
        tableau.a = { { "1/4", "1/4 - sqrt(3)/6" }, { "1/4 + sqrt(3)/6", "1/4" } };
        tableau.b = { "1/2", "1/2" };
        const UserMethod own(tableau);
        QVERIFY(own.method().symplectic);
        QCOMPARE(own.method().order(), 4);
        QVERIFY(!UserMethod(typedRk4()).method().symplectic);
    }

    void copiesShareTheMethod()
    {
        auto first = std::make_unique<UserMethod>(typedRk4());
        const UserMethod second = *first;
        const Method* method = &first->method();
        first.reset();
        QCOMPARE(&second.method(), method);
        QCOMPARE(second.method().name, std::string_view("user"));
        QCOMPARE(second.method().order(), 4);
    }

    void nodesDefaultToRowSums()
    {
        UserTableau tableau = typedRk4();
        tableau.c = { "0", "1/2", "1/2", "1" };
        const UserMethod with(tableau);
        const UserMethod without(typedRk4());
        for (int i = 0; i < 4; ++i)
            QCOMPARE(with.method().tableau()->node(i), without.method().tableau()->node(i));
        QCOMPARE(with.orderText(),
            "order 4; of order 5, sum b A A A c = 1/120 is not met: the sum is 0, off by "
            "0.00833333");
    }

    void wrongFilesAreExplained_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* json, const char* message) {
            QTest::newRow(message) << json << message;
        };
        row("{", "T: not valid JSON (");
        row("[1]", "T: found array, expected an object {\"A\": [...], \"b\": [...], ...}");
        row(R"({"A": [[]], "b": [1], "B": 1})", "T: unknown key 'B'; did you mean A");
        row(R"({"b": [1]})", "T: the key 'A' is missing, expected a list");
        row(R"({"A": [[]]})", "T: the key 'b' is missing, expected a list");
        row(R"({"A": 1, "b": [1]})", "T: A: found number, expected a list of rows");
        row(R"({"A": [1], "b": [1]})", "T: A[1]: found number, expected a list of numbers");
        row(R"({"A": [[], [true]], "b": [0, 1]})",
            "T: A[2][1]: found boolean, expected a number or a text like \"1/2\"");
        row(R"({"A": [[]], "b": [1], "name": 3})", "T: name: found number, expected a text");
        row(R"({"A": [[]], "b": [1], "order": "1"})",
            "T: order: found string, expected a whole number");
        row(R"({"A": [[]], "b": [1], "order": 0})",
            "T: order: 0, expected a whole number from 1 on");
        row(R"({"A": [[]], "b": [1], "order": 11})", "T: order: 11, expected 1 to 10");
        row(R"({"A": [], "b": []})", "T: b: 0 numbers, expected 1 to 32");
        row(R"({"A": [[]], "b": [0, 1]})", "T: A: 1 row, expected 2, one for each number of b");
        row(R"({"A": [[], [1], [1]], "b": [0, 0, 1]})",
            "T: A[3]: 1 number, expected 2 (below the diagonal), 3 (with it) or 3");
        row(R"({"A": [[], [1]], "b": [0.5, 0.5], "c": [0]})",
            "T: c: 1 number, expected 2, as many as b has");
        row(R"({"A": [[], [1]], "b": [0.5, 0.5], "bHat": [1]})",
            "T: bHat: 1 number, expected 2, as many as b has");
        row(R"({"A": [[], ["1/x"]], "b": [0.5, 0.5]})", "T: A[2][1]: '1/x': column 3: ");
        row(R"({"A": [[], ["1/0"]], "b": [0.5, 0.5]})",
            "T: A[2][1]: '1/0' has no finite value, expected a number");
        row(R"({"A": [[], [0.5]], "b": [0, 1], "c": [0, 0.4]})",
            "T: c[2]: 0.4, expected 0.5, the sum of row 2 of A");
        row(R"({"A": [[], [0.5]], "b": [0, 0.9]})",
            "T: b: sum b = 1 is not met: the sum is 0.9, off by 0.1");
        row(R"({"A": [[], [0.5]], "b": [0, 1], "bHat": [0, 2]})",
            "T: bHat: sum b = 1 is not met: the sum is 2, off by 1");
        row(R"({"A": [[], [0.5]], "b": [0, 1], "bHat": [0, 1]})",
            "T: bHat: the same weights as b, expected others: their difference is the error "
            "estimate");
        row(R"({"order": 3, "A": [[], ["1/2"]], "b": [0, 1]})",
            "T: order: 3 is claimed, but the coefficients have order 2; of order 3, sum b A c = "
            "1/6 is not met: the sum is 0, off by 0.166667");
        row(R"({"embedded_order": 2, "A": [[], ["1/2"]], "b": [0, 1], "bHat": [1, 0]})",
            "T: embedded_order: 2 is claimed, but the coefficients have order 1; of order 2, sum b "
            "c = 1/2 is not met: the sum is 0, off by 0.5");
        row(R"({"embedded_order": 1, "A": [[], ["1/2"]], "b": [0, 1]})",
            "T: embedded_order: 1 is claimed without embedded weights, expected the key 'bHat' "
            "too");
        row(R"({"id": "rk4", "A": [[]], "b": [1]})",
            "T: id: 'rk4' is a solver of the program, expected a name of its own");
        row(R"({"id": "a,b", "A": [[]], "b": [1]})",
            "T: id: 'a,b', expected letters, digits, '-', '_' and '.' only");
        // Lobatto IIIA with three stages
        row(R"({"A": [[0, 0, 0], ["5/24", "1/3", "-1/24"], ["1/6", "2/3", "1/6"]],
                "b": ["1/6", "2/3", "1/6"]})",
            "T: A: a singular matrix, expected a strictly lower triangular one, ");
        // An explicit stage after an implicit one
        row(R"({"A": [[0.5], [0.5, 0]], "b": [0.5, 0.5]})",
            "T: A: a singular matrix, expected a strictly lower triangular one, a lower ");
        row(R"({"A": [[0.5], [0.1, 0.5], [0, 0, 0.25]], "b": [0.5, 0.5, 0]})",
            "T: A: two equal eigenvalues, 0.5, expected distinct ones or ");
        row(R"({"A": [[0.25], [-0.25, 0.5]], "b": [0.5, 0.5]})",
            "T: c[2]: 0.25 a second time, expected distinct nodes other than 0 ");
        row(R"({"A": [["5/12", "-1/12"], ["3/4", "1/4"]], "b": ["3/4", "1/4"], "bHat": [1, 0]})",
            "T: bHat: an embedded solution of coupled stages, expected none");
    }

    void wrongFilesAreExplained()
    {
        QFETCH(QString, json);
        QFETCH(QString, message);
        const QString found = refusal(json.toStdString());
        QVERIFY2(found.startsWith(message), qPrintable(found));
    }

    void filesAreWrittenAndRead()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file
            = std::filesystem::path(folder.path().toStdString()) / "method.json";
        UserTableau tableau = typedRk4();
        tableau.name = "Mine";
        tableau.b[0] = "0.16666666666666666";
        writeTableauFile(file, tableau);
        QVERIFY(readTableauFile(file) == tableau);
        try {
            readTableauFile(folder.path().toStdString() + "/none.json");
            QFAIL("no exception");
        } catch (const std::runtime_error& error) {
            QVERIFY(QString(error.what())
                        .endsWith("none.json: the file cannot be read: No such "
                                  "file or directory"));
        }
    }

    void problemIsTheSentenceWithoutAFile()
    {
        UserTableau tableau = typedRk4();
        QCOMPARE(tableau.problem(), "");
        tableau.a[3][2] = "";
        QVERIFY(QString::fromStdString(tableau.problem()).startsWith("A[4][3]: ''"));
        QVERIFY_EXCEPTION_THROWN(UserMethod { tableau }, std::invalid_argument);
    }
};

REGISTER_TEST(TestUserTableau)
#include "tst_user_tableau.moc"
