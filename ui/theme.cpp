// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include "ui/icon_engine.h"
#include "ui/style.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QStyleFactory>
#include <QToolTip>
#include <QWidget>

#include <algorithm>
#include <utility>

// Outside the namespace: the macro declares a global function. A static library drops its
// resources unless somebody calls it.
static void loadResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace ui {

const Tokens& lightTokens()
{
    static const Tokens tokens = [] {
        Tokens t;
        t.window = QColor("#F3F5F8"), t.surface = QColor("#FFFFFF"), t.panel = QColor("#FAFBFC");
        t.border = QColor("#D6DCE4"), t.outline = QColor("#7F8A98");
        t.text = QColor("#18202B"), t.text2 = QColor("#465160"), t.text3 = QColor("#5F6B7A");
        t.accent = QColor("#0B5FA5"), t.onAccent = QColor("#FFFFFF");
        t.accentWeak = QColor("#E3EEF8"), t.selection = QColor("#D5E6F6");
        t.grid = QColor("#E7EBF0"), t.axis = QColor("#7F8A98"), t.field = QColor("#B3BCC8");
        t.ok = QColor("#00704F"), t.warn = QColor("#7A4B00"), t.error = QColor("#B3261E");
        t.warnBackground = QColor("#FFF3DA"), t.errorBackground = QColor("#FCEAE8");
        return t;
    }();
    return tokens;
}

const Tokens& darkTokens()
{
    static const Tokens tokens = [] {
        Tokens t;
        t.dark = true;
        t.window = QColor("#11151B"), t.surface = QColor("#1A2029"), t.panel = QColor("#161B23");
        t.border = QColor("#343D4A"), t.outline = QColor("#76828F");
        t.text = QColor("#E8EDF3"), t.text2 = QColor("#B9C3CF"), t.text3 = QColor("#9AA6B4");
        t.accent = QColor("#6BB3F2"), t.onAccent = QColor("#0C1117");
        t.accentWeak = QColor("#1B3248"), t.selection = QColor("#234360");
        t.grid = QColor("#2A323D"), t.axis = QColor("#76828F"), t.field = QColor("#4C5866");
        t.ok = QColor("#55CFA0"), t.warn = QColor("#F2B84B"), t.error = QColor("#FF8C82");
        t.warnBackground = QColor("#3A2E14"), t.errorBackground = QColor("#42201E");
        return t;
    }();
    return tokens;
}

QPalette paletteOf(const Tokens& t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.surface);
    palette.setColor(QPalette::AlternateBase, t.panel);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::PlaceholderText, t.text3);
    palette.setColor(QPalette::Button, t.surface);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.error);
    palette.setColor(QPalette::ToolTipBase, t.surface);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, t.onAccent);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::LinkVisited, t.accent);
    palette.setColor(QPalette::Light, t.surface);
    palette.setColor(QPalette::Midlight, t.panel);
    palette.setColor(QPalette::Mid, t.border);
    palette.setColor(QPalette::Dark, t.outline);
    palette.setColor(QPalette::Shadow, t.border);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText }) {
        QColor faded = t.text3;
        faded.setAlphaF(0.75f);
        palette.setColor(QPalette::Disabled, role, faded);
    }
    palette.setColor(QPalette::Disabled, QPalette::Base, t.panel);
    palette.setColor(QPalette::Disabled, QPalette::Button, t.panel);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, t.border);
    return palette;
}

QString themeModeName(ThemeMode mode)
{
    switch (mode) {
    case ThemeMode::Light:
        return QStringLiteral("light");
    case ThemeMode::Dark:
        return QStringLiteral("dark");
    case ThemeMode::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeMode themeModeFromName(const QString& name)
{
    for (const auto mode : { ThemeMode::Light, ThemeMode::Dark })
        if (name == themeModeName(mode))
            return mode;
    return ThemeMode::System;
}

Theme::Theme(QApplication& application, ThemeMode mode)
    : m_application(application)
    , m_mode(mode)
    , m_tokens(&lightTokens())
{
    loadResources();
    for (const char* file : { "InterTabular-Regular", "InterTabular-Medium",
             "InterTabular-SemiBold", "InterTabular-Bold", "STIXGeneral-Regular",
             "STIXGeneral-Italic", "STIXGeneral-Bold", "STIXGeneral-BoldItalic" })
        QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/%1.otf").arg(file));
    const QStringList families = QFontDatabase::families();
    m_family = families.contains("Inter Tabular") ? QStringLiteral("Inter Tabular")
                                                  : application.font().family();
    m_mathFamily = families.contains("STIXGeneral") ? QStringLiteral("STIXGeneral")
                                                    : QStringLiteral("DejaVu Serif");
    // The design is drawn for the usual 13 px; larger system fonts scale the text up to twice.
    m_scale = std::clamp(QFontInfo(application.font()).pixelSize() / 13.0, 1.0, 2.0);

    application.setStyle(new Style(*this));
    m_systemIsDark = systemIsDark();
    application.installEventFilter(this);
    apply();
}

Theme::~Theme()
{
    m_application.removeEventFilter(this);
    m_application.setStyle(QStyleFactory::create("Fusion")); // ours reads the tokens from here
    m_application.setPalette(QPalette());
}

void Theme::setMode(ThemeMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

void Theme::apply()
{
    const bool dark = m_mode == ThemeMode::System ? m_systemIsDark : m_mode == ThemeMode::Dark;
    m_tokens = dark ? &darkTokens() : &lightTokens();
    m_applying = true;
    const QPalette palette = paletteOf(*m_tokens);
    m_application.setPalette(palette);
    // Qt posts the change to open windows only; whoever hears changed() may paint at once.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationPaletteChange);
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        QEvent event(QEvent::ApplicationPaletteChange);
        if (!widget->windowHandle())
            QCoreApplication::sendEvent(widget, &event);
    }
    m_application.setFont(font(TextSize::Body));
    QToolTip::setPalette(palette);
    QToolTip::setFont(font(TextSize::Small));
    m_applying = false;
    emit changed();
    for (QWidget* widget : m_application.allWidgets())
        widget->update(); // what is painted with tokens is not in the palette
}

bool Theme::systemIsDark()
{
    m_applying = true;
    m_application.setPalette(QPalette()); // what the desktop says, without our colours
    const int lightness = m_application.palette().color(QPalette::Window).lightness();
    m_applying = false;
    return lightness < 128;
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ThemeChange && watched->isWidgetType() && !m_applying) {
        const bool dark = systemIsDark();
        if (std::exchange(m_systemIsDark, dark) != dark && m_mode == ThemeMode::System)
            apply();
        else
            m_application.setPalette(paletteOf(*m_tokens));
    }
    return QObject::eventFilter(watched, event);
}

QFont Theme::font(TextSize size, QFont::Weight weight) const
{
    QFont font(m_family);
    font.setPixelSize(qRound(static_cast<int>(size) * m_scale));
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont Theme::mathFont(TextSize size, bool italic) const
{
    QFont font(m_mathFamily);
    font.setPixelSize(qRound(static_cast<int>(size) * m_scale) + 2);
    font.setItalic(italic);
    return font;
}

QFont Theme::monospaceFont() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(qRound(12 * m_scale));
    return font;
}

QIcon Theme::icon(const QString& name, IconRole role) const
{
    return QIcon(new IconEngine(*this, name, role));
}

} // namespace ui
