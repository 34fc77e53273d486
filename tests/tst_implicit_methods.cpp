// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "solvers/integration/integrate.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;

namespace {

/// Methods whose equations Newton's iteration solves
bool iterates(const Method& method)
{
    return std::holds_alternative<const ImplicitTableau*>(method.data)
        || std::holds_alternative<const BdfFormula*>(method.data);
}

bool fullyImplicit(const Method& method)
{
    const auto* const* table = std::get_if<const ImplicitTableau*>(&method.data);
    return table && !(*table)->singlyDiagonal();
}

bool adaptiveIteration(const Method& method)
{
    return iterates(method) && method.adaptive();
}

/// Eigenvalues -1000 and -1
FunctionSystem linear()
{
    return { 2, [](double, const auto& y) {
                return stateOf({ 998.0 * y[0] + 1998.0 * y[1], -999.0 * y[0] - 1999.0 * y[1] });
            } };
}

FunctionSystem nonLinear()
{
    return { 1, [](double t, const auto& y) { return stateOf({ -2.0 * t * y[0] * y[0] }); } };
}

/// x'' = 100 (1 - x^2) x' - x
FunctionSystem vanDerPol()
{
    return { 2, [](double, const auto& y) {
                return stateOf({ y[1], 100.0 * (1.0 - y[0] * y[0]) * y[1] - y[0] });
            } };
}

/// Grows without bound before t = 0.5; an implicit step that passes there has no solution.
FunctionSystem explosive()
{
    return { 1, [](double, const auto& y) { return stateOf({ 10.0 + y[0] * y[0] }); } };
}

struct Run {
    SolveReport report;
    Vector<double> y;
};

Run run(const Method& method, FunctionSystem& system, const SolveOptions& options,
    const Vector<double>& y0)
{
    const auto stepper = makeStepper<double>(method);
    Run result { {}, y0 };
    result.report = integrate<double>(system, *stepper, options, view(result.y));
    return result;
}

SolveOptions fixedSteps(double t1, double step)
{
    SolveOptions options;
    options.t1 = t1;
    options.step = step;
    return options;
}

SolveOptions adaptiveSteps(double t1, double tolerance)
{
    SolveOptions options;
    options.t1 = t1;
    options.adaptive = true;
    options.rtol = tolerance;
    options.atol = tolerance;
    return options;
}

/// Kepler's problem of eccentricity 0.3: positions, then momenta
FunctionSystem kepler()
{
    return { 4, [](double, const auto& y) {
                const double r2 = y[0] * y[0] + y[1] * y[1];
                const double r3 = r2 * std::sqrt(r2);
                return stateOf({ y[2], y[3], -y[0] / r3, -y[1] / r3 });
            } };
}

double keplerEnergy(const Vector<double>& y)
{
    return 0.5 * (y[2] * y[2] + y[3] * y[3]) - 1.0 / std::hypot(y[0], y[1]);
}

/// The mean deviation of the energy in the first and in the last tenth of 200 revolutions
std::pair<double, double> energyErrors(const Method& method, double step)
{
    constexpr double end = 400.0 * 3.14159265358979323846;
    FunctionSystem system = kepler();
    Vector<double> y = stateOf({ 0.7, 0.0, 0.0, std::sqrt(1.3 / 0.7) });
    const double initial = keplerEnergy(y);
    const auto stepper = makeStepper<double>(method);
    std::pair<double, double> sums { 0.0, 0.0 };
    integrate<double>(system, *stepper, fixedSteps(end, step), view(y), [&](double t, auto state) {
        const double error = std::abs(keplerEnergy(state) - initial);
        if (t <= 0.1 * end)
            sums.first += error;
        if (t >= 0.9 * end)
            sums.second += error;
        return true;
    });
    const double count = 0.1 * end / step;
    return { sums.first / count, sums.second / count };
}

} // namespace

