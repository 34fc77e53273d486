// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/derivation.h"

#include "solvers/problems/catalogue.h"
#include "solvers/problems/differentiable_problem.h"

#include <QTest>

#include <cmath>

using namespace solvers;

/// Section 6 of the article by numbers, on catalogue problems with different shapes.
class TestDerivation : public QObject {
    Q_OBJECT

private slots:
    void remaindersHaveTheirSlopes_data();
    void remaindersHaveTheirSlopes();
    void chainRuleHolds_data() { remaindersHaveTheirSlopes_data(); }
    void chainRuleHolds();
    void closedFormOfTheLinearExample();
    void jacobianAgreesWithDifferences_data() { remaindersHaveTheirSlopes_data(); }
    void jacobianAgreesWithDifferences();
    void augmentedJacobianHasZeroRows();
    void gradientIsTheIntegral_data() { remaindersHaveTheirSlopes_data(); }
    void gradientIsTheIntegral();
    void startIsATimeToo();
    void backwardsInTime();
    void constantFieldHasNoRemainder();
    void stopsAtOnce();
    void tellsWhatCannotBe();
    void tellsWhereTheSolveFails();

private:
    static DerivationTask taskOf(const Problem& problem, double part)
    {
        DerivationTask task;
        const auto n = static_cast<Index>(problem.dim());
        task.z0 = Eigen::Map<const Vector<double>>(problem.y0.data(), n);
        task.t0 = problem.t0;
        task.t1 = problem.t0 + std::min(problem.t1 - problem.t0, 3.0);
        task.t = task.t0 + part * (task.t1 - task.t0);
        task.loss = meanSquaredLoss(Matrix<double>::Constant(n, 1, 0.25));
        return task;
    }
};

void TestDerivation::remaindersHaveTheirSlopes_data()
{
    QTest::addColumn<QString>("problem");
    QTest::addColumn<double>("part");
    // One state and two parameters; one each; non-linear planes; a field that depends on t.
    for (const char* id : { "adjoint-example", "logistic", "lotka-volterra", "van-der-pol",
             "driven-oscillator", "lorenz", "article" })
        for (const double part : { 0.0, 0.4, 0.95 })
            QTest::addRow("%s at %g", id, part) << QString(id) << part;
}

void TestDerivation::remaindersHaveTheirSlopes()
{
    // S15 and S16: eq. (14) leaves O(eps), eq. (8) O(eps^2).
    QFETCH(QString, problem);
    QFETCH(double, part);
    const Problem& row = problemById(problem.toStdString());
    const auto f = makeDifferentiableSystem(row);
    const Derivation d = derive(*f, taskOf(row, part));
    QCOMPARE(QString::fromStdString(d.trouble), QString());
    QVERIFY2(std::abs(d.taylorSlope - 2.0) < 0.05, qPrintable(QString::number(d.taylorSlope)));
    QVERIFY2(std::abs(d.adjointSlope - 1.0) < 0.05, qPrintable(QString::number(d.adjointSlope)));
    QVERIFY(d.steps.size() >= 20);
    QVERIFY(std::abs(d.steps.back().eps) < 1e-6);
    const auto counted = [&](auto member) {
        return std::count_if(
            d.steps.begin(), d.steps.end(), [&](const auto& s) { return s.*member; });
    };
    // Twelve halvings: the straight lines are seen over more than three decades of eps.
    QCOMPARE(counted(&DerivationStep::taylorCounts), 12);
    QVERIFY(counted(&DerivationStep::adjointCounts) >= 10);
}

void TestDerivation::chainRuleHolds()
{
    QFETCH(QString, problem);
    QFETCH(double, part);
    const Problem& row = problemById(problem.toStdString());
    const auto f = makeDifferentiableSystem(row);
    const Derivation d = derive(*f, taskOf(row, part));
    for (const DerivationStep& step : d.steps) {
        const Vector<double> product = step.dzdz.transpose() * step.a;
        QVERIFY((product - step.chain).norm() <= 1e-13 * product.norm());
        QVERIFY2(
            step.chainError < 1e-10 * d.a.norm(), qPrintable(QString::number(step.chainError)));
    }
    // The matrix says something: over half a unit of time it is far from the identity.
    const Index n = d.z.size();
    if (part == 0.0)
        QVERIFY((d.steps.front().dzdz - Matrix<double>::Identity(n, n)).norm() > 0.05);
}

