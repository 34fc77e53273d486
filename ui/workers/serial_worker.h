// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>

namespace ui {

/// Does one thing after the other in a thread beside that of its owner: work with files whose
/// order counts. Lives in the GUI thread.
class SerialWorker final : public QObject {
    Q_OBJECT
public:
    explicit SerialWorker(QObject* parent = nullptr);
    ~SerialWorker() override; ///< waits until all is done; of what it ends then, nothing is said

    using Work = std::function<void()>; ///< touches no widget; may throw
    using Then = std::function<void(const QString& error)>; ///< empty: the work did not throw
    void post(Work work, Then then = {}); ///< then: called in the thread of the owner

    bool isIdle() const { return m_open == 0; }
    void finish(); ///< waits until all is done

private:
    QThreadPool m_pool;
    int m_open = 0;
};

} // namespace ui
