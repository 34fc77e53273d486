// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "nn/models/model_file.h"
#include "nn/training/training.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdio>
#include <iostream>
#include <numeric>

namespace app {

namespace {

struct EvaluateOptions {
    std::string modelFile;
    ModelOptions model;
    std::string data;
    std::string split = "test";
    long first = 0;
    std::string indices;
    std::string logits;
    int threads = 0;
    bool json = false;
};

std::vector<long> chosenImages(const EvaluateOptions& options, long available)
{
    if (options.indices.empty()) {
        if (options.first > available)
            throw UsageError("--first: expected 1 to " + std::to_string(available) + ", got "
                + std::to_string(options.first));
        std::vector<long> all(
            static_cast<std::size_t>(options.first > 0 ? options.first : available));
        std::iota(all.begin(), all.end(), 0L);
        return all;
    }
    std::vector<long> chosen;
    for (const double number : parseNumbers("--indices", options.indices)) {
        const long index = static_cast<long>(number);
        if (static_cast<double>(index) != number || index < 0 || index >= available)
            throw UsageError("--indices: expected whole numbers from 0 to "
                + std::to_string(available - 1) + ", got '" + options.indices + "'");
        chosen.push_back(index);
    }
    return chosen;
}

std::string logitsTable(
    const std::vector<long>& indices, const nn::ImageSet& images, const std::vector<float>& logits)
{
    std::string text = "index,label";
    for (int k = 0; k < 10; ++k)
        text += ",logit" + std::to_string(k);
    text += '\n';
    char digits[32];
    for (std::size_t i = 0; i < indices.size(); ++i) {
        text += std::to_string(indices[i]) + ','
            + std::to_string(images.labels[static_cast<std::size_t>(indices[i])]);
        for (std::size_t k = 0; k < 10; ++k) {
            const auto end = std::to_chars(digits, digits + sizeof digits, logits[i * 10 + k]).ptr;
            text.append(",").append(digits, end);
        }
        text += '\n';
    }
    return text;
}

/// The model of the file with what the command line says otherwise: another solver, other steps.
std::unique_ptr<nn::Model<float>> loadModel(const EvaluateOptions& options)
{
    const nn::ModelFile file = nn::readModelFile(options.modelFile);
    if (!file.config && options.model.model().empty())
        throw UsageError("--model: missing; " + options.modelFile
            + " does not say its architecture, name it with --model NAME");
    nn::ModelConfig config = file.config.value_or(nn::ModelConfig());
    options.model.apply(config);
    if (const std::string trouble = config.problem(); !trouble.empty())
        throw UsageError("evaluate: " + trouble);
    auto model = nn::makeModel<float>(config);
    nn::importWeights(*model, file);
    return model;
}

int evaluate(const EvaluateOptions& options)
{
    if (options.json && options.logits == "-")
        throw UsageError("--logits: - and --json cannot both take standard output");
    if (options.split != "train" && options.split != "test")
        throw UsageError("--split: expected train or test, got '" + options.split + "'");
    const auto model = loadModel(options);
    const nn::ImageSet images
        = nn::loadMnist(options.split == "train" ? nn::Split::Train : nn::Split::Test,
            options.data.empty() ? nn::shippedMnist() : std::filesystem::path(options.data));
    const auto indices = chosenImages(options, images.count);

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
    command->add_option("--model-file", options->modelFile, "Model file (.safetensors)")
        ->required();
    options->model.add(*command, ModelOptions::Use::Evaluate);
    command->add_option("--data", options->data,
        "Folder with the four IDX files, gzipped or not (default: the shipped MNIST)");
    command->add_option("--split", options->split, "train or test")->capture_default_str();
    auto* first = command->add_option("--first", options->first, "Only the first N images")
                      ->check(wholeNumber(1));
    command->add_option("--indices", options->indices, "Only these images, I,I,...")
        ->excludes(first);
    command->add_option("--logits", options->logits, "CSV of the logits (- for standard output)");
    command->add_option("--threads", options->threads, "OpenMP threads (0: all cores)")
        ->check(wholeNumber(0, 1024));
    command->add_flag("--json", options->json, "One JSON document on standard output");
    command->callback([&line, options] { line.work = [options] { return evaluate(*options); }; });
}

} // namespace app
