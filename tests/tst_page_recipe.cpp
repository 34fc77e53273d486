// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe_window.h"
#include "test_program.h"

#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"
#include "ui/labs/solve_view.h"

#include <nlohmann/json.hpp>

/// Every file that a page writes brings the page back.
class TestPageRecipe : public QObject, private RecipeWindow {
    Q_OBJECT

public:
    TestPageRecipe()
        : RecipeWindow("tst_page_recipe")
    {
    }

private slots:
    void initTestCase()
    {
        QSettings().clear();
        open();
    }
    void cleanupTestCase() { close(); }

    void recipesReadBack()
    {
        const ui::PageRecipe recipe { "solve", "phase", R"({"name":"a--b – “c”\n"})", "9.9" };
        const std::string line = ui::toJson(recipe);
        QVERIFY2(line.find("--") == line.npos && line.find('\n') == line.npos, line.c_str());
        QVERIFY(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }));
        QCOMPARE(ui::pageRecipeFromJson(line), recipe);
        for (const char* suffix : { "csv", "tex", "md" }) {
            const QString comments = ui::asComments(
                ui::withPage({ { "Solver", "rk4\nsecond line" } }, recipe), suffix);
            for (const QString& one : comments.split('\n', Qt::SkipEmptyParts))
                QVERIFY2(one.startsWith("# ") || one.startsWith("% ")
                        || (one.startsWith("<!-- ") && one.endsWith(" -->")),
                    qPrintable(one));
            write(QString("t.") + suffix, (comments + "a,b\n1,2\n").toUtf8());
            const auto found = ui::readRecipe(m_folder.filePath(QString("t.") + suffix));
            QVERIFY(found);
            QCOMPARE(found->settings, recipe.settings);
            QCOMPARE(found->view, recipe.view);
            QCOMPARE(found->folder, m_folder.path());
        }
    }

    void solveComesBack_data()
    {
        QTest::addColumn<QString>("tab");
        for (const char* tab :
            { "trajectory", "step-through", "error", "all-four", "phase", "stability" })
            QTest::newRow(tab) << tab;
    }

    void solveComesBack()
    {
        QFETCH(QString, tab);
        auto& lab = page<ui::SolveLab>("solve");
        window().showLab("solve");
        ui::SolveSettings settings = lab.settings();
        settings.problem = solvers::problemById("lotka-volterra");
        settings.problem.parameters[0].value = 1.25;
        settings.problem.y0 = { 1.5, 0.75 };
        settings.problem.t1 = 8.5;
        for (ui::SolverSetting& solver : settings.solvers) {
            solver.ticked = solver.id == "heun" || solver.id == "dopri5";
            solver.adaptive = solver.id == "dopri5";
            solver.step = 0.0625;
            solver.tolerance = 3e-5;
        }
        settings.maxSteps = 54321;
        settings.reference = ui::ReferenceKind::None;
        lab.setSettings(settings);
        lab.solve();
        QVERIFY(lab.showTab(tab));
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        if (tab == "phase") {
            auto state = nlohmann::ordered_json::parse(lab.view()->state());
            state["launches"].push_back(
                { { "start", { 2.0, 0.5 } }, { "backward", true }, { "solver", "rk4" },
                    { "adaptive", false }, { "step", 0.05 }, { "tolerance", 1e-6 } });
            lab.view()->setState(state.dump());
            QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        }
        comesBack(
            lab, [&] { return text(lab.recipeSettings()); },
            [&] {
                lab.showTab("trajectory");
                lab.restoreDefaults();
                lab.solve();
            },
            { "png", "svg", "pdf" });
    }

    void tablesOfSolveComeBack()
    {
        auto& lab = page<ui::SolveLab>("solve");
        window().showLab("solve");
        lab.showTab("trajectory");
        lab.setProblem(solvers::problemById("van-der-pol"));
        lab.solve();
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        const QString wanted = text(lab.recipeSettings());
        QStringList files;
        lab.setFileChooser([&](bool, const QString& suggested) {
            files << m_folder.filePath(QFileInfo(suggested).fileName());
            return files.back();
        });
        lab.execute(ui::Command::ExportData); // trajectories.csv
        for (const char* name : { "solve_csv", "solve_latex" })
            partOf<QPushButton>(lab, name)->click();
        QVERIFY2(files.size() == 3, qPrintable(files.join(' ')));
        for (const QString& file : std::as_const(files)) {
            lab.restoreDefaults();
            lab.solve();
            QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
            QVERIFY(text(lab.recipeSettings()) != wanted);
            window().openFile(file);
            QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
            QCOMPARE(text(lab.recipeSettings()), wanted);
        }
        lab.setFileChooser({});
        // Undo leads back to what was there before the file was opened.
        lab.execute(ui::Command::Undo);
        QCOMPARE(lab.problem().id, solvers::problems().front().id);
    }

    /// What cannot be opened changes nothing, and the window says why.
    void otherFilesSaySo_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const QByteArray& content, const char* told) {
            QTest::newRow(name) << QString(name) << content << QString(told);
        };
        row("foreign.pdf", "%PDF-1.4\nstream\nxyz\nendstream\n", "carries no recipe");
        row("foreign.tex", "\\begin{tabular}{l}", "carries no recipe");
        row("newer.csv",
            "# Separatrix: {\"separatrix\":\"7.5\",\"format\":3,\"page\":\"solve\"}\na,b\n",
            "written by Separatrix 7.5 in a form (3)");
        row("page.csv",
            "# Separatrix: {\"separatrix\":\"7.5\",\"format\":1,\"page\":\"quantum\",\"view\":\"\","
            "\"settings\":{}}\n",
            "“quantum”");
        row("settings.csv",
            "# Separatrix: {\"separatrix\":\"7.5\",\"format\":1,\"page\":\"solve\",\"view\":\"\","
            "\"settings\":{\"version\":99}}\n",
            "settings of another version");
        row("damaged.csv", "# Separatrix: {\"separatrix\":\"0.1\",\"form\n", "damaged");
        row("tolerances.csv",
            "# recipe: {\"problem\":{\"rhs\":[\"-y\"],\"y0\":[1]},\"solutions\":[{\"solver\":"
            "\"dopri5\",\"step\":null,\"rtol\":1e-6,\"atol\":1e-9}]}\n",
            "one tolerance for both");
        row("letter.txt", "Dear Sir", "cannot be opened here");
    }

    void otherFilesSaySo()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, told);
        write(name, content);
        auto& lab = page<ui::SolveLab>("solve");
        window().showLab("solve");
        lab.restoreDefaults();
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        const auto before = lab.settings();
        window().openFile(m_folder.filePath(name));
        QVERIFY2(status().contains(told) && status().contains(name), qPrintable(status()));
        QCOMPARE(lab.settings(), before);
    }

    /// What `solve --csv FILE --recipe`, --npz and --plot say: problem and solvers come back.
    void trajectoriesOfTheCommandLineOpen()
    {
        auto& lab = page<ui::SolveLab>("solve");
        write("cli.csv",
            "# recipe: {\"problem\":{\"name\":\"Mine\",\"rhs\":[\"-k*y\"],\"y0\":[2],\"t0\":0,"
            "\"t1\":3,\"parameters\":{\"k\":0.5}},\"solutions\":[{\"solver\":\"rk4\",\"step\":0.2,"
            "\"rtol\":null,\"atol\":null},{\"solver\":\"tsit5\",\"step\":null,\"rtol\":1e-7,"
            "\"atol\":1e-7}],\"version\":\"0.1.0\"}\nsolver,t,y1\n");
        window().openFile(m_folder.filePath("cli.csv"));
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        QCOMPARE(lab.problem().name, std::string("Mine"));
        QCOMPARE(lab.problem().parameters[0].value, 0.5);
        QStringList ticked;
        for (const ui::SolverSetting& solver : lab.settings().solvers)
            if (solver.ticked)
                ticked << QString("%1 %2")
                              .arg(text(solver.id))
                              .arg(solver.adaptive ? solver.tolerance : solver.step);
        QCOMPARE(ticked, QStringList({ "rk4 0.2", "tsit5 1e-07" }));

        // A problem of the catalogue is known again.
        solvers::Problem listed = solvers::problemById("lotka-volterra");
        listed.t1 = 4.5;
        write("listed.csv",
            "# recipe: {\"problem\":"
                + QByteArray::fromStdString(
                    nlohmann::ordered_json::parse(solvers::problemToJson(listed)).dump())
                + ",\"solutions\":[]}\nsolver,t,y1,y2\n");
        window().openFile(m_folder.filePath("listed.csv"));
        QCOMPARE(lab.problem().id, std::string("lotka-volterra"));
        QCOMPARE(lab.problem().t1, 4.5);
    }
};

REGISTER_TEST(TestPageRecipe)
#include "tst_page_recipe.moc"
