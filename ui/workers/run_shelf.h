// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/run_library.h"
#include "ui/workers/serial_worker.h"

#include <QElapsedTimer>
#include <QObject>

#include <functional>

class QFileSystemWatcher;
class QTimer;

namespace ui {

/// The run store for a page: all that touches files happens in a thread beside, one after the
/// other. Follows what other programs change in the folder.
class RunShelf final : public QObject {
    Q_OBJECT
public:
    explicit RunShelf(nn::RunStore store = nn::RunStore(), QString resources = recordedResults(),
        QObject* parent = nullptr);
    ~RunShelf() override; ///< waits for what is under way

    const nn::RunStore& store() const { return m_store; }
    std::shared_ptr<const RunLibrary> library() const { return m_library; } ///< never null
    bool wasRead() const { return m_wasRead; } ///< at least once
    bool isIdle() const { return m_worker.isIdle(); }

    void reload(); ///< loaded() follows; at most one reading waits behind one under way
    void rename(const std::string& id, const QString& name);
    void setNote(const std::string& id, const QString& note);
    void remove(const std::vector<std::string>& ids); ///< into the trash; removed() follows
    void restore(const std::vector<std::string>& tokens); ///< from there
    /// Makes the folders of new runs; then gets their ids, fewer where one failed.
    void create(std::vector<nn::RunConfig> configs,
        const std::function<void(const std::vector<std::string>&)>& then);
    /// Work of the owner's with the store, in its turn.
    void post(SerialWorker::Work work, SerialWorker::Then then = {});
    void finish() { m_worker.finish(); } ///< waits

signals:
    void loaded(); ///< library() is new
    /// They are in the trash: tokens for restore(), and their names.
    void removed(const std::vector<std::string>& tokens, const QStringList& names);
    void failed(const QString& title, const QString& text);

private:
    void watch();

    nn::RunStore m_store;
    QString m_resources;
    std::shared_ptr<const RunLibrary> m_library;
    bool m_wasRead = false;
    bool m_reading = false;
    bool m_again = false; ///< something changed since the reading began
    QFileSystemWatcher* m_watcher;
    QTimer* m_changed; ///< a moment after the last change in the folder
    QTimer* m_poll; ///< while another program trains
    SerialWorker m_worker; ///< last: its work uses what stands above
};

} // namespace ui
