// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/dynamics_file.h"

#include "nn/dynamics/trajectory_file.h"
#include "nn/models/model_file.h"
#include "nn/models/npz_model.h"
#include "solvers/atomic_file.h"
#include "solvers/json_text.h"
#include "solvers/problems/problem_file.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

constexpr const char* kModelKey = "separatrix.model";
constexpr const char* kRecipeKey = "separatrix.recipe";

std::vector<std::int64_t> shapeOf(const ParameterInfo& tensor)
{
    return { tensor.shape.begin(), tensor.shape.end() };
}

std::vector<double> numbers(const solvers::Vector<double>& v)
{
    return { v.data(), v.data() + v.size() };
}

solvers::Vector<double> vectorOf(const nlohmann::ordered_json& json, Index size)
{
    const auto values = json.get<std::vector<double>>();
    if (static_cast<Index>(values.size()) != size)
        throw std::runtime_error("its scaling has another number of states than its field");
    return Eigen::Map<const solvers::Vector<double>>(values.data(), size);
}

/// Those of toJson() of the options of a run.
FieldOptions fieldOptions(const nlohmann::ordered_json& json)
{
    FieldOptions options;
    options.dim = json.at("states").get<Index>();
    options.width = json.at("width").get<int>();
    options.depth = json.at("depth").get<int>();
    options.activation = json.at("activation").get<std::string>();
    options.cube = json.at("cube").get<bool>();
    if (const std::string found = options.problem(); !found.empty())
        throw std::runtime_error(found);
    return options;
}

void readDescription(const std::string& text, DynamicsFile& result)
{
    const auto json = solvers::parseJson(text);
    if (json.at("model") != "dynamics")
        throw std::runtime_error("it holds another kind of model");
    result.options = fieldOptions(json);
    result.scaling.centre = vectorOf(json.at("centre"), result.options.dim);
    result.scaling.scale = vectorOf(json.at("scale"), result.options.dim);
    result.scaling.t0 = json.at("t0").get<double>();
    result.scaling.unit = json.at("unit").get<double>();
    if (!(result.scaling.scale.array() > 0.0).all() || !(result.scaling.unit > 0.0))
        throw std::runtime_error("its scaling must be positive");
}

/// The problem of the recipe, if it has one.
void readProblem(const nlohmann::ordered_json& json, DynamicsFile& result)
{
    if (!json.contains("problem"))
        return;
    result.problem = solvers::problemFromJson(json.at("problem").dump());
    result.sampling.samples = json.at("samples").get<int>();
    result.sampling.noise = json.at("noise").get<double>();
    result.sampling.beyond = json.at("beyond").get<double>();
    result.sampling.seed = std::stoull(json.at("seed").get<std::string>());
    if (const std::string found = result.sampling.problem(); !found.empty())
        throw std::runtime_error(found);
}

} // namespace

void writeDynamicsFile(const std::filesystem::path& file, const DynamicsOptions& options,
    const StateScaling& scaling, const ParameterStore<double>& weights, const TrajectoryData& data)
{
    auto json = toJson(options);
    json["centre"] = numbers(scaling.centre);
    json["scale"] = numbers(scaling.scale);
    json["t0"] = scaling.t0;
    json["unit"] = scaling.unit;
    TensorFile content;
    for (const ParameterInfo& tensor : weights.tensors()) {
        const std::vector<double> values = weights.exported(tensor);
        const std::vector<float> narrow(values.begin(), values.end());
        content.tensors.push_back(makeTensor<float>(tensor.name, shapeOf(tensor), narrow));
    }
    content.metadata = { { "format", "pt" }, { kModelKey, json.dump() },
        { kRecipeKey, dynamicsRecipe(options, data) },
        { "separatrix.version", SEPARATRIX_VERSION } };
    if (file.extension() == ".npz")
        solvers::writeFileAtomically(file, npzModelBytes(content));
    else
        writeSafetensors(file, content);
}

DynamicsFile readDynamicsFile(const std::filesystem::path& file)
{
    const TensorFile content = readTensorFile(file);
    DynamicsFile result;
    try {
        const auto description = content.metadata.find(kModelKey);
        if (description == content.metadata.end())
            throw std::runtime_error("no description, expected weights of separatrix dynamics");
        readDescription(description->second, result);
        if (const auto recipe = content.metadata.find(kRecipeKey); recipe != content.metadata.end())
            readProblem(solvers::parseJson(recipe->second), result);
        result.field = std::make_unique<DynamicsField<double>>(result.options);
        auto& store = result.field->parameters();
        for (const ParameterInfo& info : store.tensors()) {
            const Tensor* const tensor = content.find(info.name);
            if (tensor == nullptr || tensor->shape != shapeOf(info)
                || tensor->type != TensorType::F32)
                throw std::runtime_error(
                    "tensor " + info.name + ": expected float32 " + shapeText(shapeOf(info)));
            const auto narrow = tensor->values<float>();
            const std::vector<double> values(narrow.begin(), narrow.end());
            store.import(info, values.data());
        }
        if (content.tensors.size() != store.tensors().size())
            throw std::runtime_error(
                "surplus tensors, expected " + std::to_string(store.tensors().size()));
    } catch (const std::exception& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
    return result;
}

DynamicsFile readDynamicsFile(const std::filesystem::path& file, Index dim)
{
    DynamicsFile result = readDynamicsFile(file);
    if (result.options.dim != dim)
        throw std::invalid_argument(file.string() + ": found a field of "
            + std::to_string(result.options.dim) + " states, expected " + std::to_string(dim)
            + " as the data have");
    return result;
}

DynamicsFile describedDynamics(std::string_view recipe)
{
    DynamicsFile result;
    try {
        const auto json = solvers::parseJson(recipe);
        result.options = fieldOptions(json.at("dynamics"));
        readProblem(json, result);
    } catch (const std::exception& error) {
        throw std::runtime_error(error.what());
    }
    return result;
}

} // namespace nn
