// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "solvers/sensitivity/reversible_pairs.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

/// Steps of a pair without anything that the gradient needs; the sum over y at the end.
double pairLoss(const Method& method, double t0, double h, int steps, const Vec& theta, Vec y)
{
    auto f = net();
    f.theta = theta;
    Counters counters;
    const auto pair = makeReversiblePair<double>(method);
    Vec x;
    pair->start(f, t0, view(std::as_const(y)), x, counters);
    for (int n = 0; n < steps; ++n)
        pair->step(f, t0 + n * h, h, y, x, counters);
    return y.sum();
}

bool reversible(const Method& method)
{
    return method.tableau() != nullptr
        || std::holds_alternative<const ReversibleScheme*>(method.data);
}

} // namespace

class TestReversibleAdjoint : public QObject {
    Q_OBJECT

private slots:
    void gradientIsExact_data() { everyMethod(); }
    void gradientIsExact();
    void undoingLeadsBack_data() { everyMethod(); }
    void undoingLeadsBack();
    void forwardIsTheEngines();
    void couplingKeepsTheOrder_data();
    void couplingKeepsTheOrder();
    void memoryIsConstant();
    void otherFamiliesAreRefused();

private:
    static void everyMethod()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (reversible(method))
                QTest::newRow(method.id.data()) << &method;
    }
};

// Against differences of fourth order of the very discrete solution: their error is 1e-11.
void TestReversibleAdjoint::gradientIsExact()
{
    QFETCH(const Method*, method);
    constexpr int steps = 5;
    constexpr double h = 0.4; // coarse: the gradient of the flow is far away
    auto f = net();
    const Vec z0 = Vec::LinSpaced(3, -1, 1);
    const Run r = run("reversible", method->id.data(), fixed(0, steps * h, h), f, z0, ones);
    QVERIFY(r.backward.reachedEnd());
    QCOMPARE(f.openRecords(), std::size_t(0));
    QCOMPARE(f.evaluations, r.forward.counters.nfe + r.backward.counters.nfe);
    QCOMPARE(f.pullbacks, r.backward.counters.nvjp);
    const Index count = f.parameterCount();
    constexpr double delta = 1e-3;
    for (Index i = 0; i < count + 3; ++i) {
        Vec shift = Vec::Zero(count + 3);
        shift[i] = delta;
        const auto loss = [&](double factor) {
            return pairLoss(*method, 0, h, steps, f.theta + factor * shift.head(count),
                z0 + factor * shift.tail(3));
        };
        const double difference = (8 * (loss(1) - loss(-1)) - (loss(2) - loss(-2))) / (12 * delta);
        const double gradient = i < count ? r.theta[i] : r.a0[i - count];
        QVERIFY2(near(gradient, difference, 1e-10),
            qPrintable(QString("entry %1: %2, difference %3")
                           .arg(i)
                           .arg(gradient, 0, 'g', 14)
                           .arg(difference, 0, 'g', 14)));
    }
}

void TestReversibleAdjoint::undoingLeadsBack()
{
    QFETCH(const Method*, method);
    auto f = net();
    Counters counters;
    const auto pair = makeReversiblePair<double>(*method);
    const Vec y0 = Vec::LinSpaced(3, -1, 1);
    Vec y = y0;
    Vec x;
    pair->start(f, 0, view(y0), x, counters);
    const Vec x0 = x;
    constexpr int steps = 50;
    constexpr double h = 0.02;
    for (int n = 0; n < steps; ++n)
        pair->step(f, n * h, h, y, x, counters);
    QVERIFY((y - y0).norm() > 0.1);
    Vec ay = Vec::Ones(3);
    Vec ax = Vec::Zero(3);
    Vec theta = Vec::Zero(f.parameterCount());
    for (int n = steps; n-- > 0;)
        pair->undo(f, n * h, h, y, x, ay, ax, view(theta), counters);
    pair->undoStart(f, 0, y, ay, ax, view(theta), counters);
    QVERIFY((y - y0).norm() < 1e-12);
    QVERIFY((x - x0).norm() < 1e-12);
}

// The schemes that are methods of their own give the states that the solver gives.
void TestReversibleAdjoint::forwardIsTheEngines()
{
    for (const char* method : { "alf", "reversible-heun" }) {
        auto f = net();
        const Vec z0 = Vec::LinSpaced(3, -1, 1);
        const Run r = run("reversible", method, fixed(0, 1, 0.03), f, z0, ones);
        const auto stepper = makeStepper<double>(methodById(method));
        Vec z = z0;
        integrate<double>(f, *stepper, fixed(0, 1, 0.03), view(z));
        QVERIFY((z - r.z1).norm() < 1e-14);
    }
}

void TestReversibleAdjoint::couplingKeepsTheOrder_data()
{
    QTest::addColumn<const Method*>("method");
    for (const auto& method : methods())
        if (method.tableau() != nullptr && method.order() <= 5)
            QTest::newRow(method.id.data()) << &method;
}

void TestReversibleAdjoint::couplingKeepsTheOrder()
{
    QFETCH(const Method*, method);
    auto f = net();
    const Vec z0 = Vec::LinSpaced(3, -1, 1);
    const Run truth = run("backprop", "dop853", adaptive(0, 1, 1e-13), f, z0, ones);
    const auto errorOf = [&](double step) {
        const Run r = run("reversible", method->id.data(), fixed(0, 1, step), f, z0, ones);
        return std::pair((r.z1 - truth.z1).norm(), (r.theta - truth.theta).norm());
    };
    const auto coarse = errorOf(1.0 / 16);
    const auto fine = errorOf(1.0 / 32);
    // A method may do better than its order on this smooth field, never worse.
    QVERIFY2(std::log2(coarse.first / fine.first) > method->order() - 0.3,
        qPrintable(QString::number(std::log2(coarse.first / fine.first))));
    QVERIFY2(std::log2(coarse.second / fine.second) > method->order() - 0.3,
        qPrintable(QString::number(std::log2(coarse.second / fine.second))));
}

void TestReversibleAdjoint::memoryIsConstant()
{
    for (const double step : { 0.1, 0.001 })
        QCOMPARE(linearRun("reversible", "rk4", fixed(1, 2, step)).storedBytes, 2 * sizeof(double));
}

void TestReversibleAdjoint::otherFamiliesAreRefused()
{
    const auto make = [](const char* method, const SolveOptions& options) {
        makeSensitivity<double>(gradientMethodById("reversible"), methodById(method), options);
    };
    QVERIFY_EXCEPTION_THROWN(make("gauss2", fixed(0, 1, 0.1)), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(make("ab2", fixed(0, 1, 0.1)), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(make("dopri5", adaptive(0, 1, 1e-6)), std::invalid_argument);
}

REGISTER_TEST(TestReversibleAdjoint)
#include "tst_reversible_adjoint.moc"
