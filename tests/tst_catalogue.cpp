// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogue_samples.h"
#include "solvers/analysis/solution.h"
#include "test_program.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>

using namespace solvers;
using namespace samples;

class TestCatalogue : public QObject {
    Q_OBJECT

private slots:
    void idsAreNames();
    void unknownIdIsExplained();
    void problemIsUsable_data() { everyProblem(); }
    void problemIsUsable();
    void defaultRunEnds_data() { everyProblem(); }
    void defaultRunEnds();
    void articleExample();
    void endValues_data();
    void endValues();
    void exactSolutionBelongsToItsStart();
};

void TestCatalogue::idsAreNames()
{
    QSet<QString> ids;
    QSet<QString> names;
    const QRegularExpression kebab("^[a-z0-9]+(-[a-z0-9]+)*$");
    for (const auto& problem : problems()) {
        const auto id = QString::fromStdString(problem.id);
        QVERIFY2(kebab.match(id).hasMatch(), problem.id.c_str());
        QVERIFY2(!problem.name.empty(), problem.id.c_str());
        QCOMPARE(findProblem(problem.id), &problem);
        QCOMPARE(&problemById(problem.id), &problem);
        ids.insert(id);
        names.insert(QString::fromStdString(problem.name));
    }
    QCOMPARE(std::size_t(ids.size()), problems().size());
    QCOMPARE(std::size_t(names.size()), problems().size());
    QCOMPARE(problems().front().id, std::string("article"));
}

void TestCatalogue::unknownIdIsExplained()
{
    QVERIFY(findProblem("lorentz") == nullptr);
    try {
        problemById("lorentz");
        QFAIL("no exception");
    } catch (const std::invalid_argument& error) {
        const QString message(error.what());
        QVERIFY2(
            message.startsWith("unknown problem 'lorentz'; did you mean lorenz"), error.what());
    }
}

void TestCatalogue::problemIsUsable()
{
    QFETCH(const Problem*, problem);
    QCOMPARE(QString::fromStdString(problem->problem()), QString());
    QVERIFY(problem->t0 != problem->t1);
    for (const auto& [name, value, smallest, largest] : problem->parameters)
        QVERIFY2(smallest == largest || (smallest <= value && value <= largest), name.c_str());
    const State f = evaluate(*makeSystem(*problem), problem->t0, startOf(*problem));
    QVERIFY(f.allFinite());
    // At the ends of the sliders, too, there is something to integrate.
    for (std::size_t i = 0; i < problem->parameters.size(); ++i) {
        const auto& [name, value, smallest, largest] = problem->parameters[i];
        for (const double end : { smallest, largest }) {
            if (smallest == largest)
                break;
            Problem moved = *problem;
            moved.parameters[i].value = end;
            QVERIFY2(evaluate(*makeSystem(moved), moved.t0, startOf(moved)).allFinite(),
                qPrintable(QString("%1 = %2").arg(name.c_str()).arg(end)));
        }
    }
}

void TestCatalogue::defaultRunEnds()
{
    QFETCH(const Problem*, problem);
    const auto suits = [&](const Method& method) {
        return method.adaptive() && method.order() >= 4
            && (!problem->stiff || method.stability != Stability::Conditional);
    };
    const auto all = methods();
    const auto method = std::find_if(all.begin(), all.end(), suits);
    QVERIFY(method != all.end());
    SolveOptions options;
    options.adaptive = true;
    const Solution s = solve(*problem, *method, options);
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    for (const double value : s.y)
        QVERIFY(std::isfinite(value));
    if (const auto exact = makeExactSolution(*problem))
        for (const double error : s.error)
            QVERIFY(std::isfinite(error));
}

void TestCatalogue::articleExample()
{
    const Problem& problem = problemById("article");
    const auto system = makeSystem(problem);
    const auto exact = makeExactSolution(problem);
    State y(1);
    exact->evaluate(5.0, view(y));
    QVERIFY(std::abs(y[0] + 1.6123743962546553) < 1e-14);
    for (int i = 0; i < 10'000; ++i) {
        const double t = 5.0 * i / 9999.0;
        exact->evaluate(t, view(y));
        const double slopeOfExact = std::exp(t / 2) * (0.5 * std::sin(5 * t) + 5 * std::cos(5 * t));
        QVERIFY(std::abs(slopeOfExact - evaluate(*system, t, y)[0]) < 1e-12);
    }
}

