// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/run_queue.h"

#include "nn/training/machine.h"
#include "solvers/atomic_file.h"
#include "solvers/json_text.h"
#include "ui/text.h"
#include "ui/workers/run_shelf.h"
#include "ui/workers/training_worker.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QLockFile>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using State = QueuedRun::State;

constexpr qint64 kProgress = 250; ///< ms between two progressed()

} // namespace

RunQueue::RunQueue(RunShelf& shelf, QObject* parent)
    : QObject(parent)
    , m_shelf(shelf)
{
    m_sinceProgress.start();
}

RunQueue::~RunQueue()
{
    shutdown();
}

int RunQueue::find(const std::string& id) const
{
    const auto found = std::ranges::find(m_runs, id, &QueuedRun::id);
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

int RunQueue::running() const
{
    const auto found = std::ranges::find(m_runs, State::Running, &QueuedRun::state);
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

bool RunQueue::hold()
{
    if (m_lock)
        return true;
    const fs::path folder = m_shelf.store().folder();
    std::error_code error;
    fs::create_directories(folder, error);
    auto lock = std::make_unique<QLockFile>(fromPath(folder / "queue.lock"));
    lock->setStaleLockTime(0); // only the end of its process frees it
    if (!lock->tryLock(0)) {
        emit failed(tr("The queue cannot be used"),
            lock->error() == QLockFile::LockFailedError
                ? tr("Another window trains the queue of %1. Close it, or work there.")
                      .arg(fromPath(folder))
                : tr("%1: cannot be written; choose another folder with SEPARATRIX_USER_DIR.")
                      .arg(fromPath(folder / "queue.lock")));
        return false;
    }
    m_lock = std::move(lock);
    return true;
}

void RunQueue::restore()
{
    const auto text = std::make_shared<QByteArray>();
    m_shelf.post(
        [this, text] {
            QFile file(fromPath(m_shelf.store().folder() / "queue.json"));
            if (file.open(QIODevice::ReadOnly))
                *text = file.readAll();
        },
        [this, text](const QString&) {
            if (!text->isEmpty() && !m_closed)
                read(*text);
        });
}

void RunQueue::read(const QByteArray& text)
{
    try {
        const Json json = solvers::parseJson(text.toStdString());
        std::vector<QueuedRun> runs;
        for (const Json& item : json.at("runs")) {
            QueuedRun run;
            run.id = item.at("id").get<std::string>();
            run.state = item.value("held", false) ? State::Held : State::Waiting;
            if (find(run.id) < 0)
                runs.push_back(std::move(run));
        }
        if (runs.empty() || !hold())
            return;
        m_paused = json.value("paused", false);
        m_runs.insert(m_runs.begin(), runs.begin(), runs.end());
    } catch (const std::exception& error) {
        emit failed(tr("The queue of last time could not be read"),
            QStringLiteral("queue.json: %1").arg(QString::fromUtf8(error.what()).left(160)));
        return;
    }
    emit changed();
    begin();
}

void RunQueue::save()
{
    if (!m_lock)
        return;
    Json json { { "version", 1 }, { "paused", m_paused }, { "runs", Json::array() } };
    for (const QueuedRun& run : m_runs) {
        Json item { { "id", run.id } };
        if (run.state == State::Held || run.state == State::Failed)
            item["held"] = true;
        json["runs"].push_back(std::move(item));
    }
    const fs::path file = m_shelf.store().folder() / "queue.json";
    m_shelf.post([file, text = json.dump(1) + '\n'] { solvers::writeFileAtomically(file, text); },
        [this](const QString& error) {
            if (!error.isEmpty())
                emit failed(tr("The queue could not be kept"), error);
        });
}

void RunQueue::add(std::vector<nn::RunConfig> configs, bool first)
{
    if (configs.empty() || !hold())
        return;
    m_shelf.create(std::move(configs), [this, first](const std::vector<std::string>& ids) {
        if (m_closed)
            return;
        const int busy = running();
        auto at = first ? m_runs.begin() + (busy + 1) : m_runs.end();
        for (const std::string& id : ids) {
            QueuedRun run;
            run.id = id;
            at = m_runs.insert(at, std::move(run)) + 1;
        }
        save();
        emit changed();
        begin();
    });
}

void RunQueue::addStored(const std::string& id)
{
    if (const int known = find(id); known >= 0)
        return goOn(known);
    if (!hold())
        return;
    QueuedRun run;
    run.id = id;
    m_runs.insert(m_runs.begin() + (running() + 1), std::move(run));
    save();
    emit changed();
    begin();
}

void RunQueue::move(int from, int to)
{
    const int count = static_cast<int>(m_runs.size());
    if (from == to || from < 0 || to < 0 || from >= count || to >= count)
        return;
    const auto begin = m_runs.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
    save();
    emit changed();
}

void RunQueue::remove(int index, bool discard)
{
    if (index < 0 || index >= static_cast<int>(m_runs.size()))
        return;
    const QueuedRun& run = m_runs[static_cast<std::size_t>(index)];
    if (run.id == m_current) {
        m_ending = Ending::Remove;
        if (m_worker)
            m_worker->control().stop();
        return emit changed();
    }
    if (discard)
        discardUnstarted(run.id);
    m_runs.erase(m_runs.begin() + index);
    save();
    emit changed();
}

/// A run that has not begun leaves nothing worth keeping.
void RunQueue::discardUnstarted(const std::string& id)
{
    m_shelf.post(
        [this, id] {
            const nn::RunStore& store = m_shelf.store();
            if (store.open(id).status == nn::RunStatus::Queued)
                store.purge(store.remove(id));
        },
        [this](const QString&) { m_shelf.reload(); });
}

void RunQueue::stop(int index)
{
    if (index < 0 || index >= static_cast<int>(m_runs.size()))
        return;
    QueuedRun& run = m_runs[static_cast<std::size_t>(index)];
    if (run.id == m_current) {
        if (m_ending == Ending::None)
            m_ending = Ending::Hold;
        if (m_worker)
            m_worker->control().stop();
    } else if (run.state == State::Waiting) {
        run.state = State::Held;
        save();
    }
    emit changed();
}

void RunQueue::goOn(int index)
{
    if (index < 0 || index >= static_cast<int>(m_runs.size()))
        return;
    QueuedRun& run = m_runs[static_cast<std::size_t>(index)];
    if (run.state != State::Held && run.state != State::Failed)
        return;
    run.state = State::Waiting;
    run.message.clear();
    save();
    emit changed();
    begin();
}

void RunQueue::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    if (m_worker)
        m_worker->control().setPaused(paused);
    save();
    emit changed();
    begin();
}

void RunQueue::begin()
{
    if (m_paused || m_closed || m_worker || m_preparing)
        return;
    const auto next = std::ranges::find(m_runs, State::Waiting, &QueuedRun::state);
    if (next == m_runs.end())
        return;
    next->state = State::Running;
    m_current = next->id;
    m_ending = Ending::None;
    m_preparing = true;
    const auto options = std::make_shared<nn::TrainingOptions>();
    m_shelf.post(
        [this, id = m_current, options] {
            *options = m_shelf.store().resumed(id);
            nn::restartPeakMemory(); // of this run, not of those before it
        },
        [this, options](const QString& error) {
            m_preparing = false;
            if (m_closed)
                return;
            TrainingOutcome outcome;
            outcome.message = error;
            if (error.isEmpty() && m_ending == Ending::None)
                return train(*options);
            if (error.isEmpty())
                outcome.kind = TrainingOutcome::Kind::Stopped;
            finish(outcome);
        });
    emit changed();
}

void RunQueue::train(nn::TrainingOptions options)
{
    options.lowPriority = true; // a run on all cores must not delay the window
    m_worker = std::make_unique<TrainingWorker>(std::move(options));
    connect(m_worker.get(), &TrainingWorker::updated, this, &RunQueue::takeUpdates);
    connect(m_worker.get(), &TrainingWorker::ended, this, &RunQueue::finish);
    m_worker->control().setPaused(m_paused);
    m_worker->start();
    m_shelf.reload(); // it has begun
}

void RunQueue::takeUpdates()
{
    const int index = find(m_current);
    if (!m_worker || index < 0)
        return;
    QueuedRun& run = m_runs[static_cast<std::size_t>(index)];
    const TrainingUpdate update = m_worker->take();
    if (!update.steps.empty()) {
        run.epoch = update.steps.back().epoch;
        run.imagesPerSecond = update.steps.back().imagesPerSecond;
    }
    for (const nn::TrainingEpoch& epoch : update.epochs) {
        run.epoch = epoch.epoch;
        run.epochSeconds = epoch.seconds;
        run.error = std::fmin(run.error, epoch.testError);
        emit epochEnded(run.id, epoch);
    }
    if (update.epochs.empty() && m_sinceProgress.elapsed() < kProgress)
        return;
    m_sinceProgress.restart();
    emit progressed();
}

void RunQueue::finish(const TrainingOutcome& outcome)
{
    if (m_worker) {
        takeUpdates();
        m_worker.release()->deleteLater(); // it is the sender
    }
    const std::string id = std::exchange(m_current, {});
    const Ending ending = std::exchange(m_ending, Ending::None);
    if (const int index = find(id); index >= 0) {
        QueuedRun& run = m_runs[static_cast<std::size_t>(index)];
        using Kind = TrainingOutcome::Kind;
        if (ending == Ending::Remove || outcome.kind == Kind::Finished) {
            m_runs.erase(m_runs.begin() + index);
            if (ending == Ending::Remove)
                discardUnstarted(id);
        } else if (outcome.kind == Kind::Stopped) {
            run.state = State::Held;
        } else {
            run.state = State::Failed;
            run.message = outcome.message;
        }
    }
    save();
    m_shelf.reload();
    emit changed();
    emit ended(id);
    begin();
}

void RunQueue::shutdown()
{
    if (std::exchange(m_closed, true))
        return;
    m_ending = Ending::Shutdown;
    if (m_worker)
        m_worker->disconnect(this);
    m_worker.reset(); // stops, writes its checkpoint, joins
    save();
    m_shelf.finish();
    m_lock.reset();
}

} // namespace ui
