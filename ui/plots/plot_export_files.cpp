// SPDX-License-Identifier: GPL-3.0-or-later
// Files of exported pictures and of their data.
#include "ui/plots/plot_export.h"

#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"
#include "ui/text.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <stdexcept>

namespace ui {
namespace {

[[noreturn]] void fail(const QString& file, const QString& what)
{
    throw std::runtime_error(QStringLiteral("%1: %2").arg(file, what).toStdString());
}

/// Replaces the file as a whole or not at all.
void save(const QString& file, const QByteArray& bytes)
{
    const QFileInfo info(file);
    if (info.isDir())
        fail(file, tr("is a folder, expected a file name"));
    if (!QDir().mkpath(info.absolutePath()))
        fail(file, tr("the folder cannot be made"));
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly))
        fail(file, tr("cannot be written: %1").arg(target.errorString()));
    if (target.write(bytes) != bytes.size() || !target.commit())
        fail(file, tr("could not be written completely: %1").arg(target.errorString()));
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

void saveWithData(const QString& file, const QByteArray& picture,
    const std::vector<const PlotView*>& charts, const PlotExportOptions& options)
{
    if (picture.isEmpty())
        fail(file, tr("the picture could not be made at this size"));
    save(file, picture);
    if (options.csv) {
        const QFileInfo info(file);
        save(info.dir().filePath(info.completeBaseName() + QStringLiteral(".csv")),
            plotsAsCsv(charts, options.recipe).toUtf8());
    }
}

} // namespace

void exportPlots(const QString& file, const std::vector<const PlotView*>& charts,
    const PlotExportOptions& options, int columns)
{
    saveWithData(file, encodePlots(charts, options, columns), charts, options);
}

void exportPage(const QString& file, QWidget& page, const std::vector<const PlotView*>& charts,
    const PlotExportOptions& options)
{
    saveWithData(file, encodePage(page, options), charts, options);
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
    for (const auto& [key, value] : recipe)
        for (const QString& line : value.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            text += QStringLiteral("# %1: %2\n").arg(key, line);
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

} // namespace ui
