// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"

#include "solvers/sensitivity/difference_sweep.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

/// L = (z(2) - 40)^2 of z' = 3 z + t, z(1) = 2: picture of the laboratory
GradientTask pictured(const char* gradient)
{
    GradientTask task;
    task.z0 = Vec::Constant(1, 2.0);
    task.times = { 1.0, 2.0 };
    task.loss = meanSquaredLoss(Matrix<double>::Constant(1, 1, 40.0));
    task.gradient = &gradientMethodById(gradient);
    task.method = &methodById("rk4");
    task.solve.step = 0.05;
    return task;
}

/// Counts what is asked of a system and does something at one of the evaluations.
class Meddling final : public DifferentiableSystem<double> {
public:
    Index dim() const override { return f.dim(); }
    Index parameterCount() const override { return f.parameterCount(); }
    VectorView<double> parameters() override { return f.parameters(); }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        f.evaluate(t, y, dydt);
        if (f.evaluations == at)
            act(dydt);
    }
    void record(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        f.record(t, y, dydt);
    }
    double pullback(
        ConstVectorView<double> a, VectorView<double> ady, VectorView<double> atheta) override
    {
        return f.pullback(a, ady, atheta);
    }

    System<double> f = linear(0.1, 1.0 / 3.0); // not what adding and subtracting restores
    long at = -1;
    std::function<void(VectorView<double>)> act;
};

} // namespace

class TestFiniteDifferences : public QObject {
    Q_OBJECT

private slots:
    void costOfThePicture();
    void stepIsRelative();
    void parametersKeepTheirBits_data();
    void parametersKeepTheirBits();
    void refusesFixedParameters();
    void refusesOddDifferences();
    void sweepHasAValley();
    void sweepStops();
};

void TestFiniteDifferences::costOfThePicture()
{
    auto f = linear();
    const LossGradient found = lossGradient(f, pictured("finite-differences"));
    const LossGradient exact = lossGradient(f, pictured("backprop"));
    // z0, a, b, t0 and t1, two solves of 20 steps of four stages for each
    QCOMPARE(found.forward.counters.nfe, 80L);
    QCOMPARE(found.backward.counters.nfe, 800L);
    QCOMPARE(found.backward.counters.nvjp, 0L);
    QCOMPARE(found.backward.accepted, 200L);
    QCOMPARE(found.peakBytes, sizeof(double));
    QVERIFY(near(exact.parameters[0], 759.9726, 5e-5) && near(exact.z0[0], 334.2057, 5e-5));
    QVERIFY(near(exact.times[0], -2339.3951, 5e-5) && near(exact.times[1], 2445.2505, 5e-5));
    QVERIFY(relativeDifference(found, exact) < 1e-8);
    QVERIFY((found.times - exact.times).norm() < 1e-7 * exact.times.norm());
    // Nothing but values of f was asked for.
    QCOMPARE(f.pullbacks, 80L);
    QCOMPARE(f.pushforwards, 0L);
}

/// z' = a z: z(1) = z0 e^a, whose third derivative by a is the truncation.
void TestFiniteDifferences::stepIsRelative()
{
    const auto error = [](double z0, double difference) {
        auto f = linear(-1.0, 0.0);
        SensitivityOptions more;
        more.difference = difference;
        const auto solve = makeSensitivity<double>(
            gradientMethodById("finite-differences"), methodById("rk4"), fixed(0, 1, 0.01), more);
        Vec z = Vec::Constant(1, z0);
        solve->forward(f, view(z));
        Vec a = Vec::Ones(1);
        Vec theta = Vec::Zero(2);
        solve->backward(f, view(a), view(theta));
        return theta[0] / (z0 * std::exp(-1.0)) - 1.0;
    };
    QVERIFY(near(error(2.0, 0.1), std::sinh(0.1) / 0.1 - 1.0, 1e-8));
    QVERIFY(near(error(2.0, 0.01), std::sinh(0.01) / 0.01 - 1.0, 1e-8));
    auto large = linear(-10.0, 0.0); // the step is 0.1 * 10
    SensitivityOptions more;
    more.difference = 0.1;
    const auto solve = makeSensitivity<double>(
        gradientMethodById("finite-differences"), methodById("rk4"), fixed(0, 1, 0.001), more);
    Vec z = Vec::Ones(1);
    solve->forward(large, view(z));
    Vec a = Vec::Ones(1);
    Vec theta = Vec::Zero(2);
    solve->backward(large, view(a), view(theta));
    QVERIFY(near(theta[0] / std::exp(-10.0), std::sinh(1.0), 1e-6));
}

