// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_store.h"

#include <string>

namespace nn {

/// The run folder of a training that is about to begin; taken away again where that never does.
class KeptRun {
public:
    /// A folder that cannot be made is no reason not to train: see problem(). Throws
    /// std::invalid_argument for unusable options and names.
    KeptRun(const RunStore& store, const RunConfig& config);
    KeptRun(const RunStore& store, const TrainingOptions& options, const std::string& name = {});
    ~KeptRun();
    KeptRun(const KeptRun&) = delete;
    KeptRun& operator=(const KeptRun&) = delete;

    const TrainingOptions& options() const { return m_options; } ///< to train with
    const std::string& id() const { return m_id; } ///< empty: it is not kept
    const std::string& problem() const { return m_problem; } ///< why not

private:
    TrainingOptions m_options;
    std::string m_id;
    std::string m_problem;
};

} // namespace nn
