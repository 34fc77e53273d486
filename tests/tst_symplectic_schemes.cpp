// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/methods.h"
#include "solvers/methods/order_conditions.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace solvers;

namespace {

/// Yoshida's coefficients are printed with 15 digits and are of both signs.
constexpr double kRounding = 1e-12;
/// The first conditions that a scheme of the registry violates are off by 1e-3 or more.
constexpr double kViolated = 1e-4;

const SymplecticScheme& schemeOf(const Method& method)
{
    return *std::get<const SymplecticScheme*>(method.data);
}

/// A splitting scheme as a partitioned Runge-Kutta method: kick i is evaluated at
/// Q_i = q + h sum_(j < i) drift_j f_q(P_j), drift i at P_i = p + h sum_(j <= i) kick_j f_p(Q_j).
/// Where f_p depends on q only and f_q on p only, colours alternate along the branches of a tree:
/// two conditions for each tree, sum_i w_i Phi_i = 1 / gamma; HNW I, sec. II.15, GNI, sec. III.2.
class SplittingConditions {
public:
    SplittingConditions(const SymplecticScheme& scheme, int highest)
        : m_scheme(scheme)
        , m_trees(rootedTrees(highest))
    {
        for (const RootedTree& tree : m_trees) {
            m_kick.push_back(stages(tree, scheme.kick.size(), scheme.drift, m_drift, false));
            m_drift.push_back(stages(tree, scheme.drift.size(), scheme.kick, m_kick, true));
        }
    }

    /// The largest violation among the trees of n vertices, relative to 1 / gamma
    double defect(int n) const
    {
        double largest = 0.0;
        for (std::size_t k = 0; k < m_trees.size(); ++k) {
            if (m_trees[k].order != n)
                continue;
            for (const double sum :
                { product(m_scheme.kick, m_kick[k]), product(m_scheme.drift, m_drift[k]) })
                largest = std::max(largest, std::abs(sum * m_trees[k].density - 1.0));
        }
        return largest;
    }

private:
    using Stages = std::vector<double>;

    /// Phi_i of a tree: for every branch, the sum over the other colour's stages before i.
    static Stages stages(const RootedTree& tree, std::size_t count, std::span<const double> other,
        const std::vector<Stages>& branches, bool itself)
    {
        Stages phi(count, 1.0);
        for (std::size_t i = 0; i < count; ++i)
            for (const std::size_t child : tree.children) {
                double sum = 0.0;
                for (std::size_t j = 0; j < (itself ? i + 1 : i); ++j)
                    sum += other[j] * branches[child][j];
                phi[i] *= sum;
            }
        return phi;
    }

    static double product(std::span<const double> weights, const Stages& phi)
    {
        double sum = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            sum += weights[i] * phi[i];
        return sum;
    }

    const SymplecticScheme& m_scheme;
    std::vector<RootedTree> m_trees;
    std::vector<Stages> m_kick; ///< for every tree whose root is a kick
    std::vector<Stages> m_drift;
};

double largestDefect(const SymplecticScheme& scheme)
{
    const SplittingConditions conditions(scheme, scheme.order);
    double largest = 0.0;
    for (int n = 1; n <= scheme.order; ++n)
        largest = std::max(largest, conditions.defect(n));
    return largest;
}

} // namespace

/// Splitting schemes, proved from their numbers.
class TestSymplecticSchemes : public QObject {
    Q_OBJECT

private slots:
    void orderConditionsHold_data() { everyScheme(); }

    void orderConditionsHold()
    {
        QFETCH(const Method*, method);
        const SymplecticScheme& scheme = schemeOf(*method);
        const SplittingConditions conditions(scheme, scheme.order + 1);
        for (int n = 1; n <= scheme.order; ++n)
            QVERIFY2(conditions.defect(n) < kRounding,
                qPrintable(QString("order %1: %2").arg(n).arg(conditions.defect(n))));
        QVERIFY2(conditions.defect(scheme.order + 1) > kViolated, "a higher order than stated");
    }

    void wrongDigitIsNoticed_data() { everyScheme(); }

    void wrongDigitIsNoticed()
    {
        QFETCH(const Method*, method);
        std::vector<double> kick(schemeOf(*method).kick.begin(), schemeOf(*method).kick.end());
        std::vector<double> drift(schemeOf(*method).drift.begin(), schemeOf(*method).drift.end());
        SymplecticScheme changed = schemeOf(*method);
        changed.kick = kick;
        changed.drift = drift;
        for (auto* numbers : { &kick, &drift })
            for (double& number : *numbers) {
                const double right = number;
                number *= 1.0 + 1e-8;
                const bool noticed = largestDefect(changed) > kRounding;
                number = right;
                QVERIFY2(noticed, qPrintable(QString::number(right, 'g', 17)));
            }
    }

    void shapesAreAsPublished()
    {
        const struct {
            const char* id;
            int order;
            std::size_t drifts;
            bool symmetric;
        } shapes[] { { "symplectic-euler", 1, 1, false }, { "verlet", 2, 1, true },
            { "yoshida4", 4, 3, true }, { "yoshida6", 6, 7, true } };
        std::size_t listed = 0;
        for (const auto& method : methods())
            listed += std::holds_alternative<const SymplecticScheme*>(method.data) ? 1 : 0;
        QCOMPARE(listed, std::size(shapes));
        for (const auto& shape : shapes) {
            const Method& method = methodById(shape.id);
            QCOMPARE(method.order(), shape.order);
            QCOMPARE(schemeOf(method).drift.size(), shape.drifts);
            QCOMPARE(schemeOf(method).endsInKick(), shape.symmetric);
            QVERIFY(isConsistent(schemeOf(method)) && method.symplectic);
        }
    }

private:
    static void everyScheme()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (std::holds_alternative<const SymplecticScheme*>(method.data))
                QTest::newRow(method.id.data()) << &method;
    }
};

REGISTER_TEST(TestSymplecticSchemes)
#include "tst_symplectic_schemes.moc"
