// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

/// The sum over z(t1) for some parameters and start, over given steps
double discreteLoss(const Method& method, const std::vector<double>& times, const Vec& theta, Vec z)
{
    auto f = net();
    f.theta = theta;
    const auto stepper = makeStepper<double>(method);
    for (std::size_t i = 1; i < times.size(); ++i)
        integrate<double>(
            f, *stepper, fixed(times[i - 1], times[i], std::abs(times[i] - times[i - 1])), view(z));
    return z.sum();
}

} // namespace

class TestSensitivity : public QObject {
    Q_OBJECT

private slots:
    void gradientMethodsAreListed();
    void productsAreCounted();
    void memoryOfTheStates();
    void backpropIsExactForTheDiscreteSolution_data();
    void backpropIsExactForTheDiscreteSolution();
    void backwardsInTime_data() { everyGradient(); }
    void backwardsInTime();
    void repeatedSolvesAgree_data() { everyGradient(); }
    void repeatedSolvesAgree();
    void parametersAreAddedTo_data() { everyGradient(); }
    void parametersAreAddedTo();
    void singlePrecision_data() { everyGradient(); }
    void singlePrecision();
    void troubleIsReported();
    void wrongCallsThrow();
    void seminormTakesFewerSteps();
    void stopsAtOnce_data() { everyGradient(); }
    void stopsAtOnce();

private:
    static void everyGradient()
    {
        QTest::addColumn<QString>("gradient");
        for (const auto& gradient : gradientMethods())
            QTest::newRow(gradient.id.data()) << QString(gradient.id.data());
    }
    /// Error control where the gradient takes it, else steps that small.
    static SolveOptions accurate(
        const QString& gradient, double t0, double t1, double tolerance, double step)
    {
        return gradient == "reversible" ? fixed(t0, t1, step) : adaptive(t0, t1, tolerance);
    }
};

void TestSensitivity::gradientMethodsAreListed()
{
    for (const auto& gradient : gradientMethods()) {
        QVERIFY(!gradient.name.empty() && gradient.summary.ends_with('.'));
        QCOMPARE(&gradientMethodById(gradient.id), &gradient);
    }
    try {
        gradientMethodById("ajoint");
        QFAIL("no exception");
    } catch (const std::invalid_argument& error) {
        QVERIFY(QString(error.what())
                    .startsWith("unknown gradient method 'ajoint'; did you mean adjoint"));
    }
}

void TestSensitivity::productsAreCounted()
{
    for (const auto& method : methods()) {
        if (method.tableau() == nullptr)
            continue;
        const long stages = 20L * method.tableau()->stagesWithoutEstimate();
        for (const char* gradient : { "backprop", "adjoint", "adjoint-stored" }) {
            auto f = net();
            const bool backprop = std::string(gradient) == "backprop";
            const Run r = run(gradient, method.id.data(), fixed(0, 1, 0.05), f, Vec::Ones(3), ones);
            QCOMPARE(r.forward.counters.nfe, stages);
            QCOMPARE(r.backward.counters.nvjp, stages);
            QCOMPARE(r.backward.counters.nfe, backprop ? 0L : stages);
            QCOMPARE(f.pullbacks, stages);
            QCOMPARE(f.evaluations, r.forward.counters.nfe + r.backward.counters.nfe);
            QCOMPARE(f.openRecords(), std::size_t(0));
            QCOMPARE(f.mostRecords, std::size_t(backprop ? stages : 1));
            QCOMPARE(r.backward.accepted, 20L);
        }
    }
    // Adaptive: the accepted steps are taken again, and only these are differentiated.
    auto f = net();
    const Run r = run("backprop", "dopri5", adaptive(0, 1, 1e-8), f, Vec::Ones(3), ones);
    QCOMPARE(r.backward.accepted, r.forward.accepted);
    QCOMPARE(r.backward.counters.nvjp, 6 * r.forward.accepted);
    QVERIFY(f.mostRecords <= 7);
    QCOMPARE(f.openRecords(), std::size_t(0));
}

