// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/image_options.h"

#include "app/command_line.h"
#include "app/commands/plane_options.h"

#include <numeric>

namespace app {

void ImageOptions::add(CLI::App& command)
{
    command.add_option("--data", m_data,
        "Folder with the four IDX files, gzipped or not (default: the shipped MNIST)");
    command.add_option("--split", m_split, "train or test")->capture_default_str();
    auto* first
        = command.add_option("--first", m_first, "Only the first N images")->check(wholeNumber(1));
    command.add_option("--indices", m_indices, "Only these images, I,I,...")->excludes(first);
}

void ImageOptions::check() const
{
    if (m_split != "train" && m_split != "test")
        throw UsageError("--split: expected train or test, got '" + m_split + "'");
}

void ImageOptions::addDataset(CLI::App& command)
{
    m_command = &command;
    command.add_option("--dataset", m_dataset,
        "mnist (default), a set of the plane (see separatrix list datasets) or a file of points, "
        "FILE.csv");
    command.add_option("--noise", m_noise, "Of the set of the plane, standard deviation")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--seed", m_seed, "Of the set of the plane, as in its training")
        ->capture_default_str();
}

nn::ImageSet ImageOptions::load() const
{
    const nn::Split split = m_split == "train" ? nn::Split::Train : nn::Split::Test;
    if (isPlane()) {
        nn::PlaneSetConfig config = planeSetNamed(m_dataset);
        if (m_command->count("--noise") > 0)
            config.noise = m_noise;
        return nn::planeSamples(nn::planePoints(config, split, 0, m_seed));
    }
    return nn::loadMnist(
        split, m_data.empty() ? nn::shippedMnist() : std::filesystem::path(m_data));
}

std::vector<long> ImageOptions::chosen(long available) const
{
    if (m_indices.empty()) {
        if (m_first > available)
            throw UsageError("--first: expected 1 to " + std::to_string(available) + ", got "
                + std::to_string(m_first));
        std::vector<long> all(static_cast<std::size_t>(m_first > 0 ? m_first : available));
        std::iota(all.begin(), all.end(), 0L);
        return all;
    }
    std::vector<long> chosen;
    for (const double number : parseNumbers("--indices", m_indices)) {
        const long index = static_cast<long>(number);
        if (static_cast<double>(index) != number || index < 0 || index >= available)
            throw UsageError("--indices: expected whole numbers from 0 to "
                + std::to_string(available - 1) + ", got '" + m_indices + "'");
        chosen.push_back(index);
    }
    return chosen;
}

} // namespace app
