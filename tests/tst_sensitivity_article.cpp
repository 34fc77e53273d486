// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

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

void TestSensitivityArticle::closedFormOfTheLinearExperiment()
{
    for (const char* gradient : { "backprop", "adjoint", "adjoint-stored" }) {
        const Run r = linearRun(gradient, "dopri5", adaptive(1, 2, 1e-12));
        QVERIFY(near(r.z1[0], 48.3202013678, 1e-9));
        QVERIFY(near(r.a0[0], 20.0855369232, 1e-9));
        QVERIFY(near(r.theta[0], 45.6747315672, 1e-9));
        QVERIFY(near(r.theta[1], 8.1491275214, 1e-9));
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
    QVERIFY(near(r.a0[0], 20.0855365265, 1e-9));
}

QTEST_APPLESS_MAIN(TestSensitivityArticle)
#include "tst_sensitivity_article.moc"
