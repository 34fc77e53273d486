// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/batches.h"
#include "nn/data/random.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

namespace {

std::vector<int> copyOf(std::span<const int> batch)
{
    return { batch.begin(), batch.end() };
}

std::vector<int> epochOf(nn::Batches& batches, int epoch)
{
    std::vector<int> all;
    for (int i = 0; i < batches.perEpoch(); ++i) {
        const auto batch = batches.batch(std::int64_t { epoch } * batches.perEpoch() + i);
        all.insert(all.end(), batch.begin(), batch.end());
    }
    return all;
}

std::vector<int> sorted(std::vector<int> values)
{
    std::sort(values.begin(), values.end());
    return values;
}

/// Pearson's statistic against equal counts; its mean is counts.size() - 1.
double chiSquared(const std::vector<int>& counts)
{
    const double expected
        = std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
    double sum = 0.0;
    for (const int count : counts)
        sum += (count - expected) * (count - expected) / expected;
    return sum;
}

} // namespace

class TestBatches : public QObject {
    Q_OBJECT

private slots:
    void fileOrderStartsAtFirstImageAndWraps()
    {
        nn::Batches batches({ 10, 4, nn::BatchOrder::File, 7, 0 });
        QCOMPARE(batches.perEpoch(), 3);
        QVERIFY((copyOf(batches.batch(0)) == std::vector<int> { 7, 8, 9, 0 }));
        QVERIFY((copyOf(batches.batch(1)) == std::vector<int> { 1, 2, 3, 4 }));
        QVERIFY((copyOf(batches.batch(2)) == std::vector<int> { 5, 6 })); // the last is kept
        QVERIFY((copyOf(batches.batch(3)) == std::vector<int> { 7, 8, 9, 0 }));
    }

    void batchesOfAnEpoch_data()
    {
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("batchSize");
        QTest::addColumn<int>("batches");
        QTest::addColumn<int>("last");
        QTest::newRow("even") << 60000 << 32 << 1875 << 32;
        QTest::newRow("partial") << 10000 << 64 << 157 << 16;
        QTest::newRow("one by one") << 5 << 1 << 5 << 1;
        QTest::newRow("larger than all") << 5 << 2147483647 << 1 << 5;
    }

    void batchesOfAnEpoch()
    {
        QFETCH(int, images);
        QFETCH(int, batchSize);
        QFETCH(int, last);
        for (const auto order : { nn::BatchOrder::Shuffled, nn::BatchOrder::File }) {
            nn::Batches batches({ images, batchSize, order, 0, 3 });
            QTEST(batches.perEpoch(), "batches");
            QCOMPARE(batches.batch(batches.perEpoch() - 1).size(), static_cast<std::size_t>(last));
            std::vector<int> all(static_cast<std::size_t>(images));
            std::iota(all.begin(), all.end(), 0);
            for (const int epoch : { 0, 1 })
                QVERIFY(sorted(epochOf(batches, epoch)) == all); // each image once
        }
    }

    void shuffledOrderDependsOnSeedAndEpochAlone()
    {
        nn::Batches run({ 100, 8, nn::BatchOrder::Shuffled, 0, 42 });
        const auto first = epochOf(run, 0);
        const auto second = epochOf(run, 1);
        const auto third = epochOf(run, 2);
        QVERIFY(first != second && second != third && first != third);

        nn::Batches resumed({ 100, 8, nn::BatchOrder::Shuffled, 0, 42 });
        QVERIFY(epochOf(resumed, 2) == third); // without having dealt the others
        QVERIFY(epochOf(resumed, 0) == first);
        nn::Batches other({ 100, 8, nn::BatchOrder::Shuffled, 0, 43 });
        QVERIFY(epochOf(other, 0) != first);
        nn::Batches largerBatches({ 100, 50, nn::BatchOrder::Shuffled, 0, 42 });
        QVERIFY(epochOf(largerBatches, 0) == first);
    }

    void orderIsTheSameOnEveryMachine()
    {
        nn::Batches batches({ 10, 10, nn::BatchOrder::Shuffled, 0, 1 });
        const std::vector<int> expected { 6, 5, 3, 8, 4, 9, 1, 0, 2, 7 };
        QVERIFY(copyOf(batches.batch(0)) == expected);
    }

    void unusableOptions_data()
    {
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("batchSize");
        QTest::addColumn<int>("firstImage");
        QTest::addColumn<QString>("expected");
        QTest::newRow("no images") << 0 << 32 << 0 << "holds no images";
        QTest::newRow("batch of none") << 10 << 0 << 0 << "batch size must be at least 1";
        QTest::newRow("negative batch") << 10 << -1 << 0 << "batch size must be at least 1";
        QTest::newRow("first past the end") << 10 << 2 << 10 << "between 0 and 9";
        QTest::newRow("negative first") << 10 << 2 << -1 << "between 0 and 9";
    }

