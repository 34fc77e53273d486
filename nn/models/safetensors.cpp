// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/safetensors.h"

#include "nn/models/safetensors_format.h"
#include "solvers/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <set>
#include <stdexcept>
#include <type_traits>

namespace nn {

namespace {

using namespace safetensors;
using Json = nlohmann::ordered_json;

template <typename T>
constexpr TensorType typeOf()
{
    if constexpr (std::is_same_v<T, float>)
        return TensorType::F32;
    else if constexpr (std::is_same_v<T, double>)
        return TensorType::F64;
    else
        return TensorType::I64;
}

void checkForWriting(const TensorFile& content)
{
    std::set<std::string_view> names { kMetadata };
    for (const Tensor& tensor : content.tensors) {
        if (!names.insert(tensor.name).second)
            throw std::invalid_argument(
                "safetensors: the name " + shownName(tensor.name) + " is taken");
        const auto expected = static_cast<std::uint64_t>(tensor.size()) * rowOf(tensor.type).bytes;
        if (tensor.bytes.size() != expected)
            throw std::invalid_argument("safetensors: tensor " + shownName(tensor.name) + " has "
                + std::to_string(tensor.bytes.size()) + " bytes, expected "
                + std::to_string(expected) + " for its shape " + shapeText(tensor.shape));
    }
}

/// Tensors with larger numbers first, so that every number is aligned in a mapped file.
std::vector<const Tensor*> storageOrder(const TensorFile& content)
{
    std::vector<const Tensor*> order;
    for (const Tensor& tensor : content.tensors)
        order.push_back(&tensor);
    std::stable_sort(order.begin(), order.end(), [](const Tensor* a, const Tensor* b) {
        return rowOf(a->type).bytes > rowOf(b->type).bytes;
    });
    return order;
}

} // namespace

std::string shapeText(std::span<const std::int64_t> shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

std::int64_t Tensor::size() const
{
    std::int64_t product = 1;
    const bool negative
        = std::any_of(shape.begin(), shape.end(), [](std::int64_t axis) { return axis < 0; });
    if (negative || !multiply(shape, product))
        throw std::invalid_argument(
            "tensor " + shownName(name) + ": unusable shape " + shapeText(shape));
    return product;
}

template <typename T>
std::vector<T> Tensor::values() const
{
    if (type != typeOf<T>())
        throw std::invalid_argument("tensor " + shownName(name) + ": found dtype "
            + rowOf(type).name + ", expected " + rowOf(typeOf<T>()).name);
    std::vector<T> result(bytes.size() / sizeof(T));
    if (!result.empty())
        std::memcpy(result.data(), bytes.data(), result.size() * sizeof(T));
    return result;
}

template <typename T>
Tensor makeTensor(std::string name, std::vector<std::int64_t> shape, std::span<const T> values)
{
    Tensor tensor { std::move(name), typeOf<T>(), std::move(shape), {} };
    if (static_cast<std::size_t>(tensor.size()) != values.size())
        throw std::invalid_argument("tensor " + shownName(tensor.name) + ": "
            + std::to_string(values.size()) + " values do not fill the shape "
            + shapeText(tensor.shape));
    tensor.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return tensor;
}

const Tensor* TensorFile::find(std::string_view name) const
{
    const auto found = std::find_if(
        tensors.begin(), tensors.end(), [&](const Tensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

std::string serializeSafetensors(const TensorFile& content)
{
    checkForWriting(content);
    const std::vector<const Tensor*> order = storageOrder(content);
    std::map<std::string_view, std::uint64_t> begin;
    std::uint64_t used = 0;
    for (const Tensor* tensor : order) {
        begin[tensor->name] = used;
        used += tensor->bytes.size();
    }

    Json header = Json::object();
    if (!content.metadata.empty())
        header[kMetadata] = content.metadata;
    for (const Tensor& tensor : content.tensors) {
        const std::uint64_t from = begin[tensor.name];
        header[tensor.name]
            = { { "dtype", rowOf(tensor.type).name }, { "shape", Json(tensor.shape) },
                  { "data_offsets", Json::array({ from, from + tensor.bytes.size() }) } };
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');

    const std::uint64_t length = text.size();
    std::string bytes(reinterpret_cast<const char*>(&length), kLengthBytes);
    bytes.reserve(kLengthBytes + text.size() + static_cast<std::size_t>(used));
    bytes += text;
    for (const Tensor* tensor : order)
        bytes += tensor->bytes;
    return bytes;
}

void writeSafetensors(const std::filesystem::path& file, const TensorFile& content)
{
    solvers::writeFileAtomically(file, serializeSafetensors(content));
}

template std::vector<float> Tensor::values<float>() const;
template std::vector<double> Tensor::values<double>() const;
template std::vector<std::int64_t> Tensor::values<std::int64_t>() const;
template Tensor makeTensor(std::string, std::vector<std::int64_t>, std::span<const float>);
template Tensor makeTensor(std::string, std::vector<std::int64_t>, std::span<const double>);
template Tensor makeTensor(std::string, std::vector<std::int64_t>, std::span<const std::int64_t>);

} // namespace nn
