// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/simd.h"
#include "nn/training/batch_step.h"
#include "nn/training/training.h"

#include <CLI/CLI.hpp>

#include <omp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <string>

// Milliseconds per training step (forward, loss, backward, Adam) on images of noise, and of
// evaluating as many.
//
// Without --serve: a table of all models, batches and thread counts asked for. With --serve: for
// each line "train N" or "evaluate N" read from standard input, does so N times and prints each
// one's milliseconds, so that compare_with_pytorch.py can take turns with it. With --peak: the
// multiply-add peak in GFLOP/s of the number of threads.

namespace {

nn::ImageSet noise(int count)
{
    nn::Random random(7);
    nn::ImageSet set { count, 28, 28, {}, {} };
    for (int i = 0; i < count * 28 * 28; ++i)
        set.pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
    for (int i = 0; i < count; ++i)
        set.labels.push_back(static_cast<std::uint8_t>(random.below(10)));
    return set;
}

class Steps {
public:
    Steps(const nn::ModelConfig& config, int batch, int threads)
        : m_model(nn::makeModel<float>(config))
        , m_optimizer(nn::makeOptimizer<float>("adam", m_model->parameters()))
        , m_step(*m_model, threads)
        , m_images(noise(batch))
        , m_indices(static_cast<std::size_t>(batch))
        , m_all(m_indices.size())
        , m_threads(threads)
    {
        std::iota(m_all.begin(), m_all.end(), 0L);
        std::iota(m_indices.begin(), m_indices.end(), 0);
        nn::Random random(1);
        m_model->initialise(random);
    }

    double train()
    {
        return milliseconds([&] {
            m_step.gradient(m_images, m_indices);
            m_step.apply(*m_optimizer, m_model->parameters(), 1e-3);
        });
    }

    double evaluate()
    {
        return milliseconds(
            [&] { nn::evaluate<float>(*m_model, m_images, m_all, m_threads, nullptr, {}); });
    }

private:
    template <typename Work>
    static double milliseconds(const Work& work)
    {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> taken
            = std::chrono::steady_clock::now() - start;
        return taken.count();
    }

    std::unique_ptr<nn::Model<float>> m_model;
    std::unique_ptr<nn::Optimizer<float>> m_optimizer;
    nn::BatchStep<float> m_step;
    nn::ImageSet m_images;
    std::vector<int> m_indices; ///< of the training step
    std::vector<long> m_all; ///< the same, of the evaluation
    int m_threads;
};

/// GFLOP/s of multiply-adds on numbers in registers.
double multiplyAddPeak(int threads)
{
    using S = nn::kernels::Simd<float>;
    constexpr long kRounds = 20'000'000;
    constexpr std::size_t kChains = 12; // more than latency times throughput
    float kept = 0.0F; // so that nothing is optimised away
    double best = 0.0;
    for (int trial = 0; trial < 3; ++trial) {
        const auto start = std::chrono::steady_clock::now();
#pragma omp parallel num_threads(threads) reduction(+ : kept)
        {
            const S::Pack factor = S::all(0.5F + 1e-3F * static_cast<float>(omp_get_thread_num()));
            std::array<S::Pack, kChains> sums {};
            for (std::size_t i = 0; i < kChains; ++i) // no two chains alike
                sums[i] = S::all(static_cast<float>(i));
            for (long i = 0; i < kRounds; ++i)
#pragma GCC unroll 12
                for (auto& sum : sums)
                    sum = sum * factor + factor;
            for (const auto& sum : sums)
                kept += S::sum(sum);
        }
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        best = std::max(
            best, 2e-9 * double(kRounds * long(kChains) * S::kWidth * threads) / taken.count());
    }
    return kept > 0.0F ? best : 0.0;
}

void serve(Steps& steps)
{
    std::string work;
    int count = 0;
    while (std::cin >> work >> count) {
        for (int i = 0; i < count; ++i)
            std::cout << (work == "train" ? steps.train() : steps.evaluate()) << ' ';
        std::cout << std::endl;
    }
}

void printRow(const nn::ModelConfig& config, int batch, int threads, int count)
{
    Steps steps(config, batch, threads);
    std::vector<double> times;
    for (int i = 0; i < 3 + count; ++i) {
        const double time = steps.train();
        if (i >= 3)
            times.push_back(time);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-8s %5d %7d %9.2f %9.2f %9.0f\n", config.model.c_str(), batch, threads,
        times.front(), times[times.size() / 2], 1e3 * batch / times[times.size() / 2]);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Time of a training step");
    std::vector<std::string> models;
    for (const auto& model : nn::models())
        models.emplace_back(model.id);
    std::vector<int> batches { 32, 128 };
    std::vector<int> threads { 1, 2 };
    nn::ModelConfig config;
    int steps = 40;
    bool serving = false;
    bool peak = false;
    app.add_option("--model", models, "models")->delimiter(',');
    app.add_option("--batch", batches, "batch sizes")->delimiter(',');
    app.add_option("--threads", threads, "thread counts")->delimiter(',');
    app.add_option("--gradient", config.gradient, "gradient method of the ODE block");
    app.add_option("--solver", config.solver, "solver of the ODE block");
    auto* rtol = app.add_option("--rtol", config.rtol, "tolerance: steps are chosen by the error");
    app.add_option("--atol", config.atol, "absolute tolerance")->needs(rtol);
    app.add_option("--steps", steps, "steps of a row")->check(CLI::PositiveNumber);
    app.add_flag("--serve", serving, "read work to do, print milliseconds");
    app.add_flag("--peak", peak, "print the multiply-add peak in GFLOP/s");
    CLI11_PARSE(app, argc, argv);

    config.adaptive = rtol->count() > 0;
    if (peak) {
        std::printf("%.1f\n", multiplyAddPeak(threads.front()));
        return 0;
    }
    if (serving) {
        config.model = models.front();
        Steps one(config, batches.front(), threads.front());
        serve(one);
        return 0;
    }
    std::printf("model    batch threads    min ms median ms  images/s\n");
    for (const std::string& model : models)
        for (const int batch : batches)
            for (const int count : threads) {
                config.model = model;
                printRow(config, batch, count, steps);
            }
    return 0;
}
