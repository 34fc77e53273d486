// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "solvers/sensitivity/implicit_reversal.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

struct VanDerPol final : Dynamics { // y2, mu (1 - y1^2) y2 - y1; stiff for a large mu
    Index dim() const override { return 2; }
    std::vector<std::string> parameterNames() const override { return { "mu" }; }
    Vec value(double, const Vec& z, const Vec& p) const override
    {
        Vec f(2);
        f << z[1], p[0] * (1 - z[0] * z[0]) * z[1] - z[0];
        return f;
    }
    Vec product(
        double, const Vec& z, const Vec& p, const Vec& a, Vec& atheta, double&) const override
    {
        atheta[0] += a[1] * (1 - z[0] * z[0]) * z[1];
        Vec az(2);
        az << a[1] * (-2 * p[0] * z[0] * z[1] - 1), a[0] + a[1] * p[0] * (1 - z[0] * z[0]);
        return az;
    }
};

struct Robertson final : Dynamics { // -k1 y1 + k3 y2 y3, k1 y1 - k3 y2 y3 - k2 y2^2, k2 y2^2
    Index dim() const override { return 3; }
    std::vector<std::string> parameterNames() const override { return { "k1", "k2", "k3" }; }
    Vec value(double, const Vec& z, const Vec& p) const override
    {
        const double slow = p[0] * z[0] - p[2] * z[1] * z[2];
        const double fast = p[1] * z[1] * z[1];
        Vec f(3);
        f << -slow, slow - fast, fast;
        return f;
    }
    Vec product(
        double, const Vec& z, const Vec& p, const Vec& a, Vec& atheta, double&) const override
    {
        const double slow = a[1] - a[0];
        const double fast = a[2] - a[1];
        atheta[0] += slow * z[0];
        atheta[1] += fast * z[1] * z[1];
        atheta[2] -= slow * z[1] * z[2];
        Vec az(3);
        az << slow * p[0], 2 * fast * p[1] * z[1] - slow * p[2] * z[2], -slow * p[2] * z[1];
        return az;
    }
};

/// With the exact Jacobian, where wanted
class WithJacobian final : public System<double> {
public:
    WithJacobian(std::shared_ptr<const Dynamics> dynamics, const Vec& parameters, bool wanted)
        : System<double>(dynamics, parameters)
        , m_dynamics(dynamics)
        , m_wanted(wanted)
    {
    }
    bool hasJacobian() const override { return m_wanted; }
    void jacobian(double t, ConstVectorView<double> y, MatrixView<double> dfdy,
        VectorView<double> dfdt) override
    {
        Vec unwanted = Vec::Zero(theta.size());
        for (Index i = 0; i < dim(); ++i) {
            dfdt[i] = 0.0;
            dfdy.row(i) = m_dynamics->product(t, y, theta, Vec::Unit(dim(), i), unwanted, dfdt[i]);
        }
    }

private:
    std::shared_ptr<const Dynamics> m_dynamics;
    bool m_wanted;
};

/// A system, a start and weights of a linear loss of z(t1)
struct Case {
    std::shared_ptr<const Dynamics> dynamics;
    Vec theta;
    Vec z0;
    Vec weights;
    Vec sizes; ///< of changes of the parameters and the start that matter
};

Case vanDerPol()
{
    Vec z0(2);
    z0 << 2.0, -0.01; // near the slow curve, where y2' is about -300 y2
    Vec sizes(3);
    sizes << 100.0, 1.0, 1.0;
    return { std::make_shared<VanDerPol>(), Vec::Constant(1, 100.0), z0, Vec::Ones(2), sizes };
}

Case robertson()
{
    Vec theta(3);
    theta << 0.04, 3e7, 1e4;
    Vec weights(3);
    weights << 1.0, 1e4, -2.0;
    Vec sizes(6);
    sizes << theta, 1.0, 1e-4, 1.0;
    return { std::make_shared<Robertson>(), theta, Vec::Unit(3, 0), weights, sizes };
}

Case smallNet()
{
    return { std::make_shared<SmallNet>(3, true), net().theta, Vec::LinSpaced(3, -1, 1),
        Vec::Ones(3), Vec::Ones(21) };
}

