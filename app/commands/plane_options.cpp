// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/plane_options.h"

#include "app/command_line.h"
#include "solvers/names.h"

#include <stdexcept>
#include <vector>

namespace app {

nn::PlaneSetConfig planeSetNamed(const std::string& dataset)
{
    if (dataset.ends_with(".csv") && dataset.size() > 4) {
        nn::PlaneSetConfig config = nn::planeSetConfig("csv");
        config.file = dataset;
        return config;
    }
    std::vector<std::string> names { "mnist" };
    for (const nn::PlaneSetInfo& set : nn::planeSets()) {
        if (set.generated && set.id == dataset)
            return nn::planeSetConfig(set.id);
        if (set.generated)
            names.emplace_back(set.id);
    }
    throw UsageError("--dataset: " + solvers::unknownName("data set", dataset, names)
        + "; or a file of points, FILE.csv (--data DIR takes your own IDX files)");
}

nn::TrainingOptions planeDefaults(const std::string& dataset, const std::string& model)
{
    const nn::PlaneSetConfig set = planeSetNamed(dataset);
    try {
        nn::TrainingOptions options = nn::planeTrainingOptions(set.set, model);
        options.plane = set;
        return options;
    } catch (const std::invalid_argument& error) {
        throw UsageError("train: " + std::string(error.what()));
    }
}

} // namespace app
