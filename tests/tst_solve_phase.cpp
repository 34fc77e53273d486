// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/labs/solve_phase_view.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTemporaryDir>
#include <QThread>

#include <cmath>
#include <numbers>

namespace {

constexpr double pi = std::numbers::pi;

} // namespace

class TestSolvePhase : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolvePhase()
        : SolvePage("tst_solve_phase")
    {
    }

private:
    ui::SolvePhaseView* view() const { return qobject_cast<ui::SolvePhaseView*>(lab().view()); }
    ui::PlotView* plot() const { return part<ui::PlotView>("solve_chart_phase"); }
    ui::ResultsTable* table() const { return part<ui::ResultsTable>("solve_phase_table"); }
    QPushButton* button(const QString& name) const { return part<QPushButton>(name); }

    /// The page with a problem, its phase portrait computed and on show.
    void show(const QString& id)
    {
        part<ui::ComboBox>("solve_problem")->selectData(id);
        QVERIFY(lab().showTab("phase"));
        QTRY_VERIFY(lab().results()->job.problem.id == id.toStdString());
        settle();
        QVERIFY(view()->portrait());
        QCOMPARE(fromStd(view()->portrait()->job.problem.id), id);
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(view()->isIdle(), 20'000); }
    static QString fromStd(const std::string& text) { return QString::fromStdString(text); }

    QPoint pixel(double x, double y) const { return plot()->map().toPixel(x, y).toPoint(); }
    void click(double x, double y, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(plot()->viewport(), Qt::LeftButton, modifiers, pixel(x, y));
        settle();
    }
    QString cellOf(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void firstSightIsTheProblemsOwnStart()
    {
        show("pendulum");
        QCOMPARE(view()->trajectories().size(), std::size_t { 1 });
        const ui::PhaseTrajectory first = view()->trajectories()[0];
        QVERIFY(first.launch.start == lab().problem().y0);
        QCOMPARE(first.kind, solvers::OrbitKind::Closed);
        // One period of the catalogue's own start, with RK4 in steps of 0.02.
        QVERIFY(std::abs(first.period - lab().problem().t1) < 1e-5);
        QCOMPARE(cellOf(0, 3), "libration");
        QCOMPARE(cellOf(0, 6), "7.4163");
        const auto& equilibria = view()->portrait()->portrait->equilibria.points;
        QCOMPARE(equilibria.size(), std::size_t { 3 });
        QCOMPARE(equilibria[1].kind, solvers::EquilibriumKind::Centre);
        QVERIFY(part<QLabel>("solve_phase_list")->text().contains("(π, 0)"));
        QVERIFY(
            part<QLabel>("solve_phase_list")->text().contains("saddle, <i>λ</i>&nbsp;=&nbsp;±1"));
        QVERIFY(plot()->curve("separatrix") && plot()->curve("nullcline/0")
            && plot()->curve("nullcline/1") && plot()->curve("equilibria/saddle"));
        QVERIFY(!part<QWidget>("solve_play")->isVisible());
        QVERIFY(!part<ui::ResultsTable>("solve_results")->isVisible());
        QVERIFY(table()->isVisible());
        QVERIFY(lab().statusText().startsWith("1 trajectory."));
        const ui::PlotRanges ranges = plot()->ranges(); // equal scales
        const QRectF area = plot()->map().area();
        QVERIFY(std::abs((ranges.x.upper - ranges.x.lower) / area.width()
                        / ((ranges.y.upper - ranges.y.lower) / area.height())
                    - 1.0)
            < 1e-9);
    }

    void clickLaunchesForwardAndShiftBackward()
    {
        show("pendulum");
        click(-1.0, 0.5);
        click(2.0, 2.2);
        click(0.5, -2.5, Qt::ShiftModifier);
        const auto all = view()->trajectories();
        QCOMPARE(all.size(), std::size_t { 4 });
        QCOMPARE(view()->selected(), 4);
        const double perPixel
            = (plot()->ranges().x.upper - plot()->ranges().x.lower) / plot()->map().area().width();
        QVERIFY(std::abs(all[1].launch.start[0] + 1.0) <= perPixel);
        QVERIFY(std::abs(all[1].launch.start[1] - 0.5) <= perPixel);
        QVERIFY(!all[1].launch.backward && all[3].launch.backward);
        QCOMPARE(all[1].kind, solvers::OrbitKind::Closed);
        QCOMPARE(all[2].kind, solvers::OrbitKind::Rotation);
        QVERIFY(all[2].line.back().x > all[2].line.front().x);
        QVERIFY(all[3].line.back().x > all[3].line.front().x); // backwards below the axis
        QVERIFY(all[1].drift < 1e-5 && all[1].drift > 0.0);
        QVERIFY(plot()->curve("trajectory/4")->bold && !plot()->curve("trajectory/1")->bold);
        QCOMPARE(plot()->curve("trajectory/1")->name, "Trajectory (4)");
        QCOMPARE(table()->model()->rowCount(), 4);
        QCOMPARE(table()->currentIndex().row(), 3);
        QVERIFY(lab().statusText().startsWith("4 trajectories."));
    }

    void dragMovesAStart()
    {
        show("pendulum");
        QWidget* area = plot()->viewport();
        QTest::mousePress(area, Qt::LeftButton, {}, pixel(pi / 2, 0.0));
        for (const double x : { 1.2, 0.9, 0.8 }) {
            const QPointF at = pixel(x, 0.0);
            QMouseEvent move(QEvent::MouseMove, at, area->mapToGlobal(at), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(area, &move);
        }
        QTRY_VERIFY(std::abs(view()->trajectories()[0].launch.start[0] - 0.8) < 0.02); // live
        QTest::mouseRelease(area, Qt::LeftButton, {}, pixel(0.8, 0.0));
        settle();
        QCOMPARE(view()->trajectories().size(), std::size_t { 1 });
        QVERIFY(view()->trajectories()[0].period < 6.6);
        QTest::mouseClick(area, Qt::LeftButton, {}, pixel(0.8, 0.0)); // on it: selects only
        settle();
        QCOMPARE(view()->trajectories().size(), std::size_t { 1 });
    }

    void deleteRemovesTheSelectedAndClearAll()
    {
        show("pendulum");
        click(-1.0, 0.5);
        click(2.0, 2.2);
        table()->selectRow(1);
        QCOMPARE(view()->selected(), 2);
        plot()->setFocus();
        QTest::keyClick(plot(), Qt::Key_Delete);
        QCOMPARE(view()->trajectories().size(), std::size_t { 2 });
        QVERIFY(!plot()->curve("trajectory/2"));
        QCOMPARE(view()->selected(), 3);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete);
        QCOMPARE(view()->trajectories().size(), std::size_t { 1 });
        QTest::mouseClick(button("solve_phase_clear"), Qt::LeftButton);
        QVERIFY(view()->trajectories().empty());
        QVERIFY(!plot()->curve("trajectory/1"));
        QCOMPARE(table()->model()->rowCount(), 0);
        QVERIFY(!button("solve_phase_clear")->isEnabled());
        QVERIFY(lab().statusText().startsWith("0 trajectories."));
        click(-1.0, 0.5);
        QCOMPARE(view()->trajectories()[0].launch.number, 1);
    }

    void launchesTakeTheSolverThatIsPicked()
    {
        show("pendulum");
        part<ui::ComboBox>("solve_phase_method")->selectData("dopri5");
        QVERIFY(!part<QWidget>("solve_phase_step")->isVisible());
        type("solve_phase_tolerance", "1e-10");
        click(0.8, 0.0);
        const ui::PhaseTrajectory second = view()->trajectories()[1];
        QCOMPARE(second.launch.method->id, std::string_view("dopri5"));
        QCOMPARE(second.launch.options.rtol, 1e-10);
        QVERIFY(second.drift < 1e-8);
        QCOMPARE(view()->trajectories()[0].launch.method->id, std::string_view("rk4"));
        auto* duration = part<ui::ComboBox>("solve_phase_duration");
        duration->setCurrentIndex(1);
        emit duration->activated(1);
        settle();
        // Followed over the interval, which is longer than its period.
        QVERIFY(view()->trajectories()[1].line.back().x < 0.8 - 0.1);
    }

    void checkBoxesShowAndHide()
    {
        show("pendulum");
        part<QCheckBox>("solve_phase_nullclines")->click();
        QVERIFY(!plot()->curve("nullcline/0"));
        part<QCheckBox>("solve_phase_separatrix")->click();
        QVERIFY(!plot()->curve("separatrix"));
        part<QCheckBox>("solve_phase_equilibria")->click();
        QVERIFY(!plot()->curve("equilibria/saddle"));
        QVERIFY(!plot()->curve("streamlines"));
        part<QCheckBox>("solve_phase_streamlines")->click();
        QTRY_VERIFY(plot()->curve("streamlines"));
        settle();
        QVERIFY(!plot()->curve("trajectory/1/past"));
        part<QCheckBox>("solve_phase_past")->click();
        QTRY_VERIFY(plot()->curve("trajectory/1/past"));
        settle();
    }

    void zoomComputesTheNewWindow()
    {
        show("lotka-volterra");
        const auto before = view()->portrait();
        plot()->setRanges({ { -1.0, 6.0 }, { -0.5, 3.0 }, {} });
        QTRY_VERIFY(view()->portrait() != before);
        settle();
        const solvers::PlaneWindow window = view()->portrait()->job.window;
        QVERIFY(std::abs(window.upper.x - plot()->ranges().x.upper) < 0.05);
        QVERIFY(std::abs(window.lower.y - plot()->ranges().y.lower) < 0.05);
        QCOMPARE(view()->portrait()->portrait->equilibria.points.size(), std::size_t { 2 });
        QCOMPARE(view()->trajectories()[0].kind, solvers::OrbitKind::Closed);
    }

    void parametersMoveTheEquilibria()
    {
        show("lotka-volterra");
        part<QSlider>("solve_parameter_slider_c")
            ->setValue(part<QSlider>("solve_parameter_slider_c")->minimum());
        QTRY_VERIFY(view()->portrait()->job.problem.parameters[2].value < 0.2);
        settle();
        const auto& points = view()->portrait()->portrait->equilibria.points;
        QVERIFY(std::abs(points[1].at.x - lab().problem().parameters[2].value) < 1e-9);
        QCOMPARE(view()->trajectories().size(), std::size_t { 1 });
    }

    void oneEquationShowsItsPhaseLine()
    {
        show("logistic");
        const auto& line = view()->portrait()->portrait->line;
        QVERIFY(line);
        QCOMPARE(line->equilibria.size(), std::size_t { 2 });
        QVERIFY(plot()->curve("slope") && plot()->curve("equilibria/stable"));
        QVERIFY(!plot()->curve("equilibria/stable")->hollow);
        QVERIFY(plot()->curve("equilibria/unstable")->hollow);
        QVERIFY(part<QLabel>("solve_phase_list")->text().contains("10: stable"));
        QVERIFY(!part<QWidget>("solve_phase_nullclines")->isVisible());
        QCOMPARE(view()->trajectories()[0].kind, solvers::OrbitKind::Converges);
        click(8.0, 0.5);
        QCOMPARE(view()->trajectories().size(), std::size_t { 2 });
        QVERIFY(std::abs(view()->trajectories()[1].line.back().x - 10.0) < 1e-3);
    }

    void threeEquationsAreSeenInTwoComponents()
    {
        show("lorenz");
        auto* y = part<ui::ComboBox>("solve_phase_y");
        QVERIFY(y->isVisible());
        QCOMPARE(y->count(), 3);
        QVERIFY(!part<QWidget>("solve_phase_separatrix")->isVisible());
        y->setCurrentIndex(2);
        emit y->activated(2);
        settle();
        QCOMPARE(view()->portrait()->job.x, std::size_t { 0 });
        QCOMPARE(view()->portrait()->job.y, std::size_t { 2 });
        QVERIFY(plot()->axis(ui::PlotView::AxisId::Y).title.contains("<sub>3</sub>"));
        part<QCheckBox>("solve_phase_solutions")->click();
        QVERIFY(!plot()->curve("solution/euler")); // it grew past all bounds
        part<QCheckBox>("solve_check_dopri5")->setChecked(true);
        QTRY_VERIFY(plot()->curve("solution/dopri5"));
        click(5.0, 20.0);
        const auto start = view()->trajectories()[1].launch.start;
        QVERIFY(std::abs(start[0] - 5.0) < 0.5 && std::abs(start[2] - 20.0) < 0.5);
        QCOMPARE(start[1], lab().problem().y0[1]);
        y->setCurrentIndex(0); // the other picker gives way
        emit y->activated(0);
        settle();
        QCOMPARE(view()->portrait()->job.x, std::size_t { 1 });
        QCOMPARE(view()->portrait()->job.y, std::size_t { 0 });
    }

    void solutionsGoWithTheirBox()
    {
        show("lorenz");
        part<QCheckBox>("solve_check_dopri5")->setChecked(true);
        part<QCheckBox>("solve_phase_solutions")->click();
        QTRY_VERIFY(plot()->curve("solution/dopri5"));
        show("pendulum");
        QVERIFY(!part<QCheckBox>("solve_phase_solutions")->isVisible());
        QVERIFY(!plot()->curve("solution/dopri5"));
    }

    void switchingProblemsWhileComputingEndsWithTheLast()
    {
        show("pendulum");
        for (const char* id : { "lorenz", "van-der-pol", "logistic", "brusselator" }) {
            part<ui::ComboBox>("solve_problem")->selectData(id);
            lab().solve();
            QTest::qWait(5);
        }
        QTRY_VERIFY(view()->portrait()->job.problem.id == "brusselator");
        settle();
        QCOMPARE(view()->trajectories().size(), std::size_t { 1 });
        QVERIFY(view()->trajectories()[0].launch.start == lab().problem().y0);
        QVERIFY(plot()->axis(ui::PlotView::AxisId::Y).title.contains("<sub>2</sub>"));
    }

    void closingWhileComputingJoinsTheThread()
    {
        show("lorenz");
        type("solve_phase_step", "1e-4");
        QTest::mouseClick(plot()->viewport(), Qt::LeftButton, {}, pixel(3.0, 3.0));
        QVERIFY(!view()->isIdle());
        close(); // a thread left behind would end the program when its QThread goes
        open();
        QVERIFY(lab().showTab("phase"));
        settle();
    }

    void pointerReadsTheStateAndTheInvariant()
    {
        show("pendulum");
        hoverAt(plot()->viewport(), plot()->map().toPixel(0.0, 0.0));
        QVERIFY2(lab().statusText().contains("Energy = −1"), qPrintable(lab().statusText()));
        hoverAt(plot()->viewport(), QPointF(2.0, 2.0));
        QVERIFY(!lab().statusText().contains("Energy"));
    }

    void tableIsCopiedAndWritten()
    {
        show("pendulum");
        click(2.0, 2.2);
        QTest::mouseClick(button("solve_phase_copy"), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains("rotation"));
        QTemporaryDir folder;
        const QString path = folder.filePath("t.csv");
        view()->setFileChooser([&path](const QString&) { return path; });
        QTest::mouseClick(button("solve_phase_csv"), Qt::LeftButton);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(belowComments(file.readAll())).split('\n');
        QCOMPARE(lines[0],
            "trajectory,y1_0,y2_0,solver,step,tolerance,backward,type,invariant,max_drift,period");
        QCOMPARE(lines.size(), 4); // header, two rows, the end
        QCOMPARE(lines[1].section(',', 3, 3), "rk4");
        QCOMPARE(lines[2].section(',', 7, 7), "rotation");
        QVERIFY(std::abs(lines[1].section(',', 10, 10).toDouble() - 7.41629870920549) < 1e-5);
    }

    void legendHidesAllTrajectoriesTogether()
    {
        show("pendulum");
        click(-1.0, 0.5);
        emit plot()->legendToggled("trajectory/1", false);
        QVERIFY(!plot()->curve("trajectory/2")->visible);
        emit plot()->legendToggled("trajectory/1", true);
        QVERIFY(plot()->curve("trajectory/2")->visible);
    }

    void everyControlHasAName()
    {
        show("lorenz");
        int seen = 0;
        const QString nameless = namelessWidgets(lab(), &seen);
        QVERIFY(seen > 10);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    }
};

REGISTER_TEST(TestSolvePhase)
#include "tst_solve_phase.moc"
