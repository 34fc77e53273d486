// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/learn/lesson_page.h"

#include <QDockWidget>

#include <functional>
#include <map>
#include <memory>

class QLabel;
class QPushButton;
class QTimer;

namespace ui {

class LessonList;
class LessonView;
class MainWindow;
class OverlayScrollArea;
class Theme;

/// The lessons, at the right of the window (F1): the list of them or one of them. Its links and
/// solutions set the pages of the window; its tasks are checked on what the pages show, while the
/// dock is open.
class LearnDock final : public QDockWidget {
    Q_OBJECT
public:
    LearnDock(Theme& theme, MainWindow& window);
    ~LearnDock() override;

    const Lesson* lesson() const { return m_lesson; } ///< nullptr: the list is on show
    void showLesson(const Lesson& lesson);
    void showList();

    /// Sets a page as a lesson asks. Where that cannot be, the dock says why.
    void apply(const LessonSetting& setting);
    void takeBack(); ///< the last apply(), with the tab
    QString message() const; ///< below the title; empty: none is shown
    LessonPage* page(const QString& id); ///< nullptr: the window has no such page

signals:
    void solved(const QString& lesson, const QString& task); ///< for the first time

protected:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* makeTitleBar();
    QWidget* makeMessage();
    QWidget* makeFooter();
    void setContent(QWidget* content);
    void showMessage(const QString& text, bool error);
    void showNeighbours();
    void openNeighbour(int step);
    void checkSoon();
    void checkTasks();

    Theme& m_theme;
    MainWindow& m_window;
    const Lesson* m_lesson = nullptr;
    LessonView* m_view = nullptr;
    OverlayScrollArea* m_area = nullptr;
    QPushButton* m_toList = nullptr;
    QWidget* m_strip = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_takeBack = nullptr;
    QWidget* m_footer = nullptr;
    QPushButton* m_previous = nullptr;
    QPushButton* m_next = nullptr;
    QTimer* m_checkTimer;
    std::map<QString, std::unique_ptr<LessonPage>> m_pages;
    std::function<void()> m_undo;
    QString m_undoPage;
};

} // namespace ui