void TestFiniteDifferences::parametersKeepTheirBits_data()
{
    QTest::addColumn<int>("event");
    QTest::newRow("success") << 0;
    QTest::newRow("failure") << 1;
    QTest::newRow("stop") << 2;
    QTest::newRow("exception") << 3;
}

/// Whatever happens, directly and under lossGradient() with its moving ends
void TestFiniteDifferences::parametersKeepTheirBits()
{
    QFETCH(int, event);
    for (const long at : { 30L, 130L, 210L, 290L, 370L }) { // in solves for each number
        Meddling system;
        std::stop_source stop;
        if (event > 0)
            system.at = at;
        system.act = [&](VectorView<double> dydt) {
            if (event == 1)
                dydt[0] = std::nan("");
            else if (event == 2)
                stop.request_stop();
            else if (event == 3)
                throw std::runtime_error("f failed");
        };
        const Vec before = system.f.theta;
        GradientTask task = pictured("finite-differences");
        task.solve.step = 0.1; // 40 evaluations a solve
        task.more.stop = stop.get_token();
        SolveStatus status = SolveStatus::Success;
        try {
            status = lossGradient(system, task).status;
        } catch (const std::runtime_error&) {
            QCOMPARE(event, 3);
        }
        QCOMPARE(status == SolveStatus::Stopped, event == 2);
        QCOMPARE(status == SolveStatus::Diverged, event == 1);
        QVERIFY(system.f.theta == before);
        if (event == 2)
            QVERIFY(system.f.evaluations <= at + 4); // within a step

        // Without moving ends
        system.f.evaluations = 0;
        stop = std::stop_source();
        task.more.stop = stop.get_token();
        const auto solve
            = makeSensitivity<double>(*task.gradient, *task.method, fixed(1, 2, 0.1), task.more);
        Vec z = task.z0;
        Vec a = Vec::Ones(1);
        Vec theta = Vec::Zero(2);
        try {
            if (solve->forward(system, view(z)).reachedEnd())
                solve->backward(system, view(a), view(theta));
        } catch (const std::runtime_error&) {
            QCOMPARE(event, 3);
        }
        QVERIFY(system.f.theta == before);
    }
}

void TestFiniteDifferences::refusesFixedParameters()
{
    auto f = linear();
    f.changeable = false;
    try {
        lossGradient(f, pictured("finite-differences"));
        QFAIL("no exception");
    } catch (const std::invalid_argument& error) {
        QVERIFY(std::string(error.what()).find("parameters") != std::string::npos);
        QVERIFY(std::string(error.what()).find("try adjoint") != std::string::npos);
    }
}

void TestFiniteDifferences::refusesOddDifferences()
{
    auto f = linear();
    for (const double difference : { -1e-5, double(NAN), double(INFINITY) }) {
        GradientTask task = pictured("finite-differences");
        task.more.difference = difference;
        QVERIFY_EXCEPTION_THROWN(lossGradient(f, task), std::invalid_argument);
    }
}

/// Truncation falls with the square of the difference, cancellation grows with its inverse.
void TestFiniteDifferences::sweepHasAValley()
{
    auto f = linear();
    const LossGradient exact = lossGradient(f, pictured("backprop"));
    const auto errors = differenceSweep(f, pictured("adjoint"), exact);
    QCOMPARE(errors.size(), std::size_t(23));
    QVERIFY(near(errors.front().difference, 0.1, 1e-15));
    QVERIFY(near(errors.back().difference, 1e-12, 1e-26));
    const auto best = std::min_element(errors.begin(), errors.end(),
        [](const auto& a, const auto& b) { return a.error < b.error; });
    QVERIFY2(best->difference < 1e-4 && best->difference > 1e-7,
        qPrintable(QString::number(best->difference)));
    QVERIFY(best->error < 1e-9);
    for (std::size_t i = 1; i < 5; ++i)
        QVERIFY(near(std::log10(errors[i - 1].error / errors[i].error), 1.0, 0.1));
    QVERIFY(errors.back().error > 1e3 * best->error);
}

void TestFiniteDifferences::sweepStops()
{
    auto f = linear();
    const LossGradient exact = lossGradient(f, pictured("backprop"));
    Meddling system;
    std::stop_source stop;
    system.at = 1500; // in the second row of 880
    system.act = [&](VectorView<double>) { stop.request_stop(); };
    GradientTask task = pictured("backprop");
    task.more.stop = stop.get_token();
    QCOMPARE(differenceSweep(system, task, exact).size(), std::size_t(1));
    QVERIFY(system.f.evaluations <= 1504);
}

QTEST_APPLESS_MAIN(TestFiniteDifferences)
#include "tst_finite_differences.moc"
