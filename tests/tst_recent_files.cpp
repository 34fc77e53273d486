// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"
#include "test_program.h"
#include "ui/main_window.h"
#include "ui/recent_files.h"

#include <QAction>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>

using ui::Command;

class TestRecentFiles : public QObject {
    Q_OBJECT

    SettingsSandbox m_settings { "tst_recent_files" };
    QTemporaryDir m_folder;
    ui::Theme m_theme { *qApp, ui::ThemeMode::Light };
    std::unique_ptr<ui::MainWindow> m_window;
    ui::SolveLab* m_page = nullptr;

    QString write(const QString& name, const std::string& id)
    {
        const QString file = m_folder.filePath(name);
        solvers::writeProblemFile(file.toStdString(), solvers::problemById(id));
        return file;
    }

    /// The menu as it is when the user opens it.
    QMenu* openedMenu() const
    {
        emit m_window->menuBar()->actions().front()->menu()->aboutToShow();
        return m_window->findChild<QMenu*>("menu_recent");
    }

    QAction* entry(const QString& name) const { return openedMenu()->findChild<QAction*>(name); }

    /// A drag from a file manager, let go over the window. Says whether the window took it.
    bool drop(const QList<QUrl>& urls) const
    {
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter({ 400, 300 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(m_window.get(), &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent let(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &let);
        return let.isAccepted();
    }

private slots:
    void init()
    {
        QSettings().clear();
        m_window = std::make_unique<ui::MainWindow>(m_theme);
        m_page = new ui::SolveLab(m_theme);
        m_window->addLab(m_page);
        m_window->show();
    }
    void cleanup() { m_window.reset(); }

    void theNewestStandsFirstAndOnce()
    {
        for (int i = 0; i < 10; ++i)
            ui::addRecentFile(m_folder.filePath(QString("p%1.json").arg(i)));
        QCOMPARE(ui::recentFiles().size(), ui::kMostRecentFiles);
        QCOMPARE(QFileInfo(ui::recentFiles().front()).fileName(), "p9.json");
        ui::addRecentFile(m_folder.filePath("p5.json"));
        QCOMPARE(ui::recentFiles().size(), ui::kMostRecentFiles);
        QCOMPARE(QFileInfo(ui::recentFiles().front()).fileName(), "p5.json");
        QCOMPARE(ui::recentFiles().count(m_folder.filePath("p5.json")), 1);
    }

    void aFileOpenedOrSavedIsListedAndOpensAgain()
    {
        QVERIFY(!openedMenu()->isEnabled());
        QString file = write("predators & prey.json", "lotka-volterra");
        m_page->setFileChooser([&file](bool, const QString&) { return file; });
        m_page->execute(Command::Open);
        QCOMPARE(m_page->problem().dim(), std::size_t { 2 });
        m_page->execute(Command::Defaults);
        file = m_folder.filePath("article.json");
        m_page->execute(Command::Save);
        QVERIFY(openedMenu()->isEnabled());
        QCOMPARE(entry("recent_1")->text(), "&1 article.json");
        QCOMPARE(entry("recent_2")->text(), "&2 predators && prey.json");
        entry("recent_2")->trigger();
        QCOMPARE(m_page->problem().dim(), std::size_t { 2 });
        QCOMPARE(entry("recent_1")->text(), "&1 predators && prey.json");
    }

    void aFileThatIsGoneIsGreyed()
    {
        const QString file = write("gone.json", "logistic");
        ui::addRecentFile(file);
        QVERIFY(entry("recent_1")->isEnabled());
        QVERIFY(QFile::remove(file));
        QVERIFY(!entry("recent_1")->isEnabled());
        QVERIFY(entry("recent_1")->text().contains("gone.json"));
        entry("recent_clear")->trigger();
        QVERIFY(ui::recentFiles().isEmpty());
        QVERIFY(!openedMenu()->isEnabled());
    }

    void aDroppedProblemIsOpened()
    {
        const QString file = write("dropped.json", "lotka-volterra");
        QVERIFY(drop({ QUrl::fromLocalFile(file) }));
        QCOMPARE(m_page->problem().dim(), std::size_t { 2 });
        QCOMPARE(ui::recentFiles(), QStringList { file });
        m_page->execute(Command::Undo); // opening is a step like any other
        QCOMPARE(m_page->problem().id, solvers::problems().front().id);
    }

    void chartsLeaveDropsToTheWindow()
    {
        for (const ui::PlotView* plot : m_page->findChildren<ui::PlotView*>()) {
            if (!plot->isVisible())
                continue;
            QVERIFY(!plot->acceptDrops());
            QVERIFY(!plot->viewport()->acceptDrops());
        }
        for (const QPlainTextEdit* editor : m_page->findChildren<QPlainTextEdit*>())
            QVERIFY(!editor->acceptDrops() && !editor->viewport()->acceptDrops());
        QVERIFY(m_window->acceptDrops());
    }

    /// The window says why in the status bar, which it could not if it did not take the drop.
    void anythingElseChangesNothing()
    {
        QVERIFY(!drop({}));
        const QUrl file = QUrl::fromLocalFile(write("one.json", "logistic"));
        for (const QList<QUrl>& urls : { QList<QUrl> { QUrl("https://example.org/problem.json") },
                 QList<QUrl> { QUrl::fromLocalFile(m_folder.filePath("picture.png")) },
                 QList<QUrl> { file, file } })
            QVERIFY(drop(urls));
        QCOMPARE(m_page->problem().id, solvers::problems().front().id);
    }

    void aBrokenFileIsNamedInTheBanner()
    {
        const QString path = m_folder.filePath("broken.json");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"rhs\": [\"-k*y\"], \"y0\": [1]}");
        file.close();
        QVERIFY(drop({ QUrl::fromLocalFile(path) }));
        const auto* banner = m_page->findChild<ui::Banner*>("solve_banner");
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains("broken.json"), qPrintable(banner->text()));
        QVERIFY2(banner->text().contains("rhs[1]"), qPrintable(banner->text()));
        QVERIFY(ui::recentFiles().isEmpty());
        QCOMPARE(m_page->problem().id, solvers::problems().front().id);
    }
};

REGISTER_TEST(TestRecentFiles)
#include "tst_recent_files.moc"
