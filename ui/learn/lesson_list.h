// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace ui {

class Theme;

/// All lessons by page, each with how many of its tasks are solved. Object names: learn_open_ID.
class LessonList final : public QWidget {
    Q_OBJECT
public:
    explicit LessonList(Theme& theme, QWidget* parent = nullptr);

signals:
    void chosen(const QString& lesson);
};

} // namespace ui
