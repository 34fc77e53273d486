// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "solvers/integration/integrate.h"
#include "stability_functions.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace solvers;

namespace {

constexpr double kPi = 3.14159265358979323846;

/// Where a first becomes unstable on its way from 0: growth(x) <= 1 up to there.
double stabilityLimit(const std::function<double(double)>& growth)
{
    constexpr double increment = 1e-3;
    double stable = 0.0;
    while (growth(stable + increment) <= 1.0 + 1e-12 && stable < 100.0)
        stable += increment;
    double unstable = stable + increment;
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (stable + unstable);
        (growth(middle) <= 1.0 + 1e-12 ? stable : unstable) = middle;
    }
    return stable;
}

/// 0 and points up to 10^8, half a per cent apart
template <typename Visit>
void alongTheImaginaryAxis(const Visit& visit)
{
    visit(0.0);
    for (double y = 1e-4; y < 1e8; y *= 1.005)
        visit(y);
}

bool oneStepImplicit(const Method& method)
{
    return std::holds_alternative<const ImplicitTableau*>(method.data)
        || std::holds_alternative<const RosenbrockTableau*>(method.data);
}

bool multistep(const Method& method)
{
    return std::holds_alternative<const MultistepFormula*>(method.data);
}

/// rho and sigma of a BDF, the highest power first, as HNW I prints them in (III.1.22').
struct PrintedBdf {
    std::vector<double> alpha; ///< of y_(n+1), y_n, ...
};

const std::vector<PrintedBdf> kPrintedBdf { { { 1.0, -1.0 } }, { { 3.0 / 2, -2.0, 1.0 / 2 } },
    { { 11.0 / 6, -3.0, 3.0 / 2, -1.0 / 3 } }, { { 25.0 / 12, -4.0, 3.0, -4.0 / 3, 1.0 / 4 } },
    { { 137.0 / 60, -5.0, 5.0, -10.0 / 3, 5.0 / 4, -1.0 / 5 } },
    { { 147.0 / 60, -6.0, 15.0 / 2, -20.0 / 3, 15.0 / 4, -6.0 / 5, 1.0 / 6 } },
    { { 363.0 / 140, -7.0, 21.0 / 2, -35.0 / 3, 35.0 / 4, -21.0 / 5, 7.0 / 6, -1.0 / 7 } } };

std::vector<Complex> characteristic(const PrintedBdf& formula, Complex z)
{
    std::vector<Complex> polynomial(formula.alpha.begin(), formula.alpha.end());
    polynomial.front() -= z;
    return polynomial;
}

/// The largest root of one step of a multistep method for y' = lambda y, z = h lambda; of PECE
/// the predicted value is put into the corrector.
double multistepGrowth(const MultistepFormula& formula, Complex z)
{
    const auto steps = std::size_t(formula.steps());
    std::vector<Complex> predictor(steps, 0.0); // y_(n+1) = sum_j predictor_j y_(n-j)
    predictor[std::size_t(formula.back)] += 1.0;
    for (std::size_t j = 0; j < formula.predictor.numerators.size(); ++j)
        predictor[j] += z * formula.predictor[j];
    std::vector<Complex> polynomial(steps + 1, 0.0);
    polynomial[0] = 1.0;
    if (!formula.corrects()) {
        for (std::size_t j = 0; j < steps; ++j)
            polynomial[j + 1] = -predictor[j];
        return largestRoot(polynomial);
    }
    for (std::size_t j = 0; j < steps; ++j) {
        polynomial[j + 1] = -z * formula.corrector[0] * predictor[j];
        if (j + 1 < formula.corrector.numerators.size())
            polynomial[j + 1] -= z * formula.corrector[j + 1];
    }
    polynomial[1] -= 1.0;
    return largestRoot(polynomial);
}

