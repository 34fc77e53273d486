// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs_page.h"
#include "test_program.h"

#include "ui/labs/runs_fork_dialog.h"
#include "ui/labs/runs_settings.h"
#include "ui/widgets/number_spin_box.h"

#include <QTest>

class TestRunsQueue : public QObject, private RunsPage {
    Q_OBJECT

public:
    TestRunsQueue()
        : RunsPage(QStringLiteral("tst_runs_queue"))
    {
    }

private slots:
    void init() { reset(); }
    void cleanup() { close(); }
    void trainsOneAfterTheOther();
    void orderAndRemoval();
    void stoppedRunsKeepTheirPlace();
    void goesOnAfterClosing();
    void forkWithAnotherRate();
    void missingTrialsOnly();
    void failureDoesNotHoldTheOthers();
    void oneWindowHasTheQueue();

private:
    ui::RunQueue& queue() const { return m_lab->queue(); }
    QStringList order() const
    {
        QStringList names;
        for (const ui::QueuedRun& run : queue().runs())
            names << QString::fromStdString(store().open(run.id).name);
        return names;
    }
};

void TestRunsQueue::trainsOneAfterTheOther()
{
    open();
    queue().add({ smallRun("a"), smallRun("b", "noblock", 1) });
    QTRY_VERIFY_WITH_TIMEOUT(list()->rowCount() == 2 && queue().runs().empty(), kRunsWait);
    settle();
    for (const char* name : { "a", "b" })
        QCOMPARE(store().open(name).status, nn::RunStatus::Finished);
    // What the page shows is what the records say.
    QCOMPARE(
        m_lab->table().groups.front().leastError(), 100.0 * store().open("a").record.leastError());
}

void TestRunsQueue::orderAndRemoval()
{
    open();
    queue().setPaused(true);
    queue().add({ smallRun("a"), smallRun("b"), smallRun("c") });
    QTRY_COMPARE(queue().runs().size(), std::size_t(3));
    settle();
    m_lab->showTab(QStringLiteral("queue"));
    auto* table = find<ui::ResultsTable>("runs_queue");
    table->selectRow(2);
    click("runs_queue_up");
    QCOMPARE(order(), (QStringList { "a", "c", "b" }));
    QCOMPARE(table->selectionModel()->selectedRows().front().row(), 1); // follows its run
    click("runs_queue_up");
    QVERIFY(!find<QAbstractButton>("runs_queue_up")->isEnabled());
    click("runs_queue_down");
    QCOMPARE(order(), (QStringList { "a", "c", "b" }));
    click("runs_queue_remove");
    QCOMPARE(order(), (QStringList { "a", "b" }));
    QTRY_COMPARE(list()->rowCount(), 2); // it had not begun: nothing is left of it
}

