// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace nn {

using Index = Eigen::Index;

/// Shape of one sample, images as height x width x channels (NHWC memory, channels innermost);
/// vectors as 1 x 1 x channels.
struct Shape {
    Index height = 1;
    Index width = 1;
    Index channels = 1;

    Index size() const { return height * width * channels; }
    Index pixels() const { return height * width; }
    bool operator==(const Shape&) const = default;
};

/// A batch of samples of one shape that somebody else owns: samples x shape.size() numbers.
template <typename Scalar>
struct View {
    Scalar* data = nullptr;
    Index samples = 0;
    Shape shape;

    Index size() const { return samples * shape.size(); }
    /// (samples * pixels) x channels, row-major
    auto matrix() const
    {
        using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        return Eigen::Map<Matrix>(data, samples * shape.pixels(), shape.channels);
    }
    auto vector() const
    {
        return Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, 1>>(data, size());
    }
};

template <typename Scalar>
struct ConstView {
    const Scalar* data = nullptr;
    Index samples = 0;
    Shape shape;

    ConstView() = default;
    ConstView(const Scalar* values, Index count, const Shape& s)
        : data(values)
        , samples(count)
        , shape(s)
    {
    }
    ConstView(const View<Scalar>& v)
        : ConstView(v.data, v.samples, v.shape)
    {
    }

    Index size() const { return samples * shape.size(); }
    auto matrix() const
    {
        using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        return Eigen::Map<const Matrix>(data, samples * shape.pixels(), shape.channels);
    }
    auto vector() const
    {
        return Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, 1>>(data, size());
    }
};

/// Who keeps state in workspaces. The address of its token is not used again while a workspace
/// still knows it, since object and count of a std::make_shared are one allocation.
class StateKey {
public:
    StateKey() = default;
    StateKey(const StateKey&) = delete;
    StateKey& operator=(const StateKey&) = delete;

    const char* token() const { return m_token.get(); }
    std::weak_ptr<const char> observer() const { return m_token; }

private:
    std::shared_ptr<const char> m_token = std::make_shared<const char>('\0');
};

/// Memory of one thread's pass through a network: an arena for activations, and a tape on
/// which forward() leaves what backward() takes off in reverse order.
///
/// Blocks are kept from pass to pass, so that after the first nothing is allocated. 64-byte
/// aligned. Not thread-safe: one per thread.
template <typename Scalar>
class Workspace {
public:
    Workspace();
    ~Workspace();
    Workspace(Workspace&&) noexcept;
    Workspace& operator=(Workspace&&) noexcept;

    /// Uninitialised room; valid until rewind() to a mark taken before.
    Scalar* allocate(Index count);
    View<Scalar> allocate(Index samples, const Shape& shape);

    struct Mark {
        std::size_t block = 0;
        std::size_t used = 0;
        std::size_t taped = 0;
    };
    Mark mark() const;
    void rewind(const Mark& mark); ///< forgets everything allocated or taped since
    /// Forgets everything and starts a new pass.
    void rewind()
    {
        rewind(Mark {});
        beginPass();
    }

    /// From now on the weights may be others than before: what layers have prepared from them
    /// for this workspace no longer holds. A model's forward() calls it.
    void beginPass()
    {
        if (!sameWeights)
            ++m_pass;
    }
    std::uint64_t pass() const { return m_pass; } ///< number of the present pass, from 1

    /// The weights are those of the pass before (the next part of a batch): a new pass may use
    /// what layers have prepared from them.
    bool sameWeights = false;
    /// false: forward() need not leave anything for backward() (evaluation).
    bool taping = true;
    /// The time of the present evaluation of an ODE block's field, for layers that depend on it
    double time = 0.0;
    Scalar timeGradient = Scalar(0); ///< what their backward() adds to dLoss/dtime
    /// Batch normalisation: statistics of the batch (true) or running ones (false).
    bool training = true;

    void push(const Scalar* data, Index samples, const Shape& shape);
    void push(ConstView<Scalar> view) { push(view.data, view.samples, view.shape); }
    ConstView<Scalar> pop();

    /// Scratch state that the owner of a key keeps in this workspace from pass to pass, made at
    /// first use. A new owner never meets the state of one that is gone.
    template <typename State, typename Make>
    State& state(const StateKey& key, Make make)
    {
        const auto found = m_states.find(key.token());
        if (found != m_states.end())
            return static_cast<Held<State>*>(found->second.held.get())->value;
        std::erase_if(m_states, [](const auto& entry) { return entry.second.owner.expired(); });
        auto held = std::make_unique<Held<State>>(make());
        State& value = held->value;
        m_states.emplace(key.token(), Slot { key.observer(), std::move(held) });
        return value;
    }

    /// Bytes of the arena in use now.
    std::size_t usedBytes() const { return (m_before + m_used) * sizeof(Scalar); }
    /// Most bytes of the arena in use at once since construction.
    std::size_t peakBytes() const { return m_peak * sizeof(Scalar); }

private:
    struct HeldBase {
        virtual ~HeldBase() = default;
    };
    template <typename State>
    struct Held final : HeldBase {
        explicit Held(State&& s)
            : value(std::move(s))
        {
        }
        State value;
    };
    struct Slot {
        std::weak_ptr<const char> owner;
        std::unique_ptr<HeldBase> held;
    };
    struct Block;

    std::vector<Block> m_blocks;
    std::size_t m_current = 0;
    std::size_t m_before = 0; ///< numbers in the blocks before the current one
    std::size_t m_used = 0; ///< numbers of the current block in use
    std::size_t m_peak = 0;
    std::uint64_t m_pass = 1;
    std::vector<ConstView<Scalar>> m_tape;
    std::unordered_map<const char*, Slot> m_states;
};

} // namespace nn
