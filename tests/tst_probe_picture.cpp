// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/workers/probe_picture.h"

#include <QTest>

#include <Eigen/Dense>

#include <cmath>

class ProbePictureTest : public QObject {
    Q_OBJECT

private slots:
    void projectionKeepsDistancesOfAPlane()
    {
        // States in a plane of five dimensions: the projection must not change their distances,
        // and a second look must not turn the picture.
        nn::TrainingProbe probe;
        probe.images = { 0, 1, 2 };
        probe.labels = probe.predicted = { 0, 1, 2 };
        probe.confidence = { 1.0, 1.0, 1.0 };
        probe.trace.depth = { 0.0, 1.0 };
        const Eigen::Matrix<double, 5, 2> axes
            = Eigen::Matrix<double, 5, 2> { { 1, 2 }, { 0, 1 }, { 3, -1 }, { 1, 0 }, { 2, 2 } };
        const double plane[6][2]
            = { { 0, 0 }, { 1, 0 }, { 0, 2 }, { 3, 1 }, { -1, 1 }, { 0.5, -2 } };
        probe.trace.state.assign(2, {});
        std::vector<Eigen::VectorXd> states;
        for (std::size_t i = 0; i < 6; ++i) {
            states.emplace_back(axes * Eigen::Vector2d(plane[i][0], plane[i][1]));
            probe.trace.state[i / 3].insert(
                probe.trace.state[i / 3].end(), states.back().begin(), states.back().end());
        }
        ui::ProbeProjector projector;
        const ui::ProbePicture first = projector.picture(probe, {});
        const ui::ProbePicture second = projector.picture(probe, {});
        for (std::size_t i = 0; i < 6; ++i)
            for (std::size_t j = 0; j < 6; ++j) {
                const auto& a = first.digits[i % 3];
                const auto& b = first.digits[j % 3];
                const double distance
                    = std::hypot(a.x[i / 3] - b.x[j / 3], a.y[i / 3] - b.y[j / 3]);
                QVERIFY(std::abs(distance - (states[i] - states[j]).norm()) < 1e-9);
            }
        for (std::size_t k = 0; k < 3; ++k)
            QVERIFY(std::abs(first.digits[k].x[1] - second.digits[k].x[1]) < 1e-9);
    }
};

REGISTER_TEST(ProbePictureTest)
#include "tst_probe_picture.moc"
