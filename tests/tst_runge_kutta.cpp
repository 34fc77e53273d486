// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/step_control.h"
#include "solvers/methods/methods.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <limits>
#include <utility>

using namespace solvers;

namespace {

/// y' = g(t, y)
class ScalarSystem final : public OdeSystem<double> {
public:
    explicit ScalarSystem(std::function<double(double, double)> g)
        : m_g(std::move(g))
    {
    }
    Index dim() const override { return 1; }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        ++evaluations;
        dydt[0] = m_g(t, y[0]);
    }
    long evaluations = 0;

private:
    std::function<double(double, double)> m_g;
};

double nonLinear(double t, double y)
{
    return -2.0 * t * y * y;
}

double exact(double t)
{
    return 1.0 / (1.0 + t * t);
}

/// The largest error within one step from an exact state
double denseError(const Method& method, double t, double h)
{
    ScalarSystem system(nonLinear);
    const auto stepper = makeStepper<double>(method);
    stepper->prepare(1, 0, true);
    Counters counters;
    const Vector<double> y = Vector<double>::Constant(1, exact(t));
    stepper->step(system, t, view(y), h, counters);
    stepper->prepareDense(system, counters);
    double largest = 0.0;
    Vector<double> inside(1);
    for (const double theta : { 0.15, 0.3, 0.5, 0.7, 0.85 }) {
        stepper->dense(theta, view(inside));
        largest = std::max(largest, std::abs(inside[0] - exact(t + theta * h)));
    }
    return largest;
}

/// Equations that do not know of each other: y_i' = -i t y_i^2, i = first, first + 1, ...
class Crowd final : public OdeSystem<double> {
public:
    Crowd(Index dim, Index first)
        : m_dim(dim)
        , m_first(first)
    {
    }
    Index dim() const override { return m_dim; }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        for (Index i = 0; i < m_dim; ++i)
            dydt[i] = -static_cast<double>(m_first + i) * t * y[i] * y[i];
    }

private:
    Index m_dim;
    Index m_first;
};

/// y and the error estimate after two steps of a method that may have served another system.
std::pair<Vector<double>, Vector<double>> crowdAfterTwoSteps(
    Stepper<double>& stepper, Vector<double> y, Index first, bool estimate)
{
    Crowd system(y.size(), first);
    stepper.prepare(y.size(), 0, estimate);
    Counters counters;
    for (const double t : { 0.1, 0.15 }) {
        stepper.step(system, t, view(std::as_const(y)), 0.05, counters);
        y = stepper.trial();
        if (t < 0.15)
            stepper.accept();
    }
    return { y, stepper.error() };
}

} // namespace

class TestRungeKutta : public QObject {
    Q_OBJECT

private slots:
    void everyEquationIsSolvedAsIfAlone()
    {
        // Inside, any number of equations is padded to whole packs of numbers.
        for (const char* id : { "rk4", "dopri5", "dop853" })
            for (const bool estimate : { false, true }) {
                const Method& method = methodById(id);
                if (estimate && !method.adaptive())
                    continue;
                const auto crowd = makeStepper<double>(method);
                const auto single = makeStepper<double>(method);
                for (Index dim = 40; dim > 0; --dim) {
                    const Vector<double> y = Vector<double>::LinSpaced(dim, 0.5, 1.0);
                    const auto [all, errors] = crowdAfterTwoSteps(*crowd, y, 1, estimate);
                    QCOMPARE(all.size(), dim);
                    QCOMPARE(errors.size(), estimate ? dim : 0);
                    for (Index i = 0; i < dim; ++i) {
                        const auto [one, error]
                            = crowdAfterTwoSteps(*single, y.segment(i, 1), i + 1, estimate);
                        // Up to rounding: sums of large systems may be taken in another order.
                        QVERIFY(std::abs(all[i] - one[0]) <= 1e-15);
                        QVERIFY(!estimate || std::abs(errors[i] - error[0]) <= 1e-15);
                    }
                }
            }
    }

    void denseOutputConverges_data() { methodsWithDenseOutput(); }

