// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/mnist.h"

#include "nn/data/idx_file.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr int kSide = 28;
constexpr int kClasses = 10;

struct FileName {
    const char* stem;
    const char* axes;
};

constexpr std::array kTrain { FileName { "train-images", "idx3-ubyte" },
    FileName { "train-labels", "idx1-ubyte" } };
constexpr std::array kTest { FileName { "t10k-images", "idx3-ubyte" },
    FileName { "t10k-labels", "idx1-ubyte" } };

/// The file under any of its usual names, or an empty path.
fs::path locate(const fs::path& directory, const FileName& name)
{
    for (const char* separator : { "-", "." })
        for (const char* suffix : { "", ".gz" }) {
            const fs::path file
                = directory / (std::string(name.stem) + separator + name.axes + suffix);
            std::error_code error;
            if (fs::exists(file, error))
                return file;
        }
    return {};
}

fs::path require(const fs::path& directory, const FileName& name)
{
    std::error_code error;
    if (!fs::is_directory(directory, error)) {
        const char* what = fs::exists(directory, error) ? "is not a folder" : "does not exist";
        throw std::runtime_error(directory.string() + ": " + what
            + ", expected a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte,"
              " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (plain or .gz)");
    }
    fs::path file = locate(directory, name);
    if (file.empty())
        throw std::runtime_error(directory.string() + ": holds no " + name.stem + "-" + name.axes
            + " (plain or .gz), expected train-images-idx3-ubyte, train-labels-idx1-ubyte,"
              " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte");
    return file;
}

bool isComplete(const fs::path& directory)
{
    const auto found = [&](const FileName& name) { return !locate(directory, name).empty(); };
    return std::all_of(kTrain.begin(), kTrain.end(), found)
        && std::all_of(kTest.begin(), kTest.end(), found);
}

std::vector<fs::path> places()
{
    if (const char* variable = std::getenv("SEPARATRIX_DATA_DIR"); variable && *variable)
        return { variable }; // who names a folder does not want another one
    std::vector<fs::path> result;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error)
        result.push_back(program.parent_path().parent_path() / "share/separatrix/datasets");
    result.emplace_back(SEPARATRIX_INSTALL_DATA_DIR);
    result.emplace_back(SEPARATRIX_SOURCE_DATA_DIR);
    return result;
}

} // namespace

ImageSet loadMnist(Split split, const fs::path& directory)
{
    const auto& names = split == Split::Train ? kTrain : kTest;
    const fs::path imageFile = require(directory, names[0]);
    const fs::path labelFile = require(directory, names[1]);

    IdxImages images = readIdxImages(imageFile);
    if (images.rows != kSide || images.columns != kSide)
        throw std::runtime_error(imageFile.string() + ": found images of "
            + std::to_string(images.rows) + " x " + std::to_string(images.columns)
            + " pixels, expected 28 x 28, the size that the networks take");
    std::vector<std::uint8_t> labels = readIdxLabels(labelFile);
    if (labels.size() != static_cast<std::size_t>(images.count))
        throw std::runtime_error(labelFile.string() + ": found " + std::to_string(labels.size())
            + " labels, expected " + std::to_string(images.count) + ", as many as "
            + imageFile.filename().string() + " has images");
    const auto wrong
        = std::find_if(labels.begin(), labels.end(), [](auto label) { return label >= kClasses; });
    if (wrong != labels.end())
        throw std::runtime_error(labelFile.string() + ": found label " + std::to_string(*wrong)
            + " at index " + std::to_string(wrong - labels.begin()) + ", expected 0 to 9");
    return { images.count, images.rows, images.columns, std::move(images.pixels),
        std::move(labels) };
}

fs::path shippedMnist()
{
    std::string looked;
    for (const fs::path& place : places()) {
        const fs::path directory = place / "mnist";
        if (isComplete(directory))
            return directory;
        looked += (looked.empty() ? "" : ", ") + directory.string();
    }
    throw std::runtime_error("MNIST: the four files were not found in " + looked
        + "; name their folder with --data, or set SEPARATRIX_DATA_DIR to the folder that holds"
          " mnist/");
}

} // namespace nn
