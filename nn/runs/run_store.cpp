// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/run_store.h"

#include "nn/models/model.h"
#include "nn/runs/move_folder.h"
#include "nn/training/checkpoint.h"
#include "nn/training/run_log.h"
#include "solvers/names.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr int kMaxNames = 1000;
constexpr std::size_t kLongestName = 200; ///< bytes
constexpr std::size_t kNamed = 5; ///< runs that a message lists

fs::path environmentFolder(const char* variable)
{
    const char* const value = std::getenv(variable);
    return value ? fs::path(value) : fs::path();
}

/// One line without control characters, which a terminal or a table would trip over.
std::string oneLine(std::string_view text)
{
    std::string line;
    for (const char c : text)
        line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos)
        return {};
    return line.substr(begin, line.find_last_not_of(' ') + 1 - begin);
}

std::string usableName(std::string_view text)
{
    const std::string line = oneLine(text);
    if (line.empty())
        throw std::invalid_argument("The name of a run must have at least one character.");
    if (line.size() > kLongestName)
        throw std::invalid_argument("The name of a run may have at most "
            + std::to_string(kLongestName) + " bytes, this one has " + std::to_string(line.size())
            + ".");
    return line;
}

/// Short enough to have something added to it, cut between two characters
std::string shortName(const std::string& name)
{
    std::size_t end = std::min(name.size(), kLongestName / 2);
    while (end < name.size() && end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;
    return name.substr(0, end);
}

/// "2026-01-01-odenet-3f2a"
std::string newId(const RunConfig& config)
{
    std::random_device random;
    char digits[16];
    std::snprintf(digits, sizeof digits, "%04x", random() & 0xFFFFU);
    return config.created.substr(0, 10) + "-" + config.options.model.model + "-" + digits;
}

/// A start that is not a file is left to the training to complain about.
void copyStart(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    if (from.empty() || !fs::is_regular_file(from, error))
        return;
    if (!fs::copy_file(from, to, error) || error)
        failWith(to, "cannot be written (" + error.message() + "); free some space");
}

/// A folder that disappears again unless it was moved away.
class NewFolder {
public:
    explicit NewFolder(const fs::path& store)
    {
        static std::atomic<unsigned> counter { 0 };
        std::error_code error;
        fs::create_directories(store, error);
        for (int i = 0; i < kMaxNames && !error && m_path.empty(); ++i) {
            const fs::path path
                = store / (".new-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
            if (fs::create_directory(path, error))
                m_path = path; // else left behind by a process that had our number
        }
        if (m_path.empty())
            failWith(store,
                "no run folder can be made (" + error.message()
                    + "); choose a folder that you may write to");
    }
    ~NewFolder()
    {
        std::error_code error;
        fs::remove_all(m_path, error);
    }
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

std::vector<std::string> idsOf(const std::vector<StoredRun>& runs)
{
    std::vector<std::string> ids;
    for (const StoredRun& run : runs)
        ids.push_back(run.id);
    return ids;
}

} // namespace

fs::path RunStore::userFolder()
{
    if (const fs::path own = environmentFolder("SEPARATRIX_USER_DIR"); !own.empty())
        return own;
    if (const fs::path data = environmentFolder("XDG_DATA_HOME"); !data.empty())
        return data / "separatrix";
    if (const fs::path home = environmentFolder("HOME"); !home.empty())
        return home / ".local" / "share" / "separatrix";
    return "separatrix";
}

fs::path RunStore::defaultFolder()
{
    return userFolder() / "runs";
}

RunStore::RunStore(fs::path folder)
    : m_folder(std::move(folder))
{
}

std::vector<RunFolder> RunStore::folders() const
{
    std::vector<RunFolder> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(m_folder, error)) {
        const RunFolder folder(entry.path());
        if (folder.id().starts_with('.') || !entry.is_directory(error))
            continue;
        if (fs::exists(folder.config(), error) || fs::exists(folder.record(), error))
            found.push_back(folder);
    }
    return found;
}

std::vector<StoredRun> RunStore::list(std::vector<std::string>* faults) const
{
    std::vector<StoredRun> runs;
    for (const RunFolder& folder : folders()) {
        try {
            runs.push_back(readStoredRun(folder));
        } catch (const std::runtime_error& error) {
            // What was moved away meanwhile is not a fault.
            std::error_code gone;
            if (faults && fs::exists(folder.path(), gone))
                faults->emplace_back(error.what());
        }
    }
    std::sort(runs.begin(), runs.end(), [](const StoredRun& a, const StoredRun& b) {
        return std::pair(a.created, a.id) > std::pair(b.created, b.id);
    });
    return runs;
}

StoredRun RunStore::open(std::string_view idOrName) const
{
    std::vector<RunFolder> begun;
    for (const RunFolder& folder : folders()) {
        if (folder.id() == idOrName)
            return readStoredRun(folder);
        if (!idOrName.empty() && folder.id().starts_with(idOrName))
            begun.push_back(folder);
    }
    std::vector<StoredRun> runs = list();
    std::vector<StoredRun> named;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(named),
        [&](const StoredRun& run) { return run.name == idOrName; });
    if (named.size() == 1)
        return named.front();
    if (named.empty() && begun.size() == 1)
        return readStoredRun(begun.front());
    std::vector<std::string> ids = idsOf(named);
    for (const RunFolder& folder : begun)
        ids.push_back(folder.id());
    if (ids.size() > 1) {
        std::string text = std::to_string(ids.size()) + " runs are meant by '"
            + std::string(idOrName) + "'; give the whole id: ";
        for (std::size_t i = 0; i < ids.size() && i < kNamed; ++i)
            text += (i > 0 ? ", " : "") + ids[i];
        throw std::invalid_argument(text + (ids.size() > kNamed ? ", ..." : ""));
    }
    ids = idsOf(runs); // newest first
    if (ids.empty())
        throw std::invalid_argument("unknown run '" + std::string(idOrName)
            + "'; there are no runs in " + m_folder.string());
    std::vector<std::string> known = ids;
    for (const StoredRun& run : runs)
        if (std::find(known.begin(), known.end(), run.name) == known.end())
            known.push_back(run.name);
    if (solvers::closestNames(idOrName, known).empty()) {
        known = ids;
        known.resize(std::min(ids.size(), kNamed));
    }
    throw std::invalid_argument(solvers::unknownName("run", idOrName, known));
}

