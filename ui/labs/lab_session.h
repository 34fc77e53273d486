// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <string>

class QTimer;

namespace ui {

/// The settings of a page from one start of the program to the next, as a text in QSettings.
class LabSession final : public QObject {
    Q_OBJECT
public:
    using Write = std::function<std::string()>; ///< the settings as they are
    LabSession(const QString& key, Write write, QObject* parent);

    /// Hands the text of last time to show, where there is one, and keeps the settings from now
    /// on. What show throws makes the note.
    void restore(const std::function<void(const std::string& text)>& show);
    void changed(); ///< they are written some time after the last change; the note goes
    void save(); ///< now

    /// Why the settings of last time could not be read, a sentence; or empty.
    const QString& note() const { return m_note; }

private:
    QString m_key;
    Write m_write;
    QTimer* m_timer;
    bool m_keeps = false;
    QString m_note;
};

} // namespace ui
