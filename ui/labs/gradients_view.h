// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/gradient_results.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace ui {

class PlotView;

/// One tab of the Gradients page: everything below the tabs and the banner. Lives in the GUI
/// thread; what takes more than the results hold it computes in a worker of its own, and only
/// while it is on show.
class GradientsView : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual QString id() const = 0; ///< of the tab, as in "--view ID"
    virtual QString title() const = 0; ///< of the tab

    /// New results: never null, and only while the view is on show (the newest when it comes up).
    /// May come twice for one job: the second time with the study of the step sizes.
    virtual void setResults(std::shared_ptr<const GradientResults> results) = 0;
    virtual void setStale(bool stale); ///< newer results are on the way: curves at 35 %
    /// Whether the inspector's settings say what is shown. Where not, they cannot be changed.
    virtual bool usesSettings() const { return true; }

    /// The charts on show, perhaps none; the tools of the page act on all of them. They live as
    /// long as the view.
    virtual std::vector<PlotView*> plots() const = 0;
    virtual QList<QWidget*> tools() { return {}; } ///< left of the page's own, while on show
    virtual bool hasTable() const { return false; } ///< Copy and CSV of the menus
    virtual void copyTable() { } ///< tab separated, to the clipboard
    virtual QString tableAsCsv() const { return {}; }

    virtual QString statusText() const { return {}; } ///< empty: what the page says
    virtual QString progressText() const { return {}; } ///< of work that shows; empty: none does
    virtual bool isBusy() const { return false; } ///< a worker of its own is at work
    virtual bool canCancel() const { return false; } ///< Esc has something to end here
    virtual void cancel() { }
    virtual void shutdown() { } ///< ends its workers and joins their threads

signals:
    void arrangementChanged(); ///< plots or tools are others than before
    void statusTextChanged(); ///< or the text of the progress
    void exportWanted(ui::PlotView* plot); ///< the dialog, with this chart chosen
    void saveWanted(const QString& suggested, const QString& text); ///< as a file
    void problemWanted(const std::string& id); ///< of the catalogue: show it in this page
};

} // namespace ui
