// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "solvers/integration/integrate.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <utility>

using namespace solvers;

namespace {

/// Henon and Heiles: H = (p1^2 + p2^2 + q1^2 + q2^2) / 2 + q1^2 q2 - q2^3 / 3
FunctionSystem henonHeiles()
{
    return { 4, [](double, const auto& y) {
                return stateOf(
                    { y[2], y[3], -y[0] - 2.0 * y[0] * y[1], -y[1] - y[0] * y[0] + y[1] * y[1] });
            } };
}

double energy(const Vector<double>& y)
{
    return 0.5 * y.squaredNorm() + y[0] * y[0] * y[1] - y[1] * y[1] * y[1] / 3.0;
}

Vector<double> start()
{
    return stateOf({ 0.0, 0.1, 0.5, 0.0 });
}

Vector<double> stepOf(const Method& method, const Vector<double>& y, double h)
{
    FunctionSystem system = henonHeiles();
    const auto stepper = makeStepper<double>(method);
    stepper->prepare(4, 0, false);
    Counters counters;
    stepper->step(system, 0.0, view(y), h, counters);
    return stepper->trial();
}

/// The largest deviation of the energy in the first and in the last tenth of [0, 1000]
std::pair<double, double> energyErrors(const Method& method, double step)
{
    FunctionSystem system = henonHeiles();
    const auto stepper = makeStepper<double>(method);
    SolveOptions options;
    options.t1 = 1000.0;
    options.step = step;
    Vector<double> y = start();
    const double initial = energy(y);
    std::pair<double, double> largest { 0.0, 0.0 };
    integrate<double>(system, *stepper, options, view(y), [&](double t, auto state) {
        const double error = std::abs(energy(state) - initial);
        if (t <= 100.0)
            largest.first = std::max(largest.first, error);
        if (t >= 900.0)
            largest.second = std::max(largest.second, error);
        return true;
    });
    return largest;
}

} // namespace

class TestSymplectic : public QObject {
    Q_OBJECT

private slots:
    void mapIsSymplectic_data() { everyScheme(); }

    void mapIsSymplectic()
    {
        QFETCH(const Method*, method);
        const auto defect = [](const Method& m) {
            constexpr double small = 1e-5;
            Matrix<double> jacobian(4, 4);
            for (int k = 0; k < 4; ++k) {
                Vector<double> left = start();
                Vector<double> right = start();
                left[k] -= small;
                right[k] += small;
                jacobian.col(k) = (stepOf(m, right, 0.3) - stepOf(m, left, 0.3)) / (2.0 * small);
            }
            Matrix<double> omega = Matrix<double>::Zero(4, 4);
            omega.topRightCorner(2, 2).setIdentity();
            omega.bottomLeftCorner(2, 2).diagonal().setConstant(-1.0);
            return (jacobian.transpose() * omega * jacobian - omega).cwiseAbs().maxCoeff();
        };
        // Differences of an O(1) map: rounding 1e-16 / 1e-5, the third derivative times 1e-10.
        QVERIFY2(defect(*method) < 1e-9, qPrintable(QString::number(defect(*method))));
        QVERIFY(defect(methodById("rk4")) > 1e-6);
        QVERIFY(method->symplectic);
    }

    void energyStaysNear_data() { everyScheme(); }

    void energyStaysNear()
    {
        QFETCH(const Method*, method);
        const auto [early, late] = energyErrors(*method, 0.1);
        QVERIFY2(late < 2.0 * early, qPrintable(QString("%1, %2").arg(early).arg(late)));
    }

    void rk4Drifts()
    {
        // The same measure sees the drift of a method that is not symplectic.
        const auto [early, late] = energyErrors(methodById("rk4"), 0.4);
        QVERIFY(late > 5.0 * early);
    }

    void stepsAreReversible_data() { everyScheme(); }

