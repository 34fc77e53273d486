// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/recipe.h"
#include "test_program.h"
#include "train_page.h"

#include <QLabel>

class TrainFormTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    TrainFormTest()
        : TrainPage("tst_train_form")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void articleDefaults()
    {
        const nn::TrainingOptions options = m_lab->form().options();
        QCOMPARE(options.model.model, std::string("odenet"));
        QCOMPARE(options.model.solver, std::string("rk4"));
        QCOMPARE(options.model.step, 0.5);
        QCOMPARE(options.model.t1, 2.0);
        QCOMPARE(options.model.gradient, std::string("adjoint"));
        QCOMPARE(options.optimizer, std::string("adam"));
        QCOMPARE(options.learningRate, 1e-3);
        QCOMPARE(options.batch, 32);
        QCOMPARE(options.epochs, 20);
        QCOMPARE(options.trainImages, 60000L);
        QCOMPARE(options.testImages, 10000L);
        QVERIFY(options.dataDirectory.empty());
        QCOMPARE(
            find<QLabel>("train_parameters")->text(), QStringLiteral("174\u2009218 parameters"));
    }

    void fieldsFollowTheModel()
    {
        QVERIFY(find<ui::ComboBox>("train_model")->selectData(QStringLiteral("mlp")));
        auto* solver = find<ui::ComboBox>("train_solver");
        QVERIFY(!solver->isEnabled());
        QVERIFY(solver->toolTip().contains(QStringLiteral("no ODE block")));
        QVERIFY(!find<ui::ComboBox>("train_gradient")->isEnabled());
        QVERIFY(find<ui::ComboBox>("train_model")->selectData(QStringLiteral("rknet")));
        QVERIFY(solver->isEnabled());
        QCOMPARE(m_lab->form().options().model.gradient, std::string("backprop"));
        // What takes one parameter after the other is no choice for a network.
        QVERIFY(!find<ui::ComboBox>("train_gradient")->selectData(QStringLiteral("forward")));

        // An embedded method may choose its steps; then tolerances take the place of h.
        QVERIFY(!find<ui::ComboBox>("train_step_control")->isEnabled());
        QVERIFY(solver->selectData(QStringLiteral("dopri5")));
        QVERIFY(find<ui::ComboBox>("train_step_control")->isEnabled());
        QVERIFY(find<ui::NumberSpinBox>("train_step")->isVisible());
        find<ui::ComboBox>("train_step_control")->selectData(true);
        QVERIFY(!find<ui::NumberSpinBox>("train_step")->isVisible());
        QVERIFY(find<ui::NumberSpinBox>("train_rtol")->isVisible());
        QVERIFY(m_lab->form().options().model.adaptive);
    }

    /// A recipe fills in its fields; a field that leaves it is a recipe of one's own.
    void recipeAndFieldsFollowEachOther()
    {
        auto* recipe = find<ui::ComboBox>("train_recipe");
        QCOMPARE(recipe->currentData().toString(), QStringLiteral("plain"));
        QVERIFY(recipe->selectData(QStringLiteral("strong")));
        nn::TrainingOptions strong;
        nn::applyRecipe(nn::recipeById("strong"), strong);
        const nn::TrainingOptions options = m_lab->form().options();
        QCOMPARE(nn::recipeText(options), nn::recipeText(strong));
        QCOMPARE(options.learningRate, strong.learningRate);
        QCOMPARE(options.batch, strong.batch);
        QCOMPARE(options.epochs, 20); // not the recipe's affair
        QCOMPARE(find<ui::ComboBox>("train_augmentation")->currentData().toString(),
            QStringLiteral("affine"));

        setNumber("train_label_smoothing", 0.1);
        QCOMPARE(recipe->currentData().toString(), QStringLiteral("custom"));
        QCOMPARE(m_lab->form().options().labelSmoothing, 0.1);
        setNumber("train_label_smoothing", strong.labelSmoothing);
        QCOMPARE(recipe->currentData().toString(), QStringLiteral("strong"));
        ui::TrainLab other(*m_theme);
        QCOMPARE(nn::recipeText(other.form().options()), nn::recipeText(strong));

        QVERIFY(recipe->selectData(QStringLiteral("plain")));
        QCOMPARE(m_lab->form().options().learningRate, 1e-3);
        QCOMPARE(m_lab->form().options().batch, 32);
        QCOMPARE(nn::recipeText(m_lab->form().options()), std::string("plain"));
    }

    void settingsAreKept()
    {
        setNumber("train_learning_rate", 0.0123);
        find<ui::ComboBox>("train_model")->selectData(QStringLiteral("mlp"));
        ui::TrainLab other(*m_theme);
        QCOMPARE(other.form().options().learningRate, 0.0123);
        QCOMPARE(other.form().options().model.model, std::string("mlp"));
        m_lab->execute(ui::Command::Defaults);
        QCOMPARE(m_lab->form().options().learningRate, 1e-3);
    }
};

REGISTER_TEST(TrainFormTest)
#include "tst_train_form.moc"
