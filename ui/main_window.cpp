// SPDX-License-Identifier: GPL-3.0-or-later
// Menus and the theme switch are in main_window_menus.cpp.
#include "ui/main_window.h"

#include "ui/learn/learn_dock.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/tab_order.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QLabel>
#include <QLayout>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

#include <utility>

namespace ui {

namespace {

constexpr QSize kSmallestSize(1120, 720);
constexpr QSize kFirstSize(1440, 900);
constexpr int kNoticeMs = 8000; ///< that a notice stays, whatever the pages say

} // namespace

MainWindow::MainWindow(Theme& theme, QWidget* parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_railGroup(new QActionGroup(this))
    , m_pages(new QStackedWidget(this))
{
    setObjectName("main_window");
    setWindowTitle(tr("Separatrix"));
    setWindowIcon(QIcon(":/icons/separatrix.svg"));
    setMinimumSize(kSmallestSize);
    resize(kFirstSize);
    setContextMenuPolicy(Qt::NoContextMenu); // no menu that could hide the rail
    setAcceptDrops(true);
    setCentralWidget(m_pages);
    buildRail();
    buildMenus();
    buildThemeSwitch();
    buildStatusBar();
    connect(&m_theme, &Theme::changed, this, &MainWindow::updateStatus);
    updateCommands();
}

MainWindow::~MainWindow()
{
    if (m_learn != nullptr)
        m_learn->disconnect(this); // it is hidden when much of this is gone
    for (Lab* lab : std::as_const(m_labs)) {
        lab->disconnect(this);
        lab->shutdown();
    }
}

void MainWindow::addLab(Lab* lab)
{
    const int index = static_cast<int>(m_labs.size());
    m_labs << lab;
    m_pages->addWidget(lab);
    auto* action = new QAction(m_theme.icon(lab->id()), lab->title(), this);
    action->setObjectName("rail_" + lab->id());
    action->setCheckable(true);
    action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + index)));
    action->setToolTip(tr("%1 (Ctrl+%2)").arg(lab->title()).arg(index + 1));
    m_railGroup->addAction(action);
    m_rail->insertAction(m_railSpacer, action);
    m_viewMenu->insertAction(m_viewPagesEnd, action);
    if (auto* button = qobject_cast<QToolButton*>(m_rail->widgetForAction(action))) {
        button->setObjectName("rail_button_" + lab->id());
        button->setAccessibleName(lab->title());
        button->setProperty("plain", true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setFixedSize(metrics::kRailWidth - 13, 60);
        button->setFont(m_theme.font(TextSize::Tick));
    }
    connect(action, &QAction::triggered, this, [this, index] { showLabAt(index); });
    connect(lab, &Lab::commandsChanged, this, [this, lab] {
        if (lab == currentLab())
            updateCommands();
    });
    connect(lab, &Lab::statusChanged, this, [this, lab](const QString&, StatusKind kind) {
        m_statusKinds[lab] = kind;
        if (m_noticed.hasExpired(kNoticeMs)) // a page that is at work would wipe it off unread
            m_notice.clear();
        updateStatus();
    });
    connect(lab, &Lab::fileChosen, this, &MainWindow::openFile);
    connect(lab, &Lab::threadCountChanged, this, &MainWindow::updateStatus);
    connect(lab, &Lab::progressChanged, this, [this, lab](const QString& text) {
        m_progressTexts[lab] = text;
        updateStatus();
    });
    connect(lab, &Lab::labRequested, this, [this](const QString& id, const QString& file) {
        showLab(id);
        if (!file.isEmpty() && currentLab()->id() == id)
            currentLab()->openFile(file);
    });
    lab->setInspectorVisible(m_inspectorAction->isChecked());
    if (index == 0)
        showLabAt(0);
}

Lab* MainWindow::currentLab() const
{
    return qobject_cast<Lab*>(m_pages->currentWidget());
}

void MainWindow::showLab(const QString& id)
{
    for (int index = 0; index < m_labs.size(); ++index)
        if (m_labs[index]->id() == id)
            showLabAt(index);
}

void MainWindow::showLabAt(int index)
{
    m_notice.clear();
    m_pages->setCurrentIndex(index);
    m_railGroup->actions().at(index)->setChecked(true);
    for (qsizetype k = 0; k < m_labs.size(); ++k) {
        QWidget* button = m_rail->widgetForAction(m_railGroup->actions().at(k));
        button->setFont(m_theme.font(TextSize::Tick, k == index ? QFont::DemiBold : QFont::Normal));
    }
    QWidget* lab = m_pages->widget(index);
    setVisualTabOrder({ m_rail, lab->findChild<PageHeader*>(), lab });
    updateCommands();
    updateStatus();
}

void MainWindow::setInspectorVisible(bool visible)
{
    m_inspectorAction->setChecked(visible);
    for (Lab* lab : std::as_const(m_labs))
        lab->setInspectorVisible(visible);
}

