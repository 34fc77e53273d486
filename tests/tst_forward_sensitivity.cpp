// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"

#include "solvers/sensitivity/loss_gradient.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

/// q' = p, p' = -k sin q: separable; k the only parameter
struct Pendulum final : Dynamics {
    Index dim() const override { return 2; }
    std::vector<std::string> parameterNames() const override { return { "k" }; }
    Vec value(double, const Vec& z, const Vec& p) const override
    {
        return Eigen::Vector2d(z[1], -p[0] * std::sin(z[0]));
    }
    Vec product(
        double, const Vec& z, const Vec& p, const Vec& a, Vec& atheta, double&) const override
    {
        atheta[0] -= a[1] * std::sin(z[0]);
        return Eigen::Vector2d(-a[1] * p[0] * std::cos(z[0]), a[0]);
    }
};

System<double> pendulum()
{
    return { std::make_shared<Pendulum>(), Vec::Constant(1, 1.7) };
}

/// Relative to the other
double distance(const Run& a, const Run& b)
{
    return std::max(
        (a.theta - b.theta).norm() / b.theta.norm(), (a.a0 - b.a0).norm() / b.a0.norm());
}

} // namespace

class TestForwardSensitivity : public QObject {
    Q_OBJECT

private slots:
    void exactForExplicitSteps_data();
    void exactForExplicitSteps();
    void exactForEveryMethod_data();
    void exactForEveryMethod();
    void exactForReversibleSteps_data();
    void exactForReversibleSteps();
    void stepsAreThoseOfThePlainSolve_data();
    void stepsAreThoseOfThePlainSolve();
    void productsAreCounted();
    void endsAreObserved();
    void sizesAreChecked();
};

void TestForwardSensitivity::exactForExplicitSteps_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<bool>("pushes");
    for (const auto& method : methods())
        if (method.tableau() != nullptr)
            for (const bool pushes : { true, false })
                QTest::addRow("%s, %s", method.id.data(), pushes ? "pushforward" : "pullback")
                    << &method << pushes;
}

/// The same as backpropagation, by either kind of product
void TestForwardSensitivity::exactForExplicitSteps()
{
    QFETCH(const Method*, method);
    QFETCH(bool, pushes);
    const Vec z0 = Vec::LinSpaced(3, -1, 1);
    const auto found = [&](const char* gradient, const SolveOptions& options) {
        auto f = net();
        f.pushes = pushes;
        return run(gradient, method->id.data(), options, f, z0, ones);
    };
    const SolveOptions coarse = fixed(0, 2, 0.75); // the last step is cut
    const double far = distance(found("forward", coarse), found("backprop", coarse));
    QVERIFY2(far < 1e-12, qPrintable(QString::number(far)));
    if (!method->adaptive())
        return;
    const SolveOptions loose = adaptive(0, 2, 1e-3);
    QVERIFY(distance(found("forward", loose), found("backprop", loose)) < 1e-12);
}

void TestForwardSensitivity::exactForEveryMethod_data()
{
    QTest::addColumn<const Method*>("method");
    for (const auto& method : methods())
        QTest::newRow(method.id.data()) << &method;
}

/// Central differences of the same coarse steps; a separable system, for splitting methods too.
void TestForwardSensitivity::exactForEveryMethod()
{
    QFETCH(const Method*, method);
    const auto found = [&](const char* gradient) {
        auto f = pendulum();
        return run(
            gradient, method->id.data(), fixed(0, 2, 0.3), f, Eigen::Vector2d(0.4, 1.1), ones);
    };
    const Run forward = found("forward");
    const Run differences = found("finite-differences");
    QVERIFY(forward.forward.reachedEnd() && differences.backward.reachedEnd());
    QVERIFY((forward.z1 - differences.z1).norm() < 1e-13);
    const double far = distance(forward, differences);
    // Rosenbrock steps hold the Jacobian of the joint system, by differences.
    const bool rosenbrock = std::holds_alternative<const RosenbrockTableau*>(method->data);
    QVERIFY2(far < (rosenbrock ? 1e-4 : 2e-8), qPrintable(QString::number(far)));
}

void TestForwardSensitivity::exactForReversibleSteps_data()
{
    QTest::addColumn<QString>("method");
    QTest::newRow("alf") << QString("alf");
    QTest::newRow("reversible-heun") << QString("reversible-heun");
}