void TestCatalogue::endValues_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("t1");
    QTest::addColumn<QList<double>>("expected");
    QTest::addColumn<double>("tolerance");
    const auto row = [](const char* id, double t1, QList<double> expected, double tolerance) {
        QTest::addRow("%s, %g", id, t1) << QString(id) << t1 << expected << tolerance;
    };
    // From Taylor series in 50 digits, printed with 15. Tolerances: rtol 1e-12 times growth.
    row("logistic", 10, { 9.99138144769684 }, 1e-10);
    row("lotka-volterra", 10, { 1.02634476757509, 0.909691078136042 }, 1e-9);
    row("van-der-pol", 20, { 2.00814976217495, -0.0425088752732021 }, 1e-9);
    row("lorenz", 10, { -5.85768538242409, -5.8310824864261, 23.9321329870276 }, 1e-6);
    row("rossler", 50, { -2.00387704512771, 6.52685798991617, 0.181278429639369 }, 1e-7);
    row("fitzhugh-nagumo", 100, { -1.34531839618206, -0.0894490421088796 }, 1e-9);
    row("duffing", 50, { 0.96384784846235, 0.365686464290222 }, 1e-7);
    row("sir", 100, { 0.0198822342861165, 8.85716939482579e-4, 0.979232048774401 }, 1e-10);
    row("henon-heiles", 100,
        { 0.225146989185432, 0.392010653585288, 0.188187973992436, -0.141325670961728 }, 1e-7);
    row("double-pendulum", 10,
        { -0.56847466401595, -0.526393727932405, 6.07838488576196, -9.68136068170888 }, 1e-6);
    row("rigid-body", 20, { 0.606203853964812, 0.628747210450178, 0.807385148575603 }, 1e-9);
    row("brusselator", 20, { 0.498637071268348, 4.59678034945201 }, 1e-9);
    row("cubic-spiral", 25, { -0.443623486698635, 0.279440641618939 }, 1e-8);
    row("pendulum", 7.41629870920549, { std::acos(0.0), 0.0 }, 1e-9);
    row("arenstorf", 17.0652165601579625588917206249,
        { 0.994, 0, 0, -2.00158510637908252240537862224 }, 1e-4);
    row("figure-eight", 6.32591398, { 0.97000436, -0.24308753, -0.97000436, 0.24308753, 0, 0 },
        1e-6);
    row("detest-a1", 20, { 2.06115362243856e-9 }, 1e-11);
    row("detest-a5", 20, { -0.788782668896401 }, 1e-9);
    row("detest-b1", 20, { 0.676187600857661, 0.186081609964003 }, 1e-9);
    row("detest-b4", 20, { 0.982695092800653, 2.19844708169493, 0.912945250727628 }, 1e-9);
    row("detest-b5", 20, { -0.93965707987292, -0.342117775400075, 0.741412659619995 }, 1e-9);
    row("detest-d5", 20, { -1.29526625098757, 0.400393896379232 }, 1e-6);
    row("detest-e1", 20, { 0.145672360072825, -0.0988350019557458 }, 1e-9);
    row("detest-e3", 20, { -0.100417885864724, 0.241140013209596 }, 1e-9);
    row("detest-e4", 20, { 33.9509144464656, 0.276782265967287 }, 1e-9);
    row("detest-e5", 20, { 14.1179739054263, 2.4 }, 1e-2);
    row("robertson", 40, { 0.715827068719405, 9.18553476455776e-6, 0.28416374574583 }, 1e-9);
    row("flame", 100, { 0.275584614403431 }, 1e-9);
    // By extrapolated Runge-Kutta steps in 30 digits.
    row("article-mini-net", 2, { 2.858732312159872 }, 1e-11);
    row("article-small-net", 2,
        { 0.8281710671047, -0.1829120291835, 0.0106289706744, 1.2452966307549, 1.8939730373827 },
        1e-11);
    row("article-fit", 5, { 49.3066812934 }, 1e-8);
}

void TestCatalogue::endValues()
{
    QFETCH(QString, id);
    QFETCH(double, t1);
    QFETCH(QList<double>, expected);
    QFETCH(double, tolerance);
    Problem problem = problemById(id.toStdString());
    problem.t1 = t1;
    const Solution s = referenceSolution(problem);
    QVERIFY(s.report.reachedEnd());
    for (qsizetype k = 0; k < expected.size(); ++k)
        QVERIFY2(std::abs(s.state(s.size() - 1)[k] - expected[k]) < tolerance,
            qPrintable(QString::number(s.state(s.size() - 1)[k], 'g', 15)));
}

void TestCatalogue::exactSolutionBelongsToItsStart()
{
    Problem problem = problemById("article");
    problem.y0 = { 0.5 };
    QVERIFY(makeExactSolution(problem) == nullptr);
    QCOMPARE(QString::fromStdString(exactSolutionNote(problem)),
        QString("exact[1]: the exact solution is 0 at t = 0, not 0.5; no error is computed"));
    const Solution s = solve(problem, methodById("rk4"), {});
    QVERIFY(s.error.empty() && std::isnan(s.endError) && std::isnan(s.maxError));
    problem.y0 = { 5e-10 }; // typed with ten digits
    QVERIFY(makeExactSolution(problem) != nullptr);
    problem.exact = { "1/t" }; // not there at all
    QVERIFY(makeExactSolution(problem) == nullptr);
    QVERIFY(!exactSolutionNote(problem).empty());
}

REGISTER_TEST(TestCatalogue)
#include "tst_catalogue.moc"
