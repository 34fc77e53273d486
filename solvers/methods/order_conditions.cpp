// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/order_conditions.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace solvers {

namespace {

/// Adds every tree of `order` vertices whose root carries `children` and others, not later in
/// the list than `last`, with `left` vertices together: each multiset of subtrees once.
void addTrees(std::vector<RootedTree>& trees, std::vector<std::size_t>& children, std::size_t last,
    int left, int order)
{
    if (left == 0) {
        RootedTree tree { order, static_cast<double>(order), children };
        for (const std::size_t child : children)
            tree.density *= trees[child].density;
        trees.push_back(std::move(tree));
        return;
    }
    for (std::size_t i = 0; i <= last && trees[i].order <= left; ++i) {
        children.push_back(i);
        addTrees(trees, children, i, left - trees[i].order, order);
        children.pop_back();
    }
}

Matrix<double> stageMatrix(const ButcherTableau& table)
{
    const int s = table.stages();
    const int all = std::max(s, table.denseStages());
    Matrix<double> a = Matrix<double>::Zero(all, all);
    for (int i = 0; i < s; ++i)
        for (int j = 0; j < i; ++j)
            a(i, j) = table.coefficient(i, j);
    for (int i = s; i < all; ++i)
        for (int j = 0; j < i; ++j)
            a(i, j) = i > table.endStage() ? table.denseCoefficient(i, j)
                : j < s                    ? table.weight(j)
                                           : 0.0;
    return a;
}

Matrix<double> stageMatrix(const ImplicitTableau& table)
{
    const int s = table.stages();
    Matrix<double> a(s, s);
    for (int i = 0; i < s; ++i)
        for (int j = 0; j < s; ++j)
            a(i, j) = table.coefficient(i, j);
    return a;
}

/// The product of the subtrees at the root: "c^2 (A c)", "A A c"; empty for a single vertex.
std::string productText(const std::vector<RootedTree>& trees, const RootedTree& tree)
{
    std::vector<std::string> factors;
    int leaves = 0;
    for (const std::size_t child : tree.children) {
        const std::string inner = productText(trees, trees[child]);
        if (inner.empty())
            ++leaves;
        else
            factors.push_back(
                inner.find('(') == std::string::npos ? "A " + inner : "A (" + inner + ")");
    }
    if (leaves == 0 && factors.size() == 1)
        return factors.front();
    std::string text = leaves == 0 ? "" : leaves == 1 ? "c" : "c^" + std::to_string(leaves);
    for (const auto& factor : factors)
        text += (text.empty() ? "(" : " (") + factor + ")";
    return text;
}

} // namespace

std::string conditionText(const std::vector<RootedTree>& trees, std::size_t tree)
{
    const std::string product = productText(trees, trees[tree]);
    const auto density = static_cast<long long>(std::llround(trees[tree].density));
    return "sum b" + (product.empty() ? "" : " " + product)
        + (density == 1 ? " = 1" : " = 1/" + std::to_string(density));
}

std::vector<RootedTree> rootedTrees(int order)
{
    std::vector<RootedTree> trees { RootedTree {} };
    std::vector<std::size_t> children;
    for (int n = 2; n <= order; ++n)
        addTrees(trees, children, trees.size() - 1, n - 1, n);
    return trees;
}

OrderConditions::OrderConditions(const Matrix<double>& a, int highest)
    : OrderConditions(a, a, highest)
{
}

OrderConditions::OrderConditions(
    const Matrix<double>& alpha, const Matrix<double>& beta, int highest)
    : m_highest(highest)
    , m_trees(rootedTrees(highest))
    , m_phi(Matrix<double>::Ones(alpha.rows(), static_cast<Index>(m_trees.size())))
    , m_size(m_phi)
{
    for (Index i = 0; i < m_phi.cols(); ++i) {
        const auto& children = m_trees[static_cast<std::size_t>(i)].children;
        const Matrix<double>& a = children.size() == 1 ? beta : alpha;
        for (const std::size_t child : children) {
            const auto k = static_cast<Index>(child);
            m_phi.col(i).array() *= (a * m_phi.col(k)).array();
            m_size.col(i).array() *= (a.cwiseAbs() * m_size.col(k)).array();
        }
    }
}

OrderConditions::OrderConditions(const ButcherTableau& table, int highest)
    : OrderConditions(stageMatrix(table), highest)
{
}

OrderConditions::OrderConditions(const ImplicitTableau& table, int highest)
    : OrderConditions(stageMatrix(table), highest)
{
}

double OrderConditions::defect(std::span<const double> weights, int n, double theta) const
{
    return largest(weights, n, theta).defect;
}

OrderViolation OrderConditions::largest(std::span<const double> weights, int n, double theta) const
{
    assert(n <= m_highest && static_cast<Index>(weights.size()) <= m_phi.rows());
    const auto count = static_cast<Index>(weights.size());
    const Eigen::Map<const Vector<double>> b(weights.data(), count);
    OrderViolation largest { -1.0 };
    for (Index i = 0; i < m_phi.cols(); ++i) {
        const RootedTree& tree = m_trees[static_cast<std::size_t>(i)];
        if (tree.order != n)
            continue;
        const double wanted = std::pow(theta, n) / tree.density;
        const double size = b.cwiseAbs().dot(m_size.col(i).head(count));
        const double found = b.dot(m_phi.col(i).head(count));
        const double defect = std::abs(found - wanted) / std::max(size, wanted);
        if (!(defect <= largest.defect)) // NaN counts as the largest
            largest = { defect, found, wanted, static_cast<std::size_t>(i) };
    }
    return largest;
}

int OrderConditions::order(std::span<const double> weights, double tolerance) const
{
    for (int n = 1; n <= m_highest; ++n)
        if (!(defect(weights, n) <= tolerance))
            return n - 1;
    return m_highest;
}

} // namespace solvers
