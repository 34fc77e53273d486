// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/npz.h"

#include <zip.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace solvers {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");

constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);
constexpr std::size_t kHeaderAlignment = 64;
constexpr std::uint64_t kMostBytes = std::uint64_t(1) << 31;
constexpr std::string_view kSuffix = ".npy";

template <typename T>
constexpr const char* typeName()
{
    return std::is_same_v<T, double> ? "<f8" : std::is_same_v<T, float> ? "<f4" : "<i8";
}

/// Bytes of one entry of an array; 0 for a type that is not ours.
std::uint64_t entryBytes(std::string_view type)
{
    if (type == "<f8" || type == "<i8")
        return 8;
    if (type == "<f4")
        return 4;
    std::uint64_t characters = 0;
    const char* const end = type.data() + type.size();
    if (type.starts_with("<U") && std::from_chars(type.data() + 2, end, characters).ptr == end)
        return 4 * characters;
    return 0;
}

/// False where the product does not fit into what we read.
bool byteCount(const NumpyArray& array, std::uint64_t& count)
{
    count = entryBytes(array.type);
    for (const std::int64_t size : array.shape)
        if (size < 0 || __builtin_mul_overflow(count, static_cast<std::uint64_t>(size), &count)
            || count > kMostBytes)
            return false;
    return true;
}

std::string npyBytes(const NumpyArray& array)
{
    std::string header = "{'descr': '" + array.type + "', 'fortran_order': False, 'shape': (";
    for (const std::int64_t size : array.shape)
        header += std::to_string(size) + (array.shape.size() == 1 ? "," : ", ");
    header += "), }";
    const std::size_t before = kMagic.size() + 2;
    const std::size_t length = before + header.size() + 1;
    header.append((kHeaderAlignment - length % kHeaderAlignment) % kHeaderAlignment, ' ');
    header += '\n';
    std::string bytes(kMagic);
    bytes += static_cast<char>(header.size() & 0xFF);
    bytes += static_cast<char>(header.size() >> 8);
    return bytes + header + array.bytes;
}

struct ZipError {
    zip_error_t error;
    ZipError() { zip_error_init(&error); }
    ~ZipError() { zip_error_fini(&error); }
    ZipError(const ZipError&) = delete;
    ZipError& operator=(const ZipError&) = delete;
};

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

using Archive = std::unique_ptr<zip_t, Discard>;
using Source = std::unique_ptr<zip_source_t, Discard>;

[[noreturn]] void fail(const std::string& what, zip_error_t* error)
{
    throw std::runtime_error(what + ": " + zip_error_strerror(error));
}

/// Opens source, which stays the caller's.
Archive openArchive(zip_source_t* source, int flags, const std::string& what)
{
    ZipError error;
    Archive archive(zip_open_from_source(source, flags, &error.error));
    if (!archive)
        fail(what, &error.error);
    zip_source_keep(source);
    return archive;
}

void addFile(zip_t* archive, const std::string& name, const std::string& bytes)
{
    zip_source_t* const content = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const zip_int64_t index
        = content ? zip_file_add(archive, name.c_str(), content, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        zip_source_free(content);
        fail("array " + name, zip_get_error(archive));
    }
    const auto at = static_cast<zip_uint64_t>(index);
    zip_set_file_compression(archive, at, ZIP_CM_STORE, 0);
    // The day before which ZIP knows no times: equal arrays give equal bytes.
    zip_file_set_dostime(archive, at, 0, (1 << 5) | 1, 0);
}

std::string readAll(zip_source_t* source)
{
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_open(source) != 0 || zip_source_stat(source, &stat) != 0)
        fail("archive", zip_source_error(source));
    std::string bytes(stat.size, '\0');
    const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (read != static_cast<zip_int64_t>(bytes.size()))
        fail("archive", zip_source_error(source));
    return bytes;
}

/// The text between quotes after 'key':, or between brackets.
std::string headerField(std::string_view header, std::string_view key, char open, char close)
{
    const std::size_t at = header.find("'" + std::string(key) + "':");
    const std::size_t first = at == header.npos ? at : header.find(open, at + key.size() + 3);
    const std::size_t last = first == header.npos ? first : header.find(close, first + 1);
    return std::string(last == header.npos ? "" : header.substr(first + 1, last - first - 1));
}

std::vector<std::int64_t> shapeOf(const std::string& text, const std::string& what)
{
    std::vector<std::int64_t> shape;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        if (*at == ' ' || *at == ',') {
            ++at;
            continue;
        }
        const auto [stop, error] = std::from_chars(at, end, shape.emplace_back());
        if (error != std::errc())
            throw std::runtime_error(what + ": found the shape (" + text + "), expected numbers");
        at = stop;
    }
    return shape;
}

NumpyArray parseNpy(std::string name, std::string bytes, const std::string& what)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const bool known = bytes.size() >= 12 && bytes.starts_with(kMagic.substr(0, 6));
    const std::size_t start = known && byte(6) > 1 ? 12 : 10;
    std::size_t length = known ? byte(8) + 256U * byte(9) : 0U;
    if (start == 12)
        length += (byte(10) << 16) + (static_cast<std::size_t>(byte(11)) << 24);
    if (!known || bytes.size() < start + length)
        throw std::runtime_error(what + ": found no numpy array, expected one");
    const std::string header = bytes.substr(start, length);
    NumpyArray array { std::move(name), headerField(header, "descr", '\'', '\''),
        shapeOf(headerField(header, "shape", '(', ')'), what), {} };
    if (entryBytes(array.type) == 0 && array.type != "<U0")
        throw std::runtime_error(
            what + ": found the type '" + array.type + "', expected <f4, <f8, <i8 or text");
    if (header.find("'fortran_order': False") == header.npos && array.shape.size() > 1)
        throw std::runtime_error(what
            + ": found columns first, expected rows first; save "
              "numpy.ascontiguousarray(array)");
    std::uint64_t expected = 0;
    if (!byteCount(array, expected) || bytes.size() - start - length != expected)
        throw std::runtime_error(what + ": found " + std::to_string(bytes.size() - start - length)
            + " bytes, which its shape does not fit");
    array.bytes = bytes.substr(start + length);
    return array;
}

