// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/onnx_graph.h"

namespace nn::exporting {

GraphBuilder::GraphBuilder(onnx::GraphProto& graph)
    : m_graph(&graph)
    , m_names(std::make_shared<std::set<std::string>>())
{
}

GraphBuilder GraphBuilder::inner(onnx::GraphProto& body) const
{
    GraphBuilder builder(body);
    builder.m_names = m_names;
    return builder;
}

Value GraphBuilder::unique(const std::string& name)
{
    Value made = name;
    for (int i = 2; !m_names->insert(made).second; ++i)
        made = name + "_" + std::to_string(i);
    return made;
}

Value GraphBuilder::node(std::string_view type, const Values& inputs, const std::string& name,
    const Attributes& attributes)
{
    return nodes(type, inputs, name, { name }, attributes).front();
}

Values GraphBuilder::nodes(std::string_view type, const Values& inputs, const std::string& name,
    const Values& outputs, const Attributes& attributes)
{
    onnx::NodeProto& made = *m_graph->add_node();
    made.set_op_type(std::string(type));
    for (const Value& input : inputs)
        made.add_input(input);
    Values results;
    for (const Value& output : outputs) {
        results.push_back(unique(output));
        made.add_output(results.back());
    }
    made.set_name(outputs.size() == 1 ? results.front() : name);
    for (const onnx::AttributeProto& attribute : attributes)
        *made.add_attribute() = attribute;
    return results;
}

template <typename T>
Value GraphBuilder::tensor(
    const std::string& name, const std::vector<std::int64_t>& shape, const std::vector<T>& values)
{
    onnx::TensorProto& made = *m_graph->add_initializer();
    const Value result = unique(name);
    made.set_name(result);
    made.set_data_type(elementType<T>());
    for (const std::int64_t size : shape)
        made.add_dims(size);
    made.set_raw_data(values.data(), values.size() * sizeof(T));
    return result;
}

template Value GraphBuilder::tensor(
    const std::string&, const std::vector<std::int64_t>&, const std::vector<float>&);
template Value GraphBuilder::tensor(
    const std::string&, const std::vector<std::int64_t>&, const std::vector<double>&);
template Value GraphBuilder::tensor(
    const std::string&, const std::vector<std::int64_t>&, const std::vector<std::int64_t>&);

Value GraphBuilder::asFloat(const Value& value, const std::string& name)
{
    const std::int64_t type = elementType<float>();
    return node("Cast", { value }, name, { onnx::MakeAttribute("to", type) });
}

void GraphBuilder::rename(const Value& value, const Value& name)
{
    onnx::NodeProto& made = *m_graph->add_node();
    made.set_op_type("Identity");
    made.set_name(name);
    made.add_input(value);
    made.add_output(name);
}

void GraphBuilder::describe(onnx::ValueInfoProto& info, const Value& name,
    onnx::TensorProto::DataType type, const std::vector<Dimension>& shape)
{
    info.set_name(name);
    auto& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    auto& dimensions = *tensor.mutable_shape();
    for (const Dimension& dimension : shape) {
        auto& made = *dimensions.add_dim();
        if (dimension.name.empty())
            made.set_dim_value(dimension.size);
        else
            made.set_dim_param(dimension.name);
    }
}

} // namespace nn::exporting
