// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/stability.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using solvers::StabilityFunction;
using Complex = std::complex<double>;

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// y' = lambda y as a real system of two equations, with its Jacobian.
class Dahlquist final : public solvers::OdeSystem<double> {
public:
    explicit Dahlquist(Complex lambda)
        : m_lambda(lambda)
    {
    }
    solvers::Index dim() const override { return 2; }
    void evaluate(
        double, solvers::ConstVectorView<double> y, solvers::VectorView<double> dydt) override
    {
        dydt[0] = m_lambda.real() * y[0] - m_lambda.imag() * y[1];
        dydt[1] = m_lambda.imag() * y[0] + m_lambda.real() * y[1];
    }
    bool hasJacobian() const override { return true; }
    void jacobian(double, solvers::ConstVectorView<double>, solvers::MatrixView<double> dfdy,
        solvers::VectorView<double> dfdt) override
    {
        dfdy << m_lambda.real(), -m_lambda.imag(), m_lambda.imag(), m_lambda.real();
        dfdt.setZero();
    }

private:
    Complex m_lambda;
};

/// q'' = -omega^2 q
class Oscillator final : public solvers::OdeSystem<double> {
public:
    explicit Oscillator(double omega)
        : m_omega(omega)
    {
    }
    solvers::Index dim() const override { return 2; }
    void evaluate(
        double, solvers::ConstVectorView<double> y, solvers::VectorView<double> dydt) override
    {
        dydt[0] = y[1];
        dydt[1] = -m_omega * m_omega * y[0];
    }

private:
    double m_omega;
};

/// The states after steps of size h from y.
std::vector<Complex> run(
    const solvers::Method& method, solvers::OdeSystem<double>& system, Complex y0, double h, int n)
{
    const auto stepper = solvers::makeStepper<double>(method);
    stepper->prepare(2, 0, false);
    solvers::Counters counters;
    solvers::Vector<double> y(2);
    y << y0.real(), y0.imag();
    std::vector<Complex> states;
    for (int i = 0; i < n; ++i) {
        stepper->step(system, i * h, solvers::view(std::as_const(y)), h, counters);
        y = stepper->trial();
        stepper->accept();
        states.emplace_back(y[0], y[1]);
    }
    return states;
}

StabilityFunction functionOf(const char* id)
{
    return StabilityFunction(solvers::methodById(id));
}

void addMethods(bool (*wanted)(const solvers::Method&))
{
    QTest::addColumn<const solvers::Method*>("method");
    for (const solvers::Method& method : solvers::methods())
        if (wanted(method))
            QTest::newRow(method.id.data()) << &method;
}

} // namespace

class TestStability : public QObject {
    Q_OBJECT

private slots:
    void oneStepOfTheEngineMultipliesByR_data()
    {
        addMethods([](const solvers::Method& m) { return StabilityFunction(m).isRational(); });
    }

    // Newton's iteration of the implicit methods stops where rounding takes over.
    void oneStepOfTheEngineMultipliesByR()
    {
        QFETCH(const solvers::Method*, method);
        const StabilityFunction function(*method);
        for (const Complex lambda : { Complex(-1.0, 0.0), Complex(-0.7, 1.9), Complex(0.3, -2.4),
                 Complex(-4.0, 3.0), Complex(0.0, 1.0) }) {
            constexpr double h = 0.7;
            Dahlquist system(lambda);
            const Complex y0(0.8, -0.6);
            const Complex stepped = run(*method, system, y0, h, 1).front();
            const Complex expected = function.value(h * lambda) * y0;
            QVERIFY2(std::abs(stepped - expected) < 1e-12 * std::max(1.0, std::abs(expected)),
                qPrintable(QString("off by %1 at %2 %3i")
                               .arg(std::abs(stepped - expected))
                               .arg(lambda.real())
                               .arg(lambda.imag())));
        }
    }

