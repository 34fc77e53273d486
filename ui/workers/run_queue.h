// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_config.h"
#include "nn/training/training.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <limits>
#include <memory>
#include <string>
#include <vector>

class QLockFile;

namespace ui {

class RunShelf;
class TrainingWorker;
struct TrainingOutcome;

/// A run of the store that waits for its turn.
struct QueuedRun {
    enum class State {
        Waiting,
        Running,
        Held, ///< stopped by hand: keeps its place until it is told to go on
        Failed ///< could not be trained; `message` says why
    };

    std::string id; ///< in the store
    State state = State::Waiting;
    QString message;
    // While it runs, and what it had reached when it was stopped:
    double epoch = 0.0; ///< done, with fraction
    double error = std::numeric_limits<double>::quiet_NaN(); ///< the least so far
    double imagesPerSecond = 0.0;
    double epochSeconds = std::numeric_limits<double>::quiet_NaN(); ///< of the last whole one
};

/// Trains runs of the store one after the other, each in a thread of its own. The order is kept in
/// "queue.json" beside the runs, so that the queue goes on where it was when the program is closed
/// and opened; what was under way goes on from its checkpoint. One program at a time has the queue.
class RunQueue final : public QObject {
    Q_OBJECT
public:
    explicit RunQueue(RunShelf& shelf, QObject* parent = nullptr);
    ~RunQueue() override; ///< shutdown()

    void restore(); ///< reads the queue of last time and goes on with it
    const std::vector<QueuedRun>& runs() const { return m_runs; }
    int find(const std::string& id) const; ///< -1: not in the queue
    int running() const; ///< -1: none
    bool isPaused() const { return m_paused; }
    bool isStopping() const { return m_ending != Ending::None; }

    void add(std::vector<nn::RunConfig> configs, bool first = false); ///< makes new runs of them
    void addStored(const std::string& id); ///< next: an interrupted run goes on
    void move(int from, int to);
    /// discard: one that has not begun leaves the store as well; others stay there.
    void remove(int index, bool discard = true);
    void stop(int index); ///< keeps its place and what it has learnt
    void goOn(int index); ///< one that was stopped or failed waits again
    void setPaused(bool paused); ///< of the whole queue; the run under way waits where it is
    void shutdown(); ///< stops and joins; the queue is written as it is

signals:
    void changed(); ///< order, states, paused
    void progressed(); ///< numbers of the run under way
    void epochEnded(const std::string& id, const nn::TrainingEpoch& epoch);
    void ended(const std::string& id); ///< left the thread, however it ended
    void failed(const QString& title, const QString& text);

private:
    enum class Ending { None, Hold, Remove, Shutdown };

    bool hold(); ///< the lock of the queue; false: another program has it
    void begin(); ///< the next one that waits, if none is under way
    void train(nn::TrainingOptions options);
    void takeUpdates();
    void finish(const TrainingOutcome& outcome);
    void discardUnstarted(const std::string& id);
    void save();
    void read(const QByteArray& text);

    RunShelf& m_shelf;
    std::vector<QueuedRun> m_runs;
    bool m_paused = false;
    bool m_preparing = false; ///< options of the next one are being read
    bool m_closed = false;
    Ending m_ending = Ending::None;
    std::string m_current; ///< id of the run under way
    std::unique_ptr<TrainingWorker> m_worker;
    std::unique_ptr<QLockFile> m_lock;
    QElapsedTimer m_sinceProgress;
};

} // namespace ui
