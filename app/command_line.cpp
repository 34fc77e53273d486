// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include "app/commands.h"
#include "app/version.h"
#include "app/window.h"
#include "solvers/atomic_file.h"
#include "solvers/names.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>

#include <omp.h>

namespace app {

namespace {

std::vector<const CLI::App*> allCommands(const CLI::App& root)
{
    return root.get_subcommands([](const CLI::App*) { return true; });
}

/// The subcommand that the arguments name, or one of its own, or the root.
const CLI::App& chosenCommand(const CLI::App& root, const std::vector<std::string>& arguments)
{
    const CLI::App* chosen = &root;
    for (const auto& argument : arguments)
        for (const CLI::App* command : allCommands(*chosen))
            if (command->get_name() == argument) {
                chosen = command;
                break;
            }
    return *chosen;
}

/// The subcommand that the parser has come to, or the root.
const CLI::App& parsedCommand(const CLI::App& root)
{
    const CLI::App* command = &root;
    for (auto inner = root.get_subcommands(); !inner.empty(); inner = command->get_subcommands())
        command = inner.front();
    return *command;
}

/// "runs fork", as it is called
std::string nameOf(const CLI::App& command)
{
    const CLI::App* const parent = command.get_parent();
    return parent && parent->get_parent() ? nameOf(*parent) + " " + command.get_name()
                                          : command.get_name();
}

/// "--rhs -y" reads as two options to the parser; an expression or a number may well begin with
/// a minus, so a word that names no option is joined to the option before it: "--rhs=-y".
std::vector<std::string> joinValues(const CLI::App& root, std::vector<std::string> arguments)
{
    const CLI::App& command = chosenCommand(root, arguments);
    const auto takesValue = [&](const std::string& word) {
        const CLI::Option* option = command.get_option_no_throw(word);
        return option != nullptr && option->get_items_expected_max() > 0;
    };
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        const bool next = i + 1 < arguments.size() && arguments[i + 1].size() > 1
            && arguments[i + 1][0] == '-'
            && command.get_option_no_throw(arguments[i + 1]) == nullptr
            && arguments[i + 1].compare(0, 2, "--") != 0;
        if (next && word.compare(0, 2, "--") == 0 && takesValue(word))
            joined.push_back(word + "=" + arguments[++i]);
        else
            joined.push_back(word);
    }
    return joined;
}

std::vector<std::string> optionNames(const CLI::App& command)
{
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
        for (const auto& name : option->get_lnames())
            names.push_back("--" + name);
    return names;
}

std::vector<std::string> commandNames(const CLI::App& root)
{
    std::vector<std::string> names;
    for (const CLI::App* command : allCommands(root))
        names.push_back(command->get_name());
    return names;
}

/// A sentence for words that the parser could not place.
std::string unexpected(const CLI::App& root)
{
    std::vector<std::string> words = root.remaining(true);
    const std::string word = words.empty() ? "" : words.front().substr(0, words.front().find('='));
    const CLI::App& command = parsedCommand(root);
    const std::string prefix = &command == &root ? "" : nameOf(command) + ": ";
    if (word.empty()) {
        std::string names;
        for (const std::string& name : commandNames(command))
            names += (names.empty() ? "" : ", ") + name;
        return prefix + "expected one of " + names;
    }
    if (prefix.empty() || (!allCommands(command).empty() && word.compare(0, 1, "-") != 0))
        return prefix + solvers::unknownName("subcommand", word, commandNames(command));
    if (word.compare(0, 1, "-") == 0)
        return prefix + solvers::unknownName("option", word, optionNames(command));
    return prefix + "unexpected argument '" + word + "'; see separatrix " + nameOf(command)
        + " --help";
}

std::string oneLine(std::string text)
{
    for (char& c : text)
        if (c == '\n')
            c = ' ';
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

int fail(int status, const std::string& text)
{
    std::cerr << "separatrix: " << oneLine(text) << '\n';
    return status;
}

int parse(CLI::App& root, int argc, char** argv)
{
    std::vector<std::string> arguments = joinValues(root, { argv + 1, argv + argc });
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        root.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        std::cout << root.help(); // of the innermost subcommand
        return kSuccess;
    } catch (const CLI::CallForVersion&) {
        std::cout << versionText();
        return kSuccess;
    } catch (const CLI::ExtrasError&) {
        return fail(kWrongCall, unexpected(root));
    } catch (const CLI::ParseError& error) {
        const CLI::App& command = parsedCommand(root);
        if (&command != &root && !allCommands(command).empty())
            return fail(kWrongCall, unexpected(root)); // its own subcommand is missing
        return fail(kWrongCall, (&command == &root ? "" : nameOf(command) + ": ") + error.what());
    }
    return -1;
}

int run(const std::function<int()>& work)
{
    try {
        return work();
    } catch (const UsageError& error) {
        return fail(kWrongCall, error.what());
    } catch (const std::invalid_argument& error) {
        return fail(kWrongCall, error.what());
    } catch (const std::bad_alloc&) {
        return fail(kFailed, "memory: not enough for this call; use fewer steps or samples");
    } catch (const std::exception& error) {
        return fail(kFailed, error.what());
    }
}

/// What the contract promises of every subcommand; those that have no use for it take it, too.
void addCommonOptions(CLI::App& root, int& threads, std::uint64_t& seed)
{
    for (CLI::App* command : root.get_subcommands([](const CLI::App*) { return true; })) {
        if (!allCommands(*command).empty()) {
            addCommonOptions(*command, threads, seed);
            continue;
        }
        if (command->get_option_no_throw("--threads") == nullptr)
            command->add_option("--threads", threads, "OpenMP threads (0: all cores)")
                ->check(wholeNumber(0, 1024));
        if (command->get_option_no_throw("--seed") == nullptr)
            command->add_option("--seed", seed, "Fixes every random choice")
                ->check(wholeNumber(0, std::numeric_limits<std::uint64_t>::max()));
    }
}

/// A check that reads the whole text as a Number.
template <typename Number>
CLI::Validator numberThat(const std::function<bool(Number)>& fits, const std::string& expected)
{
    CLI::Validator validator;
    validator.description("").operation([fits, expected](std::string& text) {
        Number value {};
        const char* begin = text.data() + (text.size() > 1 && text[0] == '+' ? 1 : 0);
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(begin, end, value);
        if (error == std::errc() && stop == end && fits(value))
            return std::string();
        return "expected " + expected + ", got '" + text + "'";
    });
    return validator;
}

} // namespace

