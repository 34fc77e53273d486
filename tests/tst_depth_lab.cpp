// SPDX-License-Identifier: GPL-3.0-or-later
#include "depth_page.h"
#include "test_program.h"

#include <QCheckBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>

#include <algorithm>

using ui::Command;

class TestDepthLab : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<DepthPage> m_page;

private slots:
    void initTestCase() { m_page = std::make_unique<DepthPage>("tst_depth_lab"); }
    void init() { m_page->open(); }
    void cleanup() { m_page->close(); }

    // The picture of the design, as the page opens.
    void opensWithTheFigure()
    {
        QCOMPARE(m_page->text("depth_value_largest"), QString("1.0553"));
        QCOMPARE(m_page->text("depth_value_mean"), QString("0.8925"));
        QCOMPARE(m_page->text("depth_value_doubled"), QString("0.4887"));
        QCOMPARE(m_page->text("depth_value_rk4"), QString("0.0111"));
        QCOMPARE(m_page->text("depth_step"), QString("1.0000"));
        QVERIFY(m_page->text("depth_plane_note").contains("0.742"));
        QVERIFY(m_page->text("depth_block_text").contains("equal bit for bit"));
        QCOMPARE(m_page->lab().statusText(), QString("N = 3 blocks, 3 evaluations of f per point"));
        QVERIFY(m_page->diagram()->accessibleDescription().contains(
            "3 blocks, each with weight layer 1"));
        QVERIFY(m_page->diagram()->accessibleDescription().contains("(−0.73, −0.65)"));
        QCOMPARE(m_page->plane()->curve("input")->samples->x.size(), std::size_t { 6 });
        QCOMPARE(namelessWidgets(m_page->lab()), QString());
    }

    void blocksByFieldSliderAndClick()
    {
        m_page->type("depth_blocks", "6");
        QCOMPARE(m_page->text("depth_value_largest"), QString("0.4887"));
        QCOMPARE(m_page->text("depth_step"), QString("0.5000"));
        QVERIFY(m_page->text("depth_block_text")
                    .contains("A plain residual block is the step of length 1"));
        QCOMPARE(m_page->states(), std::size_t { 7 });

        auto* slider = m_page->part<QSlider>("depth_blocks_slider");
        slider->setValue(slider->maximum());
        m_page->settle();
        QCOMPARE(m_page->lab().settings().stack.blocks, 64);
        QCOMPARE(m_page->part<ui::NumberSpinBox>("depth_blocks")->intValue(), 64);
        slider->setValue(0);
        m_page->settle();
        QCOMPARE(m_page->lab().settings().stack.blocks, 1);

        const QPointF at = m_page->sweep()->map().toPixel(8.2, 0.1);
        QTest::mouseClick(m_page->sweep()->viewport(), Qt::LeftButton, {}, at.toPoint());
        m_page->settle();
        QCOMPARE(m_page->lab().settings().stack.blocks, 8);
    }

    void theSolverTurnsTheBlockIntoStages()
    {
        m_page->chooseSolver("rk4");
        QCOMPARE(m_page->lab().settings().solver, std::string("rk4"));
        QVERIFY(!m_page->part<QRadioButton>("depth_solver_euler")->isChecked());
        QCOMPARE(m_page->text("depth_value_largest"), QString("0.0111"));
        QCOMPARE(
            m_page->lab().statusText(), QString("N = 3 blocks, 12 evaluations of f per point"));
        QVERIFY(m_page->diagram()->accessibleDescription().contains("k4 = f(hk + Δk3)"));
        QCOMPARE(m_page->text("depth_value_rk4"), QString("1.0553")); // of Euler, for comparison
        QVERIFY(m_page->text("depth_block_text").contains("four passes through"));
        QVERIFY(
            m_page->text("depth_block_text").contains("Against the ResNet with the same weights"));

        // A second click on the one that is on leaves it on.
        m_page->chooseSolver("rk4");
        QVERIFY(m_page->part<QRadioButton>("depth_solver_rk4")->isChecked());

        m_page->chooseSolver("other");
        m_page->choose("depth_other_solver", "kutta3");
        QCOMPARE(m_page->lab().settings().solver, std::string("kutta3"));
        QVERIFY(m_page->sweep()->curve("kutta3"));
    }

    void adaptiveStepsAreWhatTheSolverWants()
    {
        m_page->chooseSolver("dopri5");
        QVERIFY(m_page->part<QCheckBox>("depth_adaptive")->isVisible());
        m_page->part<QCheckBox>("depth_adaptive")->click();
        m_page->settle();
        m_page->type("depth_tolerance", "1e-6");
        QVERIFY(m_page->states() > 5);
        QVERIFY(m_page->lab().statusText().contains("adaptive steps"));
        QVERIFY(m_page->lab().study()->largest < 1e-5);
        // Euler estimates no error.
        m_page->chooseSolver("euler");
        QVERIFY(!m_page->lab().settings().adaptive);
        QVERIFY(!m_page->part<QCheckBox>("depth_adaptive")->isVisible());
    }

    void ownWeightsInEachBlock()
    {
        const double before = m_page->lab().study()->largest;
        m_page->part<QCheckBox>("depth_own_weights")->click();
        m_page->settle();
        QVERIFY(m_page->lab().study()->largest != before);
        QVERIFY(m_page->text("depth_block_text").contains("of its own in each block"));
        QVERIFY(m_page->text("depth_block_text").contains("equal bit for bit"));
        const double first = m_page->lab().study()->largest;
        m_page->type("depth_seed", "7");
        QVERIFY(m_page->lab().study()->largest != first);
        m_page->choose("depth_field", "linear");
        QVERIFY(m_page->lab().settings().stack.hasOwnWeights());
    }

    void weightsCanBeEdited()
    {
        QVERIFY(!m_page->part<ui::NumberSpinBox>("depth_weight_9")->isVisible());
        m_page->part<QPushButton>("depth_edit_weights")->click();
        QVERIFY(m_page->part<ui::NumberSpinBox>("depth_weight_9")->isVisible());
        m_page->type("depth_weight_0", "0.5");
        QCOMPARE(m_page->lab().settings().stack.weights[0], 0.5);
        QVERIFY(m_page->text("depth_weights_text").contains("[0.50"));
        m_page->part<QPushButton>("depth_reshuffle")->click();
        m_page->settle();
        const auto shuffled = m_page->lab().settings().stack.weights;
        QVERIFY(shuffled[5] != nn::depthFieldById("two-layer-tanh").weights[5]);
        m_page->part<QPushButton>("depth_reshuffle")->click();
        m_page->settle();
        QVERIFY(m_page->lab().settings().stack.weights != shuffled);
        m_page->part<QPushButton>("depth_reset_weights")->click();
        m_page->settle();
        QCOMPARE(m_page->text("depth_value_largest"), QString("1.0553"));
    }

    void theHighlightedPointIsSpelledOut()
    {
        m_page->choose("depth_inputs", static_cast<int>(ui::DepthInputs::Grid));
        QCOMPARE(m_page->plane()->curve("input")->samples->x.size(), std::size_t { 9 });
        auto* highlight = m_page->part<ui::ComboBox>("depth_highlight");
        QCOMPARE(highlight->count(), 9);
        highlight->setCurrentIndex(8);
        emit highlight->activated(8);
        QVERIFY(m_page->diagram()->accessibleDescription().contains("h0 = (1.15, −1.00)"));
        // Fewer points: the highlight stays within them.
        m_page->choose("depth_inputs", static_cast<int>(ui::DepthInputs::Ellipse));
        QCOMPARE(m_page->lab().settings().highlighted(), 5);
    }

    // Hovering a block draws its step bold in the plane.
    void hoveringABlockHighlightsItsStep()
    {
        QVERIFY(m_page->plane()->curve("steps/block")->isEmpty());
        QTRY_VERIFY(!m_page->diagram()->blockRect(1).isEmpty());
        hoverAt(m_page->diagram(), m_page->diagram()->blockRect(1).center());
        QCOMPARE(m_page->diagram()->highlighted(), 1);
        const auto* step = m_page->plane()->curve("steps/block");
        const auto& path
            = m_page->lab().study()->steps.back().points; // any: every point has its step
        QCOMPARE(step->samples->x.size(), std::size_t { 18 }); // two ends and a gap each
        const auto at = std::ranges::find(step->samples->x, path[1].x);
        QVERIFY(at != step->samples->x.end());
        QCOMPARE(*(at + 1), path[2].x);
        QVERIFY(m_page->diagram()->accessibleDescription().contains("Highlighted: block 2"));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(m_page->diagram(), &leave);
        QVERIFY(m_page->plane()->curve("steps/block")->isEmpty());
        m_page->diagram()->setFocus();
        QTest::keyClick(m_page->diagram(), Qt::Key_Down);
        QTest::keyClick(m_page->diagram(), Qt::Key_Down);
        QCOMPARE(m_page->diagram()->highlighted(), 1);
    }

    // Three blocks in full, how many more, and the last.
    void manyBlocksAreAbridged()
    {
        m_page->type("depth_blocks", "20");
        for (const int shown : { 0, 1, 2, 19 })
            QTRY_VERIFY(!m_page->diagram()->blockRect(shown).isEmpty());
        for (const int left : { 3, 10, 18 })
            QVERIFY(m_page->diagram()->blockRect(left).isEmpty());
        QVERIFY(m_page->diagram()->blockRect(19).bottom() <= m_page->diagram()->height());
        // Where there is no room for three blocks of six stages, fewer are shown in full.
        m_page->chooseSolver("dopri5");
        m_page->lab().resize(1048, 640);
        QTRY_VERIFY(m_page->diagram()->blockRect(2).isEmpty());
        QVERIFY(m_page->diagram()->blockRect(19).bottom() <= m_page->diagram()->height());
    }

    void theSingleInputCanBeDragged()
    {
        m_page->choose("depth_inputs", static_cast<int>(ui::DepthInputs::Single));
        const QPoint from = m_page->plane()->map().toPixel(0.15, 1.0).toPoint();
        QWidget* viewport = m_page->plane()->viewport();
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        for (const int way : { 10, 25, 40 }) {
            const QPointF to = from + QPoint(way, way);
            QMouseEvent move(QEvent::MouseMove, to, viewport->mapToGlobal(to), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(viewport, &move);
        }
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, from + QPoint(40, 40));
        m_page->settle();
        QVERIFY(m_page->lab().settings().single.x > 0.2);
        QVERIFY(m_page->lab().settings().single.y < 0.95);
        m_page->lab().execute(Command::Undo); // the drag is one step
        m_page->settle();
        QCOMPARE(m_page->lab().settings().single.x, 0.15);
        QVERIFY(m_page->lab().settings().inputs == ui::DepthInputs::Single);
    }
};

REGISTER_TEST(TestDepthLab)
#include "tst_depth_lab.moc"
