// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogue_samples.h"
#include "gradient_models.h"
#include "solvers/analysis/solution.h"
#include "solvers/methods/jacobian.h"
#include "solvers/problems/differentiable_problem.h"

using namespace solvers;
using namespace samples;

namespace {

bool near(const State& a, const State& b, double tolerance = 1e-14)
{
    return (a - b).cwiseAbs().maxCoeff() <= tolerance * (1 + b.cwiseAbs().maxCoeff());
}

Problem oneEquation(const std::string& text)
{
    Problem problem;
    problem.name = "typed";
    problem.rhs = { text };
    problem.y0 = { 1.0 };
    return problem;
}

} // namespace

class TestDifferentiableProblem : public QObject {
    Q_OBJECT

private slots:
    void derivativesEqualThoseByHand_data();
    void derivativesEqualThoseByHand();
    void recordsAreAStack();
    void parametersMayMove();
    void textJacobianEqualsNative_data() { everyProblem(); }
    void textJacobianEqualsNative();
    void differencesWhereNoDerivativeIsFinite();
    void rosenbrockMethodKeepsItsOrder();
};

void TestDifferentiableProblem::derivativesEqualThoseByHand_data()
{
    QTest::addColumn<Problem>("problem");
    QTest::addColumn<std::shared_ptr<const gradients::Dynamics>>("byHand");
    const auto row = [](const Problem& problem, std::shared_ptr<const gradients::Dynamics> byHand) {
        QTest::newRow(problem.name.c_str()) << problem << byHand;
    };
    row(problemById("adjoint-example"), std::make_shared<gradients::LinearInTime>());
    row(problemById("article-mini-net"), std::make_shared<gradients::SmallNet>(1, false));
    row(problemById("article-small-net"), std::make_shared<gradients::SmallNet>(5, true));
    row(problemById("article-fit"), std::make_shared<gradients::OdeForward>());
    Problem fit = problemById("lotka-volterra");
    fit.rhs = { "a*y1 - b*y1*y2", "c*y1*y2 - d*y2" };
    row(fit, std::make_shared<gradients::LotkaVolterra>());
}

void TestDifferentiableProblem::derivativesEqualThoseByHand()
{
    QFETCH(Problem, problem);
    QFETCH(std::shared_ptr<const gradients::Dynamics>, byHand);
    const auto system = makeDifferentiableSystem(problem);
    const Index n = system->dim();
    const Index m = system->parameterCount();
    QCOMPARE(n, byHand->dim());
    QVERIFY(system->hasJacobian() && system->hasPushforward());
    std::mt19937 engine(12);
    const auto random = [&](Index size) {
        State numbers(size);
        for (double& x : numbers)
            x = between(engine, 0.3, 1.5) * (between(engine, -1, 1) < 0 ? -1 : 1);
        return numbers;
    };
    for (int trial = 0; trial < 20; ++trial) {
        const State theta = random(m);
        system->parameters() = theta;
        const State y = random(n);
        const State a = random(n);
        const double t = between(engine, -1, 1);
        State f(n);
        State ady(n);
        State atheta = State::Constant(m, 2.0); // added to
        system->record(t, view(y), view(f));
        const double at = system->pullback(view(a), view(ady), view(atheta));
        State expectedTheta = State::Constant(m, 2.0);
        double expectedTime = 0.0;
        const State expected = byHand->product(t, y, theta, a, expectedTheta, expectedTime);
        QVERIFY(near(f, byHand->value(t, y, theta)));
        QVERIFY(near(f, evaluate(*system, t, y), 0.0));
        QVERIFY(near(ady, expected));
        QVERIFY(near(atheta, expectedTheta));
        QVERIFY(std::abs(at - expectedTime) <= 1e-14 * (1 + std::abs(expectedTime)));

        const State dy = random(n);
        const State dtheta = random(m);
        const double dt = between(engine, -1, 1);
        State forward(n);
        system->pushforward(t, view(y), dt, view(dy), view(dtheta), view(f), view(forward));
        expectedTheta.array() -= 2.0;
        const double product = expected.dot(dy) + expectedTheta.dot(dtheta) + expectedTime * dt;
        const double size = expected.cwiseAbs().dot(dy.cwiseAbs())
            + expectedTheta.cwiseAbs().dot(dtheta.cwiseAbs()) + std::abs(expectedTime * dt);
        QVERIFY(std::abs(a.dot(forward) - product) <= 1e-14 * (1 + size));
        QVERIFY(near(f, evaluate(*system, t, y), 0.0));

        Eigen::MatrixXd dfdy(n, n);
        State dfdt(n);
        system->jacobian(t, view(y), MatrixView<double>(dfdy.data(), n, n), view(dfdt));
        QVERIFY(near(dfdy.transpose() * a, expected));
        QVERIFY(std::abs(dfdt.dot(a) - expectedTime) <= 1e-14 * (1 + std::abs(expectedTime)));
    }
}

