// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/model_options.h"

#include "app/command_line.h"
#include "nn/models/model_file.h"

namespace app {

void ModelOptions::add(CLI::App& command, Use use)
{
    m_command = &command;
    if (use == Use::Evaluate)
        command.add_option(
            "--model", m_model, "Architecture, where the model file does not say it");
    if (use == Use::Train) {
        command.add_option("--model", m_model, "mlp, resnet, rknet, odenet or noblock")->required();
        command.add_option(
            "--block", m_block, "What stands in a block: article (default), corrected or time");
    }
    command.add_option("--depth", m_depth, "Where the ODE block ends, t0 = 0 (default 2)")
        ->check(positiveNumber());
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
    if (!m_model.empty())
        config.model = m_model;
    if (!m_block.empty())
        config.block = m_block;
    if (given("--depth"))
        config.t1 = m_depth;
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

template <typename Scalar>
std::unique_ptr<nn::Model<Scalar>> ModelOptions::load(
    const std::string& file, const std::string& gradient) const
{
    const nn::ModelFile content = nn::readModelFile(file);
    if (!content.config && m_model.empty())
        throw UsageError("--model: missing; " + file
            + " does not say its architecture, name it with --model NAME");
    nn::ModelConfig config = content.config.value_or(nn::ModelConfig());
    apply(config);
    if (!gradient.empty())
        config.gradient = gradient;
    if (const std::string trouble = config.problem(); !trouble.empty())
        throw UsageError(m_command->get_name() + ": " + trouble);
    auto model = nn::makeModel<Scalar>(config);
    nn::importWeights(*model, content);
    return model;
}

template std::unique_ptr<nn::Model<float>> ModelOptions::load(
    const std::string&, const std::string&) const;
template std::unique_ptr<nn::Model<double>> ModelOptions::load(
    const std::string&, const std::string&) const;

} // namespace app
