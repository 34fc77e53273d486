// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"

#include "solvers/sensitivity/step_polynomials.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

Run interpolated(const char* method, const SolveOptions& options)
{
    return linearRun("adjoint-interpolated", method, options);
}

} // namespace

class TestInterpolatedAdjoint : public QObject {
    Q_OBJECT

private slots:
    void interpolantIsReproduced_data();
    void interpolantIsReproduced();
    void memoryOfTheNodes();
    void evaluationsOfTheWayBack();
    void backwardStepsAreItsOwn();
    void stateIsHandedOut();
    void decayIsHarmless();
};

void TestInterpolatedAdjoint::interpolantIsReproduced_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<int>("degree");
    for (const char* id : { "rk4", "bosh3", "dopri5", "tsit5", "dop853", "radau-iia3", "abm4" }) {
        const Method& method = methodById(id);
        const int order = makeStepper<double>(method)->denseOrder();
        QTest::newRow(id) << &method << (order > 0 ? order : 3);
    }
}

/// The interpolants of these methods are polynomials of that degree.
void TestInterpolatedAdjoint::interpolantIsReproduced()
{
    QFETCH(const Method*, method);
    QFETCH(int, degree);
    auto f = net();
    for (const double end : { 2.0, -1.0 }) {
        Vec y = Vec::LinSpaced(3, -1, 1);
        StepPolynomials<double> kept;
        kept.begin(0.0, view(std::as_const(y)), degree);
        std::vector<double> times;
        std::vector<Vec> states;
        StepHooks<double> hooks;
        hooks.observeStep = [&](StepInterpolant<double>& step) {
            kept.add(step);
            for (const double theta : { 0.0, 0.123, 0.5, 0.77, 1.0 }) {
                times.push_back(step.start() + theta * (step.end() - step.start()));
                states.emplace_back(3);
                step.evaluate(times.back(), view(states.back()));
            }
        };
        const auto stepper = makeStepper<double>(*method);
        integrate<double>(f, *stepper, fixed(0, end, 0.3), view(y), {}, { nullptr, 0 }, {}, hooks);
        QCOMPARE(kept.steps(), std::size_t(end > 0 ? 7 : 4));
        QVERIFY(kept.end() == end);
        Vec found(3);
        for (std::size_t i = 0; i < 2 * times.size(); ++i) { // forwards and back
            const std::size_t at = i < times.size() ? i : 2 * times.size() - 1 - i;
            kept.evaluate(times[at], view(found));
            QVERIFY2((found - states[at]).norm() < 1e-13,
                qPrintable(QString::number((found - states[at]).norm())));
        }
        kept.evaluate(end, view(found));
        QVERIFY(found == y);
    }
}

void TestInterpolatedAdjoint::memoryOfTheNodes()
{
    // Three more states a step for the cubic Hermite polynomial, seven for that of DOP853
    const Run rk4 = interpolated("rk4", fixed(1, 2, 0.1));
    QCOMPARE(rk4.storedBytes, (1 + 3 * 10) * sizeof(double));
    QCOMPARE(rk4.peakBytes, rk4.storedBytes + 4 * sizeof(double)); // a, two parameters, the time
    const Run dop853 = interpolated("dop853", fixed(1, 2, 0.1));
    QCOMPARE(dop853.storedBytes, (1 + 7 * 10) * sizeof(double));
    const Run adaptiveRun = interpolated("dopri5", adaptive(1, 2, 1e-6));
    const auto steps = static_cast<std::size_t>(adaptiveRun.forward.accepted);
    QCOMPARE(adaptiveRun.storedBytes, (1 + 4 * steps + 1 + steps) * sizeof(double));
}

void TestInterpolatedAdjoint::evaluationsOfTheWayBack()
{
    auto f = net();
    const Run r = run("adjoint-interpolated", "rk4", fixed(0, 1, 0.05), f, Vec::Ones(3), ones);
    QCOMPARE(r.forward.counters.nfe, 82L); // two more for the slopes at both ends
    QCOMPARE(r.backward.counters.nfe, 80L);
    QCOMPARE(r.backward.counters.nvjp, 80L);
    QCOMPARE(f.evaluations, 162L);
    QCOMPARE(f.pullbacks, 80L);
    QCOMPARE(f.mostRecords, std::size_t(1));
    QCOMPARE(f.openRecords(), std::size_t(0));
}

/// Neither method nor step of the way back need be those of the way there.
void TestInterpolatedAdjoint::backwardStepsAreItsOwn()
{
    SensitivityOptions more;
    more.backwardMethod = &methodById("dopri5");
    more.backward = adaptive(0, 0, 1e-11);
    const auto solve = makeSensitivity<double>(
        gradientMethodById("adjoint-interpolated"), methodById("rk4"), fixed(1, 2, 0.01), more);
    auto f = linear();
    Vec z = Vec::Constant(1, 2.0);
    QCOMPARE(solve->forward(f, view(z)).accepted, 100L);
    Vec a = Vec::Ones(1);
    Vec theta = Vec::Zero(2);
    const SolveReport back = solve->backward(f, view(a), view(theta));
    QVERIFY(back.reachedEnd() && back.adaptive && back.tReached == 1.0);
    // f is linear in z: da/dt knows nothing of z, dL/da does.
    QVERIFY(near(a[0], 20.0855369232, 1e-8));
    QVERIFY(near(theta[1], 8.1491275214, 1e-8));
    QVERIFY(near(theta[0], 45.6747315672, 1e-5));
    QVERIFY(std::abs(theta[0] - 45.6747315672) > 1e-8);
}

void TestInterpolatedAdjoint::stateIsHandedOut()
{
    auto f = linear();
    std::vector<double> times;
    double worst = 0.0;
    const Run r = run("adjoint-interpolated", "dopri5", adaptive(1, 2, 1e-9), f,
        Vec::Constant(1, 2.0), ones, [&](const AdjointPoint<double>& point) {
            times.push_back(point.t);
            const double exact
                = (2 + 1.0 / 3 + 1.0 / 9) * std::exp(3 * (point.t - 1)) - point.t / 3 - 1.0 / 9;
            worst = std::max(worst, std::abs(point.z[0] - exact));
        });
    QVERIFY(times.front() == 2.0 && times.back() == 1.0);
    QCOMPARE(long(times.size()), r.backward.accepted + 1);
    QVERIFY2(worst < 1e-6 && worst > 0.0, qPrintable(QString::number(worst)));
}

/// What decays forwards grows backwards, but z is not integrated backwards here.
void TestInterpolatedAdjoint::decayIsHarmless()
{
    const auto found = [](const char* gradient) {
        auto f = linear(-20.0, 0.0);
        return run(gradient, "rk4", fixed(0, 1, 0.01), f, Vec::Ones(1), ones);
    };
    // dz(1)/da = z0 e^a
    QVERIFY(near(found("adjoint-interpolated").theta[0] / std::exp(-20.0), 1.0, 1e-3));
    auto f = linear(-200.0, 0.0);
    const Run r
        = run("adjoint-interpolated", "radau-iia3", adaptive(0, 1, 1e-8), f, Vec::Ones(1), ones);
    QVERIFY(r.backward.reachedEnd());
    QVERIFY(near(r.theta[1], 1.0 / 200 - 1.0 / 40000, 1e-6)); // b t as a source
    QVERIFY(near(r.theta[0], 0.0, 1e-6) && near(r.a0[0], 0.0, 1e-6));
}

QTEST_APPLESS_MAIN(TestInterpolatedAdjoint)
#include "tst_interpolated_adjoint.moc"
