// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogue_samples.h"
#include "test_program.h"

using namespace solvers;
using namespace samples;

namespace {

/// y'(t) by the central difference of fourth order
State slope(const ExactSolution& exact, double t, double h, Index n)
{
    const auto at = [&](double time) {
        State y(n);
        exact.evaluate(time, view(y));
        return y;
    };
    return (8.0 * (at(t + h) - at(t - h)) - (at(t + 2 * h) - at(t - 2 * h))) / (12.0 * h);
}

/// The least defect of y' = f(t, y) over many step sizes of the difference, in units of the
/// sizes at hand; what rounding of y alone does to f is taken off.
double defect(OdeSystem<double>& system, const ExactSolution& exact, double t, double length)
{
    State y(system.dim());
    exact.evaluate(t, view(y));
    const State f = evaluate(system, t, y);
    const State rounded = y * (1.0 + 1e-15);
    const double noise = (evaluate(system, t, rounded) - f).cwiseAbs().maxCoeff();
    const double size = f.cwiseAbs().maxCoeff() + y.cwiseAbs().maxCoeff();
    double least = INFINITY;
    for (double h = 1e-2 * length; h > 1e-8 * length; h /= 3) {
        const double difference = (slope(exact, t, h, y.size()) - f).cwiseAbs().maxCoeff();
        if (difference < least) // never for NaN
            least = difference;
    }
    return least == 0.0 ? 0.0 : std::max(0.0, least - 10 * noise) / size;
}

} // namespace

class TestCatalogueCalculus : public QObject {
    Q_OBJECT

private slots:
    void nativeFunctionEqualsTexts_data() { everyProblem(); }
    void nativeFunctionEqualsTexts();
    void nativeFunctionNeedsTheTexts_data() { everyProblem(); }
    void nativeFunctionNeedsTheTexts();
    void exactSolutionSolves_data() { everyProblem(); }
    void exactSolutionSolves();
    void jacobianEqualsDifferences_data();
    void jacobianEqualsDifferences();
    void invariantsAreConstant_data() { everyProblem(); }
    void invariantsAreConstant();
};

void TestCatalogueCalculus::nativeFunctionEqualsTexts()
{
    QFETCH(const Problem*, problem);
    QVERIFY(nativeFunction(*problem) != nullptr);
    QVERIFY(nativeFunction(typed(*problem)) == nullptr);
    std::mt19937 engine(5);
    const auto n = static_cast<Index>(problem->dim());
    const int sets = n > 20 ? 2 : 6; // of parameters
    const int states = n > 20 ? 10 : 30;
    const int samples = sets * states;
    Eigen::MatrixXd native(n, samples);
    Eigen::MatrixXd text(n, samples);
    for (int i = 0; i < sets; ++i) {
        const Problem random = i == 0 ? *problem : withRandomParameters(*problem, engine);
        const auto inCpp = makeSystem(random);
        const auto inTexts = makeSystem(typed(random));
        for (int j = i * states; j < (i + 1) * states; ++j) {
            State y = startOf(random);
            for (double& component : y)
                component += between(engine, -1, 1) * (1 + std::abs(component));
            const double t = between(engine, random.t0, random.t1);
            native.col(j) = evaluate(*inCpp, t, y);
            text.col(j) = evaluate(*inTexts, t, y);
        }
    }
    for (Index k = 0; k < n; ++k) {
        // At random states no term is small beside the others all the time.
        double size = 0.0;
        int finite = 0;
        for (const double value : native.row(k)) {
            size = std::isfinite(value) ? std::max(size, std::abs(value)) : size;
            finite += std::isfinite(value) ? 1 : 0;
        }
        QVERIFY(4 * finite > samples);
        for (int i = 0; i < samples; ++i) {
            const double a = native(k, i);
            const double b = text(k, i);
            const bool same
                = (std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) <= 1e-13 * size;
            QVERIFY2(same, qPrintable(QString("component %1: %2 and %3").arg(k + 1).arg(a).arg(b)));
        }
    }
}

void TestCatalogueCalculus::nativeFunctionNeedsTheTexts()
{
    QFETCH(const Problem*, problem);
    Problem changed = *problem;
    changed.rhs.back() = "2*(" + changed.rhs.back() + ") + 1";
    const State y = startOf(changed);
    const State before = evaluate(*makeSystem(*problem), problem->t0, y);
    const State after = evaluate(*makeSystem(changed), changed.t0, y);
    const Index last = y.size() - 1;
    QVERIFY(std::abs(after[last] - 2 * before[last] - 1) <= 1e-12 * (1 + std::abs(before[last])));
}

