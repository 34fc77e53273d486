// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_scene.h"

#include "ui/plots/plot_lines.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QFontMetricsF>
#include <QMarginsF>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {
namespace {

constexpr double kRightAxisRoom = 32.0;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Extent {
    double lower = kInfinity;
    double upper = -kInfinity;

    void add(const PlotSamples::Bounds& bounds, bool logarithmic)
    {
        if (logarithmic && bounds.smallestPositive > 0.0) {
            lower = std::min(lower, bounds.smallestPositive);
            upper = std::max(upper, bounds.largestPositive);
        } else if (!logarithmic) {
            lower = std::min(lower, bounds.lower);
            upper = std::max(upper, bounds.upper);
        }
    }
};

/// Data extent to range: fixed ends win, free ends get some room (in logarithms on a log axis).
PlotRange withRoom(const Extent& extent, const PlotAxis& axis, double markerShare)
{
    const auto usable = [&axis](const std::optional<double>& end) {
        return end && std::isfinite(*end) && (!axis.logarithmic || *end > 0.0);
    };
    PlotRange range { extent.lower, extent.upper };
    const bool fixedLower = usable(axis.lower);
    const bool fixedUpper = usable(axis.upper);
    if (!(extent.lower <= extent.upper))
        range = axis.logarithmic ? PlotRange { 1e-3, 1.0 } : PlotRange { 0.0, 1.0 };
    if (fixedLower)
        range.lower = *axis.lower;
    if (fixedUpper)
        range.upper = *axis.upper;
    if (range.lower >= range.upper && fixedLower != fixedUpper) {
        if (fixedLower)
            range.upper = axis.logarithmic ? range.lower * 10.0 : range.lower + 1.0;
        else
            range.lower = axis.logarithmic ? range.upper / 10.0 : range.upper - 1.0;
    }
    range = usableRange(range, axis.logarithmic);
    const double share = std::max(axis.padding, markerShare);
    if (axis.logarithmic) {
        const double room = std::pow(range.upper / range.lower, share);
        range.lower /= fixedLower ? 1.0 : room;
        range.upper *= fixedUpper ? 1.0 : room;
    } else {
        const double room = share * (range.upper - range.lower);
        range.lower -= fixedLower ? 0.0 : room;
        range.upper += fixedUpper ? 0.0 : room;
    }
    return usableRange(range, axis.logarithmic);
}

void widen(PlotRange& range, double span)
{
    const double room = 0.5 * (span - (range.upper - range.lower));
    range.lower -= room;
    range.upper += room;
}

} // namespace

PlotLook::PlotLook(const Theme& theme, const Tokens& themeTokens)
    : tokens(themeTokens)
    , tick(theme, TextSize::Tick)
    , text(theme, TextSize::Small)
    , bold(theme, TextSize::Small, QFont::DemiBold)
{
}

bool PlotScene::hasRightAxis() const
{
    return std::any_of(
        curves.begin(), curves.end(), [](const PlotCurve& c) { return c.rightAxis; });
}

bool PlotScene::isBare() const
{
    return bareWithoutData && std::all_of(curves.begin(), curves.end(), [](const PlotCurve& c) {
        return c.isEmpty();
    });
}

const PlotCurve* PlotScene::curve(const QString& id) const
{
    const auto found = std::find_if(
        curves.begin(), curves.end(), [&id](const PlotCurve& c) { return c.id == id; });
    return found == curves.end() ? nullptr : &*found;
}

QRectF PlotScene::plotArea(const QSizeF& drawing) const
{
    QMarginsF margins
        = size == PlotView::Size::Large ? QMarginsF(56, 32, 16, 42) : QMarginsF(52, 30, 14, 38);
    margins.setLeft(margins.left() + labelRoom);
    margins.setTop(margins.top() + kLegendRow * (legendRows - 1));
    if (hasRightAxis())
        margins.setRight(margins.right() + kRightAxisRoom);
    const QRectF area = QRectF(QPointF(), drawing).marginsRemoved(margins);
    // A window dragged very small must not turn the rectangle inside out.
    return { area.topLeft(), QSizeF(std::max(area.width(), 1.0), std::max(area.height(), 1.0)) };
}

PlotRanges PlotScene::dataRanges(const QSizeF& drawing) const
{
    Extent xExtent;
    Extent yExtent;
    Extent rightExtent;
    double radius = 0.0;
    const bool someSet = std::any_of(curves.begin(), curves.end(),
        [](const PlotCurve& c) { return c.visible && c.setsRange && !c.isEmpty(); });
    for (const PlotCurve& c : curves) {
        if (!c.visible || (someSet && !c.setsRange))
            continue;
        for (const auto& samples : { c.samples, c.markerSamples }) {
            if (!samples)
                continue;
            xExtent.add(samples->xBounds, x.logarithmic);
            if (c.rightAxis)
                rightExtent.add(samples->yBounds, right.logarithmic);
            else
                yExtent.add(samples->yBounds, y.logarithmic);
        }
        if (c.markers && c.style.marker != Marker::None)
            radius = std::max(radius, c.markerSize + 1.0);
    }
    const QRectF area = plotArea(drawing);
    const double alongX = std::min(0.1, radius / area.width());
    const double alongY = std::min(0.1, radius / area.height());
    return withAspect({ withRoom(xExtent, x, alongX), withRoom(yExtent, y, alongY),
                          withRoom(rightExtent, right, alongY) },
        drawing);
}