/// Undoing the steps gives the gradient of the same discrete solve.
void TestForwardSensitivity::exactForReversibleSteps()
{
    QFETCH(QString, method);
    const auto found = [&](const char* gradient) {
        auto f = net();
        return run(
            gradient, qPrintable(method), fixed(0, 2, 0.25), f, Vec::LinSpaced(3, -1, 1), ones);
    };
    QVERIFY(distance(found("reversible"), found("forward")) < 1e-10);
}

void TestForwardSensitivity::stepsAreThoseOfThePlainSolve_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<ErrorNorm>("norm");
    for (const auto& method : methods())
        if (method.adaptive())
            for (const auto& norm : errorNorms())
                QTest::addRow("%s, %s", method.id.data(), norm.id.data()) << &method << norm.value;
}

/// Error control sees z alone.
void TestForwardSensitivity::stepsAreThoseOfThePlainSolve()
{
    QFETCH(const Method*, method);
    QFETCH(ErrorNorm, norm);
    SolveOptions options = adaptive(0, 3, 1e-5);
    options.norm = norm;
    if (norm == ErrorNorm::Component)
        options.componentAtol = { 1e-5, 1e-6, 1e-4 };
    const auto times = [&](const auto& solve) {
        std::vector<double> found;
        Vec z = Vec::LinSpaced(3, -1, 1);
        const SolveReport report = solve(z, [&](double t, ConstVectorView<double> y) {
            found.push_back(t);
            return y.size() == 3;
        });
        return report.reachedEnd() ? found : std::vector<double>();
    };
    auto f = net();
    const auto plain = times([&](Vec& z, const Observer<double>& observe) {
        const auto stepper = makeStepper<double>(*method);
        return integrate<double>(f, *stepper, options, view(z), observe);
    });
    const auto tangent = times([&](Vec& z, const Observer<double>& observe) {
        return makeSensitivity<double>(gradientMethodById("forward"), *method, options)
            ->forward(f, view(z), observe);
    });
    QVERIFY(plain.size() > 3);
    QCOMPARE(tangent.size(), plain.size());
    // Newton iterations see the tangents too and may go on for longer.
    for (std::size_t i = 0; i < plain.size(); ++i)
        QVERIFY2(near(tangent[i], plain[i], method->tableau() ? 1e-12 : 0.02),
            qPrintable(QString("%1, not %2").arg(tangent[i]).arg(plain[i])));
}

void TestForwardSensitivity::productsAreCounted()
{
    auto f = net(); // three states, 18 parameters
    Run r = run("forward", "rk4", fixed(0, 1, 0.05), f, Vec::Ones(3), ones);
    QCOMPARE(r.forward.counters.nfe, 80L);
    QCOMPARE(r.forward.counters.njvp, 80L * 21);
    QCOMPARE(r.forward.counters.nvjp, 0L);
    QCOMPARE(f.pushforwards, 80L * 21);
    QCOMPARE(r.backward.counters.nfe, 0L);
    QCOMPARE(r.storedBytes, std::size_t(3 * 22 * 8));
    auto g = net();
    g.pushes = false;
    r = run("forward", "rk4", fixed(0, 1, 0.05), g, Vec::Ones(3), ones);
    QCOMPARE(r.forward.counters.nvjp, 80L * 3);
    QCOMPARE(r.forward.counters.njvp, 0L);
    QCOMPARE(r.forward.counters.nfe, g.evaluations);
    QCOMPARE(g.pullbacks, 80L * 3);
    QCOMPARE(g.openRecords(), std::size_t(0));
}

void TestForwardSensitivity::endsAreObserved()
{
    auto f = linear();
    std::vector<double> times;
    std::vector<double> a;
    run("forward", "rk4", fixed(1, 2, 0.01), f, Vec::Constant(1, 2.0), ones,
        [&](const AdjointPoint<double>& point) {
            times.push_back(point.t);
            a.push_back(point.a[0]);
        });
    QCOMPARE(times, (std::vector<double> { 2.0, 1.0 }));
    QVERIFY(a[0] == 1.0 && near(a[1], 20.0855365265, 1e-9));
}

void TestForwardSensitivity::sizesAreChecked()
{
    // Three components and an even number of columns do not make a separable system.
    auto f = net();
    QVERIFY_EXCEPTION_THROWN(
        run("forward", "verlet", fixed(0, 1, 0.1), f, Vec::Ones(3), ones), std::invalid_argument);
}

QTEST_APPLESS_MAIN(TestForwardSensitivity)
#include "tst_forward_sensitivity.moc"
