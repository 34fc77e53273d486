// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_ticks.h"

#include "ui/series_style.h"

#include <algorithm>
#include <array>

namespace ui {

namespace {

/// Nine looks that differ in colour and in marker; ids of seriesStyle().
constexpr std::array kLooks { "rk4", "euler", "dopri5", "midpoint", "adjoint", "bosh3",
    "backward-euler", "trapezoid", "rk4-38" };

bool sameLook(const QString& a, const QString& b)
{
    const SeriesStyle first = seriesStyle(a);
    const SeriesStyle second = seriesStyle(b);
    return first.light == second.light || first.marker == second.marker;
}

} // namespace

QString modelSeries(const LibraryRun& run)
{
    return QString::fromStdString(run.options.model.model);
}

QString RunTicks::seriesOf(const std::string& id) const
{
    const auto found = std::ranges::find(m_ticks, id, &Tick::id);
    return found == m_ticks.end() ? QString() : found->series;
}

bool RunTicks::tick(const LibraryRun& run)
{
    if (contains(run.id))
        return true;
    if (isFull())
        return false;
    QStringList looks { modelSeries(run) };
    for (const char* look : kLooks)
        looks << QLatin1String(look);
    const auto free = std::ranges::find_if(looks, [this](const QString& look) {
        return std::ranges::none_of(
            m_ticks, [&look](const Tick& tick) { return sameLook(tick.series, look); });
    });
    m_ticks.push_back({ run.id, free == looks.end() ? looks.front() : *free });
    return true;
}

void RunTicks::untick(const std::string& id)
{
    std::erase_if(m_ticks, [&id](const Tick& tick) { return tick.id == id; });
}

std::vector<const LibraryRun*> RunTicks::in(const RunLibrary& library)
{
    std::erase_if(m_ticks, [&](const Tick& tick) { return !library.find(tick.id); });
    std::vector<const LibraryRun*> runs;
    for (const Tick& tick : m_ticks)
        runs.push_back(library.find(tick.id));
    return runs;
}

} // namespace ui
