// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"

#include <CLI/App.hpp>

#include <string>

namespace app {

/// The options that choose a network and the solver of its ODE block.
class ModelOptions {
public:
    enum class Use { Train, Evaluate, Fork }; ///< a fork keeps its model

    void add(CLI::App& command, Use use);
    void addPlane(CLI::App& command); ///< sizes of the models of the plane; after add()

    /// The model named on the command line; empty if none was.
    const std::string& model() const { return m_model; }
    /// Overwrites what was given, keeps the rest of the configuration.
    void apply(nn::ModelConfig& config) const;

    /// The model of a file with what the command line says otherwise: another solver, other
    /// steps. Throws UsageError, and std::runtime_error naming the file.
    template <typename Scalar>
    std::unique_ptr<nn::Model<Scalar>> load(
        const std::string& file, const std::string& gradient = {}) const;

private:
    void applyPlane(nn::ModelConfig& config) const;

    const CLI::App* m_command = nullptr;
    std::string m_model;
    std::string m_block;
    double m_depth = 0.0;
    std::string m_solver;
    double m_step = 0.0;
    double m_rtol = 0.0;
    double m_atol = 0.0;
    bool m_plane = false; ///< addPlane() was called
    int m_width = 0; ///< this and what follows: of models of the plane
    int m_layers = 0;
    std::string m_activation;
    int m_extra = 0;
    int m_blocks = 0;
    bool m_time = false;
};

} // namespace app
