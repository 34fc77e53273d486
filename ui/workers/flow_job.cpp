// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/flow_job.h"

#include "nn/models/model_file.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace ui {

namespace {

constexpr std::size_t kChunk = 512; ///< samples between two looks at stop
constexpr double kMargin = 0.2; ///< of the window, around the points, a share of their extent
constexpr double kWashed = 0.4; ///< what is washed beyond the window on each side, a share of it
constexpr int kGridLines = 17; ///< each way
constexpr std::size_t kGridNodes = 65; ///< a line
constexpr std::size_t kDepths = 40; ///< at least so many states along depth
constexpr nn::Shape kPlane { 1, 1, 2 };

class Maker {
public:
    Maker(const FlowJob& job, const std::atomic<bool>& stop)
        : m_job(job)
        , m_stop(stop)
    {
    }

    std::shared_ptr<const FlowPicture> picture()
    {
        m_picture->points = nn::planePoints(
            m_job.options.plane, nn::Split::Train, m_job.options.trainImages, m_job.options.seed);
        m_model = m_job.training ? m_job.training->copyModel()
                                 : nn::Training(m_job.options).copyModel();
        if (!m_job.training && !m_job.options.init.empty())
            nn::importWeights(*m_model, nn::readModelFile(m_job.options.init));
        m_picture->window = m_job.options.plane.set == "painted"
            ? QRectF(-kPaintReach, -kPaintReach, 2.0 * kPaintReach, 2.0 * kPaintReach)
            : windowOf(m_picture->points);
        const double beyond = kWashed * m_picture->window.width();
        m_picture->washed = m_picture->window.adjusted(-beyond, -beyond, beyond, beyond);
        const bool done = fillProbabilities() && countWrong() && carry();
        return done ? m_picture : nullptr;
    }

private:
    static QRectF windowOf(const std::vector<nn::LabelledPoint>& points)
    {
        double left = 1e300;
        double right = -1e300;
        double bottom = 1e300;
        double top = -1e300;
        for (const nn::LabelledPoint& point : points) {
            left = std::min<double>(left, point.x);
            right = std::max<double>(right, point.x);
            bottom = std::min<double>(bottom, point.y);
            top = std::max<double>(top, point.y);
        }
        const double reach = (0.5 + kMargin) * std::max({ right - left, top - bottom, 0.5 });
        return { (left + right) / 2.0 - reach, (bottom + top) / 2.0 - reach, 2.0 * reach,
            2.0 * reach };
    }

    /// Logit of class 1 less that of class 0, of each of x, y, x, y ...; empty after stop.
    std::vector<float> margins(const std::vector<float>& points)
    {
        std::vector<float> result;
        result.reserve(points.size() / 2);
        m_work.taping = false;
        m_work.training = false;
        for (std::size_t first = 0; first < points.size(); first += 2 * kChunk) {
            if (m_stop)
                return {};
            const auto samples
                = static_cast<nn::Index>(std::min(kChunk, (points.size() - first) / 2));
            m_work.rewind();
            const nn::View<float> logits
                = m_model->forward({ points.data() + first, samples, kPlane }, m_work);
            for (nn::Index i = 0; i < samples; ++i)
                result.push_back(logits.data[2 * i + 1] - logits.data[2 * i]);
        }
        return result;
    }

    bool fillProbabilities()
    {
        const int nodes = m_job.cells + 1;
        std::vector<float> places;
        for (int j = 0; j < nodes; ++j)
            for (int i = 0; i < nodes; ++i) {
                const QRectF& window = m_picture->washed;
                places.push_back(
                    static_cast<float>(window.left() + window.width() * i / m_job.cells));
                places.push_back(
                    static_cast<float>(window.top() + window.height() * j / m_job.cells));
            }
        m_picture->nodes = nodes;
        const std::vector<float> margin = margins(places);
        if (margin.empty())
            return false;
        for (const float value : margin)
            m_picture->probability.push_back(1.0F / (1.0F + std::exp(-value)));
        // Along an edge the margin is far straighter than the probability, and so is the line.
        m_picture->boundary = solvers::contour(
            { m_picture->washed.left(), m_picture->washed.right(), m_picture->washed.top(),
                m_picture->washed.bottom(), nodes, nodes, margin },
            0.0);
        return true;
    }

