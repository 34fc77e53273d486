// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <functional>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <vector>

namespace app {

/// Exit statuses of the contract.
enum ExitStatus { kSuccess = 0, kFailed = 1, kWrongCall = 2, kInterrupted = 130 };

/// A call that cannot be carried out as written; ends with kWrongCall.
/// what(): "WHAT: WHY", e.g. "--step: must be above 0, got -1".
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a subcommand registers itself with: adds its options to `root` and, once it was
/// chosen, leaves what is to be run in `work`.
struct CommandLine {
    CLI::App& root;
    std::function<int()> work; ///< returns an exit status
};

/// Runs a whole command line without a window; returns the exit status. Prints at most one
/// line "separatrix: WHAT: WHY" on standard error when it fails.
int runCommandLine(int argc, char** argv);

/// Comma-separated numbers of an option; throws UsageError naming option and column.
std::vector<double> parseNumbers(const std::string& option, const std::string& text);

/// Comma-separated names, white space around them dropped; throws UsageError if one is empty.
std::vector<std::string> parseNames(const std::string& option, const std::string& text);

/// Checks of an option's value: the error names the option, what was expected and what was found.
CLI::Validator wholeNumber(unsigned long long least, unsigned long long most = 2147483647);
CLI::Validator finiteNumber();
CLI::Validator positiveNumber();
CLI::Validator tolerance(); ///< from 0

/// Writes a text to a file (atomically) or, for "-", to standard output.
void writeText(const std::string& file, const std::string& text);

} // namespace app
