// SPDX-License-Identifier: GPL-3.0-or-later
// The Gradients page, used as a user does. The numbers of the first sight are those of the design.
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/gradients_view.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/numbers_edit.h"
#include "ui/widgets/results_table.h"
#include "ui_test_helpers.h"

#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using ui::Command;

namespace {

constexpr int kPatience = 60'000;

} // namespace

class TestGradientsLab : public QObject {
    Q_OBJECT

public:
    TestGradientsLab()
        : m_settings("tst_gradients_lab")
        , m_theme(*qApp, ui::ThemeMode::Light)
    {
    }

private:
    template <typename Widget>
    Widget* part(const QString& name) const
    {
        return partOf<Widget>(*m_lab, name);
    }

    QAbstractItemModel* table() const { return part<ui::ResultsTable>("gradients_table")->model(); }

    QStringList row(int index) const
    {
        QStringList cells;
        for (int column = 0; column < table()->columnCount(); ++column)
            cells << table()->index(index, column).data().toString();
        return cells;
    }

    const ui::GradientResults& results() const { return *m_lab->results(); }

    void compute()
    {
        QSignalSpy computed(m_lab.get(), &ui::GradientsLab::computed);
        m_lab->compute();
        QTRY_VERIFY_WITH_TIMEOUT(computed.count() > 0, kPatience);
    }

    void waitForStudy()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->results() && results().study, kPatience);
    }

    void tick(const QString& id, bool ticked)
    {
        part<QCheckBox>("gradients_check_" + id)->setChecked(ticked);
    }

    SettingsSandbox m_settings;
    ui::Theme m_theme;
    std::unique_ptr<ui::GradientsLab> m_lab;

