// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/serial_worker.h"

#include <exception>
#include <utility>

namespace ui {

SerialWorker::SerialWorker(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

SerialWorker::~SerialWorker()
{
    finish();
}

void SerialWorker::finish()
{
    m_pool.waitForDone();
}

void SerialWorker::post(Work work, Then then)
{
    ++m_open;
    m_pool.start([this, work = std::move(work), then = std::move(then)] {
        QString error;
        try {
            work();
        } catch (const std::exception& thrown) {
            error = QString::fromUtf8(thrown.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, then, error] {
                --m_open;
                if (then)
                    then(error);
            },
            Qt::QueuedConnection);
    });
}

} // namespace ui
