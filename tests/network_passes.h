// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"
#include "nn/models/safetensors.h"
#include "nn/training/loss.h"

#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

/// Passes of the article's networks over the eight digits of tests/data/networks.
namespace passes {

inline const std::string kData = std::string(TEST_DATA_DIR) + "/networks/";
inline constexpr nn::Index kSamples = 8;

/// Any tensor of floating-point numbers, or of counts, as T.
template <typename T>
std::vector<T> numbers(const nn::Tensor& tensor)
{
    const auto widened
        = [](const auto& values) { return std::vector<T>(values.begin(), values.end()); };
    switch (tensor.type) {
    case nn::TensorType::F32:
        return widened(tensor.values<float>());
    case nn::TensorType::F64:
        return widened(tensor.values<double>());
    default:
        return widened(tensor.values<std::int64_t>());
    }
}

template <typename Scalar>
std::unique_ptr<nn::Model<Scalar>> loaded(const nn::ModelConfig& config, const std::string& file)
{
    auto model = nn::makeModel<Scalar>(config);
    const nn::TensorFile weights = nn::readSafetensors(kData + file);
    auto& store = model->parameters();
    if (weights.tensors.size() != store.tensors().size())
        throw std::runtime_error("other tensors than in the file");
    for (const nn::ParameterInfo& tensor : store.tensors()) {
        const nn::Tensor* found = weights.find(tensor.name);
        if (!found
            || !std::equal(
                found->shape.begin(), found->shape.end(), tensor.shape.begin(), tensor.shape.end()))
            throw std::runtime_error("missing or of another shape: " + tensor.name);
        store.import(tensor, numbers<Scalar>(*found).data());
    }
    return model;
}

template <typename Scalar>
struct Digits {
    std::vector<Scalar> pixels;
    std::vector<int> labels;

    Digits()
    {
        const nn::TensorFile file = nn::readSafetensors(kData + "inputs.safetensors");
        pixels = numbers<Scalar>(*file.find("images"));
        labels = numbers<int>(*file.find("labels"));
    }
    nn::ConstView<Scalar> view(nn::Index samples = kSamples) const
    {
        return { pixels.data(), samples, { 28, 28, 1 } };
    }
    std::span<const int> first(nn::Index samples) const
    {
        return std::span(labels).first(static_cast<std::size_t>(samples));
    }
};

template <typename Scalar>
struct Pass {
    std::vector<Scalar> logits;
    double loss = 0.0;
    std::vector<Scalar> gradient;
    nn::PassCounters counters;
};

template <typename Scalar>
Pass<Scalar> run(
    const nn::Model<Scalar>& model, nn::Workspace<Scalar>& work, nn::Index samples = kSamples)
{
    const Digits<Scalar> digits;
    Pass<Scalar> pass;
    work.rewind();
    pass.gradient.resize(static_cast<std::size_t>(model.parameters().size()));
    const nn::View<Scalar> logits = model.forward(digits.view(samples), work, &pass.counters);
    pass.logits.assign(logits.data, logits.data + logits.size());
    const nn::View<Scalar> dlogits = work.allocate(logits.samples, logits.shape);
    pass.loss = nn::softmaxCrossEntropy<Scalar>(
                    logits, digits.first(samples), double(samples), dlogits.data)
        / double(samples);
    model.backward(dlogits, work, pass.gradient.data(), &pass.counters);
    return pass;
}

/// ||a - b|| / ||b||
template <typename Scalar>
double distance(const std::vector<Scalar>& a, const std::vector<double>& b)
{
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        difference += std::pow(double(a.at(i)) - b[i], 2);
        norm += b[i] * b[i];
    }
    return std::sqrt(difference / norm);
}

inline nn::ModelConfig configured(const std::string& model, const std::string& gradient = {})
{
    nn::ModelConfig config;
    config.model = model;
    config.gradient = gradient;
    return config;
}

} // namespace passes
