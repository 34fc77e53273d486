// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/run_library.h"

#include <QString>

#include <string>
#include <vector>

namespace ui {

/// The runs that the charts draw: at most eight, each with a colour and marker of its own, which
/// it keeps while it is ticked. The first run of a model has the model's.
class RunTicks {
public:
    static constexpr std::size_t kMost = 8;

    struct Tick {
        std::string id;
        QString series; ///< for seriesStyle()
    };

    const std::vector<Tick>& all() const { return m_ticks; } ///< in the order they were ticked
    bool contains(const std::string& id) const { return !seriesOf(id).isEmpty(); }
    bool isFull() const { return m_ticks.size() >= kMost; }
    QString seriesOf(const std::string& id) const; ///< empty: not ticked

    bool tick(const LibraryRun& run); ///< false: as many as can be drawn are
    void untick(const std::string& id);
    void clear() { m_ticks.clear(); }
    /// The ticked runs as the library has them, in their order; forgets those that are gone.
    std::vector<const LibraryRun*> in(const RunLibrary& library);

private:
    std::vector<Tick> m_ticks;
};

/// Id of the series of a run that stands for its model: "odenet".
QString modelSeries(const LibraryRun& run);

} // namespace ui
