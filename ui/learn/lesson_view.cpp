// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_view.h"

#include "ui/learn/lesson_task_card.h"
#include "ui/learn/lesson_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formula_label.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

LessonView::LessonView(Theme& theme, const Lesson& lesson, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("learn_lesson"));
    m_column->setContentsMargins(
        metrics::kPageMargin, metrics::kCardGap, metrics::kPageMargin, metrics::kPageMargin);
    m_column->setSpacing(10);
    auto* title = makeLabel(theme, lesson.title, 15, TextColor::Text, true, this);
    title->setObjectName(QStringLiteral("learn_title"));
    auto* source = makeLabel(theme, lesson.source, 12, TextColor::Text3, false, this);
    for (QLabel* label : { title, source }) {
        label->setWordWrap(true);
        m_column->addWidget(label);
    }
    m_column->setStretch(0, 0);
    for (const LessonPart& part : lesson.parts)
        std::visit([this](const auto& one) { add(one); }, part);
    m_column->addStretch();
}

void LessonView::add(const LessonText& text)
{
    const QString html = lessonHtml(m_theme, text.markup);
    if (text.kind == LessonText::Kind::Formula) {
        auto* formula = new FormulaLabel(m_theme, true, this);
        formula->setFormula(text.markup, lessonPlain(text.markup));
        m_column->addWidget(formula);
        return;
    }
    const bool heading = text.kind == LessonText::Kind::Heading;
    QLabel* label = makeLabel(m_theme, html, 13, TextColor::Text, heading, this);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    if (heading)
        m_column->addSpacing(4);
    m_column->addWidget(label);
}

void LessonView::add(const LessonLink& link)
{
    QPushButton* button
        = makeButton(m_theme, ButtonKind::Plain, link.text, QStringLiteral("play"), this);
    button->setObjectName(QStringLiteral("learn_link_%1").arg(++m_links));
    button->setAccessibleName(tr("Show in the lab: %1").arg(link.text));
    button->setToolTip(tr("Show in the lab\nSets the page; Take back undoes it."));
    connect(button, &QPushButton::clicked, this, [this, &link] { emit wanted(link.setting); });
    m_column->addWidget(button);
}

void LessonView::add(const LessonTask& task)
{
    auto* card = new LessonTaskCard(m_theme, task, this);
    connect(card, &LessonTaskCard::showWanted, this, [this, &task] { emit wanted(task.solution); });
    m_column->addWidget(card);
    m_tasks << card;
}

} // namespace ui
