// SPDX-License-Identifier: GPL-3.0-or-later
#include "small_data_set.h"
#include "test_program.h"

#include "nn/training/table1.h"

#include <QTest>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

namespace fs = std::filesystem;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

nn::RunEpoch epochOf(int epoch, double error, double validation = kNan)
{
    nn::RunEpoch event { epoch, 0.1, error, 10.0, 16.0, 16.0, 1000 * epoch };
    event.trainSeconds = 8.0;
    event.evaluationSeconds = 2.0;
    event.validationError = validation;
    return event;
}

std::string contentOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() };
}

/// Those that begin with a text
std::vector<std::string> linesOf(const std::string& text, const std::string& beginning)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with(beginning))
            lines.push_back(line);
    return lines;
}

/// Stops the run after a number of epochs.
class StopAfter final : public nn::TrainingObserver {
public:
    StopAfter(nn::TrainingControl& control, int epochs)
        : m_control(control)
        , m_epochs(epochs)
    {
    }
    void epochEnded(const nn::TrainingEpoch&) override
    {
        if (--m_epochs == 0)
            m_control.stop();
    }

private:
    nn::TrainingControl& m_control;
    int m_epochs;
};

} // namespace

class TestTable1 : public QObject {
    Q_OBJECT

private slots:
    void summaryOfARecord();
    void lastWordCounts();
    void sampleDeviation();
    void rowsAreUsable();
    void interruptedTrialsGoOn();
    void heldOutImagesChoose();
    void otherSettingsAreRefused();
    void recipesAreNotMixed();
    void publishedValuesStandApart();

private:
    static nn::Table1Options small(const SmallDataSet& data, const fs::path& out);
};

nn::Table1Options TestTable1::small(const SmallDataSet& data, const fs::path& out)
{
    nn::Table1Options options;
    options.rows = { "mlp", "noblock" };
    options.trials = 2;
    options.out = out;
    options.recipe.dataDirectory = data.folder();
    options.recipe.epochs = 2;
    options.recipe.batch = 16;
    options.recipe.threads = 1;
    return options;
}

void TestTable1::summaryOfARecord()
{
    const std::vector<nn::RunEvent> events { nn::RunStart { "", { { "model", "mlp" } }, 50892 },
        epochOf(1, 0.03, 0.02), epochOf(2, 0.01, 0.04), epochOf(3, 0.02, 0.01),
        nn::RunEnd { "finished", 0.01, 30.0 } };
    const nn::Trial trial = nn::summarise(events);
    QVERIFY(trial.finished());
    QCOMPARE(trial.parameters, std::int64_t(50892));
    QCOMPARE(trial.leastError(), 0.01); // as the article counts
    QCOMPARE(trial.lastError(), 0.02);
    QCOMPARE(trial.chosenError(), 0.02); // of epoch 3, which the held out images prefer
    QCOMPARE(trial.trainSeconds(), 24.0);
    QCOMPARE(trial.evaluationSeconds(), 6.0);
    QCOMPARE(trial.peakMemoryBytes(), std::int64_t(3000));
    QVERIFY(std::isnan(nn::Trial().leastError()));
}

void TestTable1::lastWordCounts()
{
    // Killed in epoch 3, resumed from a checkpoint within epoch 2.
    const std::vector<nn::RunEvent> events { nn::RunStart { "", { { "seed", "1" } }, 1 },
        epochOf(1, 0.03), epochOf(2, 0.02), nn::RunStart { "", { { "seed", "1" } }, 1 },
        epochOf(2, 0.02), epochOf(3, 0.01) };
    const nn::Trial trial = nn::summarise(events);
    QCOMPARE(trial.epochs.size(), std::size_t(3));
    QCOMPARE(trial.status, std::string("running"));
    QCOMPARE(trial.trainSeconds(), 24.0);
}

void TestTable1::sampleDeviation()
{
    const std::vector<double> numbers { 1.0, 2.0, 4.0, kNan };
    const nn::Spread spread = nn::spreadOf(numbers);
    QCOMPARE(spread.count, 3);
    QVERIFY(std::abs(spread.mean - 7.0 / 3.0) < 1e-15);
    QVERIFY(std::abs(spread.deviation - std::sqrt(7.0 / 3.0)) < 1e-15); // n - 1
    QVERIFY(std::isnan(nn::spreadOf(std::vector<double> { 1.0 }).deviation));
}

