// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/lab.h"

#include <QElapsedTimer>
#include <QList>
#include <QMainWindow>
#include <QMap>

class QAction;
class QActionGroup;
class QFileInfo;
class QLabel;
class QPushButton;
class QStackedWidget;
class QToolBar;
class QToolButton;

namespace ui {

class LearnDock;
class Theme;
struct Lesson;
struct PageRecipe;

/// The window: menu bar, rail, one page at a time, status bar. Knows pages only as Lab.
/// Geometry, page, theme and the inspector's visibility are kept in QSettings.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Theme& theme, QWidget* parent = nullptr);
    ~MainWindow() override; ///< shuts the pages down

    void addLab(Lab* lab); ///< takes it over; the order is that of the rail and of Ctrl+1 ...
    Lab* currentLab() const;
    const QList<Lab*>& labs() const { return m_labs; }
    void restore(); ///< reads QSettings; call once after the last addLab()
    LearnDock& learn(); ///< the lessons, hidden at first
    void openLesson(const Lesson* lesson); ///< nullptr: opens the lessons as they were

public slots:
    void showLab(const QString& id); ///< ignored if there is none
    /// A problem, weights, data, a picture of a digit, or anything with the recipe of a page; the
    /// status bar says what is wrong with it where no page can.
    void openFile(const QString& path);
    void setInspectorVisible(bool visible);
    void showLearn(); ///< F1: the lesson of the page; once more closes it
    void showKeys();
    void showAbout();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override; ///< any file; see Lab::takesFile()
    void dropEvent(QDropEvent* event) override;

private:
    void buildRail();
    void buildFileMenu();
    void buildMenus();
    void showRecentFiles();
    void makeRoom(bool learn); ///< where it is too narrow, lessons stand in for the inspector
    void askForFile(); ///< to open
    void openRecipe(const PageRecipe& recipe, const QString& file);
    void notice(const QString& text); ///< in the status bar for a while, or until the next page
    void buildThemeSwitch();
    void buildStatusBar();
    QAction* addCommand(QMenu* menu, Command command, const QString& text,
        const QKeySequence& shortcut, const QString& hint = {});
    void showLabAt(int index);
    void updateCommands();
    void updateStatus();
    void save() const;

    Theme& m_theme;
    QList<Lab*> m_labs;
    QMap<unsigned, QAction*> m_commandActions; // by Command
    QActionGroup* m_railGroup = nullptr;
    QToolBar* m_rail = nullptr;
    QAction* m_railSpacer = nullptr;
    QMenu* m_recentMenu = nullptr;
    QMenu* m_viewMenu = nullptr;
    QAction* m_viewPagesEnd = nullptr;
    QAction* m_inspectorAction = nullptr;
    bool m_madeRoom = false; ///< the inspector is hidden for the lessons
    LearnDock* m_learn = nullptr;
    QActionGroup* m_themeGroup = nullptr;
    QToolButton* m_themeButton = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_progress = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_precision = nullptr;
    QLabel* m_threads = nullptr;
    QMap<const Lab*, StatusKind> m_statusKinds;
    QMap<const Lab*, QString> m_progressTexts;
    QString m_notice;
    QElapsedTimer m_noticed; ///< since the notice
};

} // namespace ui
