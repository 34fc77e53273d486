// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/series_style.h"

#include <QPainter>
#include <QString>

#include <array>
#include <cmath>
#include <numbers>

namespace ui {

namespace {

struct Ink {
    const char* light;
    const char* dark;
};

constexpr Ink kReference { "#18202B", "#E8EDF3" };
constexpr Ink kVermilion { "#D55E00", "#FF8A4C" };
constexpr Ink kOlive { "#62490A", "#F6DF1B" };
constexpr Ink kMauve { "#B77CA6", "#B75EA4" };
constexpr Ink kBlue { "#0072B2", "#56B4E9" };
constexpr Ink kSlate { "#595B64", "#ABABAB" };
constexpr Ink kGreen { "#004A29", "#45FFA4" };
constexpr Ink kViolet { "#620DC8", "#985DFE" };
constexpr Ink kClay { "#BF6E52", "#957C59" };
constexpr Ink kSky { "#3A8FCB", "#8CCBF2" };
constexpr Ink kFaint { "#B3BCC8", "#4C5866" };

struct Row {
    const char* id;
    Ink ink;
    Marker marker;
    double width;
};

// One colour and one marker for each series. Methods of one family share the colour and differ
// in the marker: Adams-Bashforth with Euler, Adams-Moulton with the midpoint rule, low orders with
// Heun, embedded pairs with Dormand-Prince, Rosenbrock methods in grey, what keeps an invariant or
// runs backwards in sky blue, BDF with Backward Euler, implicit Runge-Kutta with the trapezoid.
constexpr std::array kRows {
    Row { "exact", kReference, Marker::None, 2.0 },
    Row { "reference", kReference, Marker::None, 2.0 },
    Row { "euler", kVermilion, Marker::TriangleUp, 1.2 },
    Row { "resnet", kVermilion, Marker::TriangleUp, 1.2 },
    Row { "ab1", kVermilion, Marker::TriangleRight, 1.2 },
    Row { "ab2", kVermilion, Marker::Diamond, 1.2 },
    Row { "ab3", kVermilion, Marker::Pentagon, 1.2 },
    Row { "ab4", kVermilion, Marker::Square, 1.2 },
    Row { "ab5", kVermilion, Marker::Star, 1.2 },
    Row { "midpoint", kOlive, Marker::TriangleDown, 1.2 },
    Row { "leapfrog", kOlive, Marker::TriangleRight, 1.2 },
    Row { "abm2", kOlive, Marker::Diamond, 1.2 },
    Row { "abm3", kOlive, Marker::Pentagon, 1.2 },
    Row { "abm4", kOlive, Marker::Square, 1.2 },
    Row { "abm5", kOlive, Marker::Star, 1.2 },
    Row { "heun", kMauve, Marker::Diamond, 1.2 },
    Row { "adjoint", kMauve, Marker::Diamond, 1.2 },
    Row { "ralston", kMauve, Marker::TriangleRight, 1.2 },
    Row { "adjoint-stored", kMauve, Marker::TriangleRight, 1.2 },
    Row { "kutta3", kMauve, Marker::TriangleUp, 1.2 },
    Row { "ssprk3", kMauve, Marker::TriangleDown, 1.2 },
    Row { "heun-euler", kMauve, Marker::Square, 1.2 },
    Row { "fehlberg12", kMauve, Marker::Circle, 1.2 },
    Row { "rk4", kBlue, Marker::Circle, 1.2 },
    Row { "rknet", kBlue, Marker::Circle, 1.2 },
    Row { "backprop", kBlue, Marker::Circle, 1.2 },
    Row { "smoothed", kBlue, Marker::None, 2.0 },
    Row { "rk4-38", kSky, Marker::Hexagon, 1.2 },
    Row { "symplectic-euler", kSky, Marker::TriangleUp, 1.2 },
    Row { "verlet", kSky, Marker::Diamond, 1.2 },
    Row { "yoshida4", kSky, Marker::Square, 1.2 },
    Row { "yoshida6", kSky, Marker::Star, 1.2 },
    Row { "alf", kSky, Marker::TriangleRight, 1.2 },
    Row { "reversible-heun", kSky, Marker::TriangleLeft, 1.2 },
    Row { "bosh3", kSlate, Marker::Pentagon, 1.2 },
    Row { "mlp", kSlate, Marker::Pentagon, 1.2 },
    Row { "differences", kSlate, Marker::Pentagon, 1.2 },
    Row { "rosenbrock23", kSlate, Marker::TriangleUp, 1.2 },
    Row { "ros3p", kSlate, Marker::Diamond, 1.2 },
    Row { "rodas4", kSlate, Marker::Square, 1.2 },
    Row { "dopri5", kGreen, Marker::Square, 1.2 },
    Row { "odenet", kGreen, Marker::Square, 1.2 },
    Row { "rkf45", kGreen, Marker::TriangleUp, 1.2 },
    Row { "cash-karp", kGreen, Marker::TriangleDown, 1.2 },
    Row { "tsit5", kGreen, Marker::Diamond, 1.2 },
    Row { "dop853", kGreen, Marker::Star, 1.2 },
    Row { "backward-euler", kViolet, Marker::Cross, 1.2 },
    Row { "bdf1", kViolet, Marker::TriangleUp, 1.2 },
    Row { "bdf2", kViolet, Marker::TriangleDown, 1.2 },
    Row { "bdf3", kViolet, Marker::TriangleRight, 1.2 },
    Row { "bdf4", kViolet, Marker::Diamond, 1.2 },
    Row { "bdf5", kViolet, Marker::Pentagon, 1.2 },
    Row { "bdf6", kViolet, Marker::Star, 1.2 },
    Row { "trapezoid", kClay, Marker::Plus, 1.2 },
    Row { "implicit-midpoint", kClay, Marker::TriangleDown, 1.2 },
    Row { "sdirk2", kClay, Marker::TriangleUp, 1.2 },
    Row { "tr-bdf2", kClay, Marker::TriangleRight, 1.2 },
    Row { "kvaerno3", kClay, Marker::Pentagon, 1.2 },
    Row { "kvaerno5", kClay, Marker::Hexagon, 1.2 },
    Row { "gauss2", kClay, Marker::Diamond, 1.2 },
    Row { "gauss3", kClay, Marker::Star, 1.2 },
    Row { "radau-iia2", kClay, Marker::Square, 1.2 },
    Row { "radau-iia3", kClay, Marker::Circle, 1.2 },
    Row { "adjoint-seminorm", kMauve, Marker::Pentagon, 1.2 },
    Row { "adjoint-interpolated", kMauve, Marker::Star, 1.2 },
    Row { "checkpointed", kGreen, Marker::Square, 1.2 },
    Row { "checkpointed-uniform", kGreen, Marker::Hexagon, 1.2 },
    Row { "reversible", kSky, Marker::Pentagon, 1.2 },
    Row { "forward", kVermilion, Marker::Hexagon, 1.2 },
    Row { "finite-differences", kOlive, Marker::TriangleDown, 1.2 },
    Row { "batch", kFaint, Marker::None, 1.0 },
};

constexpr std::array kDigits {
    Row { "0", kVermilion, Marker::TriangleUp, 1.2 },
    Row { "1", kOlive, Marker::TriangleDown, 1.2 },
    Row { "2", kMauve, Marker::Diamond, 1.2 },
    Row { "3", kBlue, Marker::Circle, 1.2 },
    Row { "4", kSlate, Marker::Pentagon, 1.2 },
    Row { "5", kGreen, Marker::Square, 1.2 },
    Row { "6", kViolet, Marker::Cross, 1.2 },
    Row { "7", kClay, Marker::Plus, 1.2 },
    Row { "8", kSky, Marker::Star, 1.2 },
    Row { "9", kReference, Marker::Ring, 1.2 },
};

SeriesStyle styleOf(const Row& row)
{
    return { QColor(row.ink.light), QColor(row.ink.dark), row.marker, row.width };
}

// For ids that the table does not name: any colour, but with a marker that colour never has there.
SeriesStyle styleFromSpelling(QStringView id)
{
    constexpr std::array inks { kVermilion, kOlive, kMauve, kBlue, kSlate, kGreen, kViolet, kClay };
    constexpr std::array markers { Marker::FourStar, Marker::Ring };
    unsigned hash = 2166136261u; // FNV-1a: the same on every machine, unlike qHash
    for (const QChar letter : id)
        hash = (hash ^ letter.unicode()) * 16777619u;
    const Ink ink = inks[hash % inks.size()];
    return { QColor(ink.light), QColor(ink.dark), markers[(hash / inks.size()) % markers.size()],
        1.2 };
}

QPolygonF polygon(int corners, double radius, double firstAngle, double innerRadius = 0.0)
{
    QPolygonF points;
    const int count = innerRadius > 0.0 ? 2 * corners : corners;
    for (int k = 0; k < count; ++k) {
        const double angle = firstAngle + 2.0 * std::numbers::pi * k / count;
        const double r = innerRadius > 0.0 && k % 2 == 1 ? innerRadius : radius;
        points << QPointF(r * std::cos(angle), -r * std::sin(angle));
    }
    points << points.front();
    return points;
}

} // namespace

SeriesStyle trajectoryStyle(int number)
{
    constexpr std::array inks { kBlue, kVermilion, kMauve, kGreen, kViolet, kClay, kOlive, kSlate };
    const auto which = static_cast<std::size_t>(number < 1 ? 0 : number - 1) % inks.size();
    return { QColor(inks[which].light), QColor(inks[which].dark), Marker::Circle, 1.6 };
}

SeriesStyle seriesStyle(QStringView id)
{
    constexpr QStringView trajectory = u"trajectory/";
    if (id.startsWith(trajectory))
        return trajectoryStyle(id.mid(trajectory.size()).toInt());
    for (const Row& row : kRows)
        if (id == QLatin1StringView(row.id))
            return styleOf(row);
    return styleFromSpelling(id);
}

SeriesStyle digitStyle(int digit)
{
    const int count = static_cast<int>(kDigits.size());
    return styleOf(kDigits[static_cast<std::size_t>(((digit % count) + count) % count)]);
}

SeriesStyle twoClassStyle(int label)
{
    return seriesStyle(label == 0 ? u"rk4" : u"euler");
}

QPainterPath markerPath(Marker marker, double r)
{
    constexpr double up = std::numbers::pi / 2;
    QPainterPath path;
    switch (marker) {
    case Marker::None:
        break;
    case Marker::TriangleUp:
        path.addPolygon(QPolygonF({ { -r, 0.8 * r }, { 0, -r }, { r, 0.8 * r }, { -r, 0.8 * r } }));
        break;
    case Marker::TriangleDown:
        path.addPolygon(
            QPolygonF({ { -r, -0.8 * r }, { 0, r }, { r, -0.8 * r }, { -r, -0.8 * r } }));
        break;
    case Marker::TriangleRight:
        path.addPolygon(
            QPolygonF({ { -0.8 * r, -r }, { r, 0 }, { -0.8 * r, r }, { -0.8 * r, -r } }));
        break;
    case Marker::TriangleLeft:
        path.addPolygon(QPolygonF({ { 0.8 * r, -r }, { -r, 0 }, { 0.8 * r, r }, { 0.8 * r, -r } }));
        break;
    case Marker::Diamond:
        path.addPolygon(polygon(4, 1.1 * r, up));
        break;
    case Marker::Circle:
    case Marker::Ring:
        path.addEllipse(QPointF(0, 0), 0.9 * r, 0.9 * r);
        break;
    case Marker::Pentagon:
        path.addPolygon(polygon(5, r, up));
        break;
    case Marker::Hexagon:
        path.addPolygon(polygon(6, r, 0.0));
        break;
    case Marker::Square:
        path.addRect(QRectF(-0.8 * r, -0.8 * r, 1.6 * r, 1.6 * r));
        break;
    case Marker::Star:
        path.addPolygon(polygon(5, 1.15 * r, up, 0.5 * r));
        break;
    case Marker::FourStar:
        path.addPolygon(polygon(4, 1.2 * r, up, 0.45 * r));
        break;
    case Marker::Cross:
        path.moveTo(-0.75 * r, -0.75 * r);
        path.lineTo(0.75 * r, 0.75 * r);
        path.moveTo(-0.75 * r, 0.75 * r);
        path.lineTo(0.75 * r, -0.75 * r);
        break;
    case Marker::Plus:
        path.moveTo(-r, 0);
        path.lineTo(r, 0);
        path.moveTo(0, -r);
        path.lineTo(0, r);
        break;
    }
    return path;
}

void paintMarker(QPainter& painter, const QPointF& centre, Marker marker, const QColor& color,
    const QColor& fill, bool hollow, double halfSize)
{
    if (marker == Marker::None)
        return;
    const bool open = marker == Marker::Cross || marker == Marker::Plus;
    const bool outlined = hollow || marker == Marker::Ring;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    if (open) {
        painter.setPen(QPen(color, 0.36 * halfSize, Qt::SolidLine, Qt::FlatCap));
        painter.setBrush(Qt::NoBrush);
    } else if (outlined) {
        painter.setPen(QPen(color, 0.28 * halfSize, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(fill);
        halfSize *= 0.86; // the edge lies half outside the path
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
    }
    painter.drawPath(markerPath(marker, halfSize));
    painter.restore();
}

void paintSwatch(QPainter& painter, const QRectF& box, const SeriesStyle& style, bool darkTheme,
    const QColor& fill, double opacity)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(painter.opacity() * opacity);
    const QColor& color = style.color(darkTheme);
    const double y = std::floor(box.center().y()) + 0.5;
    painter.setPen(QPen(color, std::max(style.width, 1.4), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    paintMarker(painter, QPointF(box.center().x(), y), style.marker, color, fill);
    painter.restore();
}

} // namespace ui
