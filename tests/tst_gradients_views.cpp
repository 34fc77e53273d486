// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/mistakes/mistakes.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/labs/derivation_step.h"
#include "ui/labs/derivation_view.h"
#include "ui/labs/mistakes_model.h"
#include "ui/labs/mistakes_view.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/block_matrix.h"
#include "ui/widgets/number_image.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/results_table.h"
#include "ui_test_helpers.h"

#include <QLabel>
#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <cmath>

/// The tabs Derivation and Mistakes of the Gradients page, each in a window of its own.
class TestGradientsViews : public QObject {
    Q_OBJECT

private slots:
    void derivationShowsSevenSteps();
    void epsPicksOtherNumbers();
    void timeComputesAgain();
    void clickInTheChartChoosesEps();
    void jacobianHasItsBlocks();
    void equationIsStruckAndCorrected();
    void tooLargeAProblemIsRefused();
    void failureNamesItsReason();
    void derivationIsCancelled();
    void everyMistakeIsShown_data();
    void everyMistakeIsShown();
    void switchHidesTheOtherRun();
    void switchMovesNothing();
    void bordersAreDrawn();
    void tableIsWrittenAsCsv();
    void mistakeIsCancelledAndComputedAgain();
    void arrowKeysWalkThroughTheList();
    void everythingHasAName();
    void themeMayChange();

private:
    static std::shared_ptr<const ui::GradientResults> resultsOf(const char* id)
    {
        auto results = std::make_shared<ui::GradientResults>();
        results->job.problem = solvers::problemById(id);
        const auto& problem = results->job.problem;
        results->job.times = { problem.t0, problem.t1 };
        results->job.targets = solvers::Matrix<double>::Constant(
            static_cast<solvers::Index>(problem.dim()), 1, 40.0);
        return results;
    }
    template <typename View>
    std::unique_ptr<View> open()
    {
        auto view = std::make_unique<View>(m_theme);
        view->resize(1056, 760);
        view->show();
        return view;
    }
    std::unique_ptr<ui::DerivationView> derivationOf(const char* id)
    {
        auto view = open<ui::DerivationView>();
        view->setResults(resultsOf(id));
        waitFor(*view);
        return view;
    }
    static void waitFor(ui::GradientsView& view)
    {
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 30000);
    }
    std::unique_ptr<ui::MistakesView> mistakeOf(const QString& id)
    {
        auto view = open<ui::MistakesView>();
        view->setMistake(id);
        waitFor(*view);
        return view;
    }
    static ui::DerivationStepCard* step(ui::DerivationView& view, const char* id)
    {
        return partOf<ui::DerivationStepCard>(view, QStringLiteral("derivation_step_") + id);
    }
    static QStringList idsOf(const ui::PlotView& plot)
    {
        QStringList ids;
        for (const ui::PlotCurve& curve : plot.curves())
            ids << curve.id;
        return ids;
    }

    SettingsSandbox m_settings { QStringLiteral("tst_gradients_views") };
    ui::Theme m_theme { *qApp, ui::ThemeMode::Light };
};

void TestGradientsViews::derivationShowsSevenSteps()
{
    const auto view = derivationOf("adjoint-example");
    QVERIFY(!partOf<ui::Banner>(*view, "derivation_banner")->isVisibleTo(view.get()));
    const auto steps = view->findChildren<ui::DerivationStepCard*>();
    QCOMPARE(steps.size(), 7);
    // z(1.5) and a(1.5) = 2 (z(2) - 40) e^1.5: what the page shows are the live numbers.
    QCOMPARE(view->time(), 1.5);
    QCOMPARE(partOf<ui::NumberSpinBox>(*view, "derivation_time")->value(), 1.5);
    QCOMPARE(step(*view, "chain")->rows().at(3).value, QStringLiteral("74.57711"));
    QCOMPARE(step(*view, "chain")->rows().at(2).value, QStringLiteral("74.57711"));
    QCOMPARE(step(*view, "taylor")->rows().last().value, QStringLiteral("2.000"));
    QCOMPARE(step(*view, "limit")->rows().last().value, QStringLiteral("1.000"));
    QVERIFY(view->statusText().contains("2.000") && view->statusText().contains("1.000"));
    const QList<ui::DerivationRow> gradient = step(*view, "gradient")->rows();
    QCOMPARE(gradient.at(1).value, gradient.at(2).value);
    // What is in the model is on the screen too.
    QCOMPARE(partOf<QLabel>(*view, "derivation_chain_3")->text(), QStringLiteral("74.57711"));
    const auto* chart = partOf<ui::PlotView>(*view, "derivation_chart");
    QCOMPARE(idsOf(*chart), QStringList({ "limit", "taylor" }));
    QCOMPARE(chart->curve("taylor")->samples->x.size(), std::size_t(30));
}

