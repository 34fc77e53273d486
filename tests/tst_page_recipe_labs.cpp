// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe_window.h"
#include "small_data_set.h"
#include "test_program.h"

#include "nn/training/options_json.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_form.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/gradients_view.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/runs_lab.h"
#include "ui/labs/train_form.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/digit_canvas.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/workers/run_shelf.h"

#include <nlohmann/json.hpp>

#include <QCheckBox>

/// The pages beside Solve: what they export brings them back.
class TestPageRecipeLabs : public QObject, private RecipeWindow {
    Q_OBJECT

public:
    TestPageRecipeLabs()
        : RecipeWindow("tst_page_recipe_labs")
    {
    }

private slots:
    void initTestCase()
    {
        QSettings().clear();
        open();
    }
    void cleanupTestCase() { close(); }

    void depthComesBack()
    {
        auto& lab = page<ui::DepthLab>("depth");
        window().showLab("depth");
        QVERIFY(lab.showTab("blocks"));
        ui::DepthSettings settings = lab.settings();
        settings.stack.blocks = 7;
        settings.stack.depth = 2.5;
        settings.solver = "heun";
        settings.inputs = ui::DepthInputs::Random;
        settings.inputSeed = 77;
        lab.setSettings(settings);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy() && lab.study(), kLessonWait);
        comesBack(
            lab, [&] { return text(lab.recipeSettings()); },
            [&] { lab.execute(ui::Command::Defaults); }, { "png", "svg" });
    }

    void gradientsComeBack()
    {
        auto& lab = page<ui::GradientsLab>("gradients");
        window().showLab("gradients");
        ui::GradientsSettings settings = lab.settings();
        settings.problem.parameters[0].value *= 1.5;
        settings.forward.step = 0.125;
        settings.methods = { "adjoint", "checkpointed" };
        settings.checkpoints = 3;
        lab.setSettings(settings);
        lab.compute();
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        comesBack(
            lab, [&] { return text(lab.recipeSettings()); },
            [&] {
                lab.restoreDefaults();
                lab.compute();
            });
        const QString table = m_folder.filePath("gradients.csv");
        lab.setFileChooser([&](const QString&) { return table; });
        lab.execute(ui::Command::ExportData);
        lab.setFileChooser({});
        QVERIFY(contentOf(table).contains("\nmethod,"));
        lab.restoreDefaults();
        window().openFile(table);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        QCOMPARE(lab.settings(), settings);
    }

    void runsComeBack()
    {
        auto& lab = page<ui::RunsLab>("runs");
        window().showLab("runs");
        QTRY_VERIFY_WITH_TIMEOUT(lab.shelf().wasRead() && !lab.isBusy(), kLessonWait);
        auto json = nlohmann::ordered_json::parse(lab.recipeSettings());
        const auto ticked = json["ticked"];
        QVERIFY(ticked.size() > 1);
        json["ticked"].erase(0);
        json["quantity"] = "loss";
        json["recipe"]["epochs"] = 13;
        lab.openRecipe({ "runs", "table", json.dump(), "1" });
        QVERIFY(lab.showTab("table"));
        comesBack(
            lab, [&] { return text(lab.recipeSettings()); },
            [&] {
                auto other = json;
                other["ticked"].erase(0);
                other["recipe"]["epochs"] = 3;
                lab.openRecipe({ "runs", "table", other.dump(), "1" });
            });
        // Runs of somebody else's folder are named.
        json["ticked"].push_back("nowhere-7");
        lab.openRecipe({ "runs", "table", json.dump(), "1" });
        QString told;
        for (const ui::Banner* banner : lab.findChildren<ui::Banner*>())
            if (banner->isVisible())
                told += banner->text();
        QVERIFY2(told.contains("nowhere-7"), qPrintable(told));
        for (const char* suffix : { "md", "csv", "tex" }) {
            const QString file = m_folder.filePath(QString("table1.") + suffix);
            lab.files().setSaveChooser([&](const QString&) { return file; });
            partOf<QAction>(lab, QString("runs_save_") + suffix)->trigger();
            const auto found = ui::readRecipe(file);
            QVERIFY2(found && found->page == "runs", suffix);
        }
        lab.files().setSaveChooser({});
    }

    void trainingComesBack()
    {
        const SmallDataSet data(32, 16);
        auto& lab = page<ui::TrainLab>("train");
        window().showLab("train");
        QVERIFY(lab.showTab("monitor"));
        nn::TrainingOptions options = ui::TrainForm::defaults();
        options.dataDirectory = data.folder();
        options.model.model = "rknet";
        options.model.solver = "heun";
        options.model.step = 1.0;
        options.model.gradient = "backprop";
        options.trainImages = 32;
        options.testImages = 16;
        options.batch = 8;
        options.epochs = 1;
        options.learningRate = 3e-3;
        options.seed = 91;
        lab.form().setOptions(options);
        const auto settings = [&] { return text(nn::toJson(lab.form().options()).dump()); };
        lab.start();
        QTRY_VERIFY_WITH_TIMEOUT(
            !lab.run().isOpen() && lab.run().progress().steps() == 4, kLessonWait);
        comesBack(lab, settings, [&] { lab.form().setOptions(ui::TrainForm::defaults()); },
            { "png", "pdf" });

        // The digit that was drawn, read by the run that is still there.
        QVERIFY(lab.showTab("draw"));
        std::vector<float> ink(784, 0.0F);
        for (int row = 5; row < 23; ++row)
            ink[std::size_t(row) * 28 + 14] = 1.0F;
        lab.drawView().showInk(ink);
        partOf<ui::ComboBox>(lab, "draw_loss")->selectData(4);
        partOf<QCheckBox>(lab, "draw_centre")->setChecked(false);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy() && lab.drawView().hasReading(), kLessonWait);
        comesBack(
            lab, [&] { return text(lab.recipeSettings()); },
            [&] {
                partOf<QCheckBox>(lab, "draw_centre")->setChecked(true);
                partOf<ui::ComboBox>(lab, "draw_loss")->selectData(-1);
                lab.drawView().showInk(std::vector<float>(784, 0.5F));
            });
    }

    void planeComesBack()
    {
        auto& lab = page<ui::TrainLab>("train");
        window().showLab("train");
        QVERIFY(lab.showTab("flow"));
        nn::TrainingOptions options = ui::FlowForm::defaults();
        options.plane = nn::planeSetConfig("circles");
        options.plane.noise = 0.015;
        options.model.extra = 2;
        options.model.width = 20;
        options.seed = 17;
        lab.flow().form().setOptions(options);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        comesBack(
            lab, [&] { return text(lab.recipeSettings()); },
            [&] { lab.flow().form().setOptions(ui::FlowForm::defaults()); }, { "png", "svg" });
    }

    void learnedDynamicsComeBack()
    {
        auto& lab = page<ui::TrainLab>("train");
        window().showLab("train");
        QVERIFY(lab.showTab("dynamics"));
        lab.dynamics().form().chooseProblem("pendulum");
        partOf<ui::NumberSpinBox>(lab, "dynamics_noise")->setValue(0.03);
        partOf<ui::NumberSpinBox>(lab, "dynamics_width")->setValue(24);
        partOf<ui::ComboBox>(lab, "dynamics_solver")->selectData("rk4");
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        const auto settings = [&] { return text(lab.recipeSettings()); };
        comesBack(lab, settings, [&] { lab.dynamics().form().setDefaults(); });

        partOf<ui::ComboBox>(lab, "dynamics_source")->selectData("curve");
        lab.dynamics().form().setCurve({ { 0.0, 0.0 }, { 0.5, 0.25 }, { 1.0, 0.0 } });
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        comesBack(lab, settings, [&] { lab.dynamics().form().setDefaults(); });
    }

    /// Tables without a recipe are data, where data of their kind are on show.
    void tablesGoToTheDataOnShow()
    {
        auto& lab = page<ui::TrainLab>("train");
        window().showLab("train");
        write("points.csv", "x1,x2,label\n0,0,0\n1,1,1\n0.5,0,0\n1,0.5,1\n");
        write("series.csv", "t,y1\n0,1\n0.1,0.9\n0.2,0.8\n0.3,0.75\n");
        QVERIFY(lab.showTab("flow"));
        window().openFile(m_folder.filePath("points.csv"));
        QCOMPARE(lab.flow().form().options().plane.set, std::string("csv"));
        QVERIFY(lab.showTab("dynamics"));
        window().openFile(m_folder.filePath("series.csv"));
        QCOMPARE(lab.dynamics().form().source().file, m_folder.filePath("series.csv"));
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        QVERIFY2(lab.statusText().startsWith("series.csv"), qPrintable(lab.statusText()));
        lab.flow().form().setOptions(ui::FlowForm::defaults());
        lab.dynamics().form().setDefaults();
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
    }

    void aLearnedFieldComesBack()
    {
        auto& lab = page<ui::TrainLab>("train");
        window().showLab("train");
        QVERIFY(lab.showTab("dynamics"));
        ui::DynamicsForm& form = lab.dynamics().form();
        form.setDefaults();
        form.chooseProblem("pendulum");
        partOf<ui::NumberSpinBox>(lab, "dynamics_steps")->setValue(3);
        partOf<ui::NumberSpinBox>(lab, "dynamics_width")->setValue(24);
        QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
        lab.dynamics().start();
        QTRY_VERIFY_WITH_TIMEOUT(!lab.dynamics().run().isOpen(), kLessonWait);
        const QString field = m_folder.filePath("field.safetensors");
        lab.dynamics().save(field);
        const QString table = m_folder.filePath("learned.csv");
        lab.dynamics().exportTrajectories(table);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(table) && !lab.isBusy(), kLessonWait);
        for (const QString& file : { field, table }) {
            form.setDefaults();
            QTRY_VERIFY_WITH_TIMEOUT(!lab.isBusy(), kLessonWait);
            QVERIFY(form.source().problem.id != "pendulum");
            lab.showTab("monitor");
            window().openFile(file);
            QTRY_COMPARE_WITH_TIMEOUT(lab.shownTab(), QString("dynamics"), kLessonWait);
            QTRY_VERIFY2_WITH_TIMEOUT(
                form.source().problem.rhs.size() == 2 && form.options().field.width == 24,
                qPrintable(file), kLessonWait);
            QCOMPARE(form.source().problem.rhs, solvers::problemById("pendulum").rhs);
        }
    }
};

REGISTER_TEST(TestPageRecipeLabs)
#include "tst_page_recipe_labs.moc"
