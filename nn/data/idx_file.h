// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace nn {

/// Grey-level images: pixels holds count x rows x columns bytes, image by image, row by row.
struct IdxImages {
    int count = 0;
    int rows = 0;
    int columns = 0;
    std::vector<std::uint8_t> pixels;
};

/// Reads an IDX file of unsigned bytes with three axes (magic 0x00000803, big-endian
/// header; Y. LeCun's MNIST page), raw or gzipped: the content decides, not the name.
///
/// At least one image, at most 2 GiB. Anything else (wrong magic, truncated, surplus bytes,
/// damaged gzip) throws std::runtime_error("FILE: found ..., expected ...").
IdxImages readIdxImages(const std::filesystem::path& file);

/// Reads an IDX file of unsigned bytes with one axis (magic 0x00000801), one byte for each
/// label. Limits and errors as readIdxImages().
std::vector<std::uint8_t> readIdxLabels(const std::filesystem::path& file);

} // namespace nn
