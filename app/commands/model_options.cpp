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
        command
            .add_option("--model", m_model,
                "mlp, resnet, rknet, odenet or noblock; of the plane: plane-mlp, plane-resnet or "
                "plane-odenet")
            ->required();
        command.add_option(
            "--block", m_block, "What stands in a block: article (default), corrected or time");
    }
    command
        .add_option(
            "--depth", m_depth, "Where the ODE block ends, t0 = 0 (default 2; of the plane 1)")
        ->check(positiveNumber());
    command.add_option(
        "--solver", m_solver, "Solver of the ODE block: see separatrix list solvers");
    auto* step = command
                     .add_option("--step", m_step,
                         "Fixed step size in depth (default 0.5; of the plane 0.1)")
                     ->check(positiveNumber());
    command.add_option("--rtol", m_rtol, "Relative tolerance; makes the solver adaptive")
        ->check(tolerance())
        ->excludes(step);
    command.add_option("--atol", m_atol, "Absolute tolerance; makes the solver adaptive")
        ->check(tolerance())
        ->excludes(step);
}

void ModelOptions::addPlane(CLI::App& command)
{
    m_plane = true;
    command.add_option("--width", m_width, "Plane: units of a hidden layer (default 48)")
        ->check(wholeNumber(1));
    command.add_option("--layers", m_layers, "Plane: dense layers of the field (default 2)")
        ->check(wholeNumber(2));
    command.add_option("--activation", m_activation, "Plane: tanh (default), relu or softplus");
    command
        .add_option("--extra-dimensions", m_extra,
            "Plane: dimensions added to the two, an augmented ODE-net (default 0)")
        ->check(wholeNumber(0));
    command.add_option("--blocks", m_blocks, "Plane: residual blocks (default 10)")
        ->check(wholeNumber(1));
    command.add_flag("--time-dependent", m_time, "Plane: the field sees t as one more number");
}

void ModelOptions::applyPlane(nn::ModelConfig& config) const
{
    const auto take = [&](const char* name, const auto& value, auto& target) {
        if (m_command->count(name) > 0)
            target = value;
    };
    take("--width", m_width, config.width);
    take("--layers", m_layers, config.layers);
    take("--activation", m_activation, config.activation);
    take("--extra-dimensions", m_extra, config.extra);
    take("--blocks", m_blocks, config.blocks);
    take("--time-dependent", m_time, config.timeDependent);
}

void ModelOptions::apply(nn::ModelConfig& config) const
{
    const auto given = [&](const char* name) { return m_command->count(name) > 0; };
    if (!m_model.empty())
        config.model = m_model;
    if (m_plane)
        applyPlane(config);
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