    void denseOutputConverges()
    {
        QFETCH(const Method*, method);
        const int order = method->tableau()->dense.order;
        for (const double h : { 0.25, -0.25 }) {
            const double first = order < 6 ? h / 4.0 : h;
            const double errors[] { denseError(*method, 0.4, first),
                denseError(*method, 0.4, first / 2), denseError(*method, 0.4, first / 4) };
            // The observed order is its limit + O(h).
            const double limit
                = 2.0 * std::log2(errors[1] / errors[2]) - std::log2(errors[0] / errors[1]);
            QVERIFY2(std::abs(limit - (order + 1)) < 0.35, qPrintable(QString::number(limit)));
        }
    }

    void denseOutputMeetsTheEnds_data() { methodsWithDenseOutput(); }

    void denseOutputMeetsTheEnds()
    {
        QFETCH(const Method*, method);
        ScalarSystem system(nonLinear);
        const auto stepper = makeStepper<double>(*method);
        QCOMPARE(stepper->denseOrder(), method->tableau()->dense.order);
        stepper->prepare(1, 0, false);
        Counters counters;
        const Vector<double> y = Vector<double>::Constant(1, 0.8);
        stepper->step(system, 0.5, view(y), 0.5, counters);
        stepper->prepareDense(system, counters);
        Vector<double> end(1);
        stepper->dense(1.0, view(end));
        QVERIFY(end[0] == stepper->trial()[0]);
        stepper->dense(0.0, view(end));
        QVERIFY(std::abs(end[0] - 0.8) < 1e-15);
        // The slopes at the ends are f there: the pieces join smoothly.
        constexpr double small = 1e-6;
        Vector<double> near(1);
        stepper->dense(1.0 - small, view(near));
        const double slope = (stepper->trial()[0] - near[0]) / (0.5 * small);
        QVERIFY(std::abs(slope - nonLinear(1.0, stepper->trial()[0])) < 1e-5);
    }

    void denseOutputIsPaidOnce_data() { methodsWithDenseOutput(); }

    void denseOutputIsPaidOnce()
    {
        QFETCH(const Method*, method);
        const ButcherTableau& table = *method->tableau();
        for (const bool estimate : { false, true }) {
            ScalarSystem system(nonLinear);
            ScalarSystem plainSystem(nonLinear);
            const auto stepper = makeStepper<double>(*method);
            const auto plain = makeStepper<double>(*method);
            stepper->prepare(1, 0, estimate);
            plain->prepare(1, 0, estimate);
            Counters counters;
            Counters plainCounters;
            Vector<double> y = Vector<double>::Constant(1, 1.0);
            Vector<double> yPlain = y;
            constexpr int steps = 5;
            for (int n = 0; n < steps; ++n) {
                const double t = 0.125 * n;
                stepper->step(system, t, view(std::as_const(y)), 0.125, counters);
                stepper->prepareDense(system, counters);
                stepper->prepareDense(system, counters); // all is there already
                y = stepper->trial();
                stepper->accept();
                plain->step(plainSystem, t, view(std::as_const(yPlain)), 0.125, plainCounters);
                yPlain = plain->trial();
                plain->accept();
            }
            QVERIFY(y[0] == yPlain[0]);
            // f at the end of a step serves the next one; the first start is the one left over.
            const auto extra = static_cast<long>(table.dense.c.size());
            QCOMPARE(counters.nfe, 1 + steps * (table.stagesWithoutEstimate() + extra));
            QCOMPARE(counters.nfe, system.evaluations);
            QCOMPARE(plainCounters.nfe, plainSystem.evaluations);
        }
    }

    void retryAfterDenseOutput()
    {
        // A driver that looks into a step (events) and then takes a shorter one instead.
        for (const char* id : { "dopri5", "dop853" }) {
            ScalarSystem system(nonLinear);
            const auto stepper = makeStepper<double>(methodById(id));
            const auto fresh = makeStepper<double>(methodById(id));
            Counters counters;
            const Vector<double> y = Vector<double>::Constant(1, 1.0);
            stepper->prepare(1, 0, true);
            stepper->step(system, 0.0, view(y), 0.5, counters);
            stepper->prepareDense(system, counters);
            stepper->step(system, 0.0, view(y), 0.25, counters);
            fresh->prepare(1, 0, true);
            fresh->step(system, 0.0, view(y), 0.25, counters);
            QVERIFY(stepper->trial()[0] == fresh->trial()[0]);
            QVERIFY(stepper->error()[0] == fresh->error()[0]);
        }
    }

