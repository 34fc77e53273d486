// SPDX-License-Identifier: GPL-3.0-or-later
// What a run lets its user change beside numbers: the solver of its tests, where it stands.
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
