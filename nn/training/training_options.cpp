// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/augmentation.h"
#include "nn/models/model_file.h"
#include "nn/training/optimizer.h"
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "nn/training/schedule.h"
#include "nn/training/weight_average.h"
#include "solvers/json_text.h"
#include "solvers/text_file.h"

#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostThreads = 1024;

std::string filesProblem(const TrainingOptions& options)
{
    if (!options.init.empty() && !options.resume.empty())
        return "A resumed run takes its weights from the checkpoint; leave out the start weights.";
    const std::array written { std::pair { "The run record", &options.log },
        std::pair { "The model file", &options.save },
        std::pair { "The file of the best weights", &options.best },
        std::pair { "The checkpoint", &options.checkpoint } };
    for (std::size_t i = 0; i < written.size(); ++i) {
        for (std::size_t k = i + 1; k < written.size(); ++k) {
            if (!written[i].second->empty() && *written[i].second == *written[k].second)
                return std::string(written[k].first) + " would overwrite "
                    + written[i].second->string() + "; choose another name.";
        }
    }
    return {};
}

std::string namesProblem(const TrainingOptions& options)
{
    try {
        optimizerById(options.optimizer);
        augmentationById(options.augmentation);
        scheduleById(options.schedule);
        averageById(options.average);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

std::string regularisationProblem(const TrainingOptions& options)
{
    const ModelInfo& info = modelById(options.model.model);
    const Regularisation& terms = options.regularisation;
    if (std::string found = terms.problem(std::abs(options.model.t1 - options.model.t0));
        !found.empty())
        return found;
    return terms.any() && !info.hasOdeBlock
        ? "The kinetic term, the Jacobian term and STEER act on an ODE block, which "
            + std::string(info.name) + " has not; leave them at 0 or choose odenet or plane-odenet."
        : std::string();
}

/// Whether model and data belong together.
std::string dataProblem(const TrainingOptions& options)
{
    const ModelInfo& info = modelById(options.model.model);
    if (options.plane.empty())
        return info.ofPlane ? "The model '" + std::string(info.id)
                + "' takes points of the plane; choose such a data set, for instance spirals."
                            : std::string();
    if (std::string found = options.plane.problem(); !found.empty())
        return found;
    if (!options.dataDirectory.empty())
        return "A data set of the plane takes no folder of images.";
    if (options.augmentation != "none")
        return "Points of the plane cannot be moved like images: choose the augmentation none.";
    constexpr long kMostPoints = 1'000'000;
    if (options.trainImages > kMostPoints || options.testImages > kMostPoints)
        return "A data set of the plane has at most " + std::to_string(kMostPoints) + " points.";
    return info.ofPlane ? std::string()
                        : "The model '" + std::string(info.id)
            + "' takes images; for points of the plane choose plane-mlp, plane-resnet or "
              "plane-odenet.";
}

Json toJson(const PlaneSetConfig& plane)
{
    Json json { { "set", plane.set }, { "noise", plane.noise } };
    if (plane.set == "csv")
        json["file"] = plane.file.string();
    if (plane.set == "painted")
        for (const LabelledPoint& point : plane.painted)
            json["points"].push_back({ point.x, point.y, point.label });
    return json;
}

PlaneSetConfig planeFromJson(const Json& json)
{
    PlaneSetConfig plane;
    try {
        json.at("set").get_to(plane.set);
        json.at("noise").get_to(plane.noise);
        if (json.contains("file"))
            plane.file = json.at("file").get<std::string>();
        if (json.contains("points"))
            for (const Json& point : json.at("points"))
                plane.painted.push_back(
                    { point.at(0).get<float>(), point.at(1).get<float>(), point.at(2).get<int>() });
    } catch (const Json::exception&) {
        throw std::runtime_error("options of the run: \"plane_set\" has an unusable value "
            + solvers::shortened(json.dump()));
    }
    return plane;
}

template <typename Value>
void take(Json& json, const char* key, Value& value)
{
    const auto found = json.find(key);
    if (found == json.end())
        throw std::runtime_error("options of the run: \"" + std::string(key) + "\" is missing");
    try {
        found->get_to(value);
    } catch (const Json::exception&) {
        throw std::runtime_error("options of the run: \"" + std::string(key)
            + "\" has an unusable value " + found->dump());
    }
    json.erase(key);
}

} // namespace

std::string_view name(TrainingStatus status)
{
    switch (status) {
    case TrainingStatus::Finished:
        return "finished";
    case TrainingStatus::Stopped:
        return "stopped";
    case TrainingStatus::Diverged:
        break;
    }
    return "diverged";
}

TrainingOptions planeTrainingOptions(std::string_view set, std::string_view model)
{
    TrainingOptions options;
    options.plane = planeSetConfig(set);
    options.model = modelConfig(model);
    options.learningRate = 0.02;
    options.batch = 128;
    options.epochs = 600;
    options.threads = 1; // a step is so short that a second thread costs more than it brings
    return options;
}

std::string TrainingOptions::problem() const
{
    if (std::string found = model.problem(); !found.empty())
        return found;
    if (std::string found = namesProblem(*this); !found.empty())
        return found;
    if (std::string found = dataProblem(*this); !found.empty())
        return found;
    if (std::string found = regularisationProblem(*this); !found.empty())
        return found;
    if (!std::isfinite(learningRate) || learningRate <= 0.0)
        return "The learning rate must be a positive number.";
    if (!(labelSmoothing >= 0.0 && labelSmoothing < 1.0))
        return "The label smoothing must be at least 0 and below 1.";
    if (!(weightDecay >= 0.0 && weightDecay * learningRate < 1.0))
        return "The weight decay must be at least 0 and, times the learning rate, below 1.";
    if (batch < 1)
        return "The batch size must be at least 1.";
    if (steps < 0)
        return "The number of steps must be at least 1.";
    if (epochs < 1 && steps == 0)
        return "The number of epochs must be at least 1.";
    if (trainImages < 0 || testImages < 0)
        return "The number of training and test images must be at least 1.";
    if (validationImages < 0)
        return "The number of validation images must be at least 0.";
    if (firstImage < 0)
        return "The first image must be at least 0.";
    if (firstImage > 0 && shuffled)
        return "A first image is for batches in file order; these are shuffled.";
    if (threads < 0 || threads > kMostThreads)
        return "The number of threads must be between 1 and " + std::to_string(kMostThreads)
            + ", or 0 for all cores.";
    if (keptEpochs < 0)
        return "The number of kept epochs must be at least 0.";
    if ((!checkpoint.empty() || !runFolder.empty())
        && !(std::isfinite(checkpointSeconds) && checkpointSeconds > 0.0))
        return "The seconds between checkpoints must be a positive number.";
    return filesProblem(*this);
}

Json toJson(const TrainingOptions& options)
{
    Json json = solvers::parseJson(modelDescription(options.model));
    json["data"] = options.dataDirectory.string();
    if (!options.plane.empty())
        json["plane_set"] = toJson(options.plane);
    json["optimizer"] = options.optimizer;
    json["lr"] = options.learningRate;
    json["batch"] = options.batch;
    json["epochs"] = options.epochs;
    json["steps"] = options.steps;
    json["train_images"] = options.trainImages;
    json["test_images"] = options.testImages;
    if (options.validationImages > 0)
        json["validation_images"] = options.validationImages;
    json["order"] = options.shuffled ? "shuffled" : "file";
    json["first_image"] = options.firstImage;
    json["threads"] = options.threads;
    json["seed"] = std::to_string(options.seed); // JSON numbers of many readers have 53 bits
    if (recipeOf(options) != recipes().front().id) {
        json["recipe"] = recipeOf(options);
        json["augment"] = options.augmentation;
        json["schedule"] = options.schedule;
        json["average"] = options.average;
        json["label_smoothing"] = options.labelSmoothing;
        json["weight_decay"] = options.weightDecay;
    }
    if (options.regularisation.any()) {
        json["kinetic"] = options.regularisation.kinetic;
        json["jacobian"] = options.regularisation.jacobian;
        json["steer"] = options.regularisation.steer;
    }
    json["init"] = options.init.string();
    json["resume"] = options.resume.string();
    return json;
}

TrainingOptions optionsFromJson(const Json& source)
{
    if (!source.is_object())
        throw std::runtime_error("options of the run: expected a JSON object");
    Json json = source;
    TrainingOptions options;
    std::string data;
    std::string order;
    std::string seed;
    std::string files; // and what else is not needed
    take(json, "data", data);
    if (json.contains("plane_set")) {
        Json plane;
        take(json, "plane_set", plane);
        options.plane = planeFromJson(plane);
    }
    take(json, "optimizer", options.optimizer);
    take(json, "lr", options.learningRate);
    take(json, "batch", options.batch);
    take(json, "epochs", options.epochs);
    take(json, "steps", options.steps);
    take(json, "train_images", options.trainImages);
    take(json, "test_images", options.testImages);
    if (json.contains("validation_images"))
        take(json, "validation_images", options.validationImages);
    take(json, "order", order);
    take(json, "first_image", options.firstImage);
    take(json, "threads", options.threads);
    take(json, "seed", seed);
    if (json.contains("recipe")) {
        take(json, "recipe", files); // the settings below say it
        take(json, "augment", options.augmentation);
        take(json, "schedule", options.schedule);
        take(json, "average", options.average);
        take(json, "label_smoothing", options.labelSmoothing);
        take(json, "weight_decay", options.weightDecay);
    }
    if (json.contains("kinetic")) {
        take(json, "kinetic", options.regularisation.kinetic);
        take(json, "jacobian", options.regularisation.jacobian);
        take(json, "steer", options.regularisation.steer);
    }
    take(json, "init", files);
    take(json, "resume", files);
    options.dataDirectory = data;
    options.shuffled = order != "file";
    try {
        options.seed = std::stoull(seed);
    } catch (const std::logic_error&) {
        throw std::runtime_error("options of the run: unusable seed \"" + seed + "\"");
    }
    options.model = parseModelDescription(json.dump());
    if (const std::string found = options.problem(); !found.empty())
        throw std::runtime_error("options of the run: " + found);
    return options;
}

std::map<std::string, std::string> modelLines(const TrainingOptions& options)
{
    Json json = toJson(options);
    // Of this machine, or of how far the run has come: the same weights have the same lines.
    for (const char* key : { "data", "threads", "init", "resume" })
        json.erase(key);
    return { { "separatrix.seed", std::to_string(options.seed) },
        { "separatrix.training", json.dump(-1, ' ', true, Json::error_handler_t::replace) } };
}

} // namespace nn
