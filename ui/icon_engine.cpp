// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/icon_engine.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace ui {

IconEngine::IconEngine(const Theme& theme, const QString& name, IconRole role)
    : m_theme(&theme)
    , m_name(name)
    , m_role(role)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (file.open(QIODevice::ReadOnly))
        m_svg = file.readAll();
    else
        qWarning("There is no icon named %s", qUtf8Printable(name));
}

QColor IconEngine::color(QIcon::Mode mode, QIcon::State state) const
{
    const Tokens& tokens = m_theme ? m_theme->tokens() : lightTokens();
    if (mode == QIcon::Disabled) {
        QColor faded = tokens.text3;
        faded.setAlphaF(0.6f);
        return faded;
    }
    switch (m_role) {
    case IconRole::Normal:
        return state == QIcon::On ? tokens.accent : tokens.text2;
    case IconRole::Accent:
        return tokens.accent;
    case IconRole::OnAccent:
        return tokens.onAccent;
    case IconRole::Warn:
        return tokens.warn;
    case IconRole::Error:
        return tokens.error;
    }
    return tokens.text2;
}

void IconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state)
{
    const QColor ink = color(mode, state);
    QByteArray svg = m_svg;
    QSvgRenderer renderer(svg.replace("#000000", ink.name(QColor::HexRgb).toLatin1()));
    if (!renderer.isValid())
        return;
    painter->save();
    painter->setOpacity(painter->opacity() * static_cast<double>(ink.alphaF()));
    renderer.render(painter, QRectF(rect));
    painter->restore();
}

QPixmap IconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state)
{
    QPixmap image(size);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return image;
}

QPixmap IconEngine::scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal)
{
    return pixmap(size, mode, state); // size is in device pixels already
}

QIconEngine* IconEngine::clone() const
{
    return new IconEngine(*this);
}

} // namespace ui