/// The loss for some parameters and start, over given steps
double discreteLoss(
    const Case& c, const Method& method, const std::vector<double>& times, const Vec& thetaAndStart)
{
    const Index count = c.theta.size();
    WithJacobian f(c.dynamics, c.theta, true);
    f.theta = thetaAndStart.head(count);
    Vec z = thetaAndStart.tail(c.z0.size());
    const auto stepper = makeStepper<double>(method);
    for (std::size_t i = 1; i < times.size(); ++i)
        integrate<double>(
            f, *stepper, fixed(times[i - 1], times[i], std::abs(times[i] - times[i - 1])), view(z));
    return c.weights.dot(z);
}

/// Of fourth order: the error of increments of 1e-3 is about 1e-12 of the derivatives.
Vec differences(const Case& c, const Method& method, const std::vector<double>& times)
{
    Vec all(c.theta.size() + c.z0.size());
    all << c.theta, c.z0;
    Vec result(all.size());
    for (Index i = 0; i < all.size(); ++i) {
        const double delta = 1e-3 * c.sizes[i];
        const auto central = [&](double step) {
            Vec up = all;
            Vec down = all;
            up[i] += step;
            down[i] -= step;
            return (discreteLoss(c, method, times, up) - discreteLoss(c, method, times, down))
                / (up[i] - down[i]);
        };
        result[i] = (4 * central(delta) - central(2 * delta)) / 3;
    }
    return result;
}

struct Found {
    SolveReport forward;
    SolveReport backward;
    Vec gradient; ///< by parameters and start
    std::vector<double> times;
    Vec z1;
};

Found gradientOf(const Case& c, const char* gradient, const Method& method,
    const SolveOptions& options, bool ownJacobian)
{
    WithJacobian f(c.dynamics, c.theta, ownJacobian);
    const auto solve = makeSensitivity<double>(gradientMethodById(gradient), method, options);
    Found found;
    found.z1 = c.z0;
    found.forward = solve->forward(f, view(found.z1), [&](double t, ConstVectorView<double>) {
        found.times.push_back(t);
        return true;
    });
    Vec a = c.weights;
    Vec theta = Vec::Zero(c.theta.size());
    found.backward = solve->backward(f, view(a), view(theta));
    found.gradient.resize(theta.size() + a.size());
    found.gradient << theta, a;
    if (f.openRecords() != 0)
        throw std::logic_error("records were left");
    return found;
}

/// Relative to the largest entry, each in the unit of a change that matters
double distance(const Case& c, const Vec& a, const Vec& b)
{
    return (a - b).cwiseProduct(c.sizes).cwiseAbs().maxCoeff()
        / b.cwiseProduct(c.sizes).cwiseAbs().maxCoeff();
}

void everyMethod(bool onlyAdaptive = false)
{
    QTest::addColumn<const Method*>("method");
    for (const auto& method : methods())
        if (method.implicitTableau() && (method.adaptive() || !onlyAdaptive))
            QTest::newRow(method.id.data()) << &method;
}

} // namespace

class TestImplicitGradients : public QObject {
    Q_OBJECT

private slots:
    void exactForTheDiscreteSolution_data() { everyMethod(); }
    void exactForTheDiscreteSolution();
    void exactForStiffSystems_data() { everyMethod(); }
    void exactForStiffSystems();
    void robertsonUnderErrorControl_data() { everyMethod(true); }
    void robertsonUnderErrorControl();
    void productsAreCounted_data() { everyMethod(); }
    void productsAreCounted();
    void memoryIsThatOfTheStages_data() { everyMethod(); }
    void memoryIsThatOfTheStages();
    void singlePrecision_data() { everyMethod(); }
    void singlePrecision();
    void largeSystemsAreRefused();
    void otherMethodsAreRefused();
};

