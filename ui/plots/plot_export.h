// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <string>
#include <utility>
#include <vector>

class QMimeData;
class QWidget;

namespace ui {

class PlotView;

enum class PlotFormat { Png, Svg, Pdf };

/// What goes with a picture so that it can be made again: keyword and text, such as
/// ("Equation", "y' = ..."), ("Solver", "euler, h = 0.05"), ("Version", "0.1.0").
using PlotRecipe = std::vector<std::pair<QString, QString>>;

/// Keyword of the entry that the program reads again, see ui/labs/page_recipe.h: one line.
inline constexpr QLatin1String kRecipeKeyword { "Separatrix" };

/// How a picture is to be written.
struct PlotExportOptions {
    PlotFormat format = PlotFormat::Png;
    QSizeF millimetres { 160.0, 100.0 }; ///< of the whole picture
    double dpi = 300.0; ///< pixels of PNG: millimetres / 25.4 * dpi
    double textPoints = 9.0; ///< size of titles and legend; lines and markers scale along
    bool dark = false; ///< light colours for print unless asked
    bool transparent = false;
    bool legend = true;
    QString caption; ///< below the charts, wrapped; empty for none
    bool csv = false; ///< data beside the picture, same name with .csv
    PlotRecipe recipe; ///< metadata of the file, comments of the CSV

    QSize pixels() const; ///< of the PNG
    std::string problem() const; ///< empty if usable, else a sentence for the user
};

/// Picture of some charts (one, or all of a page in a grid of that many columns) as pixels.
/// Throws std::invalid_argument when options.problem() or no charts are given.
QImage renderPlots(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns = 0);

/// The bytes of the file, in the chosen format. Throws as renderPlots().
QByteArray encodePlots(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns = 0);

/// Writes the picture, and the CSV if asked. A file that exists is replaced only when everything
/// was written; folders are made as needed. Throws std::runtime_error("FILE: what"), or
/// std::invalid_argument as renderPlots().
void exportPlots(const QString& file, const std::vector<const PlotView*>& charts,
    const PlotExportOptions& options, int columns = 0);

/// The format that a file name asks for, by its suffix; Png if it has none of ours.
PlotFormat plotFormatOf(const QString& file, bool* known = nullptr);
QString suffixOf(PlotFormat format); ///< "png"

/// The curves as text: `#` comment lines with the recipe, then one block of columns
/// chart,curve,x,y with 17 digits; C locale. Hidden curves are left out.
QString plotsAsCsv(const std::vector<const PlotView*>& charts, const PlotRecipe& recipe);

/// A page with everything on it as pixels: as large as fits with its own proportions, in its own
/// colours, without the crosshairs of its charts. Of the options only format, size, resolution and
/// recipe count. Throws std::invalid_argument when options.problem() is given.
QImage renderPage(QWidget& page, const PlotExportOptions& options);
QByteArray encodePage(QWidget& page, const PlotExportOptions& options); ///< in the chosen format
/// As exportPlots(), with the data of these charts for the CSV.
void exportPage(const QString& file, QWidget& page, const std::vector<const PlotView*>& charts,
    const PlotExportOptions& options);

/// PNG and SVG together, for the clipboard. The caller owns it.
QMimeData* plotsAsMimeData(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns = 0);

} // namespace ui
