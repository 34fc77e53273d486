// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/benchmark_table.h"
#include "tests/benchmarks/solver_problems.h"
#include "tests/benchmarks/solver_programs.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <vector>

// Time to solve a problem to the same error at its end: our engine beside Boost.odeint and
// SUNDIALS, repetitions of all programs in random order in one run.
//
// The error is max |y_i - reference_i| / (a + |reference_i|); the tolerances are rtol and
// atol = a rtol. Every program gets the loosest tolerance (or largest fixed step) from which on
// its error stays below the row's for a decade.

namespace benchmarks {

namespace {

struct Comparison {
    TableRow row;
    std::vector<std::unique_ptr<Program>> programs;
};

std::vector<std::optional<double>> reference(const solvers::Problem& problem)
{
    if (problem.id == "arenstorf") // one period
        return { problem.y0.begin(), problem.y0.end() };
    std::ifstream file(TEST_DATA_DIR "/solvers/catalogue.json");
    const auto data = nlohmann::json::parse(file);
    std::vector<std::optional<double>> y;
    for (const auto& row : data.at("rows"))
        if (row.at("id") == problem.id && row.at("t") == problem.t1)
            for (const auto& value : row.at("y"))
                y.push_back(
                    value.is_null() ? std::nullopt : std::optional<double>(value.get<double>()));
    if (y.size() != problem.dim())
        throw std::runtime_error("catalogue.json: no end of problem " + problem.id);
    return y;
}

double error(const double* y, const std::vector<std::optional<double>>& truth, double atolFactor)
{
    double largest = y == nullptr ? std::numeric_limits<double>::infinity() : 0.0;
    for (std::size_t i = 0; y != nullptr && i < truth.size(); ++i) {
        if (!truth[i])
            continue;
        const double part = std::abs(y[i] - *truth[i]) / (atolFactor + std::abs(*truth[i]));
        if (!(part <= largest)) // NaN is the largest
            largest = part;
        if (std::isnan(part))
            break;
    }
    return largest;
}

/// The control that gives this error, see above; nothing where none does.
std::optional<double> controlFor(Program& program, const Task& task, bool adaptive, double target)
{
    const auto truth = reference(task.problem);
    const double span = task.problem.t1 - task.problem.t0;
    constexpr int kPerDecade = 16;
    std::optional<double> first;
    int below = 0;
    const int last = (adaptive ? 14 : 24) * kPerDecade;
    for (int k = kPerDecade; k < last && below <= kPerDecade; ++k) {
        const double size = std::pow(10.0, -static_cast<double>(k) / kPerDecade);
        // Fixed steps are of order 4: this one makes a decade of the error of one of size.
        const double control = adaptive ? size : span / std::round(10.0 * std::pow(size, -0.25));
        const bool good = error(program.run(control), truth, task.atolFactor) <= target;
        below = good ? below + 1 : 0;
        if (below == 1)
            first = control;
    }
    return below > kPerDecade ? first : std::nullopt;
}

class Benchmarks {
public:
    /// Programs of both sides on one problem.
    template <typename Model>
    void add(const char* kind, double atolFactor, double target, bool adaptive,
        const std::vector<std::string>& methods, bool stiff)
    {
        const Task task { solvers::problemById(Model::id), atolFactor };
        Comparison& comparison = m_comparisons.emplace_back();
        char name[64];
        std::snprintf(name, sizeof name, "%s%s, error %.0e", Model::id, kind, target);
        comparison.row.name = name;
        for (const auto& method : methods)
            comparison.programs.push_back(std::make_unique<Ours>(task, method, adaptive));
        const std::size_t ours = comparison.programs.size();
        addOthers<Model>(task, adaptive, stiff, comparison.programs);
        for (std::size_t i = 0; i < comparison.programs.size(); ++i) {
            Program& program = *comparison.programs[i];
            auto& side = i < ours ? comparison.row.ours : comparison.row.others;
            side.push_back(program.name());
            if (const auto control = controlFor(program, task, adaptive, target))
                enlist(comparison.row.name, program, task, *control);
            else
                std::printf("%s, %s: error %g not reached\n", comparison.row.name.c_str(),
                    program.name().c_str(), target);
        }
    }

    std::vector<TableRow> rows() const
    {
        std::vector<TableRow> result;
        for (const auto& comparison : m_comparisons)
            result.push_back(comparison.row);
        return result;
    }

private:
    template <typename Model>
    static void addOthers(const Task& task, bool adaptive, bool stiff,
        std::vector<std::unique_ptr<Program>>& programs)
    {
        if constexpr (requires { &Model::differentiate; }) {
            if (stiff)
                programs.push_back(std::make_unique<Cvode<Model>>(task));
        }
        if (stiff)
            return;
        programs.push_back(std::make_unique<Odeint<Model>>(task, adaptive));
        if (adaptive)
            programs.push_back(std::make_unique<Arkode<Model>>(task));
    }

    static void enlist(const std::string& row, Program& program, const Task& task, double control)
    {
        const double reached
            = error(program.run(control), reference(task.problem), task.atolFactor);
        const std::string name = row + "/" + program.name();
        benchmark::RegisterBenchmark(name.c_str(),
            [&program, control, reached](benchmark::State& state) {
                for (auto _ : state)
                    benchmark::DoNotOptimize(program.run(control));
                state.counters["control"] = control;
                state.counters["error"] = reached;
            })
            ->Unit(benchmark::kMicrosecond);
    }

    std::vector<Comparison> m_comparisons;
};

/// Of all methods on either side, and of the same method on both.
template <typename Model>
void addExplicit(Benchmarks& all, double fixedTarget)
{
    all.add<Model>("", 1.0, 1e-6, true, { "dop853", "tsit5", "dopri5" }, false);
    all.add<Model>(", dopri5", 1.0, 1e-6, true, { "dopri5" }, false);
    all.add<Model>(", fixed rk4", 1.0, fixedTarget, false, { "rk4" }, false);
}

template <typename Model>
void addStiff(Benchmarks& all, double atolFactor)
{
    const std::vector<std::string> methods { "rodas4", "radau-iia3", "kvaerno5", "bdf5" };
    all.add<Model>("", atolFactor, 1e-4, true, methods, true);
    all.add<Model>("", atolFactor, 1e-6, true, methods, true);
    all.add<Model>(", BDF", atolFactor, 1e-6, true, { "bdf5" }, true);
}

void addAll(Benchmarks& all)
{
    addExplicit<Lorenz>(all, 1e-6);
    addExplicit<Pleiades>(all, 1e-6);
    addExplicit<Arenstorf>(all, 1e-4); // with fixed steps 1e-6 takes a second
    addStiff<Robertson>(all, 1e-6);
    addStiff<Hires>(all, 1e-4);
    addStiff<VanDerPol>(all, 1e-3);
}

} // namespace

} // namespace benchmarks

int main(int argc, char** argv)
{
    // In turns and several times unless the caller says otherwise.
    std::vector<std::string> words { argv[0], "--benchmark_repetitions=9",
        "--benchmark_min_time=0.03", "--benchmark_enable_random_interleaving=true",
        "--benchmark_report_aggregates_only=true" };
    words.insert(words.end(), argv + 1, argv + argc);
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data()))
        return 1;
    benchmarks::Benchmarks all;
    benchmarks::addAll(all);
    benchmarks::MedianReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    reporter.printTable(all.rows());
    return 0;
}
