// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace benchmarks {

/// One row of the table: programs of ours and of others that solve the same problem with the
/// same error. Their benchmarks are called ROW/PROGRAM.
struct TableRow {
    std::string name;
    std::vector<std::string> ours;
    std::vector<std::string> others;
};

/// Prints what Google Benchmark prints, and collects the medians.
class MedianReporter final : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override;

    /// A table in Markdown: the fastest program of either side and the ratio of their medians.
    void printTable(const std::vector<TableRow>& rows) const;

private:
    struct Median {
        std::string benchmark;
        double microseconds;
    };
    const Median* fastest(const std::string& row, const std::vector<std::string>& programs) const;

    std::vector<Median> m_medians;
};

} // namespace benchmarks
