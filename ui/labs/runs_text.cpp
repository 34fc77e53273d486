// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_text.h"

#include "ui/labs/train_settings.h"
#include "ui/plots/plot_axis.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ui {

namespace {

const QString kDash = QStringLiteral("–");

constexpr std::array kKeys {
    std::pair { "lr", QT_TRANSLATE_NOOP("Separatrix", "learning rate") },
    std::pair { "step", QT_TRANSLATE_NOOP("Separatrix", "h") },
    std::pair { "t1", QT_TRANSLATE_NOOP("Separatrix", "depth T") },
    std::pair { "train_images", QT_TRANSLATE_NOOP("Separatrix", "training digits") },
    std::pair { "test_images", QT_TRANSLATE_NOOP("Separatrix", "test digits") },
    std::pair { "validation_images", QT_TRANSLATE_NOOP("Separatrix", "digits held out") },
    std::pair { "first_image", QT_TRANSLATE_NOOP("Separatrix", "first digit") },
    std::pair { "optimizer", QT_TRANSLATE_NOOP("Separatrix", "optimiser") },
    std::pair { "init", QT_TRANSLATE_NOOP("Separatrix", "start weights") },
};

} // namespace

QString modelNameOf(const LibraryRun& run)
{
    try {
        return fromCore(nn::modelById(run.options.model.model).name);
    } catch (const std::invalid_argument&) {
        return QString::fromStdString(run.options.model.model);
    }
}

QString runName(const LibraryRun& run)
{
    return QString::fromStdString(run.name);
}

bool isOfPlane(const LibraryRun& run)
{
    return !run.options.plane.empty();
}

QString statusText(nn::RunStatus status)
{
    switch (status) {
    case nn::RunStatus::Queued:
        return tr("waiting");
    case nn::RunStatus::Running:
        return tr("running");
    case nn::RunStatus::Interrupted:
        return tr("interrupted");
    case nn::RunStatus::Finished:
        return tr("finished");
    case nn::RunStatus::Stopped:
        return tr("stopped");
    case nn::RunStatus::Diverged:
        break;
    }
    return tr("diverged");
}

QString runSummary(const LibraryRun& run)
{
    QStringList parts { statusText(run.status) };
    if (run.hasEpochs())
        parts << tr("%1 of %2 epochs").arg(run.record.epochs.size()).arg(run.options.epochs)
              << tr("least test error %1 %").arg(percent(run.record.leastError()));
    return parts.join(QStringLiteral(", "));
}

QString percent(double share, int decimals)
{
    return std::isfinite(share) ? fixedText(100.0 * share, decimals) : kDash;
}

QString spreadText(const nn::Spread& spread, int decimals)
{
    if (spread.count == 0)
        return kDash;
    const QString mean = fixedText(spread.mean, decimals);
    return std::isfinite(spread.deviation)
        ? QStringLiteral("%1 ± %2").arg(mean, fixedText(spread.deviation, decimals))
        : mean;
}

QString countText(double count)
{
    constexpr double kMillion = 1e6;
    return !(count > 0.0)        ? kDash
        : count >= kMillion / 10 ? QStringLiteral("%1 M").arg(count / kMillion, 0, 'f', 2)
                                 : thousands(std::llround(count));
}

QString megabytes(double bytes)
{
    return bytes > 0.0 ? QStringLiteral("%1 MB").arg(std::llround(bytes / 1e6)) : kDash;
}

QString keyText(const std::string& key)
{
    for (const auto& [id, text] : kKeys)
        if (key == id)
            return tr(text);
    return QString::fromStdString(key).replace(u'_', u' ');
}

std::vector<nn::ConfigDifference> differencesOf(const std::vector<const LibraryRun*>& runs)
{
    std::vector<nn::StoredRun> stored;
    for (const LibraryRun* run : runs) { // without their epochs: only settings count
        stored.emplace_back();
        stored.back().options = run->options;
        stored.back().record.config = run->record.config;
    }
    return nn::configurationDifferences(stored);
}

QStringList differingSettings(const std::vector<const LibraryRun*>& runs)
{
    QStringList names;
    bool matters = false;
    for (const nn::ConfigDifference& difference : differencesOf(runs)) {
        names << keyText(difference.key);
        matters = matters || (difference.key != "seed" && difference.key != "threads");
    }
    return matters ? names : QStringList();
}

QString optimiserText(const nn::TrainingOptions& options)
{
    QString name = QString::fromStdString(options.optimizer);
    name[0] = name[0].toUpper();
    return tr("%1, %2, batch %3").arg(name, settingText(options.learningRate)).arg(options.batch);
}

QString dataText(const nn::TrainingOptions& options)
{
    const long train = options.trainImages > 0 ? options.trainImages : kMnistTrainImages;
    const long test = options.testImages > 0 ? options.testImages : kMnistTestImages;
    const QString text
        = tr("%1 + %2").arg(thousands(train - options.validationImages), thousands(test));
    return options.validationImages > 0
        ? tr("%1, %2 held out").arg(text, thousands(options.validationImages))
        : text;
}

QString solverText(const nn::ModelConfig& config)
{
    if (!nn::modelById(config.model).hasOdeBlock)
        return kDash;
    const QString steps = config.adaptive ? tr("tol = %1").arg(settingText(config.rtol))
                                          : tr("h = %1").arg(settingText(config.step));
    return tr("%1, %2, T = %3")
        .arg(fromCore(solvers::methodById(config.solver).name), steps, settingText(config.t1));
}

} // namespace ui