void TestSensitivity::memoryOfTheStates()
{
    const auto bytes = [](const char* gradient, double step) {
        return linearRun(gradient, "rk4", fixed(1, 2, step)).storedBytes;
    };
    QCOMPARE(bytes("adjoint", 0.1), bytes("adjoint", 0.001));
    QCOMPARE(bytes("adjoint", 0.1), sizeof(double));
    QCOMPARE(bytes("adjoint-stored", 0.1), 11 * sizeof(double));
    QCOMPARE(bytes("adjoint-stored", 0.001), 1001 * sizeof(double));
    QCOMPARE(bytes("backprop", 0.1), 4 * 10 * sizeof(double)); // of the stages
    QCOMPARE(bytes("checkpointed-uniform", 0.1), 4 * sizeof(double));
    // z, a, two parameters and the time, as in the augmented state of the paper
    const auto peak = [](const char* gradient) {
        return linearRun(gradient, "rk4", fixed(1, 2, 0.1)).peakBytes;
    };
    QCOMPARE(peak("adjoint"), 5 * sizeof(double));
    QCOMPARE(peak("adjoint-stored"), (11 + 5) * sizeof(double));
    QCOMPARE(peak("backprop"), 4 * 10 * sizeof(double));
    // One stage a step, and the record of the one that is gone back through
    const Run implicit = linearRun("backprop", "backward-euler", fixed(1, 2, 0.1));
    QCOMPARE(implicit.storedBytes, 10 * sizeof(double));
    QCOMPARE(implicit.peakBytes, 11 * sizeof(double));
}

void TestSensitivity::backpropIsExactForTheDiscreteSolution_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<bool>("isAdaptive");
    for (const auto& method : methods()) {
        if (!method.tableau() && !method.implicitTableau())
            continue;
        QTest::addRow("%s, fixed", method.id.data()) << &method << false;
        if (method.adaptive())
            QTest::addRow("%s, adaptive", method.id.data()) << &method << true;
    }
}

void TestSensitivity::backpropIsExactForTheDiscreteSolution()
{
    QFETCH(const Method*, method);
    QFETCH(bool, isAdaptive);
    // Coarse, so that the gradient of the flow would be far away; the last step is cut.
    const SolveOptions options = isAdaptive ? adaptive(0, 2, 1e-3) : fixed(0, 2, 0.75);
    auto f = net();
    const Vec z0 = Vec::LinSpaced(3, -1, 1);
    const auto solve = makeSensitivity<double>(gradientMethodById("backprop"), *method, options);
    std::vector<double> times;
    Vec z = z0;
    const SolveReport report = solve->forward(f, view(z), [&](double t, ConstVectorView<double>) {
        times.push_back(t);
        return true;
    });
    QVERIFY(report.reachedEnd());
    QVERIFY(near(discreteLoss(*method, times, f.theta, z0), z.sum(), 1e-13));
    Vec a = Vec::Ones(3);
    Vec theta = Vec::Zero(f.parameterCount());
    solve->backward(f, view(a), view(theta));

    // Central differences at fixed step sizes; their error is about 1e-10.
    constexpr double delta = 1e-5;
    for (Index i = 0; i < theta.size() + 3; ++i) {
        Vec shift = Vec::Zero(theta.size() + 3);
        shift[i] = delta;
        const auto loss = [&](double sign) {
            return discreteLoss(*method, times, f.theta + sign * shift.head(theta.size()),
                z0 + sign * shift.tail(3));
        };
        const double difference = (loss(1) - loss(-1)) / (2 * delta);
        QVERIFY2(near(i < theta.size() ? theta[i] : a[i - theta.size()], difference, 2e-9),
            qPrintable(QString("entry %1: difference %2").arg(i).arg(difference)));
    }
}

