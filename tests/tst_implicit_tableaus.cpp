// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"
#include "solvers/methods/order_conditions.h"
#include "stability_functions.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using solvers::ImplicitTableau;
using solvers::Matrix;
using solvers::Method;
using solvers::OrderConditions;

namespace {

/// Defects are relative to the size of the terms: rounding leaves a few 1e-16 ...
constexpr double kRounding = 4e-15;
/// ... and the first conditions that a method of the registry violates are off by 1e-5 or more.
constexpr double kViolated = 1e-6;

const ImplicitTableau& tableauOf(const Method& method)
{
    return *std::get<const ImplicitTableau*>(method.data);
}

/// The method with an explicit stage at (t, y) in front of the others: estimates may use it.
struct WithStart {
    Matrix<double> a;
    std::vector<double> b;
    std::vector<double> bHat; ///< b minus the weights of the estimate
};

WithStart withStart(const ImplicitTableau& table)
{
    const int s = table.stages();
    WithStart result { Matrix<double>::Zero(s + 1, s + 1), { 0.0 }, {} };
    result.a.bottomRightCorner(s, s) = matrixOf(table);
    result.b.insert(result.b.end(), table.b.begin(), table.b.end());
    if (!table.bHat.empty()) {
        result.bHat = { 0.0 };
        result.bHat.insert(result.bHat.end(), table.bHat.begin(), table.bHat.end());
    } else if (!table.e.empty()) {
        // sum_i e_i (Y_i - y) = h sum_j (e^T A)_j k_j
        const Eigen::VectorXd e = matrixOf(table).transpose() * vectorOf(table.e);
        result.bHat = { -table.startWeight };
        for (int i = 0; i < s; ++i)
            result.bHat.push_back(table.weight(i) - e[i]);
    }
    return result;
}

/// The largest defect of both solutions in the orders that they claim, row sums included
double largestDefect(const ImplicitTableau& table)
{
    const WithStart form = withStart(table);
    const OrderConditions conditions(form.a, std::max(table.order, table.embeddedOrder));
    double largest = (matrixOf(table).rowwise().sum() - vectorOf(table.c)).cwiseAbs().maxCoeff();
    for (int n = 1; n <= table.order; ++n)
        largest = std::max(largest, conditions.defect(form.b, n));
    for (int n = 1; n <= table.embeddedOrder; ++n)
        largest = std::max(largest, conditions.defect(form.bHat, n));
    return largest;
}

/// sum_j a_ij c_j^(q-1) - c_i^q / q for all i: condition C(q), HW II, sec. IV.5
double stageDefect(const ImplicitTableau& table, int q)
{
    double largest = 0.0;
    for (int i = 0; i < table.stages(); ++i) {
        double sum = -std::pow(table.node(i), q) / q;
        for (int j = 0; j < table.stages(); ++j)
            sum += table.coefficient(i, j) * std::pow(table.node(j), q - 1);
        largest = std::max(largest, std::abs(sum));
    }
    return largest;
}

/// The nodes' polynomial prod (x - c_i) integrated over [0, 1] against x^k
double orthogonality(const ImplicitTableau& table, int k)
{
    std::vector<double> polynomial { 1.0 }; // the lowest power first
    for (const double c : table.c) {
        std::vector<double> next(polynomial.size() + 1, 0.0);
        for (std::size_t i = 0; i < polynomial.size(); ++i) {
            next[i + 1] += polynomial[i];
            next[i] -= c * polynomial[i];
        }
        polynomial = next;
    }
    double integral = 0.0;
    for (std::size_t i = 0; i < polynomial.size(); ++i)
        integral += polynomial[i] / static_cast<double>(i + std::size_t(k) + 1);
    return integral;
}

} // namespace

/// Implicit Runge-Kutta tableaus, proved from their numbers alone.
class TestImplicitTableaus : public QObject {
    Q_OBJECT

private slots:
    void orderConditionsHold_data() { everyMethod(); }

    void orderConditionsHold()
    {
        QFETCH(const Method*, method);
        const ImplicitTableau& table = tableauOf(*method);
        const WithStart form = withStart(table);
        const OrderConditions conditions(form.a, table.order + 2);
        for (int n = 1; n <= table.order; ++n)
            QVERIFY2(conditions.defect(form.b, n) < kRounding,
                qPrintable(QString("order %1: %2").arg(n).arg(conditions.defect(form.b, n))));
        QVERIFY2(conditions.defect(form.b, table.order + 1) > kViolated,
            "the order is higher than stated");
        if (!table.embedded())
            return;
        for (int n = 1; n <= table.embeddedOrder; ++n)
            QVERIFY2(conditions.defect(form.bHat, n) < kRounding,
                qPrintable(
                    QString("embedded order %1: %2").arg(n).arg(conditions.defect(form.bHat, n))));
        QVERIFY2(conditions.defect(form.bHat, table.embeddedOrder + 1) > kViolated,
            "the embedded order is higher than stated");
    }

