// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nn {

enum class TensorType { F32, F64, I64 };

/// One named array, row-major as in PyTorch; an empty shape is a single number.
struct Tensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::string bytes; ///< little-endian

    std::int64_t size() const; ///< product of shape, throws std::invalid_argument if it overflows

    /// The numbers, where T is float, double or std::int64_t and fits type exactly; else
    /// throws std::invalid_argument.
    template <typename T>
    std::vector<T> values() const;
};

/// A tensor of T = float, double or std::int64_t; throws std::invalid_argument if there are
/// not as many values as shape says.
template <typename T>
Tensor makeTensor(std::string name, std::vector<std::int64_t> shape, std::span<const T> values);

/// What a .safetensors file holds, in the order of its header.
struct TensorFile {
    std::vector<Tensor> tensors;
    std::map<std::string, std::string> metadata;

    const Tensor* find(std::string_view name) const; ///< nullptr if there is none
};

/// "[64, 1, 3, 3]", as messages and lists print a shape.
std::string shapeText(std::span<const std::int64_t> shape);

/// Reads a .safetensors file (huggingface/safetensors, "Format") of F32, F64 and I64
/// tensors, at most 2 GiB. A file that breaks a rule of the format throws
/// std::runtime_error("FILE: tensor NAME: found ..., expected ...").
TensorFile readSafetensors(const std::filesystem::path& file);

/// The same from the bytes of a file; `file` is its name in messages.
TensorFile parseSafetensors(std::string_view bytes, const std::string& file);

/// Writes whole or not at all (solvers::AtomicFile, which says what throws). Names that
/// occur twice, or bytes that do not fit the shape, throw std::invalid_argument.
void writeSafetensors(const std::filesystem::path& file, const TensorFile& content);

/// The bytes that writeSafetensors() writes.
std::string serializeSafetensors(const TensorFile& content);

} // namespace nn
