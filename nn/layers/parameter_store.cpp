// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/parameter_store.h"

#include <stdexcept>

namespace nn {

namespace {

/// Calls body(place in the file, place in the store) for every number of a tensor.
template <typename Body>
void forEachNumber(const ParameterInfo& tensor, const Body& body)
{
    if (tensor.layout == Layout::Plain) {
        for (Index i = 0; i < tensor.size; ++i)
            body(i, i);
        return;
    }
    // File: out, in, row, column; store: (row, column, in), out.
    const Index out = tensor.shape[0];
    const Index in = tensor.shape[1];
    const Index pixels = out * in > 0 ? tensor.size / (out * in) : 0;
    Index file = 0;
    for (Index o = 0; o < out; ++o)
        for (Index i = 0; i < in; ++i)
            for (Index p = 0; p < pixels; ++p, ++file)
                body(file, (p * in + i) * out + o);
}

} // namespace

template <typename Scalar>
Index ParameterStore<Scalar>::add(
    const std::string& name, const std::vector<Index>& shape, Layout layout, bool trainable)
{
    for (const ParameterInfo& tensor : m_tensors)
        if (tensor.name == name)
            throw std::invalid_argument("there is a parameter '" + name + "' already");
    const std::size_t axes = layout == Layout::Convolution ? 4 : 2;
    if (layout != Layout::Plain && shape.size() != axes)
        throw std::invalid_argument("parameter '" + name + "' needs " + std::to_string(axes)
            + " axes, not " + std::to_string(shape.size()));
    Index size = 1;
    for (const Index extent : shape)
        size *= extent;
    const Index offset = this->size();
    m_tensors.push_back({ name, shape, layout, trainable, offset, size });
    m_values.resize(static_cast<std::size_t>(offset + size), Scalar(0));
    return offset;
}

template <typename Scalar>
Index ParameterStore<Scalar>::trainableCount() const
{
    Index count = 0;
    for (const ParameterInfo& tensor : m_tensors)
        count += tensor.trainable ? tensor.size : 0;
    return count;
}

template <typename Scalar>
std::vector<Scalar> ParameterStore<Scalar>::exported(const ParameterInfo& tensor) const
{
    return exported(tensor, m_values.data());
}

template <typename Scalar>
std::vector<Scalar> ParameterStore<Scalar>::exported(
    const ParameterInfo& tensor, const Scalar* flat) const
{
    std::vector<Scalar> values(static_cast<std::size_t>(tensor.size));
    forEachNumber(tensor, [&](Index file, Index store) {
        values[static_cast<std::size_t>(file)] = flat[tensor.offset + store];
    });
    return values;
}

template <typename Scalar>
void ParameterStore<Scalar>::import(const ParameterInfo& tensor, const Scalar* values)
{
    Scalar* const flat = data(tensor.offset);
    forEachNumber(tensor, [&](Index file, Index store) { flat[store] = values[file]; });
}

template class ParameterStore<float>;
template class ParameterStore<double>;

} // namespace nn
