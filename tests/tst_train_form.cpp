// SPDX-License-Identifier: GPL-3.0-or-later
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
