// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/user_tableau.h"

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace app {

/// The options that name methods: --solver for those of the registry, --tableau for files of
/// coefficients.
class MethodOptions {
public:
    void add(CLI::App& command);

    /// The solvers of --solver, where the id of a tableau may stand too, and then the tableaus
    /// that it does not name; what they are goes to standard error. Throws UsageError, or
    /// std::runtime_error for a file. The methods live as long as this object, until the next
    /// call.
    std::vector<const solvers::Method*> chosen();

private:
    const solvers::Method* find(const std::string& name) const;

    std::string m_solvers;
    std::vector<std::string> m_files;
    std::vector<solvers::UserMethod> m_own;
};

} // namespace app