    void stiffnessIsHLambda()
    {
        const auto decay = [](double, double y) { return -40.0 * y; };
        const struct {
            const char* id;
            double afterOne;
            double afterTwo;
        } rows[] { { "dopri5", 2.0, 2.0 }, { "tsit5", 2.0, 2.0 }, { "dop853", 0.0, 2.0 },
            { "heun-euler", 0.0, 2.0 }, { "bosh3", 0.0, 0.0 }, { "rkf45", 0.0, 0.0 } };
        for (const auto& row : rows)
            for (const double h : { 0.05, -0.05 }) {
                ScalarSystem system(decay);
                const auto stepper = makeStepper<double>(methodById(row.id));
                stepper->prepare(1, 0, true);
                Counters counters;
                Vector<double> y = Vector<double>::Constant(1, 1.0);
                stepper->step(system, 0.0, view(std::as_const(y)), h, counters);
                QVERIFY2(std::abs(stepper->stiffness() - row.afterOne) < 1e-9, row.id);
                y = stepper->trial();
                stepper->accept();
                stepper->step(system, h, view(std::as_const(y)), 2.0 * h, counters);
                // Of the step just taken, or of the one before it
                const double expected = row.afterOne > 0.0 ? 2.0 * row.afterTwo : row.afterTwo;
                QVERIFY2(std::abs(stepper->stiffness() - expected) < 1e-8,
                    qPrintable(QString("%1: %2").arg(row.id).arg(stepper->stiffness())));
                stepper->restart();
                QVERIFY(row.afterOne > 0.0 || stepper->stiffness() == 0.0);
            }
        const auto rk4 = makeStepper<double>(methodById("rk4"));
        rk4->prepare(1, 0, false);
        ScalarSystem system(decay);
        Counters counters;
        const Vector<double> y = Vector<double>::Constant(1, 1.0);
        rk4->step(system, 0.0, view(y), 0.05, counters);
        QVERIFY(std::abs(rk4->stiffness() - 2.0) < 1e-12); // the two stages at t + h / 2
    }

    void twoEstimatesAreCombined()
    {
        QCOMPARE(combinedErrorNorm(16.0, 0.0, 4.0), 2.0);
        // 5^2 / sqrt(5^2 + 0.01 * 120^2 / ...): squares 25 and 14400, 0.01 * 14400 = 144
        QVERIFY(std::abs(combinedErrorNorm(25.0, 14400.0, 1.0) - 25.0 / 13.0) < 1e-15);
        QVERIFY(std::abs(combinedErrorNorm(25.0, 14400.0, 25.0) - 5.0 / 13.0) < 1e-15);
        QCOMPARE(combinedErrorNorm(0.0, 4.0, 1.0), 0.0);
        constexpr double infinity = std::numeric_limits<double>::infinity();
        QVERIFY(!std::isfinite(combinedErrorNorm(1.0, infinity, 1.0)));
        QVERIFY(!std::isfinite(combinedErrorNorm(1.0, std::nan(""), 1.0)));
        QVERIFY(!std::isfinite(combinedErrorNorm(std::nan(""), 1.0, 1.0)));
    }

    void estimatesShrinkAsStated()
    {
        // DOP853: e = O(h^6) and e2 = O(h^4), together O(h^8).
        const auto stepper = makeStepper<double>(methodById("dop853"));
        QCOMPARE(stepper->embeddedOrder(), 7);
        stepper->prepare(1, 0, true);
        ScalarSystem system(nonLinear);
        Counters counters;
        const Vector<double> y = Vector<double>::Constant(1, exact(0.4));
        double error[2];
        double second[2];
        for (int i = 0; i < 2; ++i) {
            stepper->step(system, 0.4, view(y), std::ldexp(0.2, -i), counters);
            QCOMPARE(stepper->secondError().size(), Index(1));
            error[i] = std::abs(stepper->error()[0]);
            second[i] = std::abs(stepper->secondError()[0]);
        }
        QVERIFY(std::abs(std::log2(error[0] / error[1]) - 6.0) < 0.7);
        QVERIFY(std::abs(std::log2(second[0] / second[1]) - 4.0) < 0.7);
        QCOMPARE(makeStepper<double>(methodById("dopri5"))->secondError().size(), Index(0));
    }

private:
    static void methodsWithDenseOutput()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (method.tableau() && method.tableau()->dense.order > 0)
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestRungeKutta)
#include "tst_runge_kutta.moc"
