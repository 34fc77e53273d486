// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/run_log.h"

#include "solvers/json_text.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nn {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// How toJsonLine() begins a step
constexpr std::string_view kStepBegin = R"({"event":"step",)";

Json toJson(const RunStart& event)
{
    return { { "event", "start" }, { "time", event.time.empty() ? utcNow() : event.time },
        { "config", event.config.is_null() ? Json::object() : event.config },
        { "parameters", event.parameters } };
}

Json toJson(const RunStep& event)
{
    return { { "event", "step" }, { "step", event.step }, { "epoch", event.epoch },
        { "loss", solvers::finiteOrNull(event.loss) }, { "nfe_forward", event.nfeForward },
        { "nfe_backward", event.nfeBackward },
        { "images_per_second", solvers::finiteOrNull(event.imagesPerSecond) },
        { "seconds", solvers::finiteOrNull(event.seconds) } };
}

Json toJson(const RunEpoch& event)
{
    Json json { { "event", "epoch" }, { "epoch", event.epoch },
        { "train_loss", solvers::finiteOrNull(event.trainLoss) },
        { "test_error", solvers::finiteOrNull(event.testError) },
        { "seconds", solvers::finiteOrNull(event.seconds) },
        { "nfe_forward_mean", solvers::finiteOrNull(event.nfeForwardMean) },
        { "nfe_backward_mean", solvers::finiteOrNull(event.nfeBackwardMean) },
        { "peak_memory_bytes", event.peakMemoryBytes } };
    const auto add = [&json](const char* key, double value) {
        if (std::isfinite(value))
            json[key] = value;
    };
    add("train_seconds", event.trainSeconds);
    add("evaluation_seconds", event.evaluationSeconds);
    add("validation_error", event.validationError);
    return json;
}

Json toJson(const RunEnd& event)
{
    return { { "event", "end" }, { "status", event.status },
        { "best_test_error", solvers::finiteOrNull(event.bestTestError) },
        { "seconds", solvers::finiteOrNull(event.seconds) } };
}

/// The fields of one line; each getter throws a sentence that names the key.
class Fields {
public:
    explicit Fields(const Json& json)
        : m_json(json)
    {
    }

    const Json& get(const char* key) const
    {
        const auto found = m_json.find(key);
        if (found == m_json.end())
            throw std::runtime_error(std::string("\"") + key + "\" is missing");
        return *found;
    }

    std::string text(const char* key) const
    {
        const Json& value = get(key);
        if (!value.is_string())
            fail(key, value, "a string");
        return value.get<std::string>();
    }

    double real(const char* key) const
    {
        const Json& value = get(key);
        if (value.is_null())
            return std::numeric_limits<double>::quiet_NaN();
        if (!value.is_number())
            fail(key, value, "a number");
        return value.get<double>();
    }

    /// NaN where the key is not there
    double realIfAny(const char* key) const
    {
        return m_json.contains(key) ? real(key) : std::numeric_limits<double>::quiet_NaN();
    }

    template <typename Int>
    Int whole(const char* key) const
    {
        const Json& value = get(key);
        // As unsigned it may exceed every signed type; so far no count is negative.
        if (!value.is_number_unsigned()
            || value.get<std::uint64_t>() > std::uint64_t { std::numeric_limits<Int>::max() })
            fail(key, value, "a whole number from 0");
        return value.get<Int>();
    }

    const Json& object(const char* key) const
    {
        const Json& value = get(key);
        if (!value.is_object())
            fail(key, value, "an object");
        return value;
    }

private:
    [[noreturn]] static void fail(const char* key, const Json& value, const char* expected)
    {
        throw std::runtime_error(
            std::string("\"") + key + "\" is " + value.type_name() + ", expected " + expected);
    }

    const Json& m_json;
};

RunEvent fromJson(const Json& json)
{
    if (!json.is_object())
        throw std::runtime_error(std::string("found ") + json.type_name() + ", expected an object");
    const Fields fields(json);
    const std::string kind = fields.text("event");
    if (kind == "start")
        return RunStart { fields.text("time"), fields.object("config"),
            fields.whole<std::int64_t>("parameters") };
    if (kind == "step")
        return RunStep { fields.whole<std::int64_t>("step"), fields.whole<int>("epoch"),
            fields.real("loss"), fields.whole<std::int64_t>("nfe_forward"),
            fields.whole<std::int64_t>("nfe_backward"), fields.real("images_per_second"),
            fields.real("seconds") };
    if (kind == "epoch")
        return RunEpoch { fields.whole<int>("epoch"), fields.real("train_loss"),
            fields.real("test_error"), fields.real("seconds"), fields.real("nfe_forward_mean"),
            fields.real("nfe_backward_mean"), fields.whole<std::int64_t>("peak_memory_bytes"),
            fields.realIfAny("train_seconds"), fields.realIfAny("evaluation_seconds"),
            fields.realIfAny("validation_error") };
    if (kind == "end")
        return RunEnd { fields.text("status"), fields.real("best_test_error"),
            fields.real("seconds") };
    throw std::runtime_error("unknown event, expected start, step, epoch or end");
}