    void estimateIsNotZero_data() { everyMethod(); }

    void estimateIsNotZero()
    {
        // On y' = lambda y already, where cheap estimates vanish: the first tall tree beyond both
        // orders separates the two solutions.
        QFETCH(const Method*, method);
        const ImplicitTableau& table = tableauOf(*method);
        if (!table.embedded())
            return;
        const WithStart form = withStart(table);
        const int n = std::min(table.order, table.embeddedOrder) + 1;
        Eigen::VectorXd phi = Eigen::VectorXd::Ones(form.a.rows());
        for (int i = 1; i < n; ++i)
            phi = form.a * phi;
        const double difference = (vectorOf(form.b) - vectorOf(form.bHat)).dot(phi);
        QVERIFY2(std::abs(difference) > 1e-4, qPrintable(QString::number(difference)));
    }

    void rowsAreConsistent_data() { everyMethod(); }

    void rowsAreConsistent()
    {
        QFETCH(const Method*, method);
        const ImplicitTableau& table = tableauOf(*method);
        QVERIFY(solvers::isConsistent(table));
        QCOMPARE(table.id, method->id);
        QVERIFY(stageDefect(table, 1) < 1e-15);
    }

    void shapesAreAsPublished()
    {
        const struct {
            const char* id;
            int order;
            int embeddedOrder;
            int stages;
            int stageOrder;
            bool diagonal;
            bool stifflyAccurate;
            bool explicitFirst;
        } shapes[] { { "backward-euler", 1, 0, 1, 1, true, true, false },
            { "trapezoid", 2, 0, 2, 2, true, true, true },
            { "implicit-midpoint", 2, 0, 1, 1, true, false, false },
            { "sdirk2", 2, 1, 2, 1, true, true, false },
            { "tr-bdf2", 2, 3, 3, 2, true, true, true },
            { "kvaerno3", 3, 2, 4, 2, true, true, true },
            { "kvaerno5", 5, 4, 7, 2, true, true, true },
            { "gauss2", 4, 0, 2, 2, false, false, false },
            { "gauss3", 6, 0, 3, 3, false, false, false },
            { "radau-iia2", 3, 0, 2, 2, false, true, false },
            { "radau-iia3", 5, 3, 3, 3, false, true, false } };
        std::size_t known = 0;
        for (const auto& shape : shapes) {
            const Method& method = solvers::methodById(shape.id);
            const ImplicitTableau& table = tableauOf(method);
            ++known;
            QCOMPARE(method.order(), shape.order);
            QCOMPARE(method.embeddedOrder(), shape.embeddedOrder);
            QCOMPARE(method.stages(), shape.stages);
            QCOMPARE(table.diagonallyImplicit(), shape.diagonal);
            QCOMPARE(table.stifflyAccurate(), shape.stifflyAccurate);
            QCOMPARE(table.explicitFirstStage(), shape.explicitFirst);
            for (int q = 1; q <= shape.stageOrder; ++q)
                QVERIFY2(stageDefect(table, q) < 1e-14, shape.id);
            QVERIFY2(stageDefect(table, shape.stageOrder + 1) > 1e-4, shape.id);
        }
        std::size_t listed = 0;
        for (const auto& method : solvers::methods())
            listed += std::holds_alternative<const ImplicitTableau*>(method.data) ? 1 : 0;
        QCOMPARE(listed, known);
    }

    void nodesAreThoseOfTheQuadrature()
    {
        // Gauss: orthogonal to all polynomials below degree s; Radau II: below s - 1 and c_s = 1.
        for (const char* id : { "implicit-midpoint", "gauss2", "gauss3" }) {
            const ImplicitTableau& table = tableauOf(solvers::methodById(id));
            for (int k = 0; k < table.stages(); ++k)
                QVERIFY2(std::abs(orthogonality(table, k)) < 1e-16, id);
        }
        for (const char* id : { "backward-euler", "radau-iia2", "radau-iia3" }) {
            const ImplicitTableau& table = tableauOf(solvers::methodById(id));
            for (int k = 0; k + 1 < table.stages(); ++k)
                QVERIFY2(std::abs(orthogonality(table, k)) < 1e-16, id);
            QCOMPARE(table.c.back(), 1.0);
        }
    }

