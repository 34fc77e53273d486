// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"
#include "solvers/methods/implicit_tableau.h"
#include "solvers/problems/ode_system.h"

#include <span>
#include <string>
#include <vector>

namespace solvers {

/// A rooted tree: the subtrees at its root, as places in the list that holds it.
struct RootedTree {
    int order = 1; ///< number of vertices
    double density = 1.0; ///< gamma
    std::vector<std::size_t> children;
};

/// All rooted trees of at most that many vertices, the smaller ones first.
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.2.
std::vector<RootedTree> rootedTrees(int order);

/// The order condition of a tree as a formula, products of vectors taken component by component:
/// "sum b = 1", "sum b c^2 (A c) = 1/10", "sum b A (c (A c)) = 1/40".
std::string conditionText(const std::vector<RootedTree>& trees, std::size_t tree);

/// The condition of one order that weights violate most.
struct OrderViolation {
    double defect = 0.0; ///< relative, see OrderConditions::defect()
    double found = 0.0; ///< sum_i b_i Phi_i
    double wanted = 0.0; ///< theta^n / gamma
    std::size_t tree = 0; ///< place in OrderConditions::trees()
};

/// The order conditions of Runge-Kutta methods, explicit or not, with given a_ij:
/// sum_i b_i Phi_i(t) = 1 / gamma(t) for every rooted tree t; HNW I, theorem II.2.13.
class OrderConditions {
public:
    /// a: s x s; highest: conditions up to this order will be asked for
    OrderConditions(const Matrix<double>& a, int highest);
    /// Of Rosenbrock methods: a vertex with one branch takes beta = alpha + gamma, the others
    /// take alpha, both s x s; Hairer & Wanner, Solving ODEs II, sec. IV.7.
    OrderConditions(const Matrix<double>& alpha, const Matrix<double>& beta, int highest);
    /// The stages of the continuous extension included, if there is one.
    OrderConditions(const ButcherTableau& table, int highest);
    OrderConditions(const ImplicitTableau& table, int highest);

    const std::vector<RootedTree>& trees() const { return m_trees; }

    /// The largest violation by these weights among the trees of exactly n vertices, each
    /// relative to sum_i |b_i| Phi_i(t) with |a_ij|: a few 1e-16 where only rounding violates.
    /// theta: the weights are those of y(t + theta h). Missing weights count as 0.
    double defect(std::span<const double> weights, int n, double theta = 1.0) const;
    /// The tree of that violation, with its numbers.
    OrderViolation largest(std::span<const double> weights, int n, double theta = 1.0) const;

    /// The largest order, up to `highest`, whose conditions hold to the tolerance; 0: none.
    int order(std::span<const double> weights, double tolerance) const;

private:
    int m_highest;
    std::vector<RootedTree> m_trees;
    Matrix<double> m_phi; ///< a column for every tree
    Matrix<double> m_size; ///< the same of |a_ij|
};

} // namespace solvers
