// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/keys_dialog.h"
#include "ui/labs/lab.h"
#include "ui/learn/learn_dock.h"
#include "ui/learn/lesson_progress.h"
#include "ui/recent_files.h"
#include "ui/theme.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolButton>

#include <utility>

namespace ui {

namespace {

constexpr int kRoomForLessons = 1400; ///< width with inspector and lessons side by side

} // namespace

QAction* MainWindow::addCommand(QMenu* menu, Command command, const QString& text,
    const QKeySequence& shortcut, const QString& hint)
{
    // A hint is a key that only a focused chart obeys: shown in the menu, not taken by the window.
    auto* action = new QAction(hint.isEmpty() ? text : text + u'\t' + hint, this);
    action->setData(action->text());
    action->setObjectName(QStringLiteral("command_%1").arg(static_cast<unsigned>(command)));
    if (!shortcut.isEmpty())
        action->setShortcut(shortcut);
    menu->addAction(action);
    m_commandActions.insert(static_cast<unsigned>(command), action);
    connect(action, &QAction::triggered, this, [this, command] {
        Lab* lab = currentLab();
        if (lab && lab->commands().testFlag(command))
            lab->execute(command);
        else if (command == Command::Open)
            askForFile();
    });
    return action;
}

void MainWindow::buildFileMenu()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    addCommand(file, Command::Open, tr("&Open…"), QKeySequence::Open);
    m_recentMenu = file->addMenu(tr("Open &Recent"));
    m_recentMenu->setObjectName("menu_recent");
    m_recentMenu->setToolTipsVisible(true);
    connect(file, &QMenu::aboutToShow, this, &MainWindow::showRecentFiles);
    addCommand(file, Command::Save, tr("&Save…"), QKeySequence::Save);
    file->addSeparator();
    addCommand(file, Command::ExportCharts, tr("&Export Charts…"), QKeySequence("Ctrl+E"));
    addCommand(file, Command::ExportData, tr("Export &Data…"), QKeySequence("Ctrl+Shift+E"));
    addCommand(file, Command::ExportModel, tr("Export &Model…"), {});
    file->addSeparator();
    QAction* quit = file->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setObjectName("action_quit");
}

