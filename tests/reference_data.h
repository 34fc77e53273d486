// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <nlohmann/json.hpp>

#include <string>

/// tests/data/solvers/NAME as JSON.
nlohmann::json readReference(const std::string& name);

/// The problem in an entry of ivp.json, fixed_step.json or dense.json.
solvers::Problem referenceProblem(const nlohmann::json& entry);
