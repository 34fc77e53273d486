// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/catalogue.h"
#include "solvers/problems/catalogue/rich_text.h"

#include <algorithm>
#include <vector>

namespace solvers::catalogue {

/// A problem and what is known of it in C++.
struct Row {
    Problem problem;
    NativeFunction function;
    NativeJacobian jacobian = nullptr;
    NativeExact exact = nullptr;
};

using Rows = std::vector<Row>;

/// The problems of one subject each, in the order in which they are shown.
Rows firstOrder();
Rows neuralOdes(); ///< of the article's notebooks
Rows linear();
Rows oscillators();
Rows mechanics();
Rows orbits();
Rows biology();
Rows neurons();
Rows chemistry();
Rows stiff();
Rows chaos();
Rows normalForms();
Rows detestSmall(); ///< classes A and B
Rows detestModerate(); ///< class C
Rows detestOrbits(); ///< classes D and E

/// dfdy of a system of n equations as a matrix: entry (i, j) is df_i / dy_j, from 0.
template <int n>
class JacobianEntries {
public:
    /// All entries 0, and dfdt too.
    JacobianEntries(double* dfdy, double* dfdt)
        : m_entries(dfdy)
    {
        std::fill_n(dfdy, n * n, 0.0);
        std::fill_n(dfdt, n, 0.0);
    }
    double& operator()(int i, int j) { return m_entries[i + n * j]; }

private:
    double* m_entries;
};

} // namespace solvers::catalogue
