// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/learn/lesson_list.h"

#include "ui/learn/lesson_progress.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

QString pageTitle(const QString& page)
{
    return page.left(1).toUpper() + page.mid(1);
}

} // namespace

LessonList::LessonList(Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("learn_list"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(
        metrics::kPageMargin, metrics::kCardGap, metrics::kPageMargin, metrics::kPageMargin);
    column->setSpacing(4);
    auto* intro = makeLabel(theme,
        tr("What are neural ODEs? From Euler’s method to networks that are solved, in short "
           "lessons. Buttons with a triangle set the laboratory; tasks are ticked when the "
           "laboratory shows that they are solved."),
        13, TextColor::Text2, false, this);
    intro->setWordWrap(true);
    column->addWidget(intro);
    QGridLayout* rows = nullptr;
    QString page;
    for (const Lesson& lesson : lessons()) {
        if (lesson.page != page || rows == nullptr) {
            page = lesson.page;
            column->addSpacing(8);
            column->addWidget(makeLabel(theme, pageTitle(page), 13, TextColor::Text, true, this));
            rows = new QGridLayout;
            rows->setVerticalSpacing(2);
            rows->setColumnStretch(0, 1);
            column->addLayout(rows);
        }
        auto* open = makeButton(theme, ButtonKind::Link,
            QStringLiteral("%1. %2").arg(lesson.number).arg(lesson.title), {}, this);
        open->setObjectName(QStringLiteral("learn_open_") + lesson.id);
        connect(open, &QPushButton::clicked, this, [this, &lesson] { emit chosen(lesson.id); });
        const int all = static_cast<int>(lesson.tasks().size());
        const int solved = solvedTasks(lesson);
        auto* count = makeLabel(theme, tr("%1 of %2").arg(solved).arg(all), 12,
            solved == all ? TextColor::Text : TextColor::Text3, false, this);
        count->setToolTip(tr("Tasks solved"));
        const int row = rows->rowCount();
        rows->addWidget(open, row, 0, Qt::AlignLeft);
        rows->addWidget(count, row, 1, Qt::AlignRight | Qt::AlignVCenter);
    }
    column->addStretch();
}

} // namespace ui
