// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/flow_charts.h"
#include "ui/labs/flow_page.h"
#include "ui/widgets/segmented_choice.h"

#include <QCheckBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

/// The view 2-D flow with real, short runs: what is read back is what the window shows.
class FlowPageTest : public QObject, private TrainPage {
    Q_OBJECT

public:
    FlowPageTest()
        : TrainPage("tst_flow_page")
    {
    }

private:
    ui::FlowPage& flow() const { return m_lab->flow(); }
    const ui::FlowPicture* picture() const { return flow().charts().picture().get(); }

    void openFlow()
    {
        open();
        QVERIFY(m_lab->showTab(QStringLiteral("flow")));
        QTRY_VERIFY_WITH_TIMEOUT(picture() != nullptr, kWait);
    }

    void choose(const char* set)
    {
        auto* box = find<ui::ComboBox>("flow_dataset");
        box->setCurrentIndex(box->findData(QLatin1String(set)));
        emit box->activated(box->currentIndex());
    }

    std::vector<double> xOf(const char* chart, const char* curve) const
    {
        const auto* found = find<ui::PlotView>(chart)->curve(QLatin1String(curve));
        return found && found->samples ? found->samples->x : std::vector<double>();
    }

    void waitForEnd() { QTRY_VERIFY_WITH_TIMEOUT(!flow().run().isOpen(), kWait); }

private slots:
    void cleanup() { close(); }

    void theMonitorStaysAsItWas()
    {
        open();
        QVERIFY(find<QWidget>("train_start")->isVisible());
        QVERIFY(!flow().isVisible());
        QVERIFY(!find<QWidget>("flow_dataset")->isVisible());
        m_lab->showTab(QStringLiteral("flow"));
        QVERIFY(!find<QWidget>("train_start")->isVisible());
        QVERIFY(!find<QWidget>("train_dataset")->isVisible());
        QVERIFY(find<QWidget>("flow_start")->isVisible());
        QVERIFY(find<QWidget>("flow_dataset")->isVisible());
        m_lab->execute(ui::Command::PreviousView);
        QVERIFY(find<QWidget>("train_dataset")->isVisible());
        QVERIFY(!m_lab->showTab(QStringLiteral("nothing")));
    }

    void showsTheStartWeightsBeforeARun()
    {
        openFlow();
        QCOMPARE(picture()->points.size(), std::size_t { 360 });
        QCOMPARE(xOf("flow_chart_input", "class-0").size(), std::size_t { 180 });
        QCOMPARE(xOf("flow_chart_state", "class-1").size(), std::size_t { 180 });
        QVERIFY(picture()->error > 0.1);
        QVERIFY(picture()->depth.size() > 20);
        QCOMPARE(picture()->depth.back(), 1.0);
        QVERIFY(flow().statusText().contains(QStringLiteral("start weights")));
        // Another seed: other points
        const auto before = picture()->points;
        setNumber("flow_seed", 2);
        QTRY_VERIFY_WITH_TIMEOUT(picture()->points != before, kWait);
    }

    void trainsThePointsApart()
    {
        openFlow();
        setNumber("flow_epochs", 60);
        click("flow_start");
        QVERIFY(flow().run().isOpen());
        for (const char* name : { "flow_dataset", "flow_model", "flow_extra", "flow_batch" }) {
            QVERIFY2(!find<QWidget>(name)->isEnabled(), name);
            QVERIFY2(find<QWidget>(name)->toolTip().contains(QStringLiteral("Locked")), name);
        }
        QVERIFY(find<QWidget>("flow_learning_rate")->isEnabled());
        waitForEnd();
        // After the end the picture is that of the last weights.
        QTRY_COMPARE_WITH_TIMEOUT(picture()->error, 0.0, kWait);
        QVERIFY(flow().statusText().contains(QStringLiteral("training error 0.00 %")));
        QVERIFY(xOf("flow_chart_input", "boundary").size() > 30);
        QVERIFY(xOf("flow_chart_loss", "loss").size() > 30);
        QVERIFY(xOf("flow_chart_error", "error").size() > 10);
        QVERIFY(xOf("flow_chart_nfe", "backward").size() > 30);
        QCOMPARE(xOf("flow_chart_state", "final").size(), std::size_t { 2 });
        // At the final depth the dashed line has the classes on its two sides.
        long wrong = 0;
        const auto& state = picture()->carried.states.back();
        for (std::size_t i = 0; i < picture()->points.size(); ++i) {
            const double side = picture()->normal[0] * state[2 * i]
                + picture()->normal[1] * state[2 * i + 1] + picture()->offset;
            wrong += (side > 0.0) != (picture()->points[i].label == 1);
        }
        QCOMPARE(wrong, 0L);
        QVERIFY(find<QWidget>("train_save")->isEnabled());
    }

