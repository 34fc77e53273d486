// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/depth/depth_study.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <numbers>

using solvers::PlanePoint;

namespace {

const std::atomic<bool> kGoOn { false };

/// Point 2 is (0.15, 1), the input of the figure.
std::vector<PlanePoint> ellipse()
{
    std::vector<PlanePoint> points;
    for (int i = 0; i < 6; ++i) {
        const double angle = (30.0 + 60.0 * i) * std::numbers::pi / 180.0;
        points.push_back({ 0.15 + 1.55 * std::cos(angle), std::sin(angle) });
    }
    return points;
}

nn::DepthJob figure()
{
    return { {}, { &solvers::methodById("euler") }, ellipse() };
}

bool sameBits(const std::vector<double>& a, const std::vector<double>& b)
{
    return a.size() == b.size() && !a.empty()
        && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

double rounded(double value)
{
    return std::round(value * 1e4) / 1e4;
}

} // namespace

class TestDepthStudy : public QObject {
    Q_OBJECT

private slots:
    // The numbers of the design's picture, computed there independently.
    void theFigureHasItsNumbers()
    {
        const nn::DepthStudy study = nn::studyDepth(figure(), kGoOn);
        QCOMPARE(study.trouble, std::string());
        QCOMPARE(rounded(study.largest), 1.0553);
        QCOMPARE(rounded(study.mean), 0.8925);
        QCOMPARE(rounded(study.largestDoubled), 0.4887);
        QCOMPARE(rounded(study.largestRk4), 0.0111);
        QCOMPARE(std::round(study.discrepancy[1] * 1e3) / 1e3, 0.742);
        const nn::DepthPath& path = study.steps[1];
        QCOMPARE(path.points.size(), std::size_t { 4 });
        QCOMPARE(path.nfe, 3L);
        const std::array xs { 0.15, -0.50, -0.95, -0.73 };
        const std::array ys { 1.00, 0.83, 0.13, -0.65 };
        for (std::size_t k = 0; k < 4; ++k) {
            QCOMPARE(std::round(path.points[k].x * 100) / 100, xs[k]);
            QCOMPARE(std::round(path.points[k].y * 100) / 100, ys[k]);
            QCOMPARE(path.t[k], static_cast<double>(k));
        }
    }

    // S09: a stack of three residual blocks is Euler's method with h = 1, to the last bit.
    void threeBlocksAreThreeEulerSteps_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<bool>("own");
        for (const nn::DepthFieldInfo& field : nn::depthFields())
            for (const bool own : { false, true })
                QTest::addRow("%s, %s", field.id.data(), own ? "own weights" : "shared")
                    << QString::fromUtf8(field.id.data()) << own;
    }

    void threeBlocksAreThreeEulerSteps()
    {
        QFETCH(QString, field);
        QFETCH(bool, own);
        nn::DepthJob job = figure();
        job.stack.field = field.toStdString();
        job.stack.weights = nn::depthFieldById(job.stack.field).weights;
        job.stack.ownWeights = own;
        const nn::StackComparison both = nn::compareWithLayers(job.stack, job.solver, job.inputs);
        QVERIFY(sameBits(both.stackOutputs, both.solverOutputs));
        QVERIFY(sameBits(both.stackGradients, both.solverGradients));
        QCOMPARE(both.outputs, 0.0);
        QCOMPARE(both.gradients, 0.0);
        const std::size_t weights = job.stack.weights.size() * (own ? 3 : 1);
        QCOMPARE(both.stackGradients.size(), 12 + weights);
        // One point at a time gives what all six together give.
        const nn::DepthPath path = nn::stackPath(job.stack, job.solver, job.inputs[1], kGoOn);
        QCOMPARE(path.points.back().x, both.stackOutputs[2]);
        QCOMPARE(path.points.back().y, both.stackOutputs[3]);
    }

