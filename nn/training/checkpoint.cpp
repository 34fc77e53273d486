// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/checkpoint.h"

#include "nn/export/export_model.h"
#include "nn/models/model_file.h"
#include "nn/models/safetensors.h"
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "solvers/json_text.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKey = "separatrix.checkpoint";
constexpr int kFormat = 1;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why)
{
    throw std::runtime_error(file.string() + ": " + why);
}

std::vector<std::int64_t> shapeOf(const ParameterInfo& tensor)
{
    return { tensor.shape.begin(), tensor.shape.end() };
}

std::string slotName(std::string_view slot, const ParameterInfo& tensor)
{
    return "optimizer." + std::string(slot) + "." + tensor.name;
}

Json toJson(const RunPosition& position)
{
    const EpochSums& epoch = position.epoch;
    return { { "step", position.step }, { "images", position.images },
        { "epoch_batches", epoch.batches }, { "epoch_loss", epoch.loss },
        { "epoch_nfe_forward", epoch.nfeForward }, { "epoch_nfe_backward", epoch.nfeBackward },
        { "epoch_seconds", epoch.seconds }, { "seconds", position.seconds },
        { "best_test_error", position.bestTestError }, { "least_error", position.leastError },
        { "tested", position.tested } };
}

RunPosition positionFromJson(const Json& json)
{
    RunPosition position;
    json.at("step").get_to(position.step);
    json.at("images").get_to(position.images);
    json.at("epoch_batches").get_to(position.epoch.batches);
    json.at("epoch_loss").get_to(position.epoch.loss);
    json.at("epoch_nfe_forward").get_to(position.epoch.nfeForward);
    json.at("epoch_nfe_backward").get_to(position.epoch.nfeBackward);
    json.at("epoch_seconds").get_to(position.epoch.seconds);
    json.at("seconds").get_to(position.seconds);
    json.at("best_test_error").get_to(position.bestTestError);
    position.leastError = json.value("least_error", position.bestTestError);
    json.at("tested").get_to(position.tested);
    if (position.step < 0 || position.images < 1 || position.epoch.batches < 0)
        throw std::runtime_error("the position in the run is impossible");
    return position;
}

std::string averageName(const ParameterInfo& tensor)
{
    return "average." + tensor.name;
}

struct Description {
    TrainingOptions options;
    RunPosition position;
    long optimizerSteps = 0;
    long averagedSteps = 0;
};

Description describe(const std::filesystem::path& file, const TensorFile& content)
{
    const auto found = content.metadata.find(kKey);
    if (found == content.metadata.end())
        refuse(file, "is not a checkpoint, expected one that train wrote with --checkpoint");
    try {
        const Json json = solvers::parseJson(found->second);
        if (json.at("format").get<int>() != kFormat)
            throw std::runtime_error(
                "is a checkpoint of another version, expected format " + std::to_string(kFormat));
        return { optionsFromJson(json.at("options")), positionFromJson(json.at("position")),
            json.at("optimizer_steps").get<long>(), json.value("averaged_steps", 0L) };
    } catch (const std::exception& error) {
        refuse(file, std::string("damaged checkpoint: ") + error.what());
    }
}

std::string dataName(const TrainingOptions& options)
{
    if (options.plane.empty())
        return "one of images";
    return options.plane.set + " (noise " + Json(options.plane.noise).dump() + ")";
}

/// What must be the same for a run to go on; empty if it is.
std::string mismatch(const TrainingOptions& wanted, const TrainingOptions& written)
{
    const auto differs
        = [](const char* option, const std::string& found, const std::string& asked) {
              return std::string("the checkpoint's ") + option + " is " + found + ", the run's is "
                  + asked;
          };
    if (wanted.forked) {
        if (wanted.model.model != written.model.model)
            return differs("model", written.model.model, wanted.model.model);
        if (wanted.model.block != written.model.block)
            return differs("block", written.model.block, wanted.model.block);
    } else if (modelDescription(wanted.model) != modelDescription(written.model))
        return differs("model", modelDescription(written.model), modelDescription(wanted.model));
    if (wanted.plane != written.plane)
        return differs("data set", dataName(written), dataName(wanted));
    if (wanted.optimizer != written.optimizer)
        return differs("optimizer", written.optimizer, wanted.optimizer);
    if (wanted.batch != written.batch)
        return differs("batch size", std::to_string(written.batch), std::to_string(wanted.batch));
    if (wanted.seed != written.seed)
        return differs("seed", std::to_string(written.seed), std::to_string(wanted.seed));
    if (wanted.shuffled != written.shuffled)
        return differs("order of images", written.shuffled ? "shuffled" : "file",
            wanted.shuffled ? "shuffled" : "file");
    if (wanted.validationImages != written.validationImages)
        return differs("number of validation images", std::to_string(written.validationImages),
            std::to_string(wanted.validationImages));
    if (wanted.firstImage != written.firstImage)
        return differs(
            "first image", std::to_string(written.firstImage), std::to_string(wanted.firstImage));
    if (recipeText(wanted) != recipeText(written))
        return differs("recipe", recipeText(written), recipeText(wanted));
    return {};
}

