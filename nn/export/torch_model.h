// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace nn {

/// torch_model.py, where @NAME@ stands for what differs between models.
extern const std::string_view kTorchModel;

} // namespace nn
