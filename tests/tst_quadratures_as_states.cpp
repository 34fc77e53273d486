// SPDX-License-Identifier: GPL-3.0-or-later
// Quadratures of methods that have no weights for them, and adjoints by such methods.
#include "function_system.h"
#include "gradient_models.h"
#include "test_program.h"

#include "solvers/integration/integrate.h"
#include "solvers/sensitivity/loss_gradient.h"

#include <QTest>

using namespace solvers;
using gradients::linear;
using gradients::near;

namespace {

FunctionSystem nonLinear()
{
    return { 1, [](double t, const auto& y) { return stateOf({ -2.0 * t * y[0] * y[0] }); }, true };
}

/// The integral of y^2, y = 1 / (1 + t^2), from 0 to t
double exactQuadrature(double t)
{
    return 0.5 * (t / (1.0 + t * t) + std::atan(t));
}

struct Errors {
    double q;
    long steps;
};

Errors errorsOf(const Method& method, const SolveOptions& options)
{
    FunctionSystem system = nonLinear();
    const auto stepper = makeStepper<double>(method);
    Vector<double> y = Vector<double>::Ones(1);
    Vector<double> q = Vector<double>::Constant(1, 10.0); // it is added to
    const SolveReport report = integrate<double>(system, *stepper, options, view(y), {}, view(q));
    if (!report.reachedEnd())
        qFatal("%s", report.message().c_str());
    return { std::abs(q[0] - 10.0 - exactQuadrature(options.t1)), report.accepted };
}

} // namespace

class TestQuadraturesAsStates : public QObject {
    Q_OBJECT

private slots:
    void theyHaveTheOrder_data() { everyMethod(); }
    void theyHaveTheOrder();
    void errorControlSeesThem_data() { everyMethod(); }
    void errorControlSeesThem();
    void withoutThemNothingChanges();
    void adjointsByThem_data() { everyMethod(); }
    void adjointsByThem();

private:
    static void everyMethod()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (std::holds_alternative<const RosenbrockTableau*>(method.data)
                || std::holds_alternative<const BdfFormula*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

void TestQuadraturesAsStates::theyHaveTheOrder()
{
    QFETCH(const Method*, method);
    const auto error = [&](int steps) {
        SolveOptions options;
        options.t1 = 1.3;
        options.step = 1.3 / steps;
        return errorsOf(*method, options).q;
    };
    const double observed = std::log2(error(100) / error(200));
    QVERIFY2(observed > method->order() - 0.45, qPrintable(QString::number(observed)));
}

void TestQuadraturesAsStates::errorControlSeesThem()
{
    QFETCH(const Method*, method);
    if (!method->adaptive())
        return;
    for (const double tolerance : { 1e-4, 1e-7 }) {
        SolveOptions options;
        options.t1 = 1.3;
        options.adaptive = true;
        options.rtol = options.atol = tolerance;
        const auto [error, steps] = errorsOf(*method, options);
        // The errors of the steps add up, each up to rtol |q| + atol in the mean square of y and q.
        QVERIFY2(error < tolerance * std::max(30.0, 3.0 * static_cast<double>(steps)),
            qPrintable(QString("%1 tolerances, %2 steps").arg(error / tolerance).arg(steps)));
    }
}

void TestQuadraturesAsStates::withoutThemNothingChanges()
{
    for (const char* id : { "bdf3", "rodas4" }) {
        FunctionSystem plain(
            1, [](double t, const auto& y) { return stateOf({ -2.0 * t * y[0] * y[0] }); });
        const auto stepper = makeStepper<double>(methodById(id));
        stepper->prepare(1, 0, false);
        QCOMPARE(stepper->trial().size(), Index(1));
        QCOMPARE(stepper->quadratureIncrement().size(), Index(0));
    }
}

/// z' = 3 z + t forwards by Dormand-Prince, the adjoint equations by a stiff method.
void TestQuadraturesAsStates::adjointsByThem()
{
    QFETCH(const Method*, method);
    for (const char* gradient : { "adjoint", "adjoint-interpolated" }) {
        auto f = linear();
        GradientTask task;
        task.z0 = Vector<double>::Constant(1, 2.0);
        task.times = { 1.0, 2.0 };
        task.loss = linearLoss(Matrix<double>::Ones(1, 1));
        task.gradient = &gradientMethodById(gradient);
        task.method = &methodById("dopri5");
        task.solve.adaptive = true;
        task.solve.rtol = task.solve.atol = 1e-11;
        task.more.backwardMethod = method;
        const auto error = [&](double step) {
            task.more.backward = task.solve;
            task.more.backward->adaptive = false;
            task.more.backward->step = step;
            const LossGradient found = lossGradient(f, task);
            if (!found.trouble.empty())
                qFatal("%s", found.trouble.c_str());
            return std::abs(found.parameters[0] / 45.6747315672 - 1.0);
        };
        const double coarse = error(1.0 / 64);
        const double fine = error(1.0 / 128);
        QVERIFY2(fine < coarse && std::log2(coarse / fine) > method->order() - 0.5 && fine < 0.05,
            qPrintable(QString("%1: %2, %3").arg(gradient).arg(coarse).arg(fine)));
    }
}

REGISTER_TEST(TestQuadraturesAsStates)
#include "tst_quadratures_as_states.moc"
