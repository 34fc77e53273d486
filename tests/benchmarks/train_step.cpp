// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/batch_step.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <string>

// Milliseconds per training step (forward, loss, backward, Adam) on images of noise.
//
// Without --serve: a table of all models, batches and thread counts asked for. With --serve: for
// each number of steps read from standard input, runs them and prints each one's milliseconds,
// so that compare_with_pytorch.py can take turns with it.

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
    {
        std::iota(m_indices.begin(), m_indices.end(), 0);
        nn::Random random(1);
        m_model->initialise(random);
    }

    double milliseconds()
    {
        const auto start = std::chrono::steady_clock::now();
        m_step.gradient(m_images, m_indices);
        m_step.apply(*m_optimizer, m_model->parameters(), 1e-3);
        const std::chrono::duration<double, std::milli> taken
            = std::chrono::steady_clock::now() - start;
        return taken.count();
    }

private:
    std::unique_ptr<nn::Model<float>> m_model;
    std::unique_ptr<nn::Optimizer<float>> m_optimizer;
    nn::BatchStep<float> m_step;
    nn::ImageSet m_images;
    std::vector<int> m_indices;
};

void serve(Steps& steps)
{
    int count = 0;
    while (std::cin >> count) {
        for (int i = 0; i < count; ++i)
            std::cout << steps.milliseconds() << ' ';
        std::cout << std::endl;
    }
}

void printRow(const nn::ModelConfig& config, int batch, int threads, int count)
{
    Steps steps(config, batch, threads);
    std::vector<double> times;
    for (int i = 0; i < 3 + count; ++i) {
        const double time = steps.milliseconds();
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
    app.add_option("--model", models, "models")->delimiter(',');
    app.add_option("--batch", batches, "batch sizes")->delimiter(',');
    app.add_option("--threads", threads, "thread counts")->delimiter(',');
    app.add_option("--gradient", config.gradient, "gradient method of the ODE block");
    app.add_option("--steps", steps, "steps of a row")->check(CLI::PositiveNumber);
    app.add_flag("--serve", serving, "read numbers of steps, print milliseconds");
    CLI11_PARSE(app, argc, argv);

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
