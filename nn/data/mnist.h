// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace nn {

/// Images with the class of each. pixels: count x rows x columns bytes, image by image, row
/// by row, 0 = background, 255 = ink; labels: count entries, 0 to 9. Samples that are no images,
/// points of the plane, have values instead of pixels.
struct ImageSet {
    int count = 0;
    int rows = 0;
    int columns = 0;
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;
    std::vector<float> values {}; ///< count x columns, rows = 1; empty where there are pixels
};

enum class Split { Train, Test };

/// Reads one half of an MNIST-like data set: 28 x 28 images, labels 0 to 9.
///
/// directory holds train-images-idx3-ubyte, train-labels-idx1-ubyte and the two t10k- files,
/// each raw or .gz, with - or . before idx. Throws std::runtime_error naming the file and
/// what was expected.
ImageSet loadMnist(Split split, const std::filesystem::path& directory);

/// The directory of the MNIST files that come with the program: below $SEPARATRIX_DATA_DIR
/// if that is set, else share/separatrix/datasets beside the program's bin directory, the
/// install prefix, the source tree. Throws std::runtime_error listing where it looked.
std::filesystem::path shippedMnist();

} // namespace nn
