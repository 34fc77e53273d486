// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/model_options.h"

#include "app/command_line.h"

namespace app {

void ModelOptions::add(CLI::App& command, Use use)
{
    m_command = &command;
    auto* model = command.add_option("--model", m_model,
        use == Use::Train ? "mlp, resnet, rknet or odenet"
                          : "Architecture, where the model file does not say it");
    if (use == Use::Train)
        model->required();
    command.add_option(
        "--solver", m_solver, "Solver of the ODE block: see separatrix list solvers");
    auto* step = command.add_option("--step", m_step, "Fixed step size in depth (default 0.5)")
                     ->check(positiveNumber());
    command.add_option("--rtol", m_rtol, "Relative tolerance; makes the solver adaptive")
        ->check(tolerance())
        ->excludes(step);
    command.add_option("--atol", m_atol, "Absolute tolerance; makes the solver adaptive")
        ->check(tolerance())
        ->excludes(step);
}

void ModelOptions::apply(nn::ModelConfig& config) const
{
    const auto given = [&](const char* name) { return m_command->count(name) > 0; };
    if (given("--model"))
        config.model = m_model;
    if (given("--solver"))
        config.solver = m_solver;
    if (given("--rtol") || given("--atol")) {
        config.adaptive = true;
        // One tolerance alone stands for both.
        config.rtol = given("--rtol") ? m_rtol : m_atol;
        config.atol = given("--atol") ? m_atol : m_rtol;
    }
    if (given("--step")) {
        config.adaptive = false;
        config.step = m_step;
    }
}

} // namespace app