    void agreesWithTheExponentialToItsOrder_data()
    {
        addMethods([](const solvers::Method& m) { return StabilityFunction(m).isRational(); });
    }

    void agreesWithTheExponentialToItsOrder()
    {
        QFETCH(const solvers::Method*, method);
        const StabilityFunction function(*method);
        // P - Q exp begins with the power p + 1; coefficients are at most a hundred.
        for (int k = 0; k <= method->order(); ++k) {
            double difference = k < static_cast<int>(function.numerator().size())
                ? function.numerator()[static_cast<std::size_t>(k)]
                : 0.0;
            for (int j = 0; j <= k && j < static_cast<int>(function.denominator().size()); ++j)
                difference -= function.denominator()[static_cast<std::size_t>(j)]
                    / std::tgamma(k - j + 1.0);
            QVERIFY2(std::abs(difference) < 1e-12, qPrintable(QString::number(difference)));
        }
    }

    void realIntervals_data()
    {
        QTest::addColumn<double>("end");
        // Hairer & Wanner II, sec. IV.2 and V.1, and the roots of the polynomials.
        QTest::newRow("euler") << 2.0;
        QTest::newRow("midpoint") << 2.0;
        QTest::newRow("heun") << 2.0;
        QTest::newRow("ralston") << 2.0;
        QTest::newRow("kutta3") << 2.5127453266;
        QTest::newRow("ssprk3") << 2.5127453266;
        QTest::newRow("bosh3") << 2.5127453266;
        QTest::newRow("rk4") << 2.7852935634;
        QTest::newRow("rk4-38") << 2.7852935634;
        QTest::newRow("dopri5") << 3.3066;
        QTest::newRow("tsit5") << 3.5068;
        QTest::newRow("ab1") << 2.0;
        QTest::newRow("ab2") << 1.0;
        QTest::newRow("ab3") << 6.0 / 11.0;
        QTest::newRow("ab4") << 3.0 / 10.0;
        QTest::newRow("ab5") << 90.0 / 551.0;
        QTest::newRow("leapfrog") << 0.0;
        QTest::newRow("alf") << 0.0;
        QTest::newRow("reversible-heun") << 0.0;
        QTest::newRow("bdf6") << kInfinite; // A(alpha)-stable
        QTest::newRow("radau-iia3") << kInfinite;
        QTest::newRow("rodas4") << kInfinite;
    }

    void realIntervals()
    {
        QFETCH(double, end);
        const double found = solvers::realStabilityInterval(functionOf(QTest::currentDataTag()));
        if (std::isinf(end))
            QVERIFY(std::isinf(found));
        else // requirements give four decimals
            QVERIFY2(std::abs(found - end) < 5e-5, qPrintable(QString::number(found, 'g', 12)));
    }

    void imaginaryIntervals_data()
    {
        QTest::addColumn<double>("end");
        QTest::newRow("euler") << 0.0;
        QTest::newRow("heun") << 0.0;
        QTest::newRow("kutta3") << std::sqrt(3.0);
        QTest::newRow("rk4") << 2.0 * std::sqrt(2.0);
        QTest::newRow("ab2") << 0.0;
        QTest::newRow("leapfrog") << 1.0;
        QTest::newRow("alf") << 1.0;
        QTest::newRow("reversible-heun") << 1.0;
        QTest::newRow("symplectic-euler") << 2.0;
        QTest::newRow("verlet") << 2.0;
        QTest::newRow("bdf2") << kInfinite;
        QTest::newRow("bdf3") << 0.0;
        QTest::newRow("trapezoid") << kInfinite;
    }

    void imaginaryIntervals()
    {
        QFETCH(double, end);
        const double found
            = solvers::imaginaryStabilityInterval(functionOf(QTest::currentDataTag()));
        if (std::isinf(end))
            QVERIFY(std::isinf(found));
        else // 1e-10 above 1 still counts as stable, which moves a double root by its square root
            QVERIFY2(std::abs(found - end) < 1e-8, qPrintable(QString::number(found, 'g', 12)));
    }

