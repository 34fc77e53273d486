// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/lab.h"
#include "ui/labs/runs_groups.h"
#include "ui/labs/runs_settings.h"
#include "ui/labs/runs_ticks.h"
#include "ui/plots/plot_export.h"
#include "ui/workers/run_library.h"

#include <functional>
#include <string>
#include <vector>

class QPushButton;
class QStackedWidget;

namespace ui {

class Banner;
class ExportDialog;
class LabFiles;
class LabSession;
class PageHeader;
class PlotTools;
class PlotView;
class ResultsTable;
class RunQueue;
class RunShelf;
class RunsCompareView;
class RunsPanel;
class RunsQueueView;
class RunsTableView;

/// The Runs page: stored runs, compared and gathered in Table 1, and the queue that trains what is
/// missing. Lives in the GUI thread; files are the shelf's, trainings the queue's.
class RunsLab final : public Lab {
    Q_OBJECT
public:
    explicit RunsLab(Theme& theme, QWidget* parent = nullptr);
    RunsLab(Theme& theme, const nn::RunStore& store, const QString& resources,
        QWidget* parent = nullptr);
    ~RunsLab() override; ///< stops the run under way, which goes on next time

    Commands commands() const override;
    void execute(Command command) override;
    QString commandText(Command command) const override;
    void restoreSession() override; ///< and goes on with the queue of last time
    void shutdown() override;
    QString precisionText() const override;
    int threadCount() const override;
    QStringList tabs() const override; ///< table, compare, queue
    bool showTab(const QString& id) override;
    QString shownTab() const override;
    std::string recipeSettings() const override;
    void openRecipe(const PageRecipe& recipe) override; ///< a banner names runs that are gone
    bool isBusy() const override;

    RunShelf& shelf() const { return *m_shelf; }
    RunQueue& queue() const { return *m_queue; }
    RunsPanel& panel() const { return *m_panel; }
    RunTable table() const { return m_table; } ///< on show
    LabFiles& files() const { return *m_files; }
    RunsSettings settings() const;
    void setSettings(const RunsSettings& settings); ///< with the ticks
    std::shared_ptr<const RunLibrary> library() const { return m_library; } ///< never null
    /// Opens a folder for the user; without one the desktop does.
    void setFolderOpener(std::function<void(const QString& folder)> opener);
    ExportDialog* openExport();

public slots:
    void queueMissing(); ///< trials of the recipe that nobody has finished or queued
    void forkSelected(); ///< asks in a dialog

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override; ///< Del in the list

private:
    // runs_lab.cpp: construction
    void buildInspector();
    void buildHeader();
    void buildViews();
    void connectShelf();
    void connectPanel();
    void connectViews();

    // runs_lab_views.cpp: what is on show
    void showLibrary();
    void showTicked();
    void showTable();
    void showWarnings();
    void switchView();
    void showStatus();
    std::vector<PlotView*> plots() const;
    ResultsTable* shownTable() const;
    void tickSome();
    void takeEpoch(const std::string& id, const nn::TrainingEpoch& epoch);

    // runs_lab_actions.cpp: what the user does
    void fillIn(const RunsSettings& settings);
    void tick(const std::string& id, bool on);
    void rename(const std::string& id, const QString& name);
    void removeSelected();
    void keepRemoved(const std::vector<std::string>& tokens, const QStringList& names);
    void undo();
    void resumeSelected();
    void loadSelected();
    void openFolder();
    void queueFork(const std::string& id, int epoch, const std::string& name,
        const nn::TrainingOptions& wanted);
    void queueQuick();
    void queueTrials(const RunsRecipe& recipe);

    // runs_lab_files.cpp: exports
    void buildExports();
    void showSettings(const std::string& json);
    void saveTable(const QString& suffix);
    void copyTable();
    PlotRecipe recipeOfCharts() const;
    void settingsChanged();
    QPushButton* bannerButton(const QString& text, const std::function<void()>& action);
    void showError(const QString& title, const QString& text);

    /// What Ctrl+Z takes back, newest last.
    struct Undo {
        QString text; ///< "delete of RUN"
        std::function<void()> action;
    };

    RunsSettings m_settings;
    RunTicks m_ticks;
    RunTable m_table;
    std::shared_ptr<const RunLibrary> m_library; ///< with the epochs of the run under way
    std::vector<Undo> m_undo;
    RunShelf* m_shelf;
    RunQueue* m_queue;
    LabSession* m_session;
    LabFiles* m_files;
    std::function<void(const QString&)> m_opener;
    bool m_bannerWarns = false; ///< the banner tells that settings differ
    QString m_dismissed; ///< the warning that the user has put away
    QStringList m_faults; ///< that the banner has told

    RunsPanel* m_panel = nullptr;
    PageHeader* m_header = nullptr;
    PlotTools* m_tools = nullptr;
    QPushButton* m_missing = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr;
    RunsTableView* m_tableView = nullptr;
    RunsCompareView* m_compareView = nullptr;
    RunsQueueView* m_queueView = nullptr;
};

} // namespace ui
