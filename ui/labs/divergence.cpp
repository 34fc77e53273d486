// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/divergence.h"

#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QDir>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kFewestSteps = 4.0;

} // namespace

std::vector<DivergenceProposal> proposalsAfterDivergence(const nn::TrainingOptions& had)
{
    std::vector<DivergenceProposal> proposals;
    nn::TrainingOptions options = had;
    options.learningRate /= 2.0;
    proposals.push_back({ QStringLiteral("half_rate"),
        tr("Go on with learning rate %1").arg(settingText(options.learningRate)), options });
    if (!nn::modelById(had.model.model).hasOdeBlock || !had.model.adaptive)
        return proposals;
    options = had;
    options.model.adaptive = false;
    options.model.step = std::min(nn::modelConfig(had.model.model).step,
        std::abs(had.model.t1 - had.model.t0) / kFewestSteps);
    proposals.push_back({ QStringLiteral("fixed_steps"),
        tr("Go on with fixed steps h = %1").arg(settingText(options.model.step)), options });
    return proposals;
}

QString lastGoodWeights(const QString& name)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    QDir().mkpath(folder);
    return QStringLiteral("%1/%2.safetensors").arg(folder, name);
}

} // namespace ui
