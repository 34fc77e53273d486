// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/convergence.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;

namespace {

/// On a linear problem a second-order method can pass for a fourth-order one.
Problem nonLinear()
{
    Problem problem;
    problem.rhs = { "-2*t*y^2" };
    problem.y0 = { 1.0 };
    problem.exact = { "1/(1 + t^2)" };
    return problem;
}

std::vector<double> halvings(double first, int count)
{
    std::vector<double> steps;
    for (int i = 0; i < count; ++i)
        steps.push_back(std::ldexp(first, -i));
    return steps;
}

/// y1' and y2' of a point drawn to the unit circle: a problem on which methods of high order have
/// errors well above rounding at steps where the leading term rules.
Problem circle()
{
    Problem problem;
    problem.rhs = { "-y2 + y1*(1 - y1^2 - y2^2)", "y1 + y2*(1 - y1^2 - y2^2)" };
    problem.y0 = { 1.0, 0.0 };
    problem.t1 = 4.0;
    problem.exact = { "cos(t)", "sin(t)" };
    return problem;
}

/// The derivative of the position depends on the momentum and t only, and the other way round.
Problem separable()
{
    Problem problem;
    problem.rhs = { "y2 + y2^2 - sin(t)^2", "-y1 - y1^2 + cos(t)^2" };
    problem.y0 = { 1.0, 0.0 };
    problem.exact = { "cos(t)", "-sin(t)" };
    return problem;
}

/// A problem on which the order of the method shows, or the same way back from its end.
Problem problemFor(const Method& method, bool backwards)
{
    const bool split = std::holds_alternative<const SymplecticScheme*>(method.data);
    Problem problem = split ? separable() : method.order() < 6 ? nonLinear() : circle();
    if (backwards) {
        if (std::holds_alternative<const BdfFormula*>(method.data))
            problem.t1 = 1.0; // backwards the circle is unstable: rounding grows by e^(2 t)
        const double t = problem.t1;
        problem.y0 = split       ? std::vector { std::cos(t), -std::sin(t) }
            : method.order() < 6 ? std::vector { 0.5 }
                                 : std::vector { std::cos(t), std::sin(t) };
        std::swap(problem.t0, problem.t1);
    }
    return problem;
}

/// The observed order is p + O(h): its limit, from steps h, h / 2 and h / 4.
double limitOrder(const Problem& problem, const Method& method)
{
    const bool multistep = std::holds_alternative<const MultistepFormula*>(method.data)
        || std::holds_alternative<const BdfFormula*>(method.data);
    // A step of a multistep method looks back over several; at order 6 rounding comes soon.
    const double first = method.order() < 6 ? 1.0 / 16 : 1.0 / 2;
    const auto steps = halvings(multistep ? std::min(first / 4, 1.0 / 16) : first, 3);
    const Convergence c = measureConvergence(problem, method, steps);
    return 2.0 * c.points[2].order - c.points[1].order;
}

} // namespace

class TestConvergence : public QObject {
    Q_OBJECT

private slots:
    void observedOrderMatchesTable_data() { everyMethod(); }

    void observedOrderMatchesTable()
    {
        QFETCH(const Method*, method);
        const double order = limitOrder(problemFor(*method, false), *method);
        QVERIFY2(std::abs(order - method->order()) < 0.15,
            qPrintable(QString("observed %1, table says %2").arg(order).arg(method->order())));
    }

    void observedOrderBackwards_data() { everyMethod(); }

    void observedOrderBackwards()
    {
        QFETCH(const Method*, method);
        const double order = limitOrder(problemFor(*method, true), *method);
        QVERIFY2(std::abs(order - method->order()) < 0.15, qPrintable(QString::number(order)));
    }

