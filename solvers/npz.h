// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// One array of an .npz file, row by row; an empty shape is a single number.
struct NumpyArray {
    std::string name; ///< "t", without .npy
    std::string type; ///< as numpy writes it: "<f8", "<f4", "<i8", "<U12" (UCS-4)
    std::vector<std::int64_t> shape;
    std::string bytes; ///< little-endian

    std::string text() const; ///< of type "<U...", UTF-8; else std::invalid_argument
    /// T is double, float or std::int64_t and fits type exactly; else std::invalid_argument.
    template <typename T>
    std::vector<T> values() const;
};

/// T is double, float or std::int64_t. Throws std::invalid_argument if shape does not fit.
template <typename T>
NumpyArray numpyArray(std::string name, std::vector<std::int64_t> shape, std::span<const T> values);
NumpyArray numpyText(std::string name, std::string_view utf8);

/// The bytes of an .npz file: a ZIP archive, stored, of .npy files (NEP 1, version 1.0), the same
/// for the same arrays. numpy.load() opens it without pickle. Throws std::runtime_error.
std::string npzBytes(std::span<const NumpyArray> arrays);

/// The reverse, compressed archives too; `file` is its name in messages. Arrays in column order
/// or of other types than those above throw std::runtime_error("FILE: ..."), as do files that
/// are none; at most 2 GiB an array.
std::vector<NumpyArray> parseNpz(std::string_view bytes, const std::string& file);

/// Whether the bytes begin as a ZIP archive does.
bool isZip(std::string_view bytes);

} // namespace solvers