    bool countWrong()
    {
        for (const nn::LabelledPoint& point : m_picture->points)
            m_places.insert(m_places.end(), { point.x, point.y });
        const std::vector<float> margin = margins(m_places);
        if (margin.size() != m_picture->points.size())
            return false;
        long wrong = 0;
        for (std::size_t i = 0; i < margin.size(); ++i)
            wrong += (margin[i] > 0.0F) != (m_picture->points[i].label == 1);
        m_picture->error = static_cast<double>(wrong) / static_cast<double>(margin.size());
        return true;
    }

    /// All points go as one batch: an adaptive solver then takes the same steps for all of them,
    /// and a state is one moment.
    bool carry()
    {
        const std::size_t points = m_places.size() / 2;
        addGrid();
        const auto samples = static_cast<nn::Index>(m_places.size() / 2);
        m_work.rewind();
        const nn::DepthTrace trace
            = m_model->traceStates({ m_places.data(), samples, kPlane }, statesBetween(), m_work);
        if (m_stop)
            return false;
        if (trace.depth.empty())
            return true; // a perceptron has no depth
        m_picture->depth = trace.depth;
        m_picture->dimensions
            = static_cast<int>(trace.state.front().size() / static_cast<std::size_t>(samples));
        const auto split = static_cast<std::ptrdiff_t>(points)
            * static_cast<std::ptrdiff_t>(m_picture->dimensions);
        for (const std::vector<double>& state : trace.state) {
            m_picture->carried.states.emplace_back(state.begin(), state.begin() + split);
            m_picture->grid.states.emplace_back(state.begin() + split, state.end());
        }
        m_picture->carried.count = points;
        m_picture->grid.count = static_cast<std::size_t>(samples) - points;
        readHead();
        return true;
    }

    int statesBetween() const
    {
        const nn::ModelConfig& config = m_job.options.model;
        if (!nn::modelById(config.model).hasOdeBlock)
            return 0;
        const double steps = config.adaptive ? 4.0 : std::abs(config.t1 - config.t0) / config.step;
        return static_cast<int>(
            std::clamp(std::ceil(static_cast<double>(kDepths) / std::max(steps, 1.0)), 1.0, 40.0)
            - 1.0);
    }

    void addGrid()
    {
        const QRectF& window = m_picture->window;
        m_picture->gridNodes = kGridNodes;
        for (const bool vertical : { false, true })
            for (int line = 0; line < kGridLines; ++line)
                for (std::size_t node = 0; node < kGridNodes; ++node) {
                    const double across = static_cast<double>(line) / (kGridLines - 1);
                    const double along = static_cast<double>(node) / (kGridNodes - 1);
                    const double x = vertical ? across : along;
                    const double y = vertical ? along : across;
                    m_places.push_back(static_cast<float>(window.left() + window.width() * x));
                    m_places.push_back(static_cast<float>(window.top() + window.height() * y));
                }
    }

    /// Where the two logits of a linear head are equal.
    void readHead()
    {
        if (m_picture->dimensions != 2)
            return;
        std::vector<float> weight;
        std::vector<float> bias;
        for (const nn::ParameterInfo& tensor : m_model->parameters().tensors()) {
            if (tensor.name == "head.weight")
                weight = m_model->parameters().exported(tensor);
            if (tensor.name == "head.bias")
                bias = m_model->parameters().exported(tensor);
        }
        if (weight.size() != 4 || bias.size() != 2)
            return;
        m_picture->normal[0] = weight[2] - weight[0];
        m_picture->normal[1] = weight[3] - weight[1];
        m_picture->offset = bias[1] - bias[0];
    }

    const FlowJob& m_job;
    const std::atomic<bool>& m_stop;
    std::shared_ptr<FlowPicture> m_picture = std::make_shared<FlowPicture>();
    std::unique_ptr<nn::Model<float>> m_model;
    nn::Workspace<float> m_work;
    std::vector<float> m_places; ///< the points, then the nodes of the grid
};

} // namespace

std::shared_ptr<const FlowPicture> makeFlowPicture(
    const FlowJob& job, const std::atomic<bool>& stop)
{
    try {
        return Maker(job, stop).picture();
    } catch (const std::exception& error) {
        auto failed = std::make_shared<FlowPicture>();
        failed->message = QString::fromUtf8(error.what());
        return failed;
    }
}

} // namespace ui
