// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/export_python.h"

#include "nn/export/export_model.h"
#include "nn/export/torch_model.h"
#include "nn/models/ode_options.h"
#include "solvers/json_text.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;

constexpr Index kChecked = 2; ///< images whose logits the script holds

/// The script's check_images().
std::vector<float> checkImages(const Shape& shape)
{
    std::vector<float> pixels(static_cast<std::size_t>(kChecked * shape.size()));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<float>(i * 37 % 101) / 100.0F;
    return pixels;
}

Json checkLogits(const Model<float>& model)
{
    const std::vector<float> pixels = checkImages(model.inputShape());
    Workspace<float> work;
    work.taping = false;
    work.training = false;
    PassCounters counters;
    const View<float> logits
        = model.forward({ pixels.data(), kChecked, model.inputShape() }, work, &counters);
    if (counters.solverFailed)
        throw std::runtime_error("the model fails on the images of the check: " + counters.message);
    Json rows = Json::array();
    const Index classes = logits.shape.size();
    for (Index n = 0; n < kChecked; ++n)
        rows.push_back(
            std::vector<float>(logits.data + n * classes, logits.data + (n + 1) * classes));
    return rows;
}

/// Differences of two weights, as the error is estimated by; null where there are no second ones.
Json differences(std::span<const double> b, std::span<const double> other)
{
    if (other.empty())
        return nullptr;
    std::vector<double> result(b.begin(), b.end());
    std::ranges::transform(b, other, result.begin(), std::minus<>());
    return result;
}

Json solverText(const ModelConfig& config)
{
    if (!modelById(config.model).hasOdeBlock)
        return nullptr;
    const solvers::ButcherTableau& method = *solvers::methodById(config.solver).tableau();
    Json rows = Json::array();
    for (int i = 0; i < method.stages(); ++i) {
        Json row = Json::array();
        for (int j = 0; j < i; ++j)
            row.push_back(method.coefficient(i, j));
        rows.push_back(std::move(row));
    }
    return { { "name", method.id }, { "a", std::move(rows) },
        { "b", std::vector<double>(method.b.begin(), method.b.end()) },
        { "c", std::vector<double>(method.c.begin(), method.c.end()) }, { "fsal", method.fsal() },
        { "error", differences(method.b, method.bHat) },
        { "error2", differences(method.b, method.bHat2) }, { "order", method.estimateOrder() } };
}

/// A name inside "..." and of a module.
void checkName(const std::string& name)
{
    const auto unusable
        = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };
    if (std::ranges::any_of(name, unusable))
        throw std::invalid_argument("the name " + name
            + " cannot stand in a Python script; expected no quotes, backslashes or line ends");
}

std::string filled(
    std::string_view text, const std::vector<std::pair<std::string, std::string>>& values)
{
    std::string result(text);
    for (const auto& [name, value] : values) {
        const std::string mark = "@" + name + "@";
        for (std::size_t at = result.find(mark); at != result.npos;
             at = result.find(mark, at + value.size()))
            result.replace(at, mark.size(), value);
    }
    return result;
}

} // namespace

std::string pythonModule(const Model<float>& model, const std::string& module,
    const std::string& weightsFile, const std::map<std::string, std::string>& metadata)
{
    const ModelConfig& config = model.config();
    if (const std::string trouble = exportProblem(config); !trouble.empty())
        throw std::invalid_argument(trouble);
    checkName(module);
    checkName(weightsFile);
    // Names last: they may hold anything.
    return filled(kTorchModel,
        { { "TITLE", std::string(modelById(config.model).name) }, { "VERSION", SEPARATRIX_VERSION },
            { "SOLVER", solverText(config).dump() }, { "LOGITS", checkLogits(model).dump() },
            { "METADATA", Json(metadata).dump() }, { "WEIGHTS", weightsFile },
            { "MODULE", module } });
}

} // namespace nn
