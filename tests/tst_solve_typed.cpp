// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/labs/solve_expression_fault.h"
#include "ui/labs/solve_parameters_editor.h"
#include "ui/labs/solve_text.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QToolButton>

using ui::Command;

class TestSolveTyped : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveTyped()
        : SolvePage("tst_solve_typed")
    {
    }

private:
    void write(const QString& editor, const QString& text)
    {
        auto* field = part<QPlainTextEdit>(editor);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    QString message() const { return part<QLabel>("solve_definitions_message")->text(); }

    /// y1' = y2, y2' = -s y1 with s = k^2, typed.
    void typeOscillator()
    {
        pickCustom();
        part<QPlainTextEdit>("solve_exact")->clear();
        part<QPlainTextEdit>("solve_definitions")->setPlainText("s = 4");
        part<QPlainTextEdit>("solve_expression")->setPlainText("y2; -s*y1");
        QTRY_COMPARE(lab().problem().dim(), std::size_t { 2 });
        QTRY_COMPARE(lab().problem().definitions.size(), std::size_t { 1 });
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void definitionsAreFoundAndNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << "" << 0 << 0 << "";
        QTest::newRow("two") << "r = sqrt(y1^2 + y2^2)\ns = k*r" << 0 << 0 << "";
        QTest::newRow("semicolon") << "r = y1; s = r" << 0 << 0 << "";
        QTest::newRow("no equals sign") << "r = y1\n  s" << 2 << 3 << "=";
        QTest::newRow("no name") << " = y1" << 1 << 2 << "name";
        QTest::newRow("no expression") << "r =" << 1 << 3 << "no expression";
        QTest::newRow("unknown function") << "r = y1\ns = sn(r)" << 2 << 5 << "sn";
        QTest::newRow("used before it is there") << "s = r\nr = y1" << 1 << 5 << "r";
        QTest::newRow("twice") << "r = y1\nr = y2" << 2 << 1 << "taken";
        QTest::newRow("a state") << "y1 = 3" << 1 << 1 << "taken";
        QTest::newRow("a function") << "sin = 3" << 1 << 1 << "function";
        QTest::newRow("no name at all") << "2r = 3" << 1 << 1 << "not a name";
    }

    void definitionsAreFoundAndNamed()
    {
        QFETCH(QString, text);
        QFETCH(int, line);
        QFETCH(int, column);
        QFETCH(QString, says);
        const auto fault = ui::findDefinitionFault(text, { "y1", "y2", "t", "k" });
        QCOMPARE(fault.has_value(), line > 0);
        if (!fault)
            return;
        QCOMPARE(fault->line, line);
        QCOMPARE(fault->column, column);
        QVERIFY2(fault->message.contains(says), qPrintable(fault->message));
    }

    void definitionsTextReadsBack()
    {
        const std::vector<solvers::NamedExpression> all { { "r", "y1 + 1" }, { "s", "r^2" } };
        QVERIFY(ui::definitionsOf(ui::definitionsText(all)) == all);
    }

    void aDefinitionIsSolvedWith()
    {
        typeOscillator();
        type("solve_y0_1", "1");
        type("solve_y0_2", "0");
        QTRY_VERIFY(lab().results()->job.problem.definitions.size() == 1
            && lab().results()->job.problem.y0 == lab().problem().y0);
        // y1 = cos 2t at t = 5; Runge-Kutta 4 with h = 0.25 is off by about 1e-2.
        const ui::MethodResult& rk4 = lab().results()->methods[1];
        QVERIFY(std::abs(*(rk4.solution.y.end() - 2) - std::cos(10.0)) < 0.05);
        QVERIFY(std::abs(lab().results()->reference.value(5.0, 0) - std::cos(10.0)) < 1e-9);
        const QString command = ui::commandLineOf(lab().settings().job());
        QVERIFY2(command.contains("y2; -(4)*y1"), qPrintable(command)); // it has no definitions
    }

    void aFaultyDefinitionIsMarkedAndRepaired()
    {
        typeOscillator();
        write("solve_definitions", "s = sqr(4)");
        QTRY_VERIFY(part<QLabel>("solve_definitions_message")->isVisible());
        QVERIFY2(message().contains("Line 1, column 5"), qPrintable(message()));
        QVERIFY(!part<QPushButton>("solve_run")->isEnabled());
        auto* repair = part<QPushButton>("solve_definitions_repair");
        QVERIFY(repair->isVisible());
        QTest::mouseClick(repair, Qt::LeftButton);
        QTRY_COMPARE(lab().problem().definitions.front().expression, std::string("sqrt(4)"));
        QVERIFY(part<QPushButton>("solve_run")->isEnabled());
    }

    void aDefinitionThatIsUsedCannotJustGo()
    {
        typeOscillator();
        part<QPlainTextEdit>("solve_definitions")->clear();
        QTRY_VERIFY(part<QLabel>("solve_expression_message")->isVisible());
        QVERIFY(part<QLabel>("solve_expression_message")->text().contains("s"));
        QCOMPARE(lab().problem().definitions.size(), std::size_t { 1 }); // the last valid one
    }

    void parametersAreAddedRenamedRangedAndRemoved()
    {
        pickCustom();
        QTest::mouseClick(part<QPushButton>("solve_parameters_edit"), Qt::LeftButton);
        QTest::mouseClick(part<QPushButton>("solve_parameter_add"), Qt::LeftButton);
        // However many editors: the inspector is never wider than its place.
        const auto* content = part<QScrollArea>("solve_inspector_scroll")->widget();
        QTRY_VERIFY(content->width() <= 304 && content->minimumSizeHint().width() <= 304);
        QCOMPARE(lab().problem().parameters.size(), std::size_t { 1 });
        QCOMPARE(lab().problem().parameters[0].name, std::string("a"));
        part<QPlainTextEdit>("solve_exact")->clear();
        part<QPlainTextEdit>("solve_expression")->setPlainText("-a*y + sin(a*t)");
        QTRY_COMPARE(lab().problem().rhs.front(), std::string("-a*y + sin(a*t)"));
        QVERIFY(!part<QToolButton>("solve_parameter_remove_a")->isEnabled()); // it is used

        auto* name = part<QLineEdit>("solve_parameter_name_a");
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, "sin");
        QVERIFY(part<QLabel>("solve_parameters_message")->isVisible());
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(name->text(), "a"); // the last good name
        name->selectAll();
        QTest::keyClicks(name, "rate");
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(lab().problem().rhs.front(), std::string("-rate*y + sin(rate*t)"));
        QCOMPARE(lab().commandText(Command::Undo), "&Undo right-hand side");

        type("solve_parameter_from_rate", "0");
        type("solve_parameter_to_rate", "4");
        auto* slider = part<QSlider>("solve_parameter_slider_rate");
        slider->setValue(slider->maximum());
        QCOMPARE(lab().problem().parameters[0].value, 4.0);

        part<QPlainTextEdit>("solve_expression")->setPlainText("-y");
        QTRY_VERIFY(part<QToolButton>("solve_parameter_remove_rate")->isEnabled());
        QTest::mouseClick(part<QToolButton>("solve_parameter_remove_rate"), Qt::LeftButton);
        QVERIFY(lab().problem().parameters.empty());
        QVERIFY(!lab().findChild<QSlider*>("solve_parameter_slider_rate"));
        lab().execute(Command::Undo);
        QCOMPARE(lab().problem().parameters.size(), std::size_t { 1 });
    }

    void aNameIsReplacedOnlyWhereItStandsAlone()
    {
        QCOMPARE(
            ui::withWordReplaced("a*exp(a)+a1+ba+2a", "a", "k"), std::string("k*exp(k)+a1+ba+2a"));
        QCOMPARE(ui::withWordReplaced("e*1e5", "e", "(2)"), std::string("(2)*1e5"));
        solvers::Problem problem = solvers::problems().front();
        problem.parameters = { { "k", 1.0, 0.0, 0.0 } };
        QVERIFY(!ui::usesName(problem, "k"));
        problem.event = "y - k";
        QVERIFY(ui::usesName(problem, "k"));
        QCOMPARE(ui::withRenamedParameter(problem, "k", "level").event, std::string("y - level"));
    }

    void anEventIsShown()
    {
        QVERIFY(!part<QLabel>("solve_event")->isVisible());
        int shown = 0;
        for (const solvers::Problem& problem : solvers::problems()) {
            if (problem.event.empty())
                continue;
            lab().setProblem(problem);
            auto* label = part<QLabel>("solve_event");
            QVERIFY(label->isVisible());
            QVERIFY(label->text().startsWith("Event: " + ui::fromCore(problem.event) + " = 0"));
            ++shown;
        }
        QVERIFY(shown > 0);
    }

    // Initial values that the catalogue ties to a parameter follow it.
    void tiedInitialValuesFollowTheirParameter()
    {
        int tied = 0;
        for (const solvers::Problem& problem : solvers::problems()) {
            if (problem.startTexts.empty() || problem.parameters.empty())
                continue;
            lab().setProblem(problem);
            const solvers::ProblemParameter& first = problem.parameters.front();
            solvers::Problem wanted = problem;
            const double value = 0.5 * (first.value + first.largest);
            wanted.setParameter(first.name, value);
            part<ui::NumberSpinBox>("solve_parameter_" + ui::fromCore(first.name))->setValue(value);
            QVERIFY2(lab().problem() == wanted, problem.id.c_str());
            QVERIFY2(ui::commandLineOf(lab().settings().job())
                         .contains("--problem " + ui::fromCore(problem.id)),
                problem.id.c_str());
            ++tied;
        }
        QVERIFY(tied > 0);
    }

    void stiffProblemsHaveAnImplicitReference()
    {
        for (const solvers::Problem& problem : solvers::problems()) {
            QCOMPARE(solvers::referenceMethod(problem).id,
                problem.stiff ? std::string_view("radau-iia3") : std::string_view("dopri5"));
            if (!problem.stiff)
                continue;
            lab().setProblem(problem);
            auto* reference = part<ui::ComboBox>("solve_reference");
            QVERIFY(reference->findText("Radau IIA 5, tol 10⁻¹²") >= 0);
        }
    }
};

REGISTER_TEST(TestSolveTyped)
#include "tst_solve_typed.moc"
