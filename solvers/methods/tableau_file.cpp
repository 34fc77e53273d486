// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/tableau_file.h"

#include "solvers/atomic_file.h"
#include "solvers/json_text.h"
#include "solvers/names.h"
#include "solvers/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace solvers {

namespace {

using Json = nlohmann::ordered_json;

/// Reads a tableau out of a JSON document; every message begins with the source.
class Reader {
public:
    explicit Reader(std::string_view source)
        : m_source(source)
    {
    }

    UserTableau read(std::string_view text) const
    {
        Json json;
        try {
            json = parseJson(text);
        } catch (const Json::exception& error) {
            fail(std::string("not valid JSON (") + shortened(error.what())
                + "), expected a tableau {\"A\": [...], \"b\": [...], ...}");
        }
        if (!json.is_object())
            fail("found " + std::string(json.type_name())
                + ", expected an object {\"A\": [...], \"b\": [...], ...}");
        checkKeys(json);
        UserTableau tableau;
        for (const auto& [key, member] : { std::pair("id", &tableau.id),
                 std::pair("name", &tableau.name), std::pair("source", &tableau.source) })
            if (json.contains(key))
                *member = string(key, json[key]);
        for (const auto& [key, member] : { std::pair("order", &tableau.order),
                 std::pair("embedded_order", &tableau.embeddedOrder) })
            if (json.contains(key))
                *member = order(key, json[key]);
        tableau.a = rows(json["A"]);
        tableau.b = entries("b", json["b"]);
        for (const auto& [key, member] :
            { std::pair("bHat", &tableau.bHat), std::pair("c", &tableau.c) })
            if (json.contains(key) && !json[key].is_null())
                *member = entries(key, json[key]);
        if (const std::string trouble = tableau.problem(); !trouble.empty())
            fail(trouble);
        return tableau;
    }

private:
    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error(m_source + ": " + what);
    }

    [[noreturn]] void wrongType(
        const std::string& field, const Json& value, const char* expected) const
    {
        fail(field + ": found " + value.type_name() + ", expected " + expected);
    }

    void checkKeys(const Json& json) const
    {
        const std::vector<std::string> valid { "id", "name", "source", "order", "embedded_order",
            "A", "b", "bHat", "c" };
        for (const auto& [key, value] : json.items())
            if (std::find(valid.begin(), valid.end(), key) == valid.end())
                fail(unknownName("key", shortened(key), valid));
        for (const char* key : { "A", "b" })
            if (!json.contains(key))
                fail(std::string("the key '").append(key).append("' is missing, expected a list"));
    }

    std::string string(const std::string& field, const Json& value) const
    {
        if (!value.is_string())
            wrongType(field, value, "a text");
        return value.get<std::string>();
    }

    int order(const std::string& field, const Json& value) const
    {
        if (!value.is_number_integer())
            wrongType(field, value, "a whole number");
        const auto number = value.get<long long>();
        if (number < 1 || number > 1000)
            fail(field + ": " + value.dump() + ", expected a whole number from 1 on");
        return static_cast<int>(number);
    }

    /// A number becomes the shortest text that reads back the same.
    std::vector<std::string> entries(const std::string& field, const Json& value) const
    {
        if (!value.is_array())
            wrongType(field, value, "a list of numbers");
        std::vector<std::string> result;
        for (const auto& entry : value) {
            if (!entry.is_number() && !entry.is_string())
                wrongType(numbered(field, result.size()), entry, "a number or a text like \"1/2\"");
            result.push_back(entry.is_string() ? entry.get<std::string>() : entry.dump());
        }
        return result;
    }

    std::vector<std::vector<std::string>> rows(const Json& value) const
    {
        if (!value.is_array())
            wrongType("A", value, "a list of rows");
        std::vector<std::vector<std::string>> result;
        for (const auto& row : value)
            result.push_back(entries(numbered("A", result.size()), row));
        return result;
    }

    static std::string numbered(const std::string& field, std::size_t i)
    {
        return field + "[" + std::to_string(i + 1) + "]";
    }

    std::string m_source;
};

Json entriesToJson(const std::vector<std::string>& entries)
{
    Json list = Json::array();
    for (const auto& entry : entries) {
        Json number = parseJsonOrDiscard(entry);
        list.push_back(number.is_number() ? std::move(number) : Json(entry));
    }
    return list;
}

} // namespace

std::string tableauToJson(const UserTableau& tableau)
{
    Json json { { "id", tableau.id } };
    if (!tableau.name.empty())
        json["name"] = tableau.name;
    if (!tableau.source.empty())
        json["source"] = tableau.source;
    if (tableau.order > 0)
        json["order"] = tableau.order;
    if (tableau.embeddedOrder > 0)
        json["embedded_order"] = tableau.embeddedOrder;
    json["A"] = Json::array();
    for (const auto& row : tableau.a)
        json["A"].push_back(entriesToJson(row));
    json["b"] = entriesToJson(tableau.b);
    if (!tableau.bHat.empty())
        json["bHat"] = entriesToJson(tableau.bHat);
    if (!tableau.c.empty())
        json["c"] = entriesToJson(tableau.c);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

UserTableau tableauFromJson(std::string_view json, std::string_view source)
{
    return Reader(source).read(json);
}

UserTableau readTableauFile(const std::filesystem::path& file)
{
    return tableauFromJson(readTextFile(file, "a tableau file"), file.string());
}

void writeTableauFile(const std::filesystem::path& file, const UserTableau& tableau)
{
    writeFileAtomically(file, tableauToJson(tableau));
}

} // namespace solvers
