// SPDX-License-Identifier: GPL-3.0-or-later
// What RunStore does to delete runs and to bring them back.
#include "nn/runs/move_folder.h"
#include "nn/runs/run_store.h"
#include "solvers/names.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr int kMaxNames = 1000;

fs::path trashOf(const fs::path& store)
{
    return store / ".trash";
}

} // namespace

std::string RunStore::remove(std::string_view id) const
{
    const StoredRun run = open(id);
    if (run.status == RunStatus::Running)
        failWith(run.folder, "the run is running; stop it first");
    std::error_code error;
    fs::create_directories(trashOf(m_folder), error);
    for (int i = 1; i < kMaxNames; ++i) {
        const std::string token = run.id + (i == 1 ? "" : "~" + std::to_string(i));
        if (movedFolder(run.folder, trashOf(m_folder) / token))
            return token;
    }
    failWith(trashOf(m_folder), "holds too many runs of the same name; empty it");
}

std::vector<std::string> RunStore::trash() const
{
    std::vector<std::string> tokens;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(trashOf(m_folder), error))
        tokens.push_back(entry.path().filename().string());
    std::sort(tokens.begin(), tokens.end());
    return tokens;
}

fs::path RunStore::trashed(std::string_view token) const
{
    const std::vector<std::string> tokens = trash();
    if (tokens.empty())
        throw std::invalid_argument("unknown deleted run '" + std::string(token)
            + "'; the trash of " + m_folder.string() + " is empty");
    if (std::find(tokens.begin(), tokens.end(), token) == tokens.end())
        throw std::invalid_argument(solvers::unknownName("deleted run", token, tokens));
    return trashOf(m_folder) / token;
}

std::string RunStore::restore(std::string_view token) const
{
    const fs::path from = trashed(token);
    const std::string id(token.substr(0, token.find('~')));
    if (!movedFolder(from, m_folder / id))
        failWith(m_folder / id, "there is a run of this id again; delete or move it first");
    return id;
}

void RunStore::purge(std::string_view token) const
{
    const fs::path folder = trashed(token);
    std::error_code error;
    fs::remove_all(folder, error);
    if (error)
        failWith(folder, "cannot be removed (" + error.message() + ")");
}

} // namespace nn
