// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "test_program.h"

#include <QTest>

#include <array>
#include <cmath>
#include <span>

using namespace solvers;
using namespace gradients;

namespace {

/// The network of the adjoint notebook: W, then Y, before (printed in its commit 8f47b3c) and
/// after one step of gradient descent with lr = 1.
// clang-format off
constexpr double kNetwork[] {
    -1.1258, -1.1524, -0.2506, -0.4339,  0.8487,
     0.6920, -0.3160, -2.1152,  0.3223, -0.1577,
     1.4437,  0.2660,  0.1665,  0.8744, -0.1435,
    -0.1116, -0.6136,  1.2590,  2.0050,  0.0537,
     0.6181, -0.4128, -0.8411, -2.3160, -0.1023,
    -0.7425,  0.5627,  0.2596, -0.1740, -0.6787,
     0.9383,  0.4889, -0.6731,  0.0845,  1.1108,
     1.2899, -1.4782,  2.5672, -0.4731,  0.3356,
     1.5091,  2.0820, -0.4798, -0.4997, -1.0670,
     1.1149, -0.1407,  0.8058,  0.3276, -0.7607,
};
constexpr double kUpdatedNetwork[] {
    -1.1335, -1.2001, -0.2830, -0.4458,  0.8574,
     0.7190, -0.1226, -2.0350,  0.3863, -0.2137,
     1.3352, -0.4272, -0.2711,  0.6907, -0.0038,
    -0.1010, -0.5419,  1.2960,  2.0265,  0.0359,
     0.6098, -0.4651, -0.8746, -2.3297, -0.0920,
    -0.7411,  0.5684,  0.5148,  0.0708, -0.6752,
     0.9338,  0.4604, -1.5833, -0.7748,  1.0989,
     1.2833, -1.5199,  1.2361, -1.7298,  0.3181,
     1.5101,  2.0870, -0.2958, -0.3247, -1.0645,
     1.1116, -0.1611,  0.1360, -0.3055, -0.7695,
};
// clang-format on

Vec vectorOf(std::span<const double> numbers)
{
    return Eigen::Map<const Vec>(numbers.data(), static_cast<Index>(numbers.size()));
}

/// The fit of the article's history to y(5) alone: six parameters that its seed drew
constexpr double kFitStart[] { 1.5409961, -0.2934289, -2.1787894, 0.56843126, -1.0845224,
    -1.3985955 };
constexpr double kFitTarget = -2.462245407542;

System<double> fitted()
{
    return { std::make_shared<OdeForward>(), vectorOf(kFitStart) };
}

Run fit(const char* gradient, System<double>& f)
{
    return run(gradient, "rk4", fixed(0, 5, 0.5), f, Vec::Zero(1),
        [](const Vec& z1) { return Vec(2.0 * (z1 - Vec::Constant(1, kFitTarget))); });
}

/// Within half a digit of what was printed
bool printed(const Vec& found, std::initializer_list<double> numbers, double digit)
{
    const Vec expected = vectorOf({ numbers.begin(), numbers.size() });
    return (found - expected).cwiseAbs().maxCoeff() <= 0.51 * digit;
}

} // namespace

/// The experiment of the article's adjoint notebook: z' = a z + b t, a = 3, b = 1, z(1) = 2.
class TestSensitivityArticle : public QObject {
    Q_OBJECT

private slots:
    void articleLinearExperiment_data() { everyGradient(); }
    void articleLinearExperiment();
    void articleNetwork_data() { everyGradient(); }
    void articleNetwork();
    void articleFit_data() { everyGradient(); }
    void articleFit();
    void articleFitIsTrained();
    void articleWrongAdjoint();
    void closedFormOfTheLinearExperiment();
    void discreteGradientOfRk4();
    void derivativesByTheTimes();
    void eulerInExactNumbers_data();
    void eulerInExactNumbers();
    void adjointIsObserved_data() { everyGradientStepByStep(); }
    void adjointIsObserved();

private:
    /// Those of the same discrete solve
    static void everyGradient()
    {
        QTest::addColumn<QString>("gradient");
        for (const auto& gradient : gradientMethods())
            QTest::newRow(gradient.id.data()) << QString(gradient.id.data());
    }
    static void everyGradientStepByStep()
    {
        QTest::addColumn<QString>("gradient");
        for (const auto& gradient : gradientMethods())
            if (!gradient.forSmallSystems)
                QTest::newRow(gradient.id.data()) << QString(gradient.id.data());
    }
};