private slots:
    void init()
    {
        m_lab = std::make_unique<ui::GradientsLab>(m_theme);
        m_lab->resize(1368, 824);
        m_lab->show();
        compute();
    }
    void cleanup() { m_lab.reset(); }

    void firstSightIsThePictureOfTheDesign()
    {
        QCOMPARE(table()->rowCount(), 5);
        const QString minus(QChar(0x2212));
        QCOMPARE(row(0),
            QStringList({ "Backprop through solver", "759.9726", "135.5942", "334.2057",
                minus + "2339.3951", "2445.2505", "reference", "80 + 80", "640 B" }));
        QStringList adjoint = row(1);
        QCOMPARE(adjoint.mid(0, 6),
            QStringList({ "Adjoint, eq. (1)–(2)", "759.9799", "135.5942", "334.2057",
                minus + "2339.4396", "2445.2950" }));
        QVERIFY2(adjoint[6].startsWith("1.82"), qPrintable(adjoint[6]));
        QCOMPARE(adjoint[7], "160 + 80");
        QCOMPARE(adjoint[8], "40 B");
        QVERIFY(row(2)[0].startsWith("Checkpointed") && row(2)[0].endsWith(", 5 points"));
        QCOMPARE(row(2)[6], "0");
        QCOMPARE(row(3)[0], "Central differences");
        QCOMPARE(row(4).mid(0, 6),
            QStringList({ "Exact solution", "760.0459", "135.6048", "334.2314", minus + "2339.6200",
                "2445.4836" }));
        QVERIFY2(row(4)[6].startsWith("9.56"), qPrintable(row(4)[6]));
        QCOMPARE(m_lab->statusText(), "L = 69.2166, z(T) = 48.3197 (exact 48.3202)");
    }

    void theExactGradientIsThatOfTheClosedForm()
    {
        const ui::GradientReference& reference = results().reference;
        QVERIFY(reference.known && reference.closedForm);
        // 2 (z(2) - 40) times the closed forms of z(2) and of its derivatives.
        const double slope = 2.0 * (48.3202013678 - 40.0);
        QVERIFY(std::abs(reference.parameters[0] - slope * 45.6747315672) < 1e-6);
        QVERIFY(std::abs(reference.parameters[1] - slope * 8.1491275214) < 1e-6);
        QVERIFY(std::abs(reference.z0[0] - slope * 20.0855369232) < 1e-6);
        QVERIFY(std::abs(reference.times[1] - slope * 146.9606041034) < 1e-6);
        QVERIFY(std::abs(reference.times[0] + slope * 140.5987584623) < 1e-6);
    }

    void theStudyFindsTheOrder()
    {
        waitForStudy();
        const auto& curves = results().study->curves;
        QCOMPARE(curves.size(), std::size_t { 4 });
        QCOMPARE(curves[0].steps.size(), std::size_t { 9 });
        QCOMPARE(curves[0].steps.front(), 0.25);
        QVERIFY(std::abs(curves[0].slope - 3.95) < 0.05);
        QVERIFY(std::abs(curves[1].slopeFromFirst - 4.0) < 0.2);
        const QString why = part<QLabel>("gradients_why")->text();
        QVERIFY2(why.contains("3.9") && why.contains("linear"), qPrintable(why));
        QVERIFY(part<ui::PlotView>("gradients_chart_error")->curve("adjoint/difference"));
    }

    void ticksAndNumbersChangeTheTable()
    {
        tick(QString::fromStdString(m_lab->settings().methods[2]), false);
        QTRY_COMPARE_WITH_TIMEOUT(table()->rowCount(), 4, kPatience);
        auto* step = part<ui::NumberSpinBox>("gradients_forward_step");
        step->setValue(0.1);
        QTRY_COMPARE_WITH_TIMEOUT(row(0)[7], "40 + 40", kPatience);
        part<ui::ComboBox>("gradients_forward")->selectData("euler");
        QTRY_COMPARE_WITH_TIMEOUT(row(0)[7], "10 + 10", kPatience);
        m_lab->execute(Command::Undo);
        QTRY_COMPARE_WITH_TIMEOUT(row(0)[7], "40 + 40", kPatience);
        tick("backprop", false);
        QTRY_VERIFY_WITH_TIMEOUT(row(0)[0].startsWith("Adjoint"), kPatience);
        QCOMPARE(row(0)[6], "reference");
    }

    void nothingTickedSaysWhatToDo()
    {
        for (const std::string& id : m_lab->settings().methods)
            tick(QString::fromStdString(id), false);
        QVERIFY(!part<QPushButton>("gradients_run")->isEnabled());
        QCOMPARE(part<QLabel>("gradients_reason")->text(), "Tick a method");
    }

    void aTypedProblemIsDifferentiated()
    {
        part<ui::ComboBox>("gradients_problem")->selectData(QString());
        part<QPlainTextEdit>("gradients_exact")->clear();
        part<QPlainTextEdit>("gradients_expression")->setPlainText("a*y*(1 - y/10) + b");
        QTRY_VERIFY_WITH_TIMEOUT(
            results().job.problem.rhs.front() == "a*y*(1 - y/10) + b", kPatience);
        QVERIFY(!results().linearInState);
        QVERIFY(results().reference.known && !results().reference.closedForm);
        QVERIFY(results().first() != nullptr);
        QVERIFY(results().reference.difference < 1e-3);
        part<QPlainTextEdit>("gradients_expression")->setPlainText("a*y*(1 - ");
        QTRY_VERIFY(!part<QPushButton>("gradients_run")->isEnabled());
        QVERIFY(part<ui::Banner>("gradients_banner")->text().contains("column"));
    }

    void severalObservedTimesEachHaveATarget()
    {
        auto* observed = part<ui::NumbersEdit>("gradients_observed");
        observed->setFocus();
        QTest::keyClicks(observed, "1.5");
        QTRY_COMPARE_WITH_TIMEOUT(results().job.times.size(), std::size_t { 3 }, kPatience);
        part<ui::NumberSpinBox>("gradients_target_1")->setValue(10.0);
        QTRY_COMPARE_WITH_TIMEOUT(results().job.targets(0, 0), 10.0, kPatience);
        QVERIFY(results().find("adjoint")->gradient.states.cols() == 2);
        QVERIFY(results().reference.closedForm);
        QVERIFY(results().reference.difference < 1e-3);
        QTest::keyClicks(observed, "; 7");
        QTRY_VERIFY(!part<QPushButton>("gradients_run")->isEnabled());
        QVERIFY(part<QLabel>("gradients_reason")->text().contains("between"));
    }

    void aVectorShowsNormsAndPickers()
    {
        m_lab->setProblem(solvers::problemById("article-small-net"));
        QTRY_COMPARE_WITH_TIMEOUT(
            results().job.problem.id, std::string("article-small-net"), kPatience);
        QVERIFY(table()->headerData(1, Qt::Horizontal).toString().contains("θ"));
        QCOMPARE(part<ui::ComboBox>("gradients_parameter")->count(), 50);
        part<ui::ComboBox>("gradients_component")->setCurrentIndex(2);
        const auto* state = part<ui::PlotView>("gradients_chart_state")->curve("forward");
        QVERIFY(state && state->samples->y.front() == results().job.problem.y0[2]);
    }

    void theTimeMarkerReadsAllCharts()
    {
        part<QSlider>("gradients_time")->setValue(1000);
        const QString values = part<QLabel>("gradients_values")->text();
        QVERIFY2(values.contains("48.3") && values.contains("16.6"), qPrintable(values));
        for (const char* name : { "state", "adjoint", "parameters" })
            QCOMPARE(part<ui::PlotView>(QString("gradients_chart_") + name)->crosshairX(),
                std::optional(2.0));
    }

    void aFailureIsSaidInItsRowAndAbove()
    {
        part<ui::ComboBox>("gradients_forward")->selectData("ab4");
        QTRY_VERIFY_WITH_TIMEOUT(part<ui::Banner>("gradients_banner")->isVisible(), kPatience);
        bool said = false;
        for (int i = 0; i < table()->rowCount(); ++i)
            said = said || row(i).contains("not usable");
        QVERIFY(said);
    }

    void cancelKeepsTheGradientsOfBefore()
    {
        const auto before = m_lab->results();
        part<ui::NumberSpinBox>("gradients_forward_step")->setValue(1e-5);
        m_lab->compute();
        QVERIFY(m_lab->commands() & Command::Cancel);
        m_lab->execute(Command::Cancel);
        QVERIFY(!m_lab->isBusy());
        QCOMPARE(m_lab->results()->job.solve.step, before->job.solve.step);
    }

    void theTableIsWrittenWithAllDigits()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("gradients.csv");
        m_lab->setFileChooser([&](const QString&) { return file; });
        part<QPushButton>("gradients_csv")->click();
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = belowComments(written.readAll()).split('\n');
        QVERIFY(lines[0].startsWith("method,dL_da,dL_db,dL_dz0_1,dL_dt0,dL_dt1,"));
        QVERIFY(lines[1].startsWith("backprop,759.97"));
        std::unique_ptr<ui::ExportDialog> dialog(m_lab->openExport());
        QVERIFY(dialog != nullptr);
        QVERIFY(m_lab->view()->tableAsCsv().contains("reference"));
    }

    void settingsComeBackFromJson()
    {
        ui::GradientsSettings settings = m_lab->settings();
        settings.observations.push_back({ 1.25, { 4.0 } });
        settings.sameBackward = false;
        settings.backward = { "dopri5", true, 0.1, 1e-7 };
        QVERIFY(ui::gradientsSettingsFromJson(ui::settingsToJson(settings)) == settings);
        settings.observations.front().t = 3.0;
        QVERIFY_THROWS_EXCEPTION(
            std::runtime_error, ui::gradientsSettingsFromJson(ui::settingsToJson(settings)));
    }
};

REGISTER_TEST(TestGradientsLab)
#include "tst_gradients_lab.moc"
