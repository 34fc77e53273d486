// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/workspace.h"

#include <algorithm>
#include <new>

namespace nn {

namespace {

constexpr std::align_val_t kAlignment { 64 };
constexpr std::size_t kBlockBytes = std::size_t(4) << 20;

struct Release {
    void operator()(void* p) const { ::operator delete(p, kAlignment); }
};

} // namespace

template <typename Scalar>
struct Workspace<Scalar>::Block {
    explicit Block(std::size_t count)
        : memory(static_cast<Scalar*>(::operator new(count * sizeof(Scalar), kAlignment)))
        , size(count)
    {
    }
    std::unique_ptr<Scalar, Release> memory;
    std::size_t size;
};

template <typename Scalar>
Workspace<Scalar>::Workspace() = default;
template <typename Scalar>
Workspace<Scalar>::~Workspace() = default;
template <typename Scalar>
Workspace<Scalar>::Workspace(Workspace&&) noexcept = default;
template <typename Scalar>
Workspace<Scalar>& Workspace<Scalar>::operator=(Workspace&&) noexcept = default;

template <typename Scalar>
Scalar* Workspace<Scalar>::allocate(Index count)
{
    assert(count >= 0);
    constexpr std::size_t kUnit = static_cast<std::size_t>(kAlignment) / sizeof(Scalar);
    const std::size_t room = (static_cast<std::size_t>(count) + kUnit - 1) / kUnit * kUnit;
    if (m_blocks.empty())
        m_blocks.emplace_back(std::max(room, kBlockBytes / sizeof(Scalar)));
    if (m_used + room > m_blocks[m_current].size) {
        m_before += m_blocks[m_current].size;
        ++m_current;
        m_used = 0;
        if (m_current == m_blocks.size() || m_blocks[m_current].size < room)
            m_blocks.emplace(m_blocks.begin() + static_cast<std::ptrdiff_t>(m_current),
                std::max(room, kBlockBytes / sizeof(Scalar)));
    }
    Scalar* const result = m_blocks[m_current].memory.get() + m_used;
    m_used += room;
    m_peak = std::max(m_peak, m_before + m_used);
    return result;
}

template <typename Scalar>
View<Scalar> Workspace<Scalar>::allocate(Index samples, const Shape& shape)
{
    return { allocate(samples * shape.size()), samples, shape };
}

template <typename Scalar>
typename Workspace<Scalar>::Mark Workspace<Scalar>::mark() const
{
    return { m_current, m_used, m_tape.size() };
}

template <typename Scalar>
void Workspace<Scalar>::rewind(const Mark& mark)
{
    assert(mark.block <= m_current);
    while (m_current > mark.block)
        m_before -= m_blocks[--m_current].size;
    m_used = mark.used;
    if (m_tape.size() > mark.taped)
        m_tape.resize(mark.taped);
}

template <typename Scalar>
void Workspace<Scalar>::push(const Scalar* data, Index samples, const Shape& shape)
{
    m_tape.emplace_back(data, samples, shape);
}

template <typename Scalar>
ConstView<Scalar> Workspace<Scalar>::pop()
{
    assert(!m_tape.empty());
    const ConstView<Scalar> top = m_tape.back();
    m_tape.pop_back();
    return top;
}

template class Workspace<float>;
template class Workspace<double>;

} // namespace nn