void TestSensitivityArticle::articleLinearExperiment()
{
    // The adjoint notebook: one step of gradient descent, lr .3, on (z(2) - y*)^2.
    QFETCH(QString, gradient);
    constexpr double target = -0.544235;
    const auto slope = [&](const Vec& z1) { return Vec(2.0 * (z1 - Vec::Constant(1, target))); };
    auto f = linear();
    const Run r
        = run(qPrintable(gradient), "rk4", fixed(1, 2, 0.01), f, Vec::Constant(1, 2.0), slope);
    QCOMPARE(r.forward.accepted, 100L);
    QVERIFY(near((r.z1[0] - target) * (r.z1[0] - target), 2387.733, 5e-4));
    // Printed to five decimals for backpropagation; the others differ by 1e-7 of it.
    QVERIFY(near(3 - 0.3 * r.theta[0], -1336.12193, 2e-4));
    QVERIFY(near(1 - 0.3 * r.theta[1], -237.92150, 4e-5));
    auto same = linear();
    const Run exact = run("backprop", "rk4", fixed(1, 2, 0.01), same, Vec::Constant(1, 2.0), slope);
    QVERIFY((r.theta - exact.theta).norm() < 1e-7 * exact.theta.norm());
    QVERIFY((r.a0 - exact.a0).norm() < 1e-7 * exact.a0.norm());
}

/// z' = Y sigmoid(W z), mean squared error; start and target were recovered from the printed
/// weights to four decimals.
void TestSensitivityArticle::articleNetwork()
{
    QFETCH(QString, gradient);
    const Vec start = vectorOf(std::array { 0.4186, 3.3212, 0.8765, 1.2345, -1.1646 });
    const Vec target = vectorOf(std::array { 1.606, 0.4278, -0.6775, 1.0422, -1.9517 });
    System<double> f(std::make_shared<SmallNet>(5, true), vectorOf(kNetwork));
    const Run r = run(qPrintable(gradient), "rk4", fixed(1, 2, 0.01), f, start,
        [&](const Vec& z1) { return Vec(2.0 / 5 * (z1 - target)); });
    QVERIFY(near((r.z1 - target).squaredNorm() / 5, 4.55577, 2e-4));
    const double far
        = (vectorOf(kNetwork) - r.theta - vectorOf(kUpdatedNetwork)).cwiseAbs().maxCoeff();
    QVERIFY2(far < 1.5e-4, qPrintable(QString::number(far)));
}

void TestSensitivityArticle::articleFit()
{
    QFETCH(QString, gradient);
    auto f = fitted();
    const Run r = fit(qPrintable(gradient), f);
    if (gradient == "reversible") { // another discrete solve, at this large step
        QVERIFY(r.theta.allFinite());
        return;
    }
    // f is linear in z with a constant factor: the adjoint by Runge-Kutta steps is the discrete one
    // but for z itself, which dL/dtheta does not depend on.
    QVERIFY(
        printed(r.theta, { 1331.685, -9138.869, -562.627, 5156.925, -397.159, 1452.330 }, 1e-3));
}

/// Backpropagation and Adam with lr 1e-3, the losses that the notebook printed
void TestSensitivityArticle::articleFitIsTrained()
{
    auto f = fitted();
    const struct {
        int after;
        double loss;
    } losses[] { { 300, 352.6007 }, { 600, 115.8102 }, { 900, 37.5292 }, { 1200, 9.89328 },
        { 1500, 1.94188 }, { 1800, 0.264364 }, { 2100, 0.0236052 }, { 2400, 1.30332e-3 },
        { 2700, 4.13398e-5 }, { 3000, 6.862e-7 } };
    Vec mean = Vec::Zero(6);
    Vec square = Vec::Zero(6);
    std::size_t next = 0;
    for (int step = 1; step <= 3000; ++step) {
        const Run r = fit("backprop", f);
        const double loss = std::pow(r.z1[0] - kFitTarget, 2);
        if (step == losses[next].after) {
            QVERIFY2(near(loss / losses[next].loss, 1.0, 1e-4), qPrintable(QString::number(loss)));
            ++next;
        }
        mean = 0.9 * mean + 0.1 * r.theta;
        square = 0.999 * square + 0.001 * r.theta.cwiseAbs2();
        const double first = 1.0 - std::pow(0.9, step);
        const double second = 1.0 - std::pow(0.999, step);
        f.theta.array()
            -= 1e-3 * (mean / first).array() / ((square / second).array().sqrt() + 1e-8);
    }
    // A fit to one number finds some parameters, not those that made it.
    QVERIFY((f.theta - vectorOf(std::array { 0.5, 2.0, 5.0, 5.0, 2.0, 5.0 })).norm() > 1.0);
}

/// The notebook's first adjoint added -a^T df/dtheta of all stages up without their weights.
void TestSensitivityArticle::articleWrongAdjoint()
{
    struct Unweighted final : OdeSystem<double> {
        Index dim() const override { return 2; }
        void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
        {
            Vec slope(1);
            const Vec a = -y.tail(1);
            f.record(t, { y.data(), 1 }, view(slope));
            dydt[0] = slope[0];
            f.pullback(view(a), { dydt.data() + 1, 1 }, view(sum));
        }
        System<double> f = fitted();
        Vec sum = Vec::Zero(6);
    } system;
    const Run r = fit("adjoint", system.f);
    Vec joint(2);
    joint << r.z1[0], 2.0 * (r.z1[0] - kFitTarget);
    const auto rk4 = makeStepper<double>(methodById("rk4"));
    QVERIFY(integrate<double>(system, *rk4, fixed(5, 0, 0.5), view(joint)).reachedEnd());
    QVERIFY(
        printed(system.sum, { -9623.98, 70705.26, 3762.69, -42525.07, 2883.36, -11598.20 }, 1e-2));
    QVERIFY(near(joint[1], r.a0[0], 1e-9 * std::abs(r.a0[0])));
}

