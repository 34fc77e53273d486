// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_settings.h"

#include <QObject>

#include <functional>

class QUndoStack;

namespace ui {

/// Undo and redo of the settings of the Solve page. The page records its settings after every
/// change; a run of changes of one number or text within one gesture (a drag, typing in a field)
/// is one step. Saving does not clear the steps.
class SolveUndo final : public QObject {
    Q_OBJECT
public:
    /// apply: shows settings on the page; what it records meanwhile is ignored.
    using Apply = std::function<void(const SolveSettings&)>;
    explicit SolveUndo(Apply apply, QObject* parent = nullptr);

    void start(const SolveSettings& settings); ///< from here on; forgets what was before
    void record(const SolveSettings& settings); ///< ignored if nothing has changed
    void endGesture(); ///< the next change is a step of its own

    bool canUndo() const;
    bool canRedo() const;
    QString undoText() const; ///< "step size of Euler"
    QString redoText() const;
    void undo();
    void redo();

signals:
    void changed(); ///< one of the four above

private:
    class Step;
    void show(const SolveSettings& settings);

    Apply m_apply;
    QUndoStack* m_stack;
    SolveSettings m_current;
    int m_gesture = 0;
    bool m_applying = false;
};

} // namespace ui
