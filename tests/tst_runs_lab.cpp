// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs_page.h"
#include "test_program.h"

#include "nn/training/options_json.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/runs_table_model.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <set>

class TestRunsLab : public QObject, private RunsPage {
    Q_OBJECT

public:
    TestRunsLab()
        : RunsPage(QStringLiteral("tst_runs_lab"))
    {
    }

private slots:
    void init() { reset(); }
    void cleanup() { close(); }
    void filterAndSort();
    void atMostEightAreDrawn();
    void ticksLookDifferent();
    void differencesOfTheTicked();
    void tableHasTheNumbersOfTheWriters();
    void unlikeRunsAreToldApart();
    void warmStartsAndRecordsStandApart();
    void publishedValuesAreAlwaysThere();
    void planeRunsAreNoRowsOfTheTable();
    void deleteAndUndo();
    void renameInPlace();
    void notesAreKept();
    void otherProgramsAreNoticed();
    void damagedRunsAreNamed();
    void weightsGoToTrain();
    void tableIsSaved();
    void sessionComesBack();
    void everythingHasAName();
};

void TestRunsLab::filterAndSort()
{
    addRun("slow one", "resnet", 1, { 0.5, 0.04 });
    addRun("fast one", "mlp", 1, { 0.5, 0.06 });
    addRun("third", "mlp", 2, { 0.5, 0.05 });
    open();
    QCOMPARE(list()->rowCount(), 3);
    find<QLineEdit>("runs_filter")->setText(QStringLiteral("one"));
    QCOMPARE(list()->rowCount(), 2);
    find<QLineEdit>("runs_filter")->setText(QStringLiteral("one resnet"));
    QCOMPARE(shownNames(), QStringList { QStringLiteral("slow one") });
    find<QLineEdit>("runs_filter")->clear();
    QVERIFY(find<ui::ComboBox>("runs_model")->selectData(QStringLiteral("mlp")));
    QCOMPARE(list()->rowCount(), 2);
    QVERIFY(find<ui::ComboBox>("runs_status")->selectData(QStringLiteral("open")));
    QCOMPARE(list()->rowCount(), 0);
    QVERIFY(find<ui::ComboBox>("runs_status")->selectData(QStringLiteral("finished")));
    QVERIFY(find<ui::ComboBox>("runs_model")->selectData(QString()));
    m_lab->panel().table()->sortByColumn(ui::RunsListModel::Error, Qt::AscendingOrder);
    QCOMPARE(shownNames(),
        (QStringList {
            QStringLiteral("slow one"), QStringLiteral("third"), QStringLiteral("fast one") }));
}

void TestRunsLab::atMostEightAreDrawn()
{
    for (int i = 1; i <= 9; ++i)
        addRun("run " + std::to_string(i), "mlp", static_cast<std::uint64_t>(i), { 0.5, 0.05 });
    open();
    for (const bool on : { false, true }) // the page has ticked some, which depends on their times
        for (int i = 1; i <= 9; ++i)
            tick(QStringLiteral("run %1").arg(i), on);
    auto* chart = find<ui::PlotView>("runs_chart_curves");
    QCOMPARE(chart->curves().size(), std::size_t(8));
    QVERIFY(m_lab->statusText().contains(QStringLiteral("At most 8")));
    QStringList unticked;
    for (int row = 0; row < list()->rowCount(); ++row)
        if (list()->index(row, 0).data(Qt::CheckStateRole).toInt() != Qt::Checked)
            unticked << shownNames().at(row);
    QCOMPARE(unticked.size(), 1);
    tick(QStringLiteral("run 3"), false);
    tick(unticked.front());
    QCOMPARE(chart->curves().size(), std::size_t(8));
}

void TestRunsLab::ticksLookDifferent()
{
    for (int i = 1; i <= 8; ++i)
        addRun("run " + std::to_string(i), i % 2 ? "odenet" : "rknet",
            static_cast<std::uint64_t>(i), { 0.5, 0.05 });
    open();
    for (int i = 1; i <= 8; ++i)
        tick(QStringLiteral("run %1").arg(i));
    std::set<QRgb> colors;
    std::set<int> markers;
    for (const ui::PlotCurve& curve : find<ui::PlotView>("runs_chart_curves")->curves()) {
        colors.insert(curve.style.light.rgb());
        markers.insert(static_cast<int>(curve.style.marker));
    }
    QCOMPARE(colors.size(), std::size_t(8));
    QCOMPARE(markers.size(), std::size_t(8));
}

