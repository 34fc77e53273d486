// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/run_shelf.h"

#include "ui/text.h"

#include <QFileSystemWatcher>
#include <QTimer>

#include <algorithm>
#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr int kSettle = 300; ///< ms after a change before it is read
constexpr int kPoll = 5000; ///< ms between looks at a run that another program trains
constexpr int kMostWatched = 500; ///< folders; the system has few watches to give

} // namespace

RunShelf::RunShelf(nn::RunStore store, QString resources, QObject* parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_resources(std::move(resources))
    , m_library(std::make_shared<const RunLibrary>())
    , m_watcher(new QFileSystemWatcher(this))
    , m_changed(new QTimer(this))
    , m_poll(new QTimer(this))
{
    m_changed->setSingleShot(true);
    m_changed->setInterval(kSettle);
    m_poll->setInterval(kPoll);
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (!m_changed->isActive()) // a run that writes all the time is read all the same
            m_changed->start();
    });
    connect(m_changed, &QTimer::timeout, this, &RunShelf::reload);
    connect(m_poll, &QTimer::timeout, this, &RunShelf::reload);
}

RunShelf::~RunShelf()
{
    m_worker.finish();
}

void RunShelf::reload()
{
    if (std::exchange(m_reading, true)) {
        m_again = true;
        return;
    }
    const auto read = std::make_shared<std::shared_ptr<const RunLibrary>>();
    m_worker.post([this, read] { *read = readRunLibrary(m_store, m_resources); },
        [this, read](const QString&) {
            m_reading = false;
            m_wasRead = true;
            if (*read)
                m_library = *read;
            watch();
            emit loaded();
            if (std::exchange(m_again, false))
                reload();
        });
}

/// The store for new runs, each run for its checkpoints and its name.
void RunShelf::watch()
{
    QStringList wanted { fromPath(m_store.folder()) };
    bool trained = false;
    for (const LibraryRun& run : m_library->runs) {
        if (!run.recorded && wanted.size() < kMostWatched)
            wanted << fromPath(run.folder);
        trained = trained || run.status == nn::RunStatus::Running;
    }
    const QStringList watched = m_watcher->directories();
    QStringList gone;
    for (const QString& folder : watched)
        if (!wanted.removeOne(folder))
            gone << folder;
    if (!gone.isEmpty())
        m_watcher->removePaths(gone);
    if (!wanted.isEmpty())
        m_watcher->addPaths(wanted);
    if (trained != m_poll->isActive())
        trained ? m_poll->start() : m_poll->stop();
}

void RunShelf::post(SerialWorker::Work work, SerialWorker::Then then)
{
    m_worker.post(std::move(work), std::move(then));
}

void RunShelf::rename(const std::string& id, const QString& name)
{
    m_worker.post([this, id, text = name.toStdString()] { m_store.rename(id, text); },
        [this](const QString& error) {
            if (!error.isEmpty())
                emit failed(tr("The run could not be renamed"), error);
            reload();
        });
}

void RunShelf::setNote(const std::string& id, const QString& note)
{
    m_worker.post([this, id, text = note.toStdString()] { m_store.setNote(id, text); },
        [this](const QString& error) {
            if (!error.isEmpty())
                emit failed(tr("The note could not be kept"), error);
            reload();
        });
}

void RunShelf::remove(const std::vector<std::string>& ids)
{
    const auto tokens = std::make_shared<std::vector<std::string>>();
    QStringList names;
    for (const std::string& id : ids)
        if (const LibraryRun* run = m_library->find(id))
            names << QString::fromStdString(run->name);
    m_worker.post(
        [this, ids, tokens] {
            for (const std::string& id : ids)
                tokens->push_back(m_store.remove(id));
        },
        [this, tokens, names](const QString& error) {
            if (!error.isEmpty())
                emit failed(tr("The run could not be deleted"), error);
            if (!tokens->empty())
                emit removed(*tokens, names.mid(0, static_cast<qsizetype>(tokens->size())));
            reload();
        });
}

void RunShelf::restore(const std::vector<std::string>& tokens)
{
    m_worker.post(
        [this, tokens] {
            for (const std::string& token : tokens)
                m_store.restore(token);
        },
        [this](const QString& error) {
            if (!error.isEmpty())
                emit failed(tr("The run could not be brought back"), error);
            reload();
        });
}

void RunShelf::create(std::vector<nn::RunConfig> configs,
    const std::function<void(const std::vector<std::string>&)>& then)
{
    const auto ids = std::make_shared<std::vector<std::string>>();
    m_worker.post(
        [this, ids, configs = std::move(configs)] {
            for (const nn::RunConfig& config : configs)
                ids->push_back(m_store.create(config).id);
        },
        [this, ids, then](const QString& error) {
            if (!error.isEmpty())
                emit failed(tr("The run could not be prepared"), error);
            then(*ids);
            reload();
        });
}

} // namespace ui
