// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/lab.h"

namespace ui {

/// Texts of a page that is not built yet.
struct EmptyLabText {
    QString headline; ///< "No runs stored yet"
    QString purpose; ///< one sentence: what the page will show
    QString instead; ///< what helps today
    QString buttonText; ///< leads to otherLab; empty: no button
    QString otherLab; ///< id of the page that helps today
};

/// A page that says honestly what it will show, that it is not built yet, and where to go today.
class EmptyLab final : public Lab {
    Q_OBJECT
public:
    EmptyLab(Theme& theme, const QString& id, const QString& title, const EmptyLabText& text,
        QWidget* parent = nullptr);

signals:
    void labRequested(const QString& id);
};

} // namespace ui
