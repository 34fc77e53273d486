// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme.h"

#include <QHash>
#include <QIconEngine>
#include <QPointer>

namespace ui {

/// Renders one SVG of the resources in the colours the theme has at the moment of painting.
class IconEngine final : public QIconEngine {
public:
    IconEngine(const Theme& theme, const QString& name, IconRole role);

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(
        const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    QIconEngine* clone() const override;

private:
    QColor color(QIcon::Mode mode, QIcon::State state) const;

    QPointer<const Theme> m_theme;
    QString m_name;
    IconRole m_role;
    QByteArray m_svg;
};

} // namespace ui
