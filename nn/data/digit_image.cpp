// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/digit_image.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace nn {

namespace {

constexpr int kSide = 28; ///< of MNIST's images
constexpr int kBox = 20; ///< around the digit
constexpr int kCentre = 14; ///< where the centre of mass goes, both ways

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Pixels = Eigen::Map<const Matrix>;

Pixels checked(const GreyImage& image)
{
    const auto expected = static_cast<std::size_t>(std::max(image.rows, 0))
        * static_cast<std::size_t>(std::max(image.columns, 0));
    if (expected == 0 || image.pixels.size() != expected)
        throw std::invalid_argument("picture: found " + std::to_string(image.pixels.size())
            + " pixels, expected " + std::to_string(image.rows) + " x "
            + std::to_string(image.columns));
    const Pixels pixels(image.pixels.data(), image.rows, image.columns);
    if (!pixels.allFinite())
        throw std::invalid_argument("picture: a pixel is not a finite number");
    return pixels;
}

std::vector<float> border(const Pixels& image)
{
    std::vector<float> values;
    for (int row = 0; row < image.rows(); ++row) {
        const bool whole = row == 0 || row + 1 == image.rows();
        for (int column = 0; column < image.cols(); ++column)
            if (whole || column == 0 || column + 1 == image.cols())
                values.push_back(image(row, column));
    }
    return values;
}

float median(std::vector<float> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Rows and columns that have ink; none where there is none.
struct Box {
    int top = 0;
    int left = 0;
    int rows = 0;
    int columns = 0;
};

Box inkBox(const Pixels& ink)
{
    int top = static_cast<int>(ink.rows());
    int left = static_cast<int>(ink.cols());
    int bottom = -1;
    int right = -1;
    for (int row = 0; row < ink.rows(); ++row)
        for (int column = 0; column < ink.cols(); ++column) {
            if (ink(row, column) <= 0.0F)
                continue;
            top = std::min(top, row);
            bottom = row;
            left = std::min(left, column);
            right = std::max(right, column);
        }
    return bottom < 0 ? Box {} : Box { top, left, bottom - top + 1, right - left + 1 };
}

/// weights * column of `from` pixels = column of `to` pixels. Shrinking averages over the area
/// under each pixel; growing interpolates between the centres of pixels.
Matrix resampling(int from, int to)
{
    Matrix weights = Matrix::Zero(to, from);
    const double scale = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        if (scale >= 1.0) {
            for (int k = 0; k < from; ++k) {
                const double covered
                    = std::min(k + 1.0, (i + 1) * scale) - std::max<double>(k, i * scale);
                weights(i, k) = static_cast<float>(std::max(covered, 0.0) / scale);
            }
            continue;
        }
        const double at = std::clamp((i + 0.5) * scale - 0.5, 0.0, from - 1.0);
        const int below = std::min(static_cast<int>(at), std::max(from - 2, 0));
        const auto share = static_cast<float>(at - below);
        weights(i, below) = 1.0F - share;
        if (below + 1 < from)
            weights(i, below + 1) = share;
    }
    return weights;
}

/// The ink's box with the longer side 20, the other in proportion.
Matrix scaledBox(const Pixels& ink, const Box& box)
{
    const int longer = std::max(box.rows, box.columns);
    const auto side = [longer](int length) {
        return std::max(
            1, static_cast<int>(std::lround(kBox * static_cast<double>(length) / longer)));
    };
    const Matrix rows = resampling(box.rows, side(box.rows));
    const Matrix columns = resampling(box.columns, side(box.columns));
    const Matrix digit
        = rows * ink.block(box.top, box.left, box.rows, box.columns) * columns.transpose();
    return digit / digit.maxCoeff();
}

/// First row or column of a digit whose centre of mass lies at `mass`, kept inside the image.
int place(double mass, Eigen::Index length)
{
    const int first = static_cast<int>(std::floor(kCentre - mass + 0.5));
    return std::clamp(first, 0, kSide - static_cast<int>(length));
}

} // namespace

GreyImage inkOf(const GreyImage& brightness)
{
    const Pixels pixels = checked(brightness);
    std::vector<float> edge = border(pixels);
    const float ground = median(edge);
    for (float& value : edge)
        value = std::abs(value - ground);
    const float scatter = 5.0F * median(std::move(edge));
    const float above = pixels.maxCoeff() - ground;
    const float below = ground - pixels.minCoeff();
    const float sign = above >= below ? 1.0F : -1.0F;
    const float most = std::max(above, below);
    GreyImage ink { brightness.rows, brightness.columns, brightness.pixels };
    for (float& value : ink.pixels) {
        const float height = sign * (value - ground);
        value = height > scatter && height > 0.0F ? height / most : 0.0F;
    }
    return ink;
}

std::vector<float> centredDigit(const GreyImage& ink)
{
    const Pixels pixels = checked(ink);
    const Box box = inkBox(pixels);
    if (box.rows == 0)
        return {};
    const Matrix digit = scaledBox(pixels, box);
    const double mass = digit.sum();
    double row = 0.0;
    double column = 0.0;
    for (Eigen::Index i = 0; i < digit.rows(); ++i)
        row += static_cast<double>(i) * digit.row(i).sum() / mass;
    for (Eigen::Index i = 0; i < digit.cols(); ++i)
        column += static_cast<double>(i) * digit.col(i).sum() / mass;
    std::vector<float> image(kSide * kSide);
    Eigen::Map<Matrix>(image.data(), kSide, kSide)
        .block(place(row, digit.rows()), place(column, digit.cols()), digit.rows(), digit.cols())
        = digit;
    return image;
}

} // namespace nn