void TestRunsQueue::stoppedRunsKeepTheirPlace()
{
    open();
    queue().add({ smallRun("long", "mlp", 100'000), smallRun("short") });
    QTRY_VERIFY_WITH_TIMEOUT(
        !queue().runs().empty() && queue().runs().front().epoch > 1.0, kRunsWait);
    QCOMPARE(queue().running(), 0);
    queue().stop(0);
    QTRY_VERIFY_WITH_TIMEOUT(queue().runs().size() == 1 && queue().running() < 0, kRunsWait);
    QCOMPARE(order(), QStringList { "long" });
    QCOMPARE(queue().runs().front().state, ui::QueuedRun::State::Held);
    QCOMPARE(store().open("short").status, nn::RunStatus::Finished);
    const std::size_t done = store().open("long").record.epochs.size();
    queue().goOn(0);
    QTRY_VERIFY_WITH_TIMEOUT(
        !queue().runs().empty() && queue().runs().front().epoch > static_cast<double>(done) + 1.0,
        kRunsWait);
    queue().remove(0);
    QTRY_VERIFY_WITH_TIMEOUT(queue().runs().empty(), kRunsWait);
    QVERIFY(store().open("long").record.epochs.size() > done); // it went on, and stays
}

void TestRunsQueue::goesOnAfterClosing()
{
    open(true);
    queue().add({ smallRun("long", "mlp", 100'000), smallRun("next"), smallRun("held") });
    QTRY_VERIFY_WITH_TIMEOUT(
        queue().runs().size() == 3 && queue().runs().front().epoch > 1.0, kRunsWait);
    queue().stop(2);
    close();
    const std::size_t done = store().open("long").record.epochs.size();
    QVERIFY(done > 0);
    open(true);
    QTRY_VERIFY_WITH_TIMEOUT(
        queue().runs().size() == 3 && queue().runs().front().epoch > static_cast<double>(done),
        kRunsWait);
    QCOMPARE(order(), (QStringList { "long", "next", "held" }));
    QCOMPARE(queue().runs()[2].state, ui::QueuedRun::State::Held);
}

void TestRunsQueue::forkWithAnotherRate()
{
    open();
    queue().add({ smallRun("parent", "rknet", 2) });
    QTRY_VERIFY_WITH_TIMEOUT(list()->rowCount() == 1 && queue().runs().empty(), kRunsWait);
    settle();
    select(QStringLiteral("parent"));
    QVERIFY(find<QAbstractButton>("runs_fork")->isEnabled());
    click("runs_fork");
    auto* dialog = m_lab->findChild<ui::RunsForkDialog*>();
    QVERIFY(dialog);
    auto* ok = partOf<QAbstractButton>(*dialog, QStringLiteral("fork_ok"));
    partOf<ui::NumberSpinBox>(*dialog, QStringLiteral("fork_epochs"))->setValue(2);
    QVERIFY(!ok->isEnabled()); // nothing would be left to train
    partOf<ui::NumberSpinBox>(*dialog, QStringLiteral("fork_epochs"))->setValue(3);
    partOf<ui::NumberSpinBox>(*dialog, QStringLiteral("fork_rate"))->setValue(5e-4);
    partOf<ui::NumberSpinBox>(*dialog, QStringLiteral("fork_step"))->setValue(1.0);
    QVERIFY(ok->isEnabled());
    ok->click();
    QTRY_VERIFY_WITH_TIMEOUT(list()->rowCount() == 2 && queue().runs().empty(), kRunsWait);
    const nn::StoredRun fork = store().open("parent, fork");
    QCOMPARE(fork.status, nn::RunStatus::Finished);
    QCOMPARE(fork.forkedFrom, store().open("parent").id);
    QCOMPARE(fork.forkEpoch, 2);
    QCOMPARE(fork.options.learningRate, 5e-4);
    QCOMPARE(fork.options.model.step, 1.0);
    QCOMPARE(fork.record.epochs.back().epoch, 3);
    // It is no independent trial: a line of its own.
    const ui::RunTable table = m_lab->table();
    const auto own
        = std::ranges::count(table.groups, QStringLiteral("RK-Net"), &ui::RunGroup::name);
    QCOMPARE(static_cast<int>(own), 1);
    for (const ui::RunGroup& group : table.groups)
        QVERIFY(group.runs.size() < 2);
}

void TestRunsQueue::missingTrialsOnly()
{
    ui::RunsRecipe recipe;
    addRun("there", "mlp", 2, std::vector<double>(20, 0.02));
    open();
    queue().setPaused(true);
    m_lab->queueMissing();
    QTRY_COMPARE(
        queue().runs().size(), recipe.rows.size() * static_cast<std::size_t>(recipe.trials) - 1);
    settle();
    const QStringList names = order();
    QCOMPARE(names.front(), QStringLiteral("MLP, seed 1"));
    QVERIFY(!names.contains(QStringLiteral("MLP, seed 2")));
    m_lab->queueMissing(); // all wait already
    settle();
    QCOMPARE(queue().runs().size(), static_cast<std::size_t>(names.size()));
}

void TestRunsQueue::failureDoesNotHoldTheOthers()
{
    open();
    nn::RunConfig broken = smallRun("broken");
    broken.options.dataDirectory = folder() / "nowhere";
    queue().add({ broken, smallRun("fine", "mlp", 1) });
    QTRY_VERIFY_WITH_TIMEOUT(queue().runs().size() == 1 && queue().running() < 0, kRunsWait);
    const ui::QueuedRun& failed = queue().runs().front();
    QCOMPARE(failed.state, ui::QueuedRun::State::Failed);
    QVERIFY2(failed.message.contains(QStringLiteral("nowhere")), qPrintable(failed.message));
    QCOMPARE(store().open("fine").status, nn::RunStatus::Finished);
}

void TestRunsQueue::oneWindowHasTheQueue()
{
    open();
    queue().setPaused(true);
    queue().add({ smallRun("a") });
    QTRY_COMPARE(queue().runs().size(), std::size_t(1));
    settle();
    ui::RunShelf shelf(store(), resources());
    ui::RunQueue second(shelf);
    int failures = 0;
    connect(&second, &ui::RunQueue::failed, this, [&failures] { ++failures; });
    second.restore();
    QTRY_COMPARE(failures, 1);
    QVERIFY(second.runs().empty());
}

REGISTER_TEST(TestRunsQueue)
#include "tst_runs_queue.moc"
