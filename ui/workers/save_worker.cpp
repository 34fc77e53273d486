// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/save_worker.h"

#include <exception>
#include <filesystem>
#include <utility>

namespace ui {

SaveWorker::SaveWorker(
    std::shared_ptr<const nn::Training> training, const QString& file, QObject* parent)
    : QThread(parent)
    , m_training(std::move(training))
    , m_file(file)
{
    setObjectName(QStringLiteral("save"));
}

SaveWorker::~SaveWorker()
{
    wait();
}

void SaveWorker::run()
{
    QString message;
    try {
        m_training->saveModel(std::filesystem::path(m_file.toStdU16String()));
    } catch (const std::exception& error) {
        message = QString::fromUtf8(error.what());
    }
    emit ended(m_file, message);
}

} // namespace ui
