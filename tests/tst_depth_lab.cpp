// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_diagram.h"
#include "ui/labs/depth_lab.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui_test_helpers.h"

#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>
#include <memory>

using ui::Command;

class TestDepthLab : public QObject {
    Q_OBJECT

private:
    SettingsSandbox m_settings { "tst_depth_lab" };
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::DepthLab> m_lab;

    template <typename Widget>
    Widget* part(const QString& name) const
    {
        auto* widget = m_lab->findChild<Widget*>(name);
        if (!widget)
            qFatal("no widget %s", qPrintable(name));
        return widget;
    }
    ui::PlotView* plane() const { return part<ui::PlotView>("depth_chart_plane"); }
    ui::PlotView* sweep() const { return part<ui::PlotView>("depth_chart_discrepancy"); }
    ui::DepthDiagram* diagram() const { return part<ui::DepthDiagram>("depth_diagram"); }
    QString text(const QString& name) const { return part<QLabel>(name)->text(); }

    void settle() const
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->study() && !m_lab->isBusy(), 60'000);
        QVERIFY(m_lab->study()->job == m_lab->settings().job());
    }

    void type(const QString& name, const QString& text)
    {
        auto* field = part<ui::NumberSpinBox>(name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
        settle();
    }

    void choose(const QString& name, const QVariant& data)
    {
        auto* box = part<ui::ComboBox>(name);
        QVERIFY(box->selectData(data));
        emit box->activated(box->currentIndex());
        settle();
    }

    /// States that the diagram and the plane show.
    std::size_t states() const { return static_cast<std::size_t>(diagram()->blocks()) + 1; }

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light); }

    void init()
    {
        m_lab = std::make_unique<ui::DepthLab>(*m_theme);
        m_lab->resize(1368, 824);
        m_lab->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_lab.get()));
        settle();
    }

    void cleanup() { m_lab.reset(); }

    // The picture of the design, as the page opens.
    void opensWithTheFigure()
    {
        QCOMPARE(text("depth_value_largest"), QString("1.0553"));
        QCOMPARE(text("depth_value_mean"), QString("0.8925"));
        QCOMPARE(text("depth_value_doubled"), QString("0.4887"));
        QCOMPARE(text("depth_value_rk4"), QString("0.0111"));
        QCOMPARE(text("depth_step"), QString("1.0000"));
        QVERIFY(text("depth_plane_note").contains("0.742"));
        QVERIFY(text("depth_block_text").contains("equal bit for bit"));
        QCOMPARE(m_lab->statusText(), QString("N = 3 blocks, 3 evaluations of f per point"));
        QVERIFY(diagram()->accessibleDescription().contains("3 blocks, each with weight layer 1"));
        QVERIFY(diagram()->accessibleDescription().contains("(−0.73, −0.65)"));
        QCOMPARE(plane()->curve("input")->samples->x.size(), std::size_t { 6 });
        QCOMPARE(namelessWidgets(*m_lab), QString());
    }

    void blocksByFieldSliderAndClick()
    {
        type("depth_blocks", "6");
        QCOMPARE(text("depth_value_largest"), QString("0.4887"));
        QCOMPARE(text("depth_step"), QString("0.5000"));
        QVERIFY(
            text("depth_block_text").contains("A plain residual block is the step of length 1"));
        QCOMPARE(states(), std::size_t { 7 });

        auto* slider = part<QSlider>("depth_blocks_slider");
        slider->setValue(slider->maximum());
        settle();
        QCOMPARE(m_lab->settings().stack.blocks, 64);
        QCOMPARE(part<ui::NumberSpinBox>("depth_blocks")->intValue(), 64);
        slider->setValue(0);
        settle();
        QCOMPARE(m_lab->settings().stack.blocks, 1);

        const QPointF at = sweep()->map().toPixel(8.2, 0.1);
        QTest::mouseClick(sweep()->viewport(), Qt::LeftButton, {}, at.toPoint());
        settle();
        QCOMPARE(m_lab->settings().stack.blocks, 8);
    }

    void theSolverTurnsTheBlockIntoStages()
    {
        QTest::mouseClick(
            part<QRadioButton>("depth_solver_rk4"), Qt::LeftButton, {}, QPoint(12, 10));
        settle();
        QCOMPARE(m_lab->settings().solver, std::string("rk4"));
        QVERIFY(!part<QRadioButton>("depth_solver_euler")->isChecked());
        QCOMPARE(text("depth_value_largest"), QString("0.0111"));
        QCOMPARE(m_lab->statusText(), QString("N = 3 blocks, 12 evaluations of f per point"));
        QVERIFY(diagram()->accessibleDescription().contains("k4 = f(hk + Δk3)"));
        QCOMPARE(text("depth_value_rk4"), QString("1.0553")); // of Euler, for comparison
        QVERIFY(text("depth_block_text").contains("four passes through"));
        QVERIFY(text("depth_block_text").contains("Against the ResNet with the same weights"));

        // A second click on the one that is on leaves it on.
        QTest::mouseClick(
            part<QRadioButton>("depth_solver_rk4"), Qt::LeftButton, {}, QPoint(12, 10));
        QVERIFY(part<QRadioButton>("depth_solver_rk4")->isChecked());

        QTest::mouseClick(
            part<QRadioButton>("depth_solver_other"), Qt::LeftButton, {}, QPoint(12, 10));
        settle();
        choose("depth_other_solver", "kutta3");
        QCOMPARE(m_lab->settings().solver, std::string("kutta3"));
        QVERIFY(sweep()->curve("kutta3"));
    }

    void adaptiveStepsAreWhatTheSolverWants()
    {
        QTest::mouseClick(
            part<QRadioButton>("depth_solver_dopri5"), Qt::LeftButton, {}, QPoint(12, 10));
        settle();
        QVERIFY(part<QCheckBox>("depth_adaptive")->isVisible());
        part<QCheckBox>("depth_adaptive")->click();
        settle();
        type("depth_tolerance", "1e-6");
        QVERIFY(states() > 5);
        QVERIFY(m_lab->statusText().contains("adaptive steps"));
        QVERIFY(m_lab->study()->largest < 1e-5);
        // Euler estimates no error.
        QTest::mouseClick(
            part<QRadioButton>("depth_solver_euler"), Qt::LeftButton, {}, QPoint(12, 10));
        settle();
        QVERIFY(!m_lab->settings().adaptive);
        QVERIFY(!part<QCheckBox>("depth_adaptive")->isVisible());
    }

    void ownWeightsInEachBlock()
    {
        const double before = m_lab->study()->largest;
        part<QCheckBox>("depth_own_weights")->click();
        settle();
        QVERIFY(m_lab->study()->largest != before);
        QVERIFY(text("depth_block_text").contains("of its own in each block"));
        QVERIFY(text("depth_block_text").contains("equal bit for bit"));
        const double first = m_lab->study()->largest;
        type("depth_seed", "7");
        QVERIFY(m_lab->study()->largest != first);
        choose("depth_field", "linear");
        QVERIFY(m_lab->settings().stack.hasOwnWeights());
    }

    void weightsCanBeEdited()
    {
        QVERIFY(!part<ui::NumberSpinBox>("depth_weight_9")->isVisible());
        part<QPushButton>("depth_edit_weights")->click();
        QVERIFY(part<ui::NumberSpinBox>("depth_weight_9")->isVisible());
        type("depth_weight_0", "0.5");
        QCOMPARE(m_lab->settings().stack.weights[0], 0.5);
        QVERIFY(text("depth_weights_text").contains("[0.50"));
        part<QPushButton>("depth_reshuffle")->click();
        settle();
        const auto shuffled = m_lab->settings().stack.weights;
        QVERIFY(shuffled[5] != nn::depthFieldById("two-layer-tanh").weights[5]);
        part<QPushButton>("depth_reshuffle")->click();
        settle();
        QVERIFY(m_lab->settings().stack.weights != shuffled);
        part<QPushButton>("depth_reset_weights")->click();
        settle();
        QCOMPARE(text("depth_value_largest"), QString("1.0553"));
    }

    void theHighlightedPointIsSpelledOut()
    {
        choose("depth_inputs", static_cast<int>(ui::DepthInputs::Grid));
        QCOMPARE(plane()->curve("input")->samples->x.size(), std::size_t { 9 });
        auto* highlight = part<ui::ComboBox>("depth_highlight");
        QCOMPARE(highlight->count(), 9);
        highlight->setCurrentIndex(8);
        emit highlight->activated(8);
        QVERIFY(diagram()->accessibleDescription().contains("h0 = (1.15, −1.00)"));
        // Fewer points: the highlight stays within them.
        choose("depth_inputs", static_cast<int>(ui::DepthInputs::Ellipse));
        QCOMPARE(m_lab->settings().highlighted(), 5);
    }

    // Hovering a block draws its step bold in the plane.
    void hoveringABlockHighlightsItsStep()
    {
        QVERIFY(plane()->curve("steps/block")->isEmpty());
        QTRY_VERIFY(!diagram()->blockRect(1).isEmpty());
        hoverAt(diagram(), diagram()->blockRect(1).center());
        QCOMPARE(diagram()->highlighted(), 1);
        const auto* step = plane()->curve("steps/block");
        const auto& path = m_lab->study()->steps.back().points; // any: every point has its step
        QCOMPARE(step->samples->x.size(), std::size_t { 18 }); // two ends and a gap each
        const auto at = std::ranges::find(step->samples->x, path[1].x);
        QVERIFY(at != step->samples->x.end());
        QCOMPARE(*(at + 1), path[2].x);
        QVERIFY(diagram()->accessibleDescription().contains("Highlighted: block 2"));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(diagram(), &leave);
        QVERIFY(plane()->curve("steps/block")->isEmpty());
        diagram()->setFocus();
        QTest::keyClick(diagram(), Qt::Key_Down);
        QTest::keyClick(diagram(), Qt::Key_Down);
        QCOMPARE(diagram()->highlighted(), 1);
    }

    // Three blocks in full, how many more, and the last.
    void manyBlocksAreAbridged()
    {
        type("depth_blocks", "20");
        for (const int shown : { 0, 1, 2, 19 })
            QTRY_VERIFY(!diagram()->blockRect(shown).isEmpty());
        for (const int left : { 3, 10, 18 })
            QVERIFY(diagram()->blockRect(left).isEmpty());
        QVERIFY(diagram()->blockRect(19).bottom() <= diagram()->height());
        // Where there is no room for three blocks of six stages, fewer are shown in full.
        QTest::mouseClick(
            part<QRadioButton>("depth_solver_dopri5"), Qt::LeftButton, {}, QPoint(12, 10));
        settle();
        m_lab->resize(1048, 640);
        QTRY_VERIFY(diagram()->blockRect(2).isEmpty());
        QVERIFY(diagram()->blockRect(19).bottom() <= diagram()->height());
    }

    void theSingleInputCanBeDragged()
    {
        choose("depth_inputs", static_cast<int>(ui::DepthInputs::Single));
        const QPoint from = plane()->map().toPixel(0.15, 1.0).toPoint();
        QWidget* viewport = plane()->viewport();
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        for (const int way : { 10, 25, 40 }) {
            const QPointF to = from + QPoint(way, way);
            QMouseEvent move(QEvent::MouseMove, to, viewport->mapToGlobal(to), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(viewport, &move);
        }
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, from + QPoint(40, 40));
        settle();
        QVERIFY(m_lab->settings().single.x > 0.2);
        QVERIFY(m_lab->settings().single.y < 0.95);
        m_lab->execute(Command::Undo); // the drag is one step
        settle();
        QCOMPARE(m_lab->settings().single.x, 0.15);
        QVERIFY(m_lab->settings().inputs == ui::DepthInputs::Single);
    }

    void undoTakesBackStepByStep()
    {
        QVERIFY(!m_lab->commands().testFlag(Command::Undo));
        auto* slider = part<QSlider>("depth_blocks_slider");
        slider->setValue(300); // one drag
        slider->setValue(400);
        emit slider->sliderReleased();
        QTest::mouseClick(
            part<QRadioButton>("depth_solver_midpoint"), Qt::LeftButton, {}, QPoint(12, 10));
        QCOMPARE(m_lab->commandText(Command::Undo), QString("&Undo solver"));
        m_lab->execute(Command::Undo);
        QCOMPARE(m_lab->commandText(Command::Undo), QString("&Undo number of blocks"));
        m_lab->execute(Command::Undo);
        settle();
        QCOMPARE(m_lab->settings(), ui::DepthSettings {});
        QVERIFY(!m_lab->commands().testFlag(Command::Undo));
        m_lab->execute(Command::Redo);
        m_lab->execute(Command::Redo);
        settle();
        QCOMPARE(m_lab->settings().solver, std::string("midpoint"));
        m_lab->execute(Command::Defaults);
        settle();
        QCOMPARE(text("depth_value_largest"), QString("1.0553"));
    }

    void typedFieldsAndProblems()
    {
        choose("depth_field", "pendulum");
        QVERIFY(!part<QLabel>("depth_weights_text")->isVisible());
        QVERIFY(!m_lab->study()->comparison);
        choose("depth_field", QString());
        auto* edit = part<QPlainTextEdit>("depth_expression");
        QVERIFY(edit->isVisible());
        edit->setPlainText("-y2; y1");
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->study()->job.stack.problem.rhs.front() == "-y2", 60'000);
        settle();
        auto* banner = part<ui::Banner>("depth_banner");
        QVERIFY(!banner->isVisible());
        edit->setPlainText("-y3; y1");
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(m_lab->settings().stack.problem.rhs.front(), std::string("-y2"));
        edit->setPlainText("y1^2; 0*y2");
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->study()->job.stack.problem.rhs.front() == "y1^2", 60'000);
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
        m_lab->restoreSession();
        type("depth_blocks", "9");
        m_lab.reset();
        m_lab = std::make_unique<ui::DepthLab>(*m_theme);
        m_lab->restoreSession();
        settle();
        QCOMPARE(m_lab->settings().stack.blocks, 9);
        QVERIFY(!m_lab->commands().testFlag(Command::Undo));
        QSettings().setValue("depth/session", "{\"version\":1}");
        m_lab = std::make_unique<ui::DepthLab>(*m_theme); // the old one writes its session first
        QSettings().setValue("depth/session", "{\"version\":1}");
        m_lab->restoreSession();
        QVERIFY(m_lab->statusText().startsWith("The settings of last time could not be read"));
        QSettings().remove("depth/session");
    }

    void chartsCanBeExported()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("plane.svg");
        m_lab->setFileChooser([&](const QString&) { return file; });
        QVERIFY(m_lab->commands().testFlag(Command::ExportCharts));
        ui::ExportDialog* dialog = m_lab->openExport();
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
        QVERIFY(!m_lab->showTab("nowhere"));
        QVERIFY(m_lab->showTab("why"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_lab->isBusy(), 120'000);
        auto* chart = part<ui::PlotView>("depth_chart_why");
        const auto* plain = chart->curve("plain");
        const auto* residual = chart->curve("residual");
        QVERIFY(plain && residual);
        QCOMPARE(plain->samples->x.back(), 34.0);
        QVERIFY(plain->samples->y.back() > 20.0);
        QCOMPARE(residual->samples->y.back(), 0.0);
        QVERIFY(text("depth_finding").contains("With 34 layers"));
        QVERIFY(!part<ui::NumberSpinBox>("depth_blocks")->isVisible());
        QVERIFY(part<ui::NumberSpinBox>("depth_sweep_steps")->isVisible());
        QCOMPARE(namelessWidgets(*m_lab), QString());

        part<ui::NumberSpinBox>("depth_sweep_steps")->setValue(5);
        QCOMPARE(m_lab->statusText(), QString("The settings have changed since."));
        part<QPushButton>("depth_train")->click();
        QVERIFY(m_lab->isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!m_lab->isBusy(), 120'000);
        QCOMPARE(part<ui::PlotView>("depth_chart_loss")->curve("plain")->samples->x.size(),
            std::size_t { 5 });
        part<ui::NumberSpinBox>("depth_sweep_steps")->setValue(5000);
        part<QPushButton>("depth_train")->click();
        m_lab->execute(Command::Cancel);
        QVERIFY(!m_lab->isBusy());
    }
};

QTEST_MAIN(TestDepthLab)
#include "tst_depth_lab.moc"
