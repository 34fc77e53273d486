// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>

namespace ui {

/// One run of one function in a thread of its own. Signals arrive in the thread of the owner;
/// finished() comes exactly once, also after stop(), unless the run is abandoned or deleted.
class JobRun final : public QObject {
    Q_OBJECT
public:
    using Progress = std::function<void(int done, int total)>;
    /// Must end soon after stop is set, throw nothing and touch no widget.
    using Work = std::function<std::shared_ptr<const void>(
        const std::atomic<bool>& stop, const Progress& progress)>;

    /// The same for a function that is stopped by a token.
    using TokenWork = std::function<std::shared_ptr<const void>(
        const std::stop_token& stop, const Progress& progress)>;

    explicit JobRun(Work work, QObject* parent = nullptr);
    explicit JobRun(TokenWork work, QObject* parent = nullptr);
    ~JobRun() override; ///< stops and joins

    void start(); ///< once
    void stop(); ///< returns at once
    /// Stops, drops what is still to come and deletes the object once its thread has ended.
    void abandon();

signals:
    void progressed(int done, int total);
    void finished(const std::shared_ptr<const void>& result); ///< what the work returned

private:
    void run();
    void requestStop();

    Work m_work;
    std::atomic<bool> m_stop { false };
    std::stop_source m_source; ///< says the same
    std::unique_ptr<QThread> m_thread;
};

} // namespace ui
