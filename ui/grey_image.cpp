// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grey_image.h"

#include <QImage>
#include <QImageReader>

#include <stdexcept>

namespace ui {

namespace {

double brightness(QRgb pixel)
{
    return (0.299 * qRed(pixel) + 0.587 * qGreen(pixel) + 0.114 * qBlue(pixel)) / 255.0;
}

/// Mean brightness of what is not transparent.
double meanBrightness(const QImage& picture)
{
    double sum = 0.0;
    double weight = 0.0;
    for (int row = 0; row < picture.height(); ++row)
        for (int column = 0; column < picture.width(); ++column) {
            const QRgb pixel = reinterpret_cast<const QRgb*>(picture.constScanLine(row))[column];
            sum += qAlpha(pixel) * brightness(pixel);
            weight += qAlpha(pixel);
        }
    return weight > 0.0 ? sum / weight : 0.0;
}

} // namespace

nn::GreyImage greyImage(const QImage& picture)
{
    const QImage colours = picture.convertToFormat(QImage::Format_ARGB32);
    const bool lightInk = picture.hasAlphaChannel() && meanBrightness(colours) > 0.5;
    const double ground = lightInk ? 0.0 : 1.0;
    nn::GreyImage grey { colours.height(), colours.width(), {} };
    grey.pixels.reserve(
        static_cast<std::size_t>(grey.rows) * static_cast<std::size_t>(grey.columns));
    for (int row = 0; row < grey.rows; ++row) {
        const auto* const line = reinterpret_cast<const QRgb*>(colours.constScanLine(row));
        for (int column = 0; column < grey.columns; ++column) {
            const double opaque = qAlpha(line[column]) / 255.0;
            grey.pixels.push_back(
                static_cast<float>(opaque * brightness(line[column]) + (1.0 - opaque) * ground));
        }
    }
    return grey;
}

nn::GreyImage readGreyImage(const QString& file)
{
    QImageReader reader(file);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    const QImage picture = reader.read();
    if (picture.isNull())
        throw std::runtime_error((file + QStringLiteral(": cannot be read (") + reader.errorString()
            + QStringLiteral("), expected a picture such as PNG"))
                                     .toStdString());
    return greyImage(picture);
}

} // namespace ui
