// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/parameter_store.h"
#include "test_program.h"

#include <QTest>

#include <cstdint>

class TestWorkspace : public QObject {
    Q_OBJECT

private slots:
    void storeKeepsPyTorchsOrder()
    {
        nn::ParameterStore<float> store;
        store.add("first", { 3 });
        store.add("conv", { 2, 3, 2, 2 }, nn::Layout::Convolution);
        store.add("linear", { 2, 3 }, nn::Layout::Linear);
        store.add("count", {}, nn::Layout::Plain, false);
        QCOMPARE(store.size(), nn::Index(3 + 24 + 6 + 1));
        QCOMPARE(store.trainableCount(), nn::Index(33));
        for (const auto& tensor : store.tensors()) {
            std::vector<float> values(static_cast<std::size_t>(tensor.size));
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = static_cast<float>(i);
            store.import(tensor, values.data());
            QVERIFY(store.exported(tensor) == values);
        }
        // conv[out 1][in 2][row 0][column 1] = 21 lies at patch row (0, 1, in 2) of column 1.
        QCOMPARE(*store.data(3 + (1 * 3 + 2) * 2 + 1), 21.0F);
        QCOMPARE(*store.data(27 + 2 * 2 + 1), 5.0F); // linear[out 1][in 2]
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, store.add("conv", { 1 }));
    }

    void workspaceReusesItsBlocks()
    {
        nn::Workspace<float> work;
        const float* const first = work.allocate(100);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(first) % 64, std::uintptr_t(0));
        const auto mark = work.mark();
        const float* const large = work.allocate(nn::Index(5) << 20);
        const float* const after = work.allocate(7);
        work.push(after, 7, {});
        const std::size_t peak = work.peakBytes();
        work.rewind(mark);
        QVERIFY(work.allocate(nn::Index(5) << 20) == large);
        QVERIFY(work.allocate(7) == after);
        work.rewind();
        QVERIFY(work.allocate(100) == first);
        QCOMPARE(work.peakBytes(), peak);
    }

    /// State of a layer that is gone must not be taken for that of a new one at its address.
    void workspaceStateFollowsItsOwner()
    {
        nn::Workspace<float> work;
        auto key = std::make_unique<nn::StateKey>();
        work.state<int>(*key, [] { return 1; }) = 2;
        QCOMPARE(work.state<int>(*key, [] { return 1; }), 2);
        for (int i = 0; i < 100; ++i) {
            key.reset();
            key = std::make_unique<nn::StateKey>();
            QCOMPARE(work.state<int>(*key, [] { return 3; }), 3);
        }
    }
};

REGISTER_TEST(TestWorkspace)
#include "tst_workspace.moc"