/// Copies the file's tensors named by nameOf into target; everything is checked first.
template <typename NameOf>
void importTensors(const std::filesystem::path& file, const TensorFile& content,
    ParameterStore<float>& target, const NameOf& nameOf)
{
    for (const ParameterInfo& tensor : target.tensors()) {
        const std::string name = nameOf(tensor);
        const Tensor* const found = content.find(name);
        if (!found)
            refuse(
                file, "tensor \"" + name + "\": missing, expected " + shapeText(shapeOf(tensor)));
        if (found->shape != shapeOf(tensor) || found->type != TensorType::F32)
            refuse(file,
                "tensor \"" + name + "\": found " + shapeText(found->shape) + ", expected "
                    + shapeText(shapeOf(tensor)) + " of F32");
        target.import(tensor, found->values<float>().data());
    }
}

} // namespace

void writeCheckpoint(const std::filesystem::path& file, const TrainingOptions& options,
    const RunPosition& position, const ParameterStore<float>& parameters,
    Optimizer<float>& optimizer, WeightAverage* average)
{
    TensorFile content;
    for (const ParameterInfo& tensor : parameters.tensors())
        content.tensors.push_back(
            makeTensor<float>(tensor.name, shapeOf(tensor), parameters.exported(tensor)));
    for (const OptimizerSlot<float>& slot : optimizer.stateVectors()) {
        for (const ParameterInfo& tensor : parameters.tensors())
            content.tensors.push_back(makeTensor<float>(slotName(slot.name, tensor),
                shapeOf(tensor), parameters.exported(tensor, slot.values.data())));
    }
    if (average) {
        for (const ParameterInfo& tensor : parameters.tensors())
            content.tensors.push_back(makeTensor<float>(averageName(tensor), shapeOf(tensor),
                parameters.exported(tensor, average->store().data())));
    }
    Json description { { "format", kFormat }, { "options", nn::toJson(options) },
        { "position", toJson(position) }, { "optimizer_steps", optimizer.steps() } };
    if (average)
        description["averaged_steps"] = average->count();
    content.metadata = { { "format", "pt" }, { "separatrix.version", SEPARATRIX_VERSION },
        { kKey, description.dump() } };
    writeSafetensors(file, content);
}

RunPosition readCheckpoint(const std::filesystem::path& file, const TrainingOptions& options,
    ParameterStore<float>& parameters, Optimizer<float>& optimizer, WeightAverage* average)
{
    const TensorFile content = readSafetensors(file);
    const Description description = describe(file, content);
    if (const std::string why = mismatch(options, description.options); !why.empty())
        refuse(file, why);

    ParameterStore<float> weights = parameters;
    importTensors(file, content, weights, [](const ParameterInfo& tensor) { return tensor.name; });
    std::vector<ParameterStore<float>> states;
    for (const OptimizerSlot<float>& slot : optimizer.stateVectors()) {
        states.push_back(parameters); // the same tensors in the same places
        importTensors(file, content, states.back(),
            [&](const ParameterInfo& tensor) { return slotName(slot.name, tensor); });
    }
    if (average) {
        ParameterStore<float> averaged = parameters;
        importTensors(file, content, averaged, averageName);
        std::copy_n(averaged.data(), averaged.size(), average->store().data());
        average->setCount(description.averagedSteps);
    }

    std::copy_n(weights.data(), weights.size(), parameters.data());
    const auto slots = optimizer.stateVectors();
    for (std::size_t i = 0; i < slots.size(); ++i)
        std::copy_n(states[i].data(), slots[i].values.size(), slots[i].values.begin());
    optimizer.setSteps(description.optimizerSteps);
    return description.position;
}

RunPosition checkpointPosition(const std::filesystem::path& file)
{
    return describe(file, readSafetensors(file)).position;
}

void writeCheckpointModel(
    const std::filesystem::path& checkpoint, const std::filesystem::path& modelFile)
{
    const TensorFile content = readSafetensors(checkpoint);
    const TrainingOptions options = describe(checkpoint, content).options;
    const auto model = makeModel<float>(options.model);
    // What the run would have saved: the averaged weights where it averages.
    const bool averages = options.average != "none";
    importTensors(checkpoint, content, model->parameters(),
        [&](const ParameterInfo& tensor) { return averages ? averageName(tensor) : tensor.name; });
    ExportOptions lines;
    lines.recipe = modelLines(options);
    writeSafetensors(modelFile, exportedTensors(*model, lines));
}

TrainingOptions resumedOptions(const std::filesystem::path& checkpoint)
{
    TrainingOptions options = describe(checkpoint, readSafetensors(checkpoint)).options;
    options.resume = checkpoint;
    return options;
}

} // namespace nn