/// The engines behind the implicit tableaus: matrices, iterations, failures, conservation.
class TestImplicitMethods : public QObject {
    Q_OBJECT

private slots:
    void linearSystemNeedsOneJacobian_data() { rows(iterates); }

    void linearSystemNeedsOneJacobian()
    {
        // Equal steps of a linear system: the Jacobian of the first step serves all 200, and one
        // factorisation for each block of the Newton matrix.
        QFETCH(const Method*, method);
        FunctionSystem system = linear();
        const Run r = run(*method, system, fixedSteps(2.0, 0.01), stateOf({ 2.0, -1.0 }));
        QVERIFY(r.report.reachedEnd());
        QCOMPARE(r.report.accepted, 200L);
        QCOMPARE(system.evaluations, r.report.counters.nfe);
        // BDF have a second Newton matrix, that of their starting method.
        const bool bdf = std::holds_alternative<const BdfFormula*>(method->data);
        const bool starts = bdf && method->stages() > 1;
        QCOMPARE(r.report.counters.njac, starts ? 2L : 1L);
        const long blocks = fullyImplicit(*method) ? (method->stages() + 1) / 2 : 1;
        QCOMPARE(r.report.counters.nlu, starts ? 3L : blocks);
        QVERIFY(std::abs(r.y[0] - 2.0 * std::exp(-2.0)) < 0.01);
    }

    void matricesAreReused_data() { rows(adaptiveIteration); }

    void matricesAreReused()
    {
        QFETCH(const Method*, method);
        FunctionSystem system = vanDerPol();
        const Run r = run(*method, system, adaptiveSteps(50.0, 1e-4), stateOf({ 2.0, 0.0 }));
        QVERIFY2(r.report.reachedEnd(), r.report.message().c_str());
        const Counters& counters = r.report.counters;
        const long steps = r.report.accepted + r.report.rejected;
        QVERIFY(counters.njac >= 1 && counters.nlu >= 1);
        QVERIFY2(2 * counters.njac < steps,
            qPrintable(QString("%1 Jacobians, %2 steps").arg(counters.njac).arg(steps)));
        QVERIFY(counters.njac <= counters.nlu);
        QCOMPARE(system.evaluations, counters.nfe);
    }

    void givenJacobianNeedsNoDifferences()
    {
        /// As linear(), with its matrix
        class WithJacobian final : public OdeSystem<double> {
        public:
            Index dim() const override { return 2; }
            void evaluate(double, ConstVectorView<double> y, VectorView<double> dydt) override
            {
                dydt[0] = 998.0 * y[0] + 1998.0 * y[1];
                dydt[1] = -999.0 * y[0] - 1999.0 * y[1];
            }
            bool hasJacobian() const override { return true; }
            void jacobian(double, ConstVectorView<double>, MatrixView<double> dfdy,
                VectorView<double> dfdt) override
            {
                ++jacobians;
                dfdy << 998.0, 1998.0, -999.0, -1999.0;
                dfdt.setZero();
            }
            long jacobians = 0;
        };
        for (const auto& method : methods()) {
            if (!iterates(method))
                continue;
            FunctionSystem plain = linear();
            WithJacobian given;
            const auto options = fixedSteps(2.0, 0.01);
            const Vector<double> y0 = stateOf({ 2.0, -1.0 });
            const Run differences = run(method, plain, options, y0);
            const auto stepper = makeStepper<double>(method);
            Vector<double> y = y0;
            const SolveReport report = integrate<double>(given, *stepper, options, view(y));
            QCOMPARE(given.jacobians, report.counters.njac);
            QVERIFY(report.counters.nfe < differences.report.counters.nfe);
            // Newton's iteration ends at rounding with either.
            QVERIFY((y - differences.y).norm() < 1e-11);
        }
    }

    void unsolvableStepIsReported_data() { rows(iterates); }