    void layersAndSolverAgreeForOtherSteps()
    {
        nn::DepthJob job = figure();
        job.stack.blocks = 7;
        const auto both = nn::compareWithLayers(job.stack, job.solver, job.inputs);
        QVERIFY2(both.outputs < 1e-14, qPrintable(QString::number(both.outputs)));
        QVERIFY2(both.gradients < 1e-12, qPrintable(QString::number(both.gradients)));
    }

    // The gradients are of L = |h_N|^2 / 2, not merely equal to each other.
    void gradientsAreThoseOfTheLoss()
    {
        nn::DepthJob job = figure();
        job.stack.blocks = 2;
        const auto loss = [&job] {
            const auto ends
                = nn::compareWithLayers(job.stack, job.solver, job.inputs).solverOutputs;
            double sum = 0.0;
            for (const double value : ends)
                sum += value * value / 2;
            return sum;
        };
        const auto gradients
            = nn::compareWithLayers(job.stack, job.solver, job.inputs).stackGradients;
        const auto slope = [&](double& number) {
            const double at = number;
            number = at + 1e-5;
            const double above = loss();
            number = at - 1e-5;
            const double below = loss();
            number = at;
            return (above - below) / 2e-5;
        };
        QVERIFY(std::abs(slope(job.inputs[2].y) - gradients[5]) < 1e-8);
        // The store holds weight matrices as in x out: W1's second row, first column is entry 1.
        QVERIFY(std::abs(slope(job.stack.weights[2]) - gradients[12 + 1]) < 1e-8);
        QVERIFY(std::abs(slope(job.stack.weights[8]) - gradients[12 + 8]) < 1e-8);
    }

    // S11: the same weights by a better solver come closer to the flow, and say how far away they
    // are from the stack.
    void theSolverMayBeAnother()
    {
        nn::DepthJob job = figure();
        job.solver.method = &solvers::methodById("rk4");
        const nn::DepthStudy study = nn::studyDepth(job, kGoOn);
        QCOMPARE(rounded(study.largest), 0.0111);
        QCOMPARE(study.steps[0].nfe, 12L);
        QVERIFY(study.comparison->outputs > 0.5);
        job.solver = { &solvers::methodById("dopri5"), true, 1e-6 };
        const nn::DepthStudy adaptive = nn::studyDepth(job, kGoOn);
        QVERIFY(adaptive.largest < 1e-5);
        QVERIFY(adaptive.steps[0].points.size() > 4);
        QCOMPARE(adaptive.sweeps.size(), std::size_t { 3 });
    }

    void discrepancyFallsAtTheOrder_data()
    {
        QTest::addColumn<bool>("own");
        QTest::newRow("shared weights") << false;
        QTest::newRow("own weights") << true;
    }

    // With own weights in each block every N has a flow of its own, so a slope is taken over
    // many blocks and with less precision.
    void discrepancyFallsAtTheOrder()
    {
        QFETCH(bool, own);
        nn::DepthJob job = figure();
        job.stack.ownWeights = own;
        const nn::DepthStudy study = nn::studyDepth(job, kGoOn);
        const auto at = [](const nn::DepthSweep& sweep, int blocks) {
            const auto i = std::ranges::find(sweep.blocks, blocks) - sweep.blocks.begin();
            return sweep.largest[static_cast<std::size_t>(i)];
        };
        const std::array orders { 1.0, 2.0, 4.0 };
        for (std::size_t i = 0; i < 3; ++i) {
            const nn::DepthSweep& sweep = study.sweeps[i];
            QCOMPARE(sweep.blocks.size(), sweep.largest.size());
            const double slope = std::log2(at(sweep, 16) / at(sweep, 64)) / 2;
            QVERIFY2(std::abs(slope - orders[i]) < (own ? 0.5 : 0.1),
                qPrintable(QString("order %1, found %2").arg(orders[i]).arg(slope)));
            QCOMPARE(at(sweep, 3), i == 0 ? study.largest : at(sweep, 3));
        }
    }