void TestGradientsViews::epsPicksOtherNumbers()
{
    const auto view = derivationOf("adjoint-example");
    const auto before = view->derivation();
    const QString remainder = step(*view, "taylor")->rows().at(2).value;
    auto* slider = partOf<QSlider>(*view, "derivation_eps_slider");
    slider->setValue(slider->value() + 4);
    QCOMPARE(view->derivation(), before); // nothing is computed
    QVERIFY(!view->isBusy());
    QVERIFY(step(*view, "taylor")->rows().at(2).value != remainder);
    const auto& at = before->steps[static_cast<std::size_t>(slider->value())];
    QVERIFY(partOf<QLabel>(*view, "derivation_eps")->text().contains(ui::epsText(at)));
    QCOMPARE(ui::epsText(before->steps[6]), QStringLiteral("2⁻⁸ = 0.003906"));
}

void TestGradientsViews::timeComputesAgain()
{
    const auto view = derivationOf("adjoint-example");
    const auto before = view->derivation();
    partOf<QSlider>(*view, "derivation_time_slider")->setValue(0);
    waitFor(*view);
    QVERIFY(view->derivation() != before);
    QCOMPARE(view->derivation()->t, 1.0);
    QCOMPARE(partOf<ui::NumberSpinBox>(*view, "derivation_time")->value(), 1.0);
    // Many moves while it computes: the last one counts.
    for (int i = 1; i <= 30; ++i)
        partOf<QSlider>(*view, "derivation_time_slider")->setValue(i);
    waitFor(*view);
    QVERIFY(std::abs(view->derivation()->t - 1.3) < 1e-12);
    // The same job again, now with its study: nothing to do.
    view->setResults(resultsOf("adjoint-example"));
    QVERIFY(!view->isBusy());
}

void TestGradientsViews::clickInTheChartChoosesEps()
{
    const auto view = derivationOf("adjoint-example");
    auto* chart = partOf<ui::PlotView>(*view, "derivation_chart");
    const auto& wanted = view->derivation()->steps[14];
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {},
        chart->map().toPixel(wanted.eps, wanted.adjointRemainder).toPoint());
    QCOMPARE(view->eps(), 14);
    QCOMPARE(partOf<QSlider>(*view, "derivation_eps_slider")->value(), 14);
}

void TestGradientsViews::jacobianHasItsBlocks()
{
    const auto view = derivationOf("adjoint-example");
    const auto* matrix = partOf<ui::BlockMatrix>(*view, "derivation_jacobian");
    // f = a z + b t at t = 1.5: a, z, t, b; zeros below.
    QCOMPARE(matrix->text(0, 0), QStringLiteral("3"));
    QCOMPARE(matrix->text(0, 2), QStringLiteral("1.500"));
    QCOMPARE(matrix->text(0, 3), QStringLiteral("1"));
    for (int row = 1; row < 4; ++row)
        for (int column = 0; column < 4; ++column)
            QCOMPARE(matrix->text(row, column), QStringLiteral("0"));
    QVERIFY(matrix->accessibleDescription().contains("1.500"));
    QVERIFY(matrix->sizeHint().width() > 200);
    const auto plane = derivationOf("lotka-volterra");
    QCOMPARE(
        partOf<ui::BlockMatrix>(*plane, "derivation_jacobian")->text(6, 6), QStringLiteral("0"));
}

void TestGradientsViews::equationIsStruckAndCorrected()
{
    const auto view = derivationOf("adjoint-example");
    QString formulas;
    const auto labels = step(*view, "adjoint")->findChildren<QLabel*>();
    for (const QLabel* label : labels)
        formulas += label->text();
    QVERIFY(formulas.contains("<s>"));
    QVERIFY(formulas.contains("2 entries") && formulas.contains("1 row."));
    const QString printed = formulas.section("<s>", 1).section("</s>", 0, 0);
    QVERIFY(printed.contains("<i>a</i><sub><i>θ</i></sub>"));
    QVERIFY(!formulas.section("</s>", 1).section("∂<i>t</i>]", 0, 0).contains("<sub><i>θ</i>"));
}

