// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>

class QObject;
class QWidget;

namespace ui {

/// A field of a form can be used, or not for the reason given (without a full stop; empty: it
/// can), which then stands before its tooltip.
void setObstacle(QWidget* field, const QString& reason, const QString& toolTip);

/// The fields of a form that is locked while a run is open.
class FormFields {
public:
    /// live: may be changed during a run.
    void add(QWidget* field, const QString& toolTip, bool live);
    bool setLocked(bool locked); ///< true: it was not so before, a refresh() is due
    bool isLocked() const { return m_locked; }
    /// obstacle: why a field cannot be set, besides a run; empty if it can.
    void refresh(const std::function<QString(const QWidget*)>& obstacle) const;
    QString invalidNumber() const; ///< the first that cannot be read, "Name: why"; empty: none
    void disconnectFrom(QObject* receiver) const;

private:
    struct Field {
        QWidget* widget;
        QString toolTip;
        bool live;
    };

    QList<Field> m_fields;
    bool m_locked = false;
};

} // namespace ui
