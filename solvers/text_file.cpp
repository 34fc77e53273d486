// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace solvers {

namespace {

constexpr std::streamsize kLargestFile = 10'000'000;

} // namespace

std::string readTextFile(const std::filesystem::path& file, std::string_view expected)
{
    std::ifstream stream(file, std::ios::binary);
    std::string text;
    if (stream) {
        text.resize(static_cast<std::size_t>(kLargestFile) + 1);
        errno = 0;
        stream.read(text.data(), kLargestFile + 1);
        text.resize(static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad() || (!stream.eof() && stream.fail())) {
        const int error = errno;
        throw std::runtime_error(file.string() + ": the file cannot be read: "
            + (error != 0 ? std::strerror(error) : "unknown reason"));
    }
    if (text.size() > static_cast<std::size_t>(kLargestFile))
        throw std::runtime_error(
            file.string() + ": the file is larger than 10 MB, expected " + std::string(expected));
    return text;
}

std::string shortened(const std::string& text)
{
    constexpr std::size_t longest = 200;
    if (text.size() <= longest)
        return text;
    std::size_t end = longest;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) // inside of a character
        --end;
    return text.substr(0, end) + "...";
}

} // namespace solvers
