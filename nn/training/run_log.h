// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nn {

struct RunStart {
    std::string time; ///< UTC, ISO 8601; utcNow()
    nlohmann::ordered_json config; ///< an object; 64-bit seeds as strings
    std::int64_t parameters = 0; ///< trainable numbers of the model
};

struct RunStep {
    std::int64_t step = 0; ///< from 1
    int epoch = 0; ///< from 1
    double loss = 0.0; ///< mean over the batch, before the update
    std::int64_t nfeForward = 0; ///< evaluations of f in this step
    std::int64_t nfeBackward = 0;
    double imagesPerSecond = 0.0;
    double seconds = 0.0; ///< since the run started
};

struct RunEpoch {
    int epoch = 0; ///< from 1
    double trainLoss = 0.0; ///< mean over the epoch
    double testError = 0.0; ///< share of wrong answers, 0 to 1; NaN if not measured
    double seconds = 0.0; ///< that the epoch took
    double nfeForwardMean = 0.0;
    double nfeBackwardMean = 0.0;
    std::int64_t peakMemoryBytes = 0;
    // Later additions: NaN in records without them, and then not written
    double trainSeconds = std::numeric_limits<double>::quiet_NaN(); ///< of `seconds`
    double evaluationSeconds = std::numeric_limits<double>::quiet_NaN();
    double validationError = std::numeric_limits<double>::quiet_NaN(); ///< of images held out
};

struct RunEnd {
    std::string status; ///< finished, stopped or diverged
    double bestTestError = 0.0; ///< NaN if never measured
    double seconds = 0.0;
};

using RunEvent = std::variant<RunStart, RunStep, RunEpoch, RunEnd>;

/// "2026-01-01T00:00:00Z"
std::string utcNow();

/// One JSON object without line end. Numbers have the digits that read back the same double;
/// what is not finite becomes null.
std::string toJsonLine(const RunEvent& event);

/// The reverse; null reads as NaN, keys that are not ours are ignored. Throws
/// std::runtime_error with a sentence that says what is wrong.
RunEvent parseRunEvent(std::string_view line);

/// Writes a run record, one line at a time; each is in the file when write() returns.
///
/// The file "-" is standard output. A file that cannot be written throws
/// std::runtime_error("FILE: what; what to try").
class RunLogWriter {
public:
    enum class Mode { Create, Append }; ///< Append drops a last line that was cut short

    explicit RunLogWriter(const std::filesystem::path& file, Mode mode = Mode::Create);
    ~RunLogWriter();
    RunLogWriter(const RunLogWriter&) = delete;
    RunLogWriter& operator=(const RunLogWriter&) = delete;

    void write(const RunEvent& event);

private:
    std::filesystem::path m_file;
    int m_descriptor = -1;
};

enum class RunLogSteps { Read, Skip };

/// The events of a run record, in order. A last line that was cut short is ignored, any
/// other bad line throws std::runtime_error("FILE: line N: what"). Steps, nearly all of a record,
/// can be left out, and are not looked at then.
std::vector<RunEvent> readRunLog(
    const std::filesystem::path& file, RunLogSteps steps = RunLogSteps::Read);

} // namespace nn