void TestDerivation::closedFormOfTheLinearExample()
{
    // S12 to S14 with L = z(2): a(t) = e^(3 (2 - t)).
    const Problem& row = problemById("adjoint-example");
    const auto f = makeDifferentiableSystem(row);
    DerivationTask task = taskOf(row, 0.5);
    task.loss = linearLoss(Matrix<double>::Ones(1, 1));
    const Derivation d = derive(*f, task);
    const auto near = [](double a, double b) { return std::abs(a - b) < 1e-10 * std::abs(b); };
    QVERIFY(near(d.loss, 48.3202013678));
    QVERIFY(near(d.a[0], std::exp(1.5)));
    QVERIFY(near(d.adot[0], -3 * std::exp(1.5)));
    QVERIFY(near(d.gradient[0], 45.6747315672) && near(d.gradient[1], 8.1491275214));
    QVERIFY(near(d.integral[0], 45.6747315672) && near(d.integral[1], 8.1491275214));
    QVERIFY(near(d.athetadot[0], -d.a[0] * d.z[0]) && near(d.athetadot[1], -d.a[0] * 1.5));
    QVERIFY(near(d.atdot, -d.a[0] * 1.0));
    for (const DerivationStep& step : d.steps) {
        QVERIFY(near(step.dzdz(0, 0), std::exp(3 * step.eps)));
        QVERIFY(near(step.a[0], std::exp(3 * (0.5 - step.eps))));
        // a(t + eps) (1 - e^(3 eps)) / eps, relative to the remainder 3/2 a'(t) eps + ...
        const double quotient = -step.a[0] * std::expm1(3 * step.eps) / step.eps;
        QVERIFY(std::abs(step.quotient[0] - quotient) < 1e-11 * std::abs(quotient));
    }
    // Until t = 1 it grows to the whole gradient; at T it is zero.
    QVERIFY(d.atheta[0] > 0.0 && d.atheta[0] < d.gradient[0]);
    task.t = 1.0;
    const Derivation start = derive(*f, task);
    QVERIFY(near(start.at, -140.5987584623)); // dL/dt0
    QVERIFY(near(start.a1[0] * (3 * start.z1[0] + 2), 146.9606041034)); // dL/dT
}

void TestDerivation::jacobianAgreesWithDifferences()
{
    QFETCH(QString, problem);
    QFETCH(double, part);
    const Problem& row = problemById(problem.toStdString());
    const auto f = makeDifferentiableSystem(row);
    const Derivation d = derive(*f, taskOf(row, part));
    const Index n = f->dim();
    const Index p = f->parameterCount();
    const Matrix<double> whole = d.jacobian.whole();
    QCOMPARE(whole.rows(), n + p + 1);
    const auto difference = [&](Index column) {
        const double h = 1e-5;
        Vector<double> sides[2];
        for (const int side : { 0, 1 }) {
            const double by = side == 0 ? -h : h;
            Vector<double> z = d.z;
            double t = d.t;
            if (column < n)
                z[column] += by;
            else if (column < n + p)
                f->parameters()[column - n] += by;
            else
                t += by;
            sides[side] = Vector<double>(n);
            f->evaluate(t, view(std::as_const(z)), view(sides[side]));
            if (column >= n && column < n + p)
                f->parameters()[column - n] -= by;
        }
        return Vector<double>((sides[1] - sides[0]) / (2 * h));
    };
    for (Index column = 0; column < n + p + 1; ++column) {
        const Vector<double> expected = difference(column);
        QVERIFY2((whole.col(column).head(n) - expected).norm() < 1e-7 * (1.0 + expected.norm()),
            qPrintable(QString("column %1").arg(column)));
    }
}

