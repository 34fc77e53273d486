// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <utility>

class QUndoStack;

namespace ui {

enum class Command : unsigned;

/// What differs between two settings of a page, in words that follow "Undo".
struct SettingsChange {
    QString key; ///< the same for two changes of the same thing
    QString text; ///< "step size of Euler"
    bool continuous = false; ///< typed or dragged: a run of such changes is one
};

/// The part of SettingsUndo that does not know the settings.
class SettingsUndoStack : public QObject {
    Q_OBJECT
public:
    explicit SettingsUndoStack(QObject* parent = nullptr);

    void endGesture(); ///< the next change is a step of its own
    bool canUndo() const;
    bool canRedo() const;
    QString undoText() const; ///< "step size of Euler"
    QString redoText() const;
    /// What the menu says of Undo and Redo, "&Undo step size of Euler"; else empty.
    QString commandText(Command command) const;
    void undo();
    void redo();

signals:
    void changed(); ///< one of the four above

protected:
    using Value = std::shared_ptr<const void>;

    void clear();
    void push(Value before, Value after, const SettingsChange& change);
    bool isApplying() const { return m_applying; }
    virtual void apply(const Value& settings) = 0; ///< shows them
    virtual bool equal(const Value& a, const Value& b) const = 0;

private:
    class Step;
    void show(const Value& settings);

    QUndoStack* m_stack;
    int m_gesture = 0;
    bool m_applying = false;
};

/// Undo and redo of the settings of a page. The page records its settings after every change; a
/// run of changes of one number or text within one gesture (a drag, typing in a field) is one
/// step. Saving does not clear the steps.
///
/// Settings: a value with ==, for which SettingsChange describeChange(before, after) is found.
template <typename Settings>
class SettingsUndo final : public SettingsUndoStack {
public:
    /// apply: shows settings on the page; what it records meanwhile is ignored.
    using Apply = std::function<void(const Settings&)>;
    explicit SettingsUndo(Apply apply, QObject* parent = nullptr)
        : SettingsUndoStack(parent)
        , m_apply(std::move(apply))
    {
    }

    void start(const Settings& settings) ///< from here on; forgets what was before
    {
        m_current = std::make_shared<const Settings>(settings);
        clear();
    }

    void record(const Settings& settings) ///< ignored if nothing has changed
    {
        if (isApplying() || settings == *m_current)
            return;
        auto before = std::exchange(m_current, std::make_shared<const Settings>(settings));
        push(before, m_current, describeChange(*before, settings));
    }

protected:
    void apply(const Value& settings) override
    {
        auto shown = std::static_pointer_cast<const Settings>(settings);
        m_apply(*shown);
        m_current = std::move(shown);
    }
    bool equal(const Value& a, const Value& b) const override
    {
        return *static_cast<const Settings*>(a.get()) == *static_cast<const Settings*>(b.get());
    }

private:
    Apply m_apply;
    std::shared_ptr<const Settings> m_current;
};

} // namespace ui
