// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "solvers/integration/integrate.h"
#include "solvers/methods/order_conditions.h"
#include "stability_functions.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace solvers;

namespace {

/// Most coefficients are printed with 16 digits and cancel when transformed back.
constexpr double kRounding = 2e-14;
/// The first conditions that a method of the registry violates are off by 1e-4 or more.
constexpr double kViolated = 1e-5;

const RosenbrockTableau& tableauOf(const Method& method)
{
    return *std::get<const RosenbrockTableau*>(method.data);
}

/// The form of the books, k_i = h f(y + sum_j alpha_ij k_j) + h J sum_j gamma_ij k_j with
/// u_i = sum_j gamma_ij k_j: Gamma = (1 / gamma I - C)^(-1), alpha = A Gamma, b^T = m^T Gamma;
/// HW II, sec. IV.7. A last stage is f(t + h, y1), for estimates that use it.
struct StandardForm {
    Matrix<double> alpha;
    Matrix<double> beta; ///< alpha + Gamma
    std::vector<double> b;
    std::vector<double> bHat;
    Matrix<double> gamma;
};

StandardForm standardForm(const RosenbrockTableau& table)
{
    const int s = table.stages();
    Matrix<double> gamma = Matrix<double>::Zero(s, s);
    // Forward substitution in (1 / gamma I - C) Gamma = I
    for (int i = 0; i < s; ++i) {
        gamma(i, i) = 1.0;
        for (int j = 0; j < i; ++j)
            gamma.row(i) += table.coupling(i, j) * gamma.row(j);
        gamma.row(i) *= table.gamma;
    }
    Matrix<double> a = Matrix<double>::Zero(s, s);
    for (int i = 0; i < s; ++i)
        for (int j = 0; j < i; ++j)
            a(i, j) = table.argument(i, j);
    StandardForm form;
    form.gamma = gamma;
    form.alpha = Matrix<double>::Zero(s + 1, s + 1);
    form.alpha.topLeftCorner(s, s) = a * gamma;
    form.beta = form.alpha;
    form.beta.topLeftCorner(s, s) += gamma;
    for (int i = 0; i < s; ++i) {
        form.b.push_back(vectorOf(table.m).dot(gamma.col(i)));
        form.bHat.push_back(table.mHat.empty() ? 0.0 : vectorOf(table.mHat).dot(gamma.col(i)));
        form.alpha(s, i) = form.beta(s, i) = form.b.back();
    }
    form.b.push_back(0.0);
    form.bHat.push_back(table.endWeight);
    return form;
}

/// The largest defect of all conditions that a method claims to fulfil
double largestDefect(const RosenbrockTableau& table)
{
    const StandardForm form = standardForm(table);
    const int s = table.stages();
    double largest = 0.0;
    for (int i = 0; i < s; ++i) {
        // Time is a component with derivative 1: alpha_i, gamma_i are row sums.
        largest = std::max(largest, std::abs(form.alpha.row(i).sum() - table.node(i)));
        largest = std::max(largest, std::abs(form.gamma.row(i).sum() - table.timeFactor(i)));
    }
    const OrderConditions conditions(
        form.alpha, form.beta, std::max(table.order, table.embeddedOrder));
    for (int n = 1; n <= table.order; ++n)
        largest = std::max(largest, conditions.defect(form.b, n));
    for (int n = 1; n <= table.embeddedOrder; ++n)
        largest = std::max(largest, conditions.defect(form.bHat, n));
    return largest;
}

/// b_i(theta) of the interpolant, for y(t + theta h) = y + sum_i b_i k_i
std::vector<double> denseWeightsAt(const RosenbrockTableau& table, double theta)
{
    const StandardForm form = standardForm(table);
    const std::size_t s = table.m.size();
    std::vector<double> weights(s, 0.0);
    for (std::size_t j = 0; j < s; ++j) {
        const double u = theta * table.m[j]
            + theta * (1.0 - theta) * (table.dense[j] + theta * table.dense[s + j]);
        for (std::size_t i = 0; i < s; ++i)
            weights[i] += u * form.gamma(Index(j), Index(i));
    }
    return weights;
}

/// y' = -2 t y^2 depends on time, which Rosenbrock methods treat apart.
FunctionSystem nonLinear()
{
    return { 1, [](double t, const auto& y) { return stateOf({ -2.0 * t * y[0] * y[0] }); } };
}

} // namespace

/// Rosenbrock tableaus, proved from their numbers, and the engine's use of matrices.
class TestRosenbrock : public QObject {
    Q_OBJECT

private slots:
    void orderConditionsHold_data() { everyMethod(); }

    void orderConditionsHold()
    {
        QFETCH(const Method*, method);
        const RosenbrockTableau& table = tableauOf(*method);
        const StandardForm form = standardForm(table);
        const OrderConditions conditions(
            form.alpha, form.beta, std::max(table.order, table.embeddedOrder) + 1);
        const auto check = [&](const char* name, const std::vector<double>& weights, int order) {
            for (int n = 1; n <= order; ++n)
                QVERIFY2(conditions.defect(weights, n) < kRounding,
                    qPrintable(QString("%1, order %2: %3")
                                   .arg(name)
                                   .arg(n)
                                   .arg(conditions.defect(weights, n))));
            QVERIFY2(conditions.defect(weights, order + 1) > kViolated,
                qPrintable(QString("%1 has a higher order than stated").arg(name)));
        };
        check("b", form.b, table.order);
        if (table.embeddedOrder > 0)
            check("bHat", form.bHat, table.embeddedOrder);
    }

    void timeIsConsistent_data() { everyMethod(); }