void TestRunsLab::differencesOfTheTicked()
{
    addRun("one", "mlp", 1, { 0.5, 0.05 });
    addRun("two", "mlp", 2, { 0.5, 0.05 }, 0.01);
    open();
    tick(QStringLiteral("one"));
    tick(QStringLiteral("two"));
    click("runs_differences");
    QAbstractItemModel* model = find<ui::ResultsTable>("runs_differing")->model();
    QStringList keys;
    for (int row = 0; row < model->rowCount(); ++row)
        keys << model->index(row, 0).data().toString();
    QVERIFY2(keys.contains(QStringLiteral("learning rate")), qPrintable(keys.join(',')));
    QVERIFY(keys.contains(QStringLiteral("seed")));
    QVERIFY(!keys.contains(QStringLiteral("batch")));
    QCOMPARE(model->columnCount(), 3);
    QVERIFY(find<ui::PlotView>("runs_chart_compare")->isVisible());
}

void TestRunsLab::tableHasTheNumbersOfTheWriters()
{
    const std::vector<std::vector<double>> errors { { 0.5, 0.0211, 0.03 }, { 0.5, 0.0234, 0.03 },
        { 0.5, 0.04, 0.0219 } };
    std::vector<double> least;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        addRun("trial " + std::to_string(i), "mlp", i + 1, errors[i]);
        least.push_back(100.0 * *std::min_element(errors[i].begin(), errors[i].end()));
    }
    open();
    const ui::RunTable table = m_lab->table();
    const auto line = std::ranges::find(table.groups, QStringLiteral("MLP"), &ui::RunGroup::name);
    QVERIFY(line != table.groups.end());
    const nn::Spread expected = nn::spreadOf(least);
    const nn::Spread shown = line->measured.of(&nn::Trial::leastError, 100.0);
    QCOMPARE(shown.mean, expected.mean);
    QCOMPARE(shown.deviation, expected.deviation);
    char cell[40];
    std::snprintf(cell, sizeof cell, "%.2f ± %.2f", expected.mean, expected.deviation);
    const std::string markdown = nn::table1Markdown(table.sheet());
    QVERIFY2(markdown.find(std::string("| MLP | ") + cell) != std::string::npos, markdown.c_str());
    QAbstractItemModel* model = find<ui::ResultsTable>("runs_table")->model();
    QStringList cells;
    for (int column = 0; column < model->columnCount(); ++column)
        cells << model->index(0, column).data().toString();
    QVERIFY2(cells.contains(QString::fromUtf8(cell)), qPrintable(cells.join('|')));
    QVERIFY(cells.contains(QStringLiteral("2.21 ± 0.07"))); // the article's, in its own column
    QVERIFY(!m_lab->findChild<ui::Banner*>(QStringLiteral("runs_banner"))->isVisible());
}

void TestRunsLab::unlikeRunsAreToldApart()
{
    addRun("one", "mlp", 1, { 0.5, 0.02 });
    addRun("two", "mlp", 2, { 0.5, 0.04 }, 0.01);
    open();
    auto* banner = find<ui::Banner>("runs_banner");
    QVERIFY(banner->isVisible());
    QVERIFY2(banner->text().contains(QStringLiteral("learning rate")), qPrintable(banner->text()));
    QVERIFY(banner->text().contains(QStringLiteral("seed")));
    const auto lines = [this] {
        const ui::RunTable table = m_lab->table();
        return static_cast<int>(
            std::ranges::count(table.groups, QStringLiteral("mlp"), &ui::RunGroup::series));
    };
    QCOMPARE(lines(), 1);
    click("runs_group_by_settings");
    QTRY_COMPARE(lines(), 2);
    QVERIFY(!banner->isVisible());
}

void TestRunsLab::warmStartsAndRecordsStandApart()
{
    addRun("own", "mlp", 1, { 0.5, 0.02 });
    nn::TrainingOptions options;
    options.model.model = "mlp";
    options.epochs = 1;
    QDir().mkpath(resources());
    const nlohmann::ordered_json record { { "row", "mlp" }, { "seed", 1 }, { "status", "finished" },
        { "config", nn::toJson(options) }, { "parameters", 50890 },
        { "epochs",
            nlohmann::ordered_json::array({ nlohmann::ordered_json::parse(
                nn::toJsonLine(nn::RunEpoch { 1, 0.1, 0.03, 9.0, 0.0, 0.0, 1000 })) }) } };
    QFile file(resources() + QStringLiteral("/table1.jsonl"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(record.dump()) + "\n{broken\n");
    file.close();
    open();
    QCOMPARE(list()->rowCount(), 2);
    const QAbstractItemModel* model = find<ui::ResultsTable>("runs_table")->model();
    QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("MLP (1)"));
    QCOMPARE(model->index(1, 0).data().toString(), QStringLiteral("MLP, recorded (1)"));
    QVERIFY(find<ui::Banner>("runs_banner")->text().contains(QStringLiteral("line 2")));
    select(QStringLiteral("MLP, seed 1"));
    QVERIFY(!find<QAbstractButton>("runs_delete")->isEnabled());
    QVERIFY(!(list()->flags(list()->index(rowOf(QStringLiteral("MLP, seed 1")), 0))
        & Qt::ItemIsEditable));
}