void TestSensitivity::backwardsInTime()
{
    // From t = 2 to 1: z0 is the end of the way there, dz1/dz0 = e^-3, and L = z(1).
    QFETCH(QString, gradient);
    auto f = linear();
    const double start = (2 + 1.0 / 3 + 1.0 / 9) * std::exp(3) - 2.0 / 3 - 1.0 / 9;
    const Run r = run(qPrintable(gradient), "dopri5", accurate(gradient, 2, 1, 1e-11, 0.01), f,
        Vec::Constant(1, start), ones);
    QVERIFY(near(r.z1[0], 2.0, 1e-8));
    QVERIFY(near(r.a0[0], std::exp(-3), 1e-9));
    // The way there has dz(2)/da = 45.67..., dz(2)/db = 8.14...; the way back undoes it.
    QVERIFY(near(r.theta[0], -45.6747315672 * std::exp(-3), 1e-8));
    QVERIFY(near(r.theta[1], -8.1491275214 * std::exp(-3), 1e-8));
    const Run stepped
        = run(qPrintable(gradient), "rk4", fixed(2, 1, 0.01), f, Vec::Constant(1, start), ones);
    QVERIFY((stepped.theta - r.theta).norm() < 1e-6);
}

void TestSensitivity::repeatedSolvesAgree()
{
    QFETCH(QString, gradient);
    const auto solve = makeSensitivity<double>(gradientMethodById(gradient.toStdString()),
        methodById("bosh3"), accurate(gradient, 0, 2, 1e-6, 0.05));
    auto f = net();
    Vec firstA;
    Vec firstTheta;
    for (const double start : { 1.0, -3.0, 1.0 }) {
        Vec z = Vec::Constant(3, start);
        QVERIFY(solve->forward(f, view(z)).reachedEnd());
        Vec a = Vec::Ones(3);
        Vec theta = Vec::Zero(f.parameterCount());
        QVERIFY(solve->backward(f, view(a), view(theta)).reachedEnd());
        if (firstA.size() == 0) {
            firstA = a;
            firstTheta = theta;
        }
        const bool same = a == firstA && theta == firstTheta;
        QCOMPARE(same, start == 1.0);
    }
}

void TestSensitivity::parametersAreAddedTo()
{
    QFETCH(QString, gradient);
    auto f = linear();
    const auto solve = makeSensitivity<double>(
        gradientMethodById(gradient.toStdString()), methodById("rk4"), fixed(1, 2, 0.1));
    Vec z = Vec::Constant(1, 2.0);
    solve->forward(f, view(z));
    Vec a = Vec::Ones(1);
    Vec theta(2);
    theta << 1000.0, -1000.0;
    solve->backward(f, view(a), view(theta));
    const Run r = linearRun(qPrintable(gradient), "rk4", fixed(1, 2, 0.1));
    QVERIFY(near(theta[0], 1000 + r.theta[0], 1e-10));
    QVERIFY(near(theta[1], -1000 + r.theta[1], 1e-10));
}

void TestSensitivity::singlePrecision()
{
    QFETCH(QString, gradient);
    auto f = linear<float>();
    const auto solve = makeSensitivity<float>(
        gradientMethodById(gradient.toStdString()), methodById("rk4"), fixed(1, 2, 0.01));
    Vector<float> z = Vector<float>::Constant(1, 2.0F);
    QVERIFY(solve->forward(f, view(z)).reachedEnd());
    Vector<float> a = Vector<float>::Ones(1);
    Vector<float> theta = Vector<float>::Zero(2);
    QVERIFY(solve->backward(f, view(a), view(theta)).reachedEnd());
    // 400 roundings of 6e-8; differences divide them by 5e-3.
    const double allowed = gradient == "finite-differences" ? 2e-3 : 2e-5;
    QVERIFY(near(theta[0] / 45.6747315672, 1, allowed));
    QVERIFY(near(theta[1] / 8.1491275214, 1, allowed));
    QVERIFY(near(a[0] / 20.0855369232, 1, allowed));
}

void TestSensitivity::troubleIsReported()
{
    for (const GradientMethod& method : gradientMethods()) {
        const std::string_view gradient = method.id;
        const auto solve = makeSensitivity<double>(
            gradientMethodById(gradient), methodById("rk4"), fixed(0, 100, 0.5));
        auto f = linear(500.0, 1.0);
        Vec z = Vec::Ones(1);
        const SolveReport report = solve->forward(f, view(z));
        QCOMPARE(report.status, SolveStatus::Diverged);
        QVERIFY(z.allFinite());

        auto g = linear();
        const Run r = run(gradient.data(), "rk4", fixed(1, 2, 0.1), g, Vec::Ones(1),
            [](const Vec&) { return Vec::Constant(1, std::nan("")); });
        QVERIFY2(r.backward.status == SolveStatus::Diverged, gradient.data());
    }
}

