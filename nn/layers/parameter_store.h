// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/workspace.h"

#include <string>
#include <vector>

namespace nn {

/// How a parameter's numbers lie in the store; the model file has PyTorch's order.
enum class Layout {
    Plain, ///< as in PyTorch
    Convolution, ///< store: (kernel row, kernel column, in) x out; PyTorch: out, in, row, column
    Linear ///< store: in x out; PyTorch: out x in
};

/// One tensor of a model: its place in the flat store and its face in files.
struct ParameterInfo {
    std::string name; ///< PyTorch's state-dict name, "ode.func.conv1.weight"
    std::vector<Index> shape; ///< PyTorch's shape
    Layout layout = Layout::Plain;
    bool trainable = true; ///< false: a buffer such as a running mean
    Index offset = 0;
    Index size = 0;
};

/// All numbers of a model in one vector, in the order of registration: layers keep offsets,
/// optimisers and gradients work on the vector as a whole, a field's parameters are a segment.
template <typename Scalar>
class ParameterStore {
public:
    /// Appends a tensor, zero for now, and returns its offset. Throws std::invalid_argument for
    /// a name that is taken.
    Index add(const std::string& name, const std::vector<Index>& shape,
        Layout layout = Layout::Plain, bool trainable = true);

    Index size() const { return static_cast<Index>(m_values.size()); }
    Index trainableCount() const;
    const std::vector<ParameterInfo>& tensors() const { return m_tensors; }

    Scalar* data(Index offset = 0) { return m_values.data() + offset; }
    const Scalar* data(Index offset = 0) const { return m_values.data() + offset; }

    /// The numbers of one tensor in PyTorch's order, and back.
    std::vector<Scalar> exported(const ParameterInfo& tensor) const;
    void import(const ParameterInfo& tensor, const Scalar* values);

    /// Applies exported()'s reordering to a vector shaped like the store (gradients).
    std::vector<Scalar> exported(const ParameterInfo& tensor, const Scalar* flat) const;

private:
    std::vector<ParameterInfo> m_tensors;
    std::vector<Scalar> m_values;
};

/// Room for dLoss/dparameter of the numbers of a store from `first` on: a whole vector laid out
/// like the store, or the segment that belongs to a field.
template <typename Scalar>
struct Gradients {
    Scalar* data = nullptr;
    Index first = 0;

    Scalar* at(Index offset) const { return data + (offset - first); }
};

} // namespace nn