void TestImplicitGradients::exactForTheDiscreteSolution()
{
    QFETCH(const Method*, method);
    const Case c = smallNet();
    for (const bool isAdaptive : { false, true }) {
        if (isAdaptive && !method->adaptive())
            continue;
        // Coarse, so that the gradient of the flow would be far away; the last step is cut.
        const SolveOptions options = isAdaptive ? adaptive(0, 2, 1e-3) : fixed(0, 2, 0.75);
        const Found own = gradientOf(c, "backprop", *method, options, true);
        QVERIFY(own.forward.reachedEnd());
        Vec all(c.theta.size() + 3);
        all << c.theta, c.z0;
        QVERIFY(near(discreteLoss(c, *method, own.times, all), own.z1.sum(), 1e-13));
        const Vec expected = differences(c, *method, own.times);
        const double error = distance(c, own.gradient, expected);
        QVERIFY2(error < 1e-10, qPrintable(QString::number(error)));
        // Without a Jacobian, and backwards in time
        const Found products = gradientOf(c, "backprop", *method, options, false);
        const double byProducts
            = distance(c, products.gradient, differences(c, *method, products.times));
        QVERIFY2(byProducts < 1e-10, qPrintable(QString::number(byProducts)));
        SolveOptions back = options;
        std::swap(back.t0, back.t1);
        const Found backwards = gradientOf(c, "backprop", *method, back, true);
        const double backError
            = distance(c, backwards.gradient, differences(c, *method, backwards.times));
        QVERIFY2(backError < 1e-10, qPrintable(QString::number(backError)));
    }
}

void TestImplicitGradients::exactForStiffSystems()
{
    QFETCH(const Method*, method);
    const Case c = vanDerPol();
    const SolveOptions options = fixed(0, 1, 0.05); // h lambda is about -15
    const Found found = gradientOf(c, "backprop", *method, options, true);
    QVERIFY(found.forward.reachedEnd() && found.backward.reachedEnd());
    const double error = distance(c, found.gradient, differences(c, *method, found.times));
    QVERIFY2(error < 1e-10, qPrintable(QString::number(error)));
    for (const char* gradient : { "checkpointed", "checkpointed-uniform" })
        QVERIFY(gradientOf(c, gradient, *method, options, true).gradient == found.gradient);
}

void TestImplicitGradients::robertsonUnderErrorControl()
{
    QFETCH(const Method*, method);
    const Case c = robertson();
    SolveOptions options = adaptive(0, 40, 1e-4);
    options.atol = 1e-8;
    const Found found = gradientOf(c, "backprop", *method, options, true);
    QVERIFY(found.forward.reachedEnd() && found.backward.reachedEnd());
    const double error = distance(c, found.gradient, differences(c, *method, found.times));
    QVERIFY2(error < 1e-9, qPrintable(QString::number(error)));
    for (const char* gradient : { "checkpointed", "checkpointed-uniform" })
        QVERIFY(gradientOf(c, gradient, *method, options, true).gradient == found.gradient);
}

void TestImplicitGradients::productsAreCounted()
{
    QFETCH(const Method*, method);
    const Case c = smallNet();
    const ImplicitTableau& table = *method->implicitTableau();
    const long explicitStages = table.explicitFirstStage() ? 1 : 0;
    const long solved = table.stages() - explicitStages;
    const Found own = gradientOf(c, "backprop", *method, fixed(0, 1, 0.05), true);
    QCOMPARE(own.backward.accepted, 20L);
    QCOMPARE(own.backward.counters.nvjp, 20 * table.stages());
    QCOMPARE(own.backward.counters.nfe, 20 * table.stages());
    QCOMPARE(own.backward.counters.njac, 20 * solved);
    QCOMPARE(own.backward.counters.nlu, 20 * (table.diagonallyImplicit() ? solved : 1));
    const Found products = gradientOf(c, "backprop", *method, fixed(0, 1, 0.05), false);
    QCOMPARE(products.backward.counters.nvjp, 20 * (table.stages() + 3 * solved));
    QCOMPARE(products.backward.counters.nfe, products.backward.counters.nvjp);
    QCOMPARE(products.backward.counters.njac, 0L);
}