StoredRun RunStore::create(RunConfig config) const
{
    TrainingOptions& options = config.options;
    for (fs::path* const file : { &options.dataDirectory, &options.init, &options.resume })
        if (!file->empty()) // a later resume may come from another folder
            *file = fs::absolute(*file).lexically_normal();
    if (const std::string problem = options.problem(); !problem.empty())
        throw std::invalid_argument(problem);
    if (!config.forkedFrom.empty() && options.steps == 0 && options.epochs <= config.forkEpoch)
        throw std::invalid_argument("A fork of epoch " + std::to_string(config.forkEpoch)
            + " has nothing to train until epoch " + std::to_string(options.epochs)
            + "; raise the number of epochs.");
    config.name = config.name.empty() ? std::string(modelById(options.model.model).name)
                                      : usableName(config.name);
    config.created = utcNow();

    const NewFolder made(m_folder);
    const RunFolder folder(made.path());
    copyStart(options.resume, folder.start());
    copyStart(options.init, folder.init());
    writeRunConfig(folder, config);
    for (int i = 0; i < kMaxNames; ++i) {
        const fs::path target = fs::absolute(m_folder / newId(config));
        if (!movedFolder(made.path(), target))
            continue;
        options.runFolder = target;
        return { config, RunFolder(target).id(), target, {}, RunStatus::Queued, {} };
    }
    failWith(m_folder, "no free name for a run is left; choose another folder");
}

StoredRun RunStore::create(const TrainingOptions& options, const std::string& name) const
{
    RunConfig config;
    config.name = name;
    config.options = options;
    return create(std::move(config));
}

void RunStore::rename(std::string_view id, std::string_view name) const
{
    const std::string usable = usableName(name);
    const StoredRun run = open(id);
    changeRunText(RunFolder(run.folder), run, "name", usable);
}

void RunStore::setNote(std::string_view id, std::string_view note) const
{
    const StoredRun run = open(id);
    changeRunText(RunFolder(run.folder), run, "note", std::string(note));
}

TrainingOptions RunStore::resumed(std::string_view id) const
{
    const StoredRun run = open(id);
    const RunFolder folder(run.folder);
    switch (run.status) {
    case RunStatus::Running:
        failWith(run.folder, "the run is running already");
    case RunStatus::Finished:
        failWith(run.folder, "the run is finished; fork it to train on");
    case RunStatus::Diverged:
        failWith(run.folder,
            "the run diverged and would do so again; fork it with a smaller learning rate");
    case RunStatus::Queued:
    case RunStatus::Interrupted:
    case RunStatus::Stopped:
        break;
    }
    TrainingOptions options = run.options;
    std::error_code error;
    if (const fs::path newest = folder.newestCheckpoint(); !newest.empty()) {
        options = resumedOptions(newest);
    } else if (fs::exists(folder.start(), error)) {
        options.resume = folder.start();
        options.forked = !run.forkedFrom.empty();
    } else if (fs::exists(folder.init(), error)) {
        options.init = folder.init();
    }
    options.runFolder = folder.path();
    options.keptEpochs = run.options.keptEpochs;
    return options;
}

RunConfig RunStore::forked(std::string_view id, int epoch) const
{
    const StoredRun run = open(id);
    const auto& kept = run.keptEpochs;
    if (std::find(kept.begin(), kept.end(), epoch) == kept.end()) {
        std::string text;
        for (const int other : kept)
            text += (text.empty() ? "; there are: " : ", ") + std::to_string(other);
        throw std::invalid_argument("run " + run.id + " has no checkpoint of epoch "
            + std::to_string(epoch) + (text.empty() ? "; it has kept none" : text));
    }
    RunConfig config;
    config.name = shortName(run.name) + ", from epoch " + std::to_string(epoch);
    config.forkedFrom = run.id;
    config.forkEpoch = epoch;
    config.options = resumedOptions(run.checkpoint(epoch));
    config.options.forked = true;
    config.options.keptEpochs = run.options.keptEpochs;
    if (config.options.steps > 0
        && checkpointPosition(run.checkpoint(epoch)).step >= config.options.steps)
        config.options.steps = 0; // they are done: epochs count from here
    return config;
}

} // namespace nn