    void implicitMethodsAreAsTheRegistrySays_data()
    {
        addMethods([](const solvers::Method& m) {
            return m.stability != solvers::Stability::Conditional;
        });
    }

    void implicitMethodsAreAsTheRegistrySays()
    {
        QFETCH(const solvers::Method*, method);
        const StabilityFunction function(*method);
        QVERIFY(std::isinf(solvers::imaginaryStabilityInterval(function)));
        for (double y = 1e-3; y < 1e6; y *= 1.07) {
            QVERIFY(function.isStable({ 0.0, y }));
            QVERIFY(function.isStable({ -0.3 * y, -y }));
        }
        const double atInfinity = *function.amplification({ -1e9, 1e8 });
        // Of BDF 2 the roots go to 0 as 1 / sqrt(z).
        if (method->stability == solvers::Stability::LStable)
            QVERIFY2(atInfinity < 1e-4, qPrintable(QString::number(atInfinity)));
        else
            QVERIFY2(atInfinity > 0.5, qPrintable(QString::number(atInfinity)));
    }

    void conditionalMethodsAreNotAStable()
    {
        for (const solvers::Method& method : solvers::methods()) {
            if (method.stability != solvers::Stability::Conditional)
                continue;
            const StabilityFunction function(method);
            QVERIFY2(
                std::isfinite(solvers::imaginaryStabilityInterval(function)), method.id.data());
        }
    }

    // Zero-stable up to k = 6: the roots of rho are 1 and others within the unit circle.
    void rootConditionHoldsAtZero()
    {
        for (const solvers::Method& method : solvers::methods()) {
            const StabilityFunction function(method);
            if (function.isRational())
                continue;
            QVERIFY2(std::abs(*function.amplification(0.0) - 1.0) < 1e-7, method.id.data());
            QVERIFY2(function.isStable(0.0) || function.isConservative(), method.id.data());
        }
        const solvers::BdfFormula seven { "bdf7", 7, 0 };
        solvers::Method method = solvers::methodById("bdf6");
        method.data = &seven;
        QVERIFY(*StabilityFunction(method).amplification(0.0) > 1.02);
    }

    void longestLivedRootIsWhatTheEngineShows_data()
    {
        addMethods([](const solvers::Method& m) {
            const StabilityFunction function(m);
            return !function.isRational() && function.test() == StabilityFunction::Test::Dahlquist;
        });
    }

    // After many steps the largest root has outgrown the others.
    void longestLivedRootIsWhatTheEngineShows()
    {
        QFETCH(const solvers::Method*, method);
        const StabilityFunction function(*method);
        const bool bdf = std::holds_alternative<const solvers::BdfFormula*>(method->data);
        const double z = bdf ? 0.3 : -2.9; // a parasitic root of the explicit ones
        Dahlquist system(z);
        const std::vector<Complex> states = run(*method, system, 1.0, 1.0, 120);
        const double ratio = std::abs(states[119] / states[118]);
        QVERIFY2(std::abs(ratio - *function.amplification(z)) < 1e-9 * ratio,
            qPrintable(QString("%1 %2").arg(ratio).arg(*function.amplification(z))));
    }

    void splittingSchemesAreTestedWithTheOscillator_data()
    {
        addMethods([](const solvers::Method& m) {
            return StabilityFunction(m).test() == StabilityFunction::Test::Oscillator;
        });
    }

