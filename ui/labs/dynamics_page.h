// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/dynamics_form.h"
#include "ui/labs/lab.h"
#include "ui/plots/plot_export.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace ui {

class Banner;
class Card;
class DynamicsCharts;
class ExportDialog;
class LabFiles;
class LabSession;
class PlotView;

/// The view Learned dynamics of the Train page: the data, one run at a time, the learned field
/// beside the true one, what lies beyond the data, loss and evaluations against a budget.
/// Lives in the GUI thread; data are made and fields learned in workers.
class DynamicsPage final : public QWidget {
    Q_OBJECT
public:
    DynamicsPage(Theme& theme, const DynamicsForm::Sections& sections, Lab& lab);
    ~DynamicsPage() override; ///< stops the run and joins its threads

    Commands commands() const;
    void execute(Command command);
    QString commandText(Command command) const; ///< of Undo and Redo; else empty
    void restoreSession(); ///< and keeps the settings from then on
    void shutdown(); ///< stops the run and joins
    bool hasPicture() const; ///< there are data to be seen

    DynamicsForm& form() const { return *m_form; }
    DynamicsRun& run() const { return *m_run; }
    DynamicsCharts& charts() const { return *m_charts; }
    LabFiles& files() const { return *m_files; }
    bool isBusy() const; ///< data or files are on the way
    QString statusText() const;

public slots:
    void start(); ///< with the settings of the inspector; ignored while a run is open
    void save(const QString& file); ///< a banner says if it cannot be written
    /// Shows what a saved field makes of the data, and starts from its weights; the form takes its
    /// problem and field. A banner says what is wrong with the file.
    void loadField(const QString& file);
    void exportTrajectories(const QString& file); ///< .csv or .npz
    ExportDialog* openExport(); ///< of the charts; null: there are no data

signals:
    void commandsChanged();
    void statusChanged();

private:
    QWidget* makeBar();
    void makeCards();
    void connectDrawing();
    void refresh();
    void refreshBar();
    void wantPicture();
    void makePicture();
    void takePicture(const std::shared_ptr<const void>& result);
    void showUpdate(const DynamicsUpdate& update);
    void showEnd(const DynamicsOutcome& outcome);
    void showTrouble(const QString& title, const QString& text);
    void askForSave(const QString& suffix);
    void connectSettings();
    void keepSettings(); ///< after every change of them
    void takeLoaded(const std::shared_ptr<const void>& result);
    bool loadedFits() const; ///< the field of the file is that of the form
    void askForData();
    nn::DynamicsOptions shownOptions() const; ///< of what was learned, else of the form
    PlotRecipe recipe() const;
    QString caption() const;
    QString numbersText() const;

    Theme& m_theme;
    DynamicsForm* m_form;
    DynamicsRun* m_run;
    DynamicsCharts* m_charts;
    QPushButton* m_start = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_numbers = nullptr;
    QProgressBar* m_progress = nullptr;
    Banner* m_banner = nullptr;
    Card* m_trueCard = nullptr;
    QTimer* m_timer; ///< waits for the last of several changes of the data
    SettingsUndo<DynamicsSettings>* m_undo = nullptr;
    LabSession* m_session;
    LabFiles* m_files;
    std::unique_ptr<JobRun> m_job;
    std::unique_ptr<JobRun> m_fileJob; ///< reads a field or writes trajectories
    QString m_loaded; ///< file of the weights that stand in for random ones; empty: none
    nn::FieldOptions m_loadedField;
    QString m_said; ///< of the last file, until something else happens
    std::vector<std::array<double, 2>> m_stroke;
    nn::DynamicsStep m_last; ///< of the newest run; step 0: none yet
    bool m_stale = true; ///< the data on show are not those of the form
    bool m_shut = false;
};

} // namespace ui
