// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/safetensors.h"

#include <array>
#include <bit>

// What the reader and the writer of safetensors files share.
namespace nn::safetensors {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");

inline constexpr std::size_t kLengthBytes = 8;
inline constexpr const char* kMetadata = "__metadata__";

struct TypeRow {
    TensorType type;
    const char* name;
    std::size_t bytes;
};

inline constexpr std::array kTypes { TypeRow { TensorType::F32, "F32", 4 },
    TypeRow { TensorType::F64, "F64", 8 }, TypeRow { TensorType::I64, "I64", 8 } };

inline const TypeRow& rowOf(TensorType type)
{
    return kTypes[static_cast<std::size_t>(type)];
}

/// The whole of a regular file of at most 2 GiB. Throws std::runtime_error("FILE: ...").
std::string readBytes(const std::filesystem::path& file);

/// Text from a foreign file, fit for a terminal: short and without control characters.
inline std::string shownName(std::string_view text)
{
    constexpr std::size_t kShown = 80;
    std::string shown(text.substr(0, kShown));
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = '?';
    return '"' + shown + (text.size() > kShown ? "...\"" : "\"");
}

/// False where the product of the sizes times start does not fit.
inline bool multiply(std::span<const std::int64_t> shape, std::int64_t& product)
{
    for (const std::int64_t size : shape)
        if (__builtin_mul_overflow(product, size, &product))
            return false;
    return true;
}

} // namespace nn::safetensors