CLI::Validator wholeNumber(unsigned long long least, unsigned long long most)
{
    return numberThat<unsigned long long>(
        [=](unsigned long long value) { return value >= least && value <= most; },
        "a whole number from " + std::to_string(least)
            + (most == 2147483647 ? "" : " to " + std::to_string(most)));
}

CLI::Validator finiteNumber()
{
    return numberThat<double>([](double value) { return std::isfinite(value); }, "a number");
}

CLI::Validator positiveNumber()
{
    return numberThat<double>(
        [](double value) { return std::isfinite(value) && value > 0.0; }, "a number above 0");
}

CLI::Validator tolerance()
{
    return numberThat<double>(
        [](double value) { return std::isfinite(value) && value >= 0.0; }, "a number from 0");
}

std::vector<double> parseNumbers(const std::string& option, const std::string& text)
{
    std::vector<double> numbers;
    std::size_t start = 0;
    for (const auto& word : parseNames(option, text)) {
        double value = 0.0;
        const char* begin = word.data() + (word[0] == '+' ? 1 : 0);
        const char* end = word.data() + word.size();
        const auto [stop, error] = std::from_chars(begin, end, value);
        if (error != std::errc() || stop != end)
            throw UsageError(option + ": expected a number at column "
                + std::to_string(text.find(word, start) + 1) + ", got '" + word + "'");
        start = text.find(word, start) + word.size();
        numbers.push_back(value);
    }
    return numbers;
}

std::vector<std::string> parseNames(const std::string& option, const std::string& text)
{
    std::vector<std::string> names;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        std::string word = text.substr(start, end - start);
        const auto first = word.find_first_not_of(" \t");
        if (first == std::string::npos)
            throw UsageError(option + ": nothing stands at column " + std::to_string(start + 1));
        names.push_back(word.substr(first, word.find_last_not_of(" \t") - first + 1));
        start = end + 1;
    }
    return names;
}

void writeText(const std::string& file, const std::string& text)
{
    if (file == "-")
        std::cout << text;
    else
        solvers::writeFileAtomically(file, text);
}

int runCommandLine(int argc, char** argv)
{
    CLI::App root("Learn, explore and train ordinary differential equations and the networks "
                  "made of them.\nWithout a subcommand the window opens.",
        "separatrix");
    root.set_version_flag("--version", versionText(), "Version, build and instruction set");
    root.set_help_flag("--help,-h", "This text");
    root.require_subcommand(0, 1);
    root.get_formatter()->column_width(34);
    root.footer("SUBCOMMAND --help shows the options of a subcommand.");
    CommandLine line { root, {} };
    double latencySeconds = 0.0;
    root.add_option("--measure-latency", latencySeconds)
        ->group("") // hidden: a measurement, not a command
        ->check(CLI::Range(1.0, 3600.0))
        ->each([&](const std::string&) {
            line.work = [&] { return measureLatency(latencySeconds); };
        });
    for (const auto& add : kCommands)
        add(line);

    int threads = 0;
    std::uint64_t seed = 1;
    addCommonOptions(root, threads, seed);

    int status = parse(root, argc, argv);
    if (threads > 0)
        omp_set_num_threads(threads);
    if (status < 0)
        status = line.work ? run(line.work) : kSuccess;
    std::cout.flush();
    if (!std::cout && status == kSuccess)
        return fail(kFailed, "standard output: cannot be written");
    return status;
}

} // namespace app
