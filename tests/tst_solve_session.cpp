// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/main_window.h"

#include <QCheckBox>

using ui::Command;

class TestSolveSession : public QObject, private SolvePage {
    Q_OBJECT

    const QString m_key = QStringLiteral("solve/session");

public:
    TestSolveSession()
        : SolvePage("tst_solve_session")
    {
    }

private slots:
    void init()
    {
        QSettings().clear();
        if (qstrcmp(QTest::currentTestFunction(), "everyProblemOfTheCatalogueReadsBack") != 0)
            open();
    }
    void cleanup() { close(); }

    void everyProblemOfTheCatalogueReadsBack_data()
    {
        QTest::addColumn<std::string>("id");
        for (const solvers::Problem& problem : solvers::problems())
            QTest::newRow(problem.id.c_str()) << problem.id;
    }

    void everyProblemOfTheCatalogueReadsBack()
    {
        QFETCH(std::string, id);
        ui::SolveSettings settings { solvers::problemById(id), ui::SolverList::defaults() };
        settings.problem.t1 *= 0.37;
        for (solvers::ProblemParameter& parameter : settings.problem.parameters)
            parameter.value += 1.0 / 3.0;
        settings.reference = ui::ReferenceKind::None;
        settings.maxSteps = 12345;
        QVERIFY(ui::settingsFromJson(ui::settingsToJson(settings)) == settings);
        settings.problem.id.clear(); // the user's own: definitions, event and ranges stay
        settings.problem.rhs.front() += " + 0";
        const ui::SolveSettings back = ui::settingsFromJson(ui::settingsToJson(settings));
        QVERIFY(back.problem.parameters == settings.problem.parameters);
        QVERIFY(back.problem.definitions == settings.problem.definitions);
        QVERIFY(back.problem.rhs == settings.problem.rhs);
        QVERIFY(back.problem.event == settings.problem.event);
    }

    void settingsComeBackWithTheWindow()
    {
        close();
        ui::SolveSettings left;
        {
            ui::MainWindow window(theme());
            auto* page = new ui::SolveLab(theme());
            window.addLab(page);
            window.restore();
            window.show();
            page->setProblem(solvers::problemById("lotka-volterra"));
            page->findChild<ui::NumberSpinBox*>("solve_parameter_a")->setValue(1.25);
            page->findChild<QCheckBox*>("solve_check_dopri5")->click();
            left = page->settings();
            window.close();
        }
        ui::MainWindow window(theme());
        auto* page = new ui::SolveLab(theme());
        window.addLab(page);
        window.restore();
        QVERIFY(page->settings() == left);
        QVERIFY(page->findChild<QCheckBox*>("solve_check_dopri5")->isChecked());
        QVERIFY(!page->commands().testFlag(Command::Undo)); // restoring is no step
        page->execute(Command::Defaults);
        QCOMPARE(page->problem().id, solvers::problems().front().id);
    }

    void aChangeIsWrittenSoonAndNotOnlyAtTheEnd()
    {
        lab().restoreSession();
        type("solve_step_euler", "0.125");
        QTRY_VERIFY(QSettings().value(m_key).toString().contains("0.125"));
    }

    void aPageWithoutASessionLeavesNone()
    {
        type("solve_step_euler", "0.125");
        close();
        QVERIFY(!QSettings().contains(m_key));
    }

    void brokenSettingsAreIgnored_data()
    {
        QTest::addColumn<QString>("stored");
        QTest::newRow("no JSON") << "{\"version\": 1, ";
        QTest::newRow("a list") << "[1, 2]";
        QTest::newRow("another version") << "{\"version\": 99}";
        QTest::newRow("nothing in it") << "{\"version\": 1}";
        const std::string good = ui::settingsToJson(
            { solvers::problems().front(), { { "euler", true, false, 0.1, 1e-4 } } });
        const QString text = QString::fromStdString(good);
        const auto changed = [&](const char* from, const char* to) {
            QString broken = text;
            if (!broken.contains(from))
                qFatal("%s is not in %s", from, good.c_str());
            return broken.replace(from, to);
        };
        QTest::newRow("unknown solver") << changed("\"solver\":\"euler\"", "\"solver\":\"eular\"");
        QTest::newRow("negative step") << changed("\"step\":0.1", "\"step\":-0.1");
        QTest::newRow("text for a number") << changed("\"step\":0.1", "\"step\":\"0.1\"");
        QTest::newRow("adaptive Euler") << changed("\"adaptive\":false", "\"adaptive\":true");
        QTest::newRow("unknown reference")
            << changed("\"reference\":\"exact\"", "\"reference\":\"best\"");
        QTest::newRow("broken expression") << changed("exp(", "ex(");
    }

    void brokenSettingsAreIgnored()
    {
        QFETCH(QString, stored);
        const ui::SolveSettings shipped = lab().settings();
        QSettings().setValue(m_key, stored);
        lab().restoreSession();
        QVERIFY(lab().settings() == shipped);
        QVERIFY2(lab().statusText().startsWith("The settings of last time could not be read"),
            qPrintable(lab().statusText()));
        lab().solve();
        waitForResult(1); // the sentence outlives the solve that follows the start
        QVERIFY(lab().statusText().startsWith("The settings of last time could not be read"));
        type("solve_step_euler", "0.125");
        QTRY_VERIFY(lab().statusText().startsWith("Solved 2 methods"));
    }
};

REGISTER_TEST(TestSolveSession)
#include "tst_solve_session.moc"
