// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_export.h"

#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QFontMetricsF>
#include <QMimeData>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
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

QString trText(const char* text)
{
    return QCoreApplication::translate("ui::ExportDialog", text);
}

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

void check(const std::vector<const PlotView*>& charts, const PlotExportOptions& options)
{
    if (charts.empty())
        throw std::invalid_argument("export of no charts");
    const std::string problem = options.problem();
    if (!problem.empty())
        throw std::invalid_argument(problem);
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

QByteArray svgBytes(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(kScreenDpi));
    generator.setSize((options.millimetres / kInch * kScreenDpi).toSize());
    generator.setViewBox(QRectF(QPointF(), pageSize(options)));
    generator.setTitle(RichText(charts.front()->title()).plain());
    generator.setDescription(recipeText(options.recipe));
    QPainter painter(&generator);
    paintPage(painter, charts, options, columns);
    painter.end();
    return bytes;
}

QByteArray pdfBytes(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
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
    writer.setTitle(RichText(charts.front()->title()).plain());
    writer.setCreator(QCoreApplication::applicationName());
    if (!options.recipe.empty()) {
        writer.addFileAttachment(QStringLiteral("recipe.txt"), recipeText(options.recipe).toUtf8(),
            QStringLiteral("text/plain"));
    }
    QPainter painter(&writer);
    const double scale = resolution / kScreenDpi * unitScale(options);
    painter.scale(scale, scale);
    paintPage(painter, charts, options, columns);
    painter.end();
    return bytes;
}

[[noreturn]] void fail(const QString& file, const QString& what)
{
    throw std::runtime_error(QStringLiteral("%1: %2").arg(file, what).toStdString());
}

/// Replaces the file as a whole or not at all.
void save(const QString& file, const QByteArray& bytes)
{
    const QFileInfo info(file);
    if (info.isDir())
        fail(file, trText("is a folder, expected a file name"));
    if (!QDir().mkpath(info.absolutePath()))
        fail(file, trText("the folder cannot be made"));
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly))
        fail(file, trText("cannot be written: %1").arg(target.errorString()));
    if (target.write(bytes) != bytes.size() || !target.commit())
        fail(file, trText("could not be written completely: %1").arg(target.errorString()));
}

void appendRows(QString& text, const QString& chart, const QString& curve, const PlotSamples& from)
{
    const auto quoted = [](QString cell) {
        if (!cell.contains(QLatin1Char(',')) && !cell.contains(QLatin1Char('"')))
            return cell;
        cell.replace(QLatin1Char('"'), QLatin1String("\"\""));
        return QLatin1Char('"') + cell + QLatin1Char('"');
    };
    const QString head = quoted(chart) + QLatin1Char(',') + quoted(curve) + QLatin1Char(',');
    for (std::size_t i = 0; i < from.x.size(); ++i) {
        text += head + QString::number(from.x[i], 'g', 17) + QLatin1Char(',')
            + QString::number(from.y[i], 'g', 17) + QLatin1Char('\n');
    }
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
        return trText("Width and height must be between 10 mm and 2000 mm.").toStdString();
    if (!inside(dpi, 36.0, 2400.0))
        return trText("The resolution must be between 36 and 2400 dpi.").toStdString();
    if (!inside(textPoints, 4.0, 48.0))
        return trText("The text size must be between 4 and 48 pt.").toStdString();
    const QSize size = pixels();
    if (format == PlotFormat::Png && std::max(size.width(), size.height()) > kMostPixels)
        return trText("The picture would have %1 × %2 pixels; %3 a side is the limit. Lower the "
                      "resolution.")
            .arg(size.width())
            .arg(size.height())
            .arg(kMostPixels)
            .toStdString();
    const QSizeF page = pageSize(*this);
    if (page.width() < kSmallest.width() || page.height() < kSmallest.height())
        return trText("The text is too large for this size.").toStdString();
    return {};
}

QImage renderPlots(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    check(charts, options);
    QImage image(options.pixels(), QImage::Format_ARGB32_Premultiplied);
    image.fill(options.transparent ? QColor(Qt::transparent) : tokensOf(options).surface);
    QPainter painter(&image);
    const QSizeF page = pageSize(options);
    painter.scale(image.width() / page.width(), image.height() / page.height());
    painter.setRenderHint(QPainter::Antialiasing);
    paintPage(painter, charts, options, columns);
    painter.end();
    const int dotsPerMetre = qRound(options.dpi / kInch * 1000.0);
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    for (const auto& [key, value] : options.recipe)
        image.setText(key, value);
    return image;
}

QByteArray encodePlots(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    check(charts, options);
    switch (options.format) {
    case PlotFormat::Svg:
        return svgBytes(charts, options, columns);
    case PlotFormat::Pdf:
        return pdfBytes(charts, options, columns);
    case PlotFormat::Png:
        break;
    }
    return pngBytes(renderPlots(charts, options, columns));
}

void exportPlots(const QString& file, const std::vector<const PlotView*>& charts,
    const PlotExportOptions& options, int columns)
{
    const QByteArray picture = encodePlots(charts, options, columns);
    if (picture.isEmpty())
        fail(file, trText("the picture could not be made at this size"));
    save(file, picture);
    if (options.csv) {
        const QFileInfo info(file);
        save(info.dir().filePath(info.completeBaseName() + QStringLiteral(".csv")),
            plotsAsCsv(charts, options.recipe).toUtf8());
    }
}

PlotFormat plotFormatOf(const QString& file, bool* known)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    if (known)
        *known = true;
    for (const PlotFormat format : { PlotFormat::Png, PlotFormat::Svg, PlotFormat::Pdf }) {
        if (suffix == suffixOf(format))
            return format;
    }
    if (known)
        *known = false;
    return PlotFormat::Png;
}

QString suffixOf(PlotFormat format)
{
    return format == PlotFormat::Png ? QStringLiteral("png")
        : format == PlotFormat::Svg  ? QStringLiteral("svg")
                                     : QStringLiteral("pdf");
}

QString plotsAsCsv(const std::vector<const PlotView*>& charts, const PlotRecipe& recipe)
{
    QString text;
    for (const QString& line : recipeText(recipe).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        text += QStringLiteral("# %1\n").arg(line);
    text += QStringLiteral("chart,curve,x,y\n");
    for (const PlotView* chart : charts) {
        const QString title = RichText(chart->title()).plain();
        for (const PlotCurve& curve : chart->curves()) {
            if (!curve.visible)
                continue;
            const QString name = RichText(curve.name).plain();
            if (curve.samples)
                appendRows(text, title, name, *curve.samples);
            if (curve.markerSamples)
                appendRows(text, title, curve.samples ? name + QStringLiteral(" (markers)") : name,
                    *curve.markerSamples);
        }
    }
    return text;
}

QMimeData* plotsAsMimeData(
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options, int columns)
{
    const QImage image = renderPlots(charts, options, columns);
    auto* data = new QMimeData;
    data->setImageData(image);
    data->setData(QStringLiteral("image/png"), pngBytes(image));
    data->setData(QStringLiteral("image/svg+xml"), svgBytes(charts, options, columns));
    return data;
}

} // namespace ui
