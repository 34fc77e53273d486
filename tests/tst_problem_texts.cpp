// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"
#include "solvers/problems/catalogue/rich_text.h"
#include "solvers/problems/catalogue/special_functions.h"
#include "solvers/problems/problem_file.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;

namespace {

/// A pendulum with friction: two definitions, the second uses the first.
Problem pendulum()
{
    Problem problem;
    problem.name = "test";
    problem.rhs = { "y2", "force - loss" };
    problem.y0 = { 1.0, 0.5 };
    problem.parameters = { { "g", 9.81 }, { "k", 0.3 } };
    problem.definitions = { { "force", "-g*sin(y1)" }, { "loss", "k*y2*abs(force)" } };
    problem.invariants = { { "no invariant, but a number", "y1 + force*t" } };
    problem.event = "y1 - force";
    problem.eventDirection = 1;
    problem.eventReset = { "y1 + loss", "-y2" };
    return problem;
}

std::string faultAfter(void (*change)(Problem&))
{
    Problem problem = pendulum();
    change(problem);
    return problem.problem();
}

std::string messageOf(const std::string& json)
{
    try {
        problemFromJson(json, "FILE");
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestProblemTexts : public QObject {
    Q_OBJECT

private slots:
    void definitionsAreEvaluatedInOrder();
    void faultsAreNamed_data();
    void faultsAreNamed();
    void fileHoldsAll();
    void fileRefuses_data();
    void fileRefuses();
    void exactUsesTheStart();
    void formulasAreTypeset();
    void specialFunctions();
};

void TestProblemTexts::definitionsAreEvaluatedInOrder()
{
    const Problem problem = pendulum();
    QCOMPARE(problem.problem(), std::string());
    const Vector<double> y { { 1.0, 0.5 } };
    Vector<double> values(2);
    makeSystem(problem)->evaluate(2.0, view(y), view(values));
    const double force = -9.81 * std::sin(1.0);
    const double loss = 0.3 * 0.5 * std::abs(force);
    QCOMPARE(values[0], 0.5);
    QCOMPARE(values[1], force - loss);
    makeStateFunction(problem, problem.eventReset)->evaluate(2.0, view(y), view(values));
    QCOMPARE(values[0], 1.0 + loss);
    QCOMPARE(values[1], -0.5);
    makeStateFunction(problem, { problem.event, problem.invariants.front().expression })
        ->evaluate(2.0, view(y), view(values));
    QCOMPARE(values[0], 1.0 - force);
    QCOMPARE(values[1], 1.0 + 2.0 * force);
}

void TestProblemTexts::faultsAreNamed_data()
{
    QTest::addColumn<QString>("found");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* expected, void (*change)(Problem&)) {
        QTest::newRow(expected) << QString::fromStdString(faultAfter(change)) << expected;
    };
    row("definitions.force, column 4: unknown name 'loss'",
        [](Problem& p) { p.definitions.front().expression = "-g*loss"; });
    row("definitions.loss, column 6: ",
        [](Problem& p) { p.definitions[1].expression = "k*y2 y1"; });
    row("definitions: 'g' occurs twice", [](Problem& p) { p.definitions[1].name = "g"; });
    row("definitions: 'force' occurs twice", [](Problem& p) { p.definitions[1].name = "force"; });
    row("definitions: 'y1' is a component", [](Problem& p) { p.definitions[1].name = "y1"; });
    row("definitions: 't' is the time", [](Problem& p) { p.definitions[1].name = "t"; });
    row("definitions: 'sin' is a function", [](Problem& p) { p.definitions[1].name = "sin"; });
    row("rhs[2], column 9: unknown name", [](Problem& p) { p.definitions.pop_back(); });
    row("exact[1], column 1: unknown name 'force'", [](Problem& p) { p.exact = { "force", "t" }; });
    row("event, column 1: unknown name", [](Problem& p) { p.event = "height"; });
    row("event_reset[2], column 1: ", [](Problem& p) { p.eventReset[1] = "-"; });
    row("event_reset: 1 expression for 2", [](Problem& p) { p.eventReset.pop_back(); });
    row("event_reset: a reset needs an event", [](Problem& p) { p.event.clear(); });
    row("event_direction: ", [](Problem& p) { p.eventDirection = 2; });
    row("invariants.E, column 3: ", [](Problem& p) { p.invariants = { { "E", "y1)" } }; });
    row("invariants: 'E' occurs twice", [](Problem& p) {
        p.invariants = { { "E", "y1" }, { "E", "y2" } };
    });
    row("y0[1], column 1: unknown name", [](Problem& p) { p.startTexts = { "y1", "k" }; });
    row("t1, column 3: unknown name", [](Problem& p) { p.endText = "2*h"; });
}

void TestProblemTexts::faultsAreNamed()
{
    QFETCH(QString, found);
    QFETCH(QString, expected);
    QVERIFY2(found.startsWith(expected), qPrintable(found));
}

void TestProblemTexts::fileHoldsAll()
{
    const Problem problem = pendulum();
    const Problem read = problemFromJson(problemToJson(problem));
    QVERIFY(read == problem);
    for (const auto& listed : problems()) {
        const Problem again = problemFromJson(problemToJson(listed));
        QVERIFY(again.rhs == listed.rhs && again.y0 == listed.y0 && again.exact == listed.exact);
        QVERIFY(again.definitions == listed.definitions && again.invariants == listed.invariants);
        QCOMPARE(again.event, listed.event);
        QCOMPARE(again.eventDirection, listed.eventDirection);
        QVERIFY(again.eventReset == listed.eventReset);
    }
}

void TestProblemTexts::fileRefuses_data()
{
    QTest::addColumn<QString>("more");
    QTest::addColumn<QString>("expected");
    QTest::newRow("list") << R"("definitions": ["a"])"
                          << "FILE: definitions: found array, expected an object";
    QTest::newRow("number") << R"("definitions": {"a": 1})"
                            << "FILE: definitions.a: found number, expected a text";
    QTest::newRow("direction") << R"("event": "y", "event_direction": "up")"
                               << "FILE: event_direction: unknown direction 'up'";
    QTest::newRow("alone") << R"("event_direction": "falling")"
                           << "FILE: event_direction: ";
    QTest::newRow("reset") << R"("event": "y", "event_reset": "0")"
                           << "FILE: event_reset: found string, expected a list";
    QTest::newRow("key") << R"("definition": {})"
                         << "FILE: unknown key 'definition'";
    QTest::newRow("column") << R"("definitions": {"a": "2*z"})"
                            << "FILE: definitions.a, column 3: unknown name 'z'";
}

void TestProblemTexts::fileRefuses()
{
    QFETCH(QString, more);
    QFETCH(QString, expected);
    const std::string json = R"({"rhs": ["-y"], "y0": [1], )" + more.toStdString() + "}";
    const QString found = QString::fromStdString(messageOf(json));
    QVERIFY2(found.startsWith(expected), qPrintable(found));
}

void TestProblemTexts::exactUsesTheStart()
{
    Problem problem;
    problem.rhs = { "-k*y1", "y0 + t0" }; // here y0 and t0 are parameters
    problem.y0 = { 3.0, 7.0 };
    problem.t0 = 2.0;
    problem.parameters = { { "k", 0.5 }, { "y0", 10.0 }, { "t0", -1.0 } };
    problem.exact = { "y1_0*exp(-k*(t - 2))", "y2_0 + (y0 + t0)*(t - 2)" };
    QCOMPARE(problem.problem(), std::string());
    const auto exact = makeExactSolution(problem);
    QVERIFY(exact != nullptr);
    Vector<double> y(2);
    exact->evaluate(4.0, view(y));
    QCOMPARE(y[0], 3.0 * std::exp(-1.0));
    QCOMPARE(y[1], 7.0 + 9.0 * 2.0);
    problem.parameters.clear();
    problem.rhs = { "0" };
    problem.y0 = { 3.0 };
    problem.exact = { "y0 + 0*t0" };
    QVERIFY(makeExactSolution(problem) != nullptr);
    problem.exact = { "y1_0" };
    QVERIFY(!problem.problem().empty());
}

void TestProblemTexts::formulasAreTypeset()
{
    using catalogue::rich;
    QCOMPARE(rich("y1' = -2 lambda y2"),
        std::string("<i>y</i><sub>1</sub>′ = −2 <i>λ</i> <i>y</i><sub>2</sub>"));
    QCOMPARE(rich("e^{t/2} sin 5t, x^2"),
        std::string("<i>e</i><sup><i>t</i>/2</sup> sin 5<i>t</i>, &nbsp; <i>x</i><sup>2</sup>"));
    QCOMPARE(rich("y_0 < g_{Na}\nx_i^3"),
        std::string("<i>y</i><sub>0</sub> &lt; <i>g</i><sub>Na</sub><br>"
                    "<i>x</i><sub><i>i</i></sub><sup>3</sup>"));
}

void TestProblemTexts::specialFunctions()
{
    using namespace catalogue;
    // w e^w = x, over both formulas and up to the branch point
    for (const double w : { -0.999, -0.7, -0.3, -1e-3, 0.0, 1e-5, 0.4, 1.0, 3.0, 40.0, 500.0 })
        QVERIFY2(std::abs(lambertW(w * std::exp(w)) - w) < 1e-12 * (1 + std::abs(w)),
            qPrintable(QString::number(w)));
    for (const double w : { 1e-3, 0.5, 0.9, 1.1, 7.0, 1e5 })
        QVERIFY(std::abs(lambertWOfExp(w + std::log(w)) - w) < 1e-14 * (w + 1));
    QVERIFY(std::isnan(lambertW(-0.4)));
    // Abramowitz & Stegun 16.5: sn(K/2) and the like at m = 1/2, K = 1.85407467730137
    const double k = std::sqrt(0.5);
    const double quarter = 1.85407467730137191843;
    const auto [sn, cn, dn] = ellipticFunctions(quarter / 2, k);
    QVERIFY(std::abs(sn - 1 / std::sqrt(1 + k)) < 1e-15);
    QVERIFY(std::abs(cn - std::sqrt(k / (1 + k))) < 1e-15);
    QVERIFY(std::abs(dn - std::sqrt(k)) < 1e-15);
    const auto zero = ellipticFunctions(3 * quarter, k);
    QVERIFY(std::abs(zero.sn + 1) < 1e-14 && std::abs(zero.cn) < 1e-14);
    const auto circle = ellipticFunctions(0.7, 0.0);
    QCOMPARE(circle.sn, std::sin(0.7));
    QCOMPARE(circle.dn, 1.0);
}

REGISTER_TEST(TestProblemTexts)

#include "tst_problem_texts.moc"
