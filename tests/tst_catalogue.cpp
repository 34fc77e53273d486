// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <cmath>
#include <random>

using namespace solvers;

namespace {

using State = Vector<double>;

State evaluate(OdeSystem<double>& system, double t, const State& y)
{
    State dydt(y.size());
    system.evaluate(t, view(y), view(dydt));
    return dydt;
}

State startOf(const Problem& problem)
{
    return Eigen::Map<const State>(problem.y0.data(), static_cast<Index>(problem.dim()));
}

/// The same texts, but by a blank not the catalogue's: no C++ form is taken for them.
Problem typed(Problem problem)
{
    problem.rhs.front() += ' ';
    return problem;
}

/// Uniform in [low, high), the same numbers everywhere
double between(std::mt19937& engine, double low, double high)
{
    return low + (high - low) * (static_cast<double>(engine()) / 4294967296.0);
}

Problem withRandomParameters(Problem problem, std::mt19937& engine)
{
    for (auto& [name, value, smallest, largest] : problem.parameters)
        if (smallest < largest)
            value = between(engine, smallest, largest);
    return problem;
}

/// y'(t) by the central difference of fourth order
State slope(const ExactSolution& exact, double t, double h, Index n)
{
    const auto at = [&](double time) {
        State y(n);
        exact.evaluate(time, view(y));
        return y;
    };
    return (8.0 * (at(t + h) - at(t - h)) - (at(t + 2 * h) - at(t - 2 * h))) / (12.0 * h);
}

/// The least defect of y' = f(t, y) over many step sizes of the difference, in units of the
/// sizes at hand; what rounding of y alone does to f is taken off.
double defect(OdeSystem<double>& system, const ExactSolution& exact, double t, double length)
{
    State y(system.dim());
    exact.evaluate(t, view(y));
    const State f = evaluate(system, t, y);
    const State rounded = y * (1.0 + 1e-15);
    const double noise = (evaluate(system, t, rounded) - f).cwiseAbs().maxCoeff();
    const double size = f.cwiseAbs().maxCoeff() + y.cwiseAbs().maxCoeff();
    double least = INFINITY;
    for (double h = 1e-2 * length; h > 1e-8 * length; h /= 3) {
        const double difference = (slope(exact, t, h, y.size()) - f).cwiseAbs().maxCoeff();
        if (difference < least) // never for NaN
            least = difference;
    }
    return std::max(0.0, least - 10 * noise) / size;
}

} // namespace

class TestCatalogue : public QObject {
    Q_OBJECT

private slots:
    void idsAreNames();
    void unknownIdIsExplained();
    void problemIsUsable_data() { everyProblem(); }
    void problemIsUsable();
    void nativeFunctionEqualsTexts_data() { everyProblem(); }
    void nativeFunctionEqualsTexts();
    void nativeFunctionNeedsTheTexts_data() { everyProblem(); }
    void nativeFunctionNeedsTheTexts();
    void exactSolutionSolves_data() { everyProblem(); }
    void exactSolutionSolves();
    void defaultRunEnds_data() { everyProblem(); }
    void defaultRunEnds();
    void articleExample();
    void endValues_data();
    void endValues();
    void exactSolutionBelongsToItsStart();

private:
    static void everyProblem()
    {
        QTest::addColumn<const Problem*>("problem");
        for (const auto& problem : problems())
            QTest::newRow(problem.id.c_str()) << &problem;
    }
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
        QVERIFY2(!problem.formula.empty(), problem.id.c_str());
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

void TestCatalogue::nativeFunctionEqualsTexts()
{
    QFETCH(const Problem*, problem);
    QVERIFY(nativeFunction(*problem) != nullptr);
    QVERIFY(nativeFunction(typed(*problem)) == nullptr);
    std::mt19937 engine(5);
    const auto n = static_cast<Index>(problem->dim());
    const int samples = n > 20 ? 20 : 200;
    Eigen::MatrixXd native(n, samples);
    Eigen::MatrixXd text(n, samples);
    for (int i = 0; i < samples; ++i) {
        const Problem random = i == 0 ? *problem : withRandomParameters(*problem, engine);
        State y = startOf(random);
        if (i > 0)
            for (double& component : y)
                component += between(engine, -1, 1) * (1 + std::abs(component));
        const double t = between(engine, random.t0, random.t1);
        native.col(i) = evaluate(*makeSystem(random), t, y);
        text.col(i) = evaluate(*makeSystem(typed(random)), t, y);
    }
    for (Index k = 0; k < n; ++k) {
        // At random states no term is small beside the others all the time.
        double size = 0.0;
        int finite = 0;
        for (const double value : native.row(k)) {
            size = std::isfinite(value) ? std::max(size, std::abs(value)) : size;
            finite += std::isfinite(value) ? 1 : 0;
        }
        QVERIFY(4 * finite > samples);
        for (int i = 0; i < samples; ++i) {
            const double a = native(k, i);
            const double b = text(k, i);
            const bool same
                = (std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) <= 1e-13 * size;
            QVERIFY2(same, qPrintable(QString("component %1: %2 and %3").arg(k + 1).arg(a).arg(b)));
        }
    }
}

void TestCatalogue::nativeFunctionNeedsTheTexts()
{
    QFETCH(const Problem*, problem);
    Problem changed = *problem;
    changed.rhs.back() = "2*(" + changed.rhs.back() + ") + 1";
    const State y = startOf(changed);
    const State before = evaluate(*makeSystem(*problem), problem->t0, y);
    const State after = evaluate(*makeSystem(changed), changed.t0, y);
    const Index last = y.size() - 1;
    QVERIFY(std::abs(after[last] - 2 * before[last] - 1) <= 1e-12 * (1 + std::abs(before[last])));
}

void TestCatalogue::exactSolutionSolves()
{
    QFETCH(const Problem*, problem);
    if (!problem->hasExact()) {
        QVERIFY(makeExactSolution(*problem) == nullptr);
        QVERIFY(exactSolutionNote(*problem).empty());
        return;
    }
    QCOMPARE(QString::fromStdString(exactSolutionNote(*problem)), QString());
    std::mt19937 engine(6);
    for (int trial = 0; trial < 6; ++trial) {
        const Problem random = trial == 0 ? *problem : withRandomParameters(*problem, engine);
        const auto exact = makeExactSolution(random);
        QVERIFY(exact || trial > 0);
        if (!exact) // belongs to other values of the parameters
            continue;
        const State start = startOf(random);
        State y(start.size());
        exact->evaluate(random.t0, view(y));
        QVERIFY((y - start).cwiseAbs().maxCoeff() <= 1e-9 * (1 + start.cwiseAbs().maxCoeff()));
        const auto system = makeSystem(random);
        const double length = std::abs(random.t1 - random.t0);
        for (int i = 0; i < 20; ++i) {
            const double t = between(engine, random.t0, random.t1);
            const double remaining = defect(*system, *exact, t, std::min(length, 1.0));
            QVERIFY2(remaining < 1e-7,
                qPrintable(QString("trial %1, t = %2: %3").arg(trial).arg(t).arg(remaining)));
        }
    }
}

void TestCatalogue::defaultRunEnds()
{
    QFETCH(const Problem*, problem);
    if (problem->stiff)
        QSKIP("needs an implicit method");
    SolveOptions options;
    options.adaptive = true;
    const Solution s = solve(*problem, methodById("dopri5"), options);
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

QTEST_APPLESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
