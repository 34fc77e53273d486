// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/window.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>

namespace app {

namespace {

QSize parseSize(const std::string& text)
{
    int width = 0;
    int height = 0;
    char rest = 0;
    if (std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &rest) != 2 || width < 320
        || height < 240 || width > 16000 || height > 16000)
        throw UsageError(
            "--size: expected WIDTHxHEIGHT in pixels, such as 1440x900, got '" + text + "'");
    return { width, height };
}

} // namespace

void addScreenshot(CommandLine& line)
{
    struct Options {
        Screenshot shot;
        std::string solvers;
        std::string size = "1440x900";
        std::string theme = "light";
    };
    auto* command
        = line.root.add_subcommand("screenshot", "Draw a page of the window into a PNG file");
    auto options = std::make_shared<Options>();
    auto* page
        = command->add_option("--lab", options->shot.lab, "solve, depth, gradients, train or runs");
    command
        ->add_option("--open", options->shot.open,
            "A file that the window opens, such as a chart that was exported, instead of a page")
        ->excludes(page);
    command->add_option(
        "--problem", options->shot.problem, "Catalogue problem on the page Solve or Gradients");
    command->add_option("--view", options->shot.view,
        "Tab of the page. Solve: trajectory, step-through, error, step-size, phase, convergence, "
        "work-precision, stability, invariants or all-four; Depth: blocks or why; Gradients: "
        "gradients, cost or lessons; Train: monitor, flow, draw or dynamics; "
        "Runs: table, compare or queue");
    command->add_option("--solver", options->solvers,
        "Solvers ticked on the Solve page, NAME[,NAME...], with their default settings");
    command->add_option(
        "--learn", options->shot.lesson, "Lesson open at the right; see separatrix learn");
    command->add_option("--size", options->size, "WIDTHxHEIGHT")->capture_default_str();
    command->add_option("--theme", options->theme, "light or dark")->capture_default_str();
    command->add_option("--out", options->shot.file, "File to write (.png)")->required();
    command->callback([&line, options, page] {
        line.work = [options, page] {
            options->shot.size = parseSize(options->size);
            if (page->empty() && options->shot.open.empty())
                throw UsageError("--lab: missing; name a page, or a file with --open");
            if (options->theme != "light" && options->theme != "dark")
                throw UsageError("--theme: expected light or dark, got '" + options->theme + "'");
            options->shot.dark = options->theme == "dark";
            if (!options->solvers.empty())
                options->shot.solvers = parseNames("--solver", options->solvers);
            takeScreenshot(options->shot);
            return static_cast<int>(kSuccess);
        };
    });
}

} // namespace app
