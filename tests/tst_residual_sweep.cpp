// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/depth/residual_sweep.h"

#include <QTest>

namespace {

const std::atomic<bool> kGoOn { false };

} // namespace

class TestResidualSweep : public QObject {
    Q_OBJECT

private slots:
    // S10, the default sweep of the page: deeper plain networks train worse, residual ones do not.
    void plainNetworksDegradeAndResidualOnesDoNot()
    {
        int calls = 0;
        const nn::ResidualSweepResult result
            = nn::runResidualSweep({}, kGoOn, [&](int done, int total) {
                  QCOMPARE(done, ++calls);
                  QCOMPARE(total, 10);
              });
        QCOMPARE(calls, 10);
        QVERIFY(!result.stopped);
        QVERIFY(result.trouble.empty());
        double shallowPlain = 1.0;
        for (std::size_t i = 0; i < result.runs.size(); i += 2) {
            const nn::ResidualSweepRun& plain = result.runs[i];
            const nn::ResidualSweepRun& residual = result.runs[i + 1];
            QVERIFY(!plain.residual && residual.residual);
            QCOMPARE(plain.blocks, residual.blocks);
            QCOMPARE(residual.error, 0.0); // at every depth
            QVERIFY(residual.loss.back() < 0.01);
            if (plain.blocks <= 4)
                shallowPlain = std::min(shallowPlain, plain.error);
            else
                QVERIFY(plain.error > 0.2);
            // Why: what reaches the first block fades with depth, unless there is a way around.
            if (plain.blocks == 16)
                QVERIFY(plain.gradientRatio < 1e-4 && residual.gradientRatio > 0.1);
        }
        QCOMPARE(shallowPlain, 0.0); // so the width is enough, and depth is what fails
    }

    // Eighteen and thirty-four weight layers, as the networks of He et al.
    void layersAreCounted()
    {
        QCOMPARE(nn::ResidualSweepOptions::layersOf(8), 18);
        QCOMPARE(nn::ResidualSweepOptions::layersOf(16), 34);
    }

    void sameSeedSameNumbers()
    {
        nn::ResidualSweepOptions options;
        options.blocks = { 2 };
        options.steps = 20;
        const auto first = nn::runResidualSweep(options, kGoOn);
        const auto second = nn::runResidualSweep(options, kGoOn);
        QCOMPARE(first.runs[1].loss, second.runs[1].loss);
        options.seed = 2;
        QVERIFY(nn::runResidualSweep(options, kGoOn).runs[1].loss != first.runs[1].loss);
    }

    void faultsAreTold()
    {
        nn::ResidualSweepOptions options;
        options.width = 1;
        QVERIFY(nn::runResidualSweep(options, kGoOn).trouble.find("width") != std::string::npos);
        options = {};
        options.rate = 0.0;
        QVERIFY(!options.fault().empty());
        options = {};
        options.blocks = { 33 };
        QVERIFY(!options.fault().empty());
    }

    void stopEndsIt()
    {
        std::atomic<bool> stop { false };
        const auto result = nn::runResidualSweep({}, stop, [&](int, int) { stop = true; });
        QVERIFY(result.stopped);
        QCOMPARE(result.runs.size(), std::size_t { 1 });
    }
};

QTEST_APPLESS_MAIN(TestResidualSweep)
#include "tst_residual_sweep.moc"
