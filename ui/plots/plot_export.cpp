// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_export.h"

#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"
#include "ui/text.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QMimeData>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace ui {
namespace {

constexpr double kInch = 25.4;
constexpr double kScreenDpi = 96.0; // of the units in which charts are drawn
constexpr double kUnitPoints = 9.0; // text of 12 units is 9 pt when units are not scaled
constexpr double kHeading = 24.0; // above each of several charts
constexpr double kGap = 8.0;
constexpr int kMostPixels = 16384; // on a side
constexpr QSizeF kSmallest { 160.0, 120.0 }; // below this a chart is only margins

const Tokens& tokensOf(const PlotExportOptions& options)
{
    return options.dark ? darkTokens() : lightTokens();
}

double unitScale(const PlotExportOptions& options)
{
    return options.textPoints / kUnitPoints;
}

/// Size of the page in the units of the drawing.
QSizeF pageSize(const PlotExportOptions& options)
{
    return options.millimetres / kInch * kScreenDpi / unitScale(options);
}

double captionHeight(
    const PlotExportOptions& options, const QFont& font, const QSizeF& page, QRectF* place)
{
    if (options.caption.isEmpty())
        return 0.0;
    const QRectF room(kGap, 0.0, page.width() - 2.0 * kGap, 1e4);
    const QRectF needed = QFontMetricsF(font).boundingRect(
        room, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, options.caption);
    const double height = std::min(needed.height() + 2.0 * kGap, 0.5 * page.height());
    *place = QRectF(kGap, page.height() - height + 0.5 * kGap, room.width(), height - kGap);
    return height;
}

/// All charts in a grid, headings when there are several, the caption below.
void paintPage(QPainter& painter, const std::vector<const PlotView*>& charts,
    const PlotExportOptions& options, int columns)
{
    const Tokens& tokens = tokensOf(options);
    const QSizeF page = pageSize(options);
    if (!options.transparent)
        painter.fillRect(QRectF(QPointF(), page), tokens.surface);
    QFont font = charts.front()->font();
    font.setPixelSize(12);
    QRectF captionPlace;
    const double below = captionHeight(options, font, page, &captionPlace);
    const int count = static_cast<int>(charts.size());
    if (columns <= 0)
        columns = static_cast<int>(std::ceil(std::sqrt(count)));
    const int rows = (count + columns - 1) / columns;
    const QSizeF cell(page.width() / columns, (page.height() - below) / rows);
    const double heading = count > 1 ? kHeading : 0.0;
    for (int i = 0; i < count; ++i) {
        const PlotView* chart = charts[static_cast<std::size_t>(i)];
        painter.save();
        painter.translate(cell.width() * (i % columns), cell.height() * (i / columns));
        if (heading > 0.0) {
            QFont bold = font;
            bold.setWeight(QFont::DemiBold);
            painter.setFont(bold);
            painter.setPen(tokens.text);
            painter.drawText(QPointF(12.0, 18.0), RichText(chart->title()).plain());
            painter.translate(0.0, heading);
        }
        chart->renderTo(painter,
            { QSizeF(cell.width(), cell.height() - heading), tokens, true, options.legend });
        painter.restore();
    }
    if (below > 0.0) {
        painter.setFont(font);
        painter.setPen(tokens.text2);
        painter.drawText(
            captionPlace, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, options.caption);
    }
}

void check(const PlotExportOptions& options)
{
    const std::string problem = options.problem();
    if (!problem.empty())
        throw std::invalid_argument(problem);
}

void check(const std::vector<const PlotView*>& charts, const PlotExportOptions& options)
{
    if (charts.empty())
        throw std::invalid_argument("export of no charts");
    check(options);
}

QString recipeText(const PlotRecipe& recipe)
{
    QString text;
    for (const auto& [key, value] : recipe)
        text += QStringLiteral("%1: %2\n").arg(key, value);
    return text;
}

QByteArray pngBytes(const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

/// Draws a picture of pageSize() in the units of the drawing.
using Draw = std::function<void(QPainter&)>;

QByteArray svgBytes(const Draw& draw, const QString& title, const PlotExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(kScreenDpi));
    generator.setSize((options.millimetres / kInch * kScreenDpi).toSize());
    generator.setViewBox(QRectF(QPointF(), pageSize(options)));
    generator.setTitle(title);
    generator.setDescription(recipeText(options.recipe));
    QPainter painter(&generator);
    draw(painter);
    painter.end();
    return bytes;
}

QByteArray pdfBytes(const Draw& draw, const QString& title, const PlotExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    constexpr int resolution = 1200;
    writer.setResolution(resolution);
    writer.setPageSize(
        QPageSize(options.millimetres, QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(title);
    writer.setCreator(QCoreApplication::applicationName());
    if (!options.recipe.empty()) {
        writer.addFileAttachment(QStringLiteral("recipe.txt"), recipeText(options.recipe).toUtf8(),
            QStringLiteral("text/plain"));
    }
    QPainter painter(&writer);
    const double scale = resolution / kScreenDpi * unitScale(options);
    painter.scale(scale, scale);
    draw(painter);
    painter.end();
    return bytes;
}

QImage imageOf(const Draw& draw, const PlotExportOptions& options)
{
    QImage image(options.pixels(), QImage::Format_ARGB32_Premultiplied);
    image.fill(options.transparent ? QColor(Qt::transparent) : tokensOf(options).surface);
    QPainter painter(&image);
    const QSizeF page = pageSize(options);
    painter.scale(image.width() / page.width(), image.height() / page.height());
    painter.setRenderHint(QPainter::Antialiasing);
    draw(painter);
    painter.end();
    const int dotsPerMetre = qRound(options.dpi / kInch * 1000.0);
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    for (const auto& [key, value] : options.recipe)
        image.setText(key, value);
    return image;
}

QByteArray encoded(const Draw& draw, const QString& title, const PlotExportOptions& options)
{
    switch (options.format) {
    case PlotFormat::Svg:
        return svgBytes(draw, title, options);
    case PlotFormat::Pdf:
        return pdfBytes(draw, title, options);
    case PlotFormat::Png:
        break;
    }
    return pngBytes(imageOf(draw, options));
}

Draw chartsOf(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    return [&charts, &options, columns](
               QPainter& painter) { paintPage(painter, charts, options, columns); };
}

QString titleOf(const std::vector<const PlotView*>& charts)
{
    return RichText(charts.front()->title()).plain();
}

/// A widget as large as fits, in the middle; its charts without their crosshairs.
Draw widgetOf(QWidget& widget, const PlotExportOptions& options)
{
    return [&widget, &options](QPainter& painter) {
        std::vector<PlotView*> withCrosshair;
        for (PlotView* chart : widget.findChildren<PlotView*>())
            if (chart->crosshairEnabled()) {
                chart->setCrosshairEnabled(false);
                withCrosshair.push_back(chart);
            }
        const QSizeF page = pageSize(options);
        painter.fillRect(QRectF(QPointF(), page), widget.palette().window()); // between the cards
        const QSizeF size = QSizeF(widget.size());
        const double scale = std::min(page.width() / size.width(), page.height() / size.height());
        painter.translate((page.width() - scale * size.width()) / 2.0,
            (page.height() - scale * size.height()) / 2.0);
        painter.scale(scale, scale);
        widget.render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
        for (PlotView* chart : withCrosshair)
            chart->setCrosshairEnabled(true);
    };
}

PlotExportOptions forPage(PlotExportOptions options)
{
    options.textPoints = kUnitPoints; // the page has sizes of its own
    options.transparent = false;
    return options;
}

} // namespace

QSize PlotExportOptions::pixels() const
{
    return (millimetres / kInch * dpi).toSize();
}

std::string PlotExportOptions::problem() const
{
    const auto inside
        = [](double value, double low, double high) { return value >= low && value <= high; };
    if (!inside(millimetres.width(), 10.0, 2000.0) || !inside(millimetres.height(), 10.0, 2000.0))
        return tr("Width and height must be between 10 mm and 2000 mm.").toStdString();
    if (!inside(dpi, 36.0, 2400.0))
        return tr("The resolution must be between 36 and 2400 dpi.").toStdString();
    if (!inside(textPoints, 4.0, 48.0))
        return tr("The text size must be between 4 and 48 pt.").toStdString();
    const QSize size = pixels();
    if (format == PlotFormat::Png && std::max(size.width(), size.height()) > kMostPixels)
        return tr("The picture would have %1 × %2 pixels; %3 a side is the limit. Lower the "
                  "resolution.")
            .arg(size.width())
            .arg(size.height())
            .arg(kMostPixels)
            .toStdString();
    const QSizeF page = pageSize(*this);
    if (page.width() < kSmallest.width() || page.height() < kSmallest.height())
        return tr("The text is too large for this size.").toStdString();
    return {};
}

QImage renderPlots(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    check(charts, options);
    return imageOf(chartsOf(charts, options, columns), options);
}

QByteArray encodePlots(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    check(charts, options);
    return encoded(chartsOf(charts, options, columns), titleOf(charts), options);
}

QImage renderPage(QWidget& page, const PlotExportOptions& options)
{
    const PlotExportOptions chosen = forPage(options);
    check(chosen);
    return imageOf(widgetOf(page, chosen), chosen);
}

QByteArray encodePage(QWidget& page, const PlotExportOptions& options)
{
    const PlotExportOptions chosen = forPage(options);
    check(chosen);
    return encoded(widgetOf(page, chosen), page.accessibleName(), chosen);
}

QMimeData* plotsAsMimeData(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    const QImage image = renderPlots(charts, options, columns);
    auto* data = new QMimeData;
    data->setImageData(image);
    data->setData(QStringLiteral("image/png"), pngBytes(image));
    data->setData(QStringLiteral("image/svg+xml"),
        svgBytes(chartsOf(charts, options, columns), titleOf(charts), options));
    return data;
}

} // namespace ui
