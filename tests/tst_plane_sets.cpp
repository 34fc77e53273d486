// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/plane_sets.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

using nn::LabelledPoint;
using nn::Split;

/// The sets of points in the plane: their shapes, their seed, and files that are refused.
class PlaneSetsTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static std::vector<LabelledPoint> without(const char* set, double noise, long count = 2000)
    {
        nn::PlaneSetConfig config = nn::planeSetConfig(set);
        config.noise = noise;
        return nn::planePoints(config, Split::Train, count, 3);
    }

    std::filesystem::path file(const std::string& content) const
    {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "points.csv";
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }

    std::string refusal(const std::string& content) const
    {
        try {
            nn::readPlaneCsv(file(content));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "taken";
    }

private slots:
    void everySetIsSeededAndBalanced_data()
    {
        QTest::addColumn<QString>("set");
        for (const nn::PlaneSetInfo& info : nn::planeSets())
            if (info.generated)
                QTest::newRow(info.id.data()) << QString::fromLatin1(info.id.data());
    }

    void everySetIsSeededAndBalanced()
    {
        QFETCH(QString, set);
        const nn::PlaneSetInfo& info = nn::planeSetById(set.toStdString());
        const nn::PlaneSetConfig config = nn::planeSetConfig(info.id);
        QVERIFY(config.problem().empty());
        const auto points = nn::planePoints(config, Split::Train, 0, 7);
        QCOMPARE(static_cast<long>(points.size()), info.train);
        QVERIFY(points == nn::planePoints(config, Split::Train, 0, 7));
        QVERIFY(points != nn::planePoints(config, Split::Train, 0, 8));
        const auto test = nn::planePoints(config, Split::Test, 0, 7);
        QCOMPARE(static_cast<long>(test.size()), info.test);
        QVERIFY(test.front() != points.front());
        // A smaller set is the beginning of a larger one.
        const auto few = nn::planePoints(config, Split::Train, 20, 7);
        QVERIFY(std::equal(few.begin(), few.end(), points.begin()));

        const auto ones = std::ranges::count(points, 1, &LabelledPoint::label);
        const auto share = info.id == "circles" ? 4 * ones - 3 * info.train : 2 * ones - info.train;
        QVERIFY2(std::abs(share) <= 4, qPrintable(QString::number(ones)));
        for (const LabelledPoint& point : points)
            QVERIFY(std::abs(point.x) < 2.0F && std::abs(point.y) < 2.0F);
    }

    void shapesAreWhatTheirNamesSay()
    {
        for (const LabelledPoint& point : without("circles", 0.0)) {
            const double radius = std::hypot(point.x, point.y);
            QVERIFY(point.label == 0 ? radius <= 0.5001 : radius > 0.999 && radius < 1.5001);
        }
        for (const LabelledPoint& point : without("xor", 0.0))
            QCOMPARE(point.x * point.y < 0.0F, point.label == 1);
        for (const LabelledPoint& point : without("checkerboard", 0.0)) {
            const int column = static_cast<int>(std::floor(2.0F * point.x + 2.0F));
            const int row = static_cast<int>(std::floor(2.0F * point.y + 2.0F));
            QCOMPARE((column + row) % 2, point.label);
        }
        // Turned by half a circle an arm of the spirals is the other: at every radius the angles
        // of the two differ by pi.
        for (const LabelledPoint& point : without("spirals", 0.0)) {
            const double radius = std::hypot(point.x, point.y);
            const double turned = std::atan2(point.y, point.x)
                - 2.0 * M_PI * 1.1 * (radius - 0.2) / 0.75 - (point.label == 0 ? 0.5 : 1.5) * M_PI;
            QVERIFY(std::abs(std::remainder(turned, 2.0 * M_PI)) < 1e-4);
        }
        double middle = 0.0;
        for (const LabelledPoint& point : without("gaussians", 0.2))
            middle += point.label == 0 ? point.x : -point.x;
        QVERIFY(std::abs(middle / 2000.0 - 0.5) < 0.03);
        for (const LabelledPoint& point : without("moons", 0.0)) {
            const double x = point.label == 0 ? point.x + 0.5 : 0.5 - point.x;
            const double y = point.label == 0 ? point.y + 0.25 : 0.25 - point.y;
            QVERIFY(std::abs(std::hypot(x, y) - 1.0) < 1e-5 && y >= -1e-6);
        }
    }

    void noiseIsAddedToEachCoordinate()
    {
        const auto plain = without("moons", 0.0);
        const auto noisy = without("moons", 0.25);
        double squares = 0.0;
        double mean = 0.0;
        for (const LabelledPoint& point : noisy) {
            const double x = point.label == 0 ? point.x + 0.5 : 0.5 - point.x;
            const double y = point.label == 0 ? point.y + 0.25 : 0.25 - point.y;
            squares += std::pow(std::hypot(x, y) - 1.0, 2);
            mean += point.x;
        }
        QVERIFY(plain != noisy);
        QVERIFY(std::abs(std::sqrt(squares / 2000.0) - 0.25) < 0.03);
        QVERIFY(std::abs(mean / 2000.0) < 0.08); // four standard errors
    }

    void wrongConfigsAreRefusedInWords()
    {
        QVERIFY_EXCEPTION_THROWN(nn::planeSetById("spiral"), std::invalid_argument);
        try {
            nn::planeSetById("spiral");
        } catch (const std::invalid_argument& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("spirals")));
        }
        nn::PlaneSetConfig config = nn::planeSetConfig("moons");
        config.noise = -1.0;
        QVERIFY(QString::fromStdString(config.problem()).contains(QStringLiteral("noise")));
        config = nn::planeSetConfig("csv");
        QVERIFY(QString::fromStdString(config.problem()).contains(QStringLiteral("file")));
        config = nn::planeSetConfig("painted");
        config.painted = { { 0.0F, 0.0F, 0 } };
        QVERIFY(QString::fromStdString(config.problem()).contains(QStringLiteral("class 1")));
        config.painted.push_back({ 1.0F, 0.0F, 1 });
        QCOMPARE(config.problem(), std::string());
        QVERIFY(nn::planePoints(config, Split::Train, 0, 1) == config.painted);
        QVERIFY(nn::planePoints(config, Split::Test, 0, 1) == config.painted);
        QVERIFY_EXCEPTION_THROWN(
            nn::planePoints(config, Split::Train, 3, 1), std::invalid_argument);
        config.painted.push_back({ std::nanf(""), 0.0F, 1 });
        QVERIFY(!config.problem().empty());
    }

    void filesAreRead()
    {
        const auto points = nn::readPlaneCsv(file("\xEF\xBB\xBFx1,x2,label\r\n"
                                                  "# a remark\r\n"
                                                  "0.5, -1e-1 ,0\r\n"
                                                  "\r\n"
                                                  "+2,3,1")); // no line end
        QVERIFY((points == std::vector<LabelledPoint> { { 0.5F, -0.1F, 0 }, { 2.0F, 3.0F, 1 } }));
    }

    void aFileIsDealtOut()
    {
        std::string content;
        for (int i = 0; i < 50; ++i)
            content += std::to_string(i) + ",0," + std::to_string(i % 2) + "\n";
        nn::PlaneSetConfig config = nn::planeSetConfig("csv");
        config.file = file(content);
        const auto train = nn::planePoints(config, Split::Train, 0, 5);
        const auto test = nn::planePoints(config, Split::Test, 0, 5);
        QCOMPARE(train.size(), std::size_t { 40 });
        QCOMPARE(test.size(), std::size_t { 10 });
        std::set<float> seen;
        for (const auto* half : { &train, &test })
            for (const LabelledPoint& point : *half)
                seen.insert(point.x);
        QCOMPARE(seen.size(), std::size_t { 50 });
        QVERIFY(train != nn::planePoints(config, Split::Train, 0, 6));
    }

    void hostileFilesAreRefusedWithLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const QByteArray& content, const char* said) {
            QTest::newRow(name) << content << QString::fromLatin1(said);
        };
        row("word", "1,2,0\n1,two,1\n", "line 2, column 3: found 'two'");
        row("header twice", "x1,x2,label\nx1,x2,label\n", "line 2, column 1: found 'x1'");
        row("nan", "1,2,0\nnan,2,1\n", "line 2, column 1: found 'nan'");
        row("infinite", "1,2,0\n1,-inf,1\n", "line 2, column 3: found '-inf'");
        row("too large", "1,2,0\n1,1e30,1\n", "line 2, column 3: found '1e30'");
        row("overflow", "1,2,0\n1,1e99999,1\n", "line 2, column 3: found '1e99999'");
        row("two fields", "1,2,0\n1,2\n", "line 2, column 4: found 2 fields");
        row("four fields", "1,2,0\n1,2,1,9\n", "line 2, column 7: found 4 fields");
        row("class 2", "1,2,0\n1,2,2\n", "line 2, column 5: found '2', expected the class 0 or 1");
        row("class 0.5", "1,2,0.5\n", "line 1, column 5: found '0.5'");
        row("empty field", "1,2,0\n1,,1\n", "line 2, column 3: found ''");
        row("hexadecimal", "1,2,0\n0x10,2,1\n", "line 2, column 1: found '0x10'");
        row("binary", QByteArray("1,2,0\n\0\1\2,2,1\n", 14), "line 2, column 1: found '?\?\?'");
        row("one class", "1,2,0\n3,4,0\n", "found no point of class 1");
        row("empty", "", "found no point of class 0");
        row("header only", "x,y,label\n", "found no point of class 0");
    }

    void hostileFilesAreRefusedWithLineAndColumn()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, said);
        const QString found = QString::fromStdString(refusal(content.toStdString()));
        QVERIFY2(found.contains(said), qPrintable(found));
        QVERIFY(found.contains(QStringLiteral("points.csv: ")));
    }

    void missingFilesAreNamed()
    {
        nn::PlaneSetConfig config = nn::planeSetConfig("csv");
        config.file = m_folder.filePath(QStringLiteral("none.csv")).toStdString();
        try {
            nn::planePoints(config, Split::Train, 0, 1);
            QFAIL("taken");
        } catch (const std::runtime_error& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("none.csv")));
        }
    }
};

REGISTER_TEST(PlaneSetsTest)
#include "tst_plane_sets.moc"
