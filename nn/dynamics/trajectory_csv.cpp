// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/trajectory_data.h"
#include "solvers/text_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string_view>

namespace nn {

using solvers::Index;

namespace {

constexpr std::size_t kMostRows = 100'000;
constexpr std::size_t kMostColumns = 65; // t and 64 states
constexpr double kLargest = 1e12; // squares of differences stay finite in float too
constexpr std::string_view kExpected = "a time series t,y1,...,yn with one line for each time";

/// Reads the file line by line; complaints say where.
class SeriesReader {
public:
    explicit SeriesReader(const std::filesystem::path& file)
        : m_file(file)
    {
    }

    /// The numbers of all lines, row by row
    std::vector<double> read()
    {
        const std::string text = solvers::readTextFile(m_file, kExpected);
        std::string_view rest = text;
        if (rest.starts_with("\xEF\xBB\xBF")) // byte order mark of spreadsheets
            rest.remove_prefix(3);
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            std::string_view line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            ++m_line;
            take(line);
        }
        return m_numbers;
    }

    std::size_t columns() const { return m_columns; }
    std::size_t rows() const { return m_columns == 0 ? 0 : m_numbers.size() / m_columns; }

    [[noreturn]] void fail(std::size_t column, const std::string& what) const
    {
        throw std::runtime_error(m_file.string() + ": line " + std::to_string(m_line) + ", column "
            + std::to_string(column) + ": " + what);
    }

private:
    void take(std::string_view line)
    {
        if (line.find_first_not_of(" \t") == std::string_view::npos || line.starts_with('#'))
            return;
        const bool first = m_columns == 0;
        if (first && !m_named && !startsNumber(line)) {
            m_named = true; // names of the columns
            return;
        }
        std::size_t count = 0;
        for (std::size_t start = 0; start <= line.size(); ++count) {
            const std::size_t end = std::min(line.find(',', start), line.size());
            if (count == kMostColumns)
                fail(start + 1, "found more than " + std::to_string(kMostColumns - 1) + " states");
            m_numbers.push_back(number(line, start, end));
            if (count == 0)
                checkTime(start);
            start = end + 1;
        }
        if (first)
            m_columns = count;
        if (count < 2)
            fail(line.size() + 1, "found a time alone, expected " + std::string(kExpected));
        if (count != m_columns)
            fail(line.size() + 1,
                "found " + std::to_string(count) + " numbers, expected " + std::to_string(m_columns)
                    + " as in the lines before");
        m_time = m_numbers[m_numbers.size() - count];
        if (rows() > kMostRows)
            fail(1, "found more than " + std::to_string(kMostRows) + " times; leave some out");
    }

    void checkTime(std::size_t start) const
    {
        if (m_columns > 0 && !(m_numbers.back() > m_time))
            fail(start + 1, "the time does not rise, expected more than that of the line before");
    }

    static bool startsNumber(std::string_view line)
    {
        const std::size_t first = line.find_first_not_of(" \t");
        return first < line.size()
            && std::string_view("+-.0123456789").find(line[first]) != std::string_view::npos;
    }

    double number(std::string_view line, std::size_t start, std::size_t end) const
    {
        std::string_view word = line.substr(start, end - start);
        const std::size_t lead = std::min(word.find_first_not_of(" \t"), word.size());
        word.remove_prefix(lead);
        word = word.substr(0, word.find_last_not_of(" \t") + 1);
        std::string_view digits = word;
        if (digits.size() > 1 && digits[0] == '+')
            digits.remove_prefix(1);
        double value = 0.0;
        const auto [stop, error]
            = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || stop != digits.data() + digits.size() || !std::isfinite(value)
            || std::abs(value) > kLargest)
            fail(start + lead + 1,
                "found '" + solvers::shortened(printable(word))
                    + "', expected a number of at most "
                      "1e12 in size");
        return value;
    }

    static std::string printable(std::string_view word)
    {
        std::string text(word);
        std::ranges::replace_if(
            text, [](unsigned char c) { return c < 0x20 || c > 0x7E; }, '?');
        return text;
    }

    const std::filesystem::path& m_file;
    std::size_t m_line = 0;
    std::size_t m_columns = 0;
    bool m_named = false;
    double m_time = 0.0;
    std::vector<double> m_numbers;
};

} // namespace

TrajectoryData readTrajectoryCsv(const std::filesystem::path& file, double holdout)
{
    if (!(holdout >= 0.0 && holdout < 1.0))
        throw std::invalid_argument("The share held out must be from 0 to below 1.");
    SeriesReader reader(file);
    const std::vector<double> numbers = reader.read();
    const auto rows = static_cast<Index>(reader.rows());
    const auto columns = static_cast<Index>(reader.columns());
    const Index kept = rows - static_cast<Index>(holdout * static_cast<double>(rows));
    if (kept < 3)
        throw std::runtime_error(file.string() + ": found " + std::to_string(rows)
            + " times, expected at least 3 to learn from: " + std::string(kExpected));
    TrajectoryData data;
    data.name = file.filename().string();
    data.states.resize(columns - 1, kept);
    data.beyond.resize(columns - 1, rows - kept);
    for (Index row = 0; row < rows; ++row) {
        const double* const line = numbers.data() + row * columns;
        auto& times = row < kept ? data.times : data.beyondTimes;
        times.push_back(line[0]);
        auto&& state = row < kept ? data.states.col(row) : data.beyond.col(row - kept);
        for (Index i = 1; i < columns; ++i)
            state[i - 1] = line[i];
    }
    data.truth = data.states;
    if (const std::string found = data.trouble(); !found.empty())
        throw std::runtime_error(file.string() + ": " + found);
    return data;
}

} // namespace nn
