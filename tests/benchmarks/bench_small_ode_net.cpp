// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/activation.h"
#include "nn/layers/dense.h"
#include "nn/layers/field_system.h"
#include "nn/layers/sequential.h"
#include "solvers/methods/methods.h"
#include "solvers/sensitivity/observed_sensitivity.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
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

constexpr nn::Index kHidden = 50;
constexpr nn::Index kPieces = 20;
constexpr nn::Shape kPoint { 1, 1, 2 };

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
        : m_field(kPoint)
    {
        m_field.template add<nn::Cube<Scalar>>();
        m_field.template add<nn::Dense<Scalar>>(m_store, "net.0", 2, kHidden);
        m_field.template add<nn::Tanh<Scalar>>();
        m_field.template add<nn::Dense<Scalar>>(m_store, "net.2", kHidden, 2);
        const std::vector<double> sizes = read(3);
        if (static_cast<nn::Index>(sizes[0]) != m_store.size())
            throw std::runtime_error("other weights than those of the network 2-50-2");
        const std::vector<double> weights = read(static_cast<std::size_t>(sizes[0]));
        const std::vector<double> times = read(static_cast<std::size_t>(sizes[1]));
        const std::vector<double> truth = read(static_cast<std::size_t>(2 * sizes[2]));
        m_truth.assign(truth.begin(), truth.end());
        const std::vector<Scalar> rounded(weights.begin(), weights.end());
        std::size_t first = 0;
        for (const auto& tensor : m_store.tensors()) {
            m_store.import(tensor, rounded.data() + first);
            first += static_cast<std::size_t>(tensor.size);
        }
        m_system = std::make_unique<nn::FieldSystem<Scalar>>(m_field, kPoint, 0, m_store.size());
        m_sensitivity = std::make_unique<solvers::ObservedSensitivity<Scalar>>(
            solvers::gradientMethodById(gradient), solvers::methodById("dopri5"), options, times);
        const auto segments = static_cast<nn::Index>(m_sensitivity->segments());
        m_states.resize(2 * kPieces, segments);
        m_dstates.resize(2 * kPieces, segments);
        m_z.resize(2 * kPieces);
        m_a.resize(2 * kPieces);
        m_gradient.resize(m_store.size());
        m_squares.setZero(m_store.size());
    }

    void serve()
    {
        std::cout.precision(17);
        for (std::string word; std::cin >> word;) {
            const std::vector<double> numbers = read(static_cast<std::size_t>(kPieces));
            const std::vector<std::size_t> pieces(numbers.begin(), numbers.end());
            const auto start = std::chrono::steady_clock::now();
            differentiate(pieces);
            if (word == "step")
                moveWeights();
            const std::chrono::duration<double, std::micro> taken
                = std::chrono::steady_clock::now() - start;
            if (word == "step")
                std::cout << taken.count() << ' ';
            std::cout << m_loss << ' ' << m_forward.counters.nfe << ' ' << m_backward.counters.nfe
                      << ' ' << m_backward.counters.nvjp;
            if (word != "step")
                for (const auto& tensor : m_store.tensors())
                    for (const Scalar g : m_store.exported(tensor, m_gradient.data()))
                        std::cout << ' ' << g;
            std::cout << std::endl;
        }
    }

private:
    const Scalar* point(std::size_t piece, nn::Index time) const
    {
        return m_truth.data() + 2 * (piece + static_cast<std::size_t>(time));
    }

    void differentiate(const std::vector<std::size_t>& pieces)
    {
        for (std::size_t n = 0; n < pieces.size(); ++n)
            std::copy_n(point(pieces[n], 0), 2, m_z.data() + 2 * n);
        m_work.rewind();
        m_system->begin(m_work, kPieces);
        m_forward = m_sensitivity->forward(
            *m_system, solvers::view(m_z), { m_states.data(), m_states.rows(), m_states.cols() });
        if (!m_forward.reachedEnd())
            throw std::runtime_error(m_forward.message());
        // The mean counts the starts of the pieces too, where there is no error.
        const auto numbers = static_cast<Scalar>(m_states.rows() * (m_states.cols() + 1));
        m_loss = 0;
        for (nn::Index k = 0; k < m_states.cols(); ++k)
            for (std::size_t n = 0; n < pieces.size(); ++n)
                for (nn::Index i = 0; i < 2; ++i) {
                    const nn::Index row = 2 * static_cast<nn::Index>(n) + i;
                    const Scalar error = m_states(row, k) - point(pieces[n], k + 1)[i];
                    m_loss += std::abs(error) / numbers;
                    m_dstates(row, k) = static_cast<Scalar>((error > 0) - (error < 0)) / numbers;
                }
        m_gradient.setZero();
        m_backward = m_sensitivity->backward(
            *m_system, m_dstates, solvers::view(m_a), solvers::view(m_gradient));
        if (!m_backward.reachedEnd())
            throw std::runtime_error(m_backward.message());
    }

    /// RMSprop with PyTorch's constants and the demonstration's rate.
    void moveWeights()
    {
        Scalar* const weights = m_store.data();
        for (nn::Index i = 0; i < m_store.size(); ++i) {
            const Scalar g = m_gradient[i];
            m_squares[i] = Scalar(0.99) * m_squares[i] + Scalar(0.01) * g * g;
            weights[i] -= Scalar(1e-3) * g / (std::sqrt(m_squares[i]) + Scalar(1e-8));
        }
    }

    nn::ParameterStore<Scalar> m_store;
    nn::Sequential<Scalar> m_field;
    std::vector<Scalar> m_truth;
    nn::Workspace<Scalar> m_work;
    std::unique_ptr<nn::FieldSystem<Scalar>> m_system;
    std::unique_ptr<solvers::ObservedSensitivity<Scalar>> m_sensitivity;
    solvers::Matrix<Scalar> m_states; ///< (piece, coordinate) x time
    solvers::Matrix<Scalar> m_dstates;
    solvers::Vector<Scalar> m_z;
    solvers::Vector<Scalar> m_a;
    solvers::Vector<Scalar> m_gradient;
    solvers::Vector<Scalar> m_squares; ///< running mean of squared gradients
    solvers::SolveReport m_forward;
    solvers::SolveReport m_backward;
    Scalar m_loss = 0;
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
