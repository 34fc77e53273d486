// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/problem_file.h"

#include "solvers/atomic_file.h"
#include "solvers/json_text.h"
#include "solvers/names.h"
#include "solvers/npz.h"
#include "solvers/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace solvers {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kDirections { "falling", "either", "rising" }; // -1, 0, +1

/// Reads a problem out of a JSON document; every message begins with the source.
class Reader {
public:
    explicit Reader(std::string_view source)
        : m_source(source)
    {
    }

    Problem read(std::string_view text)
    {
        Json json;
        try {
            json = parseJson(text);
        } catch (const Json::exception& error) {
            fail(std::string("not valid JSON (") + shortened(error.what())
                + "), expected a problem {\"rhs\": [...], \"y0\": [...], ...}");
        }
        if (!json.is_object())
            fail("found " + std::string(json.type_name())
                + ", expected an object {\"rhs\": [...], \"y0\": [...], ...}");
        checkKeys(json);
        Problem problem;
        problem.name = json.contains("name") ? string("name", json["name"]) : "";
        problem.rhs = strings("rhs", json["rhs"]);
        problem.y0 = numbers("y0", json["y0"]);
        problem.t0 = json.contains("t0") ? number("t0", json["t0"]) : problem.t0;
        problem.t1 = json.contains("t1") ? number("t1", json["t1"]) : problem.t1;
        if (json.contains("exact") && !json["exact"].is_null())
            problem.exact = strings("exact", json["exact"]);
        if (json.contains("parameters"))
            problem.parameters = parameters(json["parameters"]);
        if (json.contains("stiff"))
            problem.stiff = boolean("stiff", json["stiff"]);
        if (json.contains("definitions"))
            problem.definitions = named("definitions", json["definitions"]);
        if (json.contains("invariants"))
            problem.invariants = named("invariants", json["invariants"]);
        readEvent(problem, json);
        if (const std::string trouble = problem.problem(); !trouble.empty())
            fail(trouble);
        return problem;
    }

private:
    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(m_source + ": " + what);
    }

    void checkKeys(const Json& json) const
    {
        const std::vector<std::string> valid { "name", "rhs", "y0", "t0", "t1", "exact",
            "parameters", "stiff", "definitions", "invariants", "event", "event_direction",
            "event_reset" };
        for (const auto& [key, value] : json.items())
            if (std::find(valid.begin(), valid.end(), key) == valid.end())
                fail(unknownName("key", shortened(key), valid));
        for (const char* key : { "rhs", "y0" })
            if (!json.contains(key))
                fail(std::string("the key '").append(key).append("' is missing, expected a list"));
    }

    [[noreturn]] void wrongType(
        const std::string& field, const Json& value, const char* expected) const
    {
        fail(field + ": found " + value.type_name() + ", expected " + expected);
    }

    std::string string(const std::string& field, const Json& value) const
    {
        if (!value.is_string())
            wrongType(field, value, "a text");
        return value.get<std::string>();
    }

    double number(const std::string& field, const Json& value) const
    {
        if (!value.is_number())
            wrongType(field, value, "a number");
        return value.get<double>();
    }

    bool boolean(const std::string& field, const Json& value) const
    {
        if (!value.is_boolean())
            wrongType(field, value, "true or false");
        return value.get<bool>();
    }

    std::vector<std::string> strings(const std::string& field, const Json& value) const
    {
        if (!value.is_array())
            wrongType(field, value, "a list of expressions");
        std::vector<std::string> result;
        for (const auto& entry : value)
            result.push_back(string(numbered(field, result.size()), entry));
        return result;
    }

    std::vector<double> numbers(const std::string& field, const Json& value) const
    {
        if (!value.is_array())
            wrongType(field, value, "a list of numbers");
        std::vector<double> result;
        for (const auto& entry : value)
            result.push_back(number(numbered(field, result.size()), entry));
        return result;
    }

    std::vector<ProblemParameter> parameters(const Json& value) const
    {
        if (!value.is_object())
            wrongType("parameters", value, "an object {\"name\": number, ...}");
        std::vector<ProblemParameter> result;
        for (const auto& [name, entry] : value.items())
            result.push_back({ name, number("parameters." + shortened(name), entry) });
        return result;
    }

    std::vector<NamedExpression> named(const std::string& field, const Json& value) const
    {
        if (!value.is_object())
            wrongType(field, value, "an object {\"name\": \"expression\", ...}");
        std::vector<NamedExpression> result;
        for (const auto& [name, entry] : value.items())
            result.push_back({ name, string(std::string(field).append(".").append(name), entry) });
        return result;
    }

    void readEvent(Problem& problem, const Json& json) const
    {
        if (json.contains("event") && !json["event"].is_null())
            problem.event = string("event", json["event"]);
        if (json.contains("event_direction")) {
            const std::string direction = string("event_direction", json["event_direction"]);
            const auto found = std::find(kDirections.begin(), kDirections.end(), direction);
            if (found == kDirections.end())
                fail("event_direction: "
                    + unknownName("direction", direction, { "falling", "either", "rising" }));
            problem.eventDirection = static_cast<int>(found - kDirections.begin()) - 1;
        }
        if (json.contains("event_reset") && !json["event_reset"].is_null())
            problem.eventReset = strings("event_reset", json["event_reset"]);
        if (problem.event.empty() && json.contains("event_direction"))
            fail("event_direction: a direction needs an event; give the key 'event' too");
    }

    static std::string numbered(const std::string& field, std::size_t i)
    {
        return field + "[" + std::to_string(i + 1) + "]";
    }

    std::string m_source;
};

