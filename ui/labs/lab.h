// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFlags>
#include <QWidget>

#include <string>

class QFileInfo;
class QLabel;
class QVBoxLayout;

namespace ui {

class PageHeader;
class Section;
class Theme;
struct PageRecipe;

/// What the menus can ask of a page. The window shows each with its shortcut and enables it
/// only while the current page offers it.
enum class Command : unsigned {
    Run = 1u << 0, ///< Ctrl+R
    Pause = 1u << 1, ///< Ctrl+P, pauses or resumes
    Cancel = 1u << 2, ///< Esc
    Open = 1u << 3, ///< Ctrl+O
    Save = 1u << 4, ///< Ctrl+S
    ExportCharts = 1u << 5, ///< Ctrl+E
    ExportData = 1u << 6, ///< results as CSV
    CopyChart = 1u << 7, ///< Ctrl+Shift+C
    CopyTable = 1u << 8, ///< results, tab separated
    Defaults = 1u << 9, ///< settings of the page back to the shipped ones
    NextView = 1u << 10, ///< Ctrl+Tab
    PreviousView = 1u << 11, ///< Ctrl+Shift+Tab
    Crosshair = 1u << 12, ///< C, in a focused chart
    ZoomMode = 1u << 13, ///< Z, in a focused chart
    FitView = 1u << 14, ///< 0, in a focused chart
    Legend = 1u << 15, ///< L, in a focused chart
    LogAxis = 1u << 16, ///< Ctrl+L
    Play = 1u << 17, ///< Space, in a focused chart: starts or stops play-back
    StepBack = 1u << 18, ///< Left, in a focused chart
    StepForward = 1u << 19, ///< Right, in a focused chart
    FirstStep = 1u << 20, ///< Home, in a focused chart
    LastStep = 1u << 21, ///< End, in a focused chart
    Undo = 1u << 22, ///< Ctrl+Z, the last setting
    Redo = 1u << 23, ///< Ctrl+Shift+Z
    ExportModel = 1u << 27, ///< for PyTorch, ONNX, numpy
    FigureOne = 1u << 28, ///< the tangent line construction of the article
    FigureTwo = 1u << 29 ///< its comparison of Euler and Runge-Kutta
};
Q_DECLARE_FLAGS(Commands, Command)
Q_DECLARE_OPERATORS_FOR_FLAGS(Commands)

enum class StatusKind { Normal, Warning, Error };

/// One page of the window: inspector (304 px, sections that scroll, a footer that does not) and
/// the main column. A page does its work in workers; every function here returns at once,
/// except shutdown().
class Lab : public QWidget {
    Q_OBJECT
public:
    /// id: "solve", "depth" ...; prefix of object names, settings keys and name of the rail icon.
    Lab(Theme& theme, const QString& id, const QString& title, QWidget* parent = nullptr);
    ~Lab() override; ///< what its widgets still emit while they go does not reach it

    Theme& theme() const { return m_theme; }
    const QString& id() const { return m_id; }
    const QString& title() const { return m_title; }

    virtual Commands commands() const; ///< what works at this moment; none by default
    virtual void execute(Command command); ///< called only for commands offered
    /// What the menu says instead of its own words; empty: those.
    virtual QString commandText(Command command) const;
    virtual void restoreSession() { } ///< settings as they were last left; call once, at the start
    virtual bool opensFiles() const { return false; } ///< openFile() and the menu of recent files
    /// By name, by drag and drop, only if opensFiles() or takesFile(); or for another page,
    /// labRequested().
    virtual void openFile(const QString& path);
    /// A dropped file or folder that openFile() can take, by its name and kind alone.
    virtual bool takesFile(const QFileInfo& file) const;
    /// The settings that what is on show was made with, as JSON, for the files that the page
    /// writes; empty: nothing is on show.
    virtual std::string recipeSettings() const { return {}; }
    /// The reverse: the page as it was when a file was written. Throws std::runtime_error or
    /// std::invalid_argument with a sentence, and has changed nothing then.
    virtual void openRecipe(const PageRecipe& recipe);
    virtual QString statusText() const { return m_status; }
    virtual QString precisionText() const; ///< right side of the status bar, "double precision"
    virtual int threadCount() const { return 1; } ///< that the page's work uses, beside it

    virtual QStringList tabs() const { return {}; } ///< ids of its views, in their order
    virtual QString shownTab() const { return {}; } ///< one of them
    /// Shows a view by its id; false if there is none of that id.
    virtual bool showTab(const QString& id)
    {
        (void)id;
        return false;
    }
    virtual bool isBusy() const { return false; } ///< what is on show is not yet the newest

    /// False keeps the window open; may ask (once) whether a long run shall be stopped.
    virtual bool mayClose() { return true; }
    /// Stops the work of the page and joins its threads; the page is not used afterwards.
    virtual void shutdown() { }

    bool hasInspector() const { return m_hasInspector; }
    void setInspectorVisible(bool visible); ///< F9

signals:
    void commandsChanged(); ///< emit when commands() changes
    void statusChanged(const QString& text, ui::StatusKind kind);
    /// Work under way, shown in the status bar with Cancel (which executes Command::Cancel);
    /// an empty text removes it.
    void progressChanged(const QString& text);
    void threadCountChanged();
    /// Another page is wanted; with a file: that it opens it, openFile().
    void labRequested(const QString& id, const QString& file);
    void fileChosen(const QString& file); ///< by the user; any page may take it

protected:
    Section* addSection(const QString& key, const QString& title); ///< at the end of the inspector
    void setInspectorFooter(QWidget* footer); ///< stays below the sections
    void setHeader(PageHeader* header); ///< tabs and tools, above the main column without a gap
    QVBoxLayout* mainLayout() const { return m_mainLayout; } ///< margins set, 8 px spacing
    /// Below the main layout and up to the edge of the page: its content keeps 16 px at the right.
    void setMainScroll(QWidget* area);
    void setHasInspector(bool has);
    void setStatus(const QString& text, StatusKind kind = StatusKind::Normal);

private:
    Theme& m_theme;
    QString m_id;
    QString m_title;
    QString m_status;
    QWidget* m_inspector = nullptr;
    QVBoxLayout* m_sections = nullptr;
    QVBoxLayout* m_inspectorColumn = nullptr;
    QVBoxLayout* m_mainColumn = nullptr;
    QVBoxLayout* m_mainLayout = nullptr;
    bool m_hasInspector = true;
    bool m_inspectorVisible = true;
};

} // namespace ui
