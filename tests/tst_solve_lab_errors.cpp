// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "test_program.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

#include <cmath>

class TestSolveLabErrors : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveLabErrors()
        : SolvePage("tst_solve_lab_errors")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

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
        QVERIFY(lab().statusText().contains("line 2, column 4"));
        QVERIFY(!part<ui::ResultsTable>("solve_results")->isEnabled());

        const auto before = solved();
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
        QTRY_VERIFY(lab().results()->job.problem.parameters.size() == 1);
        const auto before = solved();
        type("solve_parameter_rate", "2");
        waitForResult(before);
        QCOMPARE(lab().results()->job.problem.parameters.front().value, 2.0);
        // y' = 1 - 2 y ends near 1/2; the reference is the accurate solution.
        QVERIFY(lab().results()->job.reference == ui::ReferenceKind::Accurate);
        QVERIFY(std::abs(lab().results()->reference.value(5.0, 0) - 0.5) < 1e-4);
    }

    void exactSolutionOfAnotherInitialValueIsNoReference()
    {
        type("solve_y0_1", "0.1");
        QTRY_VERIFY(lab().results()->job.problem.y0.front() == 0.1);
        QVERIFY(lab().results()->job.reference == ui::ReferenceKind::Accurate);
        QVERIFY(part<QLabel>("solve_exact_note")->isVisible());
        type("solve_y0_1", "0");
        QTRY_VERIFY(lab().results()->job.problem.y0.front() == 0.0);
        QVERIFY(lab().results()->job.reference == ui::ReferenceKind::Exact);
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
        QVERIFY(lab().statusText().contains("stopped early"));
        const ui::PlotRange y = chart()->ranges().y;
        QVERIFY2(y.upper < 1e4, "the diverging curve must not set the range");
        QVERIFY(y.upper > 1.0);
        QVERIFY(lab().grab().width() > 0);

        auto* end = banner()->findChild<QPushButton*>("solve_action_2"); // end before the pole
        QVERIFY(end);
        end->click();
        QTRY_VERIFY(lab().results()->job.problem.t1 < 2.0);
    }

    void tooLongAStepIsExplainedByStability()
    {
        part<QCheckBox>("solve_check_rk4")->click();
        solveTyped("-100*(y - cos(t)) - sin(t)", "1", "2");
        QTRY_VERIFY(banner()->isVisible());
        // 1 + 0.05 (-100) = -4; Euler is stable up to 2 / 100.
        QVERIFY(lab().results()->methods[0].diagnosis.has_value());
        QVERIFY(std::abs(lab().results()->methods[0].diagnosis->growth - 4.0) < 1e-6);
        QVERIFY(std::abs(lab().results()->methods[0].diagnosis->safeStep - 0.02) < 1e-6);
        QVERIFY(banner()->text().contains("0.02"));
        const double reference = chart()->ranges().y.upper;
        QVERIFY(reference < 2.0);
        auto* shorter = banner()->findChild<QPushButton*>("solve_action_0");
        QVERIFY(shorter);
        shorter->click();
        QTRY_VERIFY(!banner()->isVisible());
        QCOMPARE(cell(0, Setting), "h = 0.01");
        QVERIFY(lab().results()->methods[0].endError < 1e-3);
    }

    // Euler's line may leave the chart; what comes long after would fill it with strokes.
    void divergingCurveEndsOutsideTheChart()
    {
        part<QCheckBox>("solve_check_rk4")->click();
        solveTyped("-100*(y - cos(t)) - sin(t)", "1", "2");
        const ui::PlotCurve* euler = chart()->curve("euler");
        QVERIFY(euler);
        const ui::PlotRange y = chart()->ranges().y;
        QVERIFY(std::abs(euler->samples->y.back()) > 10.0 * (y.upper - y.lower));
        QVERIFY(euler->samples->x.back() < 0.6);
        QVERIFY(lab().results()->methods[0].failureTime() > 1.2);
    }
};

REGISTER_TEST(TestSolveLabErrors)
#include "tst_solve_lab_errors.moc"