/// States of fixed steps for y' = lambda y from 1
std::vector<double> decay(const Method& method, double lambda, double step, long count)
{
    FunctionSystem system(
        1, [lambda](double, const auto& y) { return stateOf({ lambda * y[0] }); });
    const auto stepper = makeStepper<double>(method);
    SolveOptions options;
    options.step = step;
    options.t1 = step * static_cast<double>(count);
    Vector<double> y = stateOf({ 1.0 });
    std::vector<double> states;
    integrate<double>(system, *stepper, options, view(y), [&](double, auto state) {
        states.push_back(state[0]);
        return true;
    });
    return states;
}

} // namespace

/// What the coefficients say about y' = lambda y, against the registry and the books.
class TestStabilityClaims : public QObject {
    Q_OBJECT

private slots:
    void rootsAreFound()
    {
        // (x - 1)(x - 2i)(x + 3) = x^3 + (2 - 2i) x^2 + (-3 - 4i) x + 6i
        const std::vector<Complex> p { 1.0, { 2.0, -2.0 }, { -3.0, -4.0 }, { 0.0, 6.0 } };
        for (const Complex wanted : { Complex(1.0), Complex(0.0, 2.0), Complex(-3.0) }) {
            double distance = INFINITY;
            for (const Complex root : rootsOf(p))
                distance = std::min(distance, std::abs(root - wanted));
            QVERIFY2(distance < 1e-14, qPrintable(QString::number(distance)));
        }
    }

    void explicitLimits()
    {
        // Real: HW II, table IV.2.1 and fig. IV.2.1, and the stability polynomials' roots.
        const struct {
            const char* id;
            double limit;
        } limits[] { { "euler", 2.0 }, { "midpoint", 2.0 }, { "heun", 2.0 }, { "ralston", 2.0 },
            { "kutta3", 2.5127 }, { "ssprk3", 2.5127 }, { "bosh3", 2.5127 }, { "rk4", 2.7853 },
            { "rk4-38", 2.7853 }, { "dopri5", 3.3066 }, { "tsit5", 3.5068 } };
        for (const auto& row : limits) {
            const ButcherTableau& table = *methodById(row.id).tableau();
            const double limit = stabilityLimit(
                [&](double x) { return std::abs(rungeKuttaStability(table, -x)); });
            QVERIFY2(std::abs(limit - row.limit) < 5.1e-5,
                qPrintable(QString("%1: %2").arg(row.id).arg(limit, 0, 'g', 8)));
        }
        for (const char* id : { "rk4", "rk4-38" }) {
            const double limit = stabilityLimit([&](double y) {
                return std::abs(rungeKuttaStability(*methodById(id).tableau(), Complex(0.0, y)));
            });
            QVERIFY2(std::abs(limit - std::sqrt(8.0)) < 1e-3, qPrintable(QString::number(limit)));
        }
    }

    void implicitMethodsKeepTheirClaims_data() { rows(oneStepImplicit); }

    void implicitMethodsKeepTheirClaims()
    {
        QFETCH(const Method*, method);
        QVERIFY(method->stability != Stability::Conditional);
        // |R| <= 1 on the imaginary axis ...
        double largest = 0.0;
        alongTheImaginaryAxis([&](double y) {
            largest = std::max(largest, std::abs(implicitStability(*method, Complex(0.0, y))));
        });
        QVERIFY2(largest < 1.0 + 1e-12, qPrintable(QString::number(largest - 1.0)));
        // ... and no pole on the left: with it |R| <= 1 there by the maximum principle.
        if (const auto* const* table = std::get_if<const ImplicitTableau*>(&method->data)) {
            if ((*table)->diagonallyImplicit()) {
                for (int i = 0; i < (*table)->stages(); ++i)
                    QVERIFY((*table)->coefficient(i, i) >= 0.0);
            } else {
                const auto values = diagonalise(matrixOf(**table)).values;
                for (Index i = 0; i < values.size(); ++i)
                    QVERIFY(values[i].real() > 0.0);
            }
        } else {
            QVERIFY(std::get<const RosenbrockTableau*>(method->data)->gamma > 0.0);
        }
        for (double x = 1e-3; x < 1e8; x *= 1.01)
            QVERIFY(std::abs(implicitStability(*method, -x)) < 1.0 + 1e-12);
        // L-stable: R(z) = O(1 / z), so that ten times z leaves a tenth.
        const double far = std::abs(implicitStability(*method, -1e5));
        const double farther = std::abs(implicitStability(*method, -1e6));
        if (method->stability == Stability::LStable)
            QVERIFY2(far < 1e-3 && farther < 0.2 * far + 1e-9, qPrintable(QString::number(far)));
        else
            QVERIFY2(farther > 0.5, qPrintable(QString::number(farther)));
    }

