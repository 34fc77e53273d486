// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/confusion.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <stdexcept>

namespace {

/// Six images of 1 x 1 pixel: three ones, two sevens, a nought.
nn::ImageSet sixDigits()
{
    return { 6, 1, 1, { 0, 0, 0, 0, 0, 0 }, { 1, 7, 1, 0, 7, 1 } };
}

/// Logits of which `answer` has the largest, by `margin` over the others.
void answer(std::vector<float>& logits, int answer, float margin)
{
    std::vector<float> row(10, 0.0F);
    row[static_cast<std::size_t>(answer)] = margin;
    logits.insert(logits.end(), row.begin(), row.end());
}

nn::TestAnswers answers()
{
    std::vector<float> logits;
    answer(logits, 1, 2.0F); // image 0, a 1
    answer(logits, 1, 1.0F); // image 1, a 7 taken for a 1
    answer(logits, 1, 2.0F); // image 2, a 1
    answer(logits, 0, 9.0F); // image 3, a 0
    answer(logits, 1, 3.0F); // image 4, a 7 taken for a 1
    answer(logits, 7, 1.0F); // image 5, a 1 taken for a 7
    const std::vector<long> all { 0, 1, 2, 3, 4, 5 };
    return nn::testAnswers(sixDigits(), all, logits);
}

} // namespace

class ConfusionTest : public QObject {
    Q_OBJECT

private slots:
    void countsByLabelAndAnswer()
    {
        const nn::ConfusionMatrix matrix(answers());
        QCOMPARE(matrix.count(1, 1), 2L);
        QCOMPARE(matrix.count(7, 1), 2L); // not its transpose
        QCOMPARE(matrix.count(1, 7), 1L);
        QCOMPARE(matrix.count(7, 7), 0L);
        QCOMPARE(matrix.count(0, 0), 1L);
        QCOMPARE(matrix.total(), 6L);
        QCOMPARE(matrix.total(1), 3L);
        QCOMPARE(matrix.wrong(), 3L);
    }

    void errorsAreOfTheClass()
    {
        const nn::ConfusionMatrix matrix(answers());
        QCOMPARE(matrix.error(0), 0.0);
        QCOMPARE(matrix.error(1), 1.0 / 3.0);
        QCOMPARE(matrix.error(7), 1.0);
        QVERIFY(std::isnan(matrix.error(5))); // none there
    }

    void cellsListTheSurestFirst()
    {
        const nn::TestAnswers all = answers();
        const std::vector<std::size_t> cell = nn::answersIn(all, 7, 1);
        QCOMPARE(cell.size(), std::size_t(2));
        QCOMPARE(all.images[cell[0]], 4L);
        QCOMPARE(all.images[cell[1]], 1L);
        // e / (e + 9) of the margin 1
        QVERIFY(std::abs(all.confidence[cell[1]] - std::exp(1.0) / (std::exp(1.0) + 9.0)) < 1e-6);
        QVERIFY(nn::answersIn(all, 3, 4).empty());
    }

    void refusesWhatDoesNotFit()
    {
        const std::vector<long> all { 0, 1 };
        QVERIFY_EXCEPTION_THROWN(
            nn::testAnswers(sixDigits(), all, std::vector<float>(10)), std::invalid_argument);
        const std::vector<long> outside { 6 };
        QVERIFY_EXCEPTION_THROWN(
            nn::testAnswers(sixDigits(), outside, std::vector<float>(10)), std::invalid_argument);
    }
};

REGISTER_TEST(ConfusionTest)
#include "tst_confusion.moc"
