// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/window.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace app {

void addOpen(CommandLine& line)
{
    struct Options {
        std::string file;
        bool recipe = false;
    };
    auto* command = line.root.add_subcommand("open",
        "Open a file in the window: a problem, a model, a picture of a digit, a folder of digits,\n"
        "or a chart, table or trajectories that the program has exported, whose page comes back\n"
        "with its settings.");
    auto options = std::make_shared<Options>();
    command->add_option("file", options->file, "The file or folder")->required();
    command->add_flag("--recipe", options->recipe,
        "Print the recipe that an exported file carries, as JSON, and open no window");
    command->callback([&line, options] {
        line.work = [options] {
            if (!std::filesystem::exists(options->file))
                throw std::runtime_error(options->file + ": there is no such file");
            if (!options->recipe)
                return openWindow(options->file);
            std::cout << recipeText(options->file);
            return static_cast<int>(kSuccess);
        };
    });
}

} // namespace app
