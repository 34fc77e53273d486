// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "solvers/integration/integrate.h"
#include "solvers/methods/reversible.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;

namespace {

/// Lotka and Volterra with a forcing: no first integral helps a method here.
FunctionSystem predators(bool quadrature = false)
{
    return { 2,
        [](double t, const auto& y) {
            return stateOf(
                { 1.5 * y[0] - y[0] * y[1] + 0.1 * std::sin(t), -3.0 * y[1] + y[0] * y[1] });
        },
        quadrature };
}

const ReversibleScheme& schemeOf(const Method& method)
{
    return *std::get<const ReversibleScheme*>(method.data);
}

} // namespace

class TestReversible : public QObject {
    Q_OBJECT

private slots:
    void stepsBackRecoverTheStart_data() { everyScheme(); }

    void stepsBackRecoverTheStart()
    {
        QFETCH(const Method*, method);
        FunctionSystem system = predators();
        Reversible<double> stepper(schemeOf(*method));
        stepper.prepare(2, 0, false);
        Counters counters;
        Vector<double> y = stateOf({ 1.0, 1.0 });
        std::vector<Vector<double>> path { y };
        constexpr int steps = 200;
        constexpr double h = 1.0 / 64;
        const auto move = [&](double t, double size) {
            stepper.step(system, t, view(std::as_const(y)), size, counters);
            y = stepper.trial();
            stepper.accept();
        };
        for (int n = 0; n < steps; ++n) {
            move(h * n, h);
            path.push_back(y);
        }
        const Vector<double> auxiliary = stepper.auxiliary();
        const Vector<double> end = y;
        for (int n = steps; n > 0; --n) {
            move(h * n, -h);
            QVERIFY2((y - path[std::size_t(n - 1)]).cwiseAbs().maxCoeff() < 1e-12,
                qPrintable(QString("step %1").arg(n)));
        }
        // Both ways 200 evaluations; the slope at the start is one more.
        QCOMPARE(counters.nfe, 2L * steps + 1);
        // The same from the numbers that a gradient method would keep: y and the second state.
        Reversible<double> other(schemeOf(*method));
        other.prepare(2, 0, false);
        QCOMPARE(other.auxiliary().size(), Index(0));
        other.setAuxiliary(view(auxiliary));
        other.step(system, h * steps, view(end), -h, counters);
        QVERIFY((other.trial() - path[steps - 1]).cwiseAbs().maxCoeff() < 1e-14);
        // A method that is not reversible leaves an error of its order.
        const auto heun = makeStepper<double>(methodById("heun"));
        heun->prepare(2, 0, false);
        heun->step(system, 0.0, view(std::as_const(path[0])), h, counters);
        const Vector<double> there = heun->trial();
        heun->accept();
        heun->step(system, h, view(there), -h, counters);
        QVERIFY((heun->trial() - path[0]).cwiseAbs().maxCoeff() > 1e-7);
    }

    void stepsByHand()
    {
        // y' = -y, y0 = 1, h = 0.2.
        FunctionSystem decay(1, [](double, const auto& y) { return stateOf({ -y[0] }); });
        Counters counters;
        const Vector<double> y = stateOf({ 1.0 });
        // alf: v0 = -1, m = 0.9, u = -0.9, v1 = -0.8, y1 = 0.9 - 0.08
        Reversible<double> alf(schemes::alf);
        alf.prepare(1, 0, false);
        alf.step(decay, 0.0, view(y), 0.2, counters);
        alf.accept();
        QVERIFY(std::abs(alf.trial()[0] - 0.82) < 1e-15);
        QVERIFY(std::abs(alf.auxiliary()[0] + 0.8) < 1e-15);
        // reversible Heun: x0 = 1, x1 = 0.8, y1 = 1 - 0.1 (1 + 0.8); x2 = 2 * 0.82 - 0.8 - 0.16
        Reversible<double> heun(schemes::reversibleHeun);
        heun.prepare(1, 0, false);
        heun.step(decay, 0.0, view(y), 0.2, counters);
        const Vector<double> y1 = heun.trial();
        heun.accept();
        QVERIFY(std::abs(y1[0] - 0.82) < 1e-15);
        QVERIFY(std::abs(heun.auxiliary()[0] - 0.8) < 1e-15);
        heun.step(decay, 0.2, view(y1), 0.2, counters);
        heun.accept();
        QVERIFY(std::abs(heun.auxiliary()[0] - 0.68) < 1e-15);
        QVERIFY(std::abs(heun.trial()[0] - (0.82 - 0.1 * (0.8 + 0.68))) < 1e-15);
    }

    void evaluationsAndRestart_data() { everyScheme(); }

    void evaluationsAndRestart()
    {
        QFETCH(const Method*, method);
        FunctionSystem system = predators();
        const auto stepper = makeStepper<double>(*method);
        SolveOptions options;
        options.t1 = 2.05; // the last step is cut
        options.step = 0.125;
        Vector<double> y = stateOf({ 1.0, 1.0 });
        const SolveReport report = integrate<double>(system, *stepper, options, view(y));
        QCOMPARE(report.accepted, 17L);
        QCOMPARE(report.counters.nfe, 18L);
        QCOMPARE(system.evaluations, 18L);
        // restart() forgets the carried state: the same as a new solve.
        const Vector<double> reset = stateOf({ 2.0, 0.5 });
        Counters counters;
        stepper->restart();
        stepper->step(system, 1.0, view(reset), 0.125, counters);
        const auto fresh = makeStepper<double>(*method);
        fresh->prepare(2, 0, false);
        fresh->step(system, 1.0, view(reset), 0.125, counters);
        QVERIFY(stepper->trial() == fresh->trial());
        // So does a try that is not taken.
        fresh->step(system, 1.0, view(reset), 0.5, counters);
        fresh->step(system, 1.0, view(reset), 0.125, counters);
        QVERIFY(stepper->trial() == fresh->trial());
    }

    void quadratureHasTheOrder_data() { everyScheme(); }

    void quadratureHasTheOrder()
    {
        QFETCH(const Method*, method);
        // q' = y^2 with y = 1 / (1 + t^2)
        const double exact = 0.5 * (0.5 + std::atan(1.0));
        double errors[2];
        for (int i = 0; i < 2; ++i) {
            FunctionSystem system(
                1, [](double t, const auto& y) { return stateOf({ -2.0 * t * y[0] * y[0] }); },
                true);
            const auto stepper = makeStepper<double>(*method);
            SolveOptions options;
            options.step = std::ldexp(1.0 / 64, -i);
            Vector<double> y = stateOf({ 1.0 });
            Vector<double> q = stateOf({ 0.0 });
            integrate<double>(system, *stepper, options, view(y), {}, view(q));
            errors[i] = std::abs(q[0] - exact);
        }
        const double order = std::log2(errors[0] / errors[1]);
        QVERIFY2(std::abs(order - 2.0) < 0.1, qPrintable(QString::number(order)));
    }

private:
    static void everyScheme()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (std::holds_alternative<const ReversibleScheme*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestReversible)
#include "tst_reversible.moc"
