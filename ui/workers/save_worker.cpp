// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/save_worker.h"

#include <exception>
#include <filesystem>
#include <utility>

namespace ui {

SaveWorker::SaveWorker(
    std::shared_ptr<const nn::Training> training, const QString& file, Kind kind, QObject* parent)
    : QThread(parent)
    , m_training(std::move(training))
    , m_file(file)
    , m_kind(kind)
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
        const std::filesystem::path file(m_file.toStdU16String());
        if (m_kind == Kind::Export)
            m_training->exportModel(file);
        else
            m_training->saveModel(file);
    } catch (const std::exception& error) {
        message = QString::fromUtf8(error.what());
    }
    emit ended(m_file, message);
}

} // namespace ui
