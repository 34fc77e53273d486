// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/image_options.h"
#include "app/commands/model_options.h"
#include "nn/training/training.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdio>
#include <iostream>

namespace app {

namespace {

struct EvaluateOptions {
    std::string modelFile;
    ModelOptions model;
    ImageOptions images;
    std::string logits;
    int threads = 0;
    bool json = false;
};

std::string logitsTable(
    const std::vector<long>& indices, const nn::ImageSet& images, const std::vector<float>& logits)
{
    std::string text = "index,label";
    const std::size_t classes = logits.size() / indices.size();
    for (std::size_t k = 0; k < classes; ++k)
        text += ",logit" + std::to_string(k);
    text += '\n';
    char digits[32];
    for (std::size_t i = 0; i < indices.size(); ++i) {
        text += std::to_string(indices[i]) + ','
            + std::to_string(images.labels[static_cast<std::size_t>(indices[i])]);
        for (std::size_t k = 0; k < classes; ++k) {
            const auto end
                = std::to_chars(digits, digits + sizeof digits, logits[i * classes + k]).ptr;
            text.append(",").append(digits, end);
        }
        text += '\n';
    }
    return text;
}

int evaluate(const EvaluateOptions& options)
{
    if (options.json && options.logits == "-")
        throw UsageError("--logits: - and --json cannot both take standard output");
    options.images.check();
    const auto model = options.model.load<float>(options.modelFile);
    if (nn::modelById(model->config().model).ofPlane != options.images.isPlane())
        throw UsageError(std::string("--dataset: the model ") + model->config().model
            + (options.images.isPlane()
                    ? " takes images; leave the option out"
                    : " takes points of the plane; name a set, for instance spirals"));
    const nn::ImageSet images = options.images.load();
    const auto indices = options.images.chosen(images.count);

    std::vector<float> logits;
    const nn::EvaluationReport report = nn::evaluate(
        *model, images, indices, options.threads, options.logits.empty() ? nullptr : &logits);
    if (!report.problem.empty())
        throw std::runtime_error(options.modelFile + ": " + report.problem);
    if (!options.logits.empty())
        writeText(options.logits, logitsTable(indices, images, logits));
    const double rate
        = report.seconds > 0.0 ? static_cast<double>(report.images) / report.seconds : 0.0;
    if (options.json) {
        nlohmann::ordered_json record;
        record["model"] = model->config().model;
        record["images"] = report.images;
        record["loss"] = report.loss;
        record["error"] = report.error;
        record["nfe_mean"] = report.nfeMean;
        record["seconds"] = report.seconds;
        record["images_per_second"] = rate;
        std::cout << record.dump(2) << '\n';
    } else if (options.logits != "-") {
        char text[160];
        std::snprintf(text, sizeof text,
            "%s: %ld images, error %.2f %%, loss %.4f, NFE %.1f, %.2f s (%.0f images/s)\n",
            model->config().model.c_str(), report.images, 100.0 * report.error, report.loss,
            report.nfeMean, report.seconds, rate);
        std::cout << text;
    }
    return kSuccess;
}

} // namespace

void addEvaluate(CommandLine& line)
{
    auto* command
        = line.root.add_subcommand("evaluate", "Loss and error of a model file on images");
    auto options = std::make_shared<EvaluateOptions>();
    command
        ->add_option("--model-file", options->modelFile, "Model file (.safetensors, .npz or .onnx)")
        ->required();
    options->model.add(*command, ModelOptions::Use::Evaluate);
    options->images.add(*command);
    options->images.addDataset(*command);
    command->add_option("--logits", options->logits, "CSV of the logits (- for standard output)");
    command->add_option("--threads", options->threads, "OpenMP threads (0: all cores)")
        ->check(wholeNumber(0, 1024));
    command->add_flag("--json", options->json, "One JSON document on standard output");
    command->callback([&line, options] { line.work = [options] { return evaluate(*options); }; });
}

} // namespace app
