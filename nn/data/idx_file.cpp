// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/idx_file.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kImages = 0x00000803;
constexpr std::uint32_t kLabels = 0x00000801;
constexpr std::uint64_t kLimit = INT_MAX; // bytes of content
constexpr std::size_t kChunk = std::size_t { 1 } << 20;

std::string hex(std::uint32_t value)
{
    char text[16];
    std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(value));
    return text;
}

/// A raw or gzipped file, read from the front. zlib tells the two apart by their first bytes.
class Input {
public:
    explicit Input(const fs::path& file)
        : m_name(file.string())
    {
        std::error_code error;
        const fs::file_status status = fs::status(file, error);
        if (fs::is_directory(status))
            fail("is a folder, expected an IDX file");
        if (fs::exists(status) && !fs::is_regular_file(status))
            fail("is a device or pipe, expected an IDX file");
        errno = 0;
        m_gz.reset(gzopen(file.c_str(), "rb"));
        if (!m_gz)
            fail(std::string("cannot be opened (") + std::strerror(errno ? errno : ENOMEM) + ")");
        gzbuffer(m_gz.get(), 1U << 17);
    }

    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(m_name + ": " + what);
    }

    bool gzipped() { return gzdirect(m_gz.get()) == 0; }

    /// Up to wanted bytes; fewer only at the end of the file.
    std::size_t read(std::uint8_t* to, std::size_t wanted)
    {
        std::size_t total = 0;
        while (total < wanted) {
            const int count = gzread(m_gz.get(), to + total, static_cast<unsigned>(wanted - total));
            if (count < 0)
                failReading();
            if (count == 0)
                break;
            total += static_cast<std::size_t>(count);
        }
        return total;
    }

    /// zlib reports a stream that breaks off only after the bytes before the break.
    bool brokenOff()
    {
        int error = Z_OK;
        gzerror(m_gz.get(), &error);
        return error == Z_BUF_ERROR;
    }

private:
    [[noreturn]] void failReading() const
    {
        int error = Z_OK;
        const char* text = gzerror(m_gz.get(), &error);
        if (error == Z_ERRNO)
            fail(std::string("cannot be read (") + std::strerror(errno) + ")");
        if (error == Z_BUF_ERROR)
            fail("the gzip data break off, expected the rest; copy or download the file again");
        // zlib puts its own name for the file in front.
        const std::string message = text;
        const std::size_t colon = message.rfind(": ");
        fail("the gzip data are damaged ("
            + (colon == std::string::npos ? message : message.substr(colon + 2))
            + "); copy or download the file again");
    }

    std::string m_name;
    struct Close {
        void operator()(gzFile_s* file) const { gzclose(file); }
    };
    std::unique_ptr<gzFile_s, Close> m_gz;
};

std::string bytesText(std::uint64_t bytes)
{
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

/// A gzip stream that breaks off is a damaged copy; an intact one of the wrong size is not.
[[noreturn]] void failTruncated(Input& input, std::uint64_t found, std::uint64_t expected)
{
    const std::string where = input.gzipped() ? " after decompression" : "";
    input.fail("truncated: found " + bytesText(found) + where + ", expected " + bytesText(expected)
        + (input.brokenOff() ? "; the gzip data break off, copy or download the file again" : ""));
}

const char* nameOf(std::uint32_t magic)
{
    return magic == kImages ? "images" : "labels";
}

/// The sizes of all axes, each 1 at least, their product kLimit at most.
std::vector<int> readHeader(Input& input, std::uint32_t magic)
{
    const std::size_t axes = magic & 0xFF;
    std::uint8_t bytes[4 * 4] = {};
    const std::size_t wanted = 4 * (axes + 1);
    const std::size_t found = input.read(bytes, wanted);
    if (found == 0 && !input.brokenOff())
        input.fail(std::string("is empty, expected an IDX file of ") + nameOf(magic));
    const auto word = [&](std::size_t i) {
        const std::uint8_t* b = bytes + 4 * i;
        return std::uint32_t { b[0] } << 24 | std::uint32_t { b[1] } << 16
            | std::uint32_t { b[2] } << 8 | std::uint32_t { b[3] };
    };
    if (found >= 4 && word(0) != magic) {
        const bool swapped = word(0) == kImages || word(0) == kLabels;
        input.fail("found magic number " + hex(word(0))
            + (swapped ? std::string(" (") + nameOf(word(0)) + ")" : " (not an IDX file of bytes)")
            + ", expected " + hex(magic) + " (" + nameOf(magic) + ")");
    }
    if (found < wanted)
        failTruncated(input, found, wanted);

    std::vector<int> sizes;
    std::string text;
    std::uint64_t product = 1;
    bool usable = true;
    for (std::size_t i = 1; i <= axes; ++i) {
        text += (i > 1 ? " x " : "") + std::to_string(word(i));
        usable = usable && word(i) > 0 && word(i) <= kLimit / product;
        product *= usable ? word(i) : 1;
        sizes.push_back(static_cast<int>(std::min<std::uint64_t>(word(i), kLimit)));
    }
    if (!usable)
        input.fail("the header declares " + text + " bytes, expected at least one and at most "
            + std::to_string(kLimit));
    return sizes;
}

/// Exactly size bytes up to the end of the file. Memory grows with what arrives, not with
/// what the header promised.
std::vector<std::uint8_t> readContent(Input& input, std::size_t size, std::size_t header)
{
    std::vector<std::uint8_t> content;
    while (content.size() < size) {
        const std::size_t before = content.size();
        const std::size_t wanted = std::min(std::max(kChunk, before), size - before);
        content.resize(before + wanted);
        const std::size_t found = input.read(content.data() + before, wanted);
        if (found < wanted)
            failTruncated(input, header + before + found, header + size);
    }
    // Asking for more also makes zlib compare the checksum at the end.
    std::uint8_t surplus = 0;
    if (input.read(&surplus, 1) != 0)
        input.fail("found surplus bytes, expected " + bytesText(header + size)
            + (input.gzipped() ? " after decompression" : ""));
    if (input.brokenOff())
        input.fail("the gzip data break off, expected a checksum at the end; "
                   "copy or download the file again");
    return content;
}

} // namespace

IdxImages readIdxImages(const fs::path& file)
{
    Input input(file);
    const std::vector<int> sizes = readHeader(input, kImages);
    IdxImages images { sizes[0], sizes[1], sizes[2], {} };
    const std::size_t size = static_cast<std::size_t>(sizes[0]) * static_cast<std::size_t>(sizes[1])
        * static_cast<std::size_t>(sizes[2]);
    images.pixels = readContent(input, size, 16);
    return images;
}

std::vector<std::uint8_t> readIdxLabels(const fs::path& file)
{
    Input input(file);
    const std::vector<int> sizes = readHeader(input, kLabels);
    return readContent(input, static_cast<std::size_t>(sizes[0]), 8);
}

} // namespace nn