    void filterIsAnEigenvalue()
    {
        // The real one of RADAU5's three; HW II, sec. IV.8, prints 1 / gamma = 3.6378342527444957.
        const ImplicitTableau& table = tableauOf(solvers::methodById("radau-iia3"));
        const Eigen::VectorXcd values = solvers::diagonalise(matrixOf(table)).values;
        const double distance = (values.array() - table.filterGamma()).abs().minCoeff();
        QVERIFY2(distance < 1e-15, qPrintable(QString::number(distance)));
        QVERIFY(std::abs(1.0 / table.filterGamma() - 3.6378342527444957) < 1e-14);
    }

    void symplecticAsClaimed_data() { everyMethod(); }

    void symplecticAsClaimed()
    {
        // b_i a_ij + b_j a_ji = b_i b_j; HNW I, theorem II.16.6
        QFETCH(const Method*, method);
        const Eigen::MatrixXd a = matrixOf(tableauOf(*method));
        const Eigen::VectorXd b = vectorOf(tableauOf(*method).b);
        const Eigen::MatrixXd ba = b.asDiagonal() * a;
        const double defect = (ba + ba.transpose() - b * b.transpose()).cwiseAbs().maxCoeff();
        if (method->symplectic)
            QVERIFY2(defect < 1e-16, qPrintable(QString::number(defect)));
        else
            QVERIFY2(defect > 1e-3, qPrintable(QString::number(defect)));
    }

    void wrongDigitIsNoticed_data() { everyMethod(); }

    void wrongDigitIsNoticed()
    {
        QFETCH(const Method*, method);
        const ImplicitTableau& table = tableauOf(*method);
        std::vector<double> a(table.a.begin(), table.a.end());
        std::vector<double> b(table.b.begin(), table.b.end());
        std::vector<double> c(table.c.begin(), table.c.end());
        std::vector<double> bHat(table.bHat.begin(), table.bHat.end());
        std::vector<double> e(table.e.begin(), table.e.end());
        ImplicitTableau changed = table;
        changed.a = a;
        changed.b = b;
        changed.c = c;
        changed.bHat = bHat;
        changed.e = e;
        const double before = largestDefect(changed);
        QVERIFY2(before < kRounding, qPrintable(QString::number(before)));
        for (auto* numbers : { &a, &b, &c, &bHat, &e })
            for (double& number : *numbers) {
                const double right = number;
                number *= 1.0 + 1e-8;
                const bool noticed = right == 0.0 || largestDefect(changed) > kRounding;
                number = right;
                QVERIFY2(noticed, qPrintable(QString::number(right, 'g', 17)));
            }
        if (!e.empty()) {
            changed.startWeight *= 1.0 + 1e-8;
            QVERIFY(largestDefect(changed) > kRounding);
        }
    }

    void conditionsAreWrittenOut()
    {
        const auto trees = solvers::rootedTrees(5);
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < trees.size(); ++i)
            texts.push_back(solvers::conditionText(trees, i));
        for (const char* text :
            { "sum b = 1", "sum b c = 1/2", "sum b c^2 = 1/3", "sum b A c = 1/6", "sum b c^3 = 1/4",
                "sum b c (A c) = 1/8", "sum b A c^2 = 1/12", "sum b A A c = 1/24",
                "sum b c^2 (A c) = 1/10", "sum b (A c) (A c) = 1/20", "sum b A (c (A c)) = 1/40" })
            QVERIFY2(std::count(texts.begin(), texts.end(), text) == 1, text);
        std::sort(texts.begin(), texts.end());
        QVERIFY(std::adjacent_find(texts.begin(), texts.end()) == texts.end());
    }

    void violationNamesItsTree()
    {
        // The weights of the trapezoidal rule integrate c^2 to 1/2 instead of 1/3.
        const ImplicitTableau& table = tableauOf(solvers::methodById("trapezoid"));
        const OrderConditions conditions(table, 3);
        const auto worst = conditions.largest(table.b, 3);
        QCOMPARE(solvers::conditionText(conditions.trees(), worst.tree), "sum b c^2 = 1/3");
        QCOMPARE(worst.found, 0.5);
        QCOMPARE(worst.wanted, 1.0 / 3);
        QCOMPARE(worst.defect, conditions.defect(table.b, 3));
    }

private:
    static void everyMethod()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : solvers::methods())
            if (std::holds_alternative<const ImplicitTableau*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestImplicitTableaus)
#include "tst_implicit_tableaus.moc"
