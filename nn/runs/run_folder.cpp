// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/run_folder.h"

#include "nn/training/checkpoint.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace nn {

namespace {

namespace fs = std::filesystem;

/// The number of a file "0007.safetensors"; 0 for other names.
int epochOf(const fs::path& file)
{
    const std::string stem = file.stem().string();
    int epoch = 0;
    const auto [stop, error] = std::from_chars(stem.data(), stem.data() + stem.size(), epoch);
    const bool ours = error == std::errc() && stop == stem.data() + stem.size()
        && file.extension() == ".safetensors";
    return ours && epoch > 0 ? epoch : 0;
}

struct flock wholeFile()
{
    struct flock lock { };
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

RunFolder::RunFolder(fs::path folder)
    : m_path(std::move(folder))
{
    if (!m_path.has_filename()) // "runs/a/"
        m_path = m_path.parent_path();
}

std::string RunFolder::id() const
{
    return m_path.filename().string();
}

fs::path RunFolder::epochCheckpoint(int epoch) const
{
    char name[40];
    std::snprintf(name, sizeof name, "%04d.safetensors", epoch);
    return m_path / "epochs" / name;
}

std::vector<int> RunFolder::keptEpochs() const
{
    std::vector<int> epochs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(m_path / "epochs", error))
        if (const int epoch = epochOf(entry.path()); epoch > 0)
            epochs.push_back(epoch);
    std::sort(epochs.begin(), epochs.end());
    return epochs;
}

void RunFolder::thinEpochs(int most) const
{
    const std::vector<int> epochs = keptEpochs();
    if (epochs.empty())
        return;
    const auto stays
        = [&](int epoch, int stride) { return epoch % stride == 0 || epoch == epochs.back(); };
    const auto count = [&](int stride) {
        return std::count_if(
            epochs.begin(), epochs.end(), [&](int epoch) { return stays(epoch, stride); });
    };
    int stride = 1;
    while (count(stride) > most && stride <= epochs.back())
        stride *= 2;
    std::error_code error; // what stays for once goes with the next epoch
    for (const int epoch : epochs)
        if (!stays(epoch, stride))
            fs::remove(epochCheckpoint(epoch), error);
}

fs::path RunFolder::newestCheckpoint() const
{
    std::vector<fs::path> files { checkpoint() };
    const std::vector<int> epochs = keptEpochs();
    for (auto epoch = epochs.rbegin(); epoch != epochs.rend(); ++epoch)
        files.push_back(epochCheckpoint(*epoch));
    fs::path newest;
    long most = -1;
    for (const fs::path& file : files) {
        std::error_code error;
        if (!fs::exists(file, error))
            continue;
        try {
            const long step = checkpointPosition(file).step;
            if (step > most) {
                most = step;
                newest = file;
            }
        } catch (const std::runtime_error&) {
            continue; // damaged: an older one serves as well
        }
        if (file != checkpoint())
            break; // the others are of earlier epochs
    }
    return newest;
}

bool RunFolder::busy() const
{
    const int descriptor = ::open(lock().c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    struct flock query = wholeFile();
    const bool held = ::fcntl(descriptor, F_OFD_GETLK, &query) == 0 && query.l_type != F_UNLCK;
    ::close(descriptor);
    return held;
}

RunLock::RunLock(const RunFolder& folder)
    : m_descriptor(::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666))
{
    struct flock lock = wholeFile();
    if (m_descriptor >= 0 && ::fcntl(m_descriptor, F_OFD_SETLK, &lock) == 0)
        return;
    const int error = errno;
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (error == EAGAIN || error == EACCES)
        if (folder.busy())
            throw std::runtime_error(folder.path().string()
                + ": a training is writing into this run folder; stop it first");
    throw std::runtime_error(folder.lock().string() + ": cannot be locked (" + std::strerror(error)
        + "); choose a folder that you may write to");
}

RunLock::~RunLock()
{
    ::close(m_descriptor);
}

} // namespace nn
