// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/piece_sampler.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>

using nn::Index;

namespace {

nn::TrajectoryData quickData(double noise = 0.0)
{
    return nn::sampleProblem(nn::spiralProblem(), { .samples = 120, .noise = noise });
}

QString refused(const QString& file, const QByteArray& content)
{
    std::ofstream(file.toStdString(), std::ios::binary) << content.toStdString();
    try {
        nn::readTrajectoryCsv(file.toStdString());
    } catch (const std::runtime_error& error) {
        return QString(error.what()).mid(file.size() + 2);
    }
    return "accepted";
}

} // namespace

/// Where learned dynamics get their samples, and how those become batches.
class TestTrajectoryData final : public QObject {
    Q_OBJECT

private slots:
    void steerMovesTimesWithinTheirGaps()
    {
        const nn::TrajectoryData data = quickData();
        const nn::PieceSampler sampler(data, nn::scalingOf(data, { .cube = true }));
        const nn::PieceLayout layout = nn::pieceLayout(120, 6, 8);
        nn::Random random(1);
        nn::PieceBatch<double> batch;
        sampler.deal(layout, 0.0, random, batch);
        QCOMPARE(batch.pace.size(), Index(0)); // equal gaps need none
        sampler.deal(layout, 0.9, random, batch);
        QCOMPARE(batch.pace.rows(), Index(8));
        QVERIFY(batch.pace.minCoeff() > 0.0999 && batch.pace.maxCoeff() < 1.9001);
        QVERIFY(batch.pace.maxCoeff() - batch.pace.minCoeff() > 0.5);
        // Every piece ends near the time of its last sample.
        const auto spans = batch.pace.rowwise().sum();
        QVERIFY((spans.array() - 5.0).abs().maxCoeff() <= 0.45);
    }

    void unevenTimesAreKept()
    {
        nn::TrajectoryData data;
        data.times = { 0.0, 0.5, 0.75, 2.0 };
        data.states.resize(1, 4);
        data.states << 1.0, 2.0, 4.0, 3.0;
        data.truth = data.states;
        const nn::StateScaling scaling = nn::scalingOf(data, { .dim = 1 });
        QVERIFY(std::abs(scaling.centre[0] - 2.5) < 1e-15);
        const nn::PieceSampler sampler(data, scaling);
        const nn::PieceLayout layout = nn::pieceLayout(4, 4, 3);
        QCOMPARE(layout.pieces, Index(1));
        nn::Random random(1);
        nn::PieceBatch<double> batch;
        sampler.deal(layout, 0.0, random, batch);
        const std::vector<double> times = sampler.times(layout);
        double time = 0.0;
        for (Index k = 0; k < 3; ++k) {
            time += batch.pace(0, k)
                * (times[static_cast<std::size_t>(k) + 1] - times[static_cast<std::size_t>(k)]);
            QVERIFY(std::abs(time * scaling.unit - data.times[static_cast<std::size_t>(k) + 1])
                < 1e-14);
        }
    }

    void noiseIsSeededAndScaled()
    {
        const nn::TrajectoryData clean = quickData();
        const nn::TrajectoryData noisy = quickData(0.1);
        QCOMPARE(noisy.truth, clean.truth);
        QCOMPARE(noisy.states, quickData(0.1).states);
        const auto deviation
            = [](const auto& row) { return std::sqrt((row.array() - row.mean()).square().mean()); };
        const double share = std::sqrt((noisy.states.row(0) - clean.states.row(0)).squaredNorm()
                                 / double(clean.samples()))
            / deviation(clean.truth.row(0));
        QVERIFY2(std::abs(share - 0.1) < 0.03, qPrintable(QString::number(share)));
    }

    void problemsThatCannotBeLearnedAreRefused()
    {
        solvers::Problem forced = nn::spiralProblem();
        forced.rhs[0] += " + t";
        QVERIFY_EXCEPTION_THROWN(nn::sampleProblem(forced, {}), std::invalid_argument);
        solvers::Problem back = nn::spiralProblem();
        back.t1 = -1.0;
        QVERIFY_EXCEPTION_THROWN(nn::sampleProblem(back, {}), std::invalid_argument);
        solvers::Problem rest = nn::spiralProblem();
        rest.y0 = { 0.0, 0.0 };
        QVERIFY_EXCEPTION_THROWN(nn::sampleProblem(rest, {}), std::invalid_argument);
    }

    void drawnCurvesAreRunThroughEvenly()
    {
        const std::array<std::array<double, 2>, 4> points { { { 0, 0 }, { 0, 0 }, { 3, 0 },
            { 3, 1 } } };
        const nn::TrajectoryData data = nn::trajectoryFromCurve(points, 5, 2.0);
        QCOMPARE(data.times.back(), 2.0);
        QCOMPARE(data.states.col(1), Eigen::Vector2d(1, 0));
        QCOMPARE(data.states.col(4), Eigen::Vector2d(3, 1));
        QVERIFY_EXCEPTION_THROWN(
            nn::trajectoryFromCurve(std::span(points).first(2), 5, 2.0), std::invalid_argument);
    }

    void seriesAreRead()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("series.csv");
        std::ofstream(file.toStdString())
            << "# measured\ntime,x,v\r\n0, 1 ,+2\r\n0.5,2,3\n\n1,3,4\n"
               "2,4,5\n";
        const nn::TrajectoryData data = nn::readTrajectoryCsv(file.toStdString());
        QCOMPARE(data.times, (std::vector<double> { 0.0, 0.5, 1.0 }));
        QCOMPARE(data.states.col(0), Eigen::Vector2d(1, 2));
        QCOMPARE(data.beyondTimes, std::vector<double> { 2.0 });
        QCOMPARE(data.beyond.col(0), Eigen::Vector2d(4, 5));
    }

    void hostileSeriesAreRefusedWithPlace()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("bad.csv");
        QVERIFY(refused(file, "t,y\n0,1\n1,x\n").startsWith("line 3, column 3: found 'x'"));
        QVERIFY(refused(file, "0,1\n1,nan\n").startsWith("line 2, column 3: found 'nan'"));
        QVERIFY(refused(file, "0,1\n1,1e300\n").startsWith("line 2, column 3"));
        QVERIFY(refused(file, "0,1\n0,2\n").startsWith("line 2, column 1: the time does not rise"));
        QVERIFY(refused(file, "0,1\n1,2,3\n").startsWith("line 2, column 6: found 3 numbers"));
        QVERIFY(refused(file, "0,1\n1\n").startsWith("line 2, column 2: found a time alone"));
        QVERIFY(refused(file, "0,1\n1,\n").startsWith("line 2, column 3: found ''"));
        QVERIFY(refused(file, QByteArray("0,1\n1,\x01\xff\n"))
                    .contains("found '?"
                              "?'"));
        QVERIFY(refused(file, "").contains("found 0 times"));
        QVERIFY(refused(file, "0,1\n1,1\n2,1\n3,1\n").contains("does not move"));
        QByteArray wide = "0";
        for (int i = 0; i < 70; ++i)
            wide += ",1";
        QVERIFY(refused(file, wide).contains("more than 64 states"));
    }
};

REGISTER_TEST(TestTrajectoryData)

#include "tst_trajectory_data.moc"
