// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_data.h"

#include <fstream>
#include <stdexcept>

nlohmann::json readReference(const std::string& name)
{
    std::ifstream file(std::string(TEST_DATA_DIR "/solvers/") + name);
    if (!file)
        throw std::runtime_error("cannot open the reference data " + name);
    return nlohmann::json::parse(file);
}

solvers::Problem referenceProblem(const nlohmann::json& entry)
{
    solvers::Problem problem;
    problem.name = entry.at("name");
    problem.rhs = entry.at("rhs").get<std::vector<std::string>>();
    problem.y0 = entry.at("y0").get<std::vector<double>>();
    problem.t0 = entry.at("t0");
    if (entry.contains("t1"))
        problem.t1 = entry.at("t1");
    return problem;
}