    void scrubsAndPlaysAlongDepth()
    {
        openFlow();
        auto* slider = find<QSlider>("flow_slider");
        const auto atEnd = xOf("flow_chart_state", "class-0");
        slider->setValue(0);
        // At depth 0 the carried points are the input, and there are no paths yet.
        QCOMPARE(xOf("flow_chart_state", "class-0"), xOf("flow_chart_input", "class-0"));
        QVERIFY(atEnd != xOf("flow_chart_state", "class-0"));
        const auto shortPaths = xOf("flow_chart_state", "paths").size();
        slider->setValue(slider->maximum() / 2);
        QVERIFY(xOf("flow_chart_state", "paths").size() > 3 * shortPaths);
        QVERIFY(std::abs(find<ui::NumberSpinBox>("flow_t")->value() - 0.5) < 0.03);
        click("flow_first");
        QCOMPARE(slider->value(), 0);
        click("flow_forward");
        QCOMPARE(slider->value(), 1);
        click("flow_last");
        QCOMPARE(slider->value(), slider->maximum());
        setNumber("flow_t", 0.25);
        QVERIFY(std::abs(slider->value() - slider->maximum() / 4) <= 1);
        click("flow_play");
        const int from = slider->value();
        QTRY_VERIFY_WITH_TIMEOUT(slider->value() > from + 1, kWait);
        click("flow_play");
        QCOMPARE(find<QPushButton>("flow_play")->text(), QStringLiteral("Play"));

        find<QCheckBox>("flow_paths")->setChecked(false);
        QVERIFY(!find<ui::PlotView>("flow_chart_state")->curve(QStringLiteral("paths"))->visible);
        find<QCheckBox>("flow_grid")->setChecked(false);
        QVERIFY(xOf("flow_chart_state", "grid").empty());
    }

