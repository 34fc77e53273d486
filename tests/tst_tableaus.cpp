// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"
#include "solvers/methods/order_conditions.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

using solvers::ButcherTableau;
using solvers::OrderConditions;

namespace {

/// Defects are relative to the size of the terms: rounding leaves a few 1e-16 ...
constexpr double kRounding = 2e-15;
/// ... and the first conditions that a method of the registry violates are off by 2e-7 or more.
constexpr double kViolated = 1e-8;

struct Weights {
    const char* name;
    std::span<const double> numbers;
    int order;
};

std::vector<Weights> weightsOf(const ButcherTableau& table)
{
    std::vector<Weights> all { { "b", table.b, table.order } };
    if (table.embedded())
        all.push_back({ "bHat", table.bHat, table.embeddedOrder });
    if (!table.bHat2.empty())
        all.push_back({ "bHat2", table.bHat2, table.embeddedOrder2 });
    return all;
}

/// The largest defect of all weights of a tableau in the orders that they claim
double largestDefect(const ButcherTableau& table)
{
    const OrderConditions conditions(table, table.order);
    double largest = 0.0;
    for (const auto& weights : weightsOf(table))
        for (int n = 1; n <= weights.order; ++n)
            largest = std::max(largest, conditions.defect(weights.numbers, n));
    return largest;
}

} // namespace

class TestTableaus : public QObject {
    Q_OBJECT

private slots:
    void treesAreComplete()
    {
        // Numbers of rooted trees, HNW I, table II.2.1
        const std::map<int, int> known { { 1, 1 }, { 2, 1 }, { 3, 2 }, { 4, 4 }, { 5, 9 },
            { 6, 20 }, { 7, 48 }, { 8, 115 }, { 9, 286 }, { 10, 719 } };
        std::map<int, int> counts;
        for (const auto& tree : solvers::rootedTrees(10))
            ++counts[tree.order];
        QCOMPARE(counts, known);
        // HNW I, table II.2.1: gamma of the four trees of order 4
        std::vector<double> densities;
        for (const auto& tree : solvers::rootedTrees(4))
            if (tree.order == 4)
                densities.push_back(tree.density);
        std::sort(densities.begin(), densities.end());
        QCOMPARE(densities, (std::vector<double> { 4, 8, 12, 24 }));
    }

    void conditionsHoldForImplicitMethods()
    {
        // Gauss with two stages has order 4 exactly, HNW I, table II.7.3.
        const double r = std::sqrt(3.0) / 6.0;
        solvers::Matrix<double> a(2, 2);
        a << 0.25, 0.25 - r, 0.25 + r, 0.25;
        const std::vector<double> b { 0.5, 0.5 };
        QCOMPARE(OrderConditions(a, 6).order(b, kRounding), 4);
        const std::vector<double> first { 1.0, 0.0 };
        QCOMPARE(OrderConditions(a, 6).order(first, kRounding), 1);
    }

    void orderConditionsHold_data() { everyMethod(); }

    void orderConditionsHold()
    {
        QFETCH(const solvers::Method*, method);
        const auto& table = *method->tableau();
        const OrderConditions conditions(table, table.order + 1);
        for (const auto& weights : weightsOf(table)) {
            for (int n = 1; n <= weights.order; ++n) {
                const double defect = conditions.defect(weights.numbers, n);
                QVERIFY2(defect < kRounding,
                    qPrintable(QString("%1, order %2: %3").arg(weights.name).arg(n).arg(defect)));
            }
            QVERIFY2(conditions.defect(weights.numbers, weights.order + 1) > kViolated,
                qPrintable(QString("%1 has a higher order than stated").arg(weights.name)));
        }
    }

    void continuousExtensionHasItsOrder_data() { everyMethod(); }

    void continuousExtensionHasItsOrder()
    {
        QFETCH(const solvers::Method*, method);
        const auto& table = *method->tableau();
        if (table.dense.order == 0)
            return;
        const OrderConditions conditions(table, table.dense.order + 1);
        std::vector<double> weights(std::size_t(table.denseStages()));
        for (const double theta : { 0.1, 0.25, 0.5, 0.8, 1.0 }) {
            solvers::denseWeights(table, theta, weights);
            for (int n = 1; n <= table.dense.order; ++n)
                QVERIFY2(conditions.defect(weights, n, theta) < kRounding,
                    qPrintable(QString("theta %1, order %2").arg(theta).arg(n)));
            QVERIFY(theta == 1.0
                || conditions.defect(weights, table.dense.order + 1, theta) > kViolated);
        }
        for (std::size_t i = 0; i < weights.size(); ++i) // at theta = 1
            QVERIFY(weights[i] == (i < table.b.size() ? table.b[i] : 0.0));
        solvers::denseWeights(table, 0.0, weights);
        for (const double weight : weights)
            QCOMPARE(weight, 0.0);
    }