void TestDerivation::augmentedJacobianHasZeroRows()
{
    const Problem& row = problemById("lotka-volterra");
    const auto f = makeDifferentiableSystem(row);
    Vector<double> z(2);
    z << 2.0, 3.0;
    const Matrix<double> whole = augmentedJacobian(*f, 0.0, z).whole();
    const Index p = f->parameterCount();
    QVERIFY(p > 0);
    QVERIFY(whole.bottomRows(p + 1).isZero(0.0));
    QVERIFY(!whole.topRows(2).leftCols(2 + p).isZero(1e-3));
    QVERIFY(whole.topRightCorner(2, 1).isZero(0.0)); // the field does not depend on t
}

void TestDerivation::gradientIsTheIntegral()
{
    QFETCH(QString, problem);
    QFETCH(double, part);
    const Problem& row = problemById(problem.toStdString());
    const auto f = makeDifferentiableSystem(row);
    const Derivation d = derive(*f, taskOf(row, part));
    QCOMPARE(d.gradient.size(), f->parameterCount());
    QVERIFY((d.gradient - d.integral).norm() <= 1e-9 * d.gradient.norm());
}

void TestDerivation::startIsATimeToo()
{
    const Problem& row = problemById("logistic");
    const auto f = makeDifferentiableSystem(row);
    const Derivation d = derive(*f, taskOf(row, 0.0));
    QCOMPARE(d.z[0], row.y0[0]);
    QVERIFY((d.atheta - d.gradient).norm() == 0.0);
}

void TestDerivation::backwardsInTime()
{
    Problem row = problemById("logistic");
    const auto f = makeDifferentiableSystem(row);
    DerivationTask task = taskOf(row, 0.0);
    task.t0 = 2.0;
    task.t1 = 0.5;
    task.t = 1.25;
    const Derivation d = derive(*f, task);
    QVERIFY(d.steps.front().eps < 0.0);
    QVERIFY(std::abs(d.taylorSlope - 2.0) < 0.05 && std::abs(d.adjointSlope - 1.0) < 0.05);
}

void TestDerivation::constantFieldHasNoRemainder()
{
    Problem row = problemById("dahlquist");
    row.rhs = { "lambda" };
    row.exact.clear();
    const auto f = makeDifferentiableSystem(row);
    const Derivation d = derive(*f, taskOf(row, 0.25));
    QVERIFY(std::isnan(d.taylorSlope) && std::isnan(d.adjointSlope));
    QVERIFY(d.steps.front().adjointRemainder == 0.0);
}

void TestDerivation::stopsAtOnce()
{
    const Problem& row = problemById("lorenz");
    const auto f = makeDifferentiableSystem(row);
    const std::atomic<bool> stop = true;
    const Derivation d = derive(*f, taskOf(row, 0.5), &stop);
    QVERIFY(d.stopped);
    QVERIFY(d.trouble.empty());
}

void TestDerivation::tellsWhatCannotBe()
{
    const Problem& row = problemById("logistic");
    const auto f = makeDifferentiableSystem(row);
    DerivationTask task = taskOf(row, 1.0);
    QVERIFY_EXCEPTION_THROWN(derive(*f, task), std::invalid_argument);
    task = taskOf(row, 0.5);
    task.z0 = Vector<double>::Ones(2);
    QVERIFY_EXCEPTION_THROWN(derive(*f, task), std::invalid_argument);
}

void TestDerivation::tellsWhereTheSolveFails()
{
    const Problem& row = problemById("blow-up");
    const auto f = makeDifferentiableSystem(row);
    DerivationTask task = taskOf(row, 0.0);
    task.t1 = 3.0; // the pole is at 1
    const Derivation d = derive(*f, task);
    QVERIFY(!d.trouble.empty());
    QVERIFY(!d.stopped);
}

QTEST_APPLESS_MAIN(TestDerivation)
#include "tst_derivation.moc"
