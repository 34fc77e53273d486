// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_list_model.h"

#include <QObject>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ui {

class ComboBox;
class ResultsTable;
class Section;

/// The inspector of the Runs page: filter, list of runs with ticks, and what can be done with the
/// selected ones. Says what the user wants; the page does it.
class RunsPanel final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        Section* filter;
        Section* list;
        QWidget* footer;
    };
    RunsPanel(Theme& theme, const Parts& parts, QObject* parent);

    void setRuns(std::shared_ptr<const RunLibrary> library, const RunTicks& ticks);
    void setFilter(const RunsFilter& filter); ///< without a signal
    const RunsFilter& filter() const { return m_filter; }
    void setSorting(const QString& column, bool descending);
    QString sortColumn() const; ///< empty: newest first
    bool isDescending() const;

    std::vector<std::string> selected() const; ///< ids, in the order of the list
    const LibraryRun* current() const; ///< the one selected; nullptr: none or several
    void select(const std::string& id); ///< ignored where it is filtered out
    void editName(); ///< of the one selected, in place
    void focusFilter();
    ResultsTable* table() const { return m_table; }

signals:
    void filterChanged();
    void sortingChanged();
    void selectionChanged();
    void tickWanted(const std::string& id, bool on);
    void renameWanted(const std::string& id, const QString& name);
    void noteWanted(const std::string& id, const QString& note);
    void loadWanted();
    void forkWanted();
    void resumeWanted();
    void folderWanted();
    void removeWanted();

private:
    void buildFilter(Section* section);
    void buildList(Section* section);
    void buildFooter(QWidget* footer);
    void fillModels(const RunLibrary& library);
    void readFilter();
    void showDetails();
    void keepNote();

    Theme& m_theme;
    RunsListModel* m_model;
    RunsListProxy* m_proxy;
    RunsFilter m_filter;
    RunTicks m_ticks;
    Section* m_listSection;
    QLineEdit* m_text = nullptr;
    ComboBox* m_modelBox = nullptr;
    ComboBox* m_status = nullptr;
    ComboBox* m_group = nullptr;
    ResultsTable* m_table = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_summary = nullptr;
    QLineEdit* m_note = nullptr;
    std::string m_noteOf; ///< id of the run whose note the field holds
    QPushButton* m_load = nullptr;
    QPushButton* m_fork = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_folder = nullptr;
    QPushButton* m_remove = nullptr;
    bool m_showing = false;
};

} // namespace ui
