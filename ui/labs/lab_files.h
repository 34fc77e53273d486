// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_export.h"

#include <QObject>

#include <functional>
#include <vector>

namespace ui {

class ExportDialog;
class Lab;
class PlotView;

/// The files and the clipboard of a page: asks where, remembers the folder, writes whole files
/// only, exports charts; all with recipeOf() the page, so that the program can reopen them.
/// recipe: lines for readers. done() and failed() say what the page is to show.
class LabFiles final : public QObject {
    Q_OBJECT
public:
    explicit LabFiles(Lab& page);

    /// Asks for a file to save to or to open; an empty answer means cancelled. Without one a
    /// QFileDialog asks.
    using Chooser = std::function<QString(bool save, const QString& suggested)>;
    void setChooser(Chooser chooser);
    void setSaveChooser(std::function<QString(const QString& suggested)> chooser); ///< saves only
    QString chooseToSave(const QString& suggested, const QString& filter);
    QString chooseToOpen(const QString& title, const QString& filter);

    bool write(const QString& path, const QString& text); ///< says whether
    /// The same with the recipe of the page as comments above, see asComments().
    bool writeTable(const QString& path, const QString& text, const PlotRecipe& recipe);
    /// The dialog for these charts, shown; deletes itself when closed. chart: the one chosen, else
    /// that with the focus, else the first.
    ExportDialog* openExport(const std::vector<PlotView*>& plots, const PlotView* chart,
        const PlotRecipe& recipe, const QString& caption);
    void copyChart(PlotView* chart, const PlotRecipe& recipe);

signals:
    void done(const QString& status);
    void failed(const QString& title, const QString& text);

private:
    QString folder() const;
    QString remembered(const QString& file);

    Lab& m_page;
    Chooser m_chooser;
};

/// That with the focus, else the first.
PlotView* focusedPlot(const std::vector<PlotView*>& plots);

} // namespace ui
