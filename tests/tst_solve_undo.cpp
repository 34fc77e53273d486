// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/main_window.h"

#include <QAction>
#include <QCheckBox>
#include <QSlider>
#include <QStyleOptionSlider>

using ui::Command;

class TestSolveUndo : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveUndo()
        : SolvePage("tst_solve_undo")
    {
    }

private:
    /// As the mouse does: press on the handle, move it in steps, let go.
    static void drag(QSlider* slider, int pixels)
    {
        QStyleOptionSlider option;
        option.initFrom(slider);
        option.orientation = Qt::Horizontal;
        option.minimum = slider->minimum();
        option.maximum = slider->maximum();
        option.sliderPosition = slider->sliderPosition();
        option.sliderValue = slider->value();
        const QPoint from
            = slider->style()
                  ->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, slider)
                  .center();
        QTest::mousePress(slider, Qt::LeftButton, {}, from);
        QVERIFY(slider->isSliderDown());
        for (int part = 1; part <= 4; ++part) {
            const QPointF at = from + QPointF(pixels * part / 4.0, 0);
            QMouseEvent move(QEvent::MouseMove, at, slider->mapToGlobal(at), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(slider, &move);
        }
        QTest::mouseRelease(slider, Qt::LeftButton, {}, from + QPoint(pixels, 0));
    }

    void undo() { lab().execute(Command::Undo); }
    bool canUndo() const { return lab().commands().testFlag(Command::Undo); }
    bool canRedo() const { return lab().commands().testFlag(Command::Redo); }
    double step(const std::string& id) const
    {
        for (const ui::SolverSetting& solver : lab().settings().solvers)
            if (solver.id == id)
                return solver.step;
        return 0.0;
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void typingANumberIsOneStep()
    {
        QVERIFY(!canUndo());
        const ui::SolveSettings first = lab().settings();
        type("solve_step_euler", "0.125"); // 0.1, 0.12, 0.125: three changes
        const ui::SolveSettings second = lab().settings();
        QCOMPARE(step("euler"), 0.125);
        type("solve_step_euler", "0.5");
        QCOMPARE(lab().commandText(Command::Undo), "&Undo step size of Euler");
        undo();
        QVERIFY(lab().settings() == second);
        QCOMPARE(part<ui::NumberSpinBox>("solve_step_euler")->value(), 0.125);
        undo();
        QVERIFY(lab().settings() == first);
        QVERIFY(!canUndo());
        QCOMPARE(lab().commandText(Command::Redo), "&Redo step size of Euler");
        lab().execute(Command::Redo);
        QVERIFY(lab().settings() == second);
        QTRY_COMPARE(cell(0, Setting), "h = 0.125"); // solved again as well
    }

    void aDragIsOneStep()
    {
        part<ui::ComboBox>("solve_problem")->selectData("lotka-volterra");
        auto* slider = part<QSlider>("solve_parameter_slider_a");
        const double first = lab().problem().parameters[0].value;
        drag(slider, 20);
        const double second = lab().problem().parameters[0].value;
        QVERIFY(second > first);
        drag(slider, 20);
        QVERIFY(lab().problem().parameters[0].value > second);
        QCOMPARE(lab().commandText(Command::Undo), "&Undo parameter a");
        undo();
        QCOMPARE(lab().problem().parameters[0].value, second);
        QCOMPARE(part<QSlider>("solve_parameter_slider_a"), slider); // it stays, with its focus
        undo();
        QCOMPARE(lab().problem().parameters[0].value, first);
        QCOMPARE(lab().commandText(Command::Undo), "&Undo problem");
        undo();
        QCOMPARE(lab().problem().id, solvers::problems().front().id);
        QVERIFY(!canUndo());
    }

    void everySettingComesBack()
    {
        const ui::SolveSettings first = lab().settings();
        type("solve_y0_1", "0.5");
        QCOMPARE(lab().commandText(Command::Undo), "&Undo initial value of y");
        type("solve_t1", "4");
        QCOMPARE(lab().commandText(Command::Undo), "&Undo end of the interval");
        part<QCheckBox>("solve_check_dopri5")->click();
        QCOMPARE(lab().commandText(Command::Undo), "&Undo ticking Dormand–Prince");
        auto* others = part<ui::ComboBox>("solve_add_solver");
        others->selectData("gauss2");
        emit others->activated(others->currentIndex());
        QCOMPARE(lab().commandText(Command::Undo), "&Undo adding Gauss 4");
        auto* reference = part<ui::ComboBox>("solve_reference");
        reference->selectData(static_cast<int>(ui::ReferenceKind::None));
        emit reference->activated(reference->currentIndex());
        QCOMPARE(lab().commandText(Command::Undo), "&Undo reference");
        const ui::SolveSettings last = lab().settings();
        for (int i = 0; i < 5; ++i)
            undo();
        QVERIFY(!canUndo());
        QVERIFY(lab().settings() == first);
        QVERIFY(!lab().findChild<QCheckBox*>("solve_check_gauss2"));
        for (int i = 0; i < 5; ++i)
            lab().execute(Command::Redo);
        QVERIFY(!canRedo());
        QVERIFY(lab().settings() == last);
        QVERIFY(part<QCheckBox>("solve_check_gauss2")->isChecked());
    }

    void thereAndBackIsNoStep()
    {
        auto* field = part<ui::NumberSpinBox>("solve_step_euler");
        field->setFocus();
        QTest::keyClick(field, Qt::Key_Up);
        QVERIFY(canUndo());
        QTest::keyClick(field, Qt::Key_Down);
        QCOMPARE(step("euler"), 0.05);
        QVERIFY(!canUndo());
    }

    void defaultsAreOneStep()
    {
        type("solve_step_euler", "0.125");
        part<QCheckBox>("solve_check_heun")->click();
        const ui::SolveSettings before = lab().settings();
        lab().execute(Command::Defaults);
        QCOMPARE(step("euler"), 0.05);
        undo();
        QVERIFY(lab().settings() == before);
    }

    void aFaultyTextGoesFirst()
    {
        pickCustom();
        auto* editor = part<QPlainTextEdit>("solve_expression");
        editor->setPlainText("-2*y");
        QTRY_COMPARE(lab().problem().rhs.front(), std::string("-2*y"));
        editor->setPlainText("-2*y + sn(t)");
        QTRY_COMPARE(lab().commandText(Command::Undo), "&Undo faulty expression");
        undo();
        QCOMPARE(editor->toPlainText(), "-2*y");
        QCOMPARE(lab().commandText(Command::Undo), "&Undo right-hand side");
        undo();
        QVERIFY(lab().problem().rhs.front() != "-2*y");
    }

    void savingKeepsTheSteps()
    {
        type("solve_step_euler", "0.125");
        QTemporaryDir folder;
        lab().setFileChooser([&](bool, const QString&) { return folder.filePath("problem.json"); });
        lab().execute(Command::Save);
        QVERIFY(canUndo());
    }

    // Ctrl+Z as the window hands it out: to the text that is typed in, else to the page.
    void anEditorKeepsItsOwnUndo()
    {
        close();
        ui::MainWindow window(theme());
        auto* page = new ui::SolveLab(theme());
        window.addLab(page);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        page->findChild<ui::ComboBox*>("solve_problem")->selectData(QString());
        auto* editor = page->findChild<QPlainTextEdit*>("solve_expression");
        const QString shipped = editor->toPlainText();
        editor->setFocus();
        editor->selectAll();
        QTest::keyClicks(editor, "-y");
        QTRY_COMPARE(page->problem().rhs.front(), std::string("-y"));
        auto* action = window.findChild<QAction*>(
            QStringLiteral("command_%1").arg(static_cast<unsigned>(Command::Undo)));
        QCOMPARE(action->text(), "&Undo right-hand side");
        for (int i = 0; i < 4 && editor->document()->isUndoAvailable(); ++i)
            QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(editor->toPlainText(), shipped);
        QTRY_VERIFY(page->problem().rhs.front() != "-y");
        QCOMPARE(action->text(), "&Undo problem"); // the editor's change is gone again
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier); // nothing left to undo in it
        QCOMPARE(page->problem().id, solvers::problems().front().id);

        auto* field = page->findChild<ui::NumberSpinBox*>("solve_step_euler");
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, "0.2");
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(field->value(), 0.05);
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(field->value(), 0.2);
    }
};

REGISTER_TEST(TestSolveUndo)
#include "tst_solve_undo.moc"
