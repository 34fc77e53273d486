// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/trajectory_file.h"

#include "solvers/analysis/solution_io.h"
#include "solvers/atomic_file.h"
#include "solvers/json_text.h"
#include "solvers/npz.h"
#include "solvers/problems/problem_file.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <stdexcept>

namespace nn {

using solvers::Matrix;

namespace {

using Json = nlohmann::ordered_json;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// All rows; a column is a time, as in the data.
struct Table {
    std::vector<double> times;
    Matrix<double> observed;
    Matrix<double> truth; ///< empty: unknown
    Matrix<double> learned;
};

Table tableOf(const TrajectoryData& data, const DynamicsMeasure& measure)
{
    Table table;
    table.times = data.times;
    const Index seen = data.samples();
    // Where a problem's data end, the part beyond begins with the same time.
    Index first = 0;
    while (first < data.beyond.cols()
        && !(data.beyondTimes[static_cast<std::size_t>(first)] > data.times.back()))
        ++first;
    const Index more = data.beyond.cols() - first;
    table.times.insert(table.times.end(), data.beyondTimes.end() - more, data.beyondTimes.end());
    table.observed.setConstant(data.dim(), seen + more, kUnknown);
    table.learned = table.observed;
    table.observed.leftCols(seen) = data.states;
    const Index reached = std::min<Index>(measure.states.cols(), seen + more);
    table.learned.leftCols(reached) = measure.states.leftCols(reached);
    if (data.problem) {
        table.truth.resizeLike(table.learned);
        table.truth.leftCols(seen) = data.truth;
        table.truth.rightCols(more) = data.beyond.rightCols(more);
    } else {
        table.observed.rightCols(more) = data.beyond.rightCols(more);
    }
    return table;
}

void appendNames(std::string& line, const char* name, const Matrix<double>& states)
{
    for (Index i = 1; i <= states.rows(); ++i)
        line.append(",").append(name).append(std::to_string(i));
}

void appendCells(std::string& line, const Matrix<double>& states, Index k)
{
    for (Index i = 0; i < states.rows(); ++i) {
        line += ',';
        if (std::isfinite(states(i, k)))
            line += solvers::shortestNumber(states(i, k));
    }
}

/// A column-major matrix with a column for each row of the array
solvers::NumpyArray arrayOf(const char* name, const Matrix<double>& states)
{
    return solvers::numpyArray<double>(
        name, { states.cols(), states.rows() }, { states.data(), std::size_t(states.size()) });
}

} // namespace

std::string dynamicsRecipe(const DynamicsOptions& options, const TrajectoryData& data)
{
    Json json;
    if (data.problem)
        json["problem"] = solvers::parseJson(solvers::problemToJson(*data.problem));
    if (data.sampling) {
        json["samples"] = data.sampling->samples;
        json["noise"] = data.sampling->noise;
        json["beyond"] = data.sampling->beyond;
        json["seed"] = std::to_string(data.sampling->seed);
    }
    json["data"] = data.name;
    json["dynamics"] = toJson(options);
    json["version"] = SEPARATRIX_VERSION;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string trajectoriesToCsv(
    const TrajectoryData& data, const DynamicsMeasure& measure, std::string_view recipe)
{
    const Table table = tableOf(data, measure);
    std::string text(solvers::kRecipeLine);
    text.append(recipe).append("\nt");
    appendNames(text, "y", table.observed);
    appendNames(text, "true", table.truth);
    appendNames(text, "learned", table.learned);
    text += '\n';
    for (std::size_t row = 0; row < table.times.size(); ++row) {
        text += solvers::shortestNumber(table.times[row]);
        for (const auto* states : { &table.observed, &table.truth, &table.learned })
            appendCells(text, *states, static_cast<Index>(row));
        text += '\n';
    }
    return text;
}

std::string trajectoriesToNpz(
    const TrajectoryData& data, const DynamicsMeasure& measure, std::string_view recipe)
{
    const Table table = tableOf(data, measure);
    std::vector<solvers::NumpyArray> arrays;
    arrays.push_back(solvers::numpyArray<double>(
        "t", { static_cast<std::int64_t>(table.times.size()) }, table.times));
    arrays.push_back(arrayOf("y", table.observed));
    if (table.truth.size() > 0)
        arrays.push_back(arrayOf("true", table.truth));
    arrays.push_back(arrayOf("learned", table.learned));
    arrays.push_back(solvers::numpyArray<std::int64_t>(
        "seen", {}, std::array { static_cast<std::int64_t>(data.samples()) }));
    if (const FieldGrid grid = fieldGrid(data);
        grid.size() > 0 && grid.size() == measure.arrows.cols()) {
        Matrix<double> points(2, grid.size());
        for (int i = 0; i < grid.size(); ++i)
            points.col(i) << grid.point(i)[0], grid.point(i)[1];
        arrays.push_back(arrayOf("grid", points));
        arrays.push_back(arrayOf("field", measure.arrows));
    }
    arrays.push_back(solvers::numpyText("recipe", recipe));
    return solvers::npzBytes(arrays);
}

void writeTrajectories(const std::filesystem::path& file, const TrajectoryData& data,
    const DynamicsMeasure& measure, std::string_view recipe)
{
    if (file.extension() == ".csv")
        solvers::writeFileAtomically(file, trajectoriesToCsv(data, measure, recipe));
    else if (file.extension() == ".npz")
        solvers::writeFileAtomically(file, trajectoriesToNpz(data, measure, recipe));
    else
        throw std::invalid_argument(
            file.string() + ": expected a name that ends with .csv or .npz");
}

} // namespace nn
