// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/optimizer.h"

#include "solvers/registry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace nn {

namespace {

constexpr std::array kOptimizers {
    OptimizerInfo { "adam", "Adam", "m/(√v + ε), β₁ = 0.9, β₂ = 0.999, ε = 1e-8", 1e-3 },
    OptimizerInfo { "sgd", "SGD with momentum", "v ← 0.9 v + g, θ ← θ - η v", 1e-2 },
    OptimizerInfo { "rmsprop", "RMSprop", "g/(√v + ε), v ← 0.99 v + 0.01 g², ε = 1e-8", 1e-2 },
};

/// Kingma & Ba, ICLR 2015, algorithm 1, with epsilon outside the root as in PyTorch's Adam.
template <typename Scalar>
class Adam final : public Optimizer<Scalar> {
public:
    explicit Adam(const ParameterStore<Scalar>& parameters)
        : Optimizer<Scalar>(parameters)
        , m_mean(static_cast<std::size_t>(parameters.size()))
        , m_square(m_mean.size())
    {
    }

    std::string_view id() const override { return "adam"; }
    std::vector<OptimizerSlot<Scalar>> stateVectors() override
    {
        return { { "mean", m_mean }, { "square", m_square } };
    }

protected:
    void prepare(double rate) override
    {
        const auto step = static_cast<double>(this->steps());
        m_rate = static_cast<Scalar>(rate / (1.0 - std::pow(kBeta1, step)));
        m_rootCorrection = static_cast<Scalar>(std::sqrt(1.0 - std::pow(kBeta2, step)));
    }

    void updateTrainable(Scalar* values, const Scalar* gradient, Index first, Index last) override
    {
        constexpr auto beta1 = static_cast<Scalar>(kBeta1);
        constexpr auto beta2 = static_cast<Scalar>(kBeta2);
        constexpr auto fresh1 = static_cast<Scalar>(1.0 - kBeta1);
        constexpr auto fresh2 = static_cast<Scalar>(1.0 - kBeta2);
        constexpr auto epsilon = static_cast<Scalar>(1e-8);
        const Scalar rate = m_rate;
        const Scalar root = m_rootCorrection;
        Scalar* const mean = m_mean.data();
        Scalar* const square = m_square.data();
#pragma omp simd
        for (Index i = first; i < last; ++i) {
            const Scalar g = gradient[i];
            mean[i] = beta1 * mean[i] + fresh1 * g;
            square[i] = beta2 * square[i] + fresh2 * g * g;
            values[i] -= rate * mean[i] / (std::sqrt(square[i]) / root + epsilon);
        }
    }

private:
    static constexpr double kBeta1 = 0.9;
    static constexpr double kBeta2 = 0.999;

    std::vector<Scalar> m_mean; ///< first moment
    std::vector<Scalar> m_square; ///< second moment
    Scalar m_rate = 0; ///< learning rate with the first moment's bias correction
    Scalar m_rootCorrection = 1; ///< root of the second moment's bias correction
};

/// Polyak's heavy ball in PyTorch's form (momentum 0.9, no dampening): the first step's v is g.
template <typename Scalar>
class Sgd final : public Optimizer<Scalar> {
public:
    explicit Sgd(const ParameterStore<Scalar>& parameters)
        : Optimizer<Scalar>(parameters)
        , m_velocity(static_cast<std::size_t>(parameters.size()))
    {
    }

    std::string_view id() const override { return "sgd"; }
    std::vector<OptimizerSlot<Scalar>> stateVectors() override
    {
        return { { "velocity", m_velocity } };
    }

protected:
    void prepare(double rate) override { m_rate = static_cast<Scalar>(rate); }

