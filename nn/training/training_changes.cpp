// SPDX-License-Identifier: GPL-3.0-or-later
// What a run lets its user change beside numbers: the solver of its tests, where it stands.
#include "nn/data/random.h"
#include "nn/training/training_run.h"

#include <algorithm>

namespace nn {

void TrainingRun::takeEvaluation()
{
    const auto wanted = m_control.takeEvaluation();
    if (!wanted || !modelById(m_options.model.model).hasOdeBlock)
        return;
    m_evaluationModel.reset();
    if (!*wanted)
        return;
    const ModelConfig config = withSolver(m_options.model, **wanted);
    if (config.problem().empty())
        m_evaluationModel = makeModel<float>(config);
}

void TrainingRun::takeRegularisation()
{
    const auto wanted = m_control.takeRegularisation();
    if (!wanted)
        return;
    TrainingOptions changed = m_options;
    changed.regularisation = *wanted;
    if (changed.problem().empty())
        m_options.regularisation = *wanted;
}

DepthTerms TrainingRun::terms() const
{
    const Regularisation& chosen = m_options.regularisation;
    DepthTerms terms;
    if (!chosen.any())
        return terms;
    // Of the step's own stream, so that a resumed or rewound run draws the same.
    Random random(
        streamSeed(m_options.seed, "regularisation", static_cast<std::uint64_t>(m_position.step)));
    terms.kinetic = chosen.kinetic;
    terms.jacobian = chosen.jacobian;
    terms.probe = random.bits();
    const double moved = random.uniform(-chosen.steer, chosen.steer);
    if (chosen.steer > 0.0)
        terms.end = m_options.model.t1 + moved;
    return terms;
}

const Model<float>& TrainingRun::evaluationModel()
{
    if (!m_evaluationModel)
        return m_shared.result();
    // This thread is the one that changes them: no lock.
    const ParameterStore<float>& present = m_shared.result().parameters();
    std::copy_n(present.data(), present.size(), m_evaluationModel->parameters().data());
    return *m_evaluationModel;
}

void TrainingRun::keepPoint(double testError)
{
    if (m_options.keptPoints <= 0)
        return;
    m_shared.kept.setSize(m_options.keptPoints);
    const KeptPoint point { m_position.step, m_position.step > 0 ? epochOf(m_position.step) : 0,
        testError };
    m_shared.kept.keep(point, m_position, m_shared.model->parameters(), *m_optimizer,
        m_average ? &*m_average : nullptr);
    m_observer.kept(point);
}

void TrainingRun::rewind(long step)
{
    const std::vector<KeptPoint> points = m_shared.kept.list();
    const auto point = std::ranges::find(points, step, &KeptPoint::step);
    if (point == points.end())
        return;
    {
        const std::lock_guard lock(m_shared.mutex);
        if (const auto position = m_shared.kept.restore(step, m_shared.model->parameters(),
                *m_optimizer, m_average ? &*m_average : nullptr))
            m_position = *position;
        m_shared.step = m_position.step;
    }
    m_hasPrevious = false; // those numbers belong to what is undone
    m_position.seconds = m_clock.seconds(); // time is not
    m_observer.rewound(*point);
}

} // namespace nn
