// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QMouseEvent>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <stdexcept>

/// QSettings of one test program, in a folder of its own that goes with it: no user's settings
/// are read or changed, and two programs at a time do not meet. Make it before any widget.
class SettingsSandbox {
public:
    explicit SettingsSandbox(const QString& application)
    {
        if (!m_folder.isValid())
            throw std::runtime_error("no temporary folder for settings");
        QStandardPaths::setTestModeEnabled(true);
        for (const QSettings::Format format : { QSettings::NativeFormat, QSettings::IniFormat })
            for (const QSettings::Scope scope : { QSettings::UserScope, QSettings::SystemScope })
                QSettings::setPath(format, scope, m_folder.path());
        QCoreApplication::setOrganizationName(QStringLiteral("SeparatrixTests"));
        QCoreApplication::setApplicationName(application);
    }

private:
    QTemporaryDir m_folder;
};

/// Of a table that a page has written, what stands below the comments with its recipe.
inline QByteArray belowComments(const QByteArray& table)
{
    qsizetype at = 0;
    while (at < table.size() && table[at] == '#')
        at = table.indexOf('\n', at) + 1;
    return table.mid(at);
}

/// The widget of that name in a page; the test ends where there is none.
template <typename Widget>
Widget* partOf(const QWidget& page, const QString& name)
{
    auto* widget = page.findChild<Widget*>(name);
    if (!widget)
        qFatal("no widget %s", qPrintable(name));
    return widget;
}

/// A move without buttons. QTest::mouseMove() moves the cursor of the machine instead, and what
/// the window system makes of that depends on the windows that lie there.
inline void hoverAt(QWidget* widget, const QPointF& at)
{
    QMouseEvent event(
        QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &event);
}

/// The widgets of a page that can have the focus and say nothing to a screen reader, one a line.
/// Empty: every one has a name. seen: how many were asked.
inline QString namelessWidgets(QWidget& page, int* seen = nullptr)
{
    QStringList nameless;
    for (QWidget* widget : page.findChildren<QWidget*>()) {
        // A viewport speaks through the view around it.
        const auto* view = qobject_cast<QAbstractScrollArea*>(widget->parentWidget());
        if (widget->focusPolicy() == Qt::NoFocus || widget->focusProxy()
            || !widget->isVisibleTo(&page) || widget->objectName().startsWith("qt_")
            || (view && view->viewport() == widget))
            continue;
        if (seen)
            ++*seen;
        const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
        if (!face || face->text(QAccessible::Name).trimmed().isEmpty())
            nameless << QStringLiteral("%1 \"%2\" in %3 \"%4\": %5")
                            .arg(QLatin1String(widget->metaObject()->className()),
                                widget->objectName(),
                                QLatin1String(widget->parentWidget()->metaObject()->className()),
                                widget->parentWidget()->objectName(),
                                face ? QStringLiteral("no name") : QStringLiteral("no interface"));
    }
    return nameless.join('\n');
}
