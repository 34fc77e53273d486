// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/safetensors.h"
#include "nn/models/safetensors_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <stdexcept>

namespace nn {

namespace {

using namespace safetensors;
namespace fs = std::filesystem;
using Json = nlohmann::json; // the ordered one takes quadratic time for many names

constexpr std::uint64_t kMaxHeader = 100'000'000; // the limit of the reference implementation
constexpr std::uint64_t kMaxFile = std::uint64_t { 1 } << 31;
constexpr std::size_t kMaxDepth = 3; // file, tensor, shape
constexpr std::size_t kMaxAxes = 16;
/// What the JSON library lets pass: of two equal keys the last would win, and values nest as
/// deep as they like. Each function returns whether to go on.
struct HeaderCheck final : nlohmann::json_sax<Json> {
    std::string problem; ///< the rest of a sentence about the header
    std::vector<std::string> names; ///< keys of the outermost object, in order

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(std::int64_t) override { return true; }
    bool number_unsigned(std::uint64_t) override { return true; }
    bool number_float(double, const std::string&) override { return true; }
    bool string(std::string&) override { return true; }
    bool binary(Json::binary_t&) override { return true; }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override
    {
        if (!m_keys.back().insert(name).second) {
            problem = "holds the name " + shownName(name) + " twice";
            return false;
        }
        if (m_keys.size() == 1)
            names.push_back(name);
        return true;
    }

    bool parse_error(
        std::size_t byte, const std::string&, const nlohmann::json::exception& error) override
    {
        const bool range = dynamic_cast<const nlohmann::json::out_of_range*>(&error) != nullptr;
        problem = range ? "holds a number that is too large"
                        : "is not valid JSON (byte " + std::to_string(byte) + " of it)";
        return false;
    }

private:
    bool open()
    {
        if (m_keys.size() == kMaxDepth)
            problem = "is nested deeper than the format allows";
        m_keys.emplace_back();
        return problem.empty();
    }
    bool close()
    {
        m_keys.pop_back();
        return true;
    }

    std::vector<std::set<std::string>> m_keys; ///< of each open object
};

/// One file being read; every rule that it breaks ends in a sentence that names it.
class Parser {
public:
    Parser(std::string_view bytes, const std::string& file)
        : m_bytes(bytes)
        , m_file(file)
    {
    }

    TensorFile parse();

private:
    struct Range {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::size_t tensor = 0;
    };

    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(m_file + ": " + what);
    }
    [[noreturn]] void failTensor(std::string_view name, const std::string& what) const
    {
        fail("tensor " + shownName(name) + ": " + what);
    }
    std::string_view header() const;
    Json parseHeader(std::string_view text);
    std::map<std::string, std::string> parseMetadata(const Json& json) const;
    void parseTensor(const std::string& name, const Json& json);
    TensorType parseType(const std::string& name, const Json& json) const;
    std::vector<std::int64_t> parseShape(const std::string& name, const Json& json) const;
    Range parseOffsets(const std::string& name, const Json& json) const;
    void checkLayout();

