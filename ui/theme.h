// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/series_style.h"

#include <QFont>
#include <QIcon>
#include <QObject>

class QApplication;

namespace ui {

/// The colours of one theme; names and values are those of the design.
struct Tokens {
    bool dark = false;
    QColor window, surface, panel; ///< page; cards and fields; rail, inspector, bars
    QColor border, outline; ///< card edge; control edge
    QColor text, text2, text3; ///< body; secondary and icons; hints and tick labels
    QColor accent, onAccent, accentWeak, selection;
    QColor grid, axis, field; ///< grid lines; axis lines and ticks; direction field
    QColor ok, warn, error, warnBackground, errorBackground;
};

const Tokens& lightTokens();
const Tokens& darkTokens();

/// Lengths of the design, in device independent pixels.
namespace metrics {
inline constexpr int kPageMargin = 16;
inline constexpr int kCardGap = 8;
inline constexpr int kRowGap = 6;
inline constexpr int kControlHeight = 28;
inline constexpr int kCompactHeight = 24;
inline constexpr int kTableRowHeight = 28;
inline constexpr int kLegendHeight = 32;
inline constexpr int kCardHeaderHeight = 32;
inline constexpr int kTransportHeight = 42;
inline constexpr int kMenuBarHeight = 28;
inline constexpr int kTabBarHeight = 48;
inline constexpr int kStatusBarHeight = 24;
inline constexpr int kStartButtonHeight = 40;
inline constexpr int kRailWidth = 72;
inline constexpr int kInspectorWidth = 304;
inline constexpr double kControlRadius = 4.0;
inline constexpr double kCardRadius = 6.0;
} // namespace metrics

enum class ThemeMode { System, Light, Dark };

/// Type sizes of the design; the pixel size grows with the system's font size.
enum class TextSize { Tick = 11, Small = 12, Body = 13, PageTitle = 15, EmptyTitle = 20 };

/// Which colour an icon is drawn in. Disabled icons are always drawn in text3 at half strength.
enum class IconRole { Normal, Accent, OnAccent, Warn, Error };

/// Colours, fonts and icons of the application, and the switch between light and dark.
/// One object, made in main() (or in a test) after QApplication and before any widget; it must
/// outlive the widgets. Construction loads the resources and the fonts and applies the theme.
/// Paint with tokens() at paint time and call update() on changed(); QPalette follows by itself.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication& application, ThemeMode mode = ThemeMode::System);
    ~Theme() override;

    ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode); ///< repaints everything that is open
    const Tokens& tokens() const { return *m_tokens; }
    bool isDark() const { return m_tokens->dark; }

    /// Interface font (Inter with tabular figures, else the system font).
    QFont font(TextSize size, QFont::Weight weight = QFont::Normal) const;
    /// Font of formulas (STIX, else DejaVu Serif), one step larger than the text around it.
    QFont mathFont(TextSize size, bool italic = true) const;
    QFont monospaceFont() const; ///< expression editor, 12 px

    /// Icon resources/icons/NAME.svg; recoloured when painted, so it follows the theme by itself.
    QIcon icon(const QString& name, IconRole role = IconRole::Normal) const;

    QColor seriesColor(QStringView id) const { return seriesStyle(id).color(isDark()); }

signals:
    void changed(); ///< after the palette of the application has been set

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    bool systemIsDark();

    QApplication& m_application;
    ThemeMode m_mode;
    const Tokens* m_tokens;
    bool m_systemIsDark = false;
    bool m_applying = false;
    double m_scale = 1.0; // system font size over 13 px, 1 to 2
    QString m_family;
    QString m_mathFamily;
};

/// QPalette of the tokens; for off-screen rendering (export) in the other theme too.
QPalette paletteOf(const Tokens& tokens);

/// QSettings key of the theme: "system", "light" or "dark".
QString themeModeName(ThemeMode mode);
ThemeMode themeModeFromName(const QString& name);

} // namespace ui
