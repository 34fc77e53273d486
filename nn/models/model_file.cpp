// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"

#include "nn/export/onnx_reader.h"
#include "nn/models/npz_model.h"
#include "nn/models/safetensors_format.h"
#include "solvers/json_text.h"
#include "solvers/npz.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;
using safetensors::shownName;

constexpr const char* kModelKey = "separatrix.model";
constexpr const char* kVersionKey = "separatrix.version";

/// Pixels are byte / 255 and nothing else, as torchvision's ToTensor.
Json plainNormalisation()
{
    return { { "mean", 0.0 }, { "std", 1.0 } };
}

[[noreturn]] void refuse(const ModelFile& file, std::string_view tensor, const std::string& why)
{
    throw std::runtime_error(file.file.string() + ": tensor " + shownName(tensor) + ": " + why);
}

/// PyTorch counts batches in an I64 tensor; in the store it is a number like the others.
bool isCounter(std::string_view name)
{
    return name.ends_with("num_batches_tracked");
}

std::vector<std::int64_t> shapeOf(const ParameterInfo& tensor)
{
    return { tensor.shape.begin(), tensor.shape.end() };
}

const Tensor& checkedTensor(
    const ModelFile& file, const std::string& name, const std::vector<std::int64_t>& shape)
{
    const Tensor* const found = file.content.find(name);
    if (!found)
        refuse(file, name, "missing, expected " + shapeText(shape));
    if (found->shape != shape)
        refuse(file, name, "found " + shapeText(found->shape) + ", expected " + shapeText(shape));
    return *found;
}

template <typename Scalar>
std::vector<Scalar> numbers(const ModelFile& file, const Tensor& tensor)
{
    const auto widened = [](const auto& values) {
        std::vector<Scalar> result(values.size());
        std::ranges::transform(
            values, result.begin(), [](auto value) { return static_cast<Scalar>(value); });
        return result;
    };
    if (isCounter(tensor.name)) {
        if (tensor.type != TensorType::I64)
            refuse(file, tensor.name, "expected dtype I64");
        return widened(tensor.values<std::int64_t>());
    }
    switch (tensor.type) {
    case TensorType::F32:
        return widened(tensor.values<float>());
    case TensorType::F64:
        return widened(tensor.values<double>());
    case TensorType::I64:
        break;
    }
    refuse(file, tensor.name, "found dtype I64, expected F32 or F64");
}

void refuseSurplus(
    const ModelFile& file, const std::set<std::string_view>& known, const std::string& model)
{
    for (const Tensor& tensor : file.content.tensors) {
        if (!known.contains(tensor.name))
            refuse(file, tensor.name,
                "found " + shapeText(tensor.shape) + ", expected none: the model " + model
                    + " has no such tensor");
    }
}

/// Takes key out of the description, which afterwards holds what nobody asked for.
template <typename Value>
void take(Json& description, const char* key, Value& value)
{
    const auto found = description.find(key);
    if (found == description.end())
        return;
    try {
        found->get_to(value);
    } catch (const Json::exception&) {
        throw std::runtime_error("description of the model: \"" + std::string(key)
            + "\" has an unusable value " + found->dump());
    }
    description.erase(key);
}

/// What the shape of a model of the plane depends on.
void describePlane(Json& description, const ModelConfig& config)
{
    description["width"] = config.width;
    description["layers"] = config.layers;
    description["activation"] = config.activation;
    if (config.model == "plane-resnet")
        description["blocks"] = config.blocks;
    if (config.extra > 0)
        description["extra_dimensions"] = config.extra;
    if (config.timeDependent)
        description["time_dependent"] = true;
}

void takePlane(Json& description, ModelConfig& config)
{
    take(description, "width", config.width);
    take(description, "layers", config.layers);
    take(description, "activation", config.activation);
    take(description, "blocks", config.blocks);
    take(description, "extra_dimensions", config.extra);
    take(description, "time_dependent", config.timeDependent);
}

} // namespace

std::string modelDescription(const ModelConfig& config)
{
    const ModelInfo& info = modelById(config.model);
    Json description { { "model", config.model } };
    if (info.hasBlocks && config.block != ModelConfig().block)
        description["block"] = config.block;
    if (info.ofPlane)
        describePlane(description, config);
    if (info.hasOdeBlock) {
        description["solver"] = config.solver;
        description["gradient"]
            = config.gradient.empty() ? std::string(info.defaultGradient) : config.gradient;
        description["t0"] = config.t0;
        description["t1"] = config.t1;
        if (config.adaptive) {
            description["rtol"] = config.rtol;
            description["atol"] = config.atol;
        } else {
            description["step"] = config.step;
        }
    }
    description["normalisation"] = plainNormalisation();
    return description.dump();
}