    void unsolvableStepIsReported()
    {
        QFETCH(const Method*, method);
        FunctionSystem system = explosive();
        const Run r = run(*method, system, fixedSteps(2.0, 1.0), stateOf({ 0.0 }));
        QCOMPARE(r.report.status, SolveStatus::NewtonFailed);
        QCOMPARE(std::string(name(r.report.status)), std::string("newton-failed"));
        const QString message = QString::fromStdString(r.report.message());
        QVERIFY2(message.startsWith("Newton's iteration did not converge at t = 0"),
            qPrintable(message));
        QVERIFY(message.contains("try a smaller step"));
        QCOMPARE(r.report.tReached, 0.0);
        QCOMPARE(r.y[0], 0.0);
    }

    void smallerStepIsTheWayOut_data() { rows(adaptiveIteration); }

    void smallerStepIsTheWayOut()
    {
        // y = sqrt(10) tan(sqrt(10) t), to t = 0.3
        QFETCH(const Method*, method);
        FunctionSystem system = explosive();
        SolveOptions options = adaptiveSteps(0.3, 1e-5);
        options.firstStep = 0.3;
        const Run r = run(*method, system, options, stateOf({ 0.0 }));
        QVERIFY2(r.report.reachedEnd(), r.report.message().c_str());
        QVERIFY(r.report.rejected > 0);
        const double root = std::sqrt(10.0);
        const double exact = root * std::tan(0.3 * root);
        QVERIFY2(std::abs(r.y[0] / exact - 1.0) < 1e-2, qPrintable(QString::number(r.y[0])));
    }

    void interpolantsHaveTheirOrder_data()
    {
        rows([](const Method& method) { return makeStepper<double>(method)->denseOrder() > 0; });
    }

    void interpolantsHaveTheirOrder()
    {
        // One step from an exact point: an error of O(h^(order + 1)) inside of it.
        QFETCH(const Method*, method);
        const auto stepper = makeStepper<double>(*method);
        const auto error = [&](double h, double theta) {
            FunctionSystem system = nonLinear();
            stepper->prepare(1, 0, true);
            Counters counters;
            const double t = 0.4;
            const Vector<double> y = stateOf({ 1.0 / (1.0 + t * t) });
            stepper->step(system, t, view(y), h, counters);
            stepper->prepareDense(system, counters);
            Vector<double> inside(1);
            stepper->dense(theta, view(inside));
            const double s = t + theta * h;
            return std::abs(inside[0] - 1.0 / (1.0 + s * s));
        };
        // Implicit equations are solved to a part of the tolerance.
        stepper->setTolerances(1e-13, 1e-15);
        const int order = stepper->denseOrder();
        const double h = order < 6 ? 0.05 : 0.3;
        for (const double theta : { 0.3, 0.55, 0.8 }) {
            const double fine = std::log2(error(h / 2, theta) / error(h / 4, theta));
            const double coarse = std::log2(error(h, theta) / error(h / 2, theta));
            const double limit = 2.0 * fine - coarse - 1.0;
            QVERIFY2(std::abs(limit - order) < 0.35,
                qPrintable(QString("theta %1: %2 for %3").arg(theta).arg(limit).arg(order)));
            QVERIFY(error(h, 0.0) < 1e-15);
        }
    }

    void interpolantsAreThose()
    {
        const struct {
            const char* id;
            int order;
        } rows[] { { "bosh3", 3 }, { "dopri5", 4 }, { "tsit5", 4 }, { "dop853", 7 },
            { "radau-iia3", 3 }, { "rodas4", 3 } };
        int found = 0;
        for (const auto& method : methods())
            found += makeStepper<double>(method)->denseOrder() > 0 ? 1 : 0;
        QCOMPARE(found, int(std::size(rows)));
        for (const auto& row : rows)
            QCOMPARE(makeStepper<double>(methodById(row.id))->denseOrder(), row.order);
    }

    void energyOfKeplerStays_data()
    {
        rows([](const Method& method) { return method.symplectic; });
    }

