// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/gradient_check.h"

#include "nn/training/loss.h"
#include "nn/training/micro_batch.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

constexpr double kSmallest = 1e-6; ///< derivatives below count as this large

/// Mean loss of fixed images as a function of the weights, as in training.
class BatchLoss {
public:
    BatchLoss(Model<double>& model, const ImageSet& images, std::span<const long> indices)
        : m_model(model)
        , m_images(images)
        , m_indices(indices.begin(), indices.end())
        , m_labels(indices.size())
    {
        copyLabels(images, indices, m_labels);
    }

    /// gradient, where given, is laid out like the store, and zero.
    double operator()(std::vector<double>* gradient)
    {
        m_work.rewind();
        m_work.training = true;
        m_work.taping = gradient != nullptr;
        const auto count = static_cast<double>(m_indices.size());
        const View<double> pixels
            = copyImages<double, long>(m_images, std::span<const long>(m_indices), m_work);
        const View<double> logits = m_model.forward(pixels, m_work, &m_counters);
        if (!gradient)
            return softmaxCrossEntropy<double>(logits, m_labels) / count;
        const View<double> dlogits = m_work.allocate(logits.samples, logits.shape);
        const double loss
            = softmaxCrossEntropy<double>(logits, m_labels, count, dlogits.data) / count;
        m_model.backward(dlogits, m_work, gradient->data(), &m_counters);
        return loss;
    }

    std::string problem() const
    {
        return m_counters.solverFailed ? m_counters.message : std::string();
    }

private:
    Model<double>& m_model;
    const ImageSet& m_images;
    std::vector<long> m_indices;
    std::vector<int> m_labels;
    Workspace<double> m_work;
    PassCounters m_counters;
};

/// Of at most `count` trainable tensors, evenly spread, the place of the largest derivative.
std::vector<CheckedWeight> chosenWeights(
    const ParameterStore<double>& store, const std::vector<double>& gradient, int count)
{
    std::vector<const ParameterInfo*> tensors;
    for (const ParameterInfo& tensor : store.tensors())
        if (tensor.trainable && tensor.size > 0)
            tensors.push_back(&tensor);
    const std::size_t taken = std::min(tensors.size(), static_cast<std::size_t>(count));
    std::vector<CheckedWeight> chosen;
    for (std::size_t i = 0; i < taken; ++i) {
        const ParameterInfo& tensor
            = *tensors[taken > 1 ? i * (tensors.size() - 1) / (taken - 1) : 0];
        const auto first = gradient.begin() + tensor.offset;
        const auto largest = std::max_element(first, first + tensor.size,
            [](double a, double b) { return std::abs(a) < std::abs(b); });
        chosen.push_back({ tensor.name, largest - first, *largest, 0.0, 0.0 });
    }
    return chosen;
}

Index offsetOf(const ParameterStore<double>& store, const CheckedWeight& weight)
{
    const auto tensor = std::ranges::find(store.tensors(), weight.tensor, &ParameterInfo::name);
    return tensor->offset + weight.index;
}

void checkCall(
    const ImageSet& images, std::span<const long> indices, const GradientCheckOptions& options)
{
    if (options.weights < 1)
        throw std::invalid_argument("gradient check: expected at least 1 weight");
    if (!std::isfinite(options.difference) || options.difference <= 0.0)
        throw std::invalid_argument("gradient check: the difference must be a positive number");
    if (indices.empty())
        throw std::invalid_argument("gradient check: there are no images");
    for (const long index : indices)
        if (index < 0 || index >= images.count)
            throw std::invalid_argument(
                "gradient check: there is no image " + std::to_string(index));
}

} // namespace

GradientCheck checkGradient(const ModelWeights& weights, const ImageSet& images,
    std::span<const long> indices, const GradientCheckOptions& options,
    const std::function<bool(int done, int all)>& proceed)
{
    checkCall(images, indices, options);
    const auto model = makeModel<double>(weights);
    ParameterStore<double>& store = model->parameters();
    BatchLoss loss(*model, images, indices);
    GradientCheck check;
    std::vector<double> gradient(static_cast<std::size_t>(store.size()));
    check.loss = loss(&gradient);
    std::vector<CheckedWeight> chosen = chosenWeights(store, gradient, options.weights);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (proceed && !proceed(static_cast<int>(i), static_cast<int>(chosen.size()))) {
            check.stopped = true;
            break;
        }
        CheckedWeight& weight = chosen[i];
        double& number = *store.data(offsetOf(store, weight));
        const double kept = number;
        number = kept + options.difference;
        const double above = loss(nullptr);
        number = kept - options.difference;
        const double below = loss(nullptr);
        number = kept;
        weight.difference = (above - below) / (2.0 * options.difference);
        weight.error = std::abs(weight.gradient - weight.difference)
            / std::max({ std::abs(weight.gradient), std::abs(weight.difference), kSmallest });
        check.largestError = std::max(check.largestError, weight.error);
        check.weights.push_back(weight);
    }
    check.problem = loss.problem();
    return check;
}

} // namespace nn
