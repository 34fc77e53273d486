// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/problem_options.h"
#include "solvers/sensitivity/loss_gradient.h"

#include <string>
#include <vector>

namespace app {

/// The half of `gradients` that differentiates a loss of an initial value problem.
class ProblemGradients {
public:
    /// Its options, except those it shares with models: --solver, --step, --rtol, --atol.
    void add(CLI::App& command);

    /// The first of its options that was given; empty if none was.
    std::string given() const;

    /// Computes and prints them; returns an exit status. Throws UsageError.
    int run(const std::vector<std::string>& methods, bool json) const;

private:
    solvers::GradientTask task(const solvers::Problem& problem) const;
    void setSolver(solvers::GradientTask& task) const;
    void setBackwardSolver(solvers::GradientTask& task) const;
    void setLoss(const solvers::Problem& problem, solvers::GradientTask& task) const;

    const CLI::App* m_command = nullptr;
    ProblemOptions m_problem;
    std::string m_target;
    std::string m_observe;
    std::string m_restart;
    std::string m_backwardSolver;
    double m_backwardStep = 0.0;
    double m_backwardRtol = 0.0;
    double m_backwardAtol = 0.0;
    int m_checkpoints = 0;
    double m_difference = 0.0;
    long m_maxSteps = 1'000'000;
};

} // namespace app
