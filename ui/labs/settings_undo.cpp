// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/settings_undo.h"

#include "ui/labs/lab.h"

#include <QScopedValueRollback>
#include <QUndoCommand>
#include <QUndoStack>

namespace ui {

namespace {

constexpr int kMostSteps = 200;
constexpr int kMergeId = 1;

} // namespace

/// One way there and back.
class SettingsUndoStack::Step final : public QUndoCommand {
public:
    Step(SettingsUndoStack& owner, Value before, Value after, SettingsChange change)
        : m_owner(owner)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_change(std::move(change))
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
        setObsolete(m_owner.equal(m_after, m_before)); // there and back is no step
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
    SettingsUndoStack& m_owner;
    Value m_before;
    Value m_after;
    SettingsChange m_change;
    int m_gesture;
    bool m_done = false;
};

SettingsUndoStack::SettingsUndoStack(QObject* parent)
    : QObject(parent)
    , m_stack(new QUndoStack(this))
{
    m_stack->setUndoLimit(kMostSteps);
    connect(m_stack, &QUndoStack::indexChanged, this, &SettingsUndoStack::changed);
}

void SettingsUndoStack::clear()
{
    m_stack->clear();
}

void SettingsUndoStack::push(Value before, Value after, const SettingsChange& change)
{
    m_stack->push(new Step(*this, std::move(before), std::move(after), change)); // takes it over
}

void SettingsUndoStack::endGesture()
{
    ++m_gesture;
}

bool SettingsUndoStack::canUndo() const
{
    return m_stack->canUndo();
}

bool SettingsUndoStack::canRedo() const
{
    return m_stack->canRedo();
}

QString SettingsUndoStack::undoText() const
{
    return m_stack->undoText();
}

QString SettingsUndoStack::redoText() const
{
    return m_stack->redoText();
}

QString SettingsUndoStack::commandText(Command command) const
{
    if (command == Command::Undo && canUndo())
        return tr("&Undo %1").arg(undoText());
    if (command == Command::Redo && canRedo())
        return tr("&Redo %1").arg(redoText());
    return {};
}

void SettingsUndoStack::undo()
{
    endGesture();
    m_stack->undo();
}

void SettingsUndoStack::redo()
{
    endGesture();
    m_stack->redo();
}

void SettingsUndoStack::show(const Value& settings)
{
    const QScopedValueRollback applying(m_applying, true);
    apply(settings);
}

} // namespace ui
