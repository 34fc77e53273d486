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
class PlotView;

/// The view Learned dynamics of the Train page: the data, one run at a time, the learned field
/// beside the true one, what lies beyond the data, loss and evaluations against a budget.
/// Lives in the GUI thread; data are made and fields learned in workers.
class DynamicsPage final : public QWidget {
    Q_OBJECT
public:
    DynamicsPage(Theme& theme, const DynamicsForm::Sections& sections, QWidget* parent);
    ~DynamicsPage() override; ///< stops the run and joins its threads

    Commands commands() const;
    void execute(Command command);
    void shutdown(); ///< stops the run and joins

    DynamicsForm& form() const { return *m_form; }
    DynamicsRun& run() const { return *m_run; }
    DynamicsCharts& charts() const { return *m_charts; }
    bool hasPicture() const; ///< something is drawn
    std::vector<PlotView*> shownCharts() const;
    PlotRecipe recipeLines() const; ///< for readers of exported charts
    bool isBusy() const { return m_job != nullptr || m_stale; } ///< the data are on the way
    QString statusText() const;

public slots:
    void start(); ///< with the settings of the inspector; ignored while a run is open
    void save(const QString& file); ///< a banner says if it cannot be written
    /// Shows what a saved field makes of the data that it was learned from, where the file says
    /// them, else of those of the form. Errors stand in the banner; ignored while a run is open.
    void openModel(const QString& file);

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
    void showOpened();
    void takeModel(const std::shared_ptr<const void>& result);
    void showUpdate(const DynamicsUpdate& update);
    void showEnd(const DynamicsOutcome& outcome);
    void showTrouble(const QString& title, const QString& text);
    void askForSave();
    QString numbersText() const;

    Theme& m_theme;
    DynamicsForm* m_form;
    DynamicsRun* m_run;
    DynamicsCharts* m_charts;
    QPushButton* m_start = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_save = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_numbers = nullptr;
    QProgressBar* m_progress = nullptr;
    Banner* m_banner = nullptr;
    Card* m_trueCard = nullptr;
    QTimer* m_timer; ///< waits for the last of several changes of the data
    std::unique_ptr<JobRun> m_job;
    std::unique_ptr<JobRun> m_opening;
    QString m_opened; ///< file of the field on show
    std::shared_ptr<const nn::DynamicsMeasure> m_openedMeasure; ///< not on show yet
    std::string m_started; ///< the form as the newest run was started
    std::vector<std::array<double, 2>> m_stroke;
    nn::DynamicsStep m_last; ///< of the newest run; step 0: none yet
    bool m_stale = true; ///< the data on show are not those of the form
    bool m_shut = false;
};

} // namespace ui
