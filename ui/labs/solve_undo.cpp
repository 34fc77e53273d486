// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_undo.h"

#include <QScopedValueRollback>
#include <QUndoCommand>
#include <QUndoStack>

namespace ui {

namespace {

constexpr int kMostSteps = 200;
constexpr int kMergeId = 1;

} // namespace

/// One way there and back.
class SolveUndo::Step final : public QUndoCommand {
public:
    Step(SolveUndo& owner, const SolveSettings& before, const SolveSettings& after)
        : m_owner(owner)
        , m_before(before)
        , m_after(after)
        , m_change(describeChange(before, after))
        , m_gesture(owner.m_gesture)
    {
        setText(m_change.text);
    }

    int id() const override { return m_change.continuous ? kMergeId : -1; }

    bool mergeWith(const QUndoCommand* next) override
    {
        const auto& other = static_cast<const Step&>(*next); // the only kind with this id
        if (other.m_change.key != m_change.key || other.m_gesture != m_gesture)
            return false;
        m_after = other.m_after;
        setObsolete(m_after == m_before); // there and back is no step
        return true;
    }

    void undo() override { m_owner.show(m_before); }
    void redo() override
    {
        if (m_done) // at first the page shows it already
            m_owner.show(m_after);
        m_done = true;
    }

private:
    SolveUndo& m_owner;
    SolveSettings m_before;
    SolveSettings m_after;
    SettingsChange m_change;
    int m_gesture;
    bool m_done = false;
};

SolveUndo::SolveUndo(Apply apply, QObject* parent)
    : QObject(parent)
    , m_apply(std::move(apply))
    , m_stack(new QUndoStack(this))
{
    m_stack->setUndoLimit(kMostSteps);
    connect(m_stack, &QUndoStack::indexChanged, this, &SolveUndo::changed);
}

void SolveUndo::start(const SolveSettings& settings)
{
    m_current = settings;
    m_stack->clear();
}

void SolveUndo::record(const SolveSettings& settings)
{
    if (m_applying || settings == m_current)
        return;
    auto* step = new Step(*this, m_current, settings); // the stack takes it over
    m_current = settings;
    m_stack->push(step);
}

void SolveUndo::endGesture()
{
    ++m_gesture;
}

bool SolveUndo::canUndo() const
{
    return m_stack->canUndo();
}

bool SolveUndo::canRedo() const
{
    return m_stack->canRedo();
}

QString SolveUndo::undoText() const
{
    return m_stack->undoText();
}

QString SolveUndo::redoText() const
{
    return m_stack->redoText();
}

void SolveUndo::undo()
{
    endGesture();
    m_stack->undo();
}

void SolveUndo::redo()
{
    endGesture();
    m_stack->redo();
}

void SolveUndo::show(const SolveSettings& settings)
{
    const QScopedValueRollback applying(m_applying, true);
    m_apply(settings);
    m_current = settings;
}

} // namespace ui