    void energyOfKeplerStays()
    {
        QFETCH(const Method*, method);
        const auto [early, late] = energyErrors(*method, 0.1);
        QVERIFY2(late < 1.5 * early + 1e-11, qPrintable(QString("%1, %2").arg(early).arg(late)));
    }

    void energyOfKeplerDriftsElsewhere()
    {
        // Linear in time: the mean over the last tenth is 19 times that over the first.
        for (const char* id : { "rk4", "radau-iia2", "kutta3", "rodas4" }) {
            const auto [early, late] = energyErrors(methodById(id), 0.05);
            QVERIFY2(late > 12 * early && late < 26 * early,
                qPrintable(QString("%1: %2, %3").arg(id).arg(early).arg(late)));
        }
    }

    void symmetricStepsGoBack()
    {
        for (const char* id : { "trapezoid", "implicit-midpoint", "gauss2", "gauss3" }) {
            FunctionSystem system = kepler();
            const Vector<double> y = stateOf({ 0.7, 0.1, 0.0, 1.3 });
            const Run there = run(methodById(id), system, fixedSteps(0.2, 0.2), y);
            SolveOptions back = fixedSteps(0.0, 0.2);
            back.t0 = 0.2;
            const Run again = run(methodById(id), system, back, there.y);
            QVERIFY2((again.y - y).norm() < 1e-13, id);
        }
    }

    void gaussKeepsQuadraticInvariants()
    {
        // Euler's equations of a rigid body: |y|^2 and the energy; trapezoid does not keep them.
        const auto drift = [](const char* id) {
            FunctionSystem system(3, [](double, const auto& y) {
                return stateOf({ -2.0 * y[1] * y[2], 1.25 * y[2] * y[0], -0.5 * y[0] * y[1] });
            });
            const Vector<double> y0 = stateOf({ 1.0, 0.0, 0.9 });
            // 2 and 1.25: sum_i c_i y_i y_i' = 0 for c = (1.25, 2, 0) and (0.5, 0, -2)
            const auto first = [](const auto& y) { return 1.25 * y[0] * y[0] + 2 * y[1] * y[1]; };
            const auto second = [](const auto& y) { return 0.5 * y[0] * y[0] - 2 * y[2] * y[2]; };
            const Run r = run(methodById(id), system, fixedSteps(50.0, 0.25), y0);
            return std::max(std::abs(first(r.y) - first(y0)), std::abs(second(r.y) - second(y0)));
        };
        // 200 steps, each solved to a few 1e-14
        for (const char* id : { "implicit-midpoint", "gauss2", "gauss3" })
            QVERIFY2(drift(id) < 1e-11, qPrintable(QString::number(drift(id))));
        QVERIFY(drift("trapezoid") > 1e-6);
        QVERIFY(drift("radau-iia2") > 1e-6);
    }

    void singlePrecisionWorks_data()
    {
        rows([](const Method& method) {
            return iterates(method)
                || std::holds_alternative<const RosenbrockTableau*>(method.data);
        });
    }

    void singlePrecisionWorks()
    {
        class Decay final : public OdeSystem<float> {
        public:
            Index dim() const override { return 1; }
            void evaluate(double t, ConstVectorView<float> y, VectorView<float> dydt) override
            {
                dydt[0] = -2.0F * static_cast<float>(t) * y[0] * y[0];
            }
        } system;
        QFETCH(const Method*, method);
        const auto stepper = makeStepper<float>(*method);
        Vector<float> y = Vector<float>::Ones(1);
        const auto options = fixedSteps(1.0, method->order() > 1 ? 1e-2 : 1e-3);
        QVERIFY(integrate<float>(system, *stepper, options, view(y)).reachedEnd());
        QVERIFY2(std::abs(y[0] - 0.5F) < 4e-4F, qPrintable(QString::number(double(y[0]))));
    }

private:
    static void rows(bool (*wanted)(const Method&))
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (wanted(method))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestImplicitMethods)
#include "tst_implicit_methods.moc"
