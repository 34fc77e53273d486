// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/benchmark_table.h"

#include <algorithm>
#include <cstdio>

namespace benchmarks {

void MedianReporter::ReportRuns(const std::vector<Run>& runs)
{
    ConsoleReporter::ReportRuns(runs);
    for (const auto& run : runs)
        if (run.run_type == Run::RT_Aggregate && run.aggregate_name == "median")
            m_medians.push_back({ run.run_name.function_name, run.GetAdjustedCPUTime() });
}

const MedianReporter::Median* MedianReporter::fastest(
    const std::string& row, const std::vector<std::string>& programs) const
{
    const Median* best = nullptr;
    for (const auto& median : m_medians)
        for (const auto& program : programs)
            if (median.benchmark == row + "/" + program
                && (best == nullptr || median.microseconds < best->microseconds))
                best = &median;
    return best;
}

void MedianReporter::printTable(const std::vector<TableRow>& rows) const
{
    std::printf("\n| problem | ours | us | fastest other | us | ratio |\n"
                "| --- | --- | ---: | --- | ---: | ---: |\n");
    for (const auto& row : rows) {
        const Median* ours = fastest(row.name, row.ours);
        const Median* other = fastest(row.name, row.others);
        if (ours == nullptr || other == nullptr)
            continue;
        const auto program
            = [&](const Median* median) { return median->benchmark.substr(row.name.size() + 1); };
        std::printf("| %s | %s | %.1f | %s | %.1f | %.2f |\n", row.name.c_str(),
            program(ours).c_str(), ours->microseconds, program(other).c_str(), other->microseconds,
            ours->microseconds / other->microseconds);
    }
}

} // namespace benchmarks
