// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/digit_image.h"
#include "nn/data/mnist.h"
#include "test_program.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using nn::GreyImage;

GreyImage filled(int rows, int columns, float value)
{
    return { rows, columns,
        std::vector<float>(
            static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), value) };
}

void paint(GreyImage& image, int top, int left, int rows, int columns, float value)
{
    for (int row = top; row < top + rows; ++row)
        for (int column = left; column < left + columns; ++column)
            image.pixels[static_cast<std::size_t>(row * image.columns + column)] = value;
}

float at(const std::vector<float>& digit, int row, int column)
{
    return digit.at(static_cast<std::size_t>(row * 28 + column));
}

/// A seven as a poster: 300 x 200, strokes 20 wide.
GreyImage poster(float ground, float stroke)
{
    GreyImage image = filled(300, 200, ground);
    paint(image, 30, 40, 20, 100, stroke);
    paint(image, 30, 120, 200, 20, stroke);
    return image;
}

GreyImage mnistDigit(const nn::ImageSet& images, int index)
{
    GreyImage image = filled(28, 28, 0.0F);
    for (std::size_t i = 0; i < 784; ++i)
        image.pixels[i]
            = static_cast<float>(images.pixels[static_cast<std::size_t>(index) * 784 + i]) / 255.0F;
    return image;
}

float largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    float largest = a.size() == b.size() ? 0.0F : std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

} // namespace

class TestDigitImage : public QObject {
    Q_OBJECT

private slots:
    /// One of 254 grey levels as the most ink becomes 1, nothing else may change.
    void digitsOfMnistComeOutUnchanged()
    {
        const nn::ImageSet images = nn::loadMnist(nn::Split::Test, nn::shippedMnist());
        int changed = 0;
        for (int i = 0; i < 1000; ++i) {
            const GreyImage digit = mnistDigit(images, i);
            if (largestDifference(nn::centredDigit(nn::inkOf(digit)), digit.pixels) > 0.004F)
                ++changed;
        }
        // Centres of mass on half a pixel round one way or the other.
        QVERIFY2(changed <= 2, qPrintable(QString::number(changed)));
    }

    void groundMayBeLightOrDark()
    {
        const auto light = nn::centredDigit(nn::inkOf(poster(1.0F, 0.0F)));
        const auto dark = nn::centredDigit(nn::inkOf(poster(0.1F, 0.8F)));
        QCOMPARE(light.size(), std::size_t(784));
        QVERIFY(largestDifference(light, dark) < 1e-6F);
        QCOMPARE(*std::max_element(light.begin(), light.end()), 1.0F);
        QCOMPARE(at(light, 0, 0), 0.0F);
    }

    void scaledToTwentyPixelsAboutTheCentreOfMass()
    {
        const auto digit = nn::centredDigit(nn::inkOf(poster(1.0F, 0.0F)));
        int top = 28;
        int bottom = -1;
        double mass = 0.0;
        double rowMass = 0.0;
        double columnMass = 0.0;
        for (int row = 0; row < 28; ++row)
            for (int column = 0; column < 28; ++column) {
                const double ink = double(at(digit, row, column));
                mass += ink;
                rowMass += row * ink;
                columnMass += column * ink;
                if (ink > 0.0) {
                    top = std::min(top, row);
                    bottom = row;
                }
            }
        QCOMPARE(bottom - top + 1, 20);
        QVERIFY(std::abs(rowMass / mass - 14.0) <= 0.5);
        QVERIFY(std::abs(columnMass / mass - 14.0) <= 0.5);
        // 200 rows x 100 columns become 20 x 10, strokes of two pixels: 10 x 2 + 18 x 2.
        QVERIFY(std::abs(mass - 56.0) < 1e-3);
    }

    void scatterOfThePaperIsNoInk()
    {
        GreyImage noisy = poster(0.9F, 0.1F);
        for (std::size_t i = 0; i < noisy.pixels.size(); ++i)
            noisy.pixels[i] += 0.02F * float(i * 7919 % 101) / 100.0F;
        const auto clean = nn::centredDigit(nn::inkOf(poster(0.9F, 0.1F)));
        QVERIFY(largestDifference(nn::centredDigit(nn::inkOf(noisy)), clean) < 0.05F);
    }

    /// One wide pixel of ink grows; a flat one is as wide as the box and one high.
    void anyShapeOfInkFits()
    {
        GreyImage dot = filled(5, 5, 0.0F);
        paint(dot, 0, 0, 1, 1, 1.0F);
        const auto grown = nn::centredDigit(dot);
        QCOMPARE(std::count(grown.begin(), grown.end(), 1.0F), std::ptrdiff_t(400));
        GreyImage line = filled(3, 500, 0.0F);
        paint(line, 1, 10, 1, 480, 0.2F);
        const auto flat = nn::centredDigit(line);
        QCOMPARE(std::count(flat.begin(), flat.end(), 1.0F), std::ptrdiff_t(20));
    }

    void emptyWithoutInk() { QVERIFY(nn::centredDigit(nn::inkOf(filled(40, 30, 0.7F))).empty()); }

    void unusablePicturesAreRefused()
    {
        GreyImage image = filled(4, 4, 0.0F);
        image.columns = 5;
        QVERIFY_EXCEPTION_THROWN(nn::inkOf(image), std::invalid_argument);
        image = filled(4, 4, std::numeric_limits<float>::quiet_NaN());
        QVERIFY_EXCEPTION_THROWN(nn::centredDigit(image), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(nn::inkOf({}), std::invalid_argument);
    }
};

REGISTER_TEST(TestDigitImage)
#include "tst_digit_image.moc"
