// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/kept_run.h"

#include <stdexcept>
#include <system_error>

namespace nn {

namespace {

RunConfig configOf(const TrainingOptions& options, const std::string& name)
{
    RunConfig config;
    config.name = name;
    config.options = options;
    return config;
}

} // namespace

KeptRun::KeptRun(const RunStore& store, const RunConfig& config)
    : m_options(config.options)
{
    try {
        const StoredRun run = store.create(config);
        m_options = run.options;
        m_id = run.id;
    } catch (const std::runtime_error& error) {
        m_problem = error.what();
    }
}

KeptRun::KeptRun(const RunStore& store, const TrainingOptions& options, const std::string& name)
    : KeptRun(store, configOf(options, name))
{
}

KeptRun::~KeptRun()
{
    std::error_code error;
    if (!m_id.empty() && !std::filesystem::exists(RunFolder(m_options.runFolder).record(), error))
        std::filesystem::remove_all(m_options.runFolder, error);
}

} // namespace nn