void TestGradientsViews::tooLargeAProblemIsRefused()
{
    const auto view = derivationOf("pleiades");
    const auto* banner = partOf<ui::Banner>(*view, "derivation_banner");
    QVERIFY(banner->isVisibleTo(view.get()));
    QVERIFY(banner->text().contains("at most 10 states"));
    QVERIFY(partOf<ui::PlotView>(*view, "derivation_chart")->curves().empty());
    view->setResults(resultsOf("adjoint-example"));
    waitFor(*view);
    QVERIFY(!banner->isVisibleTo(view.get()));
}

void TestGradientsViews::failureNamesItsReason()
{
    auto view = open<ui::DerivationView>();
    auto results = std::make_shared<ui::GradientResults>(*resultsOf("blow-up"));
    results->job.times = { 0.0, 3.0 };
    view->setResults(results);
    waitFor(*view);
    const auto* banner = partOf<ui::Banner>(*view, "derivation_banner");
    QVERIFY(banner->isVisibleTo(view.get()));
    QVERIFY(banner->text().contains("t = "));
    QVERIFY(!view->derivation());
}

void TestGradientsViews::derivationIsCancelled()
{
    auto view = open<ui::DerivationView>();
    auto results = std::make_shared<ui::GradientResults>(*resultsOf("lorenz"));
    results->job.times = { 0.0, 1e5 };
    view->setResults(results);
    QVERIFY(view->isBusy() && view->canCancel());
    QVERIFY(!view->progressText().isEmpty());
    view->cancel();
    waitFor(*view);
    QVERIFY(partOf<ui::Banner>(*view, "derivation_banner")->isVisibleTo(view.get()));
    QVERIFY(view->progressText().isEmpty());
    view->setResults(resultsOf("adjoint-example"));
    view->shutdown(); // joins whatever runs
    QVERIFY(!view->isBusy());
}

void TestGradientsViews::everyMistakeIsShown_data()
{
    QTest::addColumn<QString>("id");
    for (const solvers::Mistake& mistake : nn::mistakes())
        QTest::newRow(mistake.id.data()) << QString::fromUtf8(mistake.id.data());
}

void TestGradientsViews::everyMistakeIsShown()
{
    QFETCH(QString, id);
    const auto view = mistakeOf(id);
    const solvers::Mistake& mistake = nn::mistakeById(id.toStdString());
    QCOMPARE(
        partOf<QLabel>(*view, "mistakes_title")->text(), QString::fromUtf8(mistake.title.data()));
    QVERIFY(partOf<QLabel>(*view, "mistakes_paragraph")->text().size() > 100);
    QVERIFY(view->run());
    const auto* table = partOf<ui::ResultsTable>(*view, "mistakes_table");
    QCOMPARE(table->model()->rowCount(), static_cast<int>(view->run()->numbers.size()));
    QCOMPARE(view->plots().empty(), !view->run()->images.empty());
    if (!view->plots().empty())
        QCOMPARE(view->plots().front()->curves().size(), view->run()->chart.curves.size());
    // Once computed it is there at once.
    view->setMistake(QStringLiteral("first-step-for-all"));
    waitFor(*view);
    view->setMistake(id);
    QVERIFY(!view->isBusy());
}

void TestGradientsViews::switchHidesTheOtherRun()
{
    const auto view = mistakeOf(QStringLiteral("first-step-for-all"));
    const auto* chart = partOf<ui::PlotView>(*view, "mistakes_chart");
    const auto* table = qobject_cast<ui::MistakesModel*>(
        partOf<ui::ResultsTable>(*view, "mistakes_table")->model());
    QVERIFY(table);
    const auto choose = [&](const char* id) {
        QTest::mouseClick(
            partOf<QToolButton>(*view, QStringLiteral("mistakes_shown_") + id), Qt::LeftButton);
    };
    QCOMPARE(idsOf(*chart), QStringList({ "curve/0", "curve/1", "curve/2" }));
    choose("published");
    QCOMPARE(idsOf(*chart), QStringList({ "curve/0", "curve/1" }));
    QCOMPARE(table->columnOf(ui::MistakesModel::Corrected), -1);
    QCOMPARE(table->headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), "As published");
    choose("corrected");
    QCOMPARE(idsOf(*chart), QStringList({ "curve/0", "curve/2" }));
    QCOMPARE(table->columnOf(ui::MistakesModel::Published), -1);
    QCOMPARE(table->columnOf(ui::MistakesModel::Corrected), 1);
    choose("both");
    QCOMPARE(idsOf(*chart), QStringList({ "curve/0", "curve/1", "curve/2" }));
    QCOMPARE(table->index(0, 1).data().toString(), QStringLiteral("87.7820"));
}

