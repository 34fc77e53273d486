// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"
#include "ui/labs/solve_lab.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/results_table.h"
#include "ui_test_helpers.h"

#include <QCheckBox>
#include <QClipboard>
#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <memory>

using ui::Command;
using ui::SolveLab;

namespace {

enum Column { Solver, Order, ObservedOrder, Setting, Nfe, Steps, EndError, MaxError };

} // namespace

class TestSolveLab : public QObject {
    Q_OBJECT

private:
    SettingsSandbox m_settings { "tst_solve_lab" };
    QTemporaryDir m_folder;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<SolveLab> m_lab;
    std::unique_ptr<QSignalSpy> m_solved;

    template <typename Widget>
    Widget* part(const QString& name) const
    {
        auto* widget = m_lab->findChild<Widget*>(name);
        if (!widget)
            qFatal("no widget %s", qPrintable(name));
        return widget;
    }

    ui::PlotView* chart() const { return part<ui::PlotView>("solve_chart_trajectory"); }
    ui::Banner* banner() const { return part<ui::Banner>("solve_banner"); }

    QString cell(int row, Column column) const
    {
        return part<ui::ResultsTable>("solve_results")
            ->model()
            ->index(row, column)
            .data()
            .toString();
    }

    int rows() const { return part<ui::ResultsTable>("solve_results")->model()->rowCount(); }

    /// Types a number as a user does: over what is there, then Enter.
    void type(const QString& name, const QString& text)
    {
        auto* field = part<ui::NumberSpinBox>(name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }

    void pickCustom() { part<ui::ComboBox>("solve_problem")->selectData(QString()); }

    void waitForResult(int before)
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_solved->count() > before && !m_lab->isSolving(), 10'000);
    }

    /// Types the right-hand side of a custom problem without an exact solution.
    void solveTyped(const QString& rhs, const QString& y0, const QString& t1)
    {
        pickCustom();
        part<QPlainTextEdit>("solve_exact")->clear();
        part<QPlainTextEdit>("solve_expression")->setPlainText(rhs);
        type("solve_y0_1", y0);
        type("solve_t1", t1);
        // The editors report 200 ms after the last key, the solve follows 150 ms later.
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->problem().rhs.front() == rhs.toStdString()
                && m_lab->results()->job.problem.rhs == m_lab->problem().rhs
                && m_lab->results()->job.problem.t1 == m_lab->problem().t1
                && m_lab->results()->job.problem.y0 == m_lab->problem().y0,
            10'000);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light);
    }