void TestImplicitGradients::memoryIsThatOfTheStages()
{
    QFETCH(const Method*, method);
    const auto s = static_cast<std::size_t>(method->stages());
    const auto run = [&](const char* gradient) {
        auto f = net();
        return gradients::run(
            gradient, method->id.data(), fixed(0, 1, 0.0625), f, Vec::Ones(3), ones);
    };
    const std::size_t state = 3 * sizeof(double);
    QCOMPARE(run("backprop").storedBytes, 16 * s * state);
    QCOMPARE(run("backprop").peakBytes, (16 * s + 1) * state);
    QCOMPARE(run("checkpointed").storedBytes, 5 * state);
    QVERIFY(run("checkpointed").peakBytes <= (5 + s + 1) * state);
    QCOMPARE(run("checkpointed-uniform").storedBytes, 4 * state);
    QCOMPARE(run("checkpointed-uniform").peakBytes, (4 + 4 * s + 1) * state);
}

void TestImplicitGradients::singlePrecision()
{
    QFETCH(const Method*, method);
    auto f = linear<float>();
    const SolveOptions options = fixed(1, 2, 0.01);
    const auto solve = makeSensitivity<float>(gradientMethodById("backprop"), *method, options);
    Vector<float> z = Vector<float>::Constant(1, 2.0F);
    QVERIFY(solve->forward(f, view(z)).reachedEnd());
    Vector<float> a = Vector<float>::Ones(1);
    Vector<float> theta = Vector<float>::Zero(2);
    QVERIFY(solve->backward(f, view(a), view(theta)).reachedEnd());
    const Run exact = linearRun("backprop", method->id.data(), options);
    // 100 steps, each with roundings of 6e-8 in its stages and its linear system
    QVERIFY(near(theta[0] / exact.theta[0], 1, 5e-5));
    QVERIFY(near(theta[1] / exact.theta[1], 1, 5e-5));
    QVERIFY(near(a[0] / exact.a0[0], 1, 5e-5));
}

void TestImplicitGradients::largeSystemsAreRefused()
{
    const auto trouble = [](const char* method, Index dim) {
        auto f = System<double>(std::make_shared<LinearInTime>(), Vec::Ones(2), dim);
        const auto solve = makeSensitivity<double>(
            gradientMethodById("backprop"), methodById(method), fixed(0, 1, 0.5));
        Vec z = Vec::Ones(dim);
        try {
            solve->forward(f, view(z));
        } catch (const std::invalid_argument& error) {
            return QString(error.what());
        }
        return QString();
    };
    QCOMPARE(trouble("gauss2", 1001),
        QString("backpropagation through solver 'gauss2' solves dense linear systems, for at most "
                "1000 equations; found 1001; try a diagonally implicit solver such as kvaerno5, "
                "or an explicit solver such as dopri5"));
    QCOMPARE(trouble("backward-euler", 2001),
        QString("backpropagation through solver 'backward-euler' solves dense linear systems, for "
                "at most 2000 equations; found 2001; try an explicit solver such as dopri5"));
}

void TestImplicitGradients::otherMethodsAreRefused()
{
    for (const auto& method : methods())
        for (const char* gradient : { "backprop", "checkpointed", "checkpointed-uniform" }) {
            QString said;
            try {
                makeSensitivity<double>(gradientMethodById(gradient), method, fixed(0, 1, 0.1));
            } catch (const std::invalid_argument& error) {
                said = error.what();
            }
            QCOMPARE(said.isEmpty(), method.tableau() || method.implicitTableau());
            if (!said.isEmpty())
                QVERIFY2(said.startsWith(QString("%1 differentiates Runge-Kutta methods, solver "
                                                 "'%2' is none; try ")
                                             .arg(gradient, method.id.data())),
                    qPrintable(said));
        }
    QVERIFY(
        reversalProblem("backprop", methodById("bdf2")).find("radau-iia3") != std::string::npos);
    QVERIFY(reversalProblem("backprop", methodById("alf")).ends_with("the gradient reversible"));
    QVERIFY(reversalProblem("backprop", methodById("ab2")).ends_with("the gradient adjoint"));
}

REGISTER_TEST(TestImplicitGradients)
#include "tst_implicit_gradients.moc"