void TestGradientsViews::switchMovesNothing()
{
    const auto view = mistakeOf(QStringLiteral("unweighted-adjoint"));
    const auto* chart = partOf<ui::PlotView>(*view, "mistakes_chart");
    const ui::PlotRanges before = chart->ranges();
    view->setShown(ui::MistakesShown::Corrected);
    QVERIFY(chart->ranges() == before);
    view->setShown(ui::MistakesShown::Published);
    QVERIFY(chart->ranges() == before);
}

void TestGradientsViews::bordersAreDrawn()
{
    const auto view = mistakeOf(QStringLiteral("padded-border"));
    const auto images = view->findChildren<ui::NumberImage*>();
    QCOMPARE(images.size(), 4);
    const auto* first = partOf<ui::NumberImage>(*view, "mistakes_image_published_0");
    const auto* second = partOf<ui::NumberImage>(*view, "mistakes_image_published_1");
    QCOMPARE(first->value(0, 0), second->value(4, 4));
    QVERIFY(first->value(2, 2) != second->value(2, 2));
    // In the picture: corners of one colour, the middle of another.
    const QImage shot = const_cast<ui::NumberImage*>(first)->grab().toImage();
    const QPoint middle(shot.width() / 2, shot.height() / 2);
    const int side = std::min(shot.width(), shot.height()) / 5;
    const auto colour = [&](int column, int row) {
        return shot.pixel(
            middle + QPoint((column - 2) * side - side / 3, (row - 2) * side - side / 3));
    };
    QCOMPARE(colour(0, 0), colour(4, 4));
    QVERIFY(colour(0, 0) != colour(2, 2));
    view->setShown(ui::MistakesShown::Corrected);
    QCOMPARE(view->findChildren<ui::NumberImage*>().size(), 2);
}

void TestGradientsViews::tableIsWrittenAsCsv()
{
    const auto view = mistakeOf(QStringLiteral("unweighted-adjoint"));
    QVERIFY(view->hasTable());
    const QStringList lines = view->tableAsCsv().split(u'\n');
    QCOMPARE(lines.first(), QStringLiteral("quantity,published,corrected,expected"));
    QVERIFY(lines.at(1).startsWith("\"dL/dA\",-9623.9"));
}

void TestGradientsViews::mistakeIsCancelledAndComputedAgain()
{
    const auto view = open<ui::MistakesView>();
    view->setMistake(QStringLiteral("unweighted-adjoint"));
    QVERIFY(view->isBusy());
    view->cancel();
    waitFor(*view);
    if (view->run())
        QSKIP("it was faster than the stop");
    auto* banner = partOf<ui::Banner>(*view, "mistakes_banner");
    QVERIFY(banner->isVisibleTo(view.get()));
    auto* again = banner->findChild<QPushButton*>();
    QVERIFY(again);
    QTest::mouseClick(again, Qt::LeftButton);
    waitFor(*view);
    QVERIFY(view->run());
    QVERIFY(!banner->isVisibleTo(view.get()));
}

void TestGradientsViews::arrowKeysWalkThroughTheList()
{
    const auto view = open<ui::MistakesView>();
    QVERIFY(QTest::qWaitForWindowActive(view.get()));
    auto* first = partOf<QAbstractButton>(*view, "mistakes_entry_second-state");
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Down);
    QCOMPARE(view->mistake(), QStringLiteral("truncated-steps"));
    waitFor(*view);
    QVERIFY(view->run());
}

void TestGradientsViews::everythingHasAName()
{
    const auto derivation = derivationOf("adjoint-example");
    QCOMPARE(namelessWidgets(*derivation), QString());
    const auto mistakes = mistakeOf(QStringLiteral("padded-border"));
    QCOMPARE(namelessWidgets(*mistakes), QString());
}

void TestGradientsViews::themeMayChange()
{
    const auto derivation = derivationOf("lotka-volterra");
    const auto mistakes = mistakeOf(QStringLiteral("summed-components"));
    const QImage light = derivation->grab().toImage();
    m_theme.setMode(ui::ThemeMode::Dark);
    QVERIFY(derivation->grab().toImage() != light);
    // Texts with formulas are set anew, and nothing is computed again.
    QVERIFY(!derivation->isBusy() && !mistakes->isBusy());
    m_theme.setMode(ui::ThemeMode::Light);
}

REGISTER_TEST(TestGradientsViews)
#include "tst_gradients_views.moc"
