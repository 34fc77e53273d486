// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_settings.h"

#include "nn/training/options_json.h"
#include "ui/labs/flow_form.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <exception>
#include <utility>

namespace ui {

std::vector<ReadyStart> readyStarts(const nn::TrainingOptions& defaults)
{
    std::vector<ReadyStart> starts;
    starts.push_back({ QStringLiteral("spirals"), tr("Two spirals"),
        tr("A flow of the plane learns to part two classes: watch every point move."),
        FlowForm::defaults() });

    nn::TrainingOptions options = defaults;
    options.model = {};
    options.epochs = 1;
    starts.push_back({ QStringLiteral("odenet"), tr("MNIST, ODE-Net"),
        tr("The article's network, one epoch with all digits: watch loss, NFE and adjoint."),
        options });

    options = defaults;
    options.model = {};
    options.model.model = "mlp";
    options.epochs = 1;
    starts.push_back({ QStringLiteral("mlp"), tr("MLP, the plain network"),
        tr("One epoch with all digits in a few seconds; no depth to look into."), options });
    return starts;
}

QString extentText(const nn::TrainingOptions& options)
{
    const long images = options.trainImages > 0 ? options.trainImages : kMnistTrainImages;
    const long steps = (images + options.batch - 1) / options.batch * options.epochs;
    try {
        const auto model = nn::makeModel<float>(options.model);
        const QString text = options.plane.empty() ? tr("%1 parameters, %2 digits, %3 steps")
                                                   : tr("%1 parameters, %2 points, %3 steps");
        return text.arg(
            thousands(model->parameters().trainableCount()), thousands(images), thousands(steps));
    } catch (const std::exception&) {
        return tr("%1 digits, %2 steps").arg(thousands(images), thousands(steps));
    }
}

QString modelText(const nn::ModelConfig& config)
{
    const nn::ModelInfo& info = nn::modelById(config.model);
    QString name = fromCore(info.name);
    if (config.block != nn::ModelConfig().block)
        name += tr(", block %1").arg(fromCore(config.block));
    if (!info.hasOdeBlock)
        return name;
    const QString steps = config.adaptive
        ? tr("rtol %1, atol %2").arg(settingText(config.rtol), settingText(config.atol))
        : tr("h = %1").arg(settingText(config.step));
    const auto& gradient = solvers::gradientMethodById(
        config.gradient.empty() ? info.defaultGradient : std::string_view(config.gradient));
    return QStringLiteral("%1, %2, %3, %4")
        .arg(name, fromCore(solvers::methodById(config.solver).name), steps, fromCore(gradient.id));
}

QString regularisationText(const nn::Regularisation& terms)
{
    QStringList parts;
    if (terms.kinetic > 0.0)
        parts << tr("kinetic %1").arg(settingText(terms.kinetic));
    if (terms.jacobian > 0.0)
        parts << tr("Jacobian %1").arg(settingText(terms.jacobian));
    if (terms.steer > 0.0)
        parts << tr("STEER %1").arg(settingText(terms.steer));
    return parts.isEmpty() ? tr("off") : parts.join(QStringLiteral(", "));
}

QString thousands(long long number)
{
    QString text = QString::number(number);
    if (number >= 10000)
        for (qsizetype i = text.size() - 3; i > 0; i -= 3)
            text.insert(i, QChar(0x2009));
    return text;
}

void storeTrainSettings(const nn::TrainingOptions& options)
{
    QSettings settings;
    settings.beginGroup(QStringLiteral("train"));
    const auto set = [&](const char* key, const QVariant& value) {
        settings.setValue(QLatin1String(key), value);
    };
    set("dataFolder", fromPath(options.dataDirectory));
    set("trainImages", static_cast<qlonglong>(options.trainImages));
    set("testImages", static_cast<qlonglong>(options.testImages));
    set("model", QString::fromStdString(options.model.model));
    set("block", QString::fromStdString(options.model.block));
    if (nn::modelById(options.model.model).hasOdeBlock) {
        set("solver", QString::fromStdString(options.model.solver));
        set("gradient", QString::fromStdString(options.model.gradient));
        set("depth", options.model.t1);
        set("adaptive", options.model.adaptive);
        set("step", options.model.step);
        set("rtol", options.model.rtol);
        set("atol", options.model.atol);
    }
    set("optimizer", QString::fromStdString(options.optimizer));
    set("learningRate", options.learningRate);
    set("batch", options.batch);
    set("augmentation", QString::fromStdString(options.augmentation));
    set("schedule", QString::fromStdString(options.schedule));
    set("average", QString::fromStdString(options.average));
    set("labelSmoothing", options.labelSmoothing);
    set("weightDecay", options.weightDecay);
    set("kinetic", options.regularisation.kinetic);
    set("jacobian", options.regularisation.jacobian);
    set("steer", options.regularisation.steer);
    set("epochs", options.epochs);
    set("threads", options.threads);
    set("seed", static_cast<qulonglong>(options.seed));
}

nn::TrainingOptions restoredTrainSettings(const nn::TrainingOptions& defaults)
{
    QSettings settings;
    settings.beginGroup(QStringLiteral("train"));
    nn::TrainingOptions options = defaults;
    const auto number = [&](const char* key, double otherwise) {
        return settings.value(QLatin1String(key), otherwise).toDouble();
    };
    const auto word = [&](const char* key, const std::string& otherwise) {
        return settings.value(QLatin1String(key), QString::fromStdString(otherwise))
            .toString()
            .toStdString();
    };
    options.dataDirectory = settings.value(QLatin1String("dataFolder")).toString().toStdU16String();
    options.trainImages
        = static_cast<long>(number("trainImages", static_cast<double>(defaults.trainImages)));
    options.testImages
        = static_cast<long>(number("testImages", static_cast<double>(defaults.testImages)));
    options.model.model = word("model", defaults.model.model);
    options.model.block = word("block", defaults.model.block);
    options.model.solver = word("solver", defaults.model.solver);
    options.model.gradient = word("gradient", defaults.model.gradient);
    options.model.t1 = number("depth", defaults.model.t1);
    options.model.adaptive
        = settings.value(QLatin1String("adaptive"), defaults.model.adaptive).toBool();
    options.model.step = number("step", defaults.model.step);
    options.model.rtol = number("rtol", defaults.model.rtol);
    options.model.atol = number("atol", defaults.model.atol);
    options.optimizer = word("optimizer", defaults.optimizer);
    options.learningRate = number("learningRate", defaults.learningRate);
    options.batch = static_cast<int>(number("batch", defaults.batch));
    options.augmentation = word("augmentation", defaults.augmentation);
    options.schedule = word("schedule", defaults.schedule);
    options.average = word("average", defaults.average);
    options.labelSmoothing = number("labelSmoothing", defaults.labelSmoothing);
    options.weightDecay = number("weightDecay", defaults.weightDecay);
    options.regularisation
        = { number("kinetic", 0.0), number("jacobian", 0.0), number("steer", 0.0) };
    options.epochs = static_cast<int>(number("epochs", defaults.epochs));
    options.threads = static_cast<int>(number("threads", defaults.threads));
    options.seed = settings.value(QLatin1String("seed"), static_cast<qulonglong>(defaults.seed))
                       .toULongLong();
    // Written by another version, or by hand: what cannot be used is not offered again.
    return options.problem().empty() ? options : defaults;
}

nn::TrainingOptions trainingOfRecipe(
    const nlohmann::ordered_json& json, const nn::TrainingOptions& now)
{
    using Json = nlohmann::ordered_json;
    Json all = json;
    for (const auto& [key, value] : { std::pair("data", Json(now.dataDirectory.string())),
             std::pair("threads", Json(now.threads)), std::pair("init", Json("")),
             std::pair("resume", Json("")) })
        if (!all.contains(key))
            all[key] = value;
    if (all.contains("plane_set"))
        all["data"] = "";
    return nn::optionsFromJson(all);
}

bool isModel(const QFileInfo& file)
{
    static const QStringList kinds { QStringLiteral("safetensors"), QStringLiteral("npz"),
        QStringLiteral("onnx"), QStringLiteral("py") };
    return kinds.contains(file.suffix().toLower());
}

QString lastWeightsFolder()
{
    return QSettings()
        .value(QStringLiteral("train/weightsFolder"),
            QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
        .toString();
}

} // namespace ui
