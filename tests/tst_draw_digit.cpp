// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/digit_image.h"
#include "nn/data/random.h"
#include "nn/models/model_file.h"
#include "test_program.h"
#include "train_page.h"
#include "ui/labs/draw_view.h"
#include "ui/widgets/class_bars.h"
#include "ui/widgets/digit_canvas.h"

#include <QCheckBox>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>

#include <cmath>
#include <numeric>

class DrawDigitTest : public QObject, private TrainPage {
    Q_OBJECT

    QTemporaryDir m_directory;

public:
    DrawDigitTest()
        : TrainPage("tst_draw_digit")
    {
    }

private slots:
    void init()
    {
        open();
        QVERIFY(m_lab->showTab(QStringLiteral("draw")));
    }
    void cleanup() { close(); }

    void canvasDrawsErasesAndUndoes()
    {
        auto* canvas = find<ui::DigitCanvas>("draw_canvas");
        QCOMPARE(canvas->size(), QSize(420, 420));
        QVERIFY(canvas->isEmpty());
        QVERIFY(!find<QPushButton>("draw_undo")->isEnabled());
        stroke({ 60, 210 }, { 360, 210 });
        // Along row 14, from column 4 to 23; two pixels wide, so not far from it.
        QCOMPARE(ink(14, 10), 1.0F);
        QCOMPARE(ink(13, 20), 1.0F);
        QCOMPARE(ink(10, 14), 0.0F);
        QCOMPARE(ink(14, 1), 0.0F);

        stroke({ 210, 210 }, { 210, 210 }, Qt::RightButton); // a hole
        QCOMPARE(ink(14, 13), 0.0F);
        QCOMPARE(ink(14, 5), 1.0F);
        click("draw_undo");
        QCOMPARE(ink(14, 13), 1.0F);
        click("draw_clear");
        QVERIFY(canvas->isEmpty());
        click("draw_undo");
        QCOMPARE(ink(14, 10), 1.0F);
        click("draw_undo");
        QVERIFY(canvas->isEmpty());
        QVERIFY(!find<QPushButton>("draw_undo")->isEnabled());

        click("draw_erase");
        stroke({ 60, 210 }, { 360, 210 });
        QVERIFY(canvas->isEmpty());
        click("draw_erase");

        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Left);
        QTest::keyClick(canvas, Qt::Key_Space);
        QCOMPARE(ink(14, 13), 1.0F);
        QCOMPARE(std::accumulate(canvas->ink().begin(), canvas->ink().end(), 0.0F), 1.0F);
    }

    void withoutWeightsOnlyTheCanvasWorks()
    {
        QVERIFY(find<QWidget>("draw_empty")->isVisible());
        QVERIFY(!find<ui::ClassBars>("draw_bars")->isVisible());
        stroke({ 210, 60 }, { 210, 360 });
        QVERIFY(!find<ui::DigitCanvas>("draw_canvas")->isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!m_lab->drawView().isBusy(), kWait);
        QVERIFY(!m_lab->drawView().hasReading());
        QVERIFY(find<QPushButton>("draw_load")->isEnabled());

        // Train shows the Monitor and starts.
        m_lab->showTab(QStringLiteral("monitor"));
        prepare("mlp");
        m_lab->showTab(QStringLiteral("draw"));
        QVERIFY(!find<QWidget>("train_start")->isVisible());
        click("draw_train");
        QCOMPARE(find<QTabBar>("train_tabs")->currentIndex(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(steps() >= 1, kWait);
        m_lab->run().stop();
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), kWait);
        m_lab->showTab(QStringLiteral("draw"));
        QVERIFY(!find<QWidget>("draw_empty")->isVisible());
    }

    void readsWhatTheNetworkAnswers()
    {
        const auto model = loaded("odenet");
        stroke({ 150, 60 }, { 240, 360 });
        QTRY_VERIFY_WITH_TIMEOUT(
            m_lab->drawView().hasReading() && !m_lab->drawView().isBusy(), kWait);
        const ui::DigitReading& reading = m_lab->drawView().reading();

        // The same digit through the model's own pass.
        const auto& drawn = find<ui::DigitCanvas>("draw_canvas")->ink();
        const std::vector<float> pixels
            = nn::centredDigit({ 28, 28, { drawn.begin(), drawn.end() } });
        nn::Workspace<float> work;
        work.training = false;
        const nn::View<float> logits = model->forward({ pixels.data(), 1, { 28, 28, 1 } }, work);
        double sum = 0.0;
        for (int i = 0; i < 10; ++i)
            sum += std::exp(static_cast<double>(logits.data[i]));
        for (int i = 0; i < 10; ++i) {
            const double share = std::exp(static_cast<double>(logits.data[i])) / sum;
            QVERIFY(std::abs(reading.shares[static_cast<std::size_t>(i)] - share) < 1e-5);
        }
        QCOMPARE(find<ui::ClassBars>("draw_bars")->shares(), reading.shares);
        QCOMPARE(find<QLabel>("draw_prediction")->text(), QString::number(reading.predicted));

        // Its way through depth: rk4 with h = 0.5 over 2.
        QCOMPARE(reading.nfe, 16.0);
        QCOMPARE(find<QLabel>("draw_nfe")->text(), QStringLiteral("16"));
        QVERIFY(reading.nfeAdaptive >= 7.0);
        QCOMPARE(reading.depth, (std::vector<double> { 0.0, 0.5, 1.0, 1.5, 2.0 }));
        for (std::size_t i = 0; i < 10; ++i)
            QVERIFY(std::abs(reading.sharesAt.back()[i] - reading.shares[i]) < 1e-5);
        double squares = 0.0;
        for (const double z : reading.states.front())
            squares += z * z;
        QVERIFY(std::abs(reading.norms.front() - std::sqrt(squares)) < 1e-9);
        QVERIFY(reading.adjointNorms.size() >= 5 && reading.adjointNorms.front() > 0.0);
        QTRY_VERIFY_WITH_TIMEOUT(
            chart("draw_chart_hidden")->curve(QStringLiteral("path")) != nullptr, kWait);
        QCOMPARE(points("draw_chart_hidden", "path"), std::size_t(5));
        QCOMPARE(points("draw_chart_hidden", "cloud"), std::size_t(200));
        QCOMPARE(points("draw_chart_norm", "norm"), std::size_t(5));

        // Another solver, another count; another class, another adjoint.
        const std::vector<double> adjoint = reading.adjointNorms;
        QVERIFY(find<ui::ComboBox>("draw_solver")->selectData(QStringLiteral("euler")));
        setNumber("draw_step", 1.0);
        QTRY_COMPARE_WITH_TIMEOUT(m_lab->drawView().reading().nfe, 2.0, kWait);
        QVERIFY(find<ui::ComboBox>("draw_solver")->selectData(QString()));
        QTRY_COMPARE_WITH_TIMEOUT(m_lab->drawView().reading().nfe, 16.0, kWait);
        const int other = (reading.predicted + 1) % 10;
        QVERIFY(find<ui::ComboBox>("draw_loss")->selectData(other));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_lab->drawView().hasReading() && m_lab->drawView().reading().adjointNorms != adjoint,
            kWait);
    }

    void centringMakesThePlaceNoMatter()
    {
        loaded("mlp");
        const auto read = [this](const QPoint& from, const QPoint& to) {
            click("draw_clear");
            stroke(from, to);
            waitUntilRead();
            return m_lab->drawView().reading().shares;
        };
        // Moved by whole pixels, 15 px each.
        const auto centred = read({ 105, 105 }, { 195, 285 });
        const auto moved = read({ 165, 150 }, { 255, 330 });
        find<QCheckBox>("draw_centre")->setChecked(false);
        const auto plain = read({ 105, 105 }, { 195, 285 });
        const auto plainMoved = read({ 165, 150 }, { 255, 330 });
        double most = 0.0;
        for (std::size_t i = 0; i < 10; ++i) {
            QVERIFY(std::abs(centred[i] - moved[i]) < 1e-5);
            most = std::max(most, std::abs(plain[i] - plainMoved[i]));
        }
        QVERIFY2(most > 1e-3, qPrintable(QString::number(most)));
        QCOMPARE(m_lab->drawView().reading().depth.size(), std::size_t(0)); // a perceptron
        QVERIFY(m_lab->drawView().hasReading());
    }

    void picturesOfAnySizeComeOntoTheCanvas()
    {
        // White on black, 300 x 200: an upright bar left of the middle.
        QImage image(300, 200, QImage::Format_RGB32);
        image.fill(Qt::black);
        for (int row = 40; row < 160; ++row)
            for (int column = 80; column < 104; ++column)
                image.setPixel(column, row, qRgb(255, 255, 255));
        const QString file = m_directory.filePath(QStringLiteral("one.png"));
        QVERIFY(image.save(file));
        QVERIFY(m_lab->takesFile(QFileInfo(file)));
        m_lab->openFile(file);
        auto* canvas = find<ui::DigitCanvas>("draw_canvas");
        QTRY_VERIFY_WITH_TIMEOUT(!canvas->isEmpty(), kWait);
        QCOMPARE(ink(14, 14), 1.0F); // centred
        QCOMPARE(ink(14, 8), 0.0F);
        QCOMPARE(ink(2, 14), 0.0F); // 20 pixels high
        QVERIFY(ink(5, 14) > 0.5F);

        image.fill(Qt::white);
        const QString blank = m_directory.filePath(QStringLiteral("blank.png"));
        QVERIFY(image.save(blank));
        m_lab->openFile(blank);
        auto* banner = find<ui::Banner>("train_banner");
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), kWait);
        QVERIFY2(
            banner->text().startsWith(QStringLiteral("blank.png")), qPrintable(banner->text()));
        QCOMPARE(ink(14, 14), 1.0F); // what was there stays
    }

    void fitsTheSmallestWindow()
    {
        loaded("odenet");
        m_window->resize(1120, 720);
        stroke({ 150, 60 }, { 240, 360 });
        waitUntilRead();
        const ui::DrawView& view = m_lab->drawView();
        const int needed = view.widget()->minimumSizeHint().width();
        QVERIFY2(needed <= view.viewport()->width(),
            qPrintable(QStringLiteral("%1 > %2").arg(needed).arg(view.viewport()->width())));
        // The reading stands whole below a smaller canvas, and its digits are drawn as before.
        find<ui::Banner>("train_banner")->hide();
        QCoreApplication::processEvents();
        const auto* figure = find<QLabel>("draw_text");
        const int bottom = figure->mapTo(view.viewport(), QPoint(0, figure->height())).y();
        QVERIFY2(bottom <= view.viewport()->height(),
            qPrintable(QStringLiteral("%1 > %2").arg(bottom).arg(view.viewport()->height())));
        const auto* canvas = find<ui::DigitCanvas>("draw_canvas");
        QVERIFY(canvas->width() < 420 && canvas->width() >= 9 * 28);
        click("draw_clear");
        const int middle = canvas->width() / 2;
        stroke({ middle, middle }, { middle, middle });
        QVERIFY(ink(14, 14) > 0.5F && ink(2, 2) == 0.0F);
        m_window->resize(1440, 900);
        QTRY_COMPARE(canvas->width(), 420);
    }

    void everyWidgetHasAName()
    {
        loaded("mlp");
        int seen = 0;
        QCOMPARE(namelessWidgets(*m_lab, &seen), QString());
        QVERIFY(seen > 10);
    }