    void unusableOptions()
    {
        QFETCH(int, images);
        QFETCH(int, batchSize);
        QFETCH(int, firstImage);
        QFETCH(QString, expected);
        const nn::BatchOptions options { images, batchSize, nn::BatchOrder::File, firstImage, 0 };
        QVERIFY(QString::fromStdString(options.problem()).contains(expected));
        QVERIFY_EXCEPTION_THROWN(nn::Batches { options }, std::invalid_argument);
    }

    void negativeStepThrows()
    {
        nn::Batches batches({ 10, 4, nn::BatchOrder::File, 0, 0 });
        QVERIFY_EXCEPTION_THROWN(batches.batch(-1), std::invalid_argument);
    }

    void engineIsTheStandardOne()
    {
        // ISO/IEC 14882, [rand.predef]: the 10000th number of a default-seeded mt19937_64.
        nn::Random random(5489);
        for (int i = 1; i < 10'000; ++i)
            random.bits();
        QCOMPARE(random.bits(), std::uint64_t { 9981545732273789042U });
    }

    void streamsDifferInEveryArgument()
    {
        std::set<std::uint64_t> seeds;
        for (std::uint64_t seed = 0; seed < 100; ++seed)
            for (const char* stream : { "weights", "shuffling", "" })
                for (std::uint64_t index = 0; index < 100; ++index)
                    seeds.insert(nn::streamSeed(seed, stream, index));
        QCOMPARE(seeds.size(), std::size_t { 30'000 });
        QCOMPARE(nn::streamSeed(1, "weights"), std::uint64_t { 0xde64378f6ac75635 });
    }

    void uniformFillsTheInterval()
    {
        nn::Random random(7);
        std::vector<int> counts(64);
        for (int i = 0; i < 64'000; ++i) {
            const double u = random.uniform();
            QVERIFY(u >= 0.0 && u < 1.0);
            ++counts[static_cast<std::size_t>(u * 64)];
        }
        // mean 63, standard deviation 11.2: five of them either way
        QVERIFY(chiSquared(counts) > 7 && chiSquared(counts) < 119);
        for (int i = 0; i < 1000; ++i) {
            const double u = random.uniform(-0.5, 0.25);
            QVERIFY(u >= -0.5 && u <= 0.25);
        }
    }

    void belowIsUnbiased()
    {
        nn::Random random(8);
        std::vector<int> counts(7);
        for (int i = 0; i < 70'000; ++i)
            ++counts.at(static_cast<std::size_t>(random.below(7)));
        QVERIFY(chiSquared(counts) < 23.4); // mean 6, deviation 3.46: five of them
        QCOMPARE(random.below(1), std::uint64_t { 0 });
        QVERIFY_EXCEPTION_THROWN(random.below(0), std::invalid_argument);

        // With n = 3 * 2^62 plain "bits() % n" would give the first third half of the time.
        const std::uint64_t n = std::uint64_t { 3 } << 62;
        int low = 0;
        for (int i = 0; i < 30'000; ++i)
            low += random.below(n) < n / 3 ? 1 : 0;
        QVERIFY2(std::abs(low - 10'000) < 5 * 82, std::to_string(low).c_str());
    }

    void normalHasItsMoments()
    {
        nn::Random random(9);
        constexpr int kDraws = 200'000;
        std::array<double, 4> moments {};
        int beyondTwo = 0;
        for (int i = 0; i < kDraws; ++i) {
            const double x = random.normal();
            QVERIFY(std::isfinite(x));
            for (std::size_t k = 0; k < moments.size(); ++k)
                moments[k] += std::pow(x, static_cast<double>(k + 1)) / kDraws;
            beyondTwo += std::abs(x) > 2.0 ? 1 : 0;
        }
        // Five standard deviations of each mean: 1, sqrt 2, sqrt 15, sqrt 96 over sqrt(draws).
        const double unit = 5.0 / std::sqrt(static_cast<double>(kDraws));
        QVERIFY(std::abs(moments[0]) < unit);
        QVERIFY(std::abs(moments[1] - 1.0) < unit * std::sqrt(2.0));
        QVERIFY(std::abs(moments[2]) < unit * std::sqrt(15.0));
        QVERIFY(std::abs(moments[3] - 3.0) < unit * std::sqrt(96.0));
        QVERIFY(std::abs(beyondTwo / double { kDraws } - 0.0455) < unit * 0.2084);
    }

    void everyPermutationIsEquallyLikely()
    {
        nn::Random random(10);
        std::map<std::array<int, 4>, int> seen;
        for (int i = 0; i < 24'000; ++i) {
            std::array<int, 4> values { 0, 1, 2, 3 };
            random.shuffle(std::span<int>(values));
            ++seen[values];
        }
        QCOMPARE(seen.size(), std::size_t { 24 });
        std::vector<int> counts;
        for (const auto& [values, count] : seen)
            counts.push_back(count);
        QVERIFY(chiSquared(counts) < 57); // mean 23, deviation 6.8: five of them
    }
};

REGISTER_TEST(TestBatches)
#include "tst_batches.moc"
