// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/names.h"

#include <algorithm>

namespace solvers {

int editDistance(std::string_view a, std::string_view b)
{
    // Optimal string alignment, three rows of the table at a time.
    std::vector<int> before(b.size() + 1);
    std::vector<int> above(b.size() + 1);
    std::vector<int> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({ above[j] + 1, row[j - 1] + 1, change });
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::vector<std::string> closestNames(std::string_view wrong, const std::vector<std::string>& valid)
{
    std::vector<std::pair<int, std::string>> near;
    const int limit = std::max(1, static_cast<int>(wrong.size()) / 2);
    for (const auto& name : valid) {
        const bool part = wrong.size() >= 2 && name.find(wrong) != std::string::npos;
        const int distance = part ? 1 : editDistance(wrong, name);
        if (distance <= limit)
            near.emplace_back(distance, name);
    }
    std::stable_sort(
        near.begin(), near.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < near.size() && i < 3; ++i)
        names.push_back(near[i].second);
    return names;
}

std::string unknownName(
    std::string_view kind, std::string_view wrong, const std::vector<std::string>& valid)
{
    const auto near = closestNames(wrong, valid);
    std::string text = "unknown " + std::string(kind) + " '" + std::string(wrong) + "'; "
        + (near.empty() ? "valid: " : "did you mean ");
    const auto& shown = near.empty() ? valid : near;
    for (std::size_t i = 0; i < shown.size(); ++i)
        text += (i == 0 ? "" : near.empty() || i + 1 < shown.size() ? ", " : " or ") + shown[i];
    return near.empty() ? text : text + "?";
}

} // namespace solvers
