// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grey_image.h"

#include <QFileInfo>
#include <QImage>
#include <QImageReader>
#include <QSize>

#include <algorithm>
#include <stdexcept>

namespace ui {

namespace {

constexpr qint64 kMostPixels = 250'000'000;
constexpr int kMostMegabytes = 1024; // of them, four bytes each
constexpr int kMostSide = 2048; // what is larger is read smaller

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
    const auto fail = [&file](const QString& what) {
        throw std::runtime_error((file + QStringLiteral(": ") + what).toStdString());
    };
    if (QFileInfo(file).isDir())
        fail(QStringLiteral("is a folder, expected a picture such as PNG"));
    QImageReader reader(file);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    if (const QSize size = reader.size(); size.isValid()) {
        if (qint64(size.width()) * size.height() > kMostPixels)
            fail(QStringLiteral("has %1 x %2 pixels, expected at most %3 million; make it smaller")
                     .arg(size.width())
                     .arg(size.height())
                     .arg(kMostPixels / 1'000'000));
        if (std::max(size.width(), size.height()) > kMostSide) // a digit needs no more
            reader.setScaledSize(
                size.scaled(kMostSide, kMostSide, Qt::KeepAspectRatio).expandedTo(QSize(1, 1)));
        QImageReader::setAllocationLimit(kMostMegabytes);
    }
    const QImage picture = reader.read();
    if (picture.isNull())
        fail(QStringLiteral("cannot be read (%1), expected a picture such as PNG")
                 .arg(reader.errorString()));
    return greyImage(picture);
}

} // namespace ui