    void tsitourasInterpolantIsAsPrinted()
    {
        const auto& table = *solvers::methodById("tsit5").tableau();
        std::vector<double> weights(7);
        for (double x = 0.0; x <= 1.0; x += 0.125) {
            solvers::denseWeights(table, x, weights);
            // Tsitouras 2011, section 4
            const double printed[] { -1.0530884977290216 * x * (x - 1.3299890189751412)
                    * (x * x - 1.4364028541716351 * x + 0.7139816917074209),
                0.1017 * x * x * (x * x - 2.1966568338249754 * x + 1.2949852507374631),
                2.490627285651252793 * x * x
                    * (x * x - 2.38535645472061657 * x + 1.57803468208092486),
                -16.54810288924490272 * (x - 1.21712927295533244) * (x - 0.61620406037800089) * x
                    * x,
                47.37952196281928122 * (x - 1.203071208372362603) * (x - 0.658047292653547382) * x
                    * x,
                -34.87065786149660974 * (x - 1.2) * (x - 0.666666666666666667) * x * x,
                2.5 * (x - 1) * (x - 0.6) * x * x };
            for (std::size_t i = 0; i < 7; ++i)
                QVERIFY2(std::abs(weights[i] - printed[i]) < 1e-13,
                    qPrintable(QString("b%1(%2)").arg(i + 1).arg(x)));
        }
    }

    void rowsAreConsistent_data() { everyMethod(); }

    void rowsAreConsistent()
    {
        QFETCH(const solvers::Method*, method);
        QVERIFY(solvers::isConsistent(*method->tableau(), 1e-13));
        QCOMPARE(method->tableau()->id, method->id);
        QVERIFY(!method->name.empty() && !method->source.empty());
        QCOMPARE(solvers::findMethod(method->id), method);
    }

    void shapesAreAsPublished()
    {
        struct Shape {
            const char* id;
            int order;
            int embeddedOrder;
            int stages;
            bool fsal;
            int evaluations; // of a fixed step
            int denseOrder;
        };
        const Shape shapes[] { { "euler", 1, 0, 1, false, 1, 0 },
            { "midpoint", 2, 0, 2, false, 2, 0 }, { "heun", 2, 0, 2, false, 2, 0 },
            { "ralston", 2, 0, 2, false, 2, 0 }, { "kutta3", 3, 0, 3, false, 3, 0 },
            { "ssprk3", 3, 0, 3, false, 3, 0 }, { "rk4", 4, 0, 4, false, 4, 0 },
            { "rk4-38", 4, 0, 4, false, 4, 0 }, { "heun-euler", 2, 1, 2, false, 2, 0 },
            { "fehlberg12", 2, 1, 3, false, 3, 0 }, { "bosh3", 3, 2, 4, true, 3, 3 },
            { "rkf45", 5, 4, 6, false, 6, 0 }, { "cash-karp", 5, 4, 6, false, 6, 0 },
            { "dopri5", 5, 4, 7, true, 6, 4 }, { "tsit5", 5, 4, 7, true, 6, 4 },
            { "dop853", 8, 5, 12, false, 12, 7 } };
        for (const auto& shape : shapes) {
            const auto& method = solvers::methodById(shape.id);
            QCOMPARE(method.order(), shape.order);
            QCOMPARE(method.embeddedOrder(), shape.embeddedOrder);
            QCOMPARE(method.stages(), shape.stages);
            QCOMPARE(method.fsal(), shape.fsal);
            QCOMPARE(method.tableau()->stagesWithoutEstimate(), shape.evaluations);
            QCOMPARE(method.tableau()->dense.order, shape.denseOrder);
        }
        const auto& dop853 = *solvers::methodById("dop853").tableau();
        QCOMPARE(dop853.denseStages(), 16); // f(t + h, y1) and three more
        QCOMPARE(dop853.estimateOrder(), 7); // e5^2 / e3 = O(h^8)
    }

    void wrongDigitIsNoticed_data() { everyMethod(); }

    void wrongDigitIsNoticed()
    {
        QFETCH(const solvers::Method*, method);
        const ButcherTableau& table = *method->tableau();
        std::vector<double> a(table.a.begin(), table.a.end());
        std::vector<double> b(table.b.begin(), table.b.end());
        std::vector<double> bHat(table.bHat.begin(), table.bHat.end());
        ButcherTableau changed = table;
        changed.a = a;
        changed.b = b;
        changed.bHat = bHat;
        for (auto* numbers : { &a, &b, &bHat })
            for (double& number : *numbers) {
                const double right = number;
                number *= 1.0 + 1e-8;
                const bool noticed = right == 0.0 || largestDefect(changed) > 3e-15
                    || !solvers::isConsistent(changed, 1e-13);
                number = right;
                QVERIFY2(noticed, qPrintable(QString::number(right, 'g', 17)));
            }
    }

    void unknownNameIsExplained()
    {
        QVERIFY(solvers::findMethod("rk5") == nullptr);
        try {
            solvers::methodById("rk5");
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QVERIFY(QString(error.what()).startsWith("unknown solver 'rk5'; did you mean rk4"));
        }
    }

private:
    static void everyMethod()
    {
        QTest::addColumn<const solvers::Method*>("method");
        for (const auto& method : solvers::methods())
            if (method.tableau())
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestTableaus)
#include "tst_tableaus.moc"