void MainWindow::buildRail()
{
    m_rail = new QToolBar(tr("Pages"), this);
    m_rail->setObjectName("rail");
    m_rail->setMovable(false);
    m_rail->setFloatable(false);
    m_rail->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    m_rail->setIconSize({ 24, 24 });
    m_rail->setFixedWidth(metrics::kRailWidth);
    m_rail->layout()->setContentsMargins(6, 8, 6, 8);
    m_rail->layout()->setSpacing(4);
    addToolBar(Qt::LeftToolBarArea, m_rail);
    m_railGroup->setExclusive(true);

    auto* spacer = new QWidget(m_rail);
    spacer->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    m_railSpacer = m_rail->addWidget(spacer);
    auto* learn = new QToolButton(m_rail);
    learn->setObjectName("rail_button_learn");
    learn->setText(tr("Learn"));
    learn->setAccessibleName(tr("Learn"));
    learn->setIcon(m_theme.icon("learn"));
    learn->setToolTip(tr("Learn (F1)\nThe lessons of this page, with tasks that are checked."));
    learn->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    learn->setProperty("plain", true);
    learn->setFocusPolicy(Qt::StrongFocus);
    learn->setFixedSize(metrics::kRailWidth - 13, 60);
    learn->setFont(m_theme.font(TextSize::Tick));
    m_rail->addWidget(learn);
    connect(learn, &QToolButton::clicked, this, &MainWindow::showLearn);
}

void MainWindow::buildStatusBar()
{
    QStatusBar* bar = statusBar();
    bar->setSizeGripEnabled(false);
    bar->setFixedHeight(metrics::kStatusBarHeight);
    m_message = makeLabel(m_theme, {}, 12, TextColor::Text2, false, bar);
    m_message->setObjectName("status_message");
    m_message->setTextFormat(Qt::PlainText);
    m_message->setMinimumWidth(0);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress = makeLabel(m_theme, {}, 12, TextColor::Text2, false, bar);
    m_progress->setObjectName("status_progress");
    m_cancel = makeButton(m_theme, ButtonKind::Link, tr("Cancel"), {}, bar);
    m_cancel->setObjectName("status_cancel");
    m_cancel->setFont(m_theme.font(TextSize::Small));
    m_cancel->setFixedHeight(metrics::kStatusBarHeight - 2);
    m_cancel->setToolTip(tr("Cancel (Esc)\nStops the work under way; what is there stays."));
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        Lab* lab = currentLab();
        if (lab && lab->commands().testFlag(Command::Cancel))
            lab->execute(Command::Cancel);
    });
    m_precision = makeLabel(m_theme, {}, 12, TextColor::Text2, false, bar);
    m_precision->setObjectName("status_precision");
    m_threads = makeLabel(m_theme, {}, 12, TextColor::Text2, false, bar);
    m_threads->setObjectName("status_threads");
    bar->addWidget(m_message, 1);
    bar->addPermanentWidget(m_progress);
    bar->addPermanentWidget(m_cancel);
    bar->addPermanentWidget(m_precision);
    bar->addPermanentWidget(m_threads);
    bar->setContentsMargins(10, 0, 10, 0);
    m_precision->setContentsMargins(8, 0, 8, 0);
    m_cancel->hide();
}

void MainWindow::updateStatus()
{
    const Lab* lab = currentLab();
    if (!lab)
        return;
    const QString text = lab->statusText();
    m_message->setText(!m_notice.isEmpty() ? m_notice : text.isEmpty() ? tr("Ready") : text);
    m_message->setToolTip(m_notice); // a narrow window may cut it
    const Tokens& t = m_theme.tokens();
    const StatusKind kind
        = m_notice.isEmpty() ? m_statusKinds.value(lab, StatusKind::Normal) : StatusKind::Warning;
    QPalette palette = m_message->palette();
    palette.setColor(QPalette::WindowText,
        kind == StatusKind::Error         ? t.error
            : kind == StatusKind::Warning ? t.warn
                                          : t.text2);
    m_message->setPalette(palette);
    const QString progress = m_progressTexts.value(lab);
    m_progress->setText(progress);
    m_cancel->setVisible(!progress.isEmpty());
    m_precision->setText(lab->precisionText());
    const int threads = lab->threadCount();
    m_threads->setText(threads == 1 ? tr("1 thread") : tr("%1 threads").arg(threads));
}

void MainWindow::restore()
{
    QSettings settings;
    if (const auto geometry = settings.value("window/geometry").toByteArray(); !geometry.isEmpty())
        restoreGeometry(geometry);
    else if (const QScreen* place = screen())
        resize(kFirstSize.boundedTo(place->availableSize()).expandedTo(kSmallestSize));
    m_theme.setMode(themeModeFromName(settings.value("window/theme").toString()));
    for (QAction* action : m_themeGroup->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(m_theme.mode()));
    setInspectorVisible(settings.value("window/inspector", true).toBool());
    showLab(settings.value("window/page", "solve").toString());
    for (Lab* lab : std::as_const(m_labs))
        lab->restoreSession();
    if (settings.value("learn/open").toBool())
        showLearn();
}

void MainWindow::save() const
{
    QSettings settings;
    settings.setValue("window/geometry", saveGeometry());
    settings.setValue("window/theme", themeModeName(m_theme.mode()));
    settings.setValue("window/inspector", m_inspectorAction->isChecked() || m_madeRoom);
    settings.setValue("learn/open", m_learn != nullptr && m_learn->isVisible());
    if (const Lab* lab = currentLab())
        settings.setValue("window/page", lab->id());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    for (Lab* lab : std::as_const(m_labs)) {
        if (!lab->mayClose()) {
            event->ignore();
            return;
        }
    }
    save();
    for (Lab* lab : std::as_const(m_labs))
        lab->shutdown();
    event->accept();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        updateCommands();
}

} // namespace ui
