// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/augmentation.h"
#include "nn/training/batch_step.h"
#include "small_data_set.h"
#include "test_program.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>

namespace {

constexpr int kRows = 7;
constexpr int kColumns = 5;
using Image = std::array<double, kRows * kColumns>;

Image randomImage(std::uint64_t seed)
{
    nn::Random random(seed);
    Image image {};
    for (double& pixel : image)
        pixel = random.uniform();
    return image;
}

double at(const Image& image, int row, int column)
{
    const bool inside = row >= 0 && row < kRows && column >= 0 && column < kColumns;
    return inside ? image[static_cast<std::size_t>(row * kColumns + column)] : 0.0;
}

Image warped(const Image& image, const nn::ImageWarp& warp)
{
    constexpr int width = kColumns + nn::kWarpBefore + nn::kWarpAfter;
    std::array<double, width*(kRows + nn::kWarpBefore + nn::kWarpAfter)> framed {};
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < kColumns; ++c)
            framed[static_cast<std::size_t>((r + nn::kWarpBefore) * width + c + nn::kWarpBefore)]
                = at(image, r, c);
    Image result {};
    nn::warpImage(framed.data(), kRows, kColumns, warp, result.data());
    return result;
}

/// The four nearest pixels weighted by nearness, without any clamping.
double interpolated(const Image& image, double row, double column)
{
    const int r = static_cast<int>(std::floor(row));
    const int c = static_cast<int>(std::floor(column));
    double sum = 0.0;
    for (int i = r; i <= r + 1; ++i)
        for (int k = c; k <= c + 1; ++k)
            sum += (1.0 - std::abs(row - i)) * (1.0 - std::abs(column - k)) * at(image, i, k);
    return sum;
}

/// What a warp was drawn from, found back from its six numbers.
struct Drawn {
    double down, right, degrees, high, wide, slant;
};

Drawn drawnOf(const nn::ImageWarp& w)
{
    const double angle = std::atan2(-w.rowOfColumn, w.rowOfRow);
    const double high = 1.0 / std::hypot(w.rowOfRow, w.rowOfColumn);
    // columnOf... is (sin, cos) / wide - slant * rowOf...: project on both directions.
    const double wide
        = 1.0 / (w.columnOfRow * std::sin(angle) + w.columnOfColumn * std::cos(angle));
    const double slant
        = -(w.columnOfRow * std::cos(angle) - w.columnOfColumn * std::sin(angle)) * high;
    const double determinant = w.rowOfRow * w.columnOfColumn - w.rowOfColumn * w.columnOfRow;
    const double down
        = -(w.rowShift * w.columnOfColumn - w.columnShift * w.rowOfColumn) / determinant;
    const double right = -(w.columnShift * w.rowOfRow - w.rowShift * w.columnOfRow) / determinant;
    return { down, right, angle * 180.0 / std::numbers::pi, high - 1.0, wide - 1.0, slant };
}

bool same(const nn::ImageWarp& a, const nn::ImageWarp& b)
{
    return a.rowOfRow == b.rowOfRow && a.rowOfColumn == b.rowOfColumn
        && a.columnOfRow == b.columnOfRow && a.columnOfColumn == b.columnOfColumn
        && a.rowShift == b.rowShift && a.columnShift == b.columnShift;
}

std::vector<nn::ImageWarp> copyOf(std::span<const nn::ImageWarp> warps)
{
    return { warps.begin(), warps.end() };
}

} // namespace

class TestAugmentation final : public QObject {
    Q_OBJECT

private slots:
    void pixelsAreInterpolated()
    {
        nn::Augmentation augmentation("affine", 3);
        const auto warps = copyOf(augmentation.warps(0, 50));
        for (std::size_t i = 0; i < warps.size(); ++i) {
            const Image image = randomImage(i);
            const nn::ImageWarp& w = warps[i];
            const Image moved = warped(image, w);
            for (int r = 0; r < kRows; ++r)
                for (int c = 0; c < kColumns; ++c) {
                    const double y = r - (kRows - 1) / 2.0;
                    const double x = c - (kColumns - 1) / 2.0;
                    const double expected = interpolated(image,
                        w.rowOfRow * y + w.rowOfColumn * x + w.rowShift + (kRows - 1) / 2.0,
                        w.columnOfRow * y + w.columnOfColumn * x + w.columnShift
                            + (kColumns - 1) / 2.0);
                    QVERIFY(std::abs(at(moved, r, c) - expected) < 1e-13);
                }
        }
    }

    void wholePixelsKeepTheirLevels()
    {
        const Image image = randomImage(1);
        QVERIFY(warped(image, {}) == image);
        nn::ImageWarp warp;
        warp.rowShift = 2.0; // the pixel two rows below comes here
        warp.columnShift = -1.0;
        const Image moved = warped(image, warp);
        for (int r = 0; r < kRows; ++r)
            for (int c = 0; c < kColumns; ++c)
                QCOMPARE(at(moved, r, c), at(image, r + 2, c - 1));
        warp.rowShift = 100.0;
        QVERIFY(warped(image, warp) == Image {});
    }