private:
    float ink(int row, int column) const
    {
        return find<ui::DigitCanvas>("draw_canvas")
            ->ink()[static_cast<std::size_t>(row * 28 + column)];
    }

    void stroke(const QPoint& from, const QPoint& to, Qt::MouseButton button = Qt::LeftButton)
    {
        auto* canvas = find<ui::DigitCanvas>("draw_canvas");
        QTest::mousePress(canvas, button, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, canvas->mapToGlobal(QPointF(to)), Qt::NoButton,
            button, Qt::NoModifier);
        QApplication::sendEvent(canvas, &move);
        QTest::mouseRelease(canvas, button, {}, to);
    }

    void waitUntilRead() const
    {
        if (!QTest::qWaitFor([this] { return !m_lab->drawView().isBusy(); }, kWait))
            qFatal("the page is still busy");
    }

    /// Fresh weights through a file into the page.
    std::unique_ptr<nn::Model<float>> loaded(const char* id)
    {
        nn::ModelConfig config;
        config.model = id;
        auto model = nn::makeModel<float>(config);
        nn::Random random(5);
        model->initialise(random);
        const QString file = m_directory.filePath(QStringLiteral("fresh.safetensors"));
        nn::writeModelFile<float>(file.toStdString(), config, model->parameters());
        m_lab->form().setOptions([] {
            nn::TrainingOptions options = ui::TrainForm::defaults();
            options.testImages = 16;
            options.threads = 2;
            return options;
        }());
        QSignalSpy done(m_lab, &ui::TrainLab::weightsLoaded);
        m_lab->openFile(file);
        if (!done.wait(kWait))
            qFatal("the weights were not loaded");
        waitUntilRead();
        return model;
    }
};

REGISTER_TEST(DrawDigitTest)
#include "tst_draw_digit.moc"
