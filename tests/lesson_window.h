// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_lab.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/make_labs.h"
#include "ui/labs/runs_lab.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/train_lab.h"
#include "ui/learn/learn_dock.h"
#include "ui/learn/lesson_task_card.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui_test_helpers.h"

#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QTest>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>

constexpr int kLessonWait = 240'000; ///< ms; sanitised builds on a busy machine are slow

/// A window with the lessons, and what a test does with it.
class LessonWindow {
public:
    using Json = nlohmann::ordered_json;

    explicit LessonWindow(const QString& application)
        : m_settings(application)
        , m_theme(std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light))
    {
    }

    /// With these pages only, since each computes something when it opens; none: with all.
    void open(const QSet<QString>& pages = {}, QSize size = { 1440, 900 })
    {
        m_window = std::make_unique<ui::MainWindow>(*m_theme);
        if (pages.isEmpty()) {
            for (ui::Lab* lab : ui::makeLabs(*m_theme))
                m_window->addLab(lab);
        } else {
            addPage<ui::SolveLab>("solve", pages);
            addPage<ui::DepthLab>("depth", pages);
            addPage<ui::GradientsLab>("gradients", pages);
            addPage<ui::TrainLab>("train", pages);
            addPage<ui::RunsLab>("runs", pages);
        }
        // What spares a user's machine while he turns a knob would only make a test wait.
        static_cast<void>(m_window->learn()); // made when first asked for
        for (QTimer* timer : m_window->findChildren<QTimer*>())
            if (timer->isSingleShot() && timer->interval() <= kKnobDelay)
                timer->setInterval(0);
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void close()
    {
        m_window.reset();
        m_fresh.clear();
    }

    /// The window as a fresh one. That of the last call serves again where it has these pages and
    /// each goes back to what it was at first: opening takes longer than most of what is tested.
    void openFresh(const QSet<QString>& pages)
    {
        bool same = m_window && m_fresh.size() == static_cast<std::size_t>(pages.size());
        for (const QString& id : pages)
            same = same && m_fresh.count(id) > 0;
        if (!same) {
            close();
            open(pages);
            for (const QString& id : pages) {
                ui::LessonPage* page = dock().page(id);
                QVERIFY(soon([page] { return !page->lab().isBusy(); }));
                m_fresh[id] = { page->keep(), settingsOf(*page) };
            }
            return;
        }
        for (const auto& [id, first] : m_fresh) {
            ui::LessonPage* page = dock().page(id);
            stopRuns(page->lab());
            first.goBack();
            QVERIFY2(settingsOf(*page) == first.settings,
                qPrintable(QString::fromStdString(settingsOf(*page).dump())));
        }
    }

    ui::MainWindow& window() const { return *m_window; }
    ui::Theme& theme() const { return *m_theme; }
    ui::LearnDock& dock() const { return m_window->learn(); }

    void show(const ui::Lesson& lesson)
    {
        m_window->showLab(lesson.page);
        dock().showLesson(lesson);
        dock().show();
    }

    void click(const QString& name) const { partOf<QPushButton>(*m_window, name)->click(); }

    /// As QTRY_VERIFY, but looks every 10 ms instead of every 50.
    template <typename Condition>
    static bool soon(Condition condition)
    {
        return QTest::qWaitFor(condition, kLessonWait);
    }

    bool settled() const { return !m_window->currentLab()->isBusy(); }

    QString errors() const ///< banners of the page on show that say that something went wrong
    {
        QStringList texts;
        for (const ui::Banner* banner : m_window->currentLab()->findChildren<ui::Banner*>())
            if (banner->isVisible() && banner->kind() == ui::Banner::Kind::Error)
                texts << banner->title() + ": " + banner->text();
        return texts.join('\n');
    }

    ui::LessonTaskCard* card(const ui::LessonTask& task) const
    {
        ui::LessonTaskCard* newest = nullptr; // the lesson before may still be going
        for (auto* found : dock().findChildren<ui::LessonTaskCard*>())
            if (&found->task() == &task)
                newest = found;
        return newest;
    }

    static Json settingsOf(const ui::LessonPage& page)
    {
        Json state = page.state();
        state.erase("results");
        return state;
    }

private:
    static constexpr int kKnobDelay = 200; ///< ms

    struct First {
        std::function<void()> goBack;
        Json settings;
    };

    static void stopRuns(ui::Lab& lab)
    {
        auto* train = qobject_cast<ui::TrainLab*>(&lab);
        if (!train)
            return;
        for (ui::TrainRun* run : { &train->run(), &train->flow().run() }) {
            run->stop();
            QVERIFY(soon([run] { return !run->isOpen(); }));
        }
    }

    template <typename Page>
    void addPage(const QString& id, const QSet<QString>& pages)
    {
        if (pages.contains(id))
            m_window->addLab(new Page(*m_theme));
    }

    SettingsSandbox m_settings;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::MainWindow> m_window;
    std::map<QString, First> m_fresh; ///< by page, of openFresh()
};
