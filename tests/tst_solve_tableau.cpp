// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "test_program.h"
#include "ui/labs/solve_settings.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_tableau_dialog.h"
#include "ui/labs/solve_text.h"

#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>

#include <cmath>

using ui::Command;

/// A Butcher tableau of the user's own, from the box of solvers to the results.
class TestSolveTableau : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveTableau()
        : SolvePage("tst_solve_tableau")
    {
    }

private:
    ui::TableauDialog* openDialog()
    {
        auto* box = part<ui::ComboBox>("solve_add_solver");
        const int index = box->findText("Your own tableau…");
        emit box->activated(index);
        auto* dialog = lab().findChild<ui::TableauDialog*>();
        if (dialog == nullptr)
            qFatal("no dialog");
        return dialog;
    }
    static QString verdict(ui::TableauDialog* dialog)
    {
        return dialog->findChild<QLabel*>("tableau_verdict")->text();
    }
    static QPushButton* button(ui::TableauDialog* dialog, const char* name)
    {
        return dialog->findChild<QPushButton*>(name);
    }
    static void type(ui::TableauDialog* dialog, const QString& text)
    {
        dialog->findChild<QPlainTextEdit*>("tableau_text")->setPlainText(text);
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void exampleIsRungeKuttaFour()
    {
        auto* dialog = openDialog();
        QVERIFY2(verdict(dialog).startsWith("Found: order 4"), qPrintable(verdict(dialog)));
        const int before = solved();
        button(dialog, "tableau_add")->click();
        waitForResult(before);
        QCOMPARE(rows(), 3);
        QCOMPARE(cell(2, Solver), "My method");
        SolvePage::type("solve_step_mine", "0.25");
        QTRY_COMPARE(cell(2, EndError), cell(1, EndError));
        const auto& methods = lab().results()->methods;
        QVERIFY(methods[2].solution.y == methods[1].solution.y); // the very numbers of rk4
        QVERIFY(ui::commandLineOf(lab().settings().job()).contains("--tableau mine.json"));
    }

    void faultsAreNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << "{"
                                 << "tableau";
        QTest::newRow("key") << R"({"A": [[]], "b": [1], "colour": 1})"
                             << "colour";
        QTest::newRow("sum") << R"({"A": [[]], "b": [2]})"
                             << "b";
        QTest::newRow("size") << R"({"A": [[], [1]], "b": [1]})"
                              << "b";
        QTest::newRow("order") << R"({"order": 2, "A": [[]], "b": [1]})"
                               << "order";
        QTest::newRow("taken") << R"({"id": "rk4", "A": [[]], "b": [1]})"
                               << "is a solver of the program";
    }

    void faultsAreNamed()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        auto* dialog = openDialog();
        type(dialog, text);
        QVERIFY2(verdict(dialog).contains(says), qPrintable(verdict(dialog)));
        QVERIFY(!button(dialog, "tableau_add")->isEnabled());
        type(dialog, R"({"A": [[]], "b": [1]})");
        QVERIFY(verdict(dialog).startsWith("Found: order 1"));
        QVERIFY(button(dialog, "tableau_add")->isEnabled());
    }

    void embeddedMethodsTakeATolerance()
    {
        auto* dialog = openDialog();
        type(dialog, R"({"id": "he", "A": [[], [1]], "b": ["1/2", "1/2"], "bHat": [1, 0]})");
        QVERIFY2(verdict(dialog).contains("Embedded: order 1"), qPrintable(verdict(dialog)));
        const int before = solved();
        button(dialog, "tableau_add")->click();
        waitForResult(before);
        QVERIFY(lab().results()->methods.back().solution.options.adaptive);
        QVERIFY(lab().results()->methods.back().endError < 1.0);
    }

    void undoTakesItAwayAndTheSessionKeepsIt()
    {
        const int before = solved();
        button(openDialog(), "tableau_add")->click();
        waitForResult(before);
        const ui::SolveSettings kept = lab().settings();
        const ui::SolveSettings read = ui::settingsFromJson(ui::settingsToJson(kept));
        QVERIFY(read == kept);
        QVERIFY(lab().commands().testFlag(Command::Undo));
        lab().execute(Command::Undo);
        QTRY_COMPARE(rows(), 2);
        QVERIFY(lab().findChild<QCheckBox*>("solve_check_mine") == nullptr);
        lab().setSettings(read);
        QTRY_COMPARE(rows(), 3);
    }

    void filesAreOpenedAndSaved()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("t.json");
        auto* dialog = openDialog();
        dialog->setFileChooser([&](bool, const QString& suggested) {
            return suggested.isEmpty() ? file : folder.filePath(suggested);
        });
        button(dialog, "tableau_save")->click();
        QVERIFY(QFile::exists(folder.filePath("mine.json")));
        QVERIFY(QFile::rename(folder.filePath("mine.json"), file));
        type(dialog, "{}");
        button(dialog, "tableau_open")->click();
        QVERIFY(verdict(dialog).startsWith("Found: order 4"));
    }

    void stiffProblemsOfferAStiffMethod()
    {
        solveTyped("-2000*(y - cos(t))", "1", "1");
        auto* offer = lab().findChild<QPushButton*>("solve_action_4");
        QVERIFY(offer != nullptr);
        const int before = solved();
        offer->click();
        waitForResult(before);
        QTRY_VERIFY(lab().results()->methods.back().solution.method->id == "radau-iia3");
        QVERIFY(lab().results()->methods.back().reachedEnd());
    }
};

REGISTER_TEST(TestSolveTableau)
#include "tst_solve_tableau.moc"
