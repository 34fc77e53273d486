// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"
#include "solvers/problems/ode_system.h"

#include <span>
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

/// The order conditions of Runge-Kutta methods, explicit or not, with given a_ij:
/// sum_i b_i Phi_i(t) = 1 / gamma(t) for every rooted tree t; HNW I, theorem II.2.13.
class OrderConditions {
public:
    /// a: s x s; highest: conditions up to this order will be asked for
    OrderConditions(const Matrix<double>& a, int highest);
    /// The stages of the continuous extension included, if there is one.
    OrderConditions(const ButcherTableau& table, int highest);

    /// The largest violation by these weights among the trees of exactly n vertices, each
    /// relative to sum_i |b_i| Phi_i(t) with |a_ij|: a few 1e-16 where only rounding violates.
    /// theta: the weights are those of y(t + theta h). Missing weights count as 0.
    double defect(std::span<const double> weights, int n, double theta = 1.0) const;

    /// The largest order, up to `highest`, whose conditions hold to the tolerance; 0: none.
    int order(std::span<const double> weights, double tolerance) const;

private:
    int m_highest;
    std::vector<RootedTree> m_trees;
    Matrix<double> m_phi; ///< a column for every tree
    Matrix<double> m_size; ///< the same of |a_ij|
};

} // namespace solvers