    void timeIsConsistent()
    {
        QFETCH(const Method*, method);
        const RosenbrockTableau& table = tableauOf(*method);
        const StandardForm form = standardForm(table);
        QVERIFY(isConsistent(table));
        QCOMPARE(table.id, method->id);
        for (int i = 0; i < table.stages(); ++i) {
            QVERIFY(std::abs(form.alpha.row(i).sum() - table.node(i)) < 1e-14);
            QVERIFY(std::abs(form.gamma.row(i).sum() - table.timeFactor(i)) < 1e-14);
            QCOMPARE(form.gamma(i, i), table.gamma);
        }
    }

    void denseOutputHasItsOrder()
    {
        int found = 0;
        for (const auto& method : methods()) {
            const auto* const* data = std::get_if<const RosenbrockTableau*>(&method.data);
            if (!data || (*data)->denseOrder == 0)
                continue;
            ++found;
            const RosenbrockTableau& table = **data;
            const StandardForm form = standardForm(table);
            const OrderConditions conditions(form.alpha, form.beta, table.denseOrder + 1);
            for (const double theta : { 0.1, 0.25, 0.5, 0.8, 1.0 }) {
                const auto weights = denseWeightsAt(table, theta);
                for (int n = 1; n <= table.denseOrder; ++n)
                    QVERIFY2(conditions.defect(weights, n, theta) < 20 * kRounding,
                        qPrintable(QString("theta %1, order %2: %3")
                                       .arg(theta)
                                       .arg(n)
                                       .arg(conditions.defect(weights, n, theta))));
                QVERIFY(theta == 1.0
                    || conditions.defect(weights, table.denseOrder + 1, theta) > kViolated);
            }
        }
        QCOMPARE(found, 1);
    }

    void wrongDigitIsNoticed_data() { everyMethod(); }

    void wrongDigitIsNoticed()
    {
        QFETCH(const Method*, method);
        const RosenbrockTableau& table = tableauOf(*method);
        std::vector<double> numbers[] { { table.a.begin(), table.a.end() },
            { table.c.begin(), table.c.end() }, { table.alpha.begin(), table.alpha.end() },
            { table.gammas.begin(), table.gammas.end() }, { table.m.begin(), table.m.end() },
            { table.mHat.begin(), table.mHat.end() } };
        RosenbrockTableau changed = table;
        changed.a = numbers[0];
        changed.c = numbers[1];
        changed.alpha = numbers[2];
        changed.gammas = numbers[3];
        changed.m = numbers[4];
        changed.mHat = numbers[5];
        const double before = largestDefect(changed);
        QVERIFY2(before < kRounding, qPrintable(QString::number(before)));
        for (auto& list : numbers)
            for (double& number : list) {
                const double right = number;
                number *= 1.0 + 1e-8;
                const bool noticed = right == 0.0 || largestDefect(changed) > kRounding;
                number = right;
                QVERIFY2(noticed, qPrintable(QString::number(right, 'g', 17)));
            }
        changed.gamma *= 1.0 + 1e-8;
        QVERIFY(largestDefect(changed) > kRounding);
    }

    void engineIsTheFormula_data() { everyMethod(); }

    void engineIsTheFormula()
    {
        // y' = lambda y: one step of the engine multiplies by R(h lambda).
        QFETCH(const Method*, method);
        FunctionSystem system(1, [](double, const auto& y) { return stateOf({ -3.0 * y[0] }); });
        const auto stepper = makeStepper<double>(*method);
        stepper->prepare(1, 0, false);
        Counters counters;
        const Vector<double> y = stateOf({ 1.0 });
        stepper->step(system, 0.0, view(y), 0.5, counters);
        const double expected = rosenbrockStability(tableauOf(*method), -1.5).real();
        // The Jacobian by differences has eight digits.
        QVERIFY(std::abs(stepper->trial()[0] - expected) < 1e-7);
        QVERIFY(std::abs(expected - std::exp(-1.5)) < 0.1);
    }

    void matricesAreCounted_data() { everyMethod(); }

    void matricesAreCounted()
    {
        // One Jacobian and one factorisation a step, never an iteration.
        QFETCH(const Method*, method);
        FunctionSystem system = nonLinear();
        const auto stepper = makeStepper<double>(*method);
        SolveOptions options;
        options.t1 = 2.0;
        options.step = 0.125;
        Vector<double> y = stateOf({ 1.0 });
        const SolveReport report = integrate<double>(system, *stepper, options, view(y));
        QVERIFY(report.reachedEnd());
        QCOMPARE(report.counters.njac, 16L);
        QCOMPARE(report.counters.nlu, 16L);
        QCOMPARE(system.evaluations, report.counters.nfe);
        QVERIFY(std::abs(y[0] - 0.2) < 1e-3);
    }

    void rejectedTryKeepsTheJacobian_data() { everyMethod(); }

    void rejectedTryKeepsTheJacobian()
    {
        QFETCH(const Method*, method);
        FunctionSystem system = nonLinear();
        const auto stepper = makeStepper<double>(*method);
        stepper->prepare(1, 0, true);
        const Vector<double> y = stateOf({ 0.8 });
        Counters counters;
        stepper->step(system, 0.5, view(y), 0.5, counters);
        stepper->step(system, 0.5, view(y), 0.1, counters); // the first try is not taken
        QCOMPARE(counters.njac, 1L);
        QCOMPARE(counters.nlu, 2L);
        const double retried = stepper->trial()[0];
        const auto fresh = makeStepper<double>(*method);
        fresh->prepare(1, 0, true);
        fresh->step(system, 0.5, view(y), 0.1, counters);
        QCOMPARE(retried, fresh->trial()[0]);
    }

private:
    static void everyMethod()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (std::holds_alternative<const RosenbrockTableau*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestRosenbrock)
#include "tst_rosenbrock.moc"
