// SPDX-License-Identifier: GPL-3.0-or-later
#include "depth_page.h"
#include "test_program.h"
#include "ui/plots/export_dialog.h"
#include "ui/widgets/banner.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>

using ui::Command;

class TestDepthSettings : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<DepthPage> m_page;

private slots:
    void initTestCase() { m_page = std::make_unique<DepthPage>("tst_depth_settings"); }
    void init() { m_page->open(); }
    void cleanup() { m_page->close(); }

    void undoTakesBackStepByStep()
    {
        QVERIFY(!m_page->lab().commands().testFlag(Command::Undo));
        auto* slider = m_page->part<QSlider>("depth_blocks_slider");
        slider->setValue(300); // one drag
        slider->setValue(400);
        emit slider->sliderReleased();
        m_page->chooseSolver("midpoint");
        QCOMPARE(m_page->lab().commandText(Command::Undo), QString("&Undo solver"));
        m_page->lab().execute(Command::Undo);
        QCOMPARE(m_page->lab().commandText(Command::Undo), QString("&Undo number of blocks"));
        m_page->lab().execute(Command::Undo);
        m_page->settle();
        QCOMPARE(m_page->lab().settings(), ui::DepthSettings {});
        QVERIFY(!m_page->lab().commands().testFlag(Command::Undo));
        m_page->lab().execute(Command::Redo);
        m_page->lab().execute(Command::Redo);
        m_page->settle();
        QCOMPARE(m_page->lab().settings().solver, std::string("midpoint"));
        m_page->lab().execute(Command::Defaults);
        m_page->settle();
        QCOMPARE(m_page->text("depth_value_largest"), QString("1.0553"));
    }

    void typedFieldsAndProblems()
    {
        m_page->choose("depth_field", "pendulum");
        QVERIFY(!m_page->part<QLabel>("depth_weights_text")->isVisible());
        QVERIFY(!m_page->lab().study()->comparison);
        m_page->choose("depth_field", QString());
        auto* edit = m_page->part<QPlainTextEdit>("depth_expression");
        QVERIFY(edit->isVisible());
        edit->setPlainText("-y2; y1");
        QTRY_VERIFY_WITH_TIMEOUT(
            m_page->lab().study()->job.stack.problem.rhs.front() == "-y2", 60'000);
        m_page->settle();
        auto* banner = m_page->part<ui::Banner>("depth_banner");
        QVERIFY(!banner->isVisible());
        edit->setPlainText("-y3; y1");
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(banner->title(), QString("The expressions cannot be read"));
        QCOMPARE(m_page->lab().settings().stack.problem.rhs.front(), std::string("-y2"));
        edit->setPlainText("y1^2; 0*y2");
        QTRY_VERIFY_WITH_TIMEOUT(
            m_page->lab().study()->job.stack.problem.rhs.front() == "y1^2", 60'000);
        QTRY_VERIFY(banner->text().startsWith("Point"));
    }

    void settingsSurviveAsJson()
    {
        ui::DepthSettings settings;
        settings.stack.blocks = 5;
        settings.stack.ownWeights = true;
        settings.stack.weights[3] = 1.0 / 3.0;
        settings.solver = "dopri5";
        settings.adaptive = true;
        settings.inputs = ui::DepthInputs::Random;
        settings.sweep.width = 8;
        QCOMPARE(ui::depthSettingsFromJson(ui::depthSettingsToJson(settings)), settings);
        settings.stack = ui::withField(settings.stack, "pendulum");
        QCOMPARE(ui::depthSettingsFromJson(ui::depthSettingsToJson(settings)), settings);
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, ui::depthSettingsFromJson("{}"));
        settings = {};
        std::string broken = ui::depthSettingsToJson(settings);
        broken.replace(broken.find("\"blocks\":3"), 10, "\"blocks\":0");
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, ui::depthSettingsFromJson(broken));
    }

    void theSessionComesBack()
    {
        m_page->lab().restoreSession();
        m_page->type("depth_blocks", "9");
        m_page->close();
        m_page->open();
        m_page->lab().restoreSession();
        m_page->settle();
        QCOMPARE(m_page->lab().settings().stack.blocks, 9);
        QVERIFY(!m_page->lab().commands().testFlag(Command::Undo));
        m_page->close(); // it writes its session
        QSettings().setValue("depth/session", "{\"version\":1}");
        m_page->open();
        m_page->lab().restoreSession();
        QVERIFY(
            m_page->lab().statusText().startsWith("The settings of last time could not be read"));
        QSettings().remove("depth/session");
    }

    void chartsCanBeExported()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("plane.svg");
        m_page->lab().setFileChooser([&](const QString&) { return file; });
        QVERIFY(m_page->lab().commands().testFlag(Command::ExportCharts));
        ui::ExportDialog* dialog = m_page->lab().openExport();
        QVERIFY(dialog);
        dialog->findChild<QRadioButton*>("export_format_svg")->click();
        QSignalSpy exported(dialog, &ui::ExportDialog::exported);
        dialog->findChild<QPushButton*>("export_ok")->click();
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, 60'000);
        QFile picture(file);
        QVERIFY(picture.open(QIODevice::ReadOnly));
        QVERIFY(picture.readAll().contains("Continuous flow"));
    }

    // S10 on the second tab: trained when it is first seen, beside what He et al. measured.
    void whyResidualTrainsAndShows()
    {
        QVERIFY(!m_page->lab().showTab("nowhere"));
        QVERIFY(m_page->lab().showTab("why"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->lab().isBusy(), 120'000);
        auto* chart = m_page->part<ui::PlotView>("depth_chart_why");
        const auto* plain = chart->curve("plain");
        const auto* residual = chart->curve("residual");
        QVERIFY(plain && residual);
        QCOMPARE(plain->samples->x.back(), 34.0);
        QVERIFY(plain->samples->y.back() > 20.0);
        QCOMPARE(residual->samples->y.back(), 0.0);
        QVERIFY(m_page->text("depth_finding").contains("With 34 layers"));
        QVERIFY(!m_page->part<ui::NumberSpinBox>("depth_blocks")->isVisible());
        QVERIFY(m_page->part<ui::NumberSpinBox>("depth_sweep_steps")->isVisible());
        QCOMPARE(namelessWidgets(m_page->lab()), QString());

        m_page->part<ui::NumberSpinBox>("depth_sweep_steps")->setValue(5);
        QCOMPARE(m_page->lab().statusText(), QString("The settings have changed since."));
        m_page->part<QPushButton>("depth_train")->click();
        QVERIFY(m_page->lab().isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->lab().isBusy(), 120'000);
        QCOMPARE(m_page->part<ui::PlotView>("depth_chart_loss")->curve("plain")->samples->x.size(),
            std::size_t { 5 });
        m_page->part<ui::NumberSpinBox>("depth_sweep_steps")->setValue(5000);
        m_page->part<QPushButton>("depth_train")->click();
        m_page->lab().execute(Command::Cancel);
        QVERIFY(!m_page->lab().isBusy());
    }
};

REGISTER_TEST(TestDepthSettings)
#include "tst_depth_settings.moc"