void appendUtf8(std::string& text, std::uint32_t code)
{
    if (code > 0x10FFFF)
        throw std::invalid_argument("text: found no Unicode character");
    if (code < 0x80) {
        text += static_cast<char>(code);
        return;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr int leads[] { 0, 0xC0, 0xE0, 0xF0 };
    text += static_cast<char>(leads[more] | static_cast<int>(code >> (6 * more)));
    for (int i = more - 1; i >= 0; --i)
        text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

} // namespace

std::string NumpyArray::text() const
{
    if (!type.starts_with("<U") || !shape.empty())
        throw std::invalid_argument("array " + name + ": found " + type + ", expected text");
    std::string result;
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
        std::uint32_t code = 0;
        std::memcpy(&code, bytes.data() + i, 4);
        if (code != 0)
            appendUtf8(result, code);
    }
    return result;
}

template <typename T>
std::vector<T> NumpyArray::values() const
{
    if (type != typeName<T>())
        throw std::invalid_argument(
            "array " + name + ": found " + type + ", expected " + typeName<T>());
    std::vector<T> result(bytes.size() / sizeof(T));
    std::memcpy(result.data(), bytes.data(), result.size() * sizeof(T));
    return result;
}

template std::vector<float> NumpyArray::values() const;
template std::vector<double> NumpyArray::values() const;
template std::vector<std::int64_t> NumpyArray::values() const;

template <typename T>
NumpyArray numpyArray(std::string name, std::vector<std::int64_t> shape, std::span<const T> values)
{
    NumpyArray array { std::move(name), typeName<T>(), std::move(shape), {} };
    std::uint64_t count = 0;
    if (!byteCount(array, count) || count != values.size_bytes())
        throw std::invalid_argument("array " + array.name + ": the shape does not fit "
            + std::to_string(values.size()) + " numbers");
    array.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return array;
}

template NumpyArray numpyArray(std::string, std::vector<std::int64_t>, std::span<const float>);
template NumpyArray numpyArray(std::string, std::vector<std::int64_t>, std::span<const double>);
template NumpyArray numpyArray(
    std::string, std::vector<std::int64_t>, std::span<const std::int64_t>);

NumpyArray numpyText(std::string name, std::string_view utf8)
{
    NumpyArray array { std::move(name), {}, {}, {} };
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i++]);
        const int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        std::uint32_t code = more == 0 ? lead : lead & (0x3FU >> more);
        for (int k = 0; k < more && i < utf8.size(); ++k)
            code = code << 6 | (static_cast<unsigned char>(utf8[i++]) & 0x3F);
        array.bytes.append(reinterpret_cast<const char*>(&code), 4);
    }
    array.type = "<U" + std::to_string(array.bytes.size() / 4);
    return array;
}

std::string npzBytes(std::span<const NumpyArray> arrays)
{
    std::vector<std::string> files; // must outlive the archive
    for (const NumpyArray& array : arrays)
        files.push_back(npyBytes(array));
    ZipError error;
    const Source target(zip_source_buffer_create(nullptr, 0, 0, &error.error));
    if (!target)
        fail("archive", &error.error);
    Archive archive = openArchive(target.get(), ZIP_TRUNCATE, "archive");
    for (std::size_t i = 0; i < files.size(); ++i)
        addFile(archive.get(), arrays[i].name + std::string(kSuffix), files[i]);
    if (zip_close(archive.get()) != 0)
        fail("archive", zip_get_error(archive.get()));
    (void)archive.release(); // zip_close() has freed it
    return readAll(target.get());
}

std::vector<NumpyArray> parseNpz(std::string_view bytes, const std::string& file)
{
    if (!isZip(bytes)) // libzip takes nothing for an empty archive
        throw std::runtime_error(file + ": found no ZIP archive, expected an .npz file");
    ZipError error;
    const Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error.error));
    if (!source)
        fail(file, &error.error);
    const Archive archive = openArchive(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, file);
    std::vector<NumpyArray> arrays;
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        const auto at = static_cast<zip_uint64_t>(i);
        if (zip_stat_index(archive.get(), at, 0, &stat) != 0)
            fail(file, zip_get_error(archive.get()));
        std::string name(stat.name);
        const std::string what = file + ": array " + name;
        if (!name.ends_with(kSuffix))
            throw std::runtime_error(
                file + ": found the entry " + name + ", expected numpy arrays, NAME.npy");
        if (stat.size > kMostBytes)
            throw std::runtime_error(what + ": is larger than 2 GiB");
        const std::unique_ptr<zip_file_t, Discard> entry(zip_fopen_index(archive.get(), at, 0));
        std::string content(stat.size, '\0');
        if (!entry
            || zip_fread(entry.get(), content.data(), content.size())
                != static_cast<zip_int64_t>(content.size()))
            throw std::runtime_error(what + ": is damaged");
        name.resize(name.size() - kSuffix.size());
        arrays.push_back(parseNpy(std::move(name), std::move(content), what));
    }
    return arrays;
}

bool isZip(std::string_view bytes)
{
    return bytes.starts_with(std::string_view("PK\x03\x04", 4))
        || bytes.starts_with(std::string_view("PK\x05\x06", 4));
}

} // namespace solvers