void TestTable1::rowsAreUsable()
{
    QCOMPARE(nn::table1Rows().size(), std::size_t(14));
    for (const auto& row : nn::table1Rows())
        QCOMPARE(nn::rowOptions({}, row).problem(), std::string());
    QVERIFY_EXCEPTION_THROWN(nn::table1RowById("odnet"), std::invalid_argument);
}

/// Stopped in the middle and taken up again, a trial ends with the bits of one in one go.
void TestTable1::interruptedTrialsGoOn()
{
    const SmallDataSet data(64, 16);
    const QTemporaryDir folder;
    const fs::path base(folder.path().toStdString());
    const nn::Table1Options whole = small(data, base / "whole");
    const nn::Table1Options parts = small(data, base / "parts");
    nn::TrainingObserver silent;
    for (const auto& trial : nn::table1Trials(whole)) {
        nn::TrainingControl control;
        nn::runTable1Trial(whole, trial, control, silent);
    }
    for (const auto& trial : nn::table1Trials(parts)) {
        nn::TrainingControl first;
        StopAfter stop(first, 1);
        QVERIFY(
            nn::runTable1Trial(parts, trial, first, stop).status == nn::TrainingStatus::Stopped);
        nn::TrainingControl second;
        QVERIFY(nn::runTable1Trial(parts, trial, second, silent).status
            == nn::TrainingStatus::Finished);
        nn::TrainingControl third; // nothing is left to do
        QCOMPARE(nn::runTable1Trial(parts, trial, third, silent).steps, 0L);
    }
    for (const auto& trial : nn::table1Trials(whole)) {
        const fs::path other = parts.out / trial.folder.filename();
        for (const char* file : { "last.safetensors", "best.safetensors" })
            QVERIFY2(contentOf(trial.folder / file) == contentOf(other / file)
                    && !contentOf(other / file).empty(),
                (trial.folder.filename().string() + "/" + file).c_str());
    }
    nn::writeTable1(parts);
    const std::string table = contentOf(parts.out / "table1.md");
    QVERIFY(table.find("| MLP | ") != std::string::npos);
    QVERIFY(table.find("| Chen et al. 2018 | ODE-Net | 0.42 |") != std::string::npos);
    QVERIFY(contentOf(parts.out / "table1.tex").find("\\bottomrule") != std::string::npos);
    const std::string csv = contentOf(parts.out / "table1.csv");
    const auto comments = linesOf(csv, "#");
    QCOMPARE(linesOf(csv, "").size() - comments.size(), std::size_t(1 + 4)); // head, trials
    const std::string records = contentOf(parts.out / "table1.jsonl");
    QCOMPARE(std::count(records.begin(), records.end(), '\n'), 4);
}

void TestTable1::heldOutImagesChoose()
{
    const SmallDataSet data(64, 16);
    const QTemporaryDir folder;
    nn::Table1Options options = small(data, folder.path().toStdString());
    options.rows = { "mlp" };
    options.trials = 1;
    options.recipe.validationImages = 16;
    const auto trial = nn::table1Trials(options).front();
    nn::TrainingControl control;
    nn::TrainingObserver silent;
    nn::runTable1Trial(options, trial, control, silent);
    const nn::Trial found = trial.read();
    QCOMPARE(found.epochs.size(), std::size_t(2));
    QVERIFY(std::isfinite(found.chosenError()));
    QVERIFY(nn::table1Markdown(options).find("Chosen error") != std::string::npos);
    options.recipe.validationImages = 64;
    nn::TrainingControl again;
    options.out /= "other";
    QVERIFY_EXCEPTION_THROWN(
        nn::runTable1Trial(options, nn::table1Trials(options).front(), again, silent),
        std::invalid_argument);
}

