// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_export.h"

#include <QString>

#include <optional>
#include <string>
#include <string_view>

namespace ui {

class Lab;

/// What brings a page back as it was when it wrote a file: goes with every picture, table and
/// trajectory that the window writes, beside the lines for readers, and comes back by readRecipe().
struct PageRecipe {
    QString page; ///< Lab::id()
    QString view; ///< one of Lab::tabs(); empty: whichever is on show
    std::string settings; ///< of the page, JSON; see Lab::recipeSettings()
    QString version; ///< of the program that wrote it
    QString folder {}; ///< where readRecipe() found it; other files may lie there; not written

    bool operator==(const PageRecipe&) const = default;
};

/// On one line of ASCII without "--", which would end a comment of Markdown:
/// {"separatrix": VERSION, "format": 1, "page": ..., "view": ..., "settings": {...}}
std::string toJson(const PageRecipe& recipe);

/// The reverse. Throws std::runtime_error with a sentence: no JSON, something missing, a format
/// that only a newer version knows.
PageRecipe pageRecipeFromJson(std::string_view json);

/// That of a page as it is; nothing while the page has nothing to write.
std::optional<PageRecipe> recipeOf(const Lab& page);

/// A line with it, after those for readers.
PlotRecipe withPage(PlotRecipe lines, const std::optional<PageRecipe>& recipe);

/// The lines as comments above a table, as the suffix of its file asks: "# " in CSV, "% " in
/// LaTeX, <!-- --> in Markdown.
QString asComments(const PlotRecipe& lines, const QString& suffix);

/// The recipe in a file, whatever wrote it: a PNG, SVG or PDF picture, a table (CSV, LaTeX,
/// Markdown), trajectories with their recipe (.csv, .npz) of the command line. Nothing where the
/// file holds none, or is of another kind; it decides by the contents. Throws
/// std::runtime_error("FILE: what") where it cannot be read or the recipe cannot be used.
std::optional<PageRecipe> readRecipe(const QString& file);

/// Files of these kinds are of no use without a recipe: .pdf, .csv, .tex, .md, .npz.
bool needsRecipe(const QString& file);

} // namespace ui
