// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "nn/data/plane_sets.h"
#include "nn/models/model.h"
#include "solvers/json_text.h"
#include "solvers/methods/methods.h"
#include "solvers/names.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"
#include "solvers/sensitivity/sensitivity.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace app {

namespace {

using Json = nlohmann::ordered_json;

/// A table as text: the strings of each row in columns, two spaces apart.
std::string columns(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> width;
    const auto letters = [](const std::string& text) {
        return static_cast<std::size_t>(
            std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    };
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            width.resize(std::max(width.size(), i + 1));
            width[i] = std::max(width[i], letters(row[i]));
        }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size())
                text.append(width[i] + 2 - letters(row[i]), ' ');
        }
        text += '\n';
    }
    return text;
}

std::string joined(const std::vector<std::string>& words, const std::string& between)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : between) + word;
    return text;
}

Json problems()
{
    Json list = Json::array();
    for (const auto& problem : solvers::problems()) {
        Json entry { { "id", problem.id } };
        entry.update(solvers::parseJson(solvers::problemToJson(problem)));
        list.push_back(std::move(entry));
    }
    return list;
}

Json methods()
{
    Json list = Json::array();
    for (const auto& method : solvers::methods())
        list.push_back({ { "id", method.id }, { "name", method.name }, { "order", method.order() },
            { "embedded_order", method.adaptive() ? Json(method.embeddedOrder()) : Json() },
            { "stages", method.stages() }, { "fsal", method.fsal() },
            { "adaptive", method.adaptive() }, { "source", method.source } });
    return list;
}

Json models()
{
    Json list = Json::array();
    for (const auto registry : { nn::models(), nn::planeModels() })
        for (const auto& model : registry)
            list.push_back({ { "id", model.id }, { "name", model.name },
                { "default_gradient",
                    model.hasOdeBlock ? Json(std::string(model.defaultGradient)) : Json() },
                { "summary", model.summary } });
    return list;
}

Json datasets()
{
    Json list = Json::array({ { { "id", "mnist" }, { "name", "MNIST" }, { "train", 60000 },
        { "test", 10000 }, { "folder", nn::shippedMnist().string() },
        { "summary", "Grey images of digits, 28 x 28." } } });
    for (const auto& set : nn::planeSets())
        if (set.generated)
            list.push_back({ { "id", set.id }, { "name", set.name }, { "train", set.train },
                { "test", set.test }, { "folder", nullptr }, { "summary", set.summary },
                { "noise", set.noise } });
    return list;
}

Json gradients()
{
    Json list = Json::array();
    for (const auto& gradient : solvers::gradientMethods())
        list.push_back(
            { { "id", gradient.id }, { "name", gradient.name }, { "summary", gradient.summary } });
    return list;
}

/// The keys of each entry that the text shows, in order.
struct Listing {
    const char* what;
    Json (*entries)();
    std::vector<const char*> shown;
};

const std::vector<Listing>& listings()
{
    static const std::vector<Listing> all {
        { "problems", problems, { "id", "name", "rhs" } },
        { "solvers", methods, { "id", "name", "order", "embedded_order", "stages", "source" } },
        { "models", models, { "id", "name", "default_gradient", "summary" } },
        { "datasets", datasets, { "id", "name", "train", "test", "folder", "summary" } },
        { "gradients", gradients, { "id", "name", "summary" } },
    };
    return all;
}

std::string cell(const Json& value)
{
    if (value.is_null())
        return "-";
    if (value.is_array())
        return joined(value.get<std::vector<std::string>>(), "; ");
    return value.is_string() ? value.get<std::string>() : value.dump();
}

int list(const std::string& what, bool json)
{
    std::vector<std::string> names;
    for (const auto& listing : listings()) {
        names.emplace_back(listing.what);
        if (listing.what != what)
            continue;
        const Json entries = listing.entries();
        if (json) {
            std::cout << entries.dump(2) << '\n';
            return kSuccess;
        }
        std::vector<std::vector<std::string>> rows(1);
        for (const char* key : listing.shown)
            rows.front().emplace_back(key);
        for (const auto& entry : entries) {
            rows.emplace_back();
            for (const char* key : listing.shown)
                rows.back().push_back(cell(entry.at(key)));
        }
        std::cout << columns(rows);
        return kSuccess;
    }
    throw UsageError("list: " + solvers::unknownName("listing", what, names));
}

} // namespace

void addList(CommandLine& line)
{
    auto* command = line.root.add_subcommand("list", "What can be chosen, with its identifiers");
    auto what = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    command->add_option("what", *what, "problems, solvers, models, datasets or gradients")
        ->required();
    command->add_flag("--json", *json, "One JSON document on standard output");
    command->callback(
        [&line, what, json] { line.work = [what, json] { return list(*what, *json); }; });
}

} // namespace app
