// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/evaluation_worker.h"

#include "nn/data/mnist.h"
#include "nn/dynamics/dynamics_file.h"
#include "nn/models/model_file.h"
#include "nn/training/loss.h"
#include "nn/training/machine.h"
#include "nn/training/probe.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <exception>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

namespace ui {

namespace {

constexpr std::size_t kClasses = 10;
constexpr qint64 kMostOfScript = 1 << 20; ///< bytes looked at
constexpr std::size_t kShown = 12; ///< digits looked at closely
constexpr std::size_t kWrong = 4; ///< so many of them wrong ones, if there are any

std::span<const float> logitsOf(const std::vector<float>& logits, std::size_t image)
{
    return std::span(logits).subspan(image * kClasses, kClasses);
}

/// The first digits of the set, the last few places kept for wrong ones.
std::vector<long> digitsToShow(const std::vector<float>& logits, const nn::ImageSet& images)
{
    const std::size_t count = logits.size() / kClasses;
    std::vector<long> wrong;
    for (std::size_t i = 0; i < count && wrong.size() < kWrong; ++i)
        if (nn::argmax(logitsOf(logits, i)) != images.labels[i])
            wrong.push_back(static_cast<long>(i));
    std::vector<long> chosen;
    for (std::size_t i = 0; i < count && chosen.size() + wrong.size() < kShown; ++i)
        if (std::find(wrong.begin(), wrong.end(), static_cast<long>(i)) == wrong.end())
            chosen.push_back(static_cast<long>(i));
    chosen.insert(chosen.end(), wrong.begin(), wrong.end());
    return chosen;
}

/// The weights beside an exported Python module.
QString weightsOfScript(const QString& script)
{
    QFile file(script);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error(
            QStringLiteral("%1: %2").arg(script, file.errorString()).toStdString());
    static const QRegularExpression line(
        QStringLiteral("^WEIGHTS = \"([^\"]+)\""), QRegularExpression::MultilineOption);
    const auto match = line.match(QString::fromUtf8(file.read(kMostOfScript)));
    if (!match.hasMatch())
        throw std::runtime_error(
            EvaluationWorker::tr("%1: names no weights, expected a module that Separatrix exported")
                .arg(script)
                .toStdString());
    return QFileInfo(script).dir().filePath(match.captured(1));
}

bool isDynamics(const std::filesystem::path& file)
{
    try {
        nn::readDynamicsFile(file);
        return true;
    } catch (const std::exception&) {
        return false; // what is wrong with it as a model of digits is what is told
    }
}

} // namespace

EvaluationWorker::EvaluationWorker(EvaluationRequest request, QObject* parent)
    : QThread(parent)
    , m_request(std::move(request))
{
    setObjectName(QStringLiteral("evaluation"));
}

EvaluationWorker::~EvaluationWorker()
{
    stop();
    wait();
}

void EvaluationWorker::run()
{
    nn::lowerThreadPriority(); // a run on all cores must not delay the window
    EvaluationOutcome outcome;
    try {
        outcome = evaluate();
    } catch (const std::exception& error) {
        outcome.error = QString::fromUtf8(error.what());
    }
    outcome.file = m_request.file;
    emit ended(outcome);
}

EvaluationOutcome EvaluationWorker::evaluate()
{
    EvaluationOutcome outcome;
    if (m_request.file.endsWith(QLatin1String(".py"), Qt::CaseInsensitive))
        m_request.file = weightsOfScript(m_request.file);
    const std::filesystem::path path(m_request.file.toStdU16String());
    nn::ModelFile file;
    try {
        file = nn::readModelFile(path);
    } catch (const std::exception&) {
        if (!isDynamics(path))
            throw;
        outcome.kind = EvaluationOutcome::Kind::Dynamics;
        return outcome;
    }
    if (const auto said = file.content.metadata.find("separatrix.training");
        said != file.content.metadata.end())
        outcome.training = said->second;
    if (file.config && nn::modelById(file.config->model).ofPlane) {
        outcome.kind = EvaluationOutcome::Kind::Plane;
        outcome.config = *file.config;
        return outcome;
    }
    if (!file.config && m_request.model.empty()) {
        outcome.needsModel = true;
        outcome.error
            = tr("%1: holds weights, but does not say of which model").arg(m_request.file);
        return outcome;
    }
    const auto model = nn::makeModel<float>(file, m_request.model);
    outcome.images = std::make_shared<const nn::ImageSet>(nn::loadMnist(nn::Split::Test,
        m_request.dataDirectory.empty() ? nn::shippedMnist() : m_request.dataDirectory));
    const nn::ImageSet& images = *outcome.images;
    const long wanted = m_request.testImages > 0 ? m_request.testImages : images.count;
    std::vector<long> indices(static_cast<std::size_t>(std::min<long>(wanted, images.count)));
    std::iota(indices.begin(), indices.end(), 0L);
    std::vector<float> logits;
    outcome.config = model->config();
    outcome.parameters = static_cast<long>(model->parameters().trainableCount());
    outcome.report = nn::evaluate(
        *model, images, indices, m_request.threads, &logits, [this] { return !m_stop.load(); });
    outcome.stopped = outcome.report.stopped;
    if (!outcome.report.problem.empty())
        outcome.error = QStringLiteral("%1: %2").arg(
            m_request.file, QString::fromStdString(outcome.report.problem));
    else if (!outcome.stopped) {
        outcome.weights = std::make_shared<const nn::ModelWeights>(nn::weightsOf(*model));
        outcome.answers = nn::testAnswers(images, indices, logits);
        nn::Workspace<float> work;
        outcome.probe = ProbeProjector().picture(
            nn::probe(*model, images, digitsToShow(logits, images), work), images);
    }
    return outcome;
}

} // namespace ui
