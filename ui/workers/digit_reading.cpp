// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/digit_reading.h"

#include "nn/data/digit_image.h"
#include "nn/training/loss.h"
#include "nn/training/machine.h"
#include "nn/training/micro_batch.h"
#include "ui/text.h"

#include <QFileInfo>
#include <QImageReader>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>

namespace ui {

namespace {

constexpr std::size_t kClasses = 10;
constexpr nn::Shape kImage { 28, 28, 1 };
constexpr double kAdaptiveTolerance = 1e-3;
constexpr int kMostPixels = 1000; ///< of a side of a picture; larger ones are made smaller
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::unique_ptr<nn::Model<float>> makeNetwork(
    const DigitNetwork& network, const std::optional<nn::ModelConfig>& solve)
{
    nn::ModelWeights weights = *network.weights;
    if (solve)
        weights.config = nn::withSolver(weights.config, *solve);
    return nn::makeModel<float>(weights);
}

std::array<double, kClasses> sharesOf(std::span<const float> logits)
{
    std::array<double, kClasses> shares {};
    nn::probabilities<float>(logits, shares);
    return shares;
}

/// Evaluations of f with error control, in a pass of its own.
double adaptiveEvaluations(const DigitNetwork& network, nn::ConstView<float> pixels)
{
    nn::ModelConfig solve = network.weights->config;
    solve.solver = "dopri5";
    solve.adaptive = true;
    solve.rtol = solve.atol = kAdaptiveTolerance;
    solve.gradient = "adjoint"; // the trained one need not go with it
    const auto model = makeNetwork(network, solve);
    nn::Workspace<float> work;
    work.training = work.taping = false;
    nn::PassCounters counters;
    model->forward(pixels, work, &counters);
    return counters.solverFailed ? kNone : static_cast<double>(counters.nfeForward);
}

void addDepth(const nn::DepthTrace& trace, DigitReading& reading)
{
    reading.depth = trace.depth;
    reading.states = trace.state;
    for (const std::vector<double>& state : trace.state)
        reading.norms.push_back(
            std::sqrt(std::inner_product(state.begin(), state.end(), state.begin(), 0.0)));
    for (const std::vector<double>& logits : trace.logits) {
        const std::vector<float> row(logits.begin(), logits.end());
        reading.sharesAt.push_back(sharesOf(row));
    }
    reading.adjointDepth = trace.adjointDepth;
    for (const std::vector<double>& norms : trace.adjointNorm)
        reading.adjointNorms.push_back(norms.front());
}

void read(
    const DigitNetwork& network, nn::ConstView<float> pixels, int lossClass, DigitReading& reading)
{
    const nn::FlushDenormals flush;
    const auto model = makeNetwork(network, network.solve);
    reading.hasOdeBlock = nn::modelById(model->config().model).hasOdeBlock;
    nn::Workspace<float> work;
    work.training = work.taping = false;
    model->forward(pixels, work); // makes room, so that the time below is that of the pass
    work.rewind();
    nn::PassCounters counters;
    const auto begun = std::chrono::steady_clock::now();
    const nn::View<float> logits = model->forward(pixels, work, &counters);
    reading.seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (counters.solverFailed) {
        reading.problem = QString::fromStdString(counters.message);
        return;
    }
    const std::span<const float> row(logits.data, kClasses);
    reading.shares = sharesOf(row);
    reading.predicted = nn::argmax(row);
    reading.nfe = static_cast<double>(counters.nfeForward);
    const std::array labels { lossClass >= 0 ? lossClass : reading.predicted };
    addDepth(model->traceDepth(pixels, labels, work), reading);
    if (reading.hasOdeBlock)
        reading.nfeAdaptive = adaptiveEvaluations(network, pixels);
}

/// The first digits of each class, so many of each.
std::vector<long> evenly(const nn::ImageSet& images, int digits)
{
    const int each = std::max(1, digits / static_cast<int>(kClasses));
    std::array<int, kClasses> taken {};
    std::vector<long> chosen;
    for (long i = 0; i < images.count; ++i) {
        const std::size_t label = images.labels[static_cast<std::size_t>(i)];
        if (label < kClasses && taken[label] < each) {
            ++taken[label];
            chosen.push_back(i);
        }
    }
    return chosen;
}

/// z(T) of the digits, one a row; none where the network has no depth or stop was set.
PrincipalPlane::Rows lastStates(const nn::Model<float>& model, const nn::ImageSet& images,
    const std::vector<long>& indices, const std::atomic<bool>& stop)
{
    const nn::FlushDenormals flush;
    PrincipalPlane::Rows rows;
    nn::Workspace<float> work;
    for (std::size_t first = 0; first < indices.size(); first += nn::kMicroBatch) {
        if (stop.load())
            return {};
        work.rewind();
        const std::size_t count = std::min<std::size_t>(nn::kMicroBatch, indices.size() - first);
        const nn::View<float> pixels
            = nn::copyImages<float, long>(images, std::span(indices).subspan(first, count), work);
        const nn::DepthTrace trace = model.traceDepth(pixels, {}, work);
        if (trace.state.empty())
            return {};
        const std::vector<double>& last = trace.state.back();
        const auto size = static_cast<Eigen::Index>(last.size() / count);
        if (rows.size() == 0)
            rows.resize(static_cast<Eigen::Index>(indices.size()), size);
        rows.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count))
            = Eigen::Map<const PrincipalPlane::Rows>(
                last.data(), static_cast<Eigen::Index>(count), size);
    }
    return rows;
}

