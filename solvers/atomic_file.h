// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace solvers {

/// A file that appears whole or not at all: bytes go to a temporary neighbour, commit()
/// flushes it to the disk and renames it. Destroyed without commit() it leaves the old file.
///
/// Symbolic links are followed, the mode of an existing file is kept; a device or pipe
/// (/dev/stdout) is written directly. Every function throws std::runtime_error
/// ("FILE: what went wrong; what to try") when the file cannot be written.
class AtomicFile {
public:
    explicit AtomicFile(const std::filesystem::path& file);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view bytes); ///< appends
    void commit(); ///< once, at the end

private:
    void openTemporary(bool replacing);
    void flush();
    void discard();
    [[noreturn]] void fail(int error);

    std::filesystem::path m_file; ///< as the caller named it, for messages
    std::filesystem::path m_target; ///< with symbolic links followed
    std::filesystem::path m_temporary; ///< empty once renamed, or if m_target is a device
    std::string m_buffer;
    int m_descriptor = -1;
};

/// The whole content in one call. Throws as AtomicFile.
void writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);

} // namespace solvers