ModelConfig parseModelDescription(std::string_view json)
{
    Json description = solvers::parseJsonOrDiscard(json);
    if (!description.is_object() || !description.contains("model"))
        throw std::runtime_error(
            "description of the model: expected a JSON object with the key \"model\"");
    ModelConfig config;
    take(description, "model", config.model);
    take(description, "block", config.block);
    takePlane(description, config);
    take(description, "solver", config.solver);
    take(description, "gradient", config.gradient);
    take(description, "t0", config.t0);
    take(description, "t1", config.t1);
    config.adaptive = description.contains("rtol") || description.contains("atol");
    take(description, "step", config.step);
    take(description, "rtol", config.rtol);
    take(description, "atol", config.atol);
    Json normalisation = plainNormalisation();
    take(description, "normalisation", normalisation);
    if (normalisation != plainNormalisation())
        throw std::runtime_error("description of the model: found normalisation "
            + normalisation.dump() + ", expected " + plainNormalisation().dump());
    if (!description.empty())
        throw std::runtime_error("description of the model: unknown key "
            + shownName(description.begin().key()) + ", from a newer version?");
    if (const std::string problem = config.problem(); !problem.empty())
        throw std::runtime_error("description of the model: " + problem);
    return config;
}

TensorFile readTensorFile(const std::filesystem::path& file)
{
    const std::string bytes = safetensors::readBytes(file);
    return solvers::isZip(bytes) ? parseNpzModel(bytes, file.string())
                                 : parseSafetensors(bytes, file.string());
}

ModelFile readModelFile(const std::filesystem::path& file)
{
    ModelFile result { file, {}, {}, {} };
    result.content = file.extension() == ".onnx"
        ? parseOnnxModel(safetensors::readBytes(file), file.string())
        : readTensorFile(file);
    const auto& metadata = result.content.metadata;
    if (const auto found = metadata.find(kVersionKey); found != metadata.end())
        result.version = found->second;
    if (const auto found = metadata.find(kModelKey); found != metadata.end()) {
        try {
            result.config = parseModelDescription(found->second);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(file.string() + ": " + error.what());
        }
    }
    return result;
}

template <typename Scalar>
void importWeights(Model<Scalar>& model, const ModelFile& file)
{
    ParameterStore<Scalar>& parameters = model.parameters();
    std::set<std::string_view> known;
    std::vector<std::vector<Scalar>> values;
    for (const ParameterInfo& tensor : parameters.tensors()) {
        known.insert(tensor.name);
        values.push_back(numbers<Scalar>(file, checkedTensor(file, tensor.name, shapeOf(tensor))));
    }
    refuseSurplus(file, known, model.config().model);
    for (std::size_t i = 0; i < values.size(); ++i)
        parameters.import(parameters.tensors()[i], values[i].data());
}

template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelFile& file, std::string_view name)
{
    ModelConfig config = file.config.value_or(ModelConfig {});
    if (!name.empty() && name != config.model) {
        config.model = modelById(name).id;
        config.gradient.clear(); // the other model's default may differ
    } else if (name.empty() && !file.config) {
        throw std::runtime_error(file.file.string()
            + ": the file does not say which model it holds; name it with --model");
    }
    std::unique_ptr<Model<Scalar>> model = makeModel<Scalar>(config);
    importWeights(*model, file);
    return model;
}

template <typename Scalar>
std::unique_ptr<Model<Scalar>> loadModel(const std::filesystem::path& file, std::string_view name)
{
    return makeModel<Scalar>(readModelFile(file), name);
}

template <typename Scalar>
TensorFile modelTensors(const ModelConfig& config, const ParameterStore<Scalar>& parameters)
{
    TensorFile content;
    for (const ParameterInfo& tensor : parameters.tensors()) {
        const std::vector<Scalar> values = parameters.exported(tensor);
        if (isCounter(tensor.name)) {
            const std::vector<std::int64_t> counts(values.begin(), values.end());
            content.tensors.push_back(
                makeTensor<std::int64_t>(tensor.name, shapeOf(tensor), counts));
            continue;
        }
        const std::vector<float> narrow(values.begin(), values.end());
        content.tensors.push_back(makeTensor<float>(tensor.name, shapeOf(tensor), narrow));
    }
    content.metadata = { { "format", "pt" }, { kModelKey, modelDescription(config) },
        { kVersionKey, SEPARATRIX_VERSION } };
    return content;
}

template <typename Scalar>
void writeModelFile(const std::filesystem::path& file, const ModelConfig& config,
    const ParameterStore<Scalar>& parameters)
{
    writeSafetensors(file, modelTensors(config, parameters));
}

template void importWeights(Model<float>&, const ModelFile&);
template void importWeights(Model<double>&, const ModelFile&);
template std::unique_ptr<Model<float>> makeModel(const ModelFile&, std::string_view);
template std::unique_ptr<Model<double>> makeModel(const ModelFile&, std::string_view);
template std::unique_ptr<Model<float>> loadModel(const std::filesystem::path&, std::string_view);
template std::unique_ptr<Model<double>> loadModel(const std::filesystem::path&, std::string_view);
template TensorFile modelTensors(const ModelConfig&, const ParameterStore<float>&);
template TensorFile modelTensors(const ModelConfig&, const ParameterStore<double>&);
template void writeModelFile(
    const std::filesystem::path&, const ModelConfig&, const ParameterStore<float>&);
template void writeModelFile(
    const std::filesystem::path&, const ModelConfig&, const ParameterStore<double>&);

} // namespace nn
