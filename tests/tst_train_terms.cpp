// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/train_settings.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

/// Switches of regularisation and the budget line, on the Monitor and in the view 2-D flow; what
/// is proposed after a divergence.
class TrainTermsTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    TrainTermsTest()
        : TrainPage("tst_train_terms")
    {
    }

private:
    static constexpr double kTooLarge = 1e38; ///< more than float32 can hold after a step

    std::vector<double> budgetOf(const char* name) const
    {
        const ui::PlotCurve* found = chart(name)->curve(QStringLiteral("budget"));
        return found && found->samples ? found->samples->y : std::vector<double>();
    }

    /// The last step that a run has said.
    static std::shared_ptr<nn::TrainingStep> listen(const ui::TrainRun& run)
    {
        auto last = std::make_shared<nn::TrainingStep>();
        connect(&run, &ui::TrainRun::updated, &run, [last](const ui::TrainingUpdate& update) {
            if (!update.steps.empty())
                *last = update.steps.back();
        });
        return last;
    }

    void switchOn(const char* name) const { find<QCheckBox>(name)->setChecked(true); }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void theMonitorsSwitchesAreLive()
    {
        prepare("rknet");
        const auto last = listen(m_lab->run());
        QVERIFY(!find<QWidget>("train_kinetic")->isEnabled()); // its switch is off
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 1, kWait);
        QCOMPARE(last->kinetic, 0.0);
        QVERIFY(find<QLabel>("train_footer")->text().contains(QStringLiteral("regularisation")));
        QVERIFY(!find<QWidget>("train_batch")->isEnabled());
        QVERIFY(find<QWidget>("train_kinetic_on")->isEnabled());
        setNumber("train_kinetic", 0.02);
        switchOn("train_kinetic_on");
        switchOn("train_jacobian_on");
        QVERIFY(find<QWidget>("train_kinetic")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(last->kinetic > 0.0 && last->jacobian > 0.0, kWait);
        QVERIFY2(log().contains(QStringLiteral(
                     "Regularisation from the next batch on: kinetic 0.02, Jacobian 0.001")),
            qPrintable(log()));
        QCOMPARE(m_lab->run().options().regularisation, (nn::Regularisation { 0.02, 1e-3, 0.0 }));
        find<QCheckBox>("train_kinetic_on")->setChecked(false);
        QTRY_VERIFY_WITH_TIMEOUT(last->kinetic == 0.0 && last->jacobian > 0.0, kWait);

        // The budget is a line over what has been run, at once.
        QCOMPARE(budgetOf("train_chart_nfe"), (std::vector<double> { 20.0, 20.0 }));
        setNumber("train_budget", 33);
        QCOMPARE(budgetOf("train_chart_nfe"), (std::vector<double> { 33.0, 33.0 }));
        setNumber("train_budget", 0);
        QVERIFY(!chart("train_chart_nfe")->curve(QStringLiteral("budget")));
    }

    void modelsWithoutAnOdeBlockHaveNone()
    {
        prepare("odenet");
        switchOn("train_steer_on");
        QCOMPARE(m_lab->form().options().regularisation.steer, 0.5);
        QCOMPARE(ui::restoredTrainSettings({}).regularisation.steer, 0.5); // of the next session
        setNumber("train_steer", 2.0);
        QVERIFY(m_lab->form().problem().contains(QStringLiteral("below the depth")));
        QVERIFY(!find<QPushButton>("train_start")->isEnabled());
        prepare("mlp");
        QVERIFY(!m_lab->form().options().regularisation.any());
        QVERIFY(m_lab->form().problem().isEmpty());
        QVERIFY(!find<QWidget>("train_steer_on")->isEnabled());
        QVERIFY(find<QWidget>("train_steer_on")->toolTip().contains(QStringLiteral("ODE block")));
        click("train_start");
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 3, kWait);
        QVERIFY(budgetOf("train_chart_nfe").empty());
    }

    void theFlowsSwitchesAreLive()
    {
        QVERIFY(m_lab->showTab(QStringLiteral("flow")));
        const ui::TrainRun& run = m_lab->flow().run();
        const auto last = listen(run);
        setNumber("flow_epochs", 1e6);
        click("flow_start");
        QTRY_VERIFY_WITH_TIMEOUT(last->step > 3, kWait);
        QCOMPARE(last->kinetic, 0.0);
        switchOn("flow_kinetic_on");
        switchOn("flow_steer_on");
        QTRY_VERIFY_WITH_TIMEOUT(last->kinetic > 0.0, kWait);
        QCOMPARE(run.options().regularisation, (nn::Regularisation { 1e-3, 0.0, 0.25 }));
        QTRY_COMPARE_WITH_TIMEOUT(
            budgetOf("flow_chart_nfe"), (std::vector<double> { 50.0, 50.0 }), kWait);
        setNumber("flow_budget", 25);
        QCOMPARE(budgetOf("flow_chart_nfe"), (std::vector<double> { 25.0, 25.0 }));
        find<QCheckBox>("flow_kinetic_on")->setChecked(false);
        QTRY_VERIFY_WITH_TIMEOUT(last->kinetic == 0.0, kWait);
    }

    void theMonitorGoesOnFromTheLastGoodWeights()
    {
        prepare("rknet");
        nn::TrainingOptions options = m_lab->form().options();
        options.optimizer = "sgd";
        m_lab->begin(options);
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 2, kWait);
        options.learningRate = kTooLarge;
        m_lab->run().change(options);
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        QVERIFY(find<ui::Banner>("train_banner")
                    ->text()
                    .contains(QStringLiteral("Try a smaller learning rate")));
        const auto good = m_lab->run().training()->weights();
        QVERIFY(good.values != m_lab->run().training()->weights(0).values); // those of the seed
        QVERIFY(!m_lab->findChild<QPushButton*>(QStringLiteral("train_fixed_steps")));
        find<QPushButton>("train_half_rate")->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            steps() >= 1 && m_lab->run().options().learningRate < kTooLarge, kWait);
        QCOMPARE(m_lab->run().training()->weights(0).values, good.values);
    }

    void theFlowGoesOnFromTheLastGoodWeights()
    {
        QVERIFY(m_lab->showTab(QStringLiteral("flow")));
        ui::TrainRun& run = m_lab->flow().run();
        nn::TrainingOptions options = m_lab->flow().form().options();
        options.optimizer = "sgd";
        options.learningRate = kTooLarge; // later, saturated units would have no gradient
        options.model.solver = "dopri5";
        options.model.adaptive = true;
        run.start(options);
        QTRY_VERIFY_WITH_TIMEOUT(!run.isOpen(), kWait);
        const auto* banner = find<ui::Banner>("flow_trouble");
        QVERIFY(banner->isVisible());
        QVERIFY(banner->title().startsWith(QStringLiteral("Training diverged at step")));
        QVERIFY2(banner->text().endsWith(QStringLiteral("smaller learning rate or fixed steps.")),
            qPrintable(banner->text()));
        const auto good = run.training()->weights();
        QVERIFY(find<QPushButton>("flow_half_rate")->text().contains(QStringLiteral("5×10³⁷")));
        find<QPushButton>("flow_fixed_steps")->click();
        // The rate is still large, so that this run may have ended when it is looked at.
        QTRY_VERIFY_WITH_TIMEOUT(!run.options().model.adaptive && run.progress().started(), kWait);
        QCOMPARE(run.options().model.step, 0.1);
        QVERIFY(!run.options().init.empty());
        QCOMPARE(run.training()->weights(0).values, good.values);
    }
};

REGISTER_TEST(TrainTermsTest)
#include "tst_train_terms.moc"