    std::string_view m_bytes;
    std::string m_file;
    std::string_view m_data; ///< what follows the header
    std::vector<std::string> m_names; ///< in the order of the header
    TensorFile m_result;
    std::vector<Range> m_ranges;
};

TensorFile Parser::parse()
{
    const std::string_view text = header();
    m_data = m_bytes.substr(kLengthBytes + text.size());
    const Json json = parseHeader(text);
    for (const std::string& name : m_names) {
        if (name == kMetadata)
            m_result.metadata = parseMetadata(json.at(name));
        else
            parseTensor(name, json.at(name));
    }
    checkLayout();
    for (const Range& range : m_ranges)
        m_result.tensors[range.tensor].bytes = m_data.substr(range.begin, range.end - range.begin);
    return std::move(m_result);
}

std::string_view Parser::header() const
{
    if (m_bytes.size() < kLengthBytes)
        fail("found " + std::to_string(m_bytes.size())
            + " bytes, expected a safetensors file, which starts with 8 bytes of header length");
    std::uint64_t length = 0;
    std::memcpy(&length, m_bytes.data(), kLengthBytes);
    const std::uint64_t rest = m_bytes.size() - kLengthBytes;
    // A file of another kind has some text there, which is a huge number.
    if (length > kMaxHeader)
        fail("the header length is " + std::to_string(length) + ", expected at most "
            + std::to_string(kMaxHeader) + "; this is not a safetensors file");
    if (length > rest)
        fail("truncated: found " + std::to_string(rest)
            + " bytes after the header length, expected " + std::to_string(length)
            + " of header alone");
    const std::string_view text = m_bytes.substr(kLengthBytes, static_cast<std::size_t>(length));
    if (!text.starts_with('{'))
        fail("the header does not start with {; this is not a safetensors file");
    return text;
}

Json Parser::parseHeader(std::string_view text)
{
    // Checked in a pass of its own: the library's callback takes quadratic time.
    HeaderCheck check;
    if (!Json::sax_parse(text, &check))
        fail("the header " + check.problem);
    m_names = std::move(check.names);
    return Json::parse(text);
}

std::map<std::string, std::string> Parser::parseMetadata(const Json& json) const
{
    if (!json.is_object())
        fail(std::string(kMetadata) + ": found " + json.type_name() + ", expected an object");
    std::map<std::string, std::string> metadata;
    for (const auto& [key, value] : json.items()) {
        if (!value.is_string())
            fail(std::string(kMetadata) + ": the value of " + shownName(key) + " is "
                + value.type_name() + ", expected a string");
        metadata[key] = value.get<std::string>();
    }
    return metadata;
}

void Parser::parseTensor(const std::string& name, const Json& json)
{
    if (!json.is_object())
        failTensor(name, std::string("found ") + json.type_name() + ", expected an object");
    for (const auto& [key, value] : json.items())
        if (key != "dtype" && key != "shape" && key != "data_offsets")
            failTensor(
                name, "found " + shownName(key) + ", expected dtype, shape and data_offsets");
    for (const char* key : { "dtype", "shape", "data_offsets" })
        if (!json.contains(key))
            failTensor(name, std::string(key) + " is missing");

    Tensor tensor { name, parseType(name, json["dtype"]), parseShape(name, json["shape"]), {} };
    Range range = parseOffsets(name, json["data_offsets"]);
    range.tensor = m_result.tensors.size();
    auto bytes = static_cast<std::int64_t>(rowOf(tensor.type).bytes);
    if (!multiply(tensor.shape, bytes))
        failTensor(name, "the shape " + shapeText(tensor.shape) + " is too large for any file");
    if (range.end - range.begin != static_cast<std::uint64_t>(bytes))
        failTensor(name,
            "data_offsets span " + std::to_string(range.end - range.begin) + " bytes, expected "
                + std::to_string(bytes) + " for " + rowOf(tensor.type).name + " "
                + shapeText(tensor.shape));
    m_result.tensors.push_back(std::move(tensor));
    m_ranges.push_back(range);
}

TensorType Parser::parseType(const std::string& name, const Json& json) const
{
    if (!json.is_string())
        failTensor(name, std::string("dtype is ") + json.type_name() + ", expected a string");
    const std::string text = json.get<std::string>();
    for (const TypeRow& row : kTypes)
        if (text == row.name)
            return row.type;
    failTensor(name, "found dtype " + shownName(text) + ", expected F32, F64 or I64");
}

std::vector<std::int64_t> Parser::parseShape(const std::string& name, const Json& json) const
{
    if (!json.is_array())
        failTensor(name, std::string("shape is ") + json.type_name() + ", expected an array");
    if (json.size() > kMaxAxes)
        failTensor(name,
            "shape has " + std::to_string(json.size()) + " axes, expected at most "
                + std::to_string(kMaxAxes));
    std::vector<std::int64_t> shape;
    for (const Json& size : json) {
        if (!size.is_number_unsigned() || size.get<std::uint64_t>() > std::uint64_t { INT64_MAX })
            failTensor(name,
                "found " + shownName(size.dump())
                    + " in shape, expected whole numbers"
                      " from 0");
        shape.push_back(size.get<std::int64_t>());
    }
    return shape;
}

Parser::Range Parser::parseOffsets(const std::string& name, const Json& json) const
{
    if (!json.is_array() || json.size() != 2 || !json[0].is_number_unsigned()
        || !json[1].is_number_unsigned())
        failTensor(name, "data_offsets are not two whole numbers from 0");
    const Range range { json[0].get<std::uint64_t>(), json[1].get<std::uint64_t>(), 0 };
    std::string text = "[";
    text += std::to_string(range.begin) + ", " + std::to_string(range.end) + "]";
    if (range.begin > range.end)
        failTensor(name, "data_offsets " + text + " run backwards");
    if (range.end > m_data.size())
        failTensor(name,
            "data_offsets " + text + " lead past the end, expected at most "
                + std::to_string(m_data.size()) + "; the file may be truncated");
    return range;
}

void Parser::checkLayout()
{
    std::stable_sort(m_ranges.begin(), m_ranges.end(), [](const Range& a, const Range& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::uint64_t used = 0;
    for (const Range& range : m_ranges) {
        if (range.begin != used)
            failTensor(m_result.tensors[range.tensor].name,
                "its bytes start at " + std::to_string(range.begin) + ", expected "
                    + std::to_string(used)
                    + (range.begin < used ? "; tensors overlap" : "; there is a hole before it"));
        used = range.end;
    }
    if (used != m_data.size())
        fail("found " + std::to_string(m_data.size() - used)
            + " surplus bytes after the last tensor, expected none");
}

} // namespace

std::string safetensors::readBytes(const fs::path& file)
{
    const auto fail
        = [&](const std::string& what) { throw std::runtime_error(file.string() + ": " + what); };
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (fs::exists(status) && !fs::is_regular_file(status))
        fail("is not a regular file, expected a safetensors file");
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        fail(std::string("cannot be opened (") + std::strerror(errno ? errno : EIO) + ")");
    const std::uint64_t size = fs::file_size(file, error);
    if (error)
        fail("cannot be read (" + error.message() + ")");
    if (size > kMaxFile)
        fail("holds " + std::to_string(size) + " bytes, expected at most "
            + std::to_string(kMaxFile));
    std::string bytes(static_cast<std::size_t>(size), '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::uint64_t>(stream.gcount()) != size)
        fail("cannot be read to its end; it may be changing");
    return bytes;
}

TensorFile parseSafetensors(std::string_view bytes, const std::string& file)
{
    return Parser(bytes, file).parse();
}

TensorFile readSafetensors(const fs::path& file)
{
    return parseSafetensors(readBytes(file), file.string());
}

} // namespace nn