void TestTable1::otherSettingsAreRefused()
{
    const SmallDataSet data(64, 16);
    const QTemporaryDir folder;
    nn::Table1Options options = small(data, folder.path().toStdString());
    options.recipe.epochs = 1;
    const auto trial = nn::table1Trials(options).front();
    nn::TrainingObserver silent;
    nn::TrainingControl control;
    nn::runTable1Trial(options, trial, control, silent);
    options.recipe.learningRate = 0.01;
    nn::TrainingControl again;
    QVERIFY_EXCEPTION_THROWN(nn::runTable1Trial(options, trial, again, silent), std::runtime_error);
}

/// A row with a recipe says so in its record and stands in a table of its own.
void TestTable1::recipesAreNotMixed()
{
    const SmallDataSet data(64, 16);
    const QTemporaryDir folder;
    nn::Table1Options options = small(data, folder.path().toStdString());
    options.rows = { "odenet-strong", "mlp" };
    options.trials = 1;
    options.recipe.epochs = 1;
    nn::TrainingObserver silent;
    for (const auto& trial : nn::table1Trials(options)) {
        nn::TrainingControl control;
        nn::runTable1Trial(options, trial, control, silent);
        const nlohmann::ordered_json config = trial.read().config;
        const bool strong = trial.row->recipe == "strong";
        QCOMPARE(config.contains("recipe"), strong);
        if (strong)
            QCOMPARE(config["recipe"].get<std::string>(), std::string("strong"));
        QCOMPARE(config["batch"].get<int>() == options.recipe.batch, !strong);
    }
    const std::string table = nn::table1Markdown(options);
    const auto plain = table.find("| MLP | ");
    const auto second = table.find("Measured: ", plain);
    const auto strong = table.find("| ODE-Net, strong recipe | ");
    QVERIFY(plain != std::string::npos && strong != std::string::npos);
    QVERIFY(plain < second && second < strong);
    const std::string settings = table.substr(second, strong - second);
    QVERIFY2(
        settings.find("recipe strong (augmentation affine") != std::string::npos, settings.c_str());
    QVERIFY(table.substr(0, plain).find("recipe") == std::string::npos);
    const std::string csv = nn::table1Csv(options);
    QCOMPARE(linesOf(csv, "# 1 epochs").size(), std::size_t(2));
    QVERIFY(nn::table1Latex(options).find("\n\\midrule\nODE-Net, strong recipe & ")
        != std::string::npos);
}

/// In every format, and never where a reader looks for measured ones.
void TestTable1::publishedValuesStandApart()
{
    nn::Table1Sheet sheet;
    nn::Trial trial;
    trial.status = "finished";
    trial.parameters = 50892;
    trial.epochs = { epochOf(1, 0.02) };
    sheet.parts.push_back({ "two epochs", { { "MLP", { trial } } } });

    const std::string csv = nn::table1Csv(sheet);
    const auto published = linesOf(csv, "# published: ");
    QCOMPARE(published.size(), nn::publishedResults().size());
    QCOMPARE(published.front(),
        std::string("# published: \"Carr 2020, one GPU\",MLP,2.21,0.07,176,1.5,,"));
    QCOMPARE(
        published.back(), std::string("# published: Chen et al. 2018,ODE-Net,0.42,,,,220000,O(1)"));
    std::size_t measured = 0;
    for (const std::string& line : linesOf(csv, ""))
        if (!line.starts_with('#')) {
            ++measured;
            QVERIFY2(
                line.find("Chen") == line.npos && line.find("Carr") == line.npos, line.c_str());
        }
    QCOMPARE(measured, std::size_t(2)); // the head and one trial

    const std::string latex = nn::table1Latex(sheet);
    const auto end = latex.find("\\end{tabular}");
    const auto chen = latex.find("Chen et al. 2018 & ODE-Net & 0.42 &  & 0.22 M & $O(1)$ \\\\\n");
    QVERIFY2(chen != latex.npos, latex.c_str());
    QVERIFY(end < chen); // in a second table
    QVERIFY(latex.find("Carr 2020, one GPU & MLP & 2.21 $\\pm$ 0.07 & 176 $\\pm$ 2 &") > end);
    QCOMPARE(linesOf(latex, "\\begin{tabular}").size(), std::size_t(2));
    QCOMPARE(linesOf(latex, "% Published").size(), std::size_t(1));
}

REGISTER_TEST(TestTable1)
#include "tst_table1.moc"
