// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/lab_session.h"

#include <QSettings>
#include <QTimer>

#include <utility>

namespace ui {

LabSession::LabSession(const QString& key, Write write, QObject* parent)
    : QObject(parent)
    , m_key(key)
    , m_write(std::move(write))
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(1000);
    connect(m_timer, &QTimer::timeout, this, &LabSession::save);
}

void LabSession::restore(const std::function<void(const std::string& text)>& show)
{
    m_keeps = true;
    const QString stored = QSettings().value(m_key).toString();
    if (stored.isEmpty())
        return;
    try {
        show(stored.toStdString());
    } catch (const std::exception& error) {
        m_note = tr("The settings of last time could not be read (%1). These are the shipped ones.")
                     .arg(QString::fromUtf8(error.what()).left(120));
    }
}

void LabSession::changed()
{
    m_note.clear();
    if (m_keeps)
        m_timer->start();
}

void LabSession::save()
{
    m_timer->stop();
    if (m_keeps)
        QSettings().setValue(m_key, QString::fromStdString(m_write()));
}

} // namespace ui