    void symmetricMethodsConserve()
    {
        // Gauss, midpoint and trapezoidal rule: |R(iy)| = 1, not below
        for (const char* id : { "trapezoid", "implicit-midpoint", "gauss2", "gauss3" })
            alongTheImaginaryAxis([&](double y) {
                const double size = std::abs(implicitStability(methodById(id), Complex(0.0, y)));
                QVERIFY2(std::abs(size - 1.0) < 1e-12, id);
            });
    }

    void enginesFollowTheirStabilityFunctions_data() { rows(oneStepImplicit); }

    void enginesFollowTheirStabilityFunctions()
    {
        // A very stiff and a mild component: the engine's step multiplies by R.
        QFETCH(const Method*, method);
        for (const double z : { -0.7, -40.0, -1e5 }) {
            const auto states = decay(*method, z, 1.0, 1);
            const double expected = implicitStability(*method, z).real();
            QVERIFY2(states.size() == 2 && std::abs(states[1] - expected) < 1e-6,
                qPrintable(QString("z = %1: %2, %3").arg(z).arg(states.back()).arg(expected)));
        }
    }

    void bdfIsThePrintedFormula()
    {
        for (int k = 1; k <= 6; ++k) {
            const auto& alpha = kPrintedBdf[std::size_t(k) - 1].alpha;
            const auto states = decay(methodById("bdf" + std::to_string(k)), -0.8, 0.125, 20);
            QCOMPARE(states.size(), std::size_t(21));
            for (std::size_t n = std::size_t(k); n < states.size(); ++n) {
                double sum = 0.0;
                for (std::size_t j = 0; j < alpha.size(); ++j)
                    sum += alpha[j] * states[n - j];
                // f at the new point; Newton stops at 1e-14 of the state.
                QVERIFY2(std::abs(sum + 0.8 * 0.125 * states[n]) < 1e-12,
                    qPrintable(QString("k %1, n %2: %3").arg(k).arg(n).arg(sum)));
            }
        }
    }

    void bdfOrderConditionsHold()
    {
        // sum_j alpha_j (1 - j)^q = q, q = 0 ... k; HNW I, (III.2.6). Printed ones up to k = 7.
        for (std::size_t k = 1; k <= kPrintedBdf.size(); ++k) {
            const auto& alpha = kPrintedBdf[k - 1].alpha;
            QCOMPARE(alpha.size(), k + 1);
            for (int q = 0; q <= int(k) + 1; ++q) {
                double sum = 0.0;
                for (std::size_t j = 0; j < alpha.size(); ++j)
                    sum += alpha[j] * std::pow(1.0 - double(j), q);
                const double defect = std::abs(sum - q) / std::pow(double(k), q);
                QVERIFY2(q <= int(k) ? defect < 1e-13 : defect > 1e-6,
                    qPrintable(QString("k %1, q %2: %3").arg(k).arg(q).arg(defect)));
            }
        }
    }

    void rootConditionHoldsUpToOrderSix()
    {
        // Roots of rho: 1 and others inside of the unit circle; with k = 7 one lies outside.
        for (std::size_t k = 1; k <= kPrintedBdf.size(); ++k) {
            double others = 0.0;
            for (const Complex& root : rootsOf(characteristic(kPrintedBdf[k - 1], 0.0)))
                if (std::abs(root - 1.0) > 1e-6)
                    others = std::max(others, std::abs(root));
            QVERIFY2(k <= 6 ? others < 0.9 : others > 1.01, qPrintable(QString::number(others)));
        }
    }