    void init()
    {
        m_lab = std::make_unique<SolveLab>(*m_theme);
        m_solved = std::make_unique<QSignalSpy>(m_lab.get(), &SolveLab::solved);
        m_lab->resize(1368, 824);
        m_lab->show();
        m_lab->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_lab.get()));
        waitForResult(0);
    }

    void cleanup()
    {
        m_lab.reset();
        m_theme->setMode(ui::ThemeMode::Light);
    }

    void firstSightIsFigureTwo()
    {
        QCOMPARE(rows(), 2);
        QCOMPARE(cell(0, Solver), "Euler");
        QCOMPARE(cell(0, Nfe), "100");
        QCOMPARE(cell(0, EndError), "13.85");
        QCOMPARE(cell(0, MaxError), "13.85");
        QCOMPARE(cell(0, ObservedOrder), "0.88");
        QCOMPARE(cell(1, Solver), "Runge–Kutta 4");
        QCOMPARE(cell(1, Nfe), "80");
        QCOMPARE(cell(1, EndError), "0.03746");
        QCOMPARE(cell(1, MaxError), "0.03822");
        QCOMPARE(cell(1, ObservedOrder), "4.19");
        QCOMPARE(cell(1, Steps), "20 / –");
        const auto& methods = m_lab->results()->methods;
        QVERIFY(std::abs(methods[0].endError - 13.8525520685) < 1e-9);
        QVERIFY(std::abs(methods[1].maxError - 0.0382200115) < 1e-9);
        const std::vector<ui::PlotCurve>& curves = chart()->curves();
        QCOMPARE(curves.size(), std::size_t { 3 });
        QCOMPARE(curves[0].id, "exact");
        QCOMPARE(curves[1].markerSamples->x.size(), std::size_t { 101 });
        QVERIFY(m_lab->statusText().startsWith("Solved 2 methods in "));
        QVERIFY(m_lab->statusText().endsWith("Reference: exact solution."));
    }

    // The page and the command line call the same function: not one bit may differ.
    void resultsAreThoseOfTheCore()
    {
        for (const ui::MethodResult& shown : m_lab->results()->methods) {
            const solvers::Solution alone = solvers::solve(
                solvers::problems().front(), *shown.solution.method, shown.solution.options);
            QVERIFY(alone.t == shown.solution.t);
            QVERIFY(alone.y == shown.solution.y);
            QCOMPARE(alone.endError, shown.endError);
        }
    }

    void newStepSolvesAgain()
    {
        const auto before = static_cast<int>(m_solved->count());
        type("solve_step_euler", "0.1");
        waitForResult(before);
        QCOMPARE(cell(0, Nfe), "50");
        QCOMPARE(cell(0, Setting), "h = 0.1");
        QVERIFY(m_lab->results()->methods[0].endError > 13.86);
        type("solve_step_euler", "1e-2");
        QTRY_COMPARE(cell(0, Nfe), "500");
    }

    void withoutSolveOnEveryChangeTheButtonDecides()
    {
        part<QCheckBox>("solve_always")->setChecked(false);
        type("solve_step_euler", "0.1");
        QVERIFY(m_lab->statusText().startsWith("The settings have changed"));
        QTest::qWait(400); // more than twice the delay of a solve by itself
        QCOMPARE(m_solved->count(), 1);
        QTest::mouseClick(part<QPushButton>("solve_run"), Qt::LeftButton);
        waitForResult(1);
        QCOMPARE(cell(0, Nfe), "50");
    }

    void tickedMethodAddsACurve()
    {
        part<QCheckBox>("solve_check_dopri5")->click();
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(cell(2, Solver), "Dormand–Prince");
        QCOMPARE(cell(2, Order), "5(4)");
        QCOMPARE(cell(2, ObservedOrder), "–");
        QVERIFY(cell(2, Steps).contains(" / ") && !cell(2, Steps).endsWith("–"));
        const ui::PlotCurve* curve = chart()->curve("dopri5");
        QVERIFY(curve);
        QVERIFY(curve->hollow); // it lies on Runge-Kutta 4
        QVERIFY(curve->name.contains("tol = 10⁻⁴"));
        part<QCheckBox>("solve_check_euler")->click();
        QTRY_COMPARE(rows(), 2);
        QVERIFY(!chart()->curve("euler"));
    }

    void withoutAnySolverThePageSaysWhatIsMissing()
    {
        part<QCheckBox>("solve_check_euler")->click();
        part<QCheckBox>("solve_check_rk4")->click();
        QVERIFY(!part<QPushButton>("solve_run")->isEnabled());
        QVERIFY(!m_lab->commands().testFlag(Command::Run));
        QVERIFY(part<QPushButton>("solve_run")->accessibleDescription().contains("solver"));
    }

    void mistypedFunctionIsFoundAndRepaired()
    {
        pickCustom();
        auto* editor = part<QPlainTextEdit>("solve_expression");
        QVERIFY(editor->isVisible());
        editor->setPlainText("y - 0.5*exp(t/2)\n  *sn(5*t)\n+ 5*exp(t/2)*cos(5*t)");
        auto* message = part<QLabel>("solve_expression_message");
        QTRY_VERIFY(message->isVisible());
        QVERIFY(message->text().contains("Line 2, column 4"));
        QVERIFY(message->text().contains("sn"));
        QCOMPARE(editor->extraSelections().size(), 1);
        QCOMPARE(editor->extraSelections().front().cursor.selectedText(), "sn");
        QVERIFY(!part<QPushButton>("solve_run")->isEnabled());
        QVERIFY(banner()->isVisible());
        QCOMPARE(banner()->kind(), ui::Banner::Kind::Warning);
        QVERIFY(m_lab->statusText().contains("line 2, column 4"));
        QVERIFY(!part<ui::ResultsTable>("solve_results")->isEnabled());

        const auto before = static_cast<int>(m_solved->count());
        QTest::mouseClick(part<QPushButton>("solve_expression_repair"), Qt::LeftButton);
        waitForResult(before);
        QVERIFY(editor->toPlainText().contains("*sin(5*t)"));
        QVERIFY(!message->isVisible());
        QVERIFY(!banner()->isVisible());
        QCOMPARE(cell(0, EndError), "13.85"); // the typed exact solution still fits
    }

    void lastExpressionComesBack()
    {
        pickCustom();
        auto* editor = part<QPlainTextEdit>("solve_expression");
        editor->setPlainText("(y");
        QTRY_VERIFY(banner()->isVisible());
        for (QPushButton* button : banner()->findChildren<QPushButton*>())
            if (button->text() == "Restore last expression")
                button->click();
        QTRY_VERIFY(!banner()->isVisible());
        QVERIFY(editor->toPlainText().startsWith("y - "));
    }

    void unknownNameBecomesAParameter()
    {
        pickCustom();
        part<QPlainTextEdit>("solve_exact")->clear();
        part<QPlainTextEdit>("solve_expression")->setPlainText("-rate*y + 1");
        QTRY_VERIFY(part<QPushButton>("solve_expression_add_parameter")->isVisible());
        QTest::mouseClick(part<QPushButton>("solve_expression_add_parameter"), Qt::LeftButton);
        QTRY_VERIFY(m_lab->results()->job.problem.parameters.size() == 1);
        const auto before = static_cast<int>(m_solved->count());
        type("solve_parameter_rate", "2");
        waitForResult(before);
        QCOMPARE(m_lab->results()->job.problem.parameters.front().value, 2.0);
        // y' = 1 - 2 y ends near 1/2; the reference is the accurate solution.
        QVERIFY(m_lab->results()->job.reference == ui::ReferenceKind::Accurate);
        QVERIFY(std::abs(m_lab->results()->reference.value(5.0, 0) - 0.5) < 1e-4);
    }

    void exactSolutionOfAnotherInitialValueIsNoReference()
    {
        type("solve_y0_1", "0.1");
        QTRY_VERIFY(m_lab->results()->job.problem.y0.front() == 0.1);
        QVERIFY(m_lab->results()->job.reference == ui::ReferenceKind::Accurate);
        QVERIFY(part<QLabel>("solve_exact_note")->isVisible());
        type("solve_y0_1", "0");
        QTRY_VERIFY(m_lab->results()->job.problem.y0.front() == 0.0);
        QVERIFY(m_lab->results()->job.reference == ui::ReferenceKind::Exact);
        QVERIFY(!part<QLabel>("solve_exact_note")->isVisible());
        QCOMPARE(cell(0, EndError), "13.85");
    }

    void blowUpLeavesTheOthersAndSaysWhy()
    {
        solveTyped("y^2", "1", "2"); // y = 1 / (1 - t)
        QTRY_VERIFY(banner()->isVisible());
        QCOMPARE(banner()->kind(), ui::Banner::Kind::Error);
        QVERIFY(banner()->title().startsWith("Euler stopped at t = "));
        QVERIFY(cell(0, EndError) == "stopped");
        QVERIFY(m_lab->statusText().contains("stopped early"));
        const ui::PlotRange y = chart()->ranges().y;
        QVERIFY2(y.upper < 1e4, "the diverging curve must not set the range");
        QVERIFY(y.upper > 1.0);
        QVERIFY(m_lab->grab().width() > 0);

        auto* end = banner()->findChild<QPushButton*>("solve_action_2"); // end before the pole
        QVERIFY(end);
        end->click();
        QTRY_VERIFY(m_lab->results()->job.problem.t1 < 2.0);
    }

    void tooLongAStepIsExplainedByStability()
    {
        part<QCheckBox>("solve_check_rk4")->click();
        solveTyped("-100*(y - cos(t)) - sin(t)", "1", "2");
        QTRY_VERIFY(banner()->isVisible());
        // 1 + 0.05 (-100) = -4; Euler is stable up to 2 / 100.
        QVERIFY(m_lab->results()->methods[0].diagnosis.has_value());
        QVERIFY(std::abs(m_lab->results()->methods[0].diagnosis->growth - 4.0) < 1e-6);
        QVERIFY(std::abs(m_lab->results()->methods[0].diagnosis->safeStep - 0.02) < 1e-6);
        QVERIFY(banner()->text().contains("0.02"));
        const double reference = chart()->ranges().y.upper;
        QVERIFY(reference < 2.0);
        auto* shorter = banner()->findChild<QPushButton*>("solve_action_0");
        QVERIFY(shorter);
        shorter->click();
        QTRY_VERIFY(!banner()->isVisible());
        QCOMPARE(cell(0, Setting), "h = 0.01");
        QVERIFY(m_lab->results()->methods[0].endError < 1e-3);
    }

    void longSolveIsCancelledAtOnce()
    {
        type("solve_step_euler", "1e-9");
        QTRY_VERIFY_WITH_TIMEOUT(banner()->isVisible(), 20'000); // 100 000 steps are not enough
        banner()->findChild<QPushButton*>("solve_action_1")->click(); // ten times as many
        QTRY_VERIFY_WITH_TIMEOUT(
            m_lab->results()->methods[0].solution.options.maxSteps == 1'000'000, 60'000);
        const auto before = m_lab->results();
        banner()->findChild<QPushButton*>("solve_action_1")->click();
        QTRY_VERIFY(m_lab->isSolving());
        QVERIFY(m_lab->commands().testFlag(Command::Cancel));
        QElapsedTimer clock;
        clock.start();
        m_lab->execute(Command::Cancel);
        QVERIFY(!m_lab->isSolving());
        QVERIFY(clock.elapsed() < 100);
        QVERIFY(m_lab->results() == before);
        QVERIFY(m_lab->statusText().startsWith("Cancelled"));
        clock.restart();
        m_lab.reset(); // joins the thread: the solve itself has stopped too
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }

    void systemsShowOneComponentOrAll()
    {
        part<ui::ComboBox>("solve_problem")->selectData("lotka-volterra");
        QTRY_VERIFY(m_lab->results()->job.problem.id == "lotka-volterra");
        auto* component = part<ui::ComboBox>("solve_component");
        QVERIFY(component->isVisible());
        QCOMPARE(component->count(), 3);
        QVERIFY(chart()->axis(ui::PlotView::AxisId::Y).title.contains("<sub>1</sub>"));
        const std::size_t one = chart()->curves().size();
        component->setCurrentIndex(2);
        emit component->activated(2);
        QCOMPARE(chart()->curves().size(), 2 * one);
        QVERIFY(std::isfinite(m_lab->results()->methods[1].endError)); // against dopri5, 1e-12
        QVERIFY(part<ui::NumberSpinBox>("solve_y0_2")->isVisible());
        QVERIFY(part<QSlider>("solve_parameter_slider_a")->isVisible());
    }

    void sliderArrowsAndCrosshairAreOneState()
    {
        auto* slider = part<QSlider>("solve_slider");
        QCOMPARE(slider->maximum(), 100);
        QCOMPARE(slider->value(), 75);
        QVERIFY(std::abs(chart()->crosshairX().value() - 3.75) < 1e-12);
        QTest::mouseClick(part<QToolButton>("solve_forward"), Qt::LeftButton);
        QCOMPARE(slider->value(), 76);
        QVERIFY(std::abs(chart()->crosshairX().value() - 3.8) < 1e-12);
        slider->setValue(10);
        QVERIFY(std::abs(chart()->crosshairX().value() - 0.5) < 1e-12);
        emit chart()->crosshairMoved(1.02);
        QCOMPARE(slider->value(), 20);
        m_lab->execute(Command::LastStep);
        QCOMPARE(slider->value(), 100);
        part<ui::ComboBox>("solve_follow")->selectData("rk4");
        QCOMPARE(slider->maximum(), 20);
        QVERIFY(part<QLabel>("solve_step_text")->text().contains("Step 20 of 20"));
        m_lab->execute(Command::FirstStep);
        m_lab->execute(Command::Play);
        QTRY_VERIFY(slider->value() > 0);
        m_lab->execute(Command::Play);
        const int here = slider->value();
        QVERIFY(here < 20);
    }

    void rowAndLegendSelectEachOther()
    {
        auto* table = part<ui::ResultsTable>("solve_results");
        table->selectRow(1);
        QVERIFY(chart()->curve("rk4")->bold);
        QVERIFY(!chart()->curve("euler")->bold);
        emit chart()->legendToggled("euler", true);
        QCOMPARE(table->currentIndex().row(), 0);
        QVERIFY(chart()->curve("euler")->bold);
        table->sortByColumn(EndError, Qt::AscendingOrder);
        QCOMPARE(cell(0, Solver), "Runge–Kutta 4");
        table->selectRow(0);
        QVERIFY(chart()->curve("rk4")->bold);
    }

    void tableIsCopiedAndWritten()
    {
        part<QPushButton>("solve_copy")->click();
        const QStringList lines = QGuiApplication::clipboard()->text().split('\n');
        QVERIFY(lines[0].startsWith("Solver\t"));
        QCOMPARE(lines[2].section('\t', 6, 6), "0.03746");
        QString file = m_folder.filePath("table.csv");
        m_lab->setFileChooser([&file](bool, const QString&) { return file; });
        part<QPushButton>("solve_csv")->click();
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readLine().trimmed(),
            "solver,order,observed_order,step,tolerance,nfe,accepted,rejected,end_error,"
            "max_error,seconds,status");
        const QList<QByteArray> euler = csv.readLine().split(',');
        QCOMPARE(euler[0], "euler");
        QCOMPARE(euler[8].toDouble(), m_lab->results()->methods[0].endError); // every digit
        file = m_folder.filePath("table.tex");
        part<QPushButton>("solve_latex")->click();
        QFile latex(file);
        QVERIFY(latex.open(QIODevice::ReadOnly));
        const QByteArray text = latex.readAll();
        QVERIFY(text.contains("\\toprule") && text.contains("Runge--Kutta 4 & 4 & 4.19"));
    }

    void curvesAndProblemsAreWrittenAndRead()
    {
        QString file = m_folder.filePath("curves.csv");
        m_lab->setFileChooser([&file](bool, const QString&) { return file; });
        m_lab->execute(Command::ExportData);
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = csv.readAll().split('\n');
        QCOMPARE(lines[0], "solver,t,y1,exact1,error");
        QCOMPARE(lines.size(), 1 + 101 + 21 + 1);

        file = m_folder.filePath("problem.json");
        type("solve_t1", "3");
        m_lab->execute(Command::Save);
        m_lab->execute(Command::Defaults);
        QCOMPARE(m_lab->problem().t1, 5.0);
        m_lab->execute(Command::Open);
        QCOMPARE(m_lab->problem().t1, 3.0);
        QTRY_VERIFY(m_lab->results()->job.problem.t1 == 3.0);
        QVERIFY(part<QPlainTextEdit>("solve_expression")->isVisible());

        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"rhs\": 3}");
        broken.close();
        m_lab->execute(Command::Open);
        QVERIFY(banner()->isVisible());
        QVERIFY(banner()->text().contains("problem.json"));
        QCOMPARE(m_lab->problem().t1, 3.0);
    }

    void chartIsExported_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("magic");
        QTest::newRow("png") << "png" << QByteArray("\x89PNG");
        QTest::newRow("svg") << "svg" << QByteArray("<?xml");
        QTest::newRow("pdf") << "pdf" << QByteArray("%PDF");
    }

    void chartIsExported()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, magic);
        const QString file = m_folder.filePath("chart." + format);
        m_lab->setFileChooser([&file](bool, const QString&) { return file; });
        QTest::mouseClick(part<QPushButton>("solve_export"), Qt::LeftButton);
        auto* dialog = part<ui::ExportDialog>("export_dialog");
        QVERIFY(dialog->isVisible());
        part<QRadioButton>("export_format_" + format)->setChecked(true);
        part<QCheckBox>("export_csv")->setChecked(true);
        part<QPushButton>("export_ok")->click();
        QTRY_VERIFY(QFile::exists(file));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.read(16).startsWith(magic));
        QFile data(m_folder.filePath("chart.csv"));
        QVERIFY(data.open(QIODevice::ReadOnly));
        QVERIFY(data.readAll().contains("y - 0.5*exp(t/2)*sin(5*t)"));
        QVERIFY(m_lab->statusText().contains(QDir::toNativeSeparators(file)));
    }

    void darkThemeRepaintsThePage()
    {
        const QImage light = m_lab->grab().toImage();
        m_theme->setMode(ui::ThemeMode::Dark);
        const QImage dark = m_lab->grab().toImage();
        const QPoint inPlot(light.width() - 30, light.height() / 2);
        QVERIFY(light.pixelColor(inPlot).lightness() > 200);
        QVERIFY(dark.pixelColor(inPlot).lightness() < 80);
    }

    void everyControlHasAName()
    {
        pickCustom();
        int seen = 0;
        const QString nameless = namelessWidgets(*m_lab, &seen);
        QVERIFY(seen > 10);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    }
};

QTEST_MAIN(TestSolveLab)
#include "tst_solve_lab.moc"
