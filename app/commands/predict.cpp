// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "nn/training/loss.h"
#include "ui/grey_image.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

namespace app {

namespace {

struct PredictCommand {
    std::string modelFile;
    ModelOptions model;
    std::vector<std::string> images;
    bool json = false;
};

struct Prediction {
    int digit = 0;
    std::vector<double> probabilities;
    long nfe = 0;
};

/// Libraries that decode pictures print what they think of broken ones. A failure is one line.
class QuietStandardError {
public:
    QuietStandardError()
        : m_kept(::dup(STDERR_FILENO))
    {
        const int nowhere = ::open("/dev/null", O_WRONLY);
        if (nowhere < 0)
            return;
        std::fflush(stderr);
        ::dup2(nowhere, STDERR_FILENO);
        ::close(nowhere);
    }
    ~QuietStandardError()
    {
        if (m_kept < 0)
            return;
        std::fflush(stderr);
        ::dup2(m_kept, STDERR_FILENO);
        ::close(m_kept);
    }
    QuietStandardError(const QuietStandardError&) = delete;
    QuietStandardError& operator=(const QuietStandardError&) = delete;

private:
    int m_kept;
};

nn::GreyImage read(const std::string& file)
{
    const QuietStandardError quiet;
    return ui::readGreyImage(QString::fromStdString(file));
}

Prediction predict(
    const nn::Model<float>& model, const std::string& file, nn::Workspace<float>& work)
{
    const std::vector<float> pixels = nn::centredDigit(nn::inkOf(read(file)));
    if (pixels.empty())
        throw std::runtime_error(
            file + ": found one even shade, expected a digit that stands out from its ground");
    nn::PassCounters counters;
    work.rewind();
    const nn::View<float> logits
        = model.forward({ pixels.data(), 1, model.inputShape() }, work, &counters);
    if (counters.solverFailed)
        throw std::runtime_error(file + ": " + counters.message);
    const std::span<const float> row(logits.data, static_cast<std::size_t>(logits.size()));
    Prediction found { nn::argmax(row), std::vector<double>(row.size()), counters.nfeForward };
    nn::probabilities(row, std::span(found.probabilities));
    return found;
}

std::string shownLine(const std::string& file, const Prediction& found)
{
    std::string line = file + ": " + std::to_string(found.digit) + ", probabilities";
    char text[24];
    for (const double probability : found.probabilities) {
        std::snprintf(text, sizeof text, " %.4f", probability);
        line += text;
    }
    return line;
}

int predictAll(const PredictCommand& call)
{
    const auto model = call.model.load<float>(call.modelFile);
    nn::Workspace<float> work;
    work.taping = false;
    work.training = false;
    nlohmann::ordered_json images = nlohmann::ordered_json::array();
    for (const std::string& file : call.images) {
        const Prediction found = predict(*model, file, work);
        if (call.json)
            images.push_back({ { "file", file }, { "class", found.digit },
                { "probabilities", found.probabilities }, { "nfe", found.nfe } });
        else
            std::cout << shownLine(file, found) << '\n';
    }
    if (call.json) {
        const nlohmann::ordered_json record { { "model", model->config().model },
            { "images", images } };
        std::cout << record.dump(2) << '\n';
    }
    return kSuccess;
}

} // namespace

void addPredict(CommandLine& line)
{
    auto* command = line.root.add_subcommand("predict",
        "Which digit a picture shows: of any size, dark on light or light on dark, centred and\n"
        "scaled as those of MNIST are.");
    auto call = std::make_shared<PredictCommand>();
    command->add_option("--model-file", call->modelFile, "Model file (.safetensors, .npz or .onnx)")
        ->required();
    call->model.add(*command, ModelOptions::Use::Evaluate);
    command->add_option("images", call->images, "Pictures, such as PNG files")->required();
    command->add_flag("--json", call->json, "One JSON document on standard output");
    command->callback([&line, call] { line.work = [call] { return predictAll(*call); }; });
}

} // namespace app
