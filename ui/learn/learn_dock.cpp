// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/learn_dock.h"

#include "ui/learn/lesson_check.h"
#include "ui/learn/lesson_list.h"
#include "ui/learn/lesson_progress.h"
#include "ui/learn/lesson_task_card.h"
#include "ui/learn/lesson_view.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/overlay_scroll_area.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

constexpr int kLeastWidth = 300;
constexpr int kWidth = 368;
constexpr int kCheckEvery = 150; ///< ms; a run changes its state at every batch

/// As wide as the dock is when it opens.
class DockBody final : public QWidget {
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return { kWidth, QWidget::sizeHint().height() }; }
};

} // namespace

LearnDock::LearnDock(Theme& theme, MainWindow& window)
    : QDockWidget(tr("Learn"), &window)
    , m_theme(theme)
    , m_window(window)
    , m_checkTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("learn_dock"));
    setAccessibleName(tr("Learn"));
    setFeatures(DockWidgetClosable);
    setAllowedAreas(Qt::RightDockWidgetArea);
    setTitleBarWidget(makeTitleBar());
    auto* body = new DockBody(this);
    body->setMinimumWidth(kLeastWidth);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(1, 0, 0, 0); // the dividing line
    column->setSpacing(0);
    m_area = new OverlayScrollArea(body);
    m_area->setObjectName(QStringLiteral("learn_scroll"));
    m_area->setAccessibleName(tr("Lesson"));
    m_area->setFocusPolicy(Qt::StrongFocus); // arrow keys and Page Down read on
    m_area->viewport()->setAutoFillBackground(false);
    column->addWidget(makeMessage());
    column->addWidget(m_area, 1);
    column->addWidget(makeFooter());
    setWidget(body);
    m_checkTimer->setSingleShot(true);
    m_checkTimer->setInterval(kCheckEvery);
    connect(m_checkTimer, &QTimer::timeout, this, &LearnDock::checkTasks);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    showList();
}

LearnDock::~LearnDock() = default;

QWidget* LearnDock::makeTitleBar()
{
    auto* bar = new QWidget(this);
    bar->setFixedHeight(metrics::kTabBarHeight);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(metrics::kPageMargin, 0, 8, 0);
    row->addWidget(makeLabel(m_theme, tr("Learn"), 13, TextColor::Text2, false, bar));
    row->addStretch();
    m_toList = makeButton(m_theme, ButtonKind::Link, tr("All lessons"), {}, bar);
    m_toList->setObjectName(QStringLiteral("learn_all"));
    connect(m_toList, &QPushButton::clicked, this, &LearnDock::showList);
    row->addWidget(m_toList);
    QToolButton* close = makeIconButton(m_theme, QStringLiteral("close"), tr("Close Learn"),
        tr("Close (F1)\nWhat is solved stays ticked."), bar);
    close->setObjectName(QStringLiteral("learn_close"));
    close->setProperty("plain", true);
    connect(close, &QToolButton::clicked, this, &QWidget::close);
    row->addWidget(close);
    return bar;
}

