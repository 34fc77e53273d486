// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/trajectory_loss.h"
#include "nn/training/optimizer.h"
#include "solvers/methods/methods.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <string>

// Training iterations of torchdiffeq's spiral demonstration (examples/ode_demo.py): a network
// 2-50-2 with tanh as y' = net(y^3), short pieces of one trajectory, dopri5, mean |y - target|,
// RMSprop. compare_with_torchdiffeq.py takes turns with it.
//
// Reads from standard input: the numbers of weights, of observed times and of points of the true
// trajectory, then those numbers; weights in PyTorch's order, points as pairs. Then words, each
// with the first points of the batch's pieces: "gradient" prints the loss, evaluations forward
// and backward, vector-Jacobian products and the gradient; "step" also moves the weights, and
// prints microseconds in front and no gradient.

namespace {

constexpr nn::Index kPieces = 20;

std::vector<double> read(std::size_t count)
{
    std::vector<double> numbers(count);
    for (double& number : numbers)
        if (!(std::cin >> number))
            throw std::runtime_error("standard input ends before its numbers do");
    return numbers;
}

template <typename Scalar>
class Demonstration {
public:
    Demonstration(const std::string& gradient, const solvers::SolveOptions& options)
        : m_field({ .cube = true })
    {
        auto& store = m_field.parameters();
        const std::vector<double> sizes = read(3);
        if (static_cast<nn::Index>(sizes[0]) != store.size())
            throw std::runtime_error("other weights than those of the network 2-50-2");
        const std::vector<double> weights = read(static_cast<std::size_t>(sizes[0]));
        const std::vector<double> times = read(static_cast<std::size_t>(sizes[1]));
        const std::vector<double> truth = read(static_cast<std::size_t>(2 * sizes[2]));
        m_truth.assign(truth.begin(), truth.end());
        const std::vector<Scalar> rounded(weights.begin(), weights.end());
        std::size_t first = 0;
        for (const auto& tensor : store.tensors()) {
            store.import(tensor, rounded.data() + first);
            first += static_cast<std::size_t>(tensor.size);
        }
        const nn::PieceSolver solver { &solvers::gradientMethodById(gradient),
            &solvers::methodById("dopri5"), options };
        m_loss = std::make_unique<nn::TrajectoryLoss<Scalar>>(m_field, solver, times, kPieces);
        m_batch.targets.resize(2 * kPieces, static_cast<nn::Index>(times.size()));
        m_optimizer = nn::makeOptimizer<Scalar>("rmsprop", store);
    }

    void serve()
    {
        std::cout.precision(17);
        for (std::string word; std::cin >> word;) {
            const std::vector<double> numbers = read(static_cast<std::size_t>(kPieces));
            const std::vector<std::size_t> pieces(numbers.begin(), numbers.end());
            const auto start = std::chrono::steady_clock::now();
            const nn::PieceLoss found = differentiate(pieces);
            if (word == "step") {
                auto& store = m_field.parameters();
                m_optimizer->begin(1e-3);
                m_optimizer->update(store.data(), m_loss->gradient().data(), 0, store.size());
            }
            const std::chrono::duration<double, std::micro> taken
                = std::chrono::steady_clock::now() - start;
            if (word == "step")
                std::cout << taken.count() << ' ';
            std::cout << found.loss << ' ' << found.forward.counters.nfe << ' '
                      << found.backward.counters.nfe << ' ' << found.backward.counters.nvjp;
            if (word != "step")
                for (const auto& tensor : m_field.parameters().tensors())
                    for (const Scalar g :
                        m_field.parameters().exported(tensor, m_loss->gradient().data()))
                        std::cout << ' ' << g;
            std::cout << std::endl;
        }
    }

private:
    nn::PieceLoss differentiate(const std::vector<std::size_t>& pieces)
    {
        for (std::size_t n = 0; n < pieces.size(); ++n)
            for (nn::Index k = 0; k < m_batch.targets.cols(); ++k)
                for (nn::Index i = 0; i < 2; ++i)
                    m_batch.targets(2 * static_cast<nn::Index>(n) + i, k)
                        = m_truth[2 * (pieces[n] + static_cast<std::size_t>(k))
                            + static_cast<std::size_t>(i)];
        m_batch.starts = m_batch.targets.col(0);
        nn::PieceLoss found = m_loss->evaluate(m_batch);
        if (!found.trouble.empty())
            throw std::runtime_error(found.trouble);
        return found;
    }

    nn::DynamicsField<Scalar> m_field;
    std::vector<Scalar> m_truth;
    std::unique_ptr<nn::TrajectoryLoss<Scalar>> m_loss;
    nn::PieceBatch<Scalar> m_batch;
    std::unique_ptr<nn::Optimizer<Scalar>> m_optimizer;
};

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Training iterations of a small ODE-net");
    std::string gradient = "backprop";
    bool wide = false;
    solvers::SolveOptions options;
    options.adaptive = true;
    options.rtol = 1e-7; // torchdiffeq's defaults
    options.atol = 1e-9;
    app.add_option("--gradient", gradient, "gradient method");
    app.add_option("--rtol", options.rtol, "relative tolerance");
    app.add_option("--atol", options.atol, "absolute tolerance");
    app.add_flag("--double", wide, "double precision (default: single)");
    CLI11_PARSE(app, argc, argv);
    try {
        if (wide)
            Demonstration<double>(gradient, options).serve();
        else
            Demonstration<float>(gradient, options).serve();
    } catch (const std::exception& error) {
        std::cerr << "bench_small_ode_net: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