    void bdfAngles()
    {
        // A(alpha)-stability, HW II, table V.2.1: alpha in degrees
        const double printed[] { 90.0, 90.0, 86.03, 73.35, 51.84, 17.84 };
        for (std::size_t k = 1; k <= 6; ++k) {
            // The boundary locus z = rho / sigma on the unit circle: the steepest ray to it
            double angle = 90.0;
            for (int i = 1; i < 200'000; ++i) {
                const Complex w = std::polar(1.0, -kPi * i / 200'000);
                Complex z = 0.0;
                for (std::size_t j = k + 1; j-- > 0;)
                    z = z * w + kPrintedBdf[k - 1].alpha[j];
                if (z.real() < -1e-9)
                    angle
                        = std::min(angle, std::atan2(std::abs(z.imag()), -z.real()) * 180.0 / kPi);
            }
            QVERIFY2(std::abs(angle - printed[k - 1]) < 5.1e-3,
                qPrintable(QString("k %1: %2").arg(k).arg(angle)));
            const bool aStable = angle == 90.0;
            const Method& method = methodById("bdf" + std::to_string(k));
            QCOMPARE(method.stability == Stability::LStable, aStable);
        }
    }

    void adamsLimits()
    {
        // Real limits of Adams-Bashforth: -2, -1, -6/11, -3/10, -90/551; HW II, sec. V.1
        const struct {
            const char* id;
            double limit;
        } limits[] { { "ab1", 2.0 }, { "ab2", 1.0 }, { "ab3", 6.0 / 11 }, { "ab4", 0.3 },
            { "ab5", 90.0 / 551 } };
        for (const auto& row : limits) {
            const auto& formula = *std::get<const MultistepFormula*>(methodById(row.id).data);
            const double limit
                = stabilityLimit([&](double x) { return multistepGrowth(formula, -x); });
            QVERIFY2(std::abs(limit - row.limit) < 1e-6,
                qPrintable(QString("%1: %2").arg(row.id).arg(limit, 0, 'g', 10)));
        }
    }

    void multistepRootCondition_data() { rows(multistep); }

    void multistepRootCondition()
    {
        QFETCH(const Method*, method);
        const MultistepFormula& formula = *std::get<const MultistepFormula*>(method->data);
        // Adams: all roots at z = 0 but one are 0. Leapfrog: 1 and -1, so that it is unstable
        // for every decaying solution, and stable for |y| < 1 on the imaginary axis.
        QVERIFY(multistepGrowth(formula, 0.0) < 1.0 + 1e-12);
        if (formula.back == 1) {
            QVERIFY(multistepGrowth(formula, -0.01) > 1.005);
            QVERIFY(multistepGrowth(formula, Complex(0.0, 0.99)) < 1.0 + 1e-12);
            QVERIFY(multistepGrowth(formula, Complex(0.0, 1.01)) > 1.0 + 1e-3);
        } else {
            QVERIFY(multistepGrowth(formula, -0.05) < 1.0);
        }
    }

    void multistepEnginesDecayWithTheirRoots_data() { rows(multistep); }

    void multistepEnginesDecayWithTheirRoots()
    {
        // Just beyond the limit the engine grows by the largest root a step.
        QFETCH(const Method*, method);
        const MultistepFormula& formula = *std::get<const MultistepFormula*>(method->data);
        const double z = -2.5;
        const auto states = decay(*method, z, 1.0, 60);
        const double growth = std::abs(states[60] / states[40]);
        const double expected = 20.0 * std::log(multistepGrowth(formula, z));
        QVERIFY2(std::abs(std::log(growth) - expected) < 0.05 * expected,
            qPrintable(QString("%1, %2").arg(std::log(growth)).arg(expected)));
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

REGISTER_TEST(TestStabilityClaims)
#include "tst_stability_claims.moc"