    void explainsTheCirclesAndAddsADimension()
    {
        openFlow();
        QVERIFY(!find<ui::Banner>("flow_hint")->isVisible());
        choose("circles");
        QTRY_VERIFY(find<ui::Banner>("flow_hint")->isVisible());
        QVERIFY(find<ui::Banner>("flow_hint")->text().contains(QStringLiteral("never cross")));
        click("flow_add_dimension");
        QTRY_COMPARE(find<ui::NumberSpinBox>("flow_extra")->intValue(), 1);
        QVERIFY(!find<ui::Banner>("flow_hint")->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(picture()->dimensions, 3, kWait);
        QVERIFY(find<ui::ComboBox>("flow_components")->isVisible());
        // Shown are the first dimension and the one that was added, which starts at 0.
        find<QSlider>("flow_slider")->setValue(0);
        const auto* curve
            = find<ui::PlotView>("flow_chart_state")->curve(QStringLiteral("class-1"));
        for (const double z : curve->samples->y)
            QCOMPARE(z, 0.0);
        setNumber("flow_epochs", 40);
        click("flow_start");
        waitForEnd();
        QTRY_COMPARE_WITH_TIMEOUT(picture()->error, 0.0, kWait);
    }

    void paintsErasesAndTrainsPoints()
    {
        openFlow();
        choose("painted");
        QVERIFY(find<QWidget>("flow_paint_tools")->isVisible());
        QVERIFY(!find<QWidget>("flow_start")->isEnabled());
        auto* chart = find<ui::PlotView>("flow_chart_input");
        QTRY_VERIFY(std::abs(chart->map().ranges().x.upper - ui::kPaintReach) < 0.5);
        const auto pixel
            = [chart](double x, double y) { return chart->map().toPixel(x, y).toPoint(); };
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, pixel(-0.5, 0.5));
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, pixel(-0.5, -0.5));
        find<QAbstractButton>("flow_brush_1")->click();
        // A stroke sets several points.
        QTest::mousePress(chart->viewport(), Qt::LeftButton, {}, pixel(0.4, -0.6));
        for (double y = -0.6; y <= 0.6; y += 0.1) {
            QMouseEvent move(QEvent::MouseMove, pixel(0.4, y),
                chart->viewport()->mapToGlobal(pixel(0.4, y)), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(chart->viewport(), &move);
        }
        QTest::mouseRelease(chart->viewport(), Qt::LeftButton, {}, pixel(0.4, 0.6));
        const auto painted = flow().form().painted();
        QCOMPARE(std::ranges::count(painted, 0, &nn::LabelledPoint::label), 2);
        QVERIFY(std::ranges::count(painted, 1, &nn::LabelledPoint::label) >= 8);
        QVERIFY(
            std::abs(painted.front().x + 0.5) < 0.02 && std::abs(painted.front().y - 0.5) < 0.02);
        QTRY_VERIFY_WITH_TIMEOUT(picture() && picture()->points == painted, kWait);

        QVERIFY(find<QWidget>("flow_start")->isEnabled());
        setNumber("flow_epochs", 150);
        click("flow_start");
        waitForEnd();
        QTRY_COMPARE_WITH_TIMEOUT(picture()->error, 0.0, kWait);

        find<QAbstractButton>("flow_brush_erase")->click();
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, pixel(-0.5, 0.5));
        QCOMPARE(flow().form().painted().size(), painted.size() - 1);
        click("flow_clear");
        QVERIFY(flow().form().painted().empty());
        QVERIFY(!find<QWidget>("flow_start")->isEnabled());
        QVERIFY(xOf("flow_chart_input", "class-1").empty());
    }

    void stopsPausesAndChangesARun()
    {
        openFlow();
        setNumber("flow_epochs", 1e6);
        click("flow_start");
        QTRY_VERIFY_WITH_TIMEOUT(flow().run().progress().steps() > 20, kWait);
        // The boundary follows the run.
        const auto first = flow().charts().picture();
        QTRY_VERIFY_WITH_TIMEOUT(flow().charts().picture() != first, kWait);
        setNumber("flow_learning_rate", 0.005);
        QTRY_COMPARE(flow().run().options().learningRate, 0.005);
        click("flow_pause");
        QCOMPARE(flow().run().state(), ui::TrainRun::State::Paused);
        click("flow_pause");
        m_lab->execute(ui::Command::Cancel);
        waitForEnd();
        QVERIFY(find<QWidget>("flow_dataset")->isEnabled());
        QVERIFY(flow().run().training() != nullptr);
    }

    void savesAndLoadsWeights()
    {
        openFlow();
        setNumber("flow_width", 40);
        setNumber("flow_epochs", 50);
        click("flow_start");
        waitForEnd();
        QTRY_COMPARE_WITH_TIMEOUT(picture()->error, 0.0, kWait);
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("flow.safetensors"));
        QSignalSpy saved(m_lab, &ui::TrainLab::weightsSaved);
        m_lab->saveWeights(file);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kWait);
        setNumber("flow_width", 8); // another model: its start weights
        QTRY_VERIFY_WITH_TIMEOUT(picture()->error > 0.1, kWait);
        flow().loadWeights(file);
        QTRY_COMPARE_WITH_TIMEOUT(picture()->error, 0.0, kWait);
        QCOMPARE(find<ui::NumberSpinBox>("flow_width")->intValue(), 40);
        QVERIFY(flow().statusText().contains(QStringLiteral("flow.safetensors")));
        // A run goes on from them.
        setNumber("flow_epochs", 1);
        click("flow_start");
        waitForEnd();
        QTRY_VERIFY_WITH_TIMEOUT(!flow().isBusy(), kWait);
        QVERIFY(picture()->error < 0.05);

        flow().loadWeights(folder.filePath(QStringLiteral("none.safetensors")));
        QTRY_VERIFY_WITH_TIMEOUT(find<ui::Banner>("flow_trouble")->isVisible(), kWait);
        QVERIFY(find<ui::Banner>("flow_trouble")->text().contains(QStringLiteral("none.safe")));
    }

    void closesWhileARunIsOpen()
    {
        openFlow();
        setNumber("flow_epochs", 1e6);
        click("flow_start");
        QTRY_VERIFY_WITH_TIMEOUT(flow().run().progress().steps() > 0, kWait);
        close(); // joins; the test ends
    }

    void saysWhatIsWrongWithAFile()
    {
        openFlow();
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("points.csv"));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("1,2,0\n1,two,1\n");
        out.close();
        flow().form().setFile(file);
        QTRY_VERIFY_WITH_TIMEOUT(find<ui::Banner>("flow_trouble")->isVisible(), kWait);
        QVERIFY(find<ui::Banner>("flow_trouble")
                    ->text()
                    .contains(QStringLiteral("line 2, column 3: found 'two'")));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("1,2,0\n1,3,1\n");
        out.close();
        flow().form().setFile(file);
        QTRY_VERIFY_WITH_TIMEOUT(!find<ui::Banner>("flow_trouble")->isVisible(), kWait);
        QTRY_COMPARE_WITH_TIMEOUT(picture()->points.size(), std::size_t { 2 }, kWait);
    }

    void otherModelsAreShownToo()
    {
        openFlow();
        auto* model = find<ui::ComboBox>("flow_model");
        model->selectData(QStringLiteral("plane-resnet"));
        QVERIFY(!find<QWidget>("flow_solver")->isEnabled());
        QVERIFY(find<QWidget>("flow_blocks")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(picture()->depth.back(), 10.0, kWait); // blocks are steps of 1
        model->selectData(QStringLiteral("plane-mlp"));
        QTRY_VERIFY_WITH_TIMEOUT(picture()->depth.empty(), kWait);
        QVERIFY(!find<QWidget>("flow_slider")->isEnabled());
        QVERIFY(find<ui::PlotView>("flow_chart_state")->curves().empty());
    }

    void everythingHasANameAndStays()
    {
        openFlow();
        int seen = 0;
        const QString nameless = namelessWidgets(*m_lab, &seen);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
        QVERIFY(seen > 20);
        // The settings of the last session
        setNumber("flow_width", 21);
        choose("moons");
        const nn::TrainingOptions options = flow().form().options();
        const ui::TrainLab again(*m_theme);
        QVERIFY(again.flow().form().options().plane == options.plane);
        QCOMPARE(again.flow().form().options().model.width, 21);
        // Nothing is wider than the smallest window.
        m_window->resize(1120, 720);
        m_lab->showTab(QStringLiteral("flow"));
        QTRY_COMPARE(m_window->height(), 720);
        QVERIFY(flow().minimumSizeHint().width() <= 1120 - 72 - 304 - 32);
    }
};

REGISTER_TEST(FlowPageTest)
#include "tst_flow_page.moc"
