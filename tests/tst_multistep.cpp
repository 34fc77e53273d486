// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "solvers/integration/integrate.h"
#include "solvers/methods/multistep_formulas.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace solvers;

namespace {

FunctionSystem nonLinear(bool quadrature = false)
{
    return { 1, [](double t, const auto& y) { return stateOf({ -2.0 * t * y[0] * y[0] }); },
        quadrature };
}

double exact(double t)
{
    return 1.0 / (1.0 + t * t);
}

/// The integral of y^2 from 0 to t
double exactQuadrature(double t)
{
    return 0.5 * (t / (1.0 + t * t) + std::atan(t));
}

struct Run {
    SolveReport report;
    double y = 0.0;
    double q = 0.0;
    std::vector<double> states;
};

Run run(const Method& method, FunctionSystem& system, double t0, double t1, double step, double y0)
{
    SolveOptions options;
    options.t0 = t0;
    options.t1 = t1;
    options.step = step;
    const auto stepper = makeStepper<double>(method);
    Vector<double> y = stateOf({ y0 });
    Vector<double> q = Vector<double>::Zero(system.quadratureDim());
    Run result;
    result.report = integrate<double>(
        system, *stepper, options, view(y),
        [&](double, ConstVectorView<double> state) {
            result.states.push_back(state[0]);
            return true;
        },
        view(q));
    result.y = y[0];
    result.q = q.size() > 0 ? q[0] : 0.0;
    return result;
}

const MultistepFormula& formulaOf(const Method& method)
{
    return *std::get<const MultistepFormula*>(method.data);
}

/// Evaluations of the Runge-Kutta method that starts a method of this order
long starterStages(int order)
{
    return order < 5 ? order : 6;
}

} // namespace

class TestMultistep : public QObject {
    Q_OBJECT

private slots:
    void orderConditionsHold_data() { everyFormula(); }

    void orderConditionsHold()
    {
        QFETCH(const Method*, method);
        const MultistepFormula& formula = formulaOf(*method);
        QCOMPARE(formula.id, method->id);
        QVERIFY(isConsistent(formula));
        const int steps = formula.steps();
        if (formula.back == 0)
            QCOMPARE(multistepOrder(formula.predictor, 0, 0), steps);
        if (formula.corrects())
            QCOMPARE(multistepOrder(formula.corrector, 1, 0), steps);
        // A wrong digit in any weight
        for (const RationalWeights& weights : { formula.predictor, formula.corrector })
            for (std::size_t j = 0; j < weights.numerators.size(); ++j) {
                std::vector<int> wrong(weights.numerators.begin(), weights.numerators.end());
                ++wrong[j];
                QCOMPARE(multistepOrder({ wrong, weights.denominator }, 0, formula.back), 0);
            }
    }

    void evaluationsAreCounted_data() { everyFormula(); }

    void evaluationsAreCounted()
    {
        QFETCH(const Method*, method);
        const MultistepFormula& formula = formulaOf(*method);
        FunctionSystem system = nonLinear();
        const Run r = run(*method, system, 0.0, 2.0, 0.125, 1.0);
        const long starts = formula.steps() - 1;
        const long each = formula.corrects() ? 2 : 1;
        QCOMPARE(r.report.accepted, 16L);
        QCOMPARE(
            r.report.counters.nfe, starts * starterStages(formula.order) + (16 - starts) * each);
        QCOMPARE(system.evaluations, r.report.counters.nfe);
    }

    void roundedLastStepIsNoCutOne()
    {
        // 0.1 * 7 is not 0.7: the last step differs from the others by rounding only.
        const Method& method = methodById("ab4");
        FunctionSystem system = nonLinear();
        QCOMPARE(run(method, system, 0.0, 0.7, 0.1, 1.0).report.counters.nfe, 3L * 4 + 4);
        QCOMPARE(run(method, system, 0.0, 1000.0, 0.1, 1.0).report.counters.nfe, 12L + 9997);
    }

    void cutStepKeepsTheOrder_data() { everyFormula(); }

    void cutStepKeepsTheOrder()
    {
        QFETCH(const Method*, method);
        const MultistepFormula& formula = formulaOf(*method);
        double errors[3];
        for (int i = 0; i < 3; ++i) {
            // 40, 80, 160 whole steps and one of 0.3 of their size
            const double step = std::ldexp(1.0 / 40, -i);
            FunctionSystem system = nonLinear();
            const double t1 = 1.0 + 0.3 * step;
            const Run r = run(*method, system, 0.0, t1, step, 1.0);
            errors[i] = std::abs(r.y - exact(t1));
            const long whole = 40L << i;
            QCOMPARE(r.report.accepted, whole + 1);
            const long each = formula.corrects() ? 2 : 1;
            const long cut = formula.steps() > 1 ? starterStages(formula.order) : each;
            const long starts = formula.steps() - 1;
            QCOMPARE(r.report.counters.nfe,
                starts * starterStages(formula.order) + (whole - starts) * each + cut);
        }
        const double limit
            = 2.0 * std::log2(errors[1] / errors[2]) - std::log2(errors[0] / errors[1]);
        QVERIFY2(std::abs(limit - formula.order) < 0.2, qPrintable(QString::number(limit)));
    }