void MainWindow::buildMenus()
{
    buildFileMenu();
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    addCommand(edit, Command::Undo, tr("&Undo Setting"), QKeySequence::Undo);
    QAction* redo = addCommand(
        edit, Command::Redo, tr("&Redo Setting"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    redo->setShortcuts({ redo->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_Y) });
    edit->addSeparator();
    addCommand(edit, Command::CopyChart, tr("Copy &Chart"), QKeySequence("Ctrl+Shift+C"));
    addCommand(edit, Command::CopyTable, tr("Copy &Table"), {});

    m_viewMenu = menuBar()->addMenu(tr("&View"));
    m_viewPagesEnd = m_viewMenu->addSeparator(); // the pages come before it
    addCommand(m_viewMenu, Command::NextView, tr("&Next View"), QKeySequence("Ctrl+Tab"));
    addCommand(
        m_viewMenu, Command::PreviousView, tr("&Previous View"), QKeySequence("Ctrl+Shift+Tab"));
    m_viewMenu->addSeparator();
    addCommand(m_viewMenu, Command::Crosshair, tr("&Crosshair"), {}, tr("C"));
    addCommand(m_viewMenu, Command::ZoomMode, tr("&Zoom Box"), {}, tr("Z"));
    addCommand(m_viewMenu, Command::FitView, tr("&Fit"), {}, "0");
    addCommand(m_viewMenu, Command::Legend, tr("&Legend"), {}, tr("L"));
    addCommand(m_viewMenu, Command::LogAxis, tr("Lo&garithmic Axis"), QKeySequence("Ctrl+L"));
    m_viewMenu->addSeparator();
    m_inspectorAction = m_viewMenu->addAction(tr("&Inspector"));
    m_inspectorAction->setObjectName("action_inspector");
    m_inspectorAction->setCheckable(true);
    m_inspectorAction->setChecked(true);
    m_inspectorAction->setShortcut(Qt::Key_F9);
    connect(m_inspectorAction, &QAction::triggered, this, &MainWindow::setInspectorVisible);
    QAction* full = m_viewMenu->addAction(tr("F&ull Screen"));
    full->setObjectName("action_full_screen");
    full->setShortcut(Qt::Key_F11);
    connect(full, &QAction::triggered, this,
        [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });

    QMenu* run = menuBar()->addMenu(tr("&Run"));
    addCommand(run, Command::Run, tr("&Run"), QKeySequence("Ctrl+R"));
    addCommand(run, Command::Pause, tr("&Pause or Resume"), QKeySequence("Ctrl+P"));
    addCommand(run, Command::Cancel, tr("&Cancel"), QKeySequence(Qt::Key_Escape));
    run->addSeparator();
    addCommand(run, Command::Play, tr("P&lay or Halt"), {}, tr("Space"));
    addCommand(run, Command::StepBack, tr("Step &Back"), {}, tr("Left"));
    addCommand(run, Command::StepForward, tr("Step &Forward"), {}, tr("Right"));
    addCommand(run, Command::FirstStep, tr("F&irst Step"), {}, tr("Home"));
    addCommand(run, Command::LastStep, tr("L&ast Step"), {}, tr("End"));

    QMenu* experiment = menuBar()->addMenu(tr("E&xperiment"));
    addCommand(experiment, Command::Defaults, tr("&Defaults"), {});
    experiment->addSeparator();
    addCommand(experiment, Command::FigureOne, tr("Figure &1: tangent line construction"), {});
    addCommand(experiment, Command::FigureTwo, tr("Figure &2: Euler and Runge–Kutta"), {});

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    QAction* learn = help->addAction(tr("&Learn"), this, &MainWindow::showLearn);
    learn->setObjectName("action_learn");
    learn->setShortcut(Qt::Key_F1);
    QAction* keys = help->addAction(tr("&Keyboard"), this, &MainWindow::showKeys);
    keys->setObjectName("action_keys");
    QAction* about = help->addAction(tr("&About Separatrix"), this, &MainWindow::showAbout);
    about->setObjectName("action_about");
}

void MainWindow::showRecentFiles()
{
    m_recentMenu->clear();
    const QStringList files = recentFiles();
    m_recentMenu->setEnabled(!files.isEmpty());
    int number = 0;
    for (const QString& file : files) {
        const bool there = QFileInfo::exists(file);
        QString name = QFileInfo(file).fileName();
        name.replace(u'&', QStringLiteral("&&"));
        QAction* action = m_recentMenu->addAction(
            (there ? tr("&%1 %2") : tr("&%1 %2 (not there)")).arg(++number).arg(name), this,
            [this, file] { openFile(file); });
        action->setObjectName(QStringLiteral("recent_%1").arg(number));
        action->setToolTip(QDir::toNativeSeparators(file));
        action->setEnabled(there);
    }
    m_recentMenu->addSeparator();
    QAction* clear = m_recentMenu->addAction(tr("&Clear List"), this, [] { clearRecentFiles(); });
    clear->setObjectName("recent_clear");
}

void MainWindow::buildThemeSwitch()
{
    QMenu* themes = new QMenu(tr("&Theme"), this);
    m_themeGroup = new QActionGroup(this);
    const struct {
        ThemeMode mode;
        QString text;
    } modes[] = { { ThemeMode::System, tr("&System") }, { ThemeMode::Light, tr("&Light") },
        { ThemeMode::Dark, tr("&Dark") } };
    for (const auto& entry : modes) {
        QAction* action = themes->addAction(entry.text);
        action->setObjectName("theme_" + themeModeName(entry.mode));
        action->setCheckable(true);
        action->setChecked(m_theme.mode() == entry.mode);
        action->setData(static_cast<int>(entry.mode));
        m_themeGroup->addAction(action);
        connect(action, &QAction::triggered, this,
            [this, mode = entry.mode] { m_theme.setMode(mode); });
    }
    m_viewMenu->addSeparator();
    m_viewMenu->addMenu(themes);

    m_themeButton = new QToolButton(menuBar());
    m_themeButton->setObjectName("theme_button");
    m_themeButton->setMenu(themes);
    m_themeButton->setPopupMode(QToolButton::InstantPopup);
    m_themeButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_themeButton->setIcon(m_theme.icon("sun"));
    m_themeButton->setIconSize({ 16, 16 });
    m_themeButton->setProperty("plain", true);
    m_themeButton->setFocusPolicy(Qt::StrongFocus);
    m_themeButton->setFont(m_theme.font(TextSize::Small));
    m_themeButton->setToolTip(tr("Theme\nSystem follows the desktop; a switch needs no restart."));
    const auto retitle = [this] {
        const QString name = m_theme.mode() == ThemeMode::System ? tr("System")
            : m_theme.isDark()                                   ? tr("Dark")
                                                                 : tr("Light");
        m_themeButton->setText(tr("Theme: %1").arg(name));
        m_themeButton->setAccessibleName(m_themeButton->text());
        for (QAction* action : m_themeGroup->actions())
            action->setChecked(action->data().toInt() == static_cast<int>(m_theme.mode()));
    };
    retitle();
    connect(&m_theme, &Theme::changed, m_themeButton, retitle);
    m_themeButton->setFixedSize(136, metrics::kMenuBarHeight - 2);
    menuBar()->setFixedHeight(metrics::kMenuBarHeight);
    menuBar()->setCornerWidget(m_themeButton, Qt::TopRightCorner);
}

void MainWindow::updateCommands()
{
    const Lab* lab = currentLab();
    const Commands offered = lab ? lab->commands() : Commands();
    for (auto it = m_commandActions.cbegin(); it != m_commandActions.cend(); ++it) {
        const auto command = static_cast<Command>(it.key());
        it.value()->setEnabled(offered.testFlag(command) || command == Command::Open);
        const QString text = lab ? lab->commandText(command) : QString();
        it.value()->setText(text.isEmpty() ? it.value()->data().toString() : text);
    }
    m_inspectorAction->setEnabled(lab && lab->hasInspector());
}

LearnDock& MainWindow::learn()
{
    if (m_learn == nullptr) {
        m_learn = new LearnDock(m_theme, *this);
        m_learn->hide();
        addDockWidget(Qt::RightDockWidgetArea, m_learn);
        connect(m_learn, &QDockWidget::visibilityChanged, this,
            [this] { makeRoom(m_learn->isVisibleTo(this)); });
    }
    return *m_learn;
}

void MainWindow::showLearn()
{
    const Lab* lab = currentLab();
    const Lesson* lesson = lab ? lessonOfPage(lab->id()) : nullptr;
    const Lesson* shown = learn().lesson();
    const bool here = shown == nullptr || lesson == nullptr || shown->page == lesson->page;
    if (learn().isVisibleTo(this) && here)
        return learn().hide();
    openLesson(lesson == nullptr || (shown != nullptr && here) ? shown : lesson);
}

void MainWindow::openLesson(const Lesson* lesson)
{
    if (lesson != nullptr && lesson != learn().lesson())
        learn().showLesson(*lesson);
    makeRoom(true);
    learn().show();
}

void MainWindow::makeRoom(bool learn)
{
    const bool narrow = learn && width() < kRoomForLessons;
    if (narrow && !m_madeRoom && m_inspectorAction->isChecked()) {
        setInspectorVisible(false);
        m_madeRoom = true;
    } else if (!narrow && m_madeRoom) {
        m_madeRoom = false;
        setInspectorVisible(true);
    }
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (m_learn != nullptr)
        makeRoom(m_learn->isVisibleTo(this));
}

void MainWindow::showKeys()
{
    auto* dialog = findChild<KeysDialog*>();
    if (!dialog)
        dialog = new KeysDialog(m_theme, this);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(this);
    box->setObjectName("about_dialog");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Separatrix"));
    box->setIconPixmap(QIcon(":/icons/separatrix.svg").pixmap(64, 64));
    box->setText(tr("<b>Separatrix %1</b>").arg(SEPARATRIX_VERSION));
    box->setInformativeText(
        tr("<p>Learn, explore and train ordinary differential equations and the networks made of "
           "them.</p><p>Free software under the GNU General Public License, version 3 or later; "
           "it comes without any warranty.</p><p>Uses Qt %1, Eigen, muParser, nlohmann/json and "
           "CLI11. Contains the fonts Inter and STIX (SIL Open Font License) and the MNIST "
           "digits.</p>")
            .arg(qVersion()));
    box->setStandardButtons(QMessageBox::Close);
    box->open();
}

} // namespace ui