    void updateTrainable(Scalar* values, const Scalar* gradient, Index first, Index last) override
    {
        constexpr auto momentum = static_cast<Scalar>(0.9);
        const Scalar rate = m_rate;
        Scalar* const velocity = m_velocity.data();
#pragma omp simd
        for (Index i = first; i < last; ++i) {
            velocity[i] = momentum * velocity[i] + gradient[i];
            values[i] -= rate * velocity[i];
        }
    }

private:
    std::vector<Scalar> m_velocity;
    Scalar m_rate = 0;
};

/// Tieleman & Hinton, Coursera lecture 6.5 (2012), with epsilon outside the root and PyTorch's
/// constants.
template <typename Scalar>
class RmsProp final : public Optimizer<Scalar> {
public:
    explicit RmsProp(const ParameterStore<Scalar>& parameters)
        : Optimizer<Scalar>(parameters)
        , m_square(static_cast<std::size_t>(parameters.size()))
    {
    }

    std::string_view id() const override { return "rmsprop"; }
    std::vector<OptimizerSlot<Scalar>> stateVectors() override
    {
        return { { "square", m_square } };
    }

protected:
    void prepare(double rate) override { m_rate = static_cast<Scalar>(rate); }

    void updateTrainable(Scalar* values, const Scalar* gradient, Index first, Index last) override
    {
        constexpr auto kept = static_cast<Scalar>(0.99);
        constexpr auto fresh = static_cast<Scalar>(0.01);
        constexpr auto epsilon = static_cast<Scalar>(1e-8);
        const Scalar rate = m_rate;
        Scalar* const square = m_square.data();
#pragma omp simd
        for (Index i = first; i < last; ++i) {
            square[i] = kept * square[i] + fresh * gradient[i] * gradient[i];
            values[i] -= rate * gradient[i] / (std::sqrt(square[i]) + epsilon);
        }
    }

private:
    std::vector<Scalar> m_square; ///< second moment
    Scalar m_rate = 0;
};

} // namespace

std::span<const OptimizerInfo> optimizers()
{
    return kOptimizers;
}

const OptimizerInfo& optimizerById(std::string_view id)
{
    return solvers::rowById(kOptimizers, id, "optimizer");
}

template <typename Scalar>
Optimizer<Scalar>::Optimizer(const ParameterStore<Scalar>& parameters)
{
    for (const ParameterInfo& tensor : parameters.tensors()) {
        const Index last = tensor.offset + tensor.size;
        if (!m_segments.empty() && m_segments.back().trainable == tensor.trainable
            && m_segments.back().last == tensor.offset)
            m_segments.back().last = last;
        else
            m_segments.push_back({ tensor.offset, last, tensor.trainable });
        if (tensor.trainable && tensor.shape.size() > 1)
            m_decaying.push_back({ tensor.offset, last, true });
    }
}

template <typename Scalar>
void Optimizer<Scalar>::begin(double rate)
{
    ++m_steps;
    m_kept = static_cast<Scalar>(1.0 - rate * m_decay);
    prepare(rate);
}

template <typename Scalar>
void Optimizer<Scalar>::update(Scalar* values, const Scalar* gradient, Index first, Index last)
{
    if (m_decay > 0.0) {
        for (const Segment& segment : m_decaying)
            for (Index i = std::max(first, segment.first); i < std::min(last, segment.last); ++i)
                values[i] *= m_kept;
    }
    for (const Segment& segment : m_segments) {
        const Index from = std::max(first, segment.first);
        const Index to = std::min(last, segment.last);
        if (from >= to)
            continue;
        if (segment.trainable) {
            updateTrainable(values, gradient, from, to);
        } else {
            for (Index i = from; i < to; ++i)
                values[i] += gradient[i];
        }
    }
}

template <typename Scalar>
std::unique_ptr<Optimizer<Scalar>> makeOptimizer(
    std::string_view id, const ParameterStore<Scalar>& parameters)
{
    const std::string_view known = optimizerById(id).id;
    if (known == "adam")
        return std::make_unique<Adam<Scalar>>(parameters);
    if (known == "rmsprop")
        return std::make_unique<RmsProp<Scalar>>(parameters);
    return std::make_unique<Sgd<Scalar>>(parameters);
}

template class Optimizer<float>;
template class Optimizer<double>;
template std::unique_ptr<Optimizer<float>> makeOptimizer(
    std::string_view, const ParameterStore<float>&);
template std::unique_ptr<Optimizer<double>> makeOptimizer(
    std::string_view, const ParameterStore<double>&);

} // namespace nn