/// What exported trajectories say of their problem, in an .npz archive or in the first line of a
/// table; empty where the bytes are neither.
std::string recipeIn(const std::string& bytes, const std::string& file)
{
    if (bytes.starts_with(kRecipeLine))
        return bytes.substr(kRecipeLine.size(), bytes.find('\n') - kRecipeLine.size());
    if (!isZip(bytes))
        return {};
    for (const NumpyArray& array : parseNpz(bytes, file))
        if (array.name == "recipe" && array.type.starts_with("<U"))
            return array.text();
    throw std::runtime_error(file + ": found no array named recipe, expected a problem file");
}

} // namespace

std::string problemToJson(const Problem& problem)
{
    Json json;
    json["name"] = problem.name;
    json["rhs"] = problem.rhs;
    json["y0"] = problem.y0;
    json["t0"] = problem.t0;
    json["t1"] = problem.t1;
    if (!problem.exact.empty())
        json["exact"] = problem.exact;
    json["parameters"] = Json::object();
    for (const auto& parameter : problem.parameters)
        json["parameters"][parameter.name] = parameter.value;
    json["stiff"] = problem.stiff;
    const auto put = [&json](const char* key, const std::vector<NamedExpression>& list) {
        for (const auto& [name, expression] : list)
            json[key][name] = expression;
    };
    put("definitions", problem.definitions);
    put("invariants", problem.invariants);
    if (!problem.event.empty()) {
        json["event"] = problem.event;
        json["event_direction"] = kDirections[static_cast<std::size_t>(problem.eventDirection + 1)];
        if (!problem.eventReset.empty())
            json["event_reset"] = problem.eventReset;
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Problem problemFromJson(std::string_view json, std::string_view source)
{
    return Reader(source).read(json);
}

Problem readProblemFile(const std::filesystem::path& file)
{
    const std::string text = readTextFile(file, "a problem file");
    const std::string recipe = recipeIn(text, file.string());
    if (recipe.empty())
        return problemFromJson(text, file.string());
    const Json json = parseJsonOrDiscard(recipe);
    if (!json.is_object() || !json.contains("problem"))
        throw std::runtime_error(
            file.string() + ": the recipe names no problem, expected {\"problem\": {...}}");
    return problemFromJson(json["problem"].dump(), file.string());
}

void writeProblemFile(const std::filesystem::path& file, const Problem& problem)
{
    writeFileAtomically(file, problemToJson(problem));
}

} // namespace solvers