void TestDifferentiableProblem::recordsAreAStack()
{
    const auto system = makeDifferentiableSystem(oneEquation("t*y^2"));
    State dydt(1);
    State none(0);
    QCOMPARE(system->recordBytes(), std::size_t(0));
    for (const double y : { 3.0, 5.0 }) {
        const State at = State::Constant(1, y);
        system->record(2 * y, view(at), view(dydt));
    }
    QCOMPARE(system->recordBytes(), 2 * sizeof(double));
    evaluate(*system, 7.0, State::Constant(1, 11.0)); // leaves no record
    const State a = State::Ones(1);
    State ady(1);
    for (const double y : { 5.0, 3.0 }) {
        QCOMPARE(system->pullback(view(a), view(ady), view(none)), y * y);
        QCOMPARE(ady[0], 4 * y * y);
    }
    QCOMPARE(system->recordBytes(), std::size_t(0));
    QVERIFY_EXCEPTION_THROWN(system->pullback(view(a), view(ady), view(none)), std::logic_error);
}

void TestDifferentiableProblem::parametersMayMove()
{
    Problem problem = oneEquation("u*y");
    problem.parameters = { { "a", 2.0 }, { "b", 3.0 } };
    problem.definitions = { { "u", "a*b" } };
    const auto system = makeDifferentiableSystem(problem);
    const State y = State::Constant(1, 0.5);
    QCOMPARE(system->parameters().size(), Index(2));
    QCOMPARE(system->parameters()[1], 3.0);
    QCOMPARE(evaluate(*system, 0.0, y)[0], 3.0);
    system->parameters()[1] = 10.0;
    QCOMPARE(evaluate(*system, 0.0, y)[0], 10.0);
    double dfdy = 0.0;
    State dfdt(1);
    system->jacobian(0.0, view(y), MatrixView<double>(&dfdy, 1, 1), view(dfdt));
    QCOMPARE(dfdy, 20.0);
}

void TestDifferentiableProblem::textJacobianEqualsNative()
{
    QFETCH(const Problem*, problem);
    std::mt19937 engine(8);
    const auto native = makeSystem(*problem);
    const auto text = makeSystem(typed(*problem));
    QVERIFY(native->hasJacobian() && text->hasJacobian());
    const Index n = native->dim();
    Eigen::MatrixXd byHand(n, n);
    Eigen::MatrixXd byText(n, n);
    State handTime(n);
    State textTime(n);
    for (int trial = 0; trial < 3; ++trial) {
        State y = startOf(*problem);
        for (double& component : y)
            component += 0.1 * between(engine, 0.5, 1) * (1 + std::abs(component));
        const double t = between(engine, problem->t0, problem->t1);
        native->jacobian(
            t, view(std::as_const(y)), MatrixView<double>(byHand.data(), n, n), view(handTime));
        text->jacobian(
            t, view(std::as_const(y)), MatrixView<double>(byText.data(), n, n), view(textTime));
        QVERIFY(
            (byHand - byText).cwiseAbs().maxCoeff() <= 1e-12 * (1 + byHand.cwiseAbs().maxCoeff()));
        QVERIFY(near(textTime, handTime, 1e-12));
    }
}

void TestDifferentiableProblem::differencesWhereNoDerivativeIsFinite()
{
    const auto system = makeSystem(oneEquation("1 - sqrt(abs(y)) + sqrt(t)"));
    Jacobian<double> jacobian;
    jacobian.prepare(1);
    const auto at = [&](double y, double t, double step) {
        Counters counters;
        const State state = State::Constant(1, y);
        jacobian.evaluate(*system, t, view(state), { nullptr, 0 }, step, counters);
        return counters;
    };
    Counters counters = at(4.0, 1.0, 0.1);
    QCOMPARE(counters.njac, 1L);
    QCOMPARE(counters.nfe, 0L);
    QCOMPARE(jacobian.dfdy()(0, 0), -0.25);
    QCOMPARE(jacobian.dfdt()[0], 0.5);
    counters = at(0.0, 1.0, 0.1); // a root's slope at 0
    QCOMPARE(counters.njac, 1L);
    QVERIFY(counters.nfe > 0);
    QVERIFY(jacobian.dfdy().allFinite() && jacobian.dfdy()(0, 0) < -1.0);
    QCOMPARE(at(4.0, 0.0, 0.0).nfe, 0L); // nobody asks for df/dt
    QVERIFY(at(4.0, 0.0, 0.1).nfe > 0);
    QVERIFY(jacobian.dfdt().allFinite());
}

void TestDifferentiableProblem::rosenbrockMethodKeepsItsOrder()
{
    // One-sided differences end the order at errors of 3e-8.
    const Problem problem = typed(problemById("article"));
    const auto solved = [&](long steps) {
        SolveOptions options;
        options.step = (problem.t1 - problem.t0) / static_cast<double>(steps);
        return solve(problem, methodById("rodas4"), options);
    };
    const double coarse = solved(800).endError;
    const Solution last = solved(1600);
    const double fine = last.endError;
    QCOMPARE(last.report.counters.njac, 1600L);
    QCOMPARE(last.report.counters.nfe, 6 * 1600L); // none for Jacobians
    QVERIFY2(std::abs(std::log2(coarse / fine) - 4.0) < 0.3,
        qPrintable(QString("errors %1 and %2").arg(coarse).arg(fine)));
    QVERIFY(fine < 1e-9);
}

QTEST_APPLESS_MAIN(TestDifferentiableProblem)
#include "tst_differentiable_problem.moc"