    // The flow changes its field where a block ends: constant fields add up by hand.
    void ownWeightsMakeThePiecesOfTheFlow()
    {
        nn::DepthStack stack;
        stack.field = "linear";
        stack.weights = { 0, 0, 0, 0, 1, 0 };
        stack.ownWeights = true;
        stack.spread = 0.0;
        QCOMPARE(nn::flowPath(stack, { 0, 0 }, 0, kGoOn).points.back().x, 3.0);
        stack.spread = 0.5;
        const auto first = stack.weightsOf(0);
        QVERIFY(first != stack.weightsOf(1));
        QVERIFY(first == stack.withBlocks(9).weightsOf(0)); // for every N
        // One Euler step of the first block uses its weights alone.
        const nn::DepthPath path
            = nn::stackPath(stack, { &solvers::methodById("euler") }, { 0, 0 }, kGoOn);
        QCOMPARE(path.points[1].x, first[4]);
        QCOMPARE(path.points[1].y, first[5]);
        const nn::DepthPath flow = nn::flowPath(stack, { 0, 0 }, 30, kGoOn);
        QVERIFY(std::ranges::find(flow.t, 1.0) != flow.t.end());
        stack.seed = 2;
        QVERIFY(first != stack.weightsOf(0));
    }

    void expressionsMakeAField()
    {
        nn::DepthJob job = figure();
        job.stack.field.clear();
        job.stack.weights.clear();
        job.stack.problem.rhs = { "-y2", "y1" };
        job.stack.problem.y0 = { 0, 0 };
        job.stack.depth = std::numbers::pi;
        job.inputs = { { 1, 0 } };
        const nn::DepthStudy study = nn::studyDepth(job, kGoOn);
        QCOMPARE(study.trouble, std::string());
        QVERIFY(std::abs(study.flows[0].points.back().x + 1.0) < 1e-11);
        QVERIFY(!study.comparison);
        const auto field = nn::sampleBlockField(job.stack, 0, { { -1, -1 }, { 1, 1 } }, 4, 2);
        QCOMPARE(field.size(), std::size_t { 8 });
        QCOMPARE(field[0].at.x, -0.75);
        QCOMPARE(field[0].slope.x, 0.5); // -y2 at (-0.75, -0.5)
        QCOMPARE(field[0].slope.y, -0.75);
    }

    void faultsAreTold()
    {
        nn::DepthJob job = figure();
        job.stack.blocks = 65;
        QVERIFY(nn::studyDepth(job, kGoOn).trouble.find("1 to 64") != std::string::npos);
        job = figure();
        job.stack.weights.pop_back();
        QVERIFY(nn::studyDepth(job, kGoOn).trouble.find("10 weights, not 9") != std::string::npos);
        job = figure();
        job.solver.method = &solvers::methodById("backward-euler");
        QVERIFY(!nn::studyDepth(job, kGoOn).trouble.empty());
        job = figure();
        job.solver.adaptive = true;
        QVERIFY(nn::studyDepth(job, kGoOn).trouble.find("no error estimate") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, nn::depthFieldById("two-layer-than"));
    }

    // A field that blows up: the path says so, and no number is made of it.
    void aPathThatEndsEarlyHasNoDiscrepancy()
    {
        nn::DepthJob job = figure();
        job.stack.field.clear();
        job.stack.weights.clear();
        job.stack.problem.rhs = { "y1^2", "0" };
        job.stack.problem.y0 = { 0, 0 };
        job.inputs = { { 1, 0 }, { -1, 0 } };
        const nn::DepthStudy study = nn::studyDepth(job, kGoOn);
        QVERIFY(!study.flows[0].trouble.empty());
        QVERIFY(std::isnan(study.discrepancy[0]));
        QVERIFY(std::isfinite(study.discrepancy[1]));
        QVERIFY(std::isnan(study.largest));
    }

    void stopEndsIt()
    {
        const std::atomic<bool> stop { true };
        QVERIFY(nn::studyDepth(figure(), stop).stopped);
    }
};

QTEST_APPLESS_MAIN(TestDepthStudy)
#include "tst_depth_study.moc"
