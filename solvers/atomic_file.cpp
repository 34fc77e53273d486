// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/atomic_file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace solvers {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferSize = std::size_t { 1 } << 18;
constexpr int kMaxLinks = 40; // as Linux follows
constexpr int kMaxNames = 1000;

const char* advice(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return "free some space or choose another disk";
    case EACCES:
    case EPERM:
    case EROFS:
        return "choose a folder and a file that you may write to";
    case ENOENT:
    case ENOTDIR:
        return "create the folder first or choose another one";
    case EISDIR:
        return "name a file, not a folder";
    case ENAMETOOLONG:
        return "choose a shorter name";
    default:
        return "choose another folder or disk";
    }
}

struct Target {
    fs::path path;
    bool direct = false; ///< an open file by another name: must not be replaced
};

/// Where the bytes go once symbolic links are followed, also those that lead nowhere yet.
/// Links below /dev and /proc stand for files that are open already.
Target followLinks(fs::path path)
{
    std::error_code error;
    for (int i = 0; i < kMaxLinks && fs::is_symlink(path, error); ++i) {
        const std::string folder = fs::absolute(path, error).lexically_normal().string();
        if (folder.starts_with("/dev/") || folder.starts_with("/proc/"))
            return { path, true };
        const fs::path next = fs::read_symlink(path, error);
        if (error)
            break;
        path = next.is_absolute() ? next : path.parent_path() / next;
    }
    return { path, false };
}

/// Short whatever the target is called, so that a name of full length still works.
fs::path neighbour(const fs::path& target)
{
    static std::atomic<unsigned> counter { 0 };
    return target.parent_path()
        / (".separatrix-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp");
}

/// Not every file system can do it, and then there is nothing to wait for.
bool syncs(int descriptor)
{
    return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOSYS || errno == EROFS;
}

/// So that the new name, too, survives a loss of power. The content is safe by then.
void syncFolder(const fs::path& file)
{
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)syncs(descriptor);
    ::close(descriptor);
}

} // namespace

AtomicFile::AtomicFile(const fs::path& file)
    : m_file(file)
{
    if (file.empty())
        throw std::runtime_error("no file name given; name a file to write to");
    const Target target = followLinks(file);
    m_target = target.path;

    struct stat status { };
    const bool exists = ::stat(m_target.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        fail(EISDIR);
    if (!exists && errno != ENOENT)
        fail(errno);
    if (!exists && !m_target.has_filename())
        fail(ENOENT);
    if (exists && ::faccessat(AT_FDCWD, m_target.c_str(), W_OK, AT_EACCESS) != 0)
        fail(errno); // rename() would replace even a write-protected file

    if (target.direct || (exists && !S_ISREG(status.st_mode))) {
        m_descriptor = ::open(m_target.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        if (m_descriptor < 0)
            fail(errno);
    } else {
        openTemporary(exists);
    }
}

void AtomicFile::openTemporary(bool replacing)
{
    for (int i = 0; i < kMaxNames && m_descriptor < 0; ++i) {
        const fs::path name = neighbour(m_target);
        m_descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (m_descriptor >= 0)
            m_temporary = name;
        else if (errno != EEXIST) // else left behind by a process that had our number
            fail(errno);
    }
    if (m_descriptor < 0)
        fail(EEXIST);
    struct stat old { };
    if (!replacing || ::stat(m_target.c_str(), &old) != 0)
        return;
    // Only root may give a file away; for others the file becomes theirs, as with any editor.
    if (::fchown(m_descriptor, old.st_uid, old.st_gid) == 0 || old.st_uid == ::geteuid())
        (void)::fchmod(m_descriptor, old.st_mode & 07777);
}

AtomicFile::~AtomicFile()
{
    discard();
}

void AtomicFile::write(std::string_view bytes)
{
    m_buffer.append(bytes);
    if (m_buffer.size() >= kBufferSize)
        flush();
}

void AtomicFile::flush()
{
    std::string_view rest = m_buffer;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            fail(errno);
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
    }
    m_buffer.clear();
}

void AtomicFile::commit()
{
    flush();
    if (!m_temporary.empty() && !syncs(m_descriptor))
        fail(errno);
    if (::close(std::exchange(m_descriptor, -1)) != 0 && errno != EINTR)
        fail(errno);
    if (m_temporary.empty())
        return;
    if (std::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        fail(errno);
    m_temporary.clear();
    syncFolder(m_target);
}

void AtomicFile::discard()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
    m_temporary.clear();
}

void AtomicFile::fail(int error)
{
    discard();
    throw std::runtime_error(
        m_file.string() + ": cannot be written (" + std::strerror(error) + "); " + advice(error));
}

void writeFileAtomically(const fs::path& file, std::string_view bytes)
{
    AtomicFile output(file);
    output.write(bytes);
    output.commit();
}

} // namespace solvers