    void quadratureHasTheOrder_data() { everyFormula(); }

    void quadratureHasTheOrder()
    {
        QFETCH(const Method*, method);
        double errors[3];
        for (int i = 0; i < 3; ++i) {
            FunctionSystem system = nonLinear(true);
            const Run r = run(*method, system, 0.0, 1.3, 1.3 / (64 << i), 1.0);
            QCOMPARE(system.evaluations, r.report.counters.nfe);
            errors[i] = std::abs(r.q - exactQuadrature(1.3));
        }
        const double limit
            = 2.0 * std::log2(errors[1] / errors[2]) - std::log2(errors[0] / errors[1]);
        QVERIFY2(std::abs(limit - method->order()) < 0.35, qPrintable(QString::number(limit)));
    }

    void adamsBashforthByHand()
    {
        // y' = 1 + t with y = t + t^2 / 2: ab2 is exact, and so is its starting step.
        FunctionSystem linear(1, [](double t, const auto&) { return stateOf({ 1.0 + t }); });
        const Run r = run(methodById("ab2"), linear, 0.0, 1.0, 0.25, 0.0);
        QVERIFY(std::abs(r.y - 1.5) < 1e-15);
        // y' = -y with ab2 from y0 = 1, y1 = 0.905 (Heun, h = 0.1):
        // y2 = y1 + h (3 f1 - f0) / 2 = 0.905 - 0.13575 + 0.05
        FunctionSystem decay(1, [](double, const auto& y) { return stateOf({ -y[0] }); });
        const Run s = run(methodById("ab2"), decay, 0.0, 0.2, 0.1, 1.0);
        QVERIFY(std::abs(s.y - 0.81925) < 1e-15);
        // abm2: y* = 0.81925, y2 = y1 + h (f(y*) + f1) / 2 = 0.905 - 0.05 (0.81925 + 0.905)
        FunctionSystem again(1, [](double, const auto& y) { return stateOf({ -y[0] }); });
        QVERIFY(std::abs(run(methodById("abm2"), again, 0.0, 0.2, 0.1, 1.0).y - 0.8187875) < 1e-15);
    }

    void leapfrogShowsItsParasite()
    {
        // y' = -y: the second root, near -1 - h, lets an alternating error grow like e^t.
        FunctionSystem decay(1, [](double, const auto& y) { return stateOf({ -y[0] }); });
        const Run r = run(methodById("leapfrog"), decay, 0.0, 20.0, 0.1, 1.0);
        QVERIFY(r.report.reachedEnd());
        int alternations = 0;
        for (std::size_t n = r.states.size() - 50; n < r.states.size(); ++n)
            alternations += r.states[n] * r.states[n - 1] < 0.0 ? 1 : 0;
        QCOMPARE(alternations, 50);
        const double growth = r.states.back() / r.states[r.states.size() - 11];
        QVERIFY(std::abs(std::log(std::abs(growth)) - 10.0 * std::asinh(0.1)) < 1e-2);
        // Adams-Bashforth of the same order decays.
        QVERIFY(std::abs(run(methodById("ab2"), decay, 0.0, 20.0, 0.1, 1.0).y) < 1e-8);
    }

    void retryAndRestart_data() { everyFormula(); }

    void retryAndRestart()
    {
        QFETCH(const Method*, method);
        FunctionSystem system = nonLinear();
        const auto stepper = makeStepper<double>(*method);
        stepper->prepare(1, 0, false);
        Counters counters;
        Vector<double> y = stateOf({ 1.0 });
        double t = 0.0;
        for (int n = 0; n < 8; ++n, t += 0.0625) {
            // A shorter try that is not taken leaves no trace.
            stepper->step(system, t, view(std::as_const(y)), 0.03, counters);
            stepper->step(system, t, view(std::as_const(y)), 0.0625, counters);
            y = stepper->trial();
            stepper->accept();
        }
        FunctionSystem other = nonLinear();
        QCOMPARE(y[0], run(*method, other, 0.0, 0.5, 0.0625, 1.0).y);
        // After a reset of the state the past is of no use.
        stepper->restart();
        y = stateOf({ 3.0 });
        stepper->step(system, t, view(std::as_const(y)), 0.0625, counters);
        FunctionSystem fresh = nonLinear();
        QCOMPARE(stepper->trial()[0], run(*method, fresh, 0.5, 0.5625, 0.0625, 3.0).y);
    }

private:
    static void everyFormula()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (std::holds_alternative<const MultistepFormula*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestMultistep)
#include "tst_multistep.moc"
