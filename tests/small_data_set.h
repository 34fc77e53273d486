// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"

#include <QTemporaryDir>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

/// A temporary folder with a few MNIST digits as plain IDX files, since unpacking all 70 000
/// takes longer than a test: the shipped test set's first ones for training, the next for testing.
class SmallDataSet {
public:
    SmallDataSet(int train, int test)
    {
        const nn::ImageSet digits = nn::loadMnist(nn::Split::Test, nn::shippedMnist());
        write("train", digits, 0, train);
        write("t10k", digits, train, test);
    }

    std::filesystem::path folder() const { return file({}); }
    std::filesystem::path file(const std::string& name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

private:
    static std::string bigEndian(int value)
    {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>(value >> shift & 0xFF);
        return bytes;
    }

    void write(const std::string& stem, const nn::ImageSet& digits, int first, int count) const
    {
        const auto slice = [&](const std::vector<std::uint8_t>& bytes, int size) {
            return std::string(
                bytes.begin() + first * size, bytes.begin() + (first + count) * size);
        };
        const int pixels = digits.rows * digits.columns;
        std::ofstream(file(stem + "-images-idx3-ubyte"), std::ios::binary)
            << bigEndian(0x803) << bigEndian(count) << bigEndian(digits.rows)
            << bigEndian(digits.columns) << slice(digits.pixels, pixels);
        std::ofstream(file(stem + "-labels-idx1-ubyte"), std::ios::binary)
            << bigEndian(0x801) << bigEndian(count) << slice(digits.labels, 1);
    }

    QTemporaryDir m_folder;
};

inline std::string bytesOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error(file.string() + ": cannot be read");
    return { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() };
}
