// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/gradients_problem.h"
#include "app/commands/image_options.h"
#include "app/commands/model_options.h"
#include "nn/models/safetensors.h"
#include "nn/training/batch_step.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>

#include <omp.h>

namespace app {

namespace {

struct GradientsOptions {
    ProblemGradients problem;
    std::string modelFile;
    ModelOptions model;
    ImageOptions images;
    std::string methods;
    std::string out;
    int threads = 0;
    bool json = false;
};

/// What one gradient method made of the batch, in double precision.
struct ModelRow {
    std::string method;
    nn::ModelConfig config;
    nn::BatchResult result;
    std::vector<double> gradient; ///< of the trainable numbers, laid out like the store
    double seconds = 0.0;
};

double norm(const std::vector<double>& values)
{
    double squares = 0.0;
    for (const double value : values)
        squares += value * value;
    return std::sqrt(squares);
}

double relativeDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    double squares = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        squares += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(squares) / norm(b);
}

double cosine(const std::vector<double>& a, const std::vector<double>& b)
{
    double product = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        product += a[i] * b[i];
    return product / (norm(a) * norm(b));
}

ModelRow measure(const nn::Model<double>& model, const std::string& method,
    const nn::ImageSet& images, const std::vector<int>& indices, int threads)
{
    nn::BatchStep<double> step(model, threads);
    const auto start = std::chrono::steady_clock::now();
    ModelRow row { method, model.config(), step.gradient(images, indices), {}, 0.0 };
    const auto sum = step.gradientSum();
    row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!row.result.problem.empty())
        throw std::runtime_error(method + ": " + row.result.problem);
    row.gradient.assign(sum.begin(), sum.end());
    return row;
}

void writeGradients(
    const std::string& file, const nn::Model<double>& model, const std::vector<double>& gradient)
{
    nn::TensorFile content;
    for (const nn::ParameterInfo& tensor : model.parameters().tensors()) {
        if (!tensor.trainable)
            continue;
        const auto values = model.parameters().exported(tensor, gradient.data());
        content.tensors.push_back(nn::makeTensor<double>(
            tensor.name, { tensor.shape.begin(), tensor.shape.end() }, values));
    }
    content.metadata = { { "format", "pt" } };
    nn::writeSafetensors(file, content);
}

nlohmann::ordered_json toJson(const ModelRow& row, const ModelRow& first)
{
    nlohmann::ordered_json record;
    record["method"] = row.method;
    record["solver"] = row.config.solver;
    record["step"]
        = row.config.adaptive ? nlohmann::ordered_json() : nlohmann::ordered_json(row.config.step);
    record["loss"] = row.result.loss;
    record["gradient_norm"] = norm(row.gradient);
    record["relative_difference"] = relativeDifference(row.gradient, first.gradient);
    record["cosine"] = cosine(row.gradient, first.gradient);
    record["nfe"] = row.result.nfeForward + row.result.nfeAgain;
    record["nvjp"] = row.result.nfeBackward;
    record["peak_bytes"] = row.result.peakBytes;
    record["seconds"] = row.seconds;
    return record;
}

void print(const std::vector<ModelRow>& rows)
{
    std::printf("%-18s %-22s %-22s %-13s %-13s %6s %6s %11s %8s\n", "method", "loss", "|gradient|",
        "relative diff", "1 - cosine", "nfe", "nvjp", "peak bytes", "seconds");
    for (const ModelRow& row : rows)
        std::printf("%-18s %-22.15g %-22.15g %-13.3e %-13.3e %6.0f %6.0f %11zu %8.3f\n",
            row.method.c_str(), row.result.loss, norm(row.gradient),
            relativeDifference(row.gradient, rows.front().gradient),
            1.0 - cosine(row.gradient, rows.front().gradient),
            row.result.nfeForward + row.result.nfeAgain, row.result.nfeBackward,
            row.result.peakBytes, row.seconds);
    std::fflush(stdout);
}

int modelGradients(const GradientsOptions& options, const std::vector<std::string>& methods)
{
    options.images.check();
    std::vector<std::unique_ptr<nn::Model<double>>> models;
    for (const std::string& method : methods) {
        models.push_back(options.model.load<double>(options.modelFile, method));
        if (!nn::modelById(models.back()->config().model).hasOdeBlock)
            throw UsageError("--model-file: model '" + models.back()->config().model
                + "' has no ODE block, so there is one way only to differentiate it");
    }
    const nn::ImageSet images = options.images.load();
    std::vector<int> indices;
    for (const long index : options.images.chosen(images.count))
        indices.push_back(static_cast<int>(index));

    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    std::vector<ModelRow> rows;
    for (std::size_t i = 0; i < methods.size(); ++i)
        rows.push_back(measure(*models[i], methods[i], images, indices, threads));
    if (!options.out.empty())
        writeGradients(options.out, *models.front(), rows.front().gradient);
    if (!options.json) {
        print(rows);
        return kSuccess;
    }
    nlohmann::ordered_json document;
    document["loss"] = rows.front().result.loss;
    document["methods"] = nlohmann::ordered_json::array();
    for (const ModelRow& row : rows)
        document["methods"].push_back(toJson(row, rows.front()));
    std::cout << document.dump(2) << '\n';
    return kSuccess;
}

int gradients(const CLI::App& command, const GradientsOptions& options)
{
    const auto methods = parseNames("--method", options.methods);
    for (const std::string& method : methods) {
        try {
            solvers::gradientMethodById(method);
        } catch (const std::invalid_argument& error) {
            throw UsageError(std::string("--method: ") + error.what());
        }
    }
    const std::string ofProblem = options.problem.given();
    if (!options.modelFile.empty()) {
        if (!ofProblem.empty())
            throw UsageError(ofProblem + ": belongs to a problem, not to --model-file");
        return modelGradients(options, methods);
    }
    if (ofProblem.empty())
        throw UsageError("gradients: name a problem with --problem ID, --problem-file FILE or "
                         "--rhs EXPR, or a model with --model-file FILE");
    for (const char* option :
        { "--model", "--data", "--split", "--first", "--indices", "--out", "--threads" })
        if (command.count(option) > 0)
            throw UsageError(std::string(option) + ": belongs to --model-file, not to a problem");
    return options.problem.run(methods, options.json);
}

} // namespace

void addGradients(CommandLine& line)
{
    auto* command = line.root.add_subcommand("gradients",
        "Gradients of a loss by several methods, in double precision: of a problem's solution at a "
        "target, or of a model file's on images");
    auto options = std::make_shared<GradientsOptions>();
    options->problem.add(*command);
    command->add_option("--model-file", options->modelFile, "Model file (.safetensors)");
    options->model.add(*command, ModelOptions::Use::Evaluate);
    options->images.add(*command);
    command
        ->add_option("--method", options->methods, "NAME[,NAME...]: see separatrix list gradients")
        ->required();
    command->add_option("--out", options->out,
        "Gradient of the first method under the state-dict names (.safetensors)");
    command->add_option("--threads", options->threads, "OpenMP threads (0: all cores)")
        ->check(wholeNumber(0, 1024));
    command->add_flag("--json", options->json, "One JSON document on standard output");
    command->footer("Differences are to the first method named. Batch normalisation uses the "
                    "statistics of the images.\nPeak bytes: states and activations that the solve "
                    "holds at a time; of a model, for four images.");
    command->callback([&line, command, options] {
        line.work = [command, options] { return gradients(*command, *options); };
    });
}

} // namespace app