    void numbersAreDrawnEvenly()
    {
        const nn::AugmentationInfo& info = nn::augmentationById("affine");
        const std::array most { info.shift, info.shift, info.turn, info.stretch, info.stretch,
            info.slant };
        nn::Augmentation augmentation("affine", 1);
        constexpr int kBatches = 200;
        constexpr int kImages = 100;
        std::array<double, 6> sum {}, squares {}, least {}, largest {};
        for (int step = 0; step < kBatches; ++step)
            for (const nn::ImageWarp& warp : augmentation.warps(step, kImages)) {
                const Drawn drawn = drawnOf(warp);
                const std::array numbers { drawn.down, drawn.right, drawn.degrees, drawn.high,
                    drawn.wide, drawn.slant };
                for (std::size_t i = 0; i < numbers.size(); ++i) {
                    const double part = numbers[i] / most[i]; // even in -1 .. 1
                    sum[i] += part;
                    squares[i] += part * part;
                    least[i] = std::min(least[i], part);
                    largest[i] = std::max(largest[i], part);
                }
            }
        constexpr double count = kBatches * kImages;
        for (std::size_t i = 0; i < most.size(); ++i) {
            // Mean 0 with variance 1/3, second moment 1/3 with variance 4/45: five deviations.
            QVERIFY(std::abs(sum[i] / count) < 5.0 * std::sqrt(1.0 / 3.0 / count));
            QVERIFY(std::abs(squares[i] / count - 1.0 / 3.0) < 5.0 * std::sqrt(4.0 / 45.0 / count));
            QVERIFY(least[i] >= -1.0 - 1e-9 && least[i] < -0.999);
            QVERIFY(largest[i] <= 1.0 + 1e-9 && largest[i] > 0.999);
        }
    }

    void shiftsAreWholeAndEquallyLikely()
    {
        nn::Augmentation augmentation("shift", 1);
        std::map<std::pair<double, double>, int> counts;
        for (int step = 0; step < 100; ++step)
            for (const nn::ImageWarp& warp : augmentation.warps(step, 100)) {
                QCOMPARE(warp.rowOfRow, 1.0);
                QCOMPARE(warp.columnOfRow, 0.0);
                ++counts[{ warp.rowShift, warp.columnShift }];
            }
        QCOMPARE(counts.size(), std::size_t(25));
        for (const auto& [shift, count] : counts) {
            QVERIFY(std::abs(shift.first) <= 2.0 && std::abs(shift.second) <= 2.0);
            QCOMPARE(shift.first, std::round(shift.first));
            QVERIFY(std::abs(count - 400) < 5 * 20);
        }
    }

    void aStepHasItsOwnWarps()
    {
        nn::Augmentation whole("affine", 7);
        const auto fourth = copyOf(whole.warps(4, 8));
        for (int step = 0; step < 4; ++step)
            QVERIFY(!same(whole.warps(step, 8)[0], fourth[0]));
        nn::Augmentation resumed("affine", 7);
        const auto again = resumed.warps(4, 8);
        QVERIFY(std::equal(again.begin(), again.end(), fourth.begin(), same));
        QVERIFY(!same(again[0], again[1]));
        nn::Augmentation other("affine", 8);
        QVERIFY(!same(other.warps(4, 8)[0], fourth[0]));
        QVERIFY(nn::Augmentation("none", 7).warps(4, 8).empty());
    }

    void threadsSeeTheSameImages()
    {
        const SmallDataSet data(24, 8);
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, data.folder());
        nn::ModelConfig config;
        config.model = "rknet";
        const auto model = nn::makeModel<float>(config);
        nn::Random random(3);
        model->initialise(random);
        std::vector<int> indices(21); // the last micro-batch is not full
        std::iota(indices.begin(), indices.end(), 0);
        nn::Augmentation augmentation("affine", 1);
        const nn::BatchTreatment treatment { augmentation.warps(0, indices.size()), 0.1 };
        nn::BatchStep<float> alone(*model, 1);
        const double loss = alone.gradient(images, indices, nullptr, treatment).loss;
        QVERIFY(loss != alone.gradient(images, indices).loss);
        for (int threads : { 2, 3 }) {
            nn::BatchStep<float> team(*model, threads);
            // Added up in the order of the images, so that only a different image shows.
            QCOMPARE(team.gradient(images, indices, nullptr, treatment).loss, loss);
        }
        const nn::BatchTreatment few { treatment.warps.first(20), 0.0 };
        QVERIFY_EXCEPTION_THROWN(
            alone.gradient(images, indices, nullptr, few), std::invalid_argument);
    }

    void aBatchIsTheMovedImages()
    {
        const SmallDataSet data(8, 8);
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, data.folder());
        const std::vector<int> indices { 3, 1, 6, 0, 2 };
        nn::Augmentation augmentation("shift", 4);
        const auto warps = augmentation.warps(0, indices.size());
        nn::ImageSet moved = images;
        std::ranges::fill(moved.pixels, std::uint8_t(0));
        for (std::size_t i = 0; i < indices.size(); ++i)
            for (int r = 0; r < 28; ++r)
                for (int c = 0; c < 28; ++c) {
                    const int row = r + static_cast<int>(warps[i].rowShift);
                    const int column = c + static_cast<int>(warps[i].columnShift);
                    if (row >= 0 && row < 28 && column >= 0 && column < 28)
                        moved.pixels[static_cast<std::size_t>(indices[i] * 784 + r * 28 + c)]
                            = images.pixels[static_cast<std::size_t>(
                                indices[i] * 784 + row * 28 + column)];
                }
        nn::ModelConfig config;
        config.model = "mlp";
        const auto model = nn::makeModel<double>(config);
        nn::Random random(3);
        model->initialise(random);
        nn::BatchStep<double> step(*model, 1);
        nn::BatchStep<double> direct(*model, 1);
        QCOMPARE(step.gradient(images, indices, nullptr, { warps, 0.0 }).loss,
            direct.gradient(moved, indices).loss);
        QVERIFY(std::ranges::equal(step.gradientSum(), direct.gradientSum()));
    }

    void unknownNameListsClosest()
    {
        try {
            nn::augmentationById("afine");
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QCOMPARE(QString(error.what()),
                QString("unknown augmentation 'afine'; did you mean affine?"));
        }
    }
};

REGISTER_TEST(TestAugmentation)
#include "tst_augmentation.moc"
