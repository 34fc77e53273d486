// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace ui {

class Theme;

/// The mistakes of the museum one below the other, one of them chosen; arrow keys move.
class MistakesList final : public QWidget {
    Q_OBJECT
public:
    explicit MistakesList(Theme& theme, QWidget* parent = nullptr);

    QString current() const { return m_current; }
    void setCurrent(const QString& id); ///< no signal

signals:
    void chosen(const QString& id); ///< by the user

private:
    QButtonGroup* m_group;
    QStringList m_ids;
    QString m_current;
};

} // namespace ui