PlotRanges PlotScene::withAspect(PlotRanges wanted, const QSizeF& drawing) const
{
    if (!equalAspect || x.logarithmic || y.logarithmic)
        return wanted;
    const QRectF area = plotArea(drawing);
    const double perPixel = std::max((wanted.x.upper - wanted.x.lower) / area.width(),
        (wanted.y.upper - wanted.y.lower) / area.height());
    widen(wanted.x, perPixel * area.width());
    widen(wanted.y, perPixel * area.height());
    return wanted;
}

PlotMap PlotScene::map(const QSizeF& drawing) const
{
    return { plotArea(drawing), ranges, x.logarithmic, y.logarithmic, right.logarithmic };
}

CrosshairBox PlotScene::crosshairBox(double at) const
{
    if (crosshairProvider)
        return crosshairProvider(at);
    CrosshairBox box;
    const QString symbol = x.title.isEmpty() ? QStringLiteral("<i>x</i>") : x.title;
    box.title = QStringLiteral("%1 = %2").arg(symbol, resultText(at, 5));
    for (const PlotCurve& c : curves) {
        if (!c.visible || !c.samples)
            continue;
        if (const auto value = interpolated(*c.samples, at))
            box.rows.push_back({ c.id, {}, resultText(*value), {} });
    }
    return box;
}

QString PlotScene::describe() const
{
    const auto drawn = std::count_if(
        curves.begin(), curves.end(), [](const PlotCurve& c) { return c.visible && !c.isEmpty(); });
    QString sentence = title.isEmpty() ? tr("Chart") : tr("%1 chart").arg(title);
    if (drawn == 0)
        return sentence + tr(", no curves.");
    sentence += drawn == 1 ? tr(", 1 curve.") : tr(", %1 curves.").arg(drawn);
    double at = -kInfinity;
    for (const PlotCurve& c : curves) {
        if (c.visible && c.samples && c.samples->xBounds.lower <= c.samples->xBounds.upper)
            at = std::max(at, c.samples->xBounds.upper);
    }
    at = crosshairX.value_or(drawnUpTo.value_or(at));
    if (!std::isfinite(at))
        return sentence;
    const CrosshairBox box = crosshairBox(at);
    QStringList values;
    constexpr std::size_t most = 8;
    for (std::size_t i = 0; i < std::min(box.rows.size(), most); ++i) {
        const CrosshairBox::Row& row = box.rows[i];
        const PlotCurve* c = curve(row.curveId);
        QString name = row.name;
        if (name.isEmpty() && c)
            name = c->shortName.isEmpty() ? c->name : c->shortName;
        values << RichText(name).plain() + QLatin1Char(' ') + RichText(row.value).plain();
    }
    if (box.rows.size() > most)
        values << tr("and %1 more").arg(box.rows.size() - most);
    if (values.isEmpty())
        return sentence;
    const QString symbol = x.title.isEmpty() ? QStringLiteral("x") : RichText(x.title).plain();
    return sentence
        + tr(" At %1 = %2: %3.").arg(symbol, resultText(at), values.join(QLatin1String(", ")));
}

const std::vector<QPolygonF>& PlotScene::pieces(
    std::size_t curveIndex, const PlotMap& where, double columnsPerPixel) const
{
    const PlotCurve& c = curves[curveIndex];
    m_cache.resize(curves.size());
    CachedPieces& cached = m_cache[curveIndex];
    const bool logY = c.rightAxis ? right.logarithmic : y.logarithmic;
    if (cached.samples != c.samples || !(cached.ranges == where.ranges())
        || cached.area != where.area() || cached.upTo != drawnUpTo
        || cached.columnsPerPixel != columnsPerPixel || cached.logX != x.logarithmic
        || cached.logY != logY) {
        cached
            = { c.samples, where.ranges(), where.area(), drawnUpTo, columnsPerPixel, x.logarithmic,
                  logY, visiblePieces(*c.samples, where, c.rightAxis, drawnUpTo, columnsPerPixel) };
    }
    return cached.pieces;
}

void PlotScene::paintAll(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    paintLayers(painter, at, look, PlotLayer::Place::BehindCurves);
    paintGrid(painter, at, look);
    paintAxes(painter, at, look);
    paintLines(painter, at, look);
    paintMarkers(painter, at, look);
    paintLayers(painter, at, look, PlotLayer::Place::OverCurves);
    paintNotes(painter, at, look);
    paintLegend(painter, at, look);
}

bool isVectorDevice(const QPainter& painter)
{
    const QPaintEngine* engine = painter.paintEngine();
    if (!engine)
        return false;
    const QPaintEngine::Type type = engine->type();
    return type == QPaintEngine::SVG || type == QPaintEngine::Pdf || type == QPaintEngine::Picture;
}

QColor shownColor(const PlotCurve& curve, const Tokens& tokens)
{
    const QColor full = curve.style.color(tokens.dark);
    if (!curve.dim)
        return full;
    const auto mix = [](float a, float b) { return 0.35F * a + 0.65F * b; };
    return QColor::fromRgbF(mix(full.redF(), tokens.surface.redF()),
        mix(full.greenF(), tokens.surface.greenF()), mix(full.blueF(), tokens.surface.blueF()));
}

} // namespace ui