QWidget* LearnDock::makeMessage()
{
    m_strip = new QWidget(this);
    auto* row = new QHBoxLayout(m_strip);
    row->setContentsMargins(metrics::kPageMargin, 4, 8, 4);
    m_message = makeLabel(m_theme, {}, 12, TextColor::Text2, false, m_strip);
    m_message->setObjectName(QStringLiteral("learn_message"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_takeBack
        = makeButton(m_theme, ButtonKind::Small, tr("Take back"), QStringLiteral("undo"), m_strip);
    m_takeBack->setObjectName(QStringLiteral("learn_take_back"));
    m_takeBack->setToolTip(tr("Take back\nThe settings and the tab before the lesson's."));
    connect(m_takeBack, &QPushButton::clicked, this, &LearnDock::takeBack);
    row->addWidget(m_message, 1);
    row->addWidget(m_takeBack);
    m_strip->hide();
    return m_strip;
}

QWidget* LearnDock::makeFooter()
{
    m_footer = new QWidget(this);
    auto* row = new QHBoxLayout(m_footer);
    row->setContentsMargins(metrics::kPageMargin, 8, metrics::kPageMargin, 12);
    m_previous = makeButton(m_theme, ButtonKind::Plain, tr("Previous"), {}, m_footer);
    m_previous->setObjectName(QStringLiteral("learn_previous"));
    m_next = makeButton(m_theme, ButtonKind::Plain, tr("Next"), {}, m_footer);
    m_next->setObjectName(QStringLiteral("learn_next"));
    connect(m_previous, &QPushButton::clicked, this, [this] { openNeighbour(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { openNeighbour(1); });
    row->addWidget(m_previous);
    row->addStretch();
    row->addWidget(m_next);
    return m_footer;
}

void LearnDock::setContent(QWidget* content)
{
    content->setAutoFillBackground(false);
    // The old one may be what is calling.
    if (QWidget* old = m_area->takeWidget())
        old->deleteLater();
    m_area->setWidget(content);
    content->setAutoFillBackground(false);
    m_area->verticalScrollBar()->setValue(0);
    showMessage({}, false);
    m_toList->setVisible(m_lesson != nullptr);
    m_footer->setVisible(m_lesson != nullptr);
}

void LearnDock::showList()
{
    m_lesson = nullptr;
    m_view = nullptr;
    auto* list = new LessonList(m_theme);
    connect(list, &LessonList::chosen, this, [this](const QString& id) {
        if (const Lesson* chosen = findLesson(id))
            showLesson(*chosen);
    });
    setContent(list);
}

void LearnDock::showLesson(const Lesson& lesson)
{
    m_lesson = &lesson;
    m_view = new LessonView(m_theme, lesson);
    connect(m_view, &LessonView::wanted, this, &LearnDock::apply);
    for (LessonTaskCard* card : m_view->tasks())
        card->setSolved(isTaskSolved(lesson, card->task()));
    setContent(m_view);
    rememberLesson(lesson);
    showNeighbours();
    for (const LessonTask* task : lesson.tasks())
        page(task->solution.page); // from now on it tells its changes
    checkSoon();
}

void LearnDock::showNeighbours()
{
    const auto index = m_lesson - lessons().data();
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < static_cast<std::ptrdiff_t>(lessons().size()));
}

void LearnDock::openNeighbour(int step)
{
    const auto index = m_lesson - lessons().data() + step;
    if (index >= 0 && index < static_cast<std::ptrdiff_t>(lessons().size()))
        showLesson(lessons()[static_cast<std::size_t>(index)]);
}

LessonPage* LearnDock::page(const QString& id)
{
    if (const auto found = m_pages.find(id); found != m_pages.end())
        return found->second.get();
    for (Lab* lab : m_window.labs()) {
        if (lab->id() != id)
            continue;
        std::unique_ptr<LessonPage>& made = m_pages[id];
        made = makeLessonPage(*lab);
        connect(made.get(), &LessonPage::changed, this, &LearnDock::checkSoon);
        return made.get();
    }
    return nullptr;
}

void LearnDock::apply(const LessonSetting& setting)
{
    LessonPage* target = page(setting.page);
    if (target == nullptr)
        return;
    const auto back = target->keep();
    m_window.showLab(setting.page);
    try {
        target->show(setting);
    } catch (const std::exception& error) {
        return showMessage(QString::fromUtf8(error.what()), true);
    }
    m_undo = back;
    m_undoPage = target->lab().title();
    showMessage(tr("%1 is set as the lesson says.").arg(m_undoPage), false);
    checkSoon();
}

void LearnDock::takeBack()
{
    if (!m_undo)
        return;
    std::exchange(m_undo, {})();
    showMessage(tr("%1 is as before.").arg(m_undoPage), false);
}

QString LearnDock::message() const
{
    return m_strip->isHidden() ? QString() : m_message->text();
}

void LearnDock::showMessage(const QString& text, bool error)
{
    m_message->setText(text);
    QPalette palette = m_message->palette();
    palette.setColor(QPalette::WindowText, error ? m_theme.tokens().error : m_theme.tokens().text2);
    m_message->setPalette(palette);
    m_takeBack->setVisible(m_undo && !error);
    m_strip->setVisible(!text.isEmpty());
}

void LearnDock::checkSoon()
{
    if (m_view != nullptr && isVisible() && !m_checkTimer->isActive())
        m_checkTimer->start();
}

void LearnDock::checkTasks()
{
    if (m_view == nullptr || !isVisible())
        return;
    std::map<QString, nlohmann::ordered_json> states;
    for (LessonTaskCard* card : m_view->tasks()) {
        const QString& id = card->task().solution.page;
        const LessonPage* target = page(id);
        if (card->isSolved() || target == nullptr)
            continue;
        const auto state = states.try_emplace(id, nullptr).first;
        if (state->second.is_null())
            state->second = target->state();
        const TaskProgress progress = taskProgress(card->task(), state->second);
        card->setNote(progress.open);
        if (!progress.solved)
            continue;
        card->setSolved(true);
        markTaskSolved(*m_lesson, card->task());
        emit solved(m_lesson->id, card->task().id);
    }
}

void LearnDock::showEvent(QShowEvent* event)
{
    QDockWidget::showEvent(event);
    checkSoon();
}

void LearnDock::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().panel);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.tokens().border);
}

} // namespace ui
