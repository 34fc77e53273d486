// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_task_card.h"

#include "ui/learn/lesson_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kTick = 16;

} // namespace

LessonTaskCard::LessonTaskCard(Theme& theme, const LessonTask& task, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_task(task)
    , m_icon(new QLabel(this))
    , m_state(makeLabel(theme, {}, 12, TextColor::Text2, false, this))
    , m_hint(makeLabel(theme, lessonHtml(theme, task.hint), 13, TextColor::Text2, false, this))
    , m_hintButton(makeButton(theme, ButtonKind::Small, tr("Hint"), {}, this))
{
    setObjectName(QStringLiteral("learn_task_") + task.id);
    auto* text = makeLabel(theme, lessonHtml(theme, task.text), 13, TextColor::Text, false, this);
    auto* show = makeButton(theme, ButtonKind::Small, tr("Show me"), {}, this);
    show->setObjectName(QStringLiteral("learn_show_") + task.id);
    show->setAccessibleName(tr("Show me: %1").arg(lessonPlain(task.text)));
    show->setToolTip(tr("Show me\nSets the laboratory to a solution."));
    m_hintButton->setObjectName(QStringLiteral("learn_hint_") + task.id);
    m_hintButton->setAccessibleName(tr("Hint: %1").arg(lessonPlain(task.text)));
    m_state->setObjectName(QStringLiteral("learn_note_") + task.id);
    for (QLabel* label : { text, m_state, m_hint })
        label->setWordWrap(true);
    m_hint->hide();
    m_icon->setFixedSize(kTick, kTick + 2);

    auto* column = new QVBoxLayout;
    column->setSpacing(metrics::kRowGap);
    column->addWidget(text);
    column->addWidget(m_hint);
    column->addWidget(m_state);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kCardGap);
    buttons->addWidget(m_hintButton);
    buttons->addWidget(show);
    buttons->addStretch();
    column->addLayout(buttons);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 12, 10);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(column, 1);

    connect(show, &QPushButton::clicked, this, &LessonTaskCard::showWanted);
    connect(m_hintButton, &QPushButton::clicked, this, [this] {
        m_hint->setVisible(m_hint->isHidden());
        m_hintButton->setText(m_hint->isHidden() ? tr("Hint") : tr("Hide hint"));
    });
    connect(&theme, &Theme::changed, this, &LessonTaskCard::showState);
    showState();
}

void LessonTaskCard::setSolved(bool solved)
{
    m_solved = solved;
    showState();
}

void LessonTaskCard::setNote(const QString& note)
{
    m_note = note;
    showState();
}

void LessonTaskCard::showState()
{
    m_icon->setPixmap(m_solved
            ? m_theme.icon(QStringLiteral("check"), IconRole::Accent).pixmap(kTick)
            : QPixmap());
    m_state->setText(m_solved  ? tr("Solved")
            : m_note.isEmpty() ? tr("Not solved yet")
                               : tr("Not yet: %1.").arg(m_note));
    QPalette palette = m_state->palette();
    palette.setColor(QPalette::WindowText, m_solved ? m_theme.tokens().ok : m_theme.tokens().text2);
    m_state->setPalette(palette);
    setAccessibleName(tr("Task, %1").arg(m_solved ? tr("solved") : tr("open")));
    setAccessibleDescription(lessonPlain(m_task.text));
    update();
}

void LessonTaskCard::paintEvent(QPaintEvent*)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_solved ? t.ok : t.border);
    painter.setBrush(t.surface);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
    if (m_solved)
        return;
    painter.setPen(QPen(t.outline, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QRectF(m_icon->geometry()).adjusted(2.0, 3.0, -2.0, -3.0));
}

} // namespace ui