    void stepsAreReversible()
    {
        QFETCH(const Method*, method);
        const auto& scheme = *std::get<const SymplecticScheme*>(method->data);
        const Vector<double> there = stepOf(*method, start(), 0.2);
        const double distance = (stepOf(*method, there, -0.2) - start()).norm();
        if (scheme.endsInKick())
            QVERIFY2(distance < 1e-15, qPrintable(QString::number(distance)));
        else // kick and drift in the same order lead elsewhere: the adjoint scheme goes back
            QVERIFY(distance > 1e-3);
    }

    void verletByHand()
    {
        // q' = p, p' = -q, (1, 0), h = 0.1: p = -0.05, q = 0.995, p = -0.05 - 0.05 * 0.995
        FunctionSystem system(2, [](double, const auto& y) { return stateOf({ y[1], -y[0] }); });
        const auto stepper = makeStepper<double>(methodById("verlet"));
        stepper->prepare(2, 0, false);
        Counters counters;
        const Vector<double> y = stateOf({ 1.0, 0.0 });
        stepper->step(system, 0.0, view(y), 0.1, counters);
        QVERIFY(std::abs(stepper->trial()[0] - 0.995) < 1e-16);
        QVERIFY(std::abs(stepper->trial()[1] + 0.09975) < 1e-16);
        const auto euler = makeStepper<double>(methodById("symplectic-euler"));
        euler->prepare(2, 0, false);
        euler->step(system, 0.0, view(y), 0.1, counters);
        QVERIFY(std::abs(euler->trial()[1] + 0.1) < 1e-16);
        QVERIFY(std::abs(euler->trial()[0] - 0.99) < 1e-16);
    }

    void evaluationsAreCounted_data() { everyScheme(); }

    void evaluationsAreCounted()
    {
        QFETCH(const Method*, method);
        const auto& scheme = *std::get<const SymplecticScheme*>(method->data);
        FunctionSystem system = henonHeiles();
        const auto stepper = makeStepper<double>(*method);
        SolveOptions options;
        options.t1 = 2.0;
        options.step = 0.125;
        Vector<double> y = start();
        const SolveReport report = integrate<double>(system, *stepper, options, view(y));
        // The force at the end of a step is that at the start of the next.
        const long first = scheme.endsInKick() ? 1 : 0;
        QCOMPARE(report.counters.nfe, 16L * method->stages() + first);
        QCOMPARE(system.evaluations, report.counters.nfe);
        // A try that is not taken costs, but leaves no trace.
        const auto again = makeStepper<double>(*method);
        again->prepare(4, 0, false);
        Counters counters;
        Vector<double> z = start();
        for (int n = 0; n < 16; ++n) {
            again->step(system, 0.125 * n, view(std::as_const(z)), 0.05, counters);
            again->step(system, 0.125 * n, view(std::as_const(z)), 0.125, counters);
            z = again->trial();
            again->accept();
        }
        QVERIFY(z == y);
    }

    void oddDimensionIsRefused_data() { everyScheme(); }

    void oddDimensionIsRefused()
    {
        QFETCH(const Method*, method);
        FunctionSystem system(3, [](double, const auto& y) { return y; });
        const auto stepper = makeStepper<double>(*method);
        Vector<double> y = stateOf({ 1.0, 2.0, 3.0 });
        try {
            integrate<double>(system, *stepper, {}, view(y));
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QCOMPARE(QString(error.what()), QString::fromStdString(method->problem(3)));
            QVERIFY(QString(error.what()).contains("odd number of components, 3"));
        }
        QCOMPARE(system.evaluations, 0L);
        QVERIFY(method->problem(4).empty());
        QVERIFY(methodById("rk4").problem(3).empty());
    }

    void quadraturesAreRefused()
    {
        const auto stepper = makeStepper<double>(methodById("verlet"));
        QVERIFY_EXCEPTION_THROWN(stepper->prepare(2, 1, false), std::invalid_argument);
    }

private:
    static void everyScheme()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (std::holds_alternative<const SymplecticScheme*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestSymplectic)
#include "tst_symplectic.moc"
