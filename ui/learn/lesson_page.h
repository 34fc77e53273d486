// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/learn/lesson.h"

#include <QObject>

#include <functional>
#include <memory>

namespace ui {

class Lab;

/// A page as lessons see it: its settings and key results as JSON. Works on what the page offers
/// to everybody, so that what a lesson sets is set as if by hand. Lives in the GUI thread as long
/// as its page.
class LessonPage : public QObject {
    Q_OBJECT
public:
    explicit LessonPage(Lab& lab);

    Lab& lab() const { return m_lab; }

    /// Settings under the keys that apply() takes, "view", and under "results" what came out of
    /// just these settings: nothing there while it is still being computed.
    virtual nlohmann::ordered_json state() const;
    /// Changes some settings, in one step that the page's undo takes back. Throws
    /// std::runtime_error or std::invalid_argument with a sentence, before anything is changed.
    virtual void apply(const nlohmann::ordered_json& set);
    virtual QString view() const; ///< id of the tab on show, empty where there is but one
    virtual bool showView(const QString& id);
    /// Shows the tab and the settings, and starts the run where it says so. Throws as apply().
    void show(const LessonSetting& setting);
    /// What goes back to the present settings and tab.
    virtual std::function<void()> keep();

signals:
    void changed(); ///< state() may be another

private:
    Lab& m_lab;
};

/// The one for this page; a page that no lesson sets anything of has one with its view alone.
std::unique_ptr<LessonPage> makeLessonPage(Lab& lab);

} // namespace ui
