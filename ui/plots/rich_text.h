// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme.h"

#include <QFont>
#include <QPointF>
#include <QString>

#include <vector>

class QPainter;

namespace ui {

/// The fonts that a chart draws with, for one text size.
struct PlotFont {
    PlotFont(const Theme& theme, TextSize size, QFont::Weight weight = QFont::Normal);

    QFont text;
    QFont math; ///< italic, one step larger
    QFont raised; ///< for sub and sup
    QFont raisedMath;
};

/// One line of text with i, b, sub and sup tags, painted as text (not as outlines), so that it
/// stays text in SVG and PDF. Italic runs are set in the formula font; b is ignored here, since
/// the weight is that of the PlotFont.
class RichText {
public:
    explicit RichText(const QString& tagged);

    double width(const PlotFont& font) const;
    void paint(QPainter& painter, const QPointF& baselineLeft, const PlotFont& font) const;
    QString plain() const; ///< without tags; sub and sup as they stand

private:
    struct Run {
        QString text;
        bool italic = false;
        int shift = 0; // 1 raised, -1 lowered
    };
    static const QFont& fontOf(const Run& run, const PlotFont& font);

    std::vector<Run> m_runs;
};

} // namespace ui
