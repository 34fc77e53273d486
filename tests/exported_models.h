// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"
#include "nn/models/model_file.h"
#include "nn/training/training.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

/// Models and digits on which exports are compared with the program.
namespace exported {

/// Weights that are far from their start, as training leaves them: scales and offsets of
/// normalisations differ from 1 and 0, running statistics are those of data.
inline std::unique_ptr<nn::Model<float>> model(const nn::ModelConfig& config)
{
    auto made = nn::makeModel<float>(config);
    nn::Random random(11);
    made->initialise(random);
    for (const nn::ParameterInfo& tensor : made->parameters().tensors())
        for (nn::Index i = 0; i < tensor.size; ++i) {
            float& value = made->parameters().data(tensor.offset)[i];
            if (tensor.name.ends_with("num_batches_tracked"))
                value = 7.0F;
            else if (tensor.shape.size() < 2)
                value += 0.2F * static_cast<float>(random.normal());
            else
                value *= 1.5F;
        }
    for (const nn::ParameterInfo& tensor : made->parameters().tensors())
        if (tensor.name.ends_with("running_var"))
            *made->parameters().data(tensor.offset) = 0.7F;
    return made;
}

inline nn::ModelConfig config(const std::string& model, const std::string& solver = "rk4",
    const std::string& block = "article")
{
    nn::ModelConfig made;
    made.model = model;
    made.solver = solver;
    made.block = block;
    return made;
}

inline nn::ModelConfig adaptive(
    const std::string& solver, double tolerance, const std::string& block = "article")
{
    nn::ModelConfig made = config("odenet", solver, block);
    made.adaptive = true;
    made.rtol = tolerance;
    made.atol = tolerance;
    return made;
}

/// The first digits of the shipped test set.
inline const nn::ImageSet& digits()
{
    static const nn::ImageSet set = nn::loadMnist(nn::Split::Test, nn::shippedMnist());
    return set;
}

inline std::vector<float> logits(const nn::Model<float>& model, long count)
{
    std::vector<long> indices(static_cast<std::size_t>(count));
    std::iota(indices.begin(), indices.end(), 0L);
    std::vector<float> result;
    nn::evaluate(model, digits(), indices, 2, &result);
    return result;
}

/// Pixels as float32 in 0..1, for programs that read plain numbers.
inline void writePixels(const std::filesystem::path& file, long count)
{
    std::vector<float> pixels(static_cast<std::size_t>(count) * 784);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<float>(digits().pixels[i]) / 255.0F;
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(pixels.data()),
            static_cast<std::streamsize>(pixels.size() * sizeof(float)));
}

inline std::vector<float> readNumbers(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::vector<float> numbers(std::filesystem::file_size(file) / sizeof(float));
    stream.read(reinterpret_cast<char*>(numbers.data()),
        static_cast<std::streamsize>(numbers.size() * sizeof(float)));
    return numbers;
}

/// Infinite where the sizes differ or a number is none.
inline double largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    double largest = a.size() == b.size() && !a.empty() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double apart = std::abs(double(a[i]) - double(b[i]));
        largest = std::isfinite(apart) ? std::max(largest, apart) : HUGE_VAL;
    }
    return largest;
}

} // namespace exported