void project(const PrincipalPlane::Rows& rows, DigitCloud& cloud)
{
    PrincipalPlane::Rows means(static_cast<Eigen::Index>(kClasses), rows.cols());
    std::array<Eigen::Index, kClasses> place {};
    Eigen::Index classes = 0;
    for (std::size_t digit = 0; digit < kClasses; ++digit) {
        Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(rows.cols());
        Eigen::Index count = 0;
        for (Eigen::Index i = 0; i < rows.rows(); ++i)
            if (cloud.labels[static_cast<std::size_t>(i)] == static_cast<int>(digit)) {
                sum += rows.row(i);
                ++count;
            }
        place[digit] = count > 0 ? classes : -1;
        if (count > 0)
            means.row(classes++) = sum / static_cast<double>(count);
    }
    means.conservativeResize(classes, Eigen::NoChange);
    cloud.plane = PrincipalPlane(means);
    const PrincipalPlane::Coordinates points = cloud.plane.project(rows);
    const PrincipalPlane::Coordinates centres = cloud.plane.project(means);
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
        cloud.x.push_back(points(i, 0));
        cloud.y.push_back(points(i, 1));
    }
    for (std::size_t digit = 0; digit < kClasses; ++digit) {
        cloud.meanX[digit] = place[digit] < 0 ? kNone : centres(place[digit], 0);
        cloud.meanY[digit] = place[digit] < 0 ? kNone : centres(place[digit], 1);
    }
}

} // namespace

DigitReading readDigit(const DigitNetwork& network, const std::vector<float>& pixels, int lossClass)
{
    DigitReading reading;
    if (pixels.size() != static_cast<std::size_t>(kImage.size())) {
        reading.problem = tr("There is nothing to read.");
        return reading;
    }
    try {
        read(network, { pixels.data(), 1, kImage }, lossClass, reading);
    } catch (const std::exception& error) {
        reading.problem = QString::fromUtf8(error.what());
    }
    return reading;
}

DigitCloud makeDigitCloud(const DigitNetwork& network, const nn::ImageSet& images, int digits,
    const std::atomic<bool>& stop)
{
    DigitCloud cloud;
    cloud.weights = network.weights;
    try {
        const std::vector<long> indices = evenly(images, digits);
        for (const long index : indices)
            cloud.labels.push_back(images.labels[static_cast<std::size_t>(index)]);
        const auto model = makeNetwork(network, network.solve);
        const PrincipalPlane::Rows rows = lastStates(*model, images, indices, stop);
        if (rows.size() > 0 && rows.allFinite())
            project(rows, cloud);
        else
            cloud.labels.clear();
    } catch (const std::exception& error) {
        cloud.problem = QString::fromUtf8(error.what());
    }
    return cloud;
}

DigitSet loadDigitSet(const std::filesystem::path& folder)
{
    DigitSet set;
    try {
        set.images = nn::loadMnist(nn::Split::Test, folder.empty() ? nn::shippedMnist() : folder);
    } catch (const std::exception& error) {
        set.problem = QString::fromUtf8(error.what());
    }
    return set;
}

DigitPicture readDigitPicture(const QString& file)
{
    DigitPicture picture;
    QImageReader reader(file);
    reader.setAutoTransform(true);
    const QString name = QFileInfo(file).fileName();
    QImage image = reader.read();
    if (image.isNull()) {
        picture.problem = QStringLiteral("%1: %2").arg(name, reader.errorString());
        return picture;
    }
    if (std::max(image.width(), image.height()) > kMostPixels)
        image
            = image.scaled(kMostPixels, kMostPixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    const bool drawnOnNothing = image.hasAlphaChannel();
    image = image.convertToFormat(QImage::Format_ARGB32);
    nn::GreyImage grey { image.height(), image.width(), {} };
    for (int row = 0; row < image.height(); ++row)
        for (int column = 0; column < image.width(); ++column) {
            const QRgb pixel = image.pixel(column, row);
            const double shade = qGray(pixel) / 255.0;
            // What is transparent is paper.
            const double cover = drawnOnNothing ? qAlpha(pixel) / 255.0 : 1.0;
            grey.pixels.push_back(static_cast<float>(cover * shade + 1.0 - cover));
        }
    try {
        picture.ink = nn::centredDigit(nn::inkOf(grey));
        if (picture.ink.empty())
            picture.problem
                = tr("%1: one even colour, expected a digit on an even ground").arg(name);
    } catch (const std::exception& error) {
        picture.problem = QStringLiteral("%1: %2").arg(name, QString::fromUtf8(error.what()));
    }
    return picture;
}

} // namespace ui