void TestCatalogueCalculus::exactSolutionSolves()
{
    QFETCH(const Problem*, problem);
    if (!problem->hasExact()) {
        QVERIFY(makeExactSolution(*problem) == nullptr);
        QVERIFY(exactSolutionNote(*problem).empty());
        return;
    }
    QCOMPARE(QString::fromStdString(exactSolutionNote(*problem)), QString());
    std::mt19937 engine(6);
    for (int trial = 0; trial < 6; ++trial) {
        const Problem random = trial == 0 ? *problem : withRandomParameters(*problem, engine);
        const auto exact = makeExactSolution(random);
        QVERIFY(exact || trial > 0);
        if (!exact) // belongs to other values of the parameters
            continue;
        const State start = startOf(random);
        State y(start.size());
        exact->evaluate(random.t0, view(y));
        QVERIFY((y - start).cwiseAbs().maxCoeff() <= 1e-9 * (1 + start.cwiseAbs().maxCoeff()));
        const auto system = makeSystem(random);
        const double length = std::abs(random.t1 - random.t0);
        for (int i = 0; i < 20; ++i) {
            const double t = between(engine, random.t0, random.t1);
            const double remaining = defect(*system, *exact, t, std::min(length, 1.0));
            QVERIFY2(remaining < 1e-7,
                qPrintable(QString("trial %1, t = %2: %3").arg(trial).arg(t).arg(remaining)));
        }
    }
}

void TestCatalogueCalculus::jacobianEqualsDifferences_data()
{
    QTest::addColumn<const Problem*>("problem");
    for (const auto& problem : problems())
        if (makeSystem(problem)->hasJacobian())
            QTest::newRow(problem.id.c_str()) << &problem;
}

void TestCatalogueCalculus::jacobianEqualsDifferences()
{
    QFETCH(const Problem*, problem);
    std::mt19937 engine(9);
    for (int trial = 0; trial < 4; ++trial) {
        const Problem random = trial == 0 ? *problem : withRandomParameters(*problem, engine);
        const auto system = makeSystem(random);
        const Index n = system->dim();
        State y = startOf(random);
        for (double& component : y)
            component += 0.1 * between(engine, 0.5, 1) * (1 + std::abs(component));
        const double t = between(engine, random.t0, random.t1);
        Eigen::MatrixXd dfdy(n, n);
        State dfdt(n);
        system->jacobian(
            t, view(std::as_const(y)), MatrixView<double>(dfdy.data(), n, n), view(dfdt));
        const double size = std::max(dfdy.cwiseAbs().maxCoeff(), dfdt.cwiseAbs().maxCoeff());
        // Central differences; the best of several steps is within 1e-7 of the largest entry.
        for (Index j = 0; j <= n; ++j) {
            double least = INFINITY;
            for (double h = 1e-3; h > 1e-8; h /= 10) {
                State high = y;
                State low = y;
                const double step = h * (j < n ? 1 + std::abs(y[j]) : 1.0);
                if (j < n) {
                    high[j] += step;
                    low[j] -= step;
                }
                const double dt = j < n ? 0.0 : step;
                const State slope
                    = (evaluate(*system, t + dt, high) - evaluate(*system, t - dt, low))
                    / (2 * step);
                const State exact = j < n ? State(dfdy.col(j)) : dfdt;
                least = std::min(least, (slope - exact).cwiseAbs().maxCoeff());
            }
            QVERIFY2(least <= 1e-7 * size, qPrintable(QString("column %1").arg(j + 1)));
        }
    }
}

void TestCatalogueCalculus::invariantsAreConstant()
{
    QFETCH(const Problem*, problem);
    std::mt19937 engine(10);
    for (int trial = 0; trial < 10 && !problem->invariants.empty(); ++trial) {
        const Problem random = trial == 0 ? *problem : withRandomParameters(*problem, engine);
        std::vector<std::string> texts;
        for (const auto& [name, expression] : random.invariants) {
            QVERIFY(!name.empty());
            texts.push_back(expression);
        }
        const auto system = makeSystem(random);
        const auto invariants = makeStateFunction(random, texts);
        State y = startOf(random);
        for (double& component : y) // not too far: some are defined for positive states only
            component += 0.2 * between(engine, 0, 1) * (trial == 0 ? 0.0 : 1 + std::abs(component));
        const double t = random.t0 + 0.5;
        const State f = evaluate(*system, t, y);
        const auto at = [&](double h) {
            State values(static_cast<Index>(texts.size()));
            const State moved = y + h * f;
            invariants->evaluate(t + h, view(moved), view(values));
            return values;
        };
        // dI/dt along the direction field, beside what I changes by across it.
        const double size = 1 + f.cwiseAbs().maxCoeff();
        const double h = 1e-4 / size;
        const State slope = (8.0 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12.0 * h);
        const double values = at(0).cwiseAbs().maxCoeff();
        QVERIFY2(slope.cwiseAbs().maxCoeff() <= 1e-9 * size * (1 + values),
            qPrintable(QString("trial %1: %2").arg(trial).arg(slope.cwiseAbs().maxCoeff())));
    }
}

REGISTER_TEST(TestCatalogueCalculus)
#include "tst_catalogue_calculus.moc"