void TestRunsLab::publishedValuesAreAlwaysThere()
{
    open();
    const QAbstractItemModel* model = find<ui::ResultsTable>("runs_table")->model();
    QCOMPARE(model->rowCount(), 4);
    QStringList cells;
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < model->columnCount(); ++column)
            cells << model->index(row, column).data().toString();
    for (const char* value : { "2.21 ± 0.07", "0.56 ± 0.03", "0.42", "2081 ± 66.7" })
        QVERIFY2(cells.contains(QString::fromUtf8(value)), value);
    const ui::PlotCurve* article
        = find<ui::PlotView>("runs_chart_cost")->curve(QStringLiteral("article/0"));
    QVERIFY(article && article->hollow);
    QVERIFY(find<QWidget>("runs_empty_title")->isVisible());
}

/// They have learned other data than the digits that the table is about.
void TestRunsLab::planeRunsAreNoRowsOfTheTable()
{
    addRun("spirals", "plane-odenet", 1, { 0.5, 0.0 });
    addRun("digits", "odenet", 1, { 0.5, 0.05 });
    open();
    QCOMPARE(shownNames().size(), 2);
    for (const ui::RunGroup& group : m_lab->table().groups)
        for (const ui::LibraryRun* run : group.runs)
            QCOMPARE(run->name, std::string("digits"));
    const auto& curves = find<ui::PlotView>("runs_chart_curves")->curves();
    QCOMPARE(curves.size(), std::size_t(1)); // ticked without being asked
    QCOMPARE(curves.front().name, QStringLiteral("digits"));
    tick(QStringLiteral("spirals"));
    QCOMPARE(find<ui::PlotView>("runs_chart_curves")->curves().size(), std::size_t(2));
}

void TestRunsLab::deleteAndUndo()
{
    const std::string id = addRun("precious", "mlp", 1, { 0.5, 0.02 });
    addRun("other", "mlp", 2, { 0.5, 0.02 });
    open();
    tick(QStringLiteral("precious"));
    select(QStringLiteral("precious"));
    click("runs_delete");
    QTRY_COMPARE(list()->rowCount(), 1);
    QVERIFY(!std::filesystem::exists(store().folder() / id));
    QVERIFY(find<ui::Banner>("runs_banner")->title().contains(QStringLiteral("precious")));
    QVERIFY(m_lab->commands().testFlag(ui::Command::Undo));
    m_lab->execute(ui::Command::Undo); // Ctrl+Z
    QTRY_COMPARE(list()->rowCount(), 2);
    QVERIFY(std::filesystem::exists(store().folder() / id));
    QVERIFY(!m_lab->commands().testFlag(ui::Command::Undo));
    // Again, by the key in the list and by the button in the banner.
    select(QStringLiteral("precious"));
    QTest::keyClick(m_lab->panel().table(), Qt::Key_Delete);
    QTRY_COMPARE(list()->rowCount(), 1);
    QTRY_VERIFY(m_lab->findChild<QAbstractButton*>(QStringLiteral("runs_undo")));
    click("runs_undo");
    QTRY_COMPARE(list()->rowCount(), 2);
}