void TestSensitivity::wrongCallsThrow()
{
    for (const auto& gradient : gradientMethods()) {
        const auto make = [&](const char* method, const SolveOptions& options) {
            makeSensitivity<double>(gradient, methodById(method), options);
        };
        QVERIFY_EXCEPTION_THROWN(make("rk4", adaptive(0, 1, 1e-6)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(make("rk4", fixed(0, 1, 0.0)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(make("rk4", fixed(0, 1, std::nan(""))), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(make("dopri5", adaptive(0, 1, -1e-6)), std::invalid_argument);
    }
}

/// Kidger, Chen & Lyons, arXiv:2009.09457: the quadrature need not rule the steps.
void TestSensitivity::seminormTakesFewerSteps()
{
    // The forward solve is the same, only the tolerance of the way back is chosen apart.
    const auto found = [](const char* gradient, double tolerance) {
        SensitivityOptions more;
        more.backward = adaptive(0, 0, tolerance);
        const auto solve = makeSensitivity<double>(
            gradientMethodById(gradient), methodById("dopri5"), adaptive(0, 10, 1e-9), more);
        System<double> f(std::make_shared<OdeForward>(), [] {
            Vec theta(6);
            theta << 0.5, 20.0, 5.0, 5.0, -20.0, 5.0;
            return theta;
        }());
        Run result;
        result.z1 = Vec::Ones(1);
        result.forward = solve->forward(f, view(result.z1));
        result.a0 = Vec::Ones(1);
        result.theta = Vec::Zero(6);
        result.backward = solve->backward(f, view(result.a0), view(result.theta));
        return result;
    };
    const Run truth = found("adjoint", 1e-12);
    for (const double tolerance : { 1e-4, 1e-6 }) {
        const Run whole = found("adjoint", tolerance);
        const Run semi = found("adjoint-seminorm", tolerance);
        QCOMPARE(whole.forward.counters.nfe, semi.forward.counters.nfe);
        // 16 % and 42 % fewer evaluations
        QVERIFY(semi.backward.counters.nfe * 20 < whole.backward.counters.nfe * 17);
        QCOMPARE(semi.backward.counters.nvjp, semi.backward.counters.nfe);
        QVERIFY((semi.theta - truth.theta).norm() < 10 * tolerance * truth.theta.norm());
        QVERIFY((semi.a0 - truth.a0).norm() < 10 * tolerance * truth.a0.norm());
    }
}

/// A stop ends the way there at the next step, and the way back before it does any work.
void TestSensitivity::stopsAtOnce()
{
    QFETCH(QString, gradient);
    std::stop_source stop;
    SensitivityOptions more;
    more.stop = stop.get_token();
    const GradientMethod& method = gradientMethodById(gradient.toStdString());
    const auto solve = makeSensitivity<double>(method, methodById("rk4"), fixed(1, 2, 0.01), more);
    auto f = linear();
    Vec z = Vec::Constant(1, 2.0);
    QVERIFY(solve->forward(f, view(z)).reachedEnd());
    Vec a = Vec::Ones(1);
    Vec theta = Vec::Zero(2);
    f.evaluations = 0;
    stop.request_stop();
    QCOMPARE(solve->backward(f, view(a), view(theta)).status, SolveStatus::Stopped);
    QVERIFY(f.evaluations <= 4);
    QVERIFY(f.theta == linear().theta);

    const auto again = makeSensitivity<double>(
        method, methodById("rk4"), fixed(1, 2, 0.01), { .stop = (stop = {}).get_token() });
    z[0] = 2.0;
    f.evaluations = 0;
    const SolveReport report = again->forward(f, view(z), [&](double t, ConstVectorView<double>) {
        if (t > 1.095)
            stop.request_stop();
        return true;
    });
    QCOMPARE(report.status, SolveStatus::Stopped);
    QVERIFY(near(report.tReached, 1.11, 1e-12) || near(report.tReached, 1.10, 1e-12));
}

QTEST_APPLESS_MAIN(TestSensitivity)
#include "tst_sensitivity.moc"
