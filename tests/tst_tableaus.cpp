// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace {

/// A rooted tree: the subtrees at its root, in order.
struct Tree {
    std::vector<Tree> children;

    bool operator==(const Tree& other) const { return children == other.children; }
    bool operator<(const Tree& other) const
    {
        return std::lexicographical_compare(
            children.begin(), children.end(), other.children.begin(), other.children.end());
    }
};

int order(const Tree& tree)
{
    int sum = 1;
    for (const auto& child : tree.children)
        sum += order(child);
    return sum;
}

/// gamma of Hairer, Norsett & Wanner I, sec. II.2
double density(const Tree& tree)
{
    double product = order(tree);
    for (const auto& child : tree.children)
        product *= density(child);
    return product;
}

/// Every tree of one more vertex: a leaf added at every place.
std::vector<Tree> grown(const Tree& tree)
{
    std::vector<Tree> result;
    Tree atRoot = tree;
    atRoot.children.push_back({});
    result.push_back(atRoot);
    for (std::size_t i = 0; i < tree.children.size(); ++i)
        for (const auto& child : grown(tree.children[i])) {
            Tree copy = tree;
            copy.children[i] = child;
            result.push_back(copy);
        }
    for (auto& grownTree : result)
        std::sort(grownTree.children.begin(), grownTree.children.end());
    return result;
}

std::vector<Tree> treesOfOrder(int n)
{
    std::vector<Tree> trees { Tree {} };
    for (int i = 1; i < n; ++i) {
        std::vector<Tree> larger;
        for (const auto& tree : trees)
            for (const auto& more : grown(tree))
                larger.push_back(more);
        std::sort(larger.begin(), larger.end());
        larger.erase(std::unique(larger.begin(), larger.end()), larger.end());
        trees = larger;
    }
    return trees;
}

/// Elementary weight of the tree at every stage
std::vector<double> stageWeights(const solvers::ButcherTableau& table, const Tree& tree)
{
    const auto stages = static_cast<std::size_t>(table.stages());
    std::vector<double> product(stages, 1.0);
    for (const auto& child : tree.children) {
        const auto inner = stageWeights(table, child);
        for (int i = 0; i < table.stages(); ++i) {
            double sum = 0.0;
            for (int j = 0; j < i; ++j)
                sum += table.coefficient(i, j) * inner[static_cast<std::size_t>(j)];
            product[static_cast<std::size_t>(i)] *= sum;
        }
    }
    return product;
}

/// Largest violation of the conditions of one order
double defect(const solvers::ButcherTableau& table, std::span<const double> weights, int n)
{
    double largest = 0.0;
    for (const auto& tree : treesOfOrder(n)) {
        const auto phi = stageWeights(table, tree);
        double sum = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            sum += weights[i] * phi[i];
        largest = std::max(largest, std::abs(sum - 1.0 / density(tree)));
    }
    return largest;
}

} // namespace

class TestTableaus : public QObject {
    Q_OBJECT

private slots:
    void treesAreComplete()
    {
        // Numbers of rooted trees, HNW I, table II.2.1
        const std::map<int, std::size_t> known { { 1, 1 }, { 2, 1 }, { 3, 2 }, { 4, 4 }, { 5, 9 },
            { 6, 20 } };
        for (const auto& [n, count] : known)
            QCOMPARE(treesOfOrder(n).size(), count);
    }

    void orderConditionsHold_data() { everyMethod(); }

    void orderConditionsHold()
    {
        QFETCH(const solvers::Method*, method);
        const auto& table = *method->tableau();
        for (int n = 1; n <= table.order; ++n)
            QVERIFY2(defect(table, table.b, n) < 2e-15, qPrintable(QString::number(n)));
        QVERIFY2(defect(table, table.b, table.order + 1) > 1e-5, "the order is higher than stated");
        if (!table.embedded())
            return;
        for (int n = 1; n <= table.embeddedOrder; ++n)
            QVERIFY2(defect(table, table.bHat, n) < 2e-15, qPrintable(QString::number(n)));
        QVERIFY2(defect(table, table.bHat, table.embeddedOrder + 1) > 1e-5,
            "the embedded order is higher than stated");
    }

    void rowsAreConsistent_data() { everyMethod(); }

    void rowsAreConsistent()
    {
        QFETCH(const solvers::Method*, method);
        QVERIFY(solvers::isConsistent(*method->tableau()));
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
        };
        const Shape shapes[] { { "euler", 1, 0, 1, false, 1 }, { "midpoint", 2, 0, 2, false, 2 },
            { "heun", 2, 0, 2, false, 2 }, { "ralston", 2, 0, 2, false, 2 },
            { "rk4", 4, 0, 4, false, 4 }, { "rk4-38", 4, 0, 4, false, 4 },
            { "bosh3", 3, 2, 4, true, 3 }, { "dopri5", 5, 4, 7, true, 6 } };
        for (const auto& shape : shapes) {
            const auto& method = solvers::methodById(shape.id);
            QCOMPARE(method.order(), shape.order);
            QCOMPARE(method.embeddedOrder(), shape.embeddedOrder);
            QCOMPARE(method.stages(), shape.stages);
            QCOMPARE(method.fsal(), shape.fsal);
            QCOMPARE(method.tableau()->stagesWithoutEstimate(), shape.evaluations);
        }
    }

    void wrongDigitIsNoticed()
    {
        const auto& table = *solvers::methodById("dopri5").tableau();
        std::vector<double> b(table.b.begin(), table.b.end());
        b[2] += 1e-9;
        b[3] -= 1e-9;
        QVERIFY(defect(table, b, 2) > 1e-11);
    }

    void unknownNameIsExplained()
    {
        QVERIFY(solvers::findMethod("rk5") == nullptr);
        try {
            solvers::methodById("rk5");
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QCOMPARE(QString(error.what()), QString("unknown solver 'rk5'; did you mean rk4?"));
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

QTEST_APPLESS_MAIN(TestTableaus)
#include "tst_tableaus.moc"