    void splittingSchemesAreTestedWithTheOscillator()
    {
        QFETCH(const solvers::Method*, method);
        const StabilityFunction function(*method);
        QVERIFY(!function.amplification({ -1.0, 1.0 }));
        QVERIFY(!solvers::largestStableStep(function, { -1.0, 1.0 }));
        for (const double omega : { 0.5, 1.4, 1.9, 2.5, 4.0 }) {
            Oscillator system(omega);
            const Complex first = run(*method, system, { 1.0, 0.0 }, 1.0, 1).front();
            const Complex second = run(*method, system, { 0.0, 1.0 }, 1.0, 1).front();
            const double half = 0.5 * (first.real() + second.imag()); // of the trace; det = 1
            const double expected
                = std::abs(half) <= 1.0 ? 1.0 : std::abs(half) + std::sqrt(half * half - 1.0);
            const double found = *function.amplification({ 0.0, omega });
            QVERIFY2(std::abs(found - expected) < 1e-10 * expected,
                qPrintable(QString("%1 %2").arg(found, 0, 'g', 15).arg(expected, 0, 'g', 15)));
        }
    }

    void largestStableStepsOfTheDampedOscillator()
    {
        // y'' + 2 y' + 26 y = 0; |1 + h lambda| = 1 at h = 2 / 26
        const Complex lambda(-1.0, 5.0);
        const auto step
            = [&](const char* id) { return *solvers::largestStableStep(functionOf(id), lambda); };
        QVERIFY(std::abs(step("euler") - 2.0 / 26.0) < 1e-9);
        QVERIFY(std::abs(step("heun") - 0.2712) < 5e-5); // four digits in the design
        QVERIFY(std::abs(step("rk4") - 0.5771) < 5e-5);
        QVERIFY(std::isinf(step("trapezoid")));
        QVERIFY(std::abs(*functionOf("euler").amplification(0.12 * lambda) - 1.0651) < 5e-5);
        QVERIFY(std::abs(*functionOf("heun").amplification(0.25 * lambda) - 0.9375) < 5e-5);
        QVERIFY(std::abs(*functionOf("rk4").amplification(0.5 * lambda) - 0.3500) < 5e-5);
        QCOMPARE(*solvers::largestStableStep(functionOf("rk4"), { 0.1, 1.0 }), 0.0);
        QVERIFY(std::isinf(*solvers::largestStableStep(functionOf("euler"), 0.0)));
    }

    void eigenvaluesOfTheCatalogue()
    {
        const solvers::Problem* pendulum = solvers::findProblem("pendulum");
        QVERIFY(pendulum);
        const auto system = solvers::makeSystem(*pendulum);
        const std::vector<double> rest { 0.0, 0.0 };
        const auto found = solvers::jacobianEigenvalues(*system, 0.0, { rest.data(), 2 });
        QCOMPARE(found.size(), std::size_t { 2 });
        QVERIFY(std::abs(found[0] - Complex(0.0, 1.0)) < 1e-7); // differences
        QCOMPARE(found[1], std::conj(found[0]));
        QCOMPARE(found[0].real(), 0.0);
        // x'' = 1000 (1 - x^2) x' - x at (2, -1/1500): trace -3000, determinant -5/3
        const auto stiff = solvers::makeSystem(*solvers::findProblem("van-der-pol-stiff"));
        const std::vector<double> slow { 2.0, -1.0 / 1500.0 };
        const auto both = solvers::jacobianEigenvalues(*stiff, 0.0, { slow.data(), 2 });
        QVERIFY(std::abs(both[0].real() + 3000.0) < 1e-2);
        QVERIFY(std::abs(both[1].real() - 5.0 / 9000.0) < 1e-6);
        for (const solvers::Problem& problem : solvers::problems()) {
            const auto each = solvers::makeSystem(problem);
            const auto values = solvers::jacobianEigenvalues(
                *each, problem.t0, { problem.y0.data(), each->dim() });
            QVERIFY2(values.empty() || values.size() == problem.dim(), problem.id.c_str());
            for (std::size_t k = 1; k < values.size(); ++k)
                QVERIFY(std::abs(values[k]) <= std::abs(values[k - 1]));
        }
    }
};

REGISTER_TEST(TestStability)
#include "tst_stability.moc"