void TestSensitivityArticle::closedFormOfTheLinearExperiment()
{
    for (const auto& gradient : gradientMethods()) {
        if (gradient.id == "reversible")
            continue; // fixed steps only
        const Run r = linearRun(gradient.id.data(), "dopri5", adaptive(1, 2, 1e-12));
        const double allowed = gradient.id == "finite-differences" ? 1e-7 : 1e-9;
        QVERIFY(near(r.z1[0], 48.3202013678, 1e-9));
        QVERIFY(near(r.a0[0], 20.0855369232, allowed));
        QVERIFY(near(r.theta[0], 45.6747315672, allowed));
        QVERIFY(near(r.theta[1], 8.1491275214, allowed));
    }
}

void TestSensitivityArticle::discreteGradientOfRk4()
{
    const Run r = linearRun("backprop", "rk4", fixed(1, 2, 0.01));
    QVERIFY(near(r.z1[0], 48.3202003981, 1e-10));
    QVERIFY(near(r.a0[0], 20.0855365265, 1e-10));
    QVERIFY(near(r.theta[0], 45.6747290628852, 1e-11));
    QVERIFY(near(r.theta[1], 8.1491273451, 1e-10));
}

void TestSensitivityArticle::derivativesByTheTimes()
{
    // dL/dt1 = a(t1) f(t1, z1), dL/dt0 = -a(t0) f(t0, z0)
    const Run r = linearRun("adjoint", "dopri5", adaptive(1, 2, 1e-12));
    QVERIFY(near(3 * r.z1[0] + 1 * 2, 146.9606041034, 1e-8));
    QVERIFY(near(-r.a0[0] * (3 * 2 + 1 * 1), -140.5987584623, 1e-8));
}

void TestSensitivityArticle::eulerInExactNumbers_data()
{
    QTest::addColumn<QString>("gradient");
    QTest::addColumn<double>("t1");
    QTest::addColumn<double>("step");
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    const auto row = [](const char* gradient, double t1, double step, double a, double b) {
        QTest::addRow("%s, %g to %g", gradient, step, t1)
            << QString(gradient) << t1 << step << a << b;
    };
    row("backprop", 2, 1, 2, 1);
    row("adjoint", 2, 1, 9, 2);
    row("adjoint-stored", 2, 1, 9, 2);
    row("backprop", 2, 0.5, 5.25, 2);
    row("adjoint-stored", 2, 0.5, 14.125, 2.875);
    row("adjoint", 2, 0.5, -3.0625, 2.875);
    row("backprop", 3, 1, 17, 6);
    row("adjoint-stored", 3, 1, 74, 11);
    row("adjoint", 3, 1, -278, 11);
}

void TestSensitivityArticle::eulerInExactNumbers()
{
    QFETCH(QString, gradient);
    QFETCH(double, t1);
    QFETCH(double, step);
    QFETCH(double, a);
    QFETCH(double, b);
    const Run r = linearRun(qPrintable(gradient), "euler", fixed(1, t1, step));
    QVERIFY2(near(r.theta[0], a, 1e-12), qPrintable(QString::number(r.theta[0], 'g', 17)));
    QVERIFY2(near(r.theta[1], b, 1e-12), qPrintable(QString::number(r.theta[1], 'g', 17)));
}

void TestSensitivityArticle::adjointIsObserved()
{
    // a(t) = e^(3 (2 - t))
    QFETCH(QString, gradient);
    auto f = linear();
    std::vector<double> times;
    double worst = 0.0;
    const Run r = run(qPrintable(gradient), "rk4", fixed(1, 2, 0.01), f, Vec::Constant(1, 2.0),
        ones, [&](const AdjointPoint<double>& point) {
            const auto& [t, a, atheta, z] = point;
            times.push_back(t);
            worst = std::max(worst, std::abs(a[0] * std::exp(-3 * (2 - t)) - 1));
        });
    QCOMPARE(times.size(), std::size_t(101));
    for (std::size_t i = 0; i <= 100; ++i)
        QVERIFY(near(times[i], 2 - 0.01 * static_cast<double>(i), 1e-14));
    QVERIFY(times.front() == 2.0 && times.back() == 1.0);
    QVERIFY(worst < 2.1e-8); // 3^5 h^4 / 120
    // The coupled pair takes other steps of the same order.
    QVERIFY(near(r.a0[0], 20.0855365265, gradient == "reversible" ? 1e-5 : 1e-9));
}

REGISTER_TEST(TestSensitivityArticle)
#include "tst_sensitivity_article.moc"
