// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <onnx/defs/attr_proto_util.h>
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Writing ONNX graphs (https://onnx.ai/onnx/repo-docs/IR.html). Only the sources of nn/export
/// include this: it pulls in protobuf.
namespace nn::exporting {

inline constexpr std::int64_t kOpset = 13;
inline constexpr std::int64_t kIrVersion = 7;

using Value = std::string; ///< the name of a value in a graph
using Values = std::vector<Value>;
using Attributes = std::vector<onnx::AttributeProto>;

/// A dimension of a value: a size, or a name such as "N" for one that is not known.
struct Dimension {
    Dimension(std::int64_t fixed) // NOLINT: sizes and names side by side in lists
        : size(fixed)
    {
    }
    Dimension(const char* symbol) // NOLINT
        : name(symbol)
    {
    }
    std::int64_t size = 0;
    std::string name;
};

/// What the element type of a tensor is called in the file.
template <typename T>
constexpr onnx::TensorProto::DataType elementType()
{
    if constexpr (std::is_same_v<T, float>)
        return onnx::TensorProto::FLOAT;
    else if constexpr (std::is_same_v<T, double>)
        return onnx::TensorProto::DOUBLE;
    else if constexpr (std::is_same_v<T, bool>)
        return onnx::TensorProto::BOOL;
    else
        return onnx::TensorProto::INT64;
}

/// Adds nodes to one graph. Names are what a viewer shows, so each says what the value is; a
/// second one of a name gets a number. Bodies of loops see the names of the graph around them.
class GraphBuilder {
public:
    explicit GraphBuilder(onnx::GraphProto& graph);

    /// For a graph inside this one, which may use its values.
    GraphBuilder inner(onnx::GraphProto& body) const;

    /// A node with one result, named after it.
    Value node(std::string_view type, const Values& inputs, const std::string& name,
        const Attributes& attributes = {});
    /// A node with several results.
    Values nodes(std::string_view type, const Values& inputs, const std::string& name,
        const Values& outputs, const Attributes& attributes = {});

    /// A tensor of the file; T is float, double or std::int64_t.
    template <typename T>
    Value tensor(const std::string& name, const std::vector<std::int64_t>& shape,
        const std::vector<T>& values);
    template <typename T>
    Value scalar(const std::string& name, T value)
    {
        return tensor<T>(name, {}, { value });
    }
    /// The same numbers as a plain float in the graph.
    Value asFloat(const Value& value, const std::string& name);

    template <typename T>
    Value input(const std::string& name, const std::vector<Dimension>& shape)
    {
        const Value made = unique(name);
        describe(*m_graph->add_input(), made, elementType<T>(), shape);
        return made;
    }
    /// value becomes a result of the graph, under the name `name` if that is free.
    template <typename T>
    void output(const Value& value, const std::string& name, const std::vector<Dimension>& shape)
    {
        const Value made = unique(name);
        rename(value, made);
        describe(*m_graph->add_output(), made, elementType<T>(), shape);
    }

private:
    Value unique(const std::string& name);
    void rename(const Value& value, const Value& name); ///< by an Identity node
    static void describe(onnx::ValueInfoProto& info, const Value& name,
        onnx::TensorProto::DataType type, const std::vector<Dimension>& shape);

    onnx::GraphProto* m_graph;
    std::shared_ptr<std::set<std::string>> m_names; ///< taken in all graphs of the model
};

} // namespace nn::exporting
