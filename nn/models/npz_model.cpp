// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/npz_model.h"

#include "nn/models/safetensors_format.h"
#include "solvers/npz.h"

#include <stdexcept>

namespace nn {

namespace {

constexpr std::array<const char*, safetensors::kTypes.size()> kNumpyTypes { "<f4", "<f8", "<i8" };

} // namespace

std::string npzModelBytes(const TensorFile& content)
{
    std::vector<solvers::NumpyArray> arrays;
    for (const auto& [key, text] : content.metadata)
        arrays.push_back(solvers::numpyText(key, text));
    for (const Tensor& tensor : content.tensors)
        arrays.push_back({ tensor.name, kNumpyTypes[static_cast<std::size_t>(tensor.type)],
            tensor.shape, tensor.bytes });
    return solvers::npzBytes(arrays);
}

TensorFile parseNpzModel(std::string_view bytes, const std::string& file)
{
    TensorFile content;
    for (solvers::NumpyArray& array : solvers::parseNpz(bytes, file)) {
        if (array.type.starts_with("<U")) {
            content.metadata[array.name] = array.text();
            continue;
        }
        std::size_t type = 0;
        while (array.type != kNumpyTypes[type]) // parseNpz() knows no others
            ++type;
        content.tensors.push_back({ std::move(array.name), static_cast<TensorType>(type),
            std::move(array.shape), std::move(array.bytes) });
    }
    return content;
}

} // namespace nn
