// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_settings.h"
#include "ui/labs/lab.h"
#include "ui/plots/plot_export.h"

#include <functional>
#include <memory>
#include <utility>

class QStackedWidget;
class QTimer;

namespace ui {

class Banner;
class DepthBlocksView;
class DepthForm;
class DepthWhyView;
class ExportDialog;
class JobRun;
class LabFiles;
class LabSession;
class PageHeader;
class PlotTools;
class PlotView;

/// The Depth page: a stack of residual blocks beside the flow that it follows, and why stacks are
/// residual. Lives in the GUI thread; each study is a run of its own.
class DepthLab final : public Lab {
    Q_OBJECT
public:
    explicit DepthLab(Theme& theme, QWidget* parent = nullptr);
    ~DepthLab() override; ///< stops the runs and joins their threads

    Commands commands() const override;
    void execute(Command command) override;
    QString commandText(Command command) const override;
    void restoreSession() override; ///< and keeps the session from then on
    QStringList tabs() const override; ///< "blocks", "why"
    bool showTab(const QString& id) override;
    QString shownTab() const override;
    std::string recipeSettings() const override; ///< of what is on show
    void openRecipe(const PageRecipe& recipe) override;
    bool isBusy() const override;
    void shutdown() override;

    const DepthSettings& settings() const;
    void setSettings(const DepthSettings& settings); ///< as if made by hand, in one step
    /// The newest; null at first. Not that of the settings while isBusy().
    const std::shared_ptr<const nn::DepthStudy>& study() const { return m_study; }

    /// Asks for the file of an export; an empty answer means cancelled. Without one a QFileDialog.
    using FileChooser = std::function<QString(const QString& suggested)>;
    void setFileChooser(FileChooser chooser);
    ExportDialog* openExport(); ///< shown; deletes itself when closed

signals:
    void studied(); ///< study() is new and on show

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildHeader();
    void connectParts();
    bool showsBlocks() const;
    std::vector<PlotView*> plots() const;
    void settingsChanged();
    void refresh(); ///< a study of the newest settings, soon
    void take(const std::shared_ptr<const nn::DepthStudy>& study);
    void cancel();
    void switchView();
    void showStatus();
    std::pair<QString, QString> complaint() const;
    void showBanner();
    PlotRecipe recipe() const; ///< of what is on show
    void trainIfNeeded();

    DepthForm* m_form = nullptr;
    PageHeader* m_header = nullptr;
    PlotTools* m_tools = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr;
    DepthBlocksView* m_blocks = nullptr;
    DepthWhyView* m_why = nullptr;
    SettingsUndo<DepthSettings>* m_undo = nullptr;
    LabSession* m_session;
    LabFiles* m_files;
    QTimer* m_busyTimer; ///< 200 ms into a run
    std::shared_ptr<const nn::DepthStudy> m_study;
    DepthSettings m_studied; ///< the settings of m_study
    DepthSettings m_requested; ///< the settings of m_run
    QString m_trouble; ///< why there is no study of the settings
    JobRun* m_run = nullptr;
    bool m_waits = false; ///< the settings have changed since m_run was started
};

} // namespace ui