[[noreturn]] void failWith(const fs::path& file, const char* what, int error, const char* advice)
{
    throw std::runtime_error(
        file.string() + ": " + what + " (" + std::strerror(error) + "); " + advice);
}

std::string readText(const fs::path& file)
{
    std::error_code error;
    if (fs::is_directory(file, error))
        failWith(file, "cannot be read", EISDIR, "name a run record");
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    std::string text { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() };
    if (!stream.is_open() || stream.bad())
        failWith(file, "cannot be read", errno ? errno : EIO, "name a run record");
    return text;
}

bool isEvent(std::string_view line)
{
    try {
        (void)parseRunEvent(line);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

/// Ends the last line, or takes it away if it was cut short: the next one must not continue it.
void mendLastLine(const fs::path& file, int descriptor)
{
    const std::string text = readText(file);
    if (text.empty() || text.back() == '\n')
        return;
    const std::size_t end = text.rfind('\n');
    const std::size_t begin = end == std::string::npos ? 0 : end + 1;
    const bool whole = isEvent(std::string_view(text).substr(begin));
    const bool done = whole ? ::write(descriptor, "\n", 1) == 1
                            : ::ftruncate(descriptor, static_cast<off_t>(begin)) == 0;
    if (!done)
        failWith(file, "its last line cannot be mended", errno, "write to another file");
}

} // namespace

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc {};
    gmtime_r(&now, &utc);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return std::string(text, length);
}

std::string toJsonLine(const RunEvent& event)
{
    const Json json = std::visit([](const auto& value) { return toJson(value); }, event);
    // A status or a file name in config may come from anywhere: never fail over its bytes.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RunEvent parseRunEvent(std::string_view line)
{
    const Json json = solvers::parseJsonOrDiscard(line);
    if (json.is_discarded())
        throw std::runtime_error("not valid JSON");
    return fromJson(json);
}

RunLogWriter::RunLogWriter(const fs::path& file, Mode mode)
    : m_file(file)
{
    if (file == "-") {
        m_descriptor = ::dup(STDOUT_FILENO);
    } else {
        // Reading is for append, which has to look at the last line.
        const int access = mode == Mode::Append ? O_RDWR | O_APPEND : O_WRONLY | O_TRUNC | O_APPEND;
        m_descriptor = ::open(file.c_str(), access | O_CREAT | O_CLOEXEC, 0666);
    }
    if (m_descriptor < 0)
        failWith(m_file, "cannot be written", errno, "choose a folder that you may write to");
    struct stat status { };
    if (mode == Mode::Append && ::fstat(m_descriptor, &status) == 0 && S_ISREG(status.st_mode)
        && file != "-") {
        try {
            mendLastLine(file, m_descriptor);
        } catch (...) {
            ::close(m_descriptor);
            throw;
        }
    }
}

RunLogWriter::~RunLogWriter()
{
    ::close(m_descriptor);
}

void RunLogWriter::write(const RunEvent& event)
{
    const std::string line = toJsonLine(event) + '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            failWith(m_file, "cannot be written", errno, "free some space or choose another disk");
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::vector<RunEvent> readRunLog(const fs::path& file, RunLogSteps steps)
{
    const std::string text = readText(file);
    std::vector<RunEvent> events;
    std::size_t number = 1;
    for (std::size_t begin = 0; begin < text.size(); ++number) {
        const std::size_t end = text.find('\n', begin);
        const bool last = end == std::string::npos;
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        const bool skipped = steps == RunLogSteps::Skip && line.starts_with(kStepBegin);
        try {
            if (!skipped)
                events.push_back(parseRunEvent(line));
        } catch (const std::runtime_error& error) {
            if (last)
                break;
            throw std::runtime_error(
                file.string() + ": line " + std::to_string(number) + ": " + error.what());
        }
        begin = last ? text.size() : end + 1;
    }
    return events;
}

} // namespace nn
