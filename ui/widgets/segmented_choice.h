// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/segmented_row.h"

class QButtonGroup;

namespace ui {

/// A few words in one frame, one of which is chosen.
class SegmentedChoice final : public SegmentedRow {
    Q_OBJECT
public:
    explicit SegmentedChoice(Theme& theme, QWidget* parent = nullptr);

    /// id: the object's name is "CHOICE_ID" if the choice has a name by then. The first one is
    /// chosen.
    void addChoice(const QString& id, const QString& text, const QString& toolTip);
    QString current() const { return m_current; }
    void setCurrent(const QString& id); ///< no signal; ignored for an unknown id

signals:
    void chosen(const QString& id); ///< by the user

private:
    QButtonGroup* m_group;
    QStringList m_ids;
    QString m_current;
};

} // namespace ui