void TestRunsLab::renameInPlace()
{
    const std::string id = addRun("before", "mlp", 1, { 0.5, 0.02 });
    open();
    select(QStringLiteral("before"));
    m_lab->panel().editName();
    auto* editor = m_lab->panel().table()->findChild<QLineEdit*>();
    QVERIFY(editor);
    editor->setText(QStringLiteral("after"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(shownNames(), QStringList { QStringLiteral("after") });
    QCOMPARE(store().open(id).name, std::string("after"));
    m_lab->execute(ui::Command::Undo);
    QTRY_COMPARE(shownNames(), QStringList { QStringLiteral("before") });
}

void TestRunsLab::notesAreKept()
{
    const std::string id = addRun("one", "mlp", 1, { 0.5, 0.02 });
    open();
    select(QStringLiteral("one"));
    auto* note = find<QLineEdit>("runs_note");
    note->setText(QStringLiteral("with the lamp on"));
    QTest::keyClick(note, Qt::Key_Return);
    QTRY_COMPARE(store().open(id).note, std::string("with the lamp on"));
    settle();
    find<QLineEdit>("runs_filter")->setText(QStringLiteral("lamp"));
    QCOMPARE(list()->rowCount(), 1);
}

void TestRunsLab::otherProgramsAreNoticed()
{
    addRun("one", "mlp", 1, { 0.5, 0.02 });
    open();
    QCOMPARE(list()->rowCount(), 1);
    addRun("from outside", "mlp", 2, { 0.5, 0.02 });
    QTRY_COMPARE_WITH_TIMEOUT(list()->rowCount(), 2, 20'000);
}

void TestRunsLab::damagedRunsAreNamed()
{
    const std::string id = addRun("broken", "mlp", 1, { 0.5, 0.02 });
    addRun("fine", "mlp", 2, { 0.5, 0.02 });
    QFile config(QString::fromStdString((store().folder() / id / "config.json").string()));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("{\"half\":");
    config.close();
    open();
    QCOMPARE(shownNames(), QStringList { QStringLiteral("fine") });
    auto* banner = find<ui::Banner>("runs_banner");
    QVERIFY(banner->isVisible());
    QVERIFY2(banner->text().contains(QString::fromStdString(id)), qPrintable(banner->text()));
}

void TestRunsLab::weightsGoToTrain()
{
    addRun("one", "mlp", 1, { 0.5, 0.02 });
    open();
    select(QStringLiteral("one"));
    const QSignalSpy wanted(m_lab, &ui::Lab::labRequested);
    click("runs_load");
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.front().at(0).toString(), QStringLiteral("train"));
    QVERIFY(wanted.front().at(1).toString().endsWith(QStringLiteral(".safetensors")));
    QString opened;
    m_lab->setFolderOpener([&opened](const QString& folder) { opened = folder; });
    click("runs_folder");
    QVERIFY(QFileInfo::exists(opened + QStringLiteral("/config.json")));
}

void TestRunsLab::tableIsSaved()
{
    addRun("one", "mlp", 3, { 0.5, 0.02 });
    open();
    const QString file = m_folder->filePath(QStringLiteral("table.csv"));
    m_lab->files().setSaveChooser([&file](const QString&) { return file; });
    m_lab->execute(ui::Command::ExportData);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray text = written.readAll();
    const QByteArray table = QByteArray::fromStdString(nn::table1Csv(m_lab->table().sheet()));
    QVERIFY2(text.startsWith("# Separatrix: {") && text.endsWith('\n' + table), text);
    QVERIFY2(table.startsWith("# 2 epochs, batch 32, adam, learning rate 0.001"), table);
    QVERIFY(text.contains("\nMLP,3,finished,2,0.0200,0.0200,"));
}

void TestRunsLab::sessionComesBack()
{
    addRun("one", "mlp", 1, { 0.5, 0.02 });
    addRun("two", "mlp", 2, { 0.5, 0.02 });
    open(true);
    tick(QStringLiteral("one"));
    tick(QStringLiteral("two"));
    tick(QStringLiteral("one"), false);
    find<QLineEdit>("runs_filter")->setText(QStringLiteral("t"));
    m_lab->panel().table()->sortByColumn(ui::RunsListModel::Time, Qt::DescendingOrder);
    close();
    open(true);
    QCOMPARE(find<QLineEdit>("runs_filter")->text(), QStringLiteral("t"));
    QCOMPARE(m_lab->panel().sortColumn(), QStringLiteral("time"));
    QVERIFY(m_lab->panel().isDescending());
    QCOMPARE(m_lab->settings().ticked.size(), 1);
    QCOMPARE(find<ui::PlotView>("runs_chart_curves")->curves().front().name, QStringLiteral("two"));
}

void TestRunsLab::everythingHasAName()
{
    addRun("one", "rknet", 1, { 0.5, 0.02 });
    open();
    for (const QString& tab : m_lab->tabs()) {
        QVERIFY(m_lab->showTab(tab));
        QCOMPARE(namelessWidgets(*m_lab), QString());
    }
}

REGISTER_TEST(TestRunsLab)
#include "tst_runs_lab.moc"
