// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/loss.h"
#include "test_program.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <numeric>

namespace {

// One ordinary sample and one whose exponentials overflow without care.
constexpr std::array<double, 8> kLogits { 1.0, -2.0, 0.5, 3.0, 0.0, 0.25, -0.125, 1000.0 };
constexpr std::array<int, 2> kLabels { 2, 1 };
// torch.nn.functional.cross_entropy 1.13 in float64: sum, and gradient of its half.
constexpr double kSum = 1002.4522534476794;
constexpr std::array<double, 8> kGradient { 0.055276875180869614, 0.0027520735637918355,
    -0.46647288042969426, 0.40844393168503285, 0.0, -0.5, 0.0, 0.5 };

} // namespace

class TestLoss final : public QObject {
    Q_OBJECT

private slots:
    void lossAndGradientAreTorchs()
    {
        std::array<double, 8> gradient {};
        const nn::ConstView<double> logits(kLogits.data(), 2, { 1, 1, 4 });
        const double loss = nn::softmaxCrossEntropy(logits, kLabels, 2.0, gradient.data());
        QVERIFY(std::abs(loss - kSum) < 1e-12 * kSum);
        for (std::size_t i = 0; i < gradient.size(); ++i)
            QVERIFY(std::abs(gradient[i] - kGradient[i]) < 1e-15);
    }

    void floatIsTheSameRounded()
    {
        std::array<float, 8> narrow {};
        std::ranges::transform(
            kLogits, narrow.begin(), [](double x) { return static_cast<float>(x); });
        std::array<float, 8> gradient {};
        const nn::ConstView<float> logits(narrow.data(), 2, { 1, 1, 4 });
        // The logits above are exact in float, and the loss is formed in double.
        QVERIFY(std::abs(nn::softmaxCrossEntropy(logits, kLabels, 2.0, gradient.data()) - kSum)
            < 1e-12 * kSum);
        for (std::size_t i = 0; i < gradient.size(); ++i)
            QCOMPARE(gradient[i], static_cast<float>(kGradient[i]));
    }

    /// The label's part goes to all classes: the mean of the losses with each of them as label.
    void smoothedLabelsAreAMean()
    {
        const nn::ConstView<double> logits(kLogits.data(), 1, { 1, 1, 4 });
        constexpr double kSmoothing = 0.2;
        std::array<double, 4> gradient {};
        std::array<double, 4> expected {};
        double loss = 0.0;
        for (int label = 0; label < 4; ++label) {
            std::array<double, 4> part {};
            const std::array labels { label };
            const double share = kSmoothing / 4 + (label == 2 ? 1.0 - kSmoothing : 0.0);
            loss += share * nn::softmaxCrossEntropy(logits, labels, 3.0, part.data());
            for (std::size_t i = 0; i < part.size(); ++i)
                expected[i] += share * part[i];
        }
        const double found = nn::softmaxCrossEntropy(
            logits, std::span(kLabels).first(1), 3.0, gradient.data(), kSmoothing);
        QVERIFY(std::abs(found - loss) < 1e-14);
        for (std::size_t i = 0; i < gradient.size(); ++i)
            QVERIFY(std::abs(gradient[i] - expected[i]) < 1e-15);
    }

    void probabilitiesSumToOne()
    {
        std::array<double, 4> share {};
        nn::probabilities(std::span(kLogits).first(4), share);
        QVERIFY(std::abs(std::accumulate(share.begin(), share.end(), 0.0) - 1.0) < 1e-15);
        QVERIFY(std::abs(share[0] - 2 * kGradient[0]) < 1e-15);
    }

    void notFiniteLogitsShow()
    {
        for (const double bad : { std::nan(""), double(INFINITY) }) {
            for (std::size_t place = 0; place < 4; ++place) {
                auto values = kLogits;
                values[place] = bad;
                const nn::ConstView<double> logits(values.data(), 1, { 1, 1, 4 });
                const double loss = nn::softmaxCrossEntropy(logits, std::span(kLabels).first(1));
                QVERIFY(!std::isfinite(loss));
            }
        }
    }

    void argmaxTakesTheFirstOfEquals()
    {
        const std::array<float, 4> values { -1.0F, 2.0F, 2.0F, 0.0F };
        QCOMPARE(nn::argmax(std::span<const float>(values)), 1);
    }
};

REGISTER_TEST(TestLoss)
#include "tst_loss.moc"