    void articleErrors()
    {
        const Problem& problem = problemById("article");
        const auto steps = halvings(1.0 / 16, 4);
        const struct {
            const char* id;
            double errors[4];
        } rows[] { { "rk4", { 1.207e-4, 7.347e-6, 4.535e-7, 2.817e-8 } },
            { "euler", { 16.62, 9.220, 4.862, 2.498 } } };
        for (const auto& row : rows) {
            const Convergence c = measureConvergence(problem, methodById(row.id), steps);
            for (std::size_t i = 0; i < 4; ++i) // printed to four digits
                QVERIFY(std::abs(c.points[i].error / row.errors[i] - 1.0) < 5.1e-4);
        }
    }

    void articleSlopes()
    {
        const Problem& problem = problemById("article");
        const struct {
            const char* id;
            double first;
            double order;
            double tolerance;
        } rows[] { { "euler", 1.0 / 512, 1.0, 0.03 }, { "midpoint", 1.0 / 64, 2.0, 0.03 },
            { "heun", 1.0 / 64, 2.0, 0.03 }, { "rk4", 1.0 / 8, 4.0, 0.05 },
            { "rk4-38", 1.0 / 8, 4.0, 0.05 } };
        for (const auto& row : rows) {
            const auto c = measureConvergence(problem, methodById(row.id), halvings(row.first, 6));
            QVERIFY2(std::abs(c.observedOrder - row.order) < row.tolerance,
                qPrintable(QString("%1: %2").arg(row.id).arg(c.observedOrder)));
        }
    }

    void roundingIsLeftOut()
    {
        const auto c = measureConvergence(nonLinear(), methodById("dopri5"), halvings(1.0 / 4, 10));
        QVERIFY(c.points.back().limited);
        QVERIFY(!c.points.front().limited);
        for (const auto& point : c.points)
            QVERIFY(!(point.limited && point.asymptotic));
        QVERIFY(std::abs(c.observedOrder - 5.0) < 0.15);
    }

    void withoutExactSolution()
    {
        Problem problem = nonLinear();
        const auto exact = measureConvergence(problem, methodById("rk4"), halvings(0.25, 5));
        problem.exact.clear();
        const auto reference = measureConvergence(problem, methodById("rk4"), halvings(0.25, 5));
        QVERIFY(!reference.exact);
        // The reference has rtol 1e-12 and the smallest error here is above 1e-9.
        for (std::size_t i = 0; i < 5; ++i)
            QVERIFY(std::abs(reference.points[i].error / exact.points[i].error - 1.0) < 1e-2);
        QVERIFY(std::abs(reference.observedOrder - 4.0) < 0.1);
    }

    void chaosHasNoOrder()
    {
        // At t = 20 errors have grown by 10^8: what is left of the reference is known to be poor.
        const auto c
            = measureConvergence(problemById("lorenz"), methodById("rk4"), halvings(1e-3, 3));
        QVERIFY(!c.exact);
        QVERIFY(c.points[2].limited || std::abs(c.points[2].order - 4.0) < 1.0);
    }

    void stepsAreSortedAndChecked()
    {
        const std::vector<double> mixed { 0.1, 0.4, 0.2, 0.1 };
        const auto c = measureConvergence(nonLinear(), methodById("rk4"), mixed);
        QCOMPARE(c.points.size(), std::size_t(3));
        QCOMPARE(c.points.front().step, 0.4);
        QVERIFY(std::isnan(c.points.front().order));
        QCOMPARE(c.points.back().step, 0.1);
        const std::vector<double> bad { 0.1, 0.0 };
        QVERIFY_EXCEPTION_THROWN(
            measureConvergence(nonLinear(), methodById("rk4"), bad), std::invalid_argument);
    }

    void failedStepIsAGap()
    {
        Problem problem = problemById("dahlquist");
        problem.parameters[0].value = -50.0;
        problem.t1 = 1000.0;
        const std::vector<double> steps { 0.5, 0.01, 0.005 };
        const auto c = measureConvergence(problem, methodById("euler"), steps);
        QCOMPARE(c.points[0].report.status, SolveStatus::Diverged);
        QVERIFY(std::isnan(c.points[0].error));
        QVERIFY(std::isnan(c.points[1].order));
    }

private:
    static void everyMethod()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestConvergence)
#include "tst_convergence.moc"
